"""When each session is held: every coach's sessions at the times that she offers, as many as possible.

Each coach and window is solved by itself. Where the results clash (a team would be in two places, a coach has two
openings at once) those coaches and windows are solved together, by all rules, until nothing clashes: that is the best
timetable of all, since each part is the best one by some of its rules and keeps the others too.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from soske.engines.apart import called_apart
from soske.engines.placing import Choice, Placed, Thing, placed, placed_by_rules

SECONDS = 10.0
"""What coupled parts get in all; what clashes nowhere needs a moment."""
PATIENCE = 60.0
"""What a process apart gets beside them."""
NO_TIMES, TAKEN, TEAM_BUSY, MOST = "no_times", "taken", "team_busy", "most"

Part = tuple[int, int]  # coach, window
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A session to be held."""

    number: int
    team: int
    coach: int
    window: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that a coach offers: one session fits in it. Minutes on one clock, such as those since 1970 in UTC."""

    number: int
    coach: int
    window: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """`places` is session -> opening. `blocked` is session -> why it has none: NO_TIMES, its coach offers none in the
    window; TEAM_BUSY, the team cannot at any of them; MOST, one is free, but the coach has as many sessions in the
    window as she takes; TAKEN, others have those at which the team can. `moved` are the sessions of `before` that got
    another opening. `gap` is 0.0 when the plan is `proven` to be the best. Otherwise it is, in the worst of the coupled
    parts, the share of sessions that might yet be held or, where it is proven that no more can, the share by which the
    first aim that is not proven might yet be met better."""

    places: dict[int, int]
    blocked: dict[int, str]
    moved: list[int]
    proven: bool
    gap: float


def scheduled(
    sessions: Sequence[Asked],
    openings: Sequence[Opening],
    *,
    busy: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    kept: Mapping[int, int] | None = None,
    before: Mapping[int, int] | None = None,
    most: Mapping[Part, int] | None = None,
    wishes: Mapping[tuple[int, int], int] | None = None,
    seconds: float = SECONDS,
) -> Timetable:
    """Openings for the sessions, each of its own coach and window.

    `busy` is team -> spans in which it has something else. `kept` is session -> opening of the same coach that stands
    by hand, whatever else; it counts for everybody. `before` is session -> opening as it stands now; what is no longer
    there is passed over. `most` is (coach, window) -> so many sessions at most. `wishes` is (team, opening) -> cost,
    0 being the best and what is not named. No opening is used twice, no coach and no team is in two places at once;
    what ends when the next begins does not overlap.

    First as many sessions as possible are held. Then as many as possible keep the opening of `before`, and after them
    those that had one go before those that had none. Then the cost is least, then the times are the earliest in all.
    Coupled parts that are not proven within `seconds` get a plan that keeps all rules.

    Raises:
        ValueError: a number comes twice, an opening ends before it begins, a limit or a wish is below 0, or `kept`
            names a session or an opening that is not there, an opening of another coach, or one opening twice.
    """
    plan = _Plan(sessions, openings, busy or {}, kept or {}, before or {}, most or {}, wishes or {})
    found = plan.solved(time.monotonic() + seconds)
    places = {each.number: place for each in sessions if (place := found.at.get(each.number)) is not None}
    return Timetable(
        places,
        plan.blocked(places),
        [number for number, place in places.items() if plan.before.get(number, place) != place],
        found.proven,
        found.gap,
    )


def scheduled_apart(
    sessions: Sequence[Asked],
    openings: Sequence[Opening],
    *,
    busy: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    kept: Mapping[int, int] | None = None,
    before: Mapping[int, int] | None = None,
    most: Mapping[Part, int] | None = None,
    wishes: Mapping[tuple[int, int], int] | None = None,
    seconds: float = SECONDS,
) -> Timetable:
    """The same as `scheduled`, made by another process, which gets PATIENCE more than `seconds`.

    Raises:
        ValueError: as `scheduled`.
        ApartFailed: it took too long, or the process ended without a plan.
    """
    _checked(sessions, openings, kept or {}, most or {}, wishes or {})
    return called_apart(
        scheduled,
        seconds + PATIENCE,
        list(sessions),
        list(openings),
        busy=busy,
        kept=kept,
        before=before,
        most=most,
        wishes=wishes,
        seconds=seconds,
    )


def _checked(
    sessions: Sequence[Asked],
    openings: Sequence[Opening],
    kept: Mapping[int, int],
    most: Mapping[Part, int],
    wishes: Mapping[tuple[int, int], int],
) -> None:
    coaches = {each.number: each.coach for each in sessions}
    offers = {each.number: each.coach for each in openings}
    if len(coaches) != len(sessions) or len(offers) != len(openings):
        raise ValueError("a session or an opening comes twice")
    if any(each.ends <= each.starts for each in openings):
        raise ValueError("an opening ends before it begins")
    if any(number < 0 for number in (*most.values(), *wishes.values())):
        raise ValueError("limits and wishes are 0 or more")
    if any(number not in coaches or coaches[number] != offers.get(place) for number, place in kept.items()):
        raise ValueError("what is kept is not there, or of another coach")
    if len(set(kept.values())) != len(kept):
        raise ValueError("an opening is kept twice")


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


class _Plan:
    """What `scheduled` was asked, and how it is solved."""

    def __init__(
        self,
        sessions: Sequence[Asked],
        openings: Sequence[Opening],
        busy: Mapping[int, Sequence[Span]],
        kept: Mapping[int, int],
        before: Mapping[int, int],
        most: Mapping[Part, int],
        wishes: Mapping[tuple[int, int], int],
    ) -> None:
        _checked(sessions, openings, kept, most, wishes)
        self.kept, self.before, self.most, self.wishes = kept, before, most, wishes
        self.sessions = {each.number: each for each in sorted(sessions, key=lambda each: each.number)}
        self.openings = {each.number: each for each in sorted(openings, key=lambda each: (each.starts, each.number))}
        self.spans = {each.number: (each.starts, each.ends) for each in openings}
        self.began = min((each.starts for each in openings), default=0)
        self.offered: dict[Part, list[int]] = defaultdict(list)
        for each in self.openings.values():
            self.offered[each.coach, each.window].append(each.number)
        self.busy: dict[int, list[Span]] = defaultdict(list, {team: list(spans) for team, spans in busy.items()})
        self.full: dict[int, list[Span]] = defaultdict(list)  # coach -> spans in which she has a session that is kept
        for number, place in kept.items():
            self.busy[self.sessions[number].team].append(self.spans[place])
            self.full[self.sessions[number].coach].append(self.spans[place])
        self.load = Counter((self.openings[place].coach, self.openings[place].window) for place in kept.values())
        self.things: dict[Part, list[Thing]] = defaultdict(list)
        for number, session in self.sessions.items():
            if number not in kept and (thing := self._thing(session)).places:
                self.things[session.coach, session.window].append(thing)

    def _thing(self, session: Asked) -> Thing:
        busy = [*self.busy[session.team], *self.full[session.coach]]
        free = [
            place
            for place in self.offered[session.coach, session.window]
            if not any(_overlap(self.spans[place], span) for span in busy)
        ]
        had = self.before.get(session.number)
        stands = had in free
        places = {
            place: (
                0,
                int(stands and place != had),
                0,
                self.wishes.get((session.team, place), 0),
                self.spans[place][0] - self.began,
            )
            for place in free
        }
        return Thing(session.number, (1, int(stands), int(had is not None), 0, 0), places)

    def left(self, part: Part) -> int:
        """How many more sessions than the kept ones the coach takes in the window."""
        return max(0, self.most.get(part, len(self.sessions)) - self.load[part])

    def solved(self, until: float) -> Placed:
        done: dict[tuple[Part, ...], Placed] = {}
        for part, things in self.things.items():
            done[part,] = placed(things, most=self.left(part)) or self._together((part,), {}, 0, until)
        while clashing := self._clashing(done):
            for each in clashing:
                solved = [done.pop(part) for part in each]
                at = {number: place for one in solved for number, place in one.at.items()}
                whole = tuple(sorted(one for part in each for one in part))
                done[whole] = self._together(whole, at, sum(one.least for one in solved), until)
        at = dict(self.kept)
        for one in done.values():
            at |= one.at
        least = sum(one.least for one in done.values())
        gap = max((one.gap for one in done.values()), default=0.0)
        return Placed(at, least, all(one.proven for one in done.values()), gap)

    def _clashing(self, done: Mapping[tuple[Part, ...], Placed]) -> list[list[tuple[Part, ...]]]:
        """What has to be solved together, because someone would be in two places."""
        cluster = {whole: [whole] for whole in done}
        clashes = set()
        held = [(whole, number, place) for whole, one in done.items() for number, place in one.at.items()]
        for who in (self._team, self._coach):
            by: dict[int, list[tuple[Span, tuple[Part, ...]]]] = defaultdict(list)
            for whole, number, place in held:
                by[who(number)].append((self.spans[place], whole))
            for each in by.values():
                for (one, of_one), (other, of_other) in pairwise(sorted(each)):
                    if _overlap(one, other):
                        clashes.add(of_one)
                        if cluster[of_one] is not cluster[of_other]:
                            cluster[of_one] += cluster[of_other]
                            cluster |= dict.fromkeys(cluster[of_other], cluster[of_one])
        return list({id(cluster[whole]): cluster[whole] for whole in sorted(clashes)}.values())

    def _team(self, number: int) -> int:
        return self.sessions[number].team

    def _coach(self, number: int) -> int:
        return self.sessions[number].coach

    def _together(self, whole: Sequence[Part], at: Mapping[int, int], least: int, until: float) -> Placed:
        things = [thing for part in whole for thing in self.things[part]]
        limits = [([thing.number for thing in self.things[part]], self.left(part)) for part in whole]
        bars = [*self._bars(things, self._team), *self._bars(things, self._coach)]
        now = time.monotonic()  # half of the time that is left: others may need some too
        return placed_by_rules(
            things, limits, bars, hint=self._mended(whole, at), least=least, until=now + (until - now) / 2
        )

    def _bars(self, things: Sequence[Thing], who: Callable[[int], int]) -> Iterator[list[Choice]]:
        """Choices that need the same team or coach at one moment. Of what overlaps, one begins in the other: it is
        enough to look at each beginning."""
        by: dict[int, list[Choice]] = defaultdict(list)
        for thing in things:
            by[who(thing.number)] += ((thing.number, place) for place in thing.places)
        for choices in by.values():
            for moment in sorted({self.spans[place][0] for _number, place in choices}):
                bar = [each for each in choices if self.spans[each[1]][0] <= moment < self.spans[each[1]][1]]
                if len(bar) > 1:
                    yield bar

    def _mended(self, whole: Sequence[Part], at: Mapping[int, int]) -> dict[int, int]:
        """A plan that keeps all rules: what of `at` does not clash, then for each other session the best that is
        left."""
        busy: dict[tuple[str, int], list[Span]] = defaultdict(list)
        mended: dict[int, int] = {}
        for part in whole:
            left = self.left(part)
            things = sorted(self.things[part], key=lambda thing: (thing.number not in at, *(-n for n in thing.without)))
            for thing in things:
                session, wanted = self.sessions[thing.number], at.get(thing.number)
                for place in sorted(thing.places, key=lambda place: (place != wanted, thing.places[place])):
                    spans = [*busy["team", session.team], *busy["coach", session.coach]]
                    if left and not any(_overlap(self.spans[place], span) for span in spans):
                        mended[thing.number] = place
                        left -= 1
                        busy["team", session.team].append(self.spans[place])
                        busy["coach", session.coach].append(self.spans[place])
                        break
        return mended

    def blocked(self, places: Mapping[int, int]) -> dict[int, str]:
        """Session -> why it has no opening in this plan."""
        of_team: dict[int, list[Span]] = defaultdict(list, {team: list(spans) for team, spans in self.busy.items()})
        of_coach: dict[int, list[Span]] = defaultdict(list)
        for number, place in places.items():
            of_team[self._team(number)].append(self.spans[place])
            of_coach[self._coach(number)].append(self.spans[place])
        return {
            number: self._reason(session, of_team[session.team], of_coach[session.coach])
            for number, session in self.sessions.items()
            if number not in places
        }

    def _reason(self, session: Asked, team: Sequence[Span], coach: Sequence[Span]) -> str:
        offered = [self.spans[place] for place in self.offered.get((session.coach, session.window), ())]
        possible = [span for span in offered if not any(_overlap(span, other) for other in team)]
        if not offered:
            return NO_TIMES
        if not possible:
            return TEAM_BUSY
        return TAKEN if all(any(_overlap(span, other) for other in coach) for span in possible) else MOST
