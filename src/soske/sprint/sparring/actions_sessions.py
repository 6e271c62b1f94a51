"""Writes of sessions: proposed, agreed, moved, cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText, one_line, writable
from soske.base.steps import STEP, steps_of
from soske.engines.apart import ApartFailed
from soske.engines.timetable import Asked, Timetable, scheduled_apart
from soske.engines.timetable import Opening as Time
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, calendar_entry_cancel, calendar_entry_set, letters_cancel_all
from soske.records.models import CalendarEntry
from soske.records.tasks import outbox_send
from soske.sprint.sparring.letters import Told, letters_of_sessions
from soske.sprint.sparring.models import Coach, Opening, Pairing, Session
from soske.sprint.sparring.queries import coaches
from soske.sprint.sparring.queries_sessions import LIVE, Window, openings_free, team_busy, window_at, windows_of
from soske.sprint.sparring.rules import may_book, may_move
from soske.sprint.sparring.states import SUBJECT, SessionState, session_move, session_written

LETTERS = ("session_booked", "session_moved", "session_cancelled")
MINUTE = 60


# --- agreed by a team or a coach ------------------------------------------------------------------------------------
@transaction.atomic
def session_book(*, by: Person, group: Group, coach: Coach, opening: int, now: dt.datetime) -> Session:
    """Agree a session of a team with a coach of its at one of her free times. One that was cancelled in the same window
    is agreed again, with its questions; a mere proposal gives way. Everybody in it gets a letter.

    Raises:
        ValidationError: she does not coach the team, or the time is taken or has passed, or the team meets then.
    """
    may_book(group).require()
    if not coaches(coach, group):
        raise ValidationError(_("This coach does not coach your team any more."))
    Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    time = _time_held(coach, opening, now=now)
    _team_free(group, time)
    window = window_at(windows_of(group.programme), time.starts)
    code = window.code if window else ""
    here = Session.objects.filter(group=group, coach=coach, window=code)
    here.filter(state=SessionState.PLANNED).delete()
    again = here.filter(state=SessionState.CANCELLED).order_by("-pk").first()
    session = again or Session(group=group, coach=coach, window=code)
    session.group, session.coach = group, coach
    if session.pk is None:
        session.save()
    _book(session, time, by=by, now=now)
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
    time = _time_held(held.coach, opening, now=now)
    _team_free(held.group, time, but=held)
    _shift(held, time, reason=reason, by=by, now=now)
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
        raise ValidationError({"reason": [_("Write in a few words why. The others read it.")]})
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
        _tell([Told(session, entry)], "session_cancelled", now=now)


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
        faults["until"] = [_("Choose a day that is not over and not before the first one.")]
    if not one_line(writable(reason)):
        faults["reason"] = [_("Write in a few words why. The others read it.")]
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


# --- proposed by the engine -----------------------------------------------------------------------------------------
@transaction.atomic
def sessions_propose(
    *, by: Person, programme: Programme, window: Window, movable: bool, now: dt.datetime
) -> tuple[int, int]:
    """Propose a time for each team that has none in a window with its main coach: (proposed, without a time). Agreed
    sessions stay, or with `movable` as few as possible of them move. Nobody is told before `sessions_send`.

    Raises:
        ValidationError: the window is over, or the proposal was not ready in time.
    """
    if window.ends <= now:
        raise ValidationError(_("These days are over."))
    Programme.objects.select_for_update().get(pk=programme.pk)
    here = Session.objects.filter(group__programme=programme, window=window.code)
    here.filter(planned__isnull=False).update(planned=None)
    here.filter(state=SessionState.PLANNED).delete()
    agreed = list(here.filter(state=SessionState.BOOKED, starts__gt=now).select_related("opening"))
    fresh = _lacking(programme, window)
    moving = [each for each in agreed if each.opening_id is not None] if movable else []
    asked = [*fresh, *moving]
    if not asked:
        return 0, 0
    rows = [
        Session(group_id=each.group_id, coach_id=each.coach_id, window=window.code) if each.pk is None else each
        for each in asked
    ]
    plan = _solved(rows, agreed, programme, window, now=now)
    made = 0
    for number, row in enumerate(rows):
        time = plan.places.get(number)
        if row.pk is not None:
            if time is not None and time != row.opening_id:
                Session.objects.filter(pk=row.pk).update(planned=time)
                made += 1
            continue
        row.planned_id, row.blocked = time, plan.blocked.get(number, "")
        row.save()
        made += time is not None
    details = {"window": window.code, "proposed": made, "without": len(plan.blocked)}
    audit_write(
        by=by, scope=programme.pk, subject=("programme", programme.pk), act="sessions_proposed", details=details
    )
    return made, len(plan.blocked)


def _lacking(programme: Programme, window: Window) -> list[Session]:
    """A session to come of each team that has none with its main coach in the window."""
    have = Session.objects.filter(group__programme=programme, window=window.code, state__in=LIVE)
    there = set(have.values_list("group", "coach"))
    main = Pairing.objects.filter(
        group__programme=programme,
        group__ready=True,
        group__team_since__isnull=False,
        topic="",
        ended_at__isnull=True,
        told_at__isnull=False,
        coach__ends__isnull=True,
    )
    pairs = main.order_by("group").values_list("group", "coach")
    return [Session(group_id=group, coach_id=coach) for group, coach in pairs if (group, coach) not in there]


def _solved(
    rows: list[Session], agreed: list[Session], programme: Programme, window: Window, *, now: dt.datetime
) -> Timetable:
    """Ask the engine for times; those that agreed sessions have are open to all who may move."""
    coaches_here = {row.coach_id for row in rows}
    free = openings_free(coaches_here, now=now).filter(starts__gte=window.starts, ends__lte=window.ends)
    times = list(free.values_list("pk", "coach", "starts", "ends"))
    own = {number: row.opening for number, row in enumerate(rows) if row.opening is not None}
    times += [(each.pk, each.coach_id, each.starts, each.ends) for each in own.values()]
    moving = {row.pk for row in rows if row.pk is not None}
    stays = [each for each in agreed if each.pk not in moving]
    taken: dict[int, int] = {}
    for each in stays:
        taken[each.coach_id] = taken.get(each.coach_id, 0) + 1
    most = dict(Coach.objects.filter(pk__in=coaches_here).values_list("pk", "sessions"))
    try:
        return scheduled_apart(
            [Asked(number, row.group_id, row.coach_id, 0) for number, row in enumerate(rows)],
            [Time(pk, coach, 0, _minutes(starts), _minutes(ends)) for pk, coach, starts, ends in times],
            busy={
                group: [(_minutes(starts), _minutes(ends)) for starts, ends in spans]
                for group, spans in team_busy(programme, [row.group_id for row in rows], but=moving).items()
            },
            before={number: opening.pk for number, opening in own.items()},
            most={(coach, 0): max(number - taken.get(coach, 0), 0) for coach, number in most.items()},
        )
    except ApartFailed as fault:
        raise ValidationError(_("The proposal was not ready in time. Try again.")) from fault


def _minutes(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // MINUTE


def sessions_send(*, by: Person, programme: Programme, window: Window, now: dt.datetime) -> int:
    """Agree what is proposed in a window: everybody concerned gets a letter; how many sessions. They are agreed step by
    step, so that others can write meanwhile: what was not reached when it ends early is still proposed.

    Raises:
        ValidationError: nothing is proposed.
    """
    rows = Session.objects.filter(group__programme=programme, window=window.code, planned__starts__gt=now)
    plans = list(rows.order_by("coach", "planned__starts", "pk").values_list("coach", "pk", "planned"))
    # Sessions of one coach change times with one another, so they are never in two steps.
    own = (list(some) for _coach, some in groupby(plans, key=lambda plan: plan[0]))
    sent = sum(
        _send({pk: planned for _coach, pk, planned in step}, by=by, programme=programme, now=now)
        for step in steps_of(own, STEP)
    )
    if not sent:
        raise ValidationError(_("Nothing is proposed. Ask for a proposal first."))
    return sent


@transaction.atomic
def _send(plans: Mapping[int, int | None], *, by: Person, programme: Programme, now: dt.datetime) -> int:
    """Agree these sessions (session -> the time that is proposed), but those that are proposed otherwise now."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    rows = Session.objects.filter(pk__in=plans, planned__starts__gt=now)
    rows = rows.select_related("group", "coach__person", "planned", "opening").order_by("planned__starts", "pk")
    found = [session for session in rows if session.planned_id == plans[session.pk]]
    why = _("The organiser has rearranged the sessions.")
    moved = {session.pk for session in found if session.state == SessionState.BOOKED}
    Session.objects.filter(pk__in=[session.pk for session in found]).update(planned=None)
    Session.objects.filter(pk__in=moved).update(opening=None)  # their times go to one another
    told: dict[str, list[Told]] = {"session_booked": [], "session_moved": []}
    for session in found:
        session.group.programme = session.coach.programme = programme
        time, session.planned = session.planned, None
        if time is None:
            continue
        if session.pk in moved:
            told["session_moved"].append(_shifted(session, time, reason=why, by=by))
        else:
            told["session_booked"].append(_booked(session, time, by=by))
    for code, some in told.items():
        _tell(some, code, now=now)
    return len(found)


@transaction.atomic
def plans_clear(*, by: Person, programme: Programme, window: Window) -> None:
    """Take back what is proposed in a window and not sent."""
    rows = Session.objects.filter(group__programme=programme, window=window.code)
    rows.filter(state=SessionState.PLANNED).delete()
    rows.filter(planned__isnull=False).update(planned=None)
    details = {"window": window.code}
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act="plans_cleared", details=details)


# --- shared ---------------------------------------------------------------------------------------------------------
def session_held(session: Session) -> Session:
    """The session as it is now, held until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("group", "coach__person", "opening")
    found = rows.get(pk=session.pk)
    found.group.programme = found.coach.programme = session.group.programme
    return found


def _time_held(coach: Coach, opening: int, *, now: dt.datetime) -> Opening:
    """A free time, held before it is looked at: of two who want it at once, the second finds it taken."""
    held = Opening.objects.select_for_update(of=("self",)).filter(pk=opening, coach=coach).first()
    if held is None or not openings_free([coach.pk], now=now).filter(pk=held.pk).exists():
        raise ValidationError(_("This time is not free any more. Choose another one."))
    return held


def _team_free(group: Group, time: Opening, *, but: Session | None = None) -> None:
    spans = team_busy(group.programme, [group.pk], but={but.pk} if but else set()).get(group.pk, [])
    if any(starts < time.ends and time.starts < ends for starts, ends in spans):
        raise ValidationError(_("The team has a meeting or another session at this time. Choose another one."))


def _book(session: Session, time: Opening, *, by: Person | None, now: dt.datetime) -> None:
    _tell([_booked(session, time, by=by)], "session_booked", now=now)


def _booked(session: Session, time: Opening, *, by: Person | None) -> Told:
    place = {"opening": time, "planned": None, "starts": time.starts, "ends": time.ends, "place": time.place}
    session_move(session, SessionState.BOOKED, by=by, reason="", blocked="", **place)
    return Told(session, entry_make(session))


def _shift(session: Session, time: Opening, *, reason: str, by: Person | None, now: dt.datetime) -> None:
    _tell([_shifted(session, time, reason=reason, by=by)], "session_moved", now=now)


def _shifted(session: Session, time: Opening, *, reason: str, by: Person | None) -> Told:
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


def _tell(told: Sequence[Told], code: str, *, now: dt.datetime) -> None:
    """Queue the letters. Earlier ones about these sessions that still wait are not true any more."""
    if not told:
        return
    scope, pks = told[0].session.group.programme_id, [each.session.pk for each in told]
    letters_cancel_all(scope=scope, kind=SUBJECT, pks=pks, codes=LETTERS)
    if letters_of_sessions(told, code, now=now):
        outbox_send.enqueue()
