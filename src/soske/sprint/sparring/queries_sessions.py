"""Reads of sessions: windows between the workshops, times that coaches offer, what is agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson
from soske.packs.codes import StageKind
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of, stage_span, stages_of
from soske.sprint.assignments.models import Work
from soske.sprint.assignments.states import WorkState
from soske.sprint.meetings.queries import meeting_views
from soske.sprint.meetings.states import MeetingState
from soske.sprint.sparring.models import Busy, Coach, Opening, Pairing, Session, SessionMember, Step
from soske.sprint.sparring.queries import coach_of_group, teams_of
from soske.sprint.sparring.states import SessionState

OPENINGS = 500
"""Most times that one coach offers."""
OFFERED = 200
SHOWN = 200
LIVE = (SessionState.BOOKED, SessionState.HELD)


@dataclass(frozen=True, slots=True)
class Window:
    """Days between two workshops in which sessions are held; from a moment to a moment."""

    code: str
    name: LocalText
    starts: dt.datetime
    ends: dt.datetime


def windows_of(programme: Programme) -> list[Window]:
    """The windows of the path that have dates, in their order."""
    return remembered_of(programme, lambda: _windows(programme), "windows")


def _windows(programme: Programme) -> list[Window]:
    stages = stages_of(programme)
    found = []
    for step in pack_parts(programme, "path")["path"]:
        for each in step.stages:
            stage = stages.get(each.code)
            if stage is None or stage.kind != StageKind.SPARRING:
                continue
            starts, ends = stage_span(stage)
            if starts is not None and ends is not None:
                found.append(Window(each.code, each.name, starts, ends))
    return sorted(found, key=lambda window: window.starts)


def window_at(windows: Iterable[Window], moment: dt.datetime) -> Window | None:
    """The window in which a moment is."""
    return next((window for window in windows if window.starts <= moment < window.ends), None)


def windows_ahead(programme: Programme, now: dt.datetime) -> list[Window]:
    """Windows that are not over."""
    return [window for window in windows_of(programme) if window.ends > now]


def window_next(programme: Programme, now: dt.datetime) -> Window | None:
    """The window that is now, or comes next."""
    return next(iter(windows_ahead(programme, now)), None)


# --- times that coaches offer ---------------------------------------------------------------------------------------
def openings_of(coach: Coach, *, since: dt.datetime) -> QuerySet[Opening]:
    """The times of a coach that are ahead, in order, each with its session and its plan if it has."""
    rows = Opening.objects.filter(coach=coach, starts__gt=since).select_related("session__group", "plan__group")
    return rows.order_by("starts", "pk")


def openings_free(coaches: Iterable[int], *, now: dt.datetime, but: Collection[int] = ()) -> QuerySet[Opening]:
    """Times ahead that nobody has and at which the coach is not busy, nor in a session at another time of hers (those
    of `but` do not count)."""
    at = {"starts__lt": OuterRef("ends"), "ends__gt": OuterRef("starts")}
    own = {"coach__person": OuterRef("coach__person")}  # in any academy
    return (
        Opening.objects.filter(coach__in=list(coaches), starts__gt=now, session__isnull=True, plan__isnull=True)
        .exclude(Exists(Busy.objects.filter(**own, **at)))
        .exclude(Exists(Session.objects.filter(state__in=LIVE, **own, **at).exclude(pk__in=list(but))))
        .order_by("starts", "pk")
    )


class Free(NamedTuple):
    """A free time of a coach, for lists."""

    pk: int
    coach: int
    starts: dt.datetime
    ends: dt.datetime
    place: str


def free_ahead(programme: Programme, coaches: Iterable[int], *, now: dt.datetime) -> list[Free]:
    """The same times to look at, at most 500: one query an hour, and when something has changed. Whoever takes one asks
    `openings_free`."""
    wanted, hour = tuple(sorted(set(coaches))), now.replace(minute=0, second=0, microsecond=0)

    def make() -> list[Free]:
        return [Free(*row) for row in openings_free(wanted, now=hour).values_list(*Free._fields)[:OPENINGS]]

    return [each for each in remembered_of(programme, make, "free", wanted, hour) if each.starts > now]


def openings_counted(coach: Coach, windows: Iterable[Window], *, now: dt.datetime) -> dict[str, int]:
    """Window -> how many free times a coach has in it (see `free_ahead`)."""
    rows = [each.starts for each in free_ahead(coach.programme, [coach.pk], now=now)]
    return {each.code: sum(each.starts <= start < each.ends for start in rows) for each in windows}


# --- sessions -------------------------------------------------------------------------------------------------------
def sessions_of_team(group: Group) -> list[Session]:
    """The sessions of a team that it knows of, the latest first; at most 200. One query when something has changed."""

    def make() -> list[Session]:
        rows = Session.objects.filter(group=group).exclude(state=SessionState.PLANNED)
        return _with_group(rows.select_related("coach").order_by("-starts", "-pk")[:SHOWN], group)

    return remembered_of(group.programme, make, "sessions of team", group.pk)


def _with_group(rows: Iterable[Session], group: Group) -> list[Session]:
    found = list(rows)
    for row in found:
        row.group = group
    return found


def sessions_of_coach(coach: Coach, *, now: bool = True) -> list[Session]:
    """The sessions of a coach, proposals left out, the latest first; at most 200. With `now` those with teams that she
    coaches now. One query when something has changed."""

    def make() -> list[Session]:
        rows = Session.objects.filter(coach=coach).exclude(state=SessionState.PLANNED).select_related("group")
        if now:
            pairs = Pairing.objects.filter(told_now(), coach=OuterRef("coach"), group=OuterRef("group"))
            rows = rows.filter(Exists(pairs))
        return list(rows.order_by("-starts", "-pk")[:SHOWN])

    return remembered_of(coach.programme, make, "sessions of coach", coach.pk, now)


def told_now() -> Q:
    """Pairings that teams know now."""
    return Q(ended_at__isnull=True, told_at__isnull=False, group__team_since__isnull=False)


def session_get(programme: Programme, pk: int) -> Session | None:
    """One session of the programme that is not a mere proposal, with its team and coach."""
    rows = Session.objects.filter(group__programme=programme, pk=pk).exclude(state=SessionState.PLANNED)
    found = rows.select_related("group", "coach__person", "opening").first()
    if found is not None:
        found.group.programme = found.coach.programme = programme
    return found


def people_of_sessions(sessions: Iterable[Session]) -> dict[int, list[Person]]:
    """Session -> those who are in it: the people of the team, and its coach. One query, and those of the coaches that
    are not loaded."""
    rows = list(sessions)
    teams: dict[int, dict[int, Person]] = {row.group_id: {} for row in rows}
    places = GroupPerson.objects.filter(group__in=teams, ends__isnull=True).select_related("person").order_by("pk")
    for place in places:
        teams[place.group_id][place.person_id] = place.person
    found = {}
    for row in rows:
        people, coach = dict(teams[row.group_id]), row.coach.person
        if coach is not None:
            people.setdefault(coach.pk, coach)
        found[row.pk] = list(people.values())
    return found


class Presence(NamedTuple):
    """Whether a member took part; None: not recorded."""

    member: int
    organisation: int
    name: LocalText
    present: bool | None


def presence_of(session: Session) -> list[Presence]:
    """The members of the team in their order. Two queries."""
    known = dict(SessionMember.objects.filter(session=session).values_list("member", "present"))
    members = session.group.members.order_by("position").values_list(
        "pk", "organisation", "organisation__name", "unit__name"
    )
    return [Presence(pk, organisation, unit or name, known.get(pk)) for pk, organisation, name, unit in members]


def steps_of(sessions: Collection[int]) -> list[Step]:
    """The steps agreed in these sessions, with their assignments, as they were agreed. One query."""
    rows = Step.objects.filter(session__in=sessions).select_related(
        "assignment", "member__organisation", "member__unit"
    )
    return list(rows.order_by("pk")[:SHOWN])


def works_of_steps(steps: Iterable[Step]) -> dict[int, Work]:
    """Assignment -> what the team has done with it. One query."""
    works = Work.objects.filter(assignment__in=[step.assignment_id for step in steps])
    return {work.assignment_id: work for work in works}


def steps_open(groups: Collection[int]) -> dict[int, int]:
    """Group -> how many agreed steps are not handed in or done. One query."""
    finished = Work.objects.filter(assignment=OuterRef("assignment")).exclude(state=WorkState.OPEN)
    rows = Step.objects.filter(session__group__in=groups).exclude(Exists(finished)).order_by()
    return dict(rows.values_list("session__group").annotate(Count("pk")))


def in_window(window: Window) -> Q:
    """Sessions that are in a window: those that are agreed or held by their time, also when its days have been moved;
    proposals and cancelled ones by its code."""
    timed = Q(state__in=LIVE, starts__gte=window.starts, starts__lt=window.ends)
    return timed | (Q(window=window.code) & ~Q(state__in=LIVE))


def window_sessions(
    programme: Programme, window: Window, groups: Collection[int], start: int
) -> dict[int, list[Session]]:
    """Group -> its sessions in a window, proposals included, for the page of teams at `start`. One query when something
    has changed."""
    return remembered_of(programme, lambda: _window_sessions(window, groups), "window sessions", window.code, start)


def _window_sessions(window: Window, groups: Collection[int]) -> dict[int, list[Session]]:
    rows = Session.objects.filter(in_window(window), group__in=groups).select_related("coach", "planned")
    found: dict[int, list[Session]] = {}
    for row in rows.order_by("starts", "pk"):
        found.setdefault(row.group_id, []).append(row)
    return found


class WindowCounts(NamedTuple):
    """How many teams of a window have a session agreed or held, how many times are proposed and not sent."""

    agreed: int
    planned: int


def window_counts(programme: Programme) -> dict[str, WindowCounts]:
    """Window -> counts, once for the academy as it is now. A query for each window."""
    return remembered_of(programme, lambda: _window_counts(programme), "window counts")


def _window_counts(programme: Programme) -> dict[str, WindowCounts]:
    found = {}
    for window in windows_of(programme):
        rows = Session.objects.filter(in_window(window), group__in=teams_of(programme).values("pk")).aggregate(
            agreed=Count("group", filter=Q(state__in=LIVE), distinct=True),
            planned=Count("pk", filter=Q(planned__isnull=False)),
        )
        found[window.code] = WindowCounts(rows["agreed"], rows["planned"])
    return found


def session_next(rows: Iterable[Session], now: dt.datetime) -> Session | None:
    """The next agreed one of these."""
    ahead = [row for row in rows if row.state == SessionState.BOOKED and row.ends is not None and row.ends > now]
    return min(ahead, key=lambda row: (row.starts, row.pk), default=None)


def session_of(person: Any, pk: int) -> Session | None:
    """A session in which the person takes part, in the team or as a coach of it now. Three queries."""
    found = Session.objects.select_related("group__programme", "coach").filter(pk=pk, group__team_since__isnull=False)
    session = found.exclude(state=SessionState.PLANNED).first()
    if session is None or not person.is_authenticated:
        return None
    inside = GroupPerson.objects.filter(group=session.group_id, person=person, ends__isnull=True)
    return session if inside.exists() or coach_of_group(person, session.group_id) else None


def team_busy(
    programme: Programme, groups: Collection[int], *, but: Collection[int] = ()
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """Group -> when it has a meeting of the academy or another agreed session (those of `but` left out). One query, and
    those of the meetings."""
    meetings = [
        (view.times.starts, view.times.ends)
        for view in meeting_views(programme)
        if view.state != MeetingState.CANCELLED and view.times.starts is not None and view.times.ends is not None
    ]
    found = {group: list(meetings) for group in groups}
    rows = Session.objects.filter(group__in=found, state=SessionState.BOOKED).exclude(pk__in=list(but))
    for group, starts, ends in rows.values_list("group", "starts", "ends"):
        if starts is not None and ends is not None:
            found[group].append((starts, ends))
    return found
