"""Writes of assignments: what is given, what a team does, what the organiser says, hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText
from soske.base.opened import saved_meanwhile
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.letters import as_block
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, stages_of
from soske.records.actions import audit_write, revision_grow
from soske.records.tasks import outbox_send
from soske.records.writings import Saved, writing_choose, writing_save, writings_of
from soske.sprint.assignments.letters import ASSIGNMENT, letters_given, letters_of_work
from soske.sprint.assignments.models import MOST_DAYS, Assignment, Hours, Work
from soske.sprint.assignments.queries import ASSIGNMENTS, Task, due_of
from soske.sprint.assignments.rules import may_ask_later, may_give, may_open, may_remove, may_write
from soske.sprint.assignments.states import SUBJECT, AssignmentKind, WorkState, work_move

FIELD = "text"
"""The field of the writing in which a team answers."""
LONGEST = 10_000
COMMENT = 4000


@dataclass(frozen=True, slots=True)
class AssignmentInput:
    """What the coordinator writes of an assignment. `before` is the code of a stage, or "" for a day of its own."""

    name: LocalText
    text: LocalText
    before: str
    days: int
    day: dt.date | None
    hours: float | None


# --- what is given --------------------------------------------------------------------------------------------------
@transaction.atomic
def assignments_of_pack(*, by: Person | None, programme: Programme) -> int:
    """Make the assignments of the academy's texts that are not made yet; how many. Nobody gets them before they are
    given."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    there = set(Assignment.objects.filter(programme=programme).values_list("code", flat=True))
    texts = pack_parts(programme, "assignments").get("assignments", [])
    made = Assignment.objects.bulk_create(
        Assignment(
            programme=programme,
            code=each.code,
            kind=AssignmentKind.PRE if each.before == "kickoff" else AssignmentKind.BETWEEN,
            name=each.name,
            text=each.text,
            before=each.before,
            days=each.days,
            hours=each.hours,
            steps=[{"code": step.code, "text": dict(step.text), "minutes": step.minutes} for step in each.steps],
        )
        for each in texts
        if each.code not in there
    )
    for assignment in made:
        _written(by, assignment, "assignment_made")
    return len(made)


@transaction.atomic
def assignment_make(*, by: Person | None, programme: Programme, values: AssignmentInput) -> Assignment:
    """One more assignment.

    Raises:
        ValidationError: keyed by field; or there are a hundred already.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if Assignment.objects.filter(programme=programme, group=None).count() >= ASSIGNMENTS:
        raise ValidationError(_("An academy can have at most %(n)s assignments.") % {"n": ASSIGNMENTS})
    assignment = Assignment(programme=programme)
    _fill(assignment, values)
    assignment.save()
    _written(by, assignment, "assignment_made")
    return assignment


@transaction.atomic
def assignment_save(*, by: Person, assignment: Assignment, values: AssignmentInput, version: int) -> Assignment:
    """Change an assignment; teams that have it see the new text and day.

    Raises:
        ValidationError: keyed by field.
        Stale: somebody saved it meanwhile.
    """
    held = _held(assignment)
    if held.version != version:
        raise saved_meanwhile()
    _fill(held, values)
    held.version += 1
    held.save()
    _written(by, held, "assignment_changed")
    return held


def _fill(assignment: Assignment, values: AssignmentInput) -> None:
    faults: dict[str, list[str]] = {}
    if not values.name:
        faults["name"] = [_("Write the name of the assignment.")]
    if any(len(text) > LONGEST for text in values.text.values()):
        faults["text"] = [_("Use at most %(n)s characters.") % {"n": LONGEST}]
    if not 0 <= values.days <= MOST_DAYS:
        faults["days"] = [_range(0, MOST_DAYS)]
    if values.before and values.before not in stages_of(assignment.programme):
        faults["before"] = [_("Choose one of these.")]
    if values.hours is not None and not 0 < values.hours <= 500:
        faults["hours"] = [_range(1, 500)]
    if faults:
        raise ValidationError(faults)
    for field in AssignmentInput.__slots__:
        setattr(assignment, field, getattr(values, field))
    if values.before:
        assignment.day = None


@transaction.atomic
def assignment_remove(*, by: Person, assignment: Assignment) -> None:
    """Remove an assignment that the teams have not got.

    Raises:
        ValidationError: they have.
    """
    held = _held(assignment)
    may_remove(held).require()
    _written(by, held, "assignment_removed")
    held.delete()


@transaction.atomic
def assignment_give(*, by: Person | None, assignment: Assignment, now: dt.datetime, letters: bool = True) -> int:
    """Give an assignment to every team; each of their people gets a letter, unless another one tells of it (`letters`).
    How many letters wait.

    Raises:
        ValidationError: they have it already, nothing is written, or the academy is a record.
    """
    held = _held(assignment)
    may_give(held).require()
    held.given_at = now
    held.save(update_fields=["given_at"])
    queued = letters_given(held, due_of(held, stages_of(held.programme)), now=now) if letters else 0
    if queued:
        outbox_send.enqueue()
    _written(by, held, "assignment_given", letters=queued)
    return queued


# --- what a team does -----------------------------------------------------------------------------------------------
def work_of(task: Task) -> Work:
    """The work of a team, made if it is not there, and held until the transaction ends."""
    work, made = Work.objects.get_or_create(assignment=task.assignment, group=task.work.group)
    if made:
        revision_grow(task.assignment.programme_id)  # lists say that the team has begun
    held = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
    held.assignment, held.group = task.assignment, task.work.group
    return held


def task_fresh(task: Task) -> Task:
    """The assignment of a team as it is now, its work made if it is not there and held."""
    work = work_of(task)
    return Task(task.assignment, work, due_of(task.assignment, stages_of(task.assignment.programme), work))


@transaction.atomic
def work_save(*, by: Person, task: Task, text: str, base: int, token: str = "", now: dt.datetime) -> Saved:
    """Save what the team hands in, as it is typed.

    Raises:
        ValidationError: it is handed in, or the text is too long.
    """
    fresh = task_fresh(task)
    may_write(fresh).require()
    over = len(text.replace("\r\n", "\n")) - LONGEST
    if over > 0:
        raise ValidationError(_("The text is %(n)s characters too long.") % {"n": over})
    scope = fresh.assignment.programme_id
    return writing_save(
        by=by, scope=scope, subject=(SUBJECT, fresh.work.pk), field=FIELD, text=text, base=base, token=token, now=now
    )


@transaction.atomic
def work_choose(*, by: Person, task: Task, keep: str, parallel: int, base: int, now: dt.datetime) -> None:
    """Choose between two texts that were written at once (records.writings.writing_choose).

    Raises:
        ValidationError: it is handed in, or the choice has been made already.
    """
    fresh = task_fresh(task)
    may_write(fresh).require()
    writing_choose(
        by=by, subject=(SUBJECT, fresh.work.pk), field=FIELD, keep=keep, parallel=parallel, base=base, now=now
    )


@transaction.atomic
def work_person(*, by: Person, task: Task, person: int | None) -> None:
    """Say who does it; None: everybody together.

    Raises:
        ValidationError: the person is not in the team now.
    """
    work = work_of(task)
    if (
        person is not None
        and not GroupPerson.objects.filter(group=work.group, person=person, ends__isnull=True).exists()
    ):
        raise ValidationError({"person": [_("Choose somebody of the team.")]})
    Work.objects.filter(pk=work.pk).update(person=person)
    _work_written(by, work, "work_person")


@transaction.atomic
def step_tick(*, by: Person, task: Task, code: str, done: bool) -> None:
    """Mark a step of fifteen minutes as done, or take the mark back.

    Raises:
        ValidationError: there is no such step.
    """
    work = work_of(task)
    if code not in {each["code"] for each in task.assignment.steps}:
        raise ValidationError(_("This step is not there any more."))
    steps = [each for each in work.steps if each != code] + ([code] if done else [])
    if sorted(steps) != sorted(work.steps):
        Work.objects.filter(pk=work.pk).update(steps=steps)
        _work_written(by, work, "step_done" if done else "step_undone", step=code)


@transaction.atomic
def work_hand(*, by: Person, task: Task, now: dt.datetime) -> None:
    """Hand the work in: the organiser sees it.

    Raises:
        ValidationError: nothing is written, two texts wait for a choice, or it is handed in already.
    """
    fresh = task_fresh(task)
    may_write(fresh).require()
    writing = writings_of((SUBJECT, fresh.work.pk)).get(FIELD)
    if writing is not None and writing.parallels:
        raise ValidationError(_("Two texts. Compare and choose."))
    if writing is None or not writing.text.strip():
        raise ValidationError(_("Write first what you hand in."))
    work_move(fresh.work, WorkState.HANDED, by=by, now=now)


@transaction.atomic
def work_open(*, by: Person, task: Task, now: dt.datetime) -> None:
    """Open a handed in work again, to go on with it.

    Raises:
        ValidationError: it is open, or the organiser has marked it as done.
    """
    work = work_of(task)
    may_open(work).require()
    work_move(work, WorkState.OPEN, by=by, now=now)


@transaction.atomic
def later_ask(*, by: Person, task: Task, day: dt.date, why: str, today: dt.date) -> None:
    """Say that the team has too much to do, and ask for a later day.

    Raises:
        ValidationError: keyed by "day" or "why"; or there is nothing to put off.
    """
    fresh = task_fresh(task)
    may_ask_later(fresh).require()
    faults: dict[str, list[str]] = {}
    if day <= max(today, fresh.due or today):
        faults["day"] = [_("Choose a day later than both the present due date and today.")]
    if not why.strip():
        faults["why"] = [_("Write in a few words what takes the time.")]
    if faults:
        raise ValidationError(faults)
    Work.objects.filter(pk=fresh.work.pk).update(asked_day=day, asked_why=why.strip()[:500])
    _work_written(by, fresh.work, "later_asked", day=day.isoformat())


# --- what the organiser says ----------------------------------------------------------------------------------------
@transaction.atomic
def later_answer(*, by: Person, work: Work, grants: bool, now: dt.datetime) -> None:
    """Give the team the later day that it asks for, or leave the day as it is; it gets a letter.

    Raises:
        ValidationError: nothing is asked.
    """
    held = _work_held(work)
    if held.asked_day is None:
        raise ValidationError(_("The team does not ask for another day."))
    held.day = held.asked_day if grants else held.day
    held.asked_day, held.asked_why = None, ""
    held.save(update_fields=["day", "asked_day", "asked_why"])
    due = due_of(held.assignment, stages_of(held.assignment.programme), held)
    letters_of_work(held, "assignment_later" if grants else "assignment_same", due, message="", now=now)
    outbox_send.enqueue()
    _work_written(by, held, "later_granted" if grants else "later_refused", day=due.isoformat() if due else None)


@transaction.atomic
def work_comment(*, by: Person, work: Work, comment: str, done: bool, opens: bool, now: dt.datetime) -> None:
    """Comment on what a team has handed in, mark it as done, or give it back to be gone on with. The team gets a letter
    when something is said.

    Raises:
        ValidationError: keyed by "comment": it is too long; or the work is not handed in.
    """
    held = _work_held(work)
    comment = comment.strip()
    if len(comment) > COMMENT:
        raise ValidationError(
            {"comment": [_("The text is %(n)s characters too long.") % {"n": len(comment) - COMMENT}]}
        )
    if (done or opens) and not work_move(held, WorkState.DONE if done else WorkState.OPEN, by=by, now=now):
        raise ValidationError(_("The team has not handed this in, or has opened it again."))
    said = comment != held.comment and bool(comment)
    Work.objects.filter(pk=held.pk).update(comment=comment, commented_by_id=by.pk if comment else None)
    if said or opens:
        due = due_of(held.assignment, stages_of(held.assignment.programme), held)
        ahead = due if due and due >= timezone.localdate(now) else None  # a day that has passed binds nobody
        code = "assignment_back" if opens else "assignment_comment"
        letters_of_work(held, code, ahead, message=as_block(comment), now=now)
        outbox_send.enqueue()
    if said:
        _work_written(by, held, "work_commented")
    else:
        revision_grow(held.assignment.programme_id)  # a comment may be gone


# --- hours ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def hours_add(*, by: Person, group: Group, day: dt.date, hours: float, today: dt.date) -> Hours:
    """Write down hours that one has used on a day.

    Raises:
        ValidationError: keyed by "day" or "hours".
    """
    minutes = round(hours * 60)
    faults: dict[str, list[str]] = {}
    if not 5 <= minutes <= 1440:
        faults["hours"] = [_("Write the number of hours, from 0.1 to 24.")]
    if day > today:
        faults["day"] = [_("Choose today or an earlier day.")]
    if faults:
        raise ValidationError(faults)
    made = Hours.objects.create(group=group, person=by, day=day, minutes=minutes)
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act="hours_added")
    return made


# --- shared ---------------------------------------------------------------------------------------------------------
def _held(assignment: Assignment) -> Assignment:
    held = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    if held is None:
        raise ValidationError(_("The assignment has been removed meanwhile."))
    held.programme = assignment.programme
    return held


def _work_held(work: Work) -> Work:
    held = Work.objects.select_for_update(of=("self",)).get(pk=work.pk)
    held.assignment, held.group = work.assignment, work.group
    return held


def _range(least: int, most: int) -> str:
    return _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}


def _written(by: Person | None, assignment: Assignment, act: str, **details: Any) -> None:
    subject = (ASSIGNMENT, assignment.pk)
    audit_write(by=by, scope=assignment.programme_id, subject=subject, act=act, details=details)


def _work_written(by: Person, work: Work, act: str, **details: Any) -> None:
    scope = work.assignment.programme_id
    audit_write(by=by, scope=scope, subject=(SUBJECT, work.pk), act=act, details=details)
