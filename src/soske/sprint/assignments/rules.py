"""Who sees assignments, and what may be done with them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.queries import team_of
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import Task, assignment_get, task_get
from soske.sprint.assignments.states import WorkState


def in_team(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Those who are in a team of the programme now. For others there is nothing here."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.team = team_of(request.user, asked.programme) if asked.programme else None
    if asked.team is None:
        return NOT_THERE
    asked.team.programme = asked.programme
    return YES


def has_task(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """A team that has been given this assignment."""
    answer = in_team(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = task_get(asked.team, pk)
    return YES if asked.subject is not None else NOT_THERE


def coordinates_assignment(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; an assignment of another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = assignment_get(asked.programme, pk)
    return YES if asked.subject is not None else NOT_THERE


def may_give(assignment: Assignment) -> Answer:
    """Once, with a name and a text."""
    if assignment.programme.record_only:
        return Answer(False, _("This academy is a record of the past. It gives no assignments."))
    if assignment.given_at is not None:
        return Answer(False, _("The teams have this assignment already."))
    return Answer(bool(assignment.name and assignment.text), _("Write first what is to be done."))


def may_remove(assignment: Assignment) -> Answer:
    """One that the teams have not got."""
    return Answer(assignment.given_at is None, _("The teams have this assignment, so it stays."))


def may_write(task: Task) -> Answer:
    """Until it is handed in."""
    if task.work.state == WorkState.OPEN:
        return YES
    return Answer(False, _("The assignment is handed in. Open it again to change it."))


def may_open(work: Work) -> Answer:
    """A handed in one by the team; one that is done only by the organiser."""
    if work.state == WorkState.DONE:
        return Answer(False, _("The organiser has marked the assignment as done."))
    return Answer(work.state == WorkState.HANDED, _("The assignment is open already."))


def may_coach_comment(work: Work) -> Answer:
    """On what is handed in or done."""
    return Answer(work.state != WorkState.OPEN, _("The team has not handed this in, or has opened it again."))


def may_ask_later(task: Task) -> Answer:
    """While the work is open and has a day."""
    if task.work.state != WorkState.OPEN:
        return Answer(False, _("The assignment is handed in."))
    return Answer(task.due is not None, _("The assignment has no due date, so you need not ask for more time."))
