"""Writes of times that the engine proposes: looked at by the organiser first, agreed when they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.steps import STEP, steps_of
from soske.engines.apart import ApartFailed
from soske.engines.timetable import Asked, Timetable, scheduled_apart
from soske.engines.timetable import Opening as Time
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, revision_grow
from soske.sprint.sparring.actions_sessions import booked, session_held, shifted, team_free, tell, time_held
from soske.sprint.sparring.letters import Told
from soske.sprint.sparring.models import Coach, Opening, Pairing, Session
from soske.sprint.sparring.queries import coaches
from soske.sprint.sparring.queries_sessions import LIVE, Window, in_window, openings_free, team_busy, told_now
from soske.sprint.sparring.reasons import REARRANGED
from soske.sprint.sparring.rules import may_move
from soske.sprint.sparring.states import SessionState

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """A session to be held: a new one, or one that is there (cancelled, or agreed and may move)."""

    group: int
    coach: int
    session: int | None = None
    opening: int | None = None  # that it has now


class Proposed(NamedTuple):
    """How many times are proposed, and how many teams are without one."""

    times: int
    without: int


def sessions_propose(*, by: Person, programme: Programme, window: Window, movable: bool, now: dt.datetime) -> Proposed:
    """Propose a time for each team that has none in a window with its main coach. Agreed sessions stay, or with
    `movable` as few as possible of them move. Nobody is told before `sessions_send`. The engine works outside of any
    transaction; what has changed meanwhile is left out.

    Raises:
        ValidationError: the window is over, or the proposal was not ready in time.
    """
    if window.ends <= now:
        raise ValidationError(_("These days are over."))
    plans_clear(by=by, programme=programme, window=window)
    wishes = _wishes(programme, window, movable=movable, now=now)
    if not wishes:
        return Proposed(0, 0)
    plan = _solved(wishes, programme, window, now=now)
    return _planned(by, programme, window, wishes, plan, now=now)


def _wishes(programme: Programme, window: Window, *, movable: bool, now: dt.datetime) -> list[Wish]:
    """What is to be held: a session of each team that has none with its main coach in the window, the cancelled one
    where there is one; and those that may move."""
    here = Session.objects.filter(in_window(window), group__programme=programme)
    live = set(here.filter(state__in=LIVE).values_list("group", "coach"))
    gone = here.filter(state=SessionState.CANCELLED).order_by("pk")
    again = {(group, coach): pk for pk, group, coach in gone.values_list("pk", "group", "coach")}
    main = Pairing.objects.filter(told_now(), group__programme=programme, group__ready=True, topic="")
    pairs = main.filter(coach__ends__isnull=True).order_by("group").values_list("group", "coach")
    wishes = [Wish(*pair, session=again.get(pair)) for pair in pairs if pair not in live]
    if movable:
        agreed = here.filter(state=SessionState.BOOKED, starts__gt=now, opening__isnull=False).order_by("pk")
        wishes += [Wish(*row) for row in agreed.values_list("group", "coach", "pk", "opening")]
    return wishes


def _solved(wishes: list[Wish], programme: Programme, window: Window, *, now: dt.datetime) -> Timetable:
    """Ask the engine for times; those that agreed sessions have are open to all who may move."""
    here = {wish.coach for wish in wishes}
    free = openings_free(here, now=now).filter(starts__gte=window.starts, ends__lte=window.ends)
    own = {number: wish.opening for number, wish in enumerate(wishes) if wish.opening is not None}
    fields = ("pk", "coach", "starts", "ends")
    times = [*free.values_list(*fields), *Opening.objects.filter(pk__in=own.values()).values_list(*fields)]
    moving = {wish.session for wish in wishes if wish.opening is not None and wish.session is not None}
    taken: dict[int, int] = {}
    live = Session.objects.filter(in_window(window), coach__in=here, state__in=LIVE).exclude(pk__in=moving)
    for coach in live.values_list("coach", flat=True):
        taken[coach] = taken.get(coach, 0) + 1
    most = dict(Coach.objects.filter(pk__in=here).values_list("pk", "sessions"))
    busy = team_busy(programme, [wish.group for wish in wishes], but=moving)
    try:
        return scheduled_apart(
            [Asked(number, wish.group, wish.coach, 0) for number, wish in enumerate(wishes)],
            [Time(pk, coach, 0, _minutes(starts), _minutes(ends)) for pk, coach, starts, ends in times],
            busy={group: [(_minutes(one), _minutes(end)) for one, end in spans] for group, spans in busy.items()},
            before=own,
            most={(coach, 0): max(number - taken.get(coach, 0), 0) for coach, number in most.items()},
        )
    except ApartFailed as fault:
        raise ValidationError(_("The proposal was not ready in time. Try again.")) from fault


def _minutes(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // MINUTE


@transaction.atomic
def _planned(
    by: Person, programme: Programme, window: Window, wishes: list[Wish], plan: Timetable, *, now: dt.datetime
) -> Proposed:
    """Keep the proposal; what somebody has taken or changed meanwhile is left out of it."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    chosen = list(Opening.objects.select_for_update(of=("self",)).filter(pk__in=plan.places.values()).order_by("pk"))
    owned = {wish.opening for wish in wishes}
    free = set(openings_free({each.coach_id for each in chosen}, now=now).values_list("pk", flat=True))
    here = Session.objects.filter(in_window(window), group__programme=programme)
    live = set(here.filter(state__in=LIVE).values_list("group", "coach"))
    times = without = 0
    made = []
    for number, wish in enumerate(wishes):
        place = plan.places.get(number)
        open_now = place is not None and (place in free or place in owned)
        if wish.opening is not None:
            if open_now and place != wish.opening:
                still = here.filter(pk=wish.session or 0, state=SessionState.BOOKED, opening=wish.opening)
                times += still.update(planned=place)
            continue
        if (wish.group, wish.coach) in live:
            continue  # somebody has agreed on one meanwhile
        values = {"planned_id": place if open_now else None, "blocked": plan.blocked.get(number, "")}
        if place is not None and not open_now:
            values["blocked"] = "taken"
        times, without = times + open_now, without + (not open_now)
        if wish.session is not None and here.filter(pk=wish.session, state=SessionState.CANCELLED).update(**values):
            continue
        made.append(Session(group_id=wish.group, coach_id=wish.coach, window=window.code, **values))
    Session.objects.bulk_create(made)
    details = {"window": window.code, "proposed": times, "without": without}
    audit_write(
        by=by, scope=programme.pk, subject=("programme", programme.pk), act="sessions_proposed", details=details
    )
    return Proposed(times, without)


def sessions_send(*, by: Person, programme: Programme, window: Window, now: dt.datetime) -> Proposed:
    """Agree what is proposed in a window: everybody concerned gets a letter. How many sessions, and how many were left
    out because something has changed since: the coach, the team, or somebody has the time. They are agreed step by
    step, so that others can write meanwhile: what was not reached when it ends early is still proposed.

    Raises:
        ValidationError: nothing is proposed.
    """
    rows = Session.objects.filter(in_window(window), group__programme=programme, planned__isnull=False)
    plans = list(rows.order_by("coach", "planned__starts", "pk").values_list("coach", "pk", "planned"))
    if not plans:
        raise ValidationError(_("Nothing has been proposed. Propose times first."))
    # Sessions of one coach change times with one another, so they are never in two steps.
    own = (list(some) for _coach, some in groupby(plans, key=lambda plan: plan[0]))
    sent = sum(
        _send({pk: planned for _coach, pk, planned in step}, by=by, programme=programme, now=now)
        for step in steps_of(own, STEP)
    )
    return Proposed(sent, len(plans) - sent)


@transaction.atomic
def _send(plans: Mapping[int, int | None], *, by: Person, programme: Programme, now: dt.datetime) -> int:
    """Agree these sessions (session -> the time that is proposed), but those that are proposed otherwise now."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    rows = Session.objects.filter(pk__in=plans, planned__isnull=False)
    rows = rows.select_related("group", "coach__person", "planned", "opening").order_by("planned__starts", "pk")
    found = [session for session in rows if session.planned_id == plans[session.pk]]
    moved = {session.pk for session in found if session.state == SessionState.BOOKED}
    Session.objects.filter(pk__in=[session.pk for session in found]).update(planned=None)
    kept = {session.pk: session.opening_id for session in found if session.pk in moved}
    # The times of those who move go to one another: each is free from the moment when its session has left it.
    Session.objects.filter(pk__in=moved, starts__gt=now).update(opening=None)
    told: dict[str, list[Told]] = {"session_booked": [], "session_moved": []}
    for session in found:
        held = session_held(session)
        held.group.programme = held.coach.programme = programme
        try:
            time = _time_of(held, plans[session.pk] or 0, moved, now=now)
        except ValidationError:
            Session.objects.filter(pk=session.pk, opening__isnull=True, state=SessionState.BOOKED).update(
                opening=_still(kept.get(session.pk))
            )
            Session.objects.filter(pk=session.pk, state=SessionState.PLANNED).update(blocked="taken")
            continue
        if session.pk in moved:
            told["session_moved"].append(shifted(held, time, reason=REARRANGED, by=by))
        else:
            told["session_booked"].append(booked(held, time, by=by))
    for code, some in told.items():
        if some:
            tell(some, code, now=now)
    revision_grow(programme.pk)  # also when all were left out, which the log would say
    return sum(len(some) for some in told.values())


def _time_of(session: Session, planned: int, moved: set[int], *, now: dt.datetime) -> Opening:
    """The time of a proposal, if everything is still as it was."""
    if session.pk in moved:
        may_move(session, now).require()
    elif session.state not in {SessionState.PLANNED, SessionState.CANCELLED}:
        raise ValidationError(_("The session is not agreed any more."))
    if not coaches(session.coach, session.group):
        raise ValidationError(_("This coach does not coach your team any more."))
    time = time_held(session.coach, planned, now=now, but=moved)
    team_free(session.group, time, but={session.pk, *moved})
    return time


def _still(opening: int | None) -> int | None:
    """The time that a session had, unless another one has got it."""
    return opening if opening is not None and not Session.objects.filter(opening=opening).exists() else None


@transaction.atomic
def plans_clear(*, by: Person, programme: Programme, window: Window) -> None:
    """Take back what is proposed in a window and not sent."""
    rows = Session.objects.filter(in_window(window), group__programme=programme)
    rows.filter(state=SessionState.PLANNED).delete()
    rows.update(planned=None, blocked="")
    Session.objects.filter(group__programme=programme, window=window.code).update(planned=None, blocked="")
    details = {"window": window.code}
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act="plans_cleared", details=details)
