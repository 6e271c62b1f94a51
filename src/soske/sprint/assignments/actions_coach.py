"""What a coach says of a work: to the team and its coaches, never to the organiser."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.opened import fresh, mark
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.records.tasks import outbox_send
from soske.sprint.assignments.actions import COMMENT
from soske.sprint.assignments.letters import letters_of_work
from soske.sprint.assignments.models import Work
from soske.sprint.assignments.rules import may_coach_comment
from soske.sprint.assignments.states import SUBJECT


def coach_comment_mark(work: Work) -> str:
    """What the form of the comment begins from."""
    return mark(work.coach_comment)


@transaction.atomic
def work_coach_comment(*, by: Person, work: Work, comment: str, opened: str | None, now: dt.datetime) -> None:
    """Say something of what a team has handed in; "" takes it back. The team gets a letter that tells where to read it:
    letters are read by the organiser too.

    Raises:
        ValidationError: keyed by "comment": it is too long; or the work is not handed in.
        Stale: another coach has commented since the form with the mark `opened` was opened.
    """
    held = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
    held.assignment, held.group = work.assignment, work.group
    may_coach_comment(held).require()
    fresh(opened, held.coach_comment)
    comment = comment.strip()
    if (over := len(comment) - COMMENT) > 0:
        raise ValidationError({"comment": [_("The text is %(n)s characters too long.") % {"n": over}]})
    if comment == held.coach_comment:
        return
    Work.objects.filter(pk=held.pk).update(coach_comment=comment, coach_commented_by_id=by.pk if comment else None)
    scope, act = held.assignment.programme_id, "work_coach_commented" if comment else "work_coach_comment_removed"
    audit_write(by=by, scope=scope, subject=(SUBJECT, held.pk), act=act)
    if comment and letters_of_work(held, "assignment_coach", None, message="", now=now):
        outbox_send.enqueue()
