"""Writes of what a session was about and what came of it, and of how a team is doing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from soske.base.localtext import one_line, writable
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.records.models import Writing
from soske.records.tasks import outbox_send
from soske.records.writings import Saved, writing_choose, writing_save
from soske.sprint.assignments.actions_steps import step_give
from soske.sprint.sparring.actions_sessions import session_held
from soske.sprint.sparring.letters import letters_steps
from soske.sprint.sparring.models import Contact, Doing, Mood, Session, SessionMember, Step
from soske.sprint.sparring.queries_sessions import presence_of, steps_of
from soske.sprint.sparring.rules import may_hold, may_write
from soske.sprint.sparring.states import SUBJECT, SessionState, session_move, session_written

QUESTIONS, NOTES = "questions", "notes"
"""Fields of the writings of a session: what the team wants to ask, and what was said."""
LONGEST = {QUESTIONS: 3000, NOTES: 10_000}
MOST_USED = 480
AGAIN = dt.timedelta(minutes=1)
"""The same step within so long is the same form sent twice."""


@transaction.atomic
def session_write(
    *, by: Person, session: Session, field: str, text: str, base: int, token: str = "", now: dt.datetime
) -> Saved:
    """Save the questions or the notes, as they are typed.

    Raises:
        ValidationError: the session is cancelled, or the text is too long.
    """
    held = session_held(session)
    may_write(held).require()
    over = len(text.replace("\r\n", "\n")) - LONGEST[field]
    if over > 0:
        raise ValidationError(_("The text is %(n)s characters too long.") % {"n": over})
    scope, subject = held.group.programme_id, (SUBJECT, held.pk)
    return writing_save(by=by, scope=scope, subject=subject, field=field, text=text, base=base, token=token, now=now)


@transaction.atomic
def session_choose(
    *, by: Person, session: Session, field: str, keep: str, parallel: int, base: int, now: dt.datetime
) -> Writing:
    """Choose between two texts.

    Raises:
        ValidationError: the session is cancelled, or the choice is not there any more.
    """
    held = session_held(session)
    may_write(held).require()
    return writing_choose(
        by=by, subject=(SUBJECT, held.pk), field=field, keep=keep, parallel=parallel, base=base, now=now
    )


@transaction.atomic
def session_hold(*, by: Person, session: Session, used: int, present: Mapping[int, bool], now: dt.datetime) -> int:
    """Mark a session as held: how many minutes it took, and which members took part (member -> bool). The team gets a
    letter of the steps that were agreed; how many letters wait.

    Raises:
        ValidationError: keyed by "used"; or it has not begun, or is held or cancelled already.
    """
    held = session_held(session)
    may_hold(held, now).require()
    if not 5 <= used <= MOST_USED:
        raise ValidationError(
            {"used": [_("Write a number from %(least)s to %(most)s.") % {"least": 5, "most": MOST_USED}]}
        )
    session_move(held, SessionState.HELD, by=by, used=used, held_at=now)
    _present(held, present)
    touch(held.group, held.starts or now)
    return _steps_tell(held, now=now)


def _steps_tell(session: Session, *, now: dt.datetime) -> int:
    """Tell the team of the steps of which it has no letter yet; how many letters wait."""
    steps = [step for step in steps_of([session.pk]) if not step.told]
    if not steps:
        return 0
    language = session.group.programme.languages[0]
    names = {each.member: each.name.spoken(language).text for each in presence_of(session)}
    queued = letters_steps(session, steps, names, now=now)
    Step.objects.filter(pk__in=[step.pk for step in steps]).update(told=True)
    outbox_send.enqueue()
    return queued


def _present(session: Session, present: Mapping[int, bool]) -> None:
    organisations = {each.member: each.organisation for each in presence_of(session)}
    for member, there in present.items():
        if member in organisations:
            SessionMember.objects.update_or_create(
                session=session,
                member_id=member,
                defaults={"organisation_id": organisations[member], "present": there},
            )


@transaction.atomic
def session_reopen(*, by: Person, session: Session) -> None:
    """A session was marked as held by mistake: it is an agreed one again.

    Raises:
        ValidationError: it is not marked as held.
    """
    held = session_held(session)
    if held.state != SessionState.HELD or not session_move(held, SessionState.BOOKED, by=by, used=None, held_at=None):
        raise ValidationError(_("The session is not marked as held."))


@transaction.atomic
def step_agree(
    *,
    by: Person,
    session: Session,
    name: str,
    day: dt.date | None,
    person: int | None,
    member: int | None,
    now: dt.datetime,
    today: dt.date,
) -> Step:
    """Agree a step in a session; it becomes an assignment of the team, which has a letter of it when the session is
    marked as held, or at once when it is. `member`: the organisation that does it; None:
    all together.

    Raises:
        ValidationError: keyed by "name", "day", "person" or "member"; or the session is cancelled.
    """
    held = session_held(session)
    may_write(held).require()
    if member is not None and member not in {each.member for each in presence_of(held)}:
        raise ValidationError({"member": [_("Choose one of these.")]})
    recent = Step.objects.filter(session=held, member=member, assignment__given_at__gt=now - AGAIN)
    for step in recent.filter(assignment__day=day).select_related("assignment"):
        if one_line(name) in step.assignment.name.values():
            return step  # the form was sent twice
    assignment = step_give(by=by, group=held.group, name=name, day=day, person=person, now=now, today=today)
    made = Step.objects.create(session=held, assignment=assignment, member_id=member)
    session_written(by, held, "session_step")
    if held.state == SessionState.HELD:
        _steps_tell(held, now=now)
    return made


@transaction.atomic
def mood_set(*, by: Person, group: Group, mark: int, note: str, now: dt.datetime) -> Mood:
    """Say how the team is doing, from 1 to 5, with a word if one wants.

    Raises:
        ValidationError: keyed by "mark".
    """
    if not 1 <= mark <= 5:
        raise ValidationError({"mark": [_("Write a number from %(least)s to %(most)s.") % {"least": 1, "most": 5}]})
    made = Mood.objects.create(group=group, person=by, mark=mark, note=one_line(writable(note))[:300], at=now)
    touch(group, now)
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act="mood_set")
    return made


@transaction.atomic
def contact_note(*, by: Person, group: Group, note: str, now: dt.datetime) -> Contact:
    """Write down that the organiser has been in touch with a team."""
    note = one_line(writable(note))[:300]
    made = Contact.objects.create(group=group, person_id=by.pk, note=note, at=now)
    touch(group, now)
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act="team_contacted")
    return made


def touch(group: Group, at: dt.datetime) -> None:
    """A team, its coach and the organiser have been in touch at this moment; called inside a transaction."""
    if not Doing.objects.filter(group=group).update(contact_at=Greatest("contact_at", Value(at, DateTimeField()))):
        Doing.objects.update_or_create(group=group, defaults={"contact_at": at})
