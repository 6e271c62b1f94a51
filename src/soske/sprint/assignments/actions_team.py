"""Writes when somebody leaves a team."""

from __future__ import annotations

from django.db import transaction

from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.states import SUBJECT, WorkState


@transaction.atomic
def works_hand_over(*, by: Person | None, group: Group, person: int, to: int | None) -> list[Assignment]:
    """What a person who leaves does for her team goes to somebody else (None: to everybody together); which assignments
    these are. What is done stays as it was."""
    works = Work.objects.select_for_update(of=("self",)).filter(group=group, person=person)
    found = list(works.exclude(state=WorkState.DONE).select_related("assignment").order_by("pk"))
    Work.objects.filter(pk__in=[work.pk for work in found]).update(person=to)
    for work in found:
        audit_write(by=by, scope=group.programme_id, subject=(SUBJECT, work.pk), act="work_person")
    return [work.assignment for work in found]
