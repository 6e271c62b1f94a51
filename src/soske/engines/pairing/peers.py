"""Which teams help each other: introductions so that nobody is left out and as many needs as possible are met. Solved
exactly as a program in whole numbers (OR-Tools, imported when it is used).

A way of help goes from a giver to a taker: the topics that the one gives and the other needs. An introduction joins
two teams by one way or by both.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from soske.engines.apart import called_apart

SECONDS = 10.0
PATIENCE = 60.0
"""What a process apart gets beside the time for solving."""
NO_NEEDS, NOBODY_GIVES, ASKED_ENOUGH = "no_needs", "nobody_gives", "asked_enough"
MOST_SETS = 500  # of topics that several givers bring together; beyond it a rougher bound does
MOST_WAYS = 150_000  # beyond it only the best givers of each team are looked at

Way = tuple[int, int]  # giver, taker


@dataclass(frozen=True, slots=True)
class Introduction:
    """`topics` are those that the giver gives and the taker needs, `back` those the other way round where the
    introduction counts both ways; sorted."""

    giver: int
    taker: int
    topics: tuple[str, ...]
    back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """`introductions` are new, in order. `left_out` is team -> why it gets nothing: NO_NEEDS; NOBODY_GIVES, nobody whom
    it may be introduced to gives what it needs; ASKED_ENOUGH, whoever gives it is asked as often as may be (or the team
    has had all its introductions, and what it got by them it no longer needs). `least` is the fewest topics that a team
    which can get something gets, with what stands. `proven`: no plan is better."""

    introductions: list[Introduction]
    left_out: dict[int, str]
    least: int
    proven: bool


def introduced(
    gives: Mapping[int, Collection[str]],
    needs: Mapping[int, Collection[str]],
    *,
    asked: int = 3,
    each: int = 2,
    standing: Collection[Way] = (),
    declined: Collection[Way] = (),
    seconds: float = SECONDS,
) -> Proposal:
    """Introductions between teams. A team helps at most `asked` others and gets at most `each` introductions in which
    it is helped. `standing` are (giver, taker) that exist and count; `declined` are pairs that are not proposed again,
    either way round.

    Two teams are introduced once. Where both have something for the other and neither has enough yet, the introduction
    counts both ways: both are asked and both are helped. A standing introduction counts both ways whenever both have
    something for the other.

    First as few as possible of the teams that can get something get nothing, then the least that one of them gets is
    greatest, then the topics of all are most. No introduction adds nothing. What is not proven within `seconds` keeps
    all limits all the same.

    Raises:
        ValueError: a limit is below 1, or a team is introduced to itself.
    """
    _checked(asked, each, standing, declined)
    teams = _Teams(gives, needs, asked, each, standing, declined)
    found, proven = teams.solved(time.monotonic() + seconds)
    met = teams.met(found)
    return Proposal(
        teams.introductions(found),
        {team: teams.reason(team) for team in teams.numbers if not met[team]},
        min((met[team].bit_count() for team in teams.can), default=0),
        proven,
    )


def introduced_apart(
    gives: Mapping[int, Collection[str]],
    needs: Mapping[int, Collection[str]],
    *,
    asked: int = 3,
    each: int = 2,
    standing: Collection[Way] = (),
    declined: Collection[Way] = (),
    seconds: float = SECONDS,
) -> Proposal:
    """The same as `introduced`, made by another process, which gets PATIENCE more than `seconds`.

    Raises:
        ValueError: as `introduced`.
        ApartFailed: it took too long, or the process ended without a plan.
    """
    _checked(asked, each, standing, declined)
    return called_apart(
        introduced,
        seconds + PATIENCE,
        {team: list(topics) for team, topics in gives.items()},
        {team: list(topics) for team, topics in needs.items()},
        asked=asked,
        each=each,
        standing=list(standing),
        declined=list(declined),
        seconds=seconds,
    )


def _checked(asked: int, each: int, standing: Iterable[Way], declined: Iterable[Way]) -> None:
    if asked < 1 or each < 1:
        raise ValueError("limits are 1 or more")
    if any(one == other for pairs in (standing, declined) for one, other in pairs):
        raise ValueError("a team is not introduced to itself")


class _Teams:
    """Topics are bits of a number, so that a set of them is compared in a moment."""

    def __init__(
        self,
        gives: Mapping[int, Collection[str]],
        needs: Mapping[int, Collection[str]],
        asked: int,
        each: int,
        standing: Collection[Way],
        declined: Collection[Way],
    ) -> None:
        self.numbers = sorted({*gives, *needs})
        self.topics = sorted({topic for topics in (*gives.values(), *needs.values()) for topic in topics})
        bit = {topic: 1 << place for place, topic in enumerate(self.topics)}
        self.gives = {team: sum(bit[topic] for topic in set(gives.get(team, ()))) for team in self.numbers}
        self.needs = {team: sum(bit[topic] for topic in set(needs.get(team, ()))) for team in self.numbers}
        there = set(self.numbers)
        stand = {way for way in standing if there.issuperset(way)}
        stand |= {(taker, giver) for giver, taker in stand if self.help(taker, giver)}
        self.asked = {team: asked - count for team, count in self._counted(0, stand).items()}
        self.each = {team: each - count for team, count in self._counted(1, stand).items()}
        self.had = dict.fromkeys(self.numbers, 0)
        for giver, taker in stand:
            self.had[taker] |= self.help(giver, taker)
        closed = {frozenset(pair) for pair in (*stand, *declined)}
        possible = [
            (giver, taker)
            for taker in self.numbers
            for giver in self.numbers
            if giver != taker and self.help(giver, taker) and frozenset((giver, taker)) not in closed
        ]
        self.can = {taker for _giver, taker in possible} | {team for team in self.numbers if self.had[team]}
        self.ways = [way for way in possible if self.asked[way[0]] > 0 and self.each[way[1]] > 0]

    def _counted(self, end: int, ways: Iterable[Way]) -> dict[int, int]:
        count = Counter(way[end] for way in ways)
        return {team: count[team] for team in self.numbers}

    def help(self, giver: int, taker: int) -> int:
        return self.gives[giver] & self.needs[taker]

    def met(self, ways: Iterable[Way]) -> dict[int, int]:
        """Team -> the topics that it gets, with what stands."""
        met = dict(self.had)
        for giver, taker in ways:
            met[taker] |= self.help(giver, taker)
        return met

    def reason(self, team: int) -> str:
        if not self.needs[team]:
            return NO_NEEDS
        return ASKED_ENOUGH if team in self.can else NOBODY_GIVES

    def worth(self, ways: Collection[Way]) -> tuple[int, int, int]:
        """How many teams get something, the least that one gets, the topics of all."""
        counts = [topics.bit_count() for team, topics in self.met(ways).items() if team in self.can]
        return sum(map(bool, counts)), min(counts, default=0), sum(counts)

    def solved(self, until: float) -> tuple[list[Way], bool]:
        """The ways of help that are chosen, and whether no others are better."""
        found = self._greedy()
        ways = self.ways
        if len(ways) > MOST_WAYS:
            ways = self._best_ways(MOST_WAYS // len(self.numbers))
        if ways:
            better, proven = _Program(self, ways).solved(found, until)
            found = max(found, better, key=self.worth)
        else:
            proven = True
        found = self._both_ways(self._needed(found))
        while (needed := self._needed(found)) != found:  # help back can make another introduction needless
            found = self._both_ways(needed)
        return found, proven and len(ways) == len(self.ways)

    def _greedy(self) -> list[Way]:
        """A plan that keeps all limits: by turns for the team that has least, from whoever gives it most."""
        givers: dict[int, list[int]] = {team: [] for team in self.numbers}
        for giver, taker in self.ways:
            givers[taker].append(giver)
        asked, each, met = dict(self.asked), dict(self.each), dict(self.had)
        chosen: list[Way] = []
        waiting = set(self.can)
        while waiting:
            taker = min(waiting, key=lambda team: (met[team].bit_count(), len(givers[team]), team))
            open_needs = self.needs[taker] & ~met[taker]
            free = [giver for giver in givers[taker] if asked[giver] > 0 and self.gives[giver] & open_needs]
            if not free or each[taker] < 1:
                waiting.remove(taker)
                continue
            giver = max(free, key=lambda team: ((self.gives[team] & open_needs).bit_count(), asked[team], -team))
            chosen.append((giver, taker))
            met[taker] |= self.help(giver, taker)
            asked[giver] -= 1
            each[taker] -= 1
        return chosen

    def _best_ways(self, count: int) -> list[Way]:
        """So many givers of each team: those who give most, others for each team where they are equal."""
        by: dict[int, list[int]] = {}
        for giver, taker in self.ways:
            by.setdefault(taker, []).append(giver)
        size = len(self.numbers)
        place = {team: number for number, team in enumerate(self.numbers)}
        return [
            (giver, taker)
            for taker, givers in by.items()
            for giver in sorted(
                givers,
                key=lambda giver: (-self.help(giver, taker).bit_count(), (place[giver] - place[taker]) % size),
            )[:count]
        ]

    def _needed(self, ways: Collection[Way]) -> list[Way]:
        """Without the introductions that add nothing."""
        left = sorted(ways)
        for pair in sorted({(min(way), max(way)) for way in ways}, reverse=True):
            others = [way for way in left if {*way} != {*pair}]
            touched = {taker for _giver, taker in left if taker in pair}
            before, after = self.met(left), self.met(others)
            if all(before[team] == after[team] for team in touched):
                left = others
        return left

    def _both_ways(self, ways: Collection[Way]) -> list[Way]:
        """Whoever is introduced helps back where that is asked of nobody too often."""
        whole = set(ways)
        asked, each = self._counted(0, whole), self._counted(1, whole)
        for giver, taker in sorted(ways):
            back = (taker, giver)
            room = asked[taker] < self.asked[taker] and each[giver] < self.each[giver]
            if room and back not in whole and self.help(*back):
                whole.add(back)
                asked[taker] += 1
                each[giver] += 1
        return sorted(whole)

    def introductions(self, ways: Collection[Way]) -> list[Introduction]:
        whole = set(ways)
        return [
            Introduction(giver, taker, self._named(giver, taker), self._named(taker, giver) if back in whole else ())
            for giver, taker in sorted(whole)
            if (back := (taker, giver)) not in whole or giver < taker
        ]

    def _named(self, giver: int, taker: int) -> tuple[str, ...]:
        help_ = self.help(giver, taker)
        return tuple(topic for place, topic in enumerate(self.topics) if help_ >> place & 1)


class _Program:
    """The ways of help as a program in whole numbers."""

    def __init__(self, teams: _Teams, ways: list[Way]) -> None:
        from ortools.linear_solver import pywraplp

        self.teams, self.ways = teams, ways
        solver = self.solver = pywraplp.Solver.CreateSolver("SCIP")
        chosen = self.chosen = [solver.BoolVar("") for _way in ways]
        by_giver: dict[int, list[Any]] = {}
        by_taker: dict[int, list[Any]] = {}
        helping: dict[int, dict[int, list[Any]]] = {}  # taker -> topic -> the ways that bring it
        for (giver, taker), way in zip(ways, chosen, strict=True):
            by_giver.setdefault(giver, []).append(way)
            by_taker.setdefault(taker, []).append(way)
            brought = teams.help(giver, taker) & ~teams.had[taker]
            topics = helping.setdefault(taker, {})
            while brought:
                topic = brought & -brought
                topics.setdefault(topic, []).append(way)
                brought ^= topic
        for by, limits in ((by_giver, teams.asked), (by_taker, teams.each)):
            for team, several in by.items():
                solver.Add(solver.Sum(several) <= limits[team])
        self.gained: dict[int, list[Any]] = {team: [] for team in teams.can}
        for taker, topics in helping.items():
            for several in topics.values():
                gained = solver.BoolVar("")
                solver.Add(gained <= solver.Sum(several))
                self.gained[taker].append(gained)
        helps: dict[int, set[int]] = {}
        for giver, taker in ways:
            helps.setdefault(taker, set()).add(teams.help(giver, taker) & ~teams.had[taker])
        for taker, brought_by in helps.items():  # without it halves of many givers seem to help as all of them would
            solver.Add(solver.Sum(self.gained[taker]) <= _most_together(brought_by, teams.each[taker]))

    def solved(self, hint: Collection[Way], until: float) -> tuple[list[Way], bool]:
        """The best ways that are found until then, and whether they are proven to be the best."""
        solver, teams = self.solver, self.teams
        counts = {team: teams.had[team].bit_count() + solver.Sum(gained) for team, gained in self.gained.items()}
        most = min(teams.had[team].bit_count() + len(gained) for team, gained in self.gained.items())
        found, proven = list(hint), True
        least = 0
        if most:
            level = solver.IntVar(0, most, "")
            for count in counts.values():
                solver.Add(level <= count)
            found, proven = self._best(level, found, until)
            least = teams.worth(found)[1]
            solver.Add(level >= least)
        if proven and not least:
            served = []
            for team, count in counts.items():
                if not teams.had[team]:
                    served.append(solver.BoolVar(""))
                    solver.Add(served[-1] <= count)
            found, proven = self._best(solver.Sum(served), found, until)
            solver.Add(solver.Sum(served) >= teams.worth(found)[0] - (len(counts) - len(served)))
        if proven:
            found, proven = self._best(solver.Sum(list(counts.values())), found, until)
        return found, proven

    def _best(self, aim: Any, hint: Collection[Way], until: float) -> tuple[list[Way], bool]:
        from ortools.linear_solver import pywraplp

        solver, before = self.solver, set(hint)
        left = until - time.monotonic()
        if left <= 0:
            return list(hint), False
        solver.SetHint(self.chosen, [way in before for way in self.ways])
        solver.SetTimeLimit(max(1, round(left * 1000)))
        solver.Maximize(aim)
        exact = pywraplp.MPSolverParameters()
        exact.SetDoubleParam(exact.RELATIVE_MIP_GAP, 0.0)
        status = solver.Solve(exact)
        if status not in (solver.OPTIMAL, solver.FEASIBLE):
            return list(hint), False
        found = [way for way, each in zip(self.ways, self.chosen, strict=True) if each.solution_value() > 0.5]
        if status != solver.OPTIMAL:
            return max(list(hint), found, key=self.teams.worth), False
        return found, True


def _most_together(helps: Collection[int], count: int) -> int:
    """The most topics that so many of these bring together, or a number that is greater."""
    found = {0}
    for _giver in range(count):
        found = _widest({before | help_ for before in found for help_ in helps})
        if len(found) > MOST_SETS:
            return reduce(int.__or__, helps).bit_count()
    return max(each.bit_count() for each in found)


def _widest(sets: Collection[int]) -> set[int]:
    """Without those that lie within another one."""
    widest: list[int] = []
    for each in sorted(sets, key=lambda each: (-each.bit_count(), each)):
        if all(each & ~other for other in widest):
            widest.append(each)
    return set(widest)
