"""Engines against their bars: coaches for asks, introductions, timetables, and a calendar of 60 entries.

Everything is made up from one seed. Times are those of a clock, in the process that calls the engine; a server calls
another one, which needs some tenths of a second to begin. The calendar is CPU time, in a process of its own.
"""

from __future__ import annotations

import datetime as dt
import gc
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import TypeVar

from _measure import RUNS, Side, arguments

from soske.engines.pairing.coaches import Matched, matched, matched_apart
from soske.engines.pairing.peers import introduced_apart
from soske.engines.timetable import Asked, Opening, Timetable, scheduled, scheduled_apart

SEED = 2026
EVEN = 10
ASKS, COACHES = 1_000, 300
MILP_S = 180.0
MATCH_S, PEERS_S, SMALL_S, LARGE_S, GAP, FEED = 0.3, 5.0, 0.2, 10.0, 0.01, 2.0  # the bars
ENTRIES = 60
T = TypeVar("T")


def timed(function: Callable[[], T]) -> tuple[T, float]:
    gc.collect()
    began = time.perf_counter()
    found = function()
    return found, time.perf_counter() - began


def often(function: Callable[[], T]) -> tuple[T, float]:
    """What it returns and the median time of some runs, after one that loads the solver."""
    found = function()
    return found, median(timed(function)[1] for _run in range(RUNS))


class Bars:
    """Prints lines; counts the bars that are missed."""

    def __init__(self) -> None:
        self.missed = 0

    def line(self, name: str, figure: str, bar: str = "", met: bool = True, more: str = "") -> None:
        self.missed += not met
        judged = f"{bar} {'met' if met else 'MISSED'}" if bar else "-"
        print(f"{name:<52}{figure:>12}  {judged:<18}{more}", flush=True)


# --- coaches ----------------------------------------------------------------------------------------------------------
def asks_made() -> tuple[list[int], dict[int, int], list[list[int]]]:
    """Three of ten pairs may not be, and the coaches take some fifth more than there are asks."""
    dice = random.Random(SEED)
    room = {ASKS + number: dice.randint(3, 5) for number in range(COACHES)}
    fits = [[max(-1, dice.randint(-43, 100)) for _coach in room] for _ask in range(ASKS)]
    return list(range(ASKS)), room, fits


def worth(pairs: Mapping[int, int], room: Mapping[int, int], fits: Sequence[Sequence[int]]) -> int:
    """Fits less what unevenness costs: the third aim of `matched`."""
    column = {coach: place for place, coach in enumerate(room)}
    uneven = sum(load * (load - 1) // 2 for load in Counter(pairs.values()).values())
    return sum(fits[ask][column[coach]] for ask, coach in pairs.items()) - EVEN * uneven


def greedy(asks: Sequence[int], room: Mapping[int, int], fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """Of all pairs the one that adds most comes first."""
    pairs = sorted(
        ((fit, ask, coach) for ask in asks for coach, fit in zip(room, fits[ask], strict=True) if fit >= 0),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    left, found = dict(room), {}
    for _fit, ask, coach in pairs:
        if ask not in found and left[coach]:
            found[ask] = coach
            left[coach] -= 1
    return found


def whole_program(
    asks: Sequence[int], room: Mapping[int, int], fits: Sequence[Sequence[int]]
) -> tuple[dict[int, int], bool]:
    """All of it as one program in whole numbers, by HiGHS; whether it is proven."""
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("HIGHS")
    made = {
        (ask, coach): solver.BoolVar("") for ask in asks for coach, fit in zip(room, fits[ask], strict=True) if fit >= 0
    }
    of_ask: dict[int, list[object]] = {ask: [] for ask in asks}
    of_coach: dict[int, list[object]] = {coach: [] for coach in room}
    column = {coach: place for place, coach in enumerate(room)}
    goal = solver.Objective()
    for (ask, coach), pair in made.items():
        of_ask[ask].append(pair)
        of_coach[coach].append(pair)
        goal.SetCoefficient(pair, fits[ask][column[coach]] + ASKS * 200)  # one more pair is worth more than all fits
    for several in of_ask.values():
        solver.Add(solver.Sum(several) <= 1)
    for coach, several in of_coach.items():
        steps = [solver.BoolVar("") for _place in range(room[coach])]
        for number, step in enumerate(steps):
            goal.SetCoefficient(step, -EVEN * number)
        solver.Add(solver.Sum(several) <= solver.Sum(steps))
    goal.SetMaximization()
    solver.SetTimeLimit(round(MILP_S * 1000))
    exact = pywraplp.MPSolverParameters()
    exact.SetDoubleParam(exact.RELATIVE_MIP_GAP, 0.0)
    status = solver.Solve(exact)
    if status not in (solver.OPTIMAL, solver.FEASIBLE):
        return {}, False
    pairs = {ask: coach for (ask, coach), pair in made.items() if pair.solution_value() > 0.5}
    return pairs, status == solver.OPTIMAL


def coaches(bars: Bars) -> None:
    asks, room, fits = asks_made()
    print(f"{ASKS:,} asks, {COACHES} coaches with room for {sum(room.values()):,}")

    def shown(pairs: Mapping[int, int]) -> str:
        return f"{len(pairs):,} pairs, worth {worth(pairs, room, fits):,}"

    found, took = often(lambda: matched(asks, room, fits, even=EVEN))
    bars.line("  ours, proven", f"{took:.3f} s", f"<= {MATCH_S} s", took <= MATCH_S, shown(found.pairs))
    again, took = often(lambda: matched(asks, room, fits, before=found.pairs, even=EVEN))
    changed = sum(found.pairs[ask] != coach for ask, coach in again.pairs.items())
    bars.line("  ours, again with the present plan", f"{took:.3f} s", more=f"{changed} changes")
    apart, took = timed(lambda: matched_apart(asks, room, fits, even=EVEN))
    bars.line("  ours, in a process of its own", f"{took:.3f} s", more=same(apart, found))
    simple, took = timed(lambda: greedy(asks, room, fits))
    bars.line("  greedy", f"{took:.3f} s", more=shown(simple))
    (pairs, proven), took = timed(lambda: whole_program(asks, room, fits))
    more = f"{shown(pairs)}, {'proven' if proven else f'not proven in {MILP_S:g} s'}"
    bars.line("  the whole as one program, by HiGHS", f"{took:.1f} s", more=more)
    if proven:
        equal = (len(pairs), worth(pairs, room, fits)) == (len(found.pairs), worth(found.pairs, room, fits))
        bars.line("  worth as much as what HiGHS proves", "yes" if equal else "no", "yes", equal)


def same(one: Matched | Timetable, other: Matched | Timetable) -> str:
    return "the same plan" if one == other else "ANOTHER PLAN"


# --- peers ------------------------------------------------------------------------------------------------------------
def peers(bars: Bars) -> None:
    print("\nIntroductions, in a process of its own; what teams give and need is drawn")
    sizes = [(100, 20, (1, 4)), (100, 20, (2, 6)), (100, 20, (4, 10)), (300, 30, (2, 6)), (1_000, 40, (1, 4))]
    for teams, topics, (low, high) in sizes:
        dice, names = random.Random(SEED), [f"topic {number}" for number in range(topics)]
        gives = {team: dice.sample(names, dice.randint(low, high)) for team in range(teams)}
        needs = {team: dice.sample(names, dice.randint(low, high)) for team in range(teams)}
        found, took = timed(lambda gives=gives, needs=needs: introduced_apart(gives, needs))
        out = Counter(found.left_out.values())
        more = f"{len(found.introductions):,} introductions, least {found.least}, left out {dict(out) or 0}"
        bar, met = (f"<= {PEERS_S:g} s", took <= PEERS_S and found.proven) if teams == 100 else ("", True)
        name = f"  {teams:,} teams, {topics} topics, {low} to {high} each"
        bars.line(name, f"{took:.2f} s", bar, met, f"{more}, {'proven' if found.proven else 'not proven'}")


# --- timetables -------------------------------------------------------------------------------------------------------
Task = tuple[list[Asked], list[Opening], dict[int, list[tuple[int, int]]]]
WINDOW = 30 * 24 * 60


def asked_made(teams: int, coaches: int, windows: int, *, second: float, times: int, overlap: bool, busy: int) -> Task:
    """Each team has a coach, some a second one, and a session with each in each window of two working weeks; coaches
    offer times of an hour, on the hour or (`overlap`) on the half hour too; calendars have `busy` spans a window."""
    dice = random.Random(SEED)
    pairs = [(team, dice.randrange(coaches)) for team in range(teams)]
    pairs += [(team, dice.randrange(coaches)) for team in range(teams) if dice.random() < second]
    wanted = [(team, coach, window) for team, coach in sorted(set(pairs)) for window in range(windows)]
    sessions = [Asked(number, *each) for number, each in enumerate(wanted)]
    starts = [
        day * 1440 + minute
        for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
        for minute in range(480, 960, 30 if overlap else 60)
    ]
    offered = [
        (coach, window, window * WINDOW + start)
        for coach in range(coaches)
        for window in range(windows)
        for start in dice.sample(starts, times)
    ]
    openings = [Opening(number, *each, each[2] + 60) for number, each in enumerate(offered)]
    calendars = {
        team: [
            (window * WINDOW + start, window * WINDOW + start + dice.choice((30, 60, 120)))
            for window in range(windows)
            for start in dice.sample(starts, busy)
        ]
        for team in range(teams)
    }
    return sessions, openings, calendars


def timetables(bars: Bars) -> None:
    print("\nTimetables, three windows, with calendars")
    task = asked_made(6, 10, 3, second=1.0, times=8, overlap=False, busy=10)
    found, took = often(lambda: scheduled(task[0], task[1], busy=task[2]))
    bars.line("  6 teams, 10 coaches", f"{took:.4f} s", f"<= {SMALL_S} s", took <= SMALL_S, told(task, found))
    for name, second, times, overlap in (
        ("1,000 teams, 300 coaches", 0.0, 8, False),
        ("the same, half of the teams with two coaches", 0.5, 8, False),
        ("the same, all with two, openings that overlap", 1.0, 12, True),
    ):
        task = asked_made(1_000, 300, 3, second=second, times=times, overlap=overlap, busy=15)
        found, took = timed(lambda task=task: scheduled(task[0], task[1], busy=task[2], seconds=LARGE_S))
        met = found.proven or (found.gap <= GAP and took <= LARGE_S + 2)
        bars.line(f"  {name}", f"{took:.2f} s", "gap <= 1 %", met, told(task, found))
    apart, took = timed(lambda: scheduled_apart(task[0], task[1], busy=task[2], seconds=LARGE_S))
    bars.line("  the last one, in a process of its own", f"{took:.2f} s", more=same(apart, found))
    ill(bars)


def ill(bars: Bars) -> None:
    """One coach after the other falls ill: who else gets another time?"""
    sessions, openings, calendars = asked_made(1_000, 300, 3, second=0.5, times=14, overlap=False, busy=5)
    first = scheduled(sessions, openings, busy=calendars)
    others_moved, hers, spent = 0, 0, []
    for coach in range(0, 300, 30):
        left = [each for each in openings if each.coach != coach]
        second, took = timed(lambda left=left: scheduled(sessions, left, busy=calendars, before=first.places))
        spent.append(took)
        own = {each.number for each in sessions if each.coach == coach}
        hers += len(own & set(first.places))
        stay = {number: place for number, place in first.places.items() if number not in own}
        others_moved += sum(second.places.get(number) != place for number, place in stay.items())
    more = f"{others_moved} of other coaches' sessions move, {hers} of hers ({len(first.blocked)} were blocked before)"
    bars.line(
        "  a coach of 300 falls ill, the mean of ten", f"{sum(spent) / 10:.2f} s", "0 move", not others_moved, more
    )


def told(task: Task, found: Timetable) -> str:
    proven = "proven" if found.proven else f"gap {found.gap:.2%}"
    blocked: Iterable[tuple[str, int]] = sorted(Counter(found.blocked.values()).items())
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in blocked)
    return f"{len(found.places):,} of {len(task[0]):,} held, {proven}" + (f"; {reasons}" if reasons else "")


# --- a calendar -------------------------------------------------------------------------------------------------------
def entries_made() -> list[dict[str, object]]:
    first = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
    return [
        {
            "uid": f"meeting-{number}@academy.example",
            "sequence": number % 3,
            "summary": f"Työpaja {number}: hankinnan valmistelu",
            "starts": first + dt.timedelta(days=3 * number),
            "ends": first + dt.timedelta(days=3 * number, hours=2),
            "place": "Etäyhteys",
            "text": "Valmistelemme hankintaa yhdessä. Ota mukaan ennakkotehtävä. " * 3,
            "url": f"https://academy.example/fi/meetings/{number}/",
        }
        for number in range(ENTRIES)
    ]


def feed_ms(again: bool) -> float:
    """CPU milliseconds of our feed: read for the first time, or again, after that."""
    from soske.engines import calendars

    entries = [calendars.Entry(**each) for each in entries_made()]
    now = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    calendars.published("Akatemia", entries, now=now)

    def once() -> float:
        if not again:
            calendars._written.cache_clear()
        began = time.process_time()
        calendars.published("Akatemia", entries, now=now)
        return time.process_time() - began

    gc.collect()
    return median(once() for _run in range(20)) * 1000


def bare_feed_ms() -> float:
    """CPU milliseconds of the simplest thing that writes the same entries, with the library that we use too."""
    from zoneinfo import ZoneInfo

    from icalendar import Calendar, Event

    entries, zone = entries_made(), ZoneInfo("Europe/Helsinki")
    now = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)

    def once() -> float:
        began = time.process_time()
        calendar = Calendar()
        calendar.add("prodid", "-//Bare//Bare//EN")
        calendar.add("version", "2.0")
        for each in entries:
            event = Event()
            event.add("uid", each["uid"])
            event.add("sequence", each["sequence"])
            event.add("dtstamp", now)
            event.add("summary", each["summary"])
            event.add("dtstart", each["starts"].astimezone(zone))
            event.add("dtend", each["ends"].astimezone(zone))
            event.add("location", each["place"])
            event.add("description", each["text"])
            event.add("url", each["url"])
            event.add("status", "CONFIRMED")
            calendar.add_component(event)
        calendar.to_ical()
        return time.process_time() - began

    once()
    gc.collect()
    return median(once() for _run in range(20)) * 1000


def feed(bars: Bars) -> None:
    print(f"\nA calendar of {ENTRIES} entries, ms CPU")
    ours, bare = Side(), Side()
    try:
        taken = [(ours.run(feed_ms, False), bare.run(bare_feed_ms)) for _run in range(RUNS)]
        again = median(ours.run(feed_ms, True) for _run in range(RUNS))
    finally:
        ours.close()
        bare.close()
    first, plain = median(one for one, _other in taken), median(other for _one, other in taken)
    bars.line("  bare: the library alone", f"{plain:.2f} ms")
    bars.line(
        "  ours, read for the first time",
        f"{first:.2f} ms",
        f"<= {FEED:g} x",
        first <= FEED * plain,
        f"{first / plain:.2f} x",
    )
    bars.line("  ours, read again", f"{again:.2f} ms", more=f"{again / plain:.2f} x; each entry has been written once")


def main() -> int:
    arguments(__doc__)
    bars = Bars()
    print(f"Python {platform.python_version()}\n")
    coaches(bars)
    peers(bars)
    timetables(bars)
    feed(bars)
    print(f"\n{bars.missed} bars missed." if bars.missed else "\nEvery bar is met.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
