"""Writes of the board of open questions, and of anonymous questions to the organiser."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write, revision_grow
from soske.records.tasks import outbox_send
from soske.sprint.peers.letters import letters_answered
from soske.sprint.peers.models import WAITING, Anonymous, Question, Reply
from soske.sprint.peers.queries_board import Waits, anonymous_unseen, anonymous_waiting
from soske.sprint.peers.rules import may_reply, owns_question, owns_reply

QUESTION = "peer_question"
ANONYMOUS = "anonymous_question"
TITLE, TEXT = 160, 3000
QUESTIONS, REPLIES = 1000, 200


# --- the board ------------------------------------------------------------------------------------------------------
@transaction.atomic
def question_ask(
    *, by: Person, group: Group, title: str, text: str, topic: str, now: dt.datetime, token: UUID | None = None
) -> Question:
    """Put a question on the board, for all teams. The same `token` makes one question.

    Raises:
        ValidationError: keyed by field; or the board is full.
    """
    programme = group.programme
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    made = Question.objects.filter(programme=programme, token=token).first() if token else None
    if made is not None:
        return made
    title, text = " ".join(title.split()), text.strip()
    faults: dict[str, list[str]] = {}
    if not title:
        faults["title"] = [_("Write the question.")]
    if len(title) > TITLE:
        faults["title"] = [_over(len(title) - TITLE)]
    if len(text) > TEXT:
        faults["text"] = [_over(len(text) - TEXT)]
    if topic and topic not in {each.code for each in pack_parts(programme, "topics")["topics"]}:
        faults["topic"] = [_("Choose one of these.")]
    if faults:
        raise ValidationError(faults)
    if Question.objects.filter(group=group).count() >= QUESTIONS:
        raise ValidationError(_("Your team has already asked %(n)s questions. Remove one first.") % {"n": QUESTIONS})
    question = Question.objects.create(
        programme=programme, group=group, person=by, title=title, text=text, topic=topic, asked_at=now, token=token
    )
    _written(by, question, "question_asked")
    return question


@transaction.atomic
def question_reply(*, by: Person, question: Question, group: Group | None, text: str, now: dt.datetime) -> Reply:
    """Answer a question, for a team or for the organiser (None). The same answer sent twice is one.

    Raises:
        ValidationError: keyed by "text"; or the question is solved, hidden or removed.
    """
    held = _held(question)
    may_reply(held).require()
    text = text.strip()
    if not text:
        raise ValidationError({"text": [_("Write the answer.")]})
    if (over := len(text) - TEXT) > 0:
        raise ValidationError({"text": [_over(over)]})
    replies = Reply.objects.filter(question=held)
    same = replies.filter(group=group, person=by, text=text).first()
    if same is not None:
        return same
    if replies.count() >= REPLIES:
        raise ValidationError(
            _("The question already has %(n)s answers, which is the most it can have.") % {"n": REPLIES}
        )
    made = Reply.objects.create(question=held, group=group, person=by, text=text, written_at=now)
    _written(by, held, "question_answered", reply=made.pk)
    return made


@transaction.atomic
def question_solve(*, by: Person, question: Question, group: Group, solved: bool, now: dt.datetime) -> None:
    """Mark one's question as solved, or open it again.

    Raises:
        ValidationError: it is another team's.
    """
    held = _held(question)
    owns_question(held, group).require()
    if (held.solved_at is not None) != solved:
        Question.objects.filter(pk=held.pk).update(solved_at=now if solved else None)
        _written(by, held, "question_solved" if solved else "question_opened")


@transaction.atomic
def question_remove(*, by: Person, question: Question, group: Group, now: dt.datetime) -> bool:
    """Remove one's question. Where others have answered, their answers stay below an empty place; False then.

    Raises:
        ValidationError: it is another team's.
    """
    held = _held(question)
    owns_question(held, group).require()
    _written(by, held, "question_removed")
    if not Reply.objects.filter(question=held).exclude(group=group).exists():
        held.delete()
        return True
    Reply.objects.filter(question=held, group=group).delete()
    gone = {"title": "", "text": "", "topic": "", "person": None, "solved_at": held.solved_at or now}
    Question.objects.filter(pk=held.pk).update(**gone)
    return False


@transaction.atomic
def reply_remove(*, by: Person, reply: Reply, group: Group) -> None:
    """Remove one's answer.

    Raises:
        ValidationError: it is another team's.
    """
    held = _held(reply.question)
    owns_reply(reply, group).require()
    if Reply.objects.filter(pk=reply.pk).delete()[0]:
        _written(by, held, "question_answer_removed", reply=reply.pk)


@transaction.atomic
def question_hide(*, by: Person, question: Question, hidden: bool, now: dt.datetime) -> None:
    """The organiser hides a question from the other teams, or shows it again."""
    held = _held(question)
    if (held.hidden_at is not None) != hidden:
        Question.objects.filter(pk=held.pk).update(hidden_at=now if hidden else None)
        _written(by, held, "question_hidden" if hidden else "question_shown")


@transaction.atomic
def reply_hide(*, by: Person, reply: Reply, hidden: bool, now: dt.datetime) -> None:
    """The same of an answer."""
    held = _held(reply.question)
    rows = Reply.objects.filter(pk=reply.pk, hidden_at__isnull=hidden)
    if rows.update(hidden_at=now if hidden else None):
        act = "question_answer_hidden" if hidden else "question_answer_shown"
        _written(by, held, act, reply=reply.pk)


# --- anonymous questions --------------------------------------------------------------------------------------------
@transaction.atomic
def anonymous_ask(*, programme: Programme, text: str, today: dt.date) -> None:
    """Ask the organiser without a name. It is not told who asks, so that it cannot be kept: there is no person among
    the arguments, no row of the log, no letter, and of the time the day alone.

    Raises:
        ValidationError: keyed by "text"; or too many questions wait for an answer.
    """
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    text = text.strip()
    if not text:
        raise ValidationError({"text": [_("Write the question.")]})
    if (over := len(text) - TEXT) > 0:
        raise ValidationError({"text": [_over(over)]})
    waiting = Anonymous.objects.filter(programme=programme, answered_at__isnull=True)
    if waiting.filter(text=text, day=today).exists():
        return  # sent twice
    if waiting.count() >= WAITING:
        raise ValidationError(
            _("%(n)s questions are already waiting for an answer. Ask again when some have been answered.")
            % {"n": WAITING}
        )
    Anonymous.objects.create(programme=programme, text=text, day=today)
    revision_grow(programme.pk)  # without a row of the log, which would say when


@transaction.atomic
def anonymous_answer(*, by: Person, question: Anonymous, answer: str, now: dt.datetime) -> bool:
    """Answer an anonymous question, or change the answer; True the first time, when all teams get a letter.

    Raises:
        ValidationError: keyed by "answer"; or it has been removed meanwhile.
    """
    held = _anonymous_held(question)
    answer = answer.strip()
    if not answer:
        raise ValidationError({"answer": [_("Write the answer.")]})
    if (over := len(answer) - TEXT) > 0:
        raise ValidationError({"answer": [_over(over)]})
    first = held.answered_at is None
    held.answer, held.answered_at, held.answered_by_id = answer, held.answered_at or now, by.pk
    held.save(update_fields=["answer", "answered_at", "answered_by_id"])
    if first and letters_answered(held, now=now):
        outbox_send.enqueue()
    act = "anonymous_answered" if first else "anonymous_answer_changed"
    audit_write(by=by, scope=held.programme_id, subject=(ANONYMOUS, held.pk), act=act)
    return first


@transaction.atomic
def anonymous_remove(*, by: Person, question: Anonymous) -> None:
    """Remove an anonymous question, answered or not.

    Raises:
        ValidationError: it has been removed meanwhile.
    """
    held = _anonymous_held(question)
    audit_write(by=by, scope=held.programme_id, subject=(ANONYMOUS, held.pk), act="anonymous_removed")
    held.delete()


@transaction.atomic
def anonymous_clear(*, by: Person, programme: Programme, today: dt.date) -> int:
    """Remove the questions of today, which nobody has seen, when they leave no room for others; how many.

    Raises:
        ValidationError: there is room.
    """
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    unseen = anonymous_unseen(programme, today=today)
    waits = Waits(anonymous_waiting(programme, today=today).count(), unseen.count())
    if not waits.full:
        raise ValidationError(_("Today's questions can be removed unseen only when nobody can ask any more."))
    unseen.delete()
    subject, details = ("programme", programme.pk), {"questions": waits.unseen}
    audit_write(by=by, scope=programme.pk, subject=subject, act="anonymous_unseen_removed", details=details)
    return waits.unseen


def _anonymous_held(question: Anonymous) -> Anonymous:
    held = Anonymous.objects.select_for_update(of=("self",)).filter(pk=question.pk).first()
    if held is None:
        raise ValidationError(_("The question has been removed meanwhile."))
    held.programme = question.programme
    return held


# --- shared ---------------------------------------------------------------------------------------------------------
def _over(number: int) -> str:
    return _("The text is %(n)s characters too long.") % {"n": number}


def _held(question: Question) -> Question:
    held = Question.objects.select_for_update(of=("self",)).filter(pk=question.pk).first()
    if held is None:
        raise ValidationError(_("The question has been removed meanwhile."))
    return held


def _written(by: Person, question: Question, act: str, **details: Any) -> None:
    audit_write(by=by, scope=question.programme_id, subject=(QUESTION, question.pk), act=act, details=details)
