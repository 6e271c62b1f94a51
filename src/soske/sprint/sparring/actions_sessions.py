"""Writes of sessions: agreed, moved, cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText, one_line, writable
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.records.actions import audit_write, calendar_entry_cancel, calendar_entry_set, letters_cancel_all
from soske.records.models import CalendarEntry
from soske.records.tasks import outbox_send
from soske.sprint.sparring.letters import Told, letters_of_sessions
from soske.sprint.sparring.models import Coach, Opening, Session
from soske.sprint.sparring.queries import coaches, ties_of
from soske.sprint.sparring.queries_sessions import LIVE, in_window, openings_free, team_busy, window_at, windows_of
from soske.sprint.sparring.rules import may_book, may_move
from soske.sprint.sparring.states import SUBJECT, SessionState, session_move, session_written

LETTERS = ("session_booked", "session_moved", "session_cancelled")


# --- agreed by a team or a coach ------------------------------------------------------------------------------------
@transaction.atomic
def session_book(*, by: Person, group: Group, coach: Coach, opening: int, now: dt.datetime) -> Session:
    """Agree a session of a team with a coach of its at one of her free times. One that was cancelled in the same window
    is agreed again, with its questions; a mere proposal gives way. Everybody in it gets a letter.

    Raises:
        ValidationError: she does not coach the team, or the time is taken or has passed, or the team meets then.
    """
    may_book(group).require()
    held = Coach.objects.select_for_update(of=("self",)).filter(pk=coach.pk, ends__isnull=True).first()
    if held is None or not coaches(held, group) or (group.pk, held.pk) in ties_of(group.programme, [group.pk]):
        raise ValidationError(_("This coach does not coach your team any more."))
    Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    time = time_held(coach, opening, now=now)
    team_free(group, time)
    if by.pk != coach.person_id:
        _room_left(group, held, time, now=now)
    window = window_at(windows_of(group.programme), time.starts)
    code = window.code if window else ""
    here = Session.objects.filter(group=group, coach=coach, window=code)
    here.filter(state=SessionState.PLANNED).delete()
    again = here.filter(state=SessionState.CANCELLED).order_by("-pk").first()
    session = again or Session(group=group, coach=coach, window=code)
    session.group, session.coach = group, coach
    if session.pk is None:
        session.save()
    book(session, time, by=by, now=now)
    return session


@transaction.atomic
def session_shift(*, by: Person, session: Session, opening: int, reason: str, now: dt.datetime) -> Session:
    """Move an agreed session to another free time of its coach; nobody else moves. Everybody in it gets a letter that
    changes the entry of her calendar.

    Raises:
        ValidationError: it is not ahead, or the time is taken or has passed, or the team meets then.
    """
    held = session_held(session)
    may_move(held, now).require()
    time = time_held(held.coach, opening, now=now, but={held.pk})
    team_free(held.group, time, but={held.pk})
    shift(held, time, reason=reason, by=by, now=now)
    return held


@transaction.atomic
def session_cancel(*, by: Person, session: Session, reason: str, now: dt.datetime) -> None:
    """Cancel an agreed session; its time is free again. Everybody in it gets a letter.

    Raises:
        ValidationError: it is not ahead, or no reason is given.
    """
    held = session_held(session)
    may_move(held, now).require()
    if not one_line(writable(reason)):
        raise ValidationError({"reason": [_("Write the reason in a few words. The others will read it.")]})
    session_call_off(held, reason=reason, by=by, now=now)


def session_call_off(session: Session, *, reason: str, by: Person | None, now: dt.datetime, free: bool = False) -> None:
    """Cancel a session that the caller holds; with `free` its time goes with it. Called inside a transaction."""
    session.reason = one_line(writable(reason))[:500]
    time = session.opening
    session_move(session, SessionState.CANCELLED, by=by, opening=None, planned=None, reason=session.reason)
    if free and time is not None:
        time.delete()
    calendar_entry_cancel(subject=(SUBJECT, session.pk))
    entry = CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id=session.pk).first()
    if entry is not None:
        tell([Told(session, entry)], "session_cancelled", now=now)


@transaction.atomic
def coach_away(
    *, by: Person, coach: Coach, since: dt.datetime, until: dt.datetime, reason: str, now: dt.datetime
) -> int:
    """A coach is away for a time: her times in it go, and only her sessions in it are cancelled, with a letter; how
    many.

    Raises:
        ValidationError: keyed by "until" or "reason".
    """
    faults: dict[str, list[str]] = {}
    if until <= max(since, now):
        faults["until"] = [_("Choose today or a later day. It cannot be before the first day.")]
    if not one_line(writable(reason)):
        faults["reason"] = [_("Write the reason in a few words. The others will read it.")]
    if faults:
        raise ValidationError(faults)
    Coach.objects.select_for_update(of=("self",)).get(pk=coach.pk)
    inside = {"starts__lt": until, "ends__gt": since}
    Session.objects.filter(planned__coach=coach, planned__starts__lt=until, planned__ends__gt=since).update(
        planned=None
    )
    rows = Session.objects.filter(coach=coach, state=SessionState.BOOKED, starts__gt=now, **inside)
    found = list(rows.select_related("group", "opening").order_by("starts", "pk"))
    for session in found:
        session.coach, session.group.programme = coach, coach.programme
        session_call_off(session, reason=reason, by=by, now=now, free=True)
    Opening.objects.filter(coach=coach, session__isnull=True, starts__gt=now, **inside).delete()
    details = {"sessions": len(found), "from": since.isoformat(), "until": until.isoformat()}
    audit_write(by=by, scope=coach.programme_id, subject=("coach", coach.pk), act="coach_away", details=details)
    return len(found)


# --- shared ---------------------------------------------------------------------------------------------------------
def session_held(session: Session) -> Session:
    """The session as it is now, held until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("group", "coach__person", "opening")
    found = rows.get(pk=session.pk)
    found.group.programme = found.coach.programme = session.group.programme
    return found


def time_held(coach: Coach, opening: int, *, now: dt.datetime, but: Collection[int] = ()) -> Opening:
    """A free time, held before it is looked at: of two who want it at once, the second finds it taken. The sessions of
    `but` are moving away themselves."""
    held = Opening.objects.select_for_update(of=("self",)).filter(pk=opening, coach=coach).first()
    if held is None or not openings_free([coach.pk], now=now, but=but).filter(pk=held.pk).exists():
        raise ValidationError(_("This time is not free any more. Choose another one."))
    return held


def _room_left(group: Group, coach: Coach, time: Opening, *, now: dt.datetime) -> None:
    """A team agrees on one session at a time with a coach within a window, and no coach gets more than she takes; she
    herself may agree on more."""
    window = window_at(windows_of(group.programme), time.starts)
    here = Session.objects.filter(coach=coach, state__in=LIVE)
    here = here.filter(in_window(window)) if window is not None else here.filter(starts__gt=now)
    if here.filter(group=group, state=SessionState.BOOKED, starts__gt=now).exists():
        raise ValidationError(_("You have agreed on a session with this coach already. Move it, or ask for another."))
    if window is not None and here.count() >= coach.sessions:
        raise ValidationError(_("The coach takes no more sessions on these days."))


def team_free(group: Group, time: Opening, *, but: Collection[int] = ()) -> None:
    """Refuse a time at which the team has something else; the sessions of `but` do not count.

    Raises:
        ValidationError: it has.
    """
    spans = team_busy(group.programme, [group.pk], but=but).get(group.pk, [])
    if any(starts < time.ends and time.starts < ends for starts, ends in spans):
        raise ValidationError(_("The team has a meeting or another session at this time. Choose another one."))


def book(session: Session, time: Opening, *, by: Person | None, now: dt.datetime) -> None:
    """Agree a session that the caller holds at a time that is free; everybody in it gets a letter."""
    tell([booked(session, time, by=by)], "session_booked", now=now)


def booked(session: Session, time: Opening, *, by: Person | None) -> Told:
    """The same without the letter: what to tell."""
    place = {"opening": time, "planned": None, "starts": time.starts, "ends": time.ends, "place": time.place}
    session_move(session, SessionState.BOOKED, by=by, reason="", blocked="", **place)
    return Told(session, entry_make(session))


def shift(session: Session, time: Opening, *, reason: str, by: Person | None, now: dt.datetime) -> None:
    """Move a session that the caller holds to a time that is free; everybody in it gets a letter."""
    tell([shifted(session, time, reason=reason, by=by)], "session_moved", now=now)


def shifted(session: Session, time: Opening, *, reason: str, by: Person | None) -> Told:
    """The same without the letter: what to tell."""
    before = (session.starts, session.ends) if session.starts and session.ends else None
    values = {"opening": time, "starts": time.starts, "ends": time.ends, "place": time.place}
    values["reason"] = one_line(writable(reason))[:500]
    window = window_at(windows_of(session.group.programme), time.starts)
    values["window"] = window.code if window else ""
    Session.objects.filter(pk=session.pk).update(planned=None, **values)
    for name, value in values.items():
        setattr(session, name, value)
    session_written(by, session, "session_moved")
    return Told(session, entry_make(session), before)


def entry_make(session: Session) -> CalendarEntry:
    """The entry of a session, made or grown, so that whoever has it gets it anew."""
    if session.starts is None or session.ends is None:
        raise ValidationError(_("The session has no time."))
    return calendar_entry_set(
        scope=session.group.programme_id,
        subject=(SUBJECT, session.pk),
        name=LocalText({"fi": "Sparraus", "sv": "Sparrning", "en": "Sparring"}),
        starts=session.starts,
        ends=session.ends,
        all_day=False,
        grow=True,
    )


def tell(told: Sequence[Told], code: str, *, now: dt.datetime) -> None:
    """Queue the letters of one session or more. Earlier ones about them that still wait are not true any more."""
    scope, pks = told[0].session.group.programme_id, [each.session.pk for each in told]
    letters_cancel_all(scope=scope, kind=SUBJECT, pks=pks, codes=LETTERS)
    if letters_of_sessions(told, code, now=now):
        outbox_send.enqueue()
