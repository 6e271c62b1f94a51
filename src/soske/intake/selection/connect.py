"""What the selection gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import Answer
from soske.base.connect import Duty, Subject, audience_add, duties, subject_add
from soske.intake.groups.audiences import contacts_audience, link_to, ready_groups
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_counts
from soske.intake.selection.models import Announcement
from soske.intake.selection.queries import is_published, selection_balance
from soske.intake.selection.states import AnnouncementState, Outcome
from soske.packs.codes import StageKind
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, first_day_of


@duties.add
def selection_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator selects, then publishes, by the day of the selection."""
    if not coordinates(person, programme, today=timezone.localdate(now)):
        return []
    if is_published(programme):
        return []
    total, chosen = group_counts(programme).total, selection_balance(programme).chosen
    if not total:
        return []
    due = first_day_of(programme, StageKind.SELECTION)
    if not chosen:
        return [
            Duty(
                key=f"selection:{programme.pk}",
                title=_("Select the groups"),
                text=ngettext(
                    "%(n)s group is waiting for the selection.", "%(n)s groups are waiting for the selection.", total
                )
                % {"n": total},
                button=_("Go to the selection"),
                url=reverse("selection", args=[programme.slug]),
                due=due,
                weight=10,
            )
        ]
    return [
        Duty(
            key=f"announcement:{programme.pk}",
            title=_("Publish the selection"),
            text=ngettext(
                "%(n)s group is selected. The announcement is a draft.",
                "%(n)s groups are selected. The announcement is a draft.",
                chosen,
            )
            % {"n": chosen},
            button=_("Go to the announcement"),
            url=reverse("announcement_edit", args=[programme.slug]),
            due=due,
            weight=10,
        )
    ]


def _may(person: Any, pk: int, act: str) -> Answer:
    announcement = Announcement.objects.select_related("programme").filter(pk=pk).first()
    if announcement is None:
        return Answer(False)
    public = announcement.state == AnnouncementState.PUBLISHED and act == "read"
    return Answer(public or coordinates(person, announcement.programme, today=timezone.localdate()))


def _receives(person: Any, pk: int) -> bool:
    """The letter about a selected group is for its contact person."""
    return Group.objects.filter(programme__announcement=pk, contact=person).exists()


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    found = Announcement.objects.filter(pk__in=set(ids)).select_related("programme")
    return {each.pk: each.programme.name.spoken(lang).text for each in found}


def _url(pk: int) -> str:
    return reverse("announcement", args=[Announcement.objects.select_related("programme").get(pk=pk).programme.slug])


subject_add(
    Subject(
        type="announcement",
        label=gettext_lazy("Announcement"),
        may=_may,
        titles=_titles,
        url=_url,
        receives=_receives,
    )
)


def _selected(programme: Programme) -> QuerySet[Group]:
    return ready_groups(programme).filter(choice__outcome=Outcome.SELECTED)


audience_add(
    contacts_audience(
        "selected", gettext_lazy("Contact persons of the selected groups"), _selected, link_to("announcement")
    )
)
