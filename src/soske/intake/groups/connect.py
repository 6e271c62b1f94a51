"""What groups give to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import Answer
from soske.base.connect import (
    Duty,
    Kept,
    Sheet,
    Subject,
    audience_add,
    duties,
    personal_data,
    sheets,
    subject_add,
)
from soske.intake.groups.actions_members import contact_next
from soske.intake.groups.audiences import contacts_audience, link_to, people_audience, ready_groups
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_counts, group_facts, group_title, group_view, groups_of
from soske.intake.groups.queries_own import titles_for
from soske.intake.groups.rules import in_group
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates

MOST_PLACES = 100  # two rows of each


@duties.add
def group_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator adds groups, and a contact person to each."""
    if programme.record_only or not coordinates(person, programme, today=timezone.localdate(now)):
        return []
    counts = group_counts(programme)
    total, without = counts.total, counts.total - counts.contacts
    if not total:
        return [
            Duty(
                key=f"groups_none:{programme.pk}",
                title=_("Add the first group"),
                text=_("The selection can begin when the groups are here."),
                button=_("Add a group"),
                url=reverse("group_new", args=[programme.slug]),
                weight=40,
            )
        ]
    if not without:
        return []
    return [
        Duty(
            key=f"groups_contact:{programme.pk}",
            title=_("Name a contact person for each group"),
            text=ngettext(
                "%(n)s group has no contact person, so no message reaches it.",
                "%(n)s groups have no contact person, so no message reaches them.",
                without,
            )
            % {"n": without},
            button=_("Show the groups"),
            url=reverse("groups", args=[programme.slug]),
            weight=45,
        )
    ]


@sheets.add
def groups_sheet(*, programme: Programme) -> Sheet:
    """One row for each member of each group."""
    lang = get_language() or "fi"
    order = programme.languages

    def rows() -> Iterable[Sequence[Any]]:
        for group in groups_of(programme).iterator(chunk_size=500):
            view = group_view(group, lang, order)
            for member in group.members.all():
                yield (
                    view.text(lang),
                    _("yes") if view.joint else _("no"),
                    member.organisation.name.spoken(lang).text,
                    member.unit.name.spoken(lang).text or member.unit.get_kind_display() if member.unit else "",
                    member.organisation.get_type_display(),
                    member.organisation.region or _("Not recorded"),
                    _("yes") if member.lead else "",
                )

    columns = [
        _("Group"),
        _("Joint group"),
        _("Organisation"),
        _("Organisation unit"),
        _("Type"),
        _("Region"),
        _("Lead organisation"),
    ]
    return Sheet(title=_("Groups"), columns=columns, rows=rows())


class Personal:
    """Places in groups, and what groups say of the person."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        places = list(GroupPerson.objects.filter(person=person).order_by("pk")[:MOST_PLACES])
        titles = titles_for(person, [place.group_id for place in places], lang)
        sponsored = Member.objects.filter(sponsor=person).select_related("organisation")[:200]
        return [
            Kept(
                kind=gettext_lazy("Groups you have been in"),
                ground=gettext_lazy("Shows who has taken part in an academy and when."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    row
                    for place in places
                    for row in (
                        (_("Group"), titles.get(place.group_id) or _("Not recorded")),
                        (_("Name or role"), place.name),
                    )
                ],
            ),
            Kept(
                kind=gettext_lazy("Organisations for which you are the management sponsor"),
                ground=gettext_lazy("Shows who answers for an organisation in an academy."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    row
                    for member in sponsored
                    for row in (
                        (_("Organisation"), member.organisation.name.spoken(lang).text),
                        (_("Name or role"), member.sponsor_name),
                    )
                ],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        places = GroupPerson.objects.filter(person=person)
        sponsored = Member.objects.filter(sponsor=person)
        contacts = Group.objects.filter(contact=person)
        found = [(_("Places in groups"), places.count() + sponsored.count() + contacts.count())]
        if not preview:
            sponsored.update(sponsor=None, sponsor_name="")
            teams = list(contacts.filter(team_since__isnull=False))
            contacts.update(contact=None)
            places.delete()
            for team in teams:  # letters to a team go to its contact person: it is not left without one
                Group.objects.filter(pk=team.pk).update(contact=contact_next(team))
        return found


personal_data.add(Personal())


def _may(person: Any, pk: int, act: str) -> Answer:
    group = Group.objects.select_related("programme").filter(pk=pk).first()
    if group is None:
        return Answer(False)
    if coordinates(person, group.programme, today=timezone.localdate()):
        return Answer(True)
    return in_group(person, group) if act == "read" else Answer(False)


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    found = group_facts(Group.objects.filter(pk__in=set(ids)))
    return {group.pk: group_title(group, lang) for group in found}


def _url(pk: int) -> str:
    group = Group.objects.select_related("programme").only("programme__slug").get(pk=pk)
    return reverse("group_edit", args=[group.programme.slug, pk])


subject_add(Subject(type="group", label=gettext_lazy("Group"), may=_may, titles=_titles, url=_url))
audience_add(
    contacts_audience("contacts", gettext_lazy("Contact persons of the groups"), ready_groups, link_to("programme"))
)
audience_add(people_audience("people", gettext_lazy("Everyone in the groups"), ready_groups, link_to("programme")))
