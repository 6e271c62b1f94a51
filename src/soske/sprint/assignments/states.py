"""States of a team's work on an assignment, and the allowed moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.records.actions import audit_write

if TYPE_CHECKING:
    from soske.people.models import Person
    from soske.sprint.assignments.models import Work

SUBJECT = "work"


class AssignmentKind(models.TextChoices):
    PRE = "pre", pgettext_lazy("assignment", "Pre-assignment")
    BETWEEN = "between", _("Assignment between workshops")
    STEP = "step", _("Agreed step")


class WorkState(models.TextChoices):
    OPEN = "open", pgettext_lazy("assignment", "To be done")
    HANDED = "handed", pgettext_lazy("assignment", "Handed in")
    DONE = "done", pgettext_lazy("assignment", "Done")


MOVES: dict[str, set[str]] = {
    WorkState.OPEN: {WorkState.HANDED},
    WorkState.HANDED: {WorkState.OPEN, WorkState.DONE},
    WorkState.DONE: {WorkState.OPEN},
}
ACTS = {WorkState.OPEN: "work_opened", WorkState.HANDED: "work_handed", WorkState.DONE: "work_done"}


def work_move(work: Work, to: WorkState, *, by: Person | None, now: dt.datetime) -> bool:
    """Move the work of a team and write it in the log; False when it moved meanwhile or may not move so."""
    if to not in MOVES[work.state]:
        return False
    values: dict[str, Any] = {"state": to, "done_at": now if to == WorkState.DONE else None}
    values["handed_at"] = now if to == WorkState.HANDED else None if to == WorkState.OPEN else work.handed_at
    if not type(work).objects.filter(pk=work.pk, state=work.state).update(**values):
        return False
    for name, value in values.items():
        setattr(work, name, value)
    audit_write(by=by, scope=work.assignment.programme_id, subject=(SUBJECT, work.pk), act=ACTS[to])
    return True
