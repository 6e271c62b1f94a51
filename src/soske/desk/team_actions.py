"""Who is in a team: somebody joins, leaves or is replaced, and what she did goes on (docs/decisions/0018)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.desk.team_letters import duty_lines, letter_joined, letter_left, letter_successor
from soske.intake.applications.queries import group_applied, people_in
from soske.intake.groups import actions_members as members
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import people_of
from soske.intake.selection.actions import contact_follow
from soske.people.models import Person
from soske.programmes.models import Programme, ProgrammeRole
from soske.programmes.queries import programme_get
from soske.records.tasks import outbox_send
from soske.sprint.assignments.actions_team import works_hand_over
from soske.sprint.assignments.models import Assignment
from soske.sprint.meetings.actions_people import places_begin, places_end
from soske.sprint.sparring.actions_ending import sessions_touched


@transaction.atomic
def person_join(
    *, by: Person, group: Group, member: int, name: str, email: str, role: str, now: dt.datetime
) -> GroupPerson:
    """Somebody joins a team for one of its member organisations: one letter invites her, with the meetings ahead.

    Raises:
        ValidationError: keyed by "name", "email", "role" or "member".
    """
    held = _held(group)
    row = Member.objects.filter(group=held, pk=member).first()
    if row is None:
        raise ValidationError({"member": [_("Choose one of these.")]})
    row.group = held
    _may_come(held, email)
    place, _new = members.place_add(by=by, member=row, name=name, email=email, role=role)
    _welcome(held, place, [], by=by, now=now)
    return place


@transaction.atomic
def person_leave(*, by: Person, group: Group, place: int, successor: int | None, now: dt.datetime) -> None:
    """Somebody leaves a team. What she does for it goes to `successor` (a person of the team), or to the contact
    person; her entries of the meetings ahead go, in one letter.

    Raises:
        ValidationError: keyed by "successor": the contact person has to name another, or the successor is not in the
            team; or she is its only person, or has left already.
    """
    held = _held(group)
    leaving = _place(held, place)
    others = list(people_of(held).exclude(pk=leaving.pk))
    if not others:
        raise ValidationError(_("A team needs at least one person. Choose somebody to take over instead."))
    heir = next((each for each in others if each.person_id == successor), None)
    if successor is not None and heir is None:
        raise ValidationError({"successor": [_("Choose somebody of the team.")]})
    if held.contact_id == leaving.person_id and heir is None:
        raise ValidationError({"successor": [_("Choose who becomes the contact person.")]})
    _leave(held, leaving, heir, by=by, now=now)


@transaction.atomic
def person_replace(*, by: Person, group: Group, place: int, name: str, email: str, now: dt.datetime) -> GroupPerson:
    """Somebody else takes a person's place: the same organisation, role and duties.

    Raises:
        ValidationError: keyed by "name" or "email"; or she has left already.
    """
    held = _held(group)
    leaving = _place(held, place)
    row = leaving.member or Member.objects.filter(group=held).order_by("-lead", "position").first()
    if row is None:
        raise ValidationError(_("The team has no organisation any more."))
    row.group = held
    _may_come(held, email)
    new, _made = members.place_add(by=by, member=row, name=name, email=email, role=leaving.role)
    _leave(held, leaving, new, by=by, now=now, welcomes=True)
    return new


@transaction.atomic
def team_contact_set(*, by: Person, group: Group, place: int, now: dt.datetime) -> None:
    """Another person of the team becomes its contact person, and is told.

    Raises:
        ValidationError: she is not in the team any more.
    """
    held = _held(group)
    chosen = _place(held, place)
    if held.contact_id != chosen.person_id:
        members.contact_set(by=by, place=chosen)
        contact_follow(group=held)
        letter_successor(held, chosen, duty_lines(held, chosen, [], contact=True), now=now)
        outbox_send.enqueue()


def people_changed(*, by: Person | None, group: Group, before: Collection[GroupPerson], now: dt.datetime) -> None:
    """The coordinator has saved the form of a team: what those did who were in it `before` and are not goes to the
    contact person, and those who have come are invited.

    Raises:
        ValidationError: keyed by "people": the team has no contact person any more.
    """
    held = Group.objects.select_related("programme").get(pk=group.pk)
    if held.contact_id is None and before:
        raise ValidationError({"people": [_("A team needs a contact person. Choose one.")]})
    after = {place.person_id: place for place in people_of(held)}
    heir = after.get(held.contact_id or 0)
    known = {place.person_id for place in before}
    for place in before:
        if place.person_id not in after:
            _pass_on(held, place, heir, by=by, now=now)
    for person, place in after.items():
        if person not in known:
            _welcome(held, place, [], by=by, now=now)


# --- shared ---------------------------------------------------------------------------------------------------------
def _held(group: Group) -> Group:
    """The team as it is now, held until the transaction ends; its programme is locked first, as everywhere."""
    Programme.objects.select_for_update().get(pk=group.programme_id)
    found = Group.objects.select_for_update(of=("self",)).select_related("programme").filter(pk=group.pk).first()
    if found is None or found.team_since is None:
        raise ValidationError(_("This group is not a team any more."))
    found.programme = programme_get(found.programme.slug) or found.programme
    return found


def _place(group: Group, pk: int) -> GroupPerson:
    found = people_of(group).filter(pk=pk).first()
    if found is None:
        raise ValidationError(_("This person is not in the team any more."))
    found.group = group
    return found


def _may_come(group: Group, email: str) -> None:
    """Who decides about applications does not come into a group that has applied."""
    if group_applied(group):
        no_coordinators(group, {email.strip().lower()}, key="email")


def no_coordinators(group: Group, emails: set[str], *, key: str) -> None:
    """Refuse those of the addresses that are a coordinator's and not in the group yet, beside the field `key`."""
    inside = {place.person.email.lower() for place in people_in(group)}
    roles = ProgrammeRole.objects.filter(programme=group.programme_id, ends__isnull=True)
    deciding = {email.lower() for email in roles.values_list("person__email", flat=True)}
    if (emails - inside) & deciding:
        raise ValidationError({key: [_("A coordinator of the academy cannot be added to a group that applies.")]})


def _leave(
    group: Group,
    leaving: GroupPerson,
    heir: GroupPerson | None,
    *,
    by: Person,
    now: dt.datetime,
    welcomes: bool = False,
) -> None:
    contact = group.contact_id == leaving.person_id
    if contact and heir is not None:
        members.contact_set(by=by, place=heir)
        contact_follow(group=group)
        group.contact_id = heir.person_id
    members.place_end(by=by, place=leaving)
    heir = heir or next((each for each in people_of(group) if each.person_id == group.contact_id), None)
    _pass_on(group, leaving, heir, by=by, now=now, contact=contact, welcomes=welcomes)


def _pass_on(
    group: Group,
    leaving: GroupPerson,
    heir: GroupPerson | None,
    *,
    by: Person | None,
    now: dt.datetime,
    contact: bool = False,
    welcomes: bool = False,
) -> None:
    """Hand over what a person who has left did, and write the letters: to her, and to whoever takes it over."""
    to = heir.person_id if heir is not None else None
    works: list[Assignment] = works_hand_over(by=by, group=group, person=leaving.person_id, to=to)
    cancelled = places_end(by=by, person=leaving.person_id, group=group, now=now)
    letter_left(group, leaving, cancelled, sessions_touched(group=group, now=now), now=now)
    if heir is not None:
        lines = duty_lines(group, heir, works, contact=contact)
        if welcomes:
            _welcome(group, heir, lines, by=by, now=now)
        elif lines:
            letter_successor(group, heir, lines, now=now)
    outbox_send.enqueue()


def _welcome(group: Group, place: GroupPerson, duties: list[str], *, by: Person | None, now: dt.datetime) -> None:
    invited = places_begin(person=place.person, name=place.name, group=group, now=now)
    letter_joined(group, place, invited, sessions_touched(group=group, now=now), duties, by=by, now=now)
    outbox_send.enqueue()
