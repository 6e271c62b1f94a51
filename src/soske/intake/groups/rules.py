"""What may be done to a group, and who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_get
from soske.people.models import Organisation
from soske.programmes.models import Programme
from soske.programmes.rules import coordinates_programme

if TYPE_CHECKING:
    from soske.packs.schema import Role


def coordinates_group(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; a group of another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = group_get(asked.programme, pk)
    return YES if asked.subject is not None else NOT_THERE


def in_group(person: Any, group: Group) -> Answer:
    """Those who are in the group now."""
    inside = (
        person.is_authenticated and GroupPerson.objects.filter(group=group, person=person, ends__isnull=True).exists()
    )
    return Answer(bool(inside), _("Only the people of this group and the coordinators see this."))


def takes_part(person: Any, group: int) -> bool:
    """Whether the person is in the group (its number), is its contact person, or answers for a member of it."""
    return (
        GroupPerson.objects.filter(group=group, person=person, ends__isnull=True).exists()
        or Group.objects.filter(pk=group, contact=person).exists()
        or Member.objects.filter(group=group, sponsor=person).exists()
    )


def may_change_organisation(organisation: Organisation, programme: Programme) -> Answer:
    """Only while no other programme shows it, in a group or as its organiser."""
    elsewhere = (
        Member.objects.filter(organisation=organisation).exclude(group__programme=programme).exists()
        or Programme.objects.filter(organiser=organisation).exclude(pk=programme.pk).exists()
    )
    return Answer(
        not elsewhere,
        _("This organisation takes part in another academy too. The operator of the service changes its facts."),
    )


def advice_for(roles: list[Role], *, group: Group, taken: set[str], types: set[str]) -> list[Role]:
    """Roles of the pack that are especially advised for this group and that nobody has yet."""
    return [
        role
        for role in roles
        if role.advice
        and role.code not in taken
        and (not role.advice.themes or set(role.advice.themes) & set(group.themes))
        and (not role.advice.organisation_types or set(role.advice.organisation_types) & types)
    ]
