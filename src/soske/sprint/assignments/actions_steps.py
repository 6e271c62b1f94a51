"""Steps that one team has agreed: assignments of its own."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText, one_line, writable
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.sprint.assignments.letters import ASSIGNMENT
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import STEPS
from soske.sprint.assignments.states import AssignmentKind


@transaction.atomic
def step_give(
    *, by: Person, group: Group, name: str, day: dt.date | None, person: int | None, now: dt.datetime, today: dt.date
) -> Assignment:
    """Make an agreed step an assignment of the team, in the words in which it was agreed.

    Raises:
        ValidationError: keyed by "name", "day" or "person"; or the team has 200 steps.
    """
    name = one_line(writable(name))
    faults: dict[str, list[str]] = {}
    if not name or len(name) > 200:
        faults["name"] = [_("Write the step, at most 200 characters.")]
    if day is not None and day < today:
        faults["day"] = [_("Choose today or a later day.")]
    places = GroupPerson.objects.filter(group=group, ends__isnull=True)
    if person is not None and not places.filter(person=person).exists():
        faults["person"] = [_("Choose somebody of the team.")]
    if faults:
        raise ValidationError(faults)
    Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    if Assignment.objects.filter(group=group).count() >= STEPS:
        raise ValidationError(_("A team can have at most %(n)s agreed steps.") % {"n": STEPS})
    made = Assignment.objects.create(
        programme=group.programme,
        group=group,
        kind=AssignmentKind.STEP,
        name=LocalText({get_language() or group.programme.languages[0]: name}),
        day=day,
        given_at=now,
    )
    if person is not None:
        Work.objects.create(assignment=made, group=group, person_id=person)
    audit_write(by=by, scope=group.programme_id, subject=(ASSIGNMENT, made.pk), act="step_agreed")
    return made
