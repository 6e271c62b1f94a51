"""Reads of how each team is doing: those of whom nothing has been heard for longest come first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from soske.intake.groups.models import Group
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.sprint.assignments.models import Work
from soske.sprint.assignments.queries import assignments_of
from soske.sprint.assignments.states import WorkState
from soske.sprint.sparring.models import Contact, Mood, Session
from soske.sprint.sparring.queries import PAGE, teams_of
from soske.sprint.sparring.queries_sessions import steps_open, window_next
from soske.sprint.sparring.states import SessionState

QUIET = dt.timedelta(days=14)
"""A team of which nothing has been heard for so long stands out."""
SOON = dt.timedelta(days=7)
"""How long before the days of a window a team without a session stands out."""


@dataclass(frozen=True, slots=True)
class DoingRow:
    """One team. `contact` is when it was last in touch, None when never; `lacks`: it has no session in the window that
    is now or next; `mood` the latest mark, 0 when none was given."""

    group: int
    contact: dt.datetime | None
    held: int
    steps: int
    mood: int
    late: int
    asks: bool
    lacks: bool

    def quiet(self, now: dt.datetime) -> bool:
        return self.contact is None or now - self.contact > QUIET


def doing_rows(
    programme: Programme, *, start: int, now: dt.datetime, today: dt.date, size: int = PAGE
) -> list[DoingRow]:
    """One page of the teams, the longest silence first. Seven queries once a day, and when something has changed."""
    soon = _window_soon(programme, now)
    return remembered_of(
        programme, lambda: _page(programme, start, size, soon, today), "doing", start, size, soon, today
    )


def _page(programme: Programme, start: int, size: int, soon: str, today: dt.date) -> list[DoingRow]:
    teams = teams_of(programme).order_by(F("doing__contact_at").asc(nulls_first=True), "pk")
    rows = list(teams.values_list("pk", "doing__contact_at")[start : start + size])
    return _rows(programme, dict(rows), soon=soon, today=today)


def doing_of(group: Group, *, now: dt.datetime, today: dt.date) -> DoingRow:
    """The same of one team."""
    contact = Group.objects.filter(pk=group.pk).values_list("doing__contact_at", flat=True)[0]
    (row,) = _rows(group.programme, {group.pk: contact}, soon=_window_soon(group.programme, now), today=today)
    return row


def _rows(
    programme: Programme, contacts: dict[int, dt.datetime | None], *, soon: str, today: dt.date
) -> list[DoingRow]:
    groups = list(contacts)
    sessions = Session.objects.filter(group__in=groups).order_by()
    held = dict(sessions.filter(state=SessionState.HELD).values_list("group").annotate(Count("pk")))
    steps, late, asks = steps_open(groups), _late(programme, groups, today), _asks(groups)
    latest = Mood.objects.filter(group=OuterRef("pk")).order_by("-at", "-pk").values("mark")[:1]
    moods = dict(Group.objects.filter(pk__in=groups).annotate(mark=Subquery(latest)).values_list("pk", "mark"))
    lacking: set[int] = set()
    if soon:
        agreed = sessions.filter(window=soon, state__in=(SessionState.BOOKED, SessionState.HELD))
        lacking = set(groups) - set(agreed.values_list("group", flat=True))
    return [
        DoingRow(
            group=group,
            contact=contacts[group],
            held=held.get(group, 0),
            steps=steps.get(group, 0),
            mood=moods.get(group) or 0,
            late=late.get(group, 0),
            asks=group in asks,
            lacks=group in lacking,
        )
        for group in groups
    ]


def _window_soon(programme: Programme, now: dt.datetime) -> str:
    """Code of the window in which a team should have a session by now; "" while none is near."""
    window = window_next(programme, now)
    return window.code if window is not None and window.starts - now < SOON else ""


def _late(programme: Programme, groups: Collection[int], today: dt.date) -> dict[int, int]:
    """Group -> how many assignments of every team are overdue; a later day that was given counts."""
    due = {each.pk: day for each, day in assignments_of(programme) if each.given_at is not None and day is not None}
    past = {pk for pk, day in due.items() if day < today}
    if not past:
        return {}
    works = Work.objects.filter(group__in=groups, assignment__in=past).values_list(
        "group", "assignment", "state", "day"
    )
    excused: dict[int, int] = {}
    for group, _assignment, state, day in works:
        excused[group] = excused.get(group, 0) + (state != WorkState.OPEN or (day is not None and day >= today))
    return {group: len(past) - excused.get(group, 0) for group in groups}


def _asks(groups: Collection[int]) -> set[int]:
    """Teams that ask for more time."""
    return set(Work.objects.filter(group__in=groups, asked_day__isnull=False).values_list("group", flat=True))


@dataclass(frozen=True, slots=True)
class Sparred:
    """Of all teams: how many, how many of them quiet, sessions that were held and the minutes that they took: the
    organiser's use of experts."""

    teams: int
    quiet: int
    held: int
    minutes: int


def sparred(programme: Programme, now: dt.datetime) -> Sparred:
    """Counted once a day for the academy as it is now. Two queries."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return remembered_of(programme, lambda: _sparred(programme, day), "sparred", day)


def _sparred(programme: Programme, day: dt.datetime) -> Sparred:
    teams = teams_of(programme).order_by()
    silent = Q(doing__isnull=True) | Q(doing__contact_at__lt=day - QUIET)
    counts = teams.aggregate(n=Count("pk"), quiet=Count("pk", filter=silent))
    held = Session.objects.filter(group__programme=programme, state=SessionState.HELD)
    used = held.aggregate(n=Count("pk"), minutes=Sum("used"))
    return Sparred(counts["n"], counts["quiet"], used["n"], used["minutes"] or 0)


def moods_of(group: Group, *, size: int = 20) -> list[Mood]:
    """The marks of a team, the latest first. One query when something has changed."""

    def make() -> list[Mood]:
        return list(Mood.objects.filter(group=group).order_by("-at", "-pk")[:size])

    return remembered_of(group.programme, make, "moods of", group.pk, size)


def contacts_of(group: Group, *, size: int = 20) -> list[Contact]:
    """What the organiser has written down of being in touch, the latest first. One query."""
    return list(Contact.objects.filter(group=group).order_by("-at", "-pk")[:size])


def minutes_by_coach(programme: Programme) -> dict[int, tuple[int, int]]:
    """Coach -> (sessions held, minutes). One query when something has changed."""
    return remembered_of(programme, lambda: _minutes_by_coach(programme), "minutes by coach")


def _minutes_by_coach(programme: Programme) -> dict[int, tuple[int, int]]:
    rows = Session.objects.filter(group__programme=programme, state=SessionState.HELD).order_by().values_list("coach")
    return {coach: (number, minutes or 0) for coach, number, minutes in rows.annotate(Count("pk"), Sum("used"))}
