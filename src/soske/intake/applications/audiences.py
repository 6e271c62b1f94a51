"""Readers who are reached through applications: for messages of the organiser."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from soske.base.connect import Audience, Recipient, audience_add
from soske.intake.applications.models import Application, CompletionRequest
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.audiences import (
    FIELDS,
    FILTERS,
    MOST,
    contacts_audience,
    group_names,
    groups_filtered,
    joint_groups,
    people_recipients,
)
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_facts
from soske.programmes.models import Programme


def application_links(programme: Programme, groups: Collection[int]) -> dict[int, str]:
    """Group -> address of its application."""
    rows = Application.objects.filter(programme=programme, group__in=list(groups)).values_list("group", "pk")
    return {group: settings.BASE_URL + reverse("application", args=[programme.slug, pk]) for group, pk in rows}


def _of(programme: Programme, *states: str) -> QuerySet[Group]:
    return Group.objects.filter(application__programme=programme, application__state__in=states)


def _drafts(programme: Programme) -> QuerySet[Group]:
    return _of(programme, ApplicationState.DRAFT)


def _submitted(programme: Programme) -> QuerySet[Group]:
    return _of(programme, ApplicationState.SUBMITTED)


def _completing(programme: Programme) -> QuerySet[Group]:
    asked = CompletionRequest.objects.filter(
        application__programme=programme,
        answered_at__isnull=True,
        cancelled_at__isnull=True,
        due__gt=timezone.now(),
    )
    return Group.objects.filter(application__in=asked.values("application"))


# --- sign-offs: the rows are members, because each organisation answers for its own part ---------------------------
def _unsigned(programme: Programme, chosen: Mapping[str, str]) -> QuerySet[Member]:
    groups = groups_filtered(_drafts(programme).filter(pk__in=joint_groups()), chosen)
    return Member.objects.filter(group__in=groups.order_by().values("pk")).exclude(sign_off__signed_at__isnull=False)


def _signers(members: QuerySet[Member]) -> tuple[QuerySet[GroupPerson], QuerySet[Member]]:
    """The people of the members, and the members that have none but a contact person of their group."""
    people = GroupPerson.objects.filter(
        member__in=members.order_by().values("pk"), ends__isnull=True, person__is_active=True
    )
    alone = members.exclude(pk__in=people.values("member")).filter(group__contact__is_active=True)
    return people, alone


def _signers_count(programme: Programme, chosen: Mapping[str, str]) -> int:
    people, alone = _signers(_unsigned(programme, chosen))
    return people.order_by().values_list("person").union(alone.order_by().values_list("group__contact")).count()


def _signers_found(programme: Programme, chosen: Mapping[str, str]) -> Iterator[Recipient]:
    people, alone = _signers(_unsigned(programme, chosen))
    yield from people_recipients(people, about="member")
    contact = ("group__contact", "group__contact__email", "group__contact__language", "group__contact__name")
    for pk, person, address, language, name in alone.order_by("group", "pk").values_list("pk", *contact)[:MOST]:
        yield Recipient(address, language, (pk,), person, name)


def _signers_words(programme: Programme, ids: Collection[int], language: str) -> dict[int, dict[str, str]]:
    members = Member.objects.filter(group__programme=programme, pk__in=list(ids)).select_related("organisation")
    rows = {member.pk: member for member in members}
    groups = {member.group_id for member in rows.values()}
    facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in=groups))}
    with override(language):
        links = application_links(programme, groups)
    return {
        pk: {
            **group_names(programme, facts[member.group_id], language),
            "organisation": member.organisation.name.spoken(language, tuple(programme.languages)).text,
            "link": links.get(member.group_id, ""),
        }
        for pk, member in rows.items()
    }


def audiences_add() -> None:
    """Tell the contract of them. Called once at start."""
    for code, label, groups in (
        ("drafts", gettext_lazy("Applications that are not submitted"), _drafts),
        ("completions", gettext_lazy("Applications to be completed"), _completing),
        ("submitted", gettext_lazy("Submitted applications"), _submitted),
    ):
        audience_add(contacts_audience(code, label, groups, application_links))
    audience_add(
        Audience(
            code="sign_offs",
            label=gettext_lazy("Organisations that have not signed off their part"),
            fields=(*FIELDS, "organisation"),
            count=_signers_count,
            recipients=_signers_found,
            words=_signers_words,
            filters=FILTERS,
        )
    )
