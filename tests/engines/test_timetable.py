"""When sessions are held: as many as possible, nobody in two places, and what stands stays."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from soske.engines.apart import ApartFailed
from soske.engines.placing import Thing, placed, placed_by_rules
from soske.engines.timetable import Asked, Opening, Timetable, scheduled, scheduled_apart

HOUR = 60


def asked(number: int, team: int = 1, coach: int = 10, window: int = 0) -> Asked:
    return Asked(number, team, coach, window)


def opening(number: int, hour: int, *, coach: int = 10, window: int = 0, minutes: int = HOUR) -> Opening:
    return Opening(number, coach, window, hour * HOUR, hour * HOUR + minutes)


def test_each_session_gets_a_time_of_its_coach_in_its_window() -> None:
    sessions = [asked(1), asked(2, team=2), asked(3, team=1, coach=11), asked(4, window=1)]
    openings = [opening(5, 9), opening(6, 10), opening(7, 12, coach=11), opening(8, 99, window=1)]
    assert scheduled(sessions, openings) == Timetable({1: 5, 2: 6, 3: 7, 4: 8}, {}, [], True, 0.0)


def test_earlier_times_come_first_and_wishes_before_them() -> None:
    openings = [opening(5, 11), opening(6, 9), opening(7, 10)]
    assert scheduled([asked(1)], openings).places == {1: 6}
    assert scheduled([asked(1)], openings, wishes={(1, 6): 2, (1, 7): 1}).places == {1: 5}
    assert scheduled([asked(1)], openings, wishes={(1, 5): 2, (1, 6): 2, (1, 7): 1}).places == {1: 7}
    assert scheduled([asked(1)], openings, wishes={(2, 6): 9}).places == {1: 6}


def test_team_is_not_in_two_places_at_once() -> None:
    sessions = [asked(1), asked(2, coach=11), asked(3, team=2)]
    openings = [opening(5, 9), opening(6, 11), opening(7, 9, coach=11, minutes=90)]
    found = scheduled(sessions, openings)
    assert found == Timetable({1: 6, 2: 7, 3: 5}, {}, [], True, 0.0)
    assert scheduled([asked(1), asked(2, coach=11)], [opening(5, 9), opening(6, 10, coach=11)]).blocked == {}


def test_coach_with_openings_that_overlap_is_in_one_place_even_across_windows() -> None:
    sessions = [asked(1), asked(2, team=2), asked(3, team=3, window=1)]
    openings = [opening(5, 9), opening(6, 9, minutes=30), opening(7, 9, window=1, minutes=120), opening(8, 11)]
    dear = {(team, place): 1 for team in (1, 2) for place in (5, 6)}
    found = scheduled(sessions, openings, wishes=dear)
    assert (sorted(found.places.values()), found.places[3], found.proven) == ([7, 8], 7, True)
    assert list(found.blocked.values()) == ["taken"]
    found = scheduled(sessions, openings, wishes={(3, 7): 1, (1, 6): 1})
    assert sorted(found.places) == [1, 2]
    assert (found.places, found.blocked) in [({1: 5, 2: 8}, {3: "taken"}), ({1: 8, 2: 6}, {3: "taken"})]


def test_what_is_kept_stands_against_everything_and_counts_for_everybody() -> None:
    sessions = [asked(1), asked(2, team=2), asked(3, coach=11), asked(4, team=3)]
    openings = [opening(5, 9), opening(6, 10), opening(7, 9, coach=11), opening(8, 12)]
    found = scheduled(sessions, openings, busy={1: [(0, 99 * HOUR)]}, kept={1: 5}, most={(10, 0): 2})
    assert found.places == {1: 5, 2: 6}
    assert found.blocked == {3: "team_busy", 4: "most"}
    kept_elsewhere = scheduled([asked(1), asked(2, team=2)], [opening(5, 9), opening(6, 10, window=1)], kept={1: 6})
    assert kept_elsewhere.places == {1: 6, 2: 5}


def test_coach_with_a_kept_session_is_not_offered_again_while_it_lasts() -> None:
    openings = [opening(5, 9), opening(6, 9, minutes=30), opening(7, 10)]
    assert scheduled([asked(1), asked(2, team=2), asked(3, team=3)], openings, kept={1: 5}) == Timetable(
        {1: 5, 2: 7}, {3: "taken"}, [], True, 0.0
    )


def test_present_plan_stands_against_wishes_and_earlier_times() -> None:
    sessions, openings = [asked(1), asked(2, team=2)], [opening(5, 9), opening(6, 10), opening(7, 11)]
    found = scheduled(sessions, openings, before={1: 7, 2: 6}, wishes={(1, 7): 50})
    assert (found.places, found.moved) == ({1: 7, 2: 6}, [])


def test_present_plan_gives_way_to_one_more_session() -> None:
    found = scheduled(
        [asked(1), asked(2, team=2)], [opening(5, 9), opening(6, 10)], before={1: 5}, busy={2: [(10 * HOUR, 660)]}
    )
    assert (found.places, found.moved) == ({1: 6, 2: 5}, [1])


def test_who_had_a_time_does_not_lose_it_to_one_who_had_none() -> None:
    sessions = [asked(1), asked(2, team=2)]
    assert scheduled(sessions, [opening(5, 9)], before={1: 5}, wishes={(1, 5): 9}).places == {1: 5}
    found = scheduled(sessions, [opening(6, 9)], before={1: 5}, wishes={(1, 6): 9})  # her time is gone
    assert (found.places, found.moved, found.blocked) == ({1: 6}, [1], {2: "taken"})


def test_session_moved_by_hand_has_moved() -> None:
    assert scheduled([asked(1)], [opening(5, 9), opening(6, 10)], before={1: 5}, kept={1: 6}).moved == [1]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"openings": [opening(5, 9, window=1), opening(6, 9, coach=11)]}, "no_times"),
        ({"busy": {2: [(9 * HOUR, 9 * HOUR + 1), (10 * HOUR + 59, 11 * HOUR)]}}, "team_busy"),
        ({"most": {(10, 0): 0}}, "most"),
        ({"most": {(10, 0): 1}, "kept": {1: 5}}, "most"),
        ({"busy": {2: [(600, 660)]}, "kept": {1: 5}}, "taken"),
        ({"most": {(10, 0): 1}, "busy": {2: [(600, 660)]}, "kept": {1: 5}}, "taken"),
        ({"kept": {1: 5, 3: 6}, "sessions": [asked(1), asked(2, team=2), asked(3, team=3)]}, "taken"),
    ],
)
def test_blocked_session_says_why(more: dict[str, object], reason: str) -> None:
    whole: dict[str, object] = {
        "sessions": [asked(1), asked(2, team=2)],
        "openings": [opening(5, 9), opening(6, 10)],
        **more,
    }
    assert scheduled(**whole).blocked[2] == reason  # type: ignore[arg-type]


def test_nothing_gives_nothing() -> None:
    assert scheduled([], []) == Timetable({}, {}, [], True, 0.0)
    assert scheduled([], [opening(1, 9)], before={7: 1}).places == {}
    assert scheduled([asked(1)], []).blocked == {1: "no_times"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"sessions": [asked(1), asked(1)]}, "twice"),
        ({"openings": [opening(5, 9), opening(5, 10)]}, "twice"),
        ({"openings": [opening(5, 9, minutes=0)]}, "ends before"),
        ({"most": {(10, 0): -1}}, "0 or more"),
        ({"wishes": {(1, 5): -1}}, "0 or more"),
        ({"kept": {3: 5}}, "not there"),
        ({"kept": {1: 99}}, "not there"),
        ({"kept": {1: 7}}, "another coach"),
        ({"kept": {1: 5, 2: 5}}, "kept twice"),
    ],
)
def test_wrong_input_is_refused_here_and_apart(more: dict[str, object], says: str) -> None:
    whole: dict[str, object] = {
        "sessions": [asked(1), asked(2, team=2)],
        "openings": [opening(5, 9), opening(6, 10), opening(7, 9, coach=11)],
        **more,
    }
    for function in (scheduled, scheduled_apart):
        with pytest.raises(ValueError, match=says):
            function(**whole)  # type: ignore[arg-type]


# --- against every plan that there is ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Task:
    sessions: list[Asked]
    openings: list[Opening]
    busy: dict[int, list[tuple[int, int]]]
    kept: dict[int, int]
    before: dict[int, int]
    most: dict[tuple[int, int], int]
    wishes: dict[tuple[int, int], int]

    def solved(self, **more: object) -> Timetable:
        return scheduled(
            self.sessions,
            self.openings,
            busy=self.busy,
            kept=self.kept,
            before=self.before,
            most=self.most,
            wishes=self.wishes,
            **more,  # type: ignore[arg-type]
        )

    def offer(self, number: int) -> Opening:
        return next(each for each in self.openings if each.number == number)

    def allowed(self, plan: dict[int, int]) -> bool:
        """Whether all rules are kept by those who are not kept by hand."""
        if len(set(plan.values())) < len(plan) or {**plan, **self.kept} != plan:
            return False
        held = [(each, self.offer(plan[each.number])) for each in self.sessions if each.number in plan]
        for session, at in held:
            if session.number in self.kept:
                continue
            if (session.coach, session.window) != (at.coach, at.window):
                return False
            if any(at.starts < end and begin < at.ends for begin, end in self.busy.get(session.team, ())):
                return False
            in_window = sum((other.coach, other.window) == (at.coach, at.window) for _session, other in held)
            if in_window > self.most.get((at.coach, at.window), 99):
                return False
        return not any(
            a.starts < b.ends and b.starts < a.ends and (one.team == other.team or one.coach == other.coach)
            for (one, a), (other, b) in combinations(held, 2)
            if not {one.number, other.number} <= set(self.kept)
        )

    def plans(self) -> Iterator[dict[int, int]]:
        choices = [[None, *(each.number for each in self.openings)]] * len(self.sessions)
        for chosen in product(*choices):
            plan = {one.number: at for one, at in zip(self.sessions, chosen, strict=True) if at is not None}
            if self.allowed(plan):
                yield plan

    def worth(self, plan: dict[int, int]) -> tuple[int, ...]:
        held = [(each, self.offer(plan[each.number])) for each in self.sessions if each.number in plan]
        return (
            len(plan),
            sum(plan.get(number) == place for number, place in self.before.items()),
            sum(number in plan for number in self.before),
            -sum(self.wishes.get((each.team, at.number), 0) for each, at in held if each.number not in self.kept),
            -sum(at.starts for _each, at in held),
        )


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    teams, coaches, windows = st.integers(1, 3), st.integers(10, 11), st.integers(0, 1)
    sessions = [
        Asked(number, draw(teams), draw(coaches), draw(windows)) for number in range(1, draw(st.integers(0, 4)) + 1)
    ]
    openings = []
    for number in range(50, 50 + draw(st.integers(0, 5))):
        starts = draw(st.integers(0, 5))
        openings.append(Opening(number, draw(coaches), draw(windows), starts, starts + draw(st.integers(1, 3))))
    numbers, places = [each.number for each in sessions], [each.number for each in openings]
    spans = st.tuples(st.integers(0, 6), st.integers(1, 2)).map(lambda span: (span[0], span[0] + span[1]))
    before, kept = {}, {}
    if numbers and places:
        before = draw(st.dictionaries(st.sampled_from(numbers), st.sampled_from([*places, 99]), max_size=3))
        wanted = draw(st.dictionaries(st.sampled_from(numbers), st.sampled_from(places), max_size=1))
        coach = {each.number: each.coach for each in [*sessions, *openings]}
        kept = {number: place for number, place in wanted.items() if coach[number] == coach[place]}
    return Task(
        sessions,
        openings,
        draw(st.dictionaries(teams, st.lists(spans, max_size=2), max_size=2)),
        kept,
        before,
        draw(st.dictionaries(st.tuples(coaches, windows), st.integers(0, 2), max_size=2)),
        draw(st.dictionaries(st.tuples(teams, st.integers(50, 54)), st.integers(0, 5), max_size=4)),
    )


@given(tasks())
def test_no_other_plan_is_better_by_any_aim(task: Task) -> None:
    found = task.solved()
    assert task.allowed(found.places)
    assert task.worth(found.places) == max(task.worth(plan) for plan in task.plans())
    assert (found.proven, found.gap) == (True, 0.0)
    assert set(found.blocked) == {each.number for each in task.sessions} - set(found.places)
    assert found.moved == [
        each.number
        for each in task.sessions
        if each.number in found.places and task.before.get(each.number, 0) not in (0, found.places[each.number])
    ]


@given(tasks())
def test_reason_is_what_would_have_to_change(task: Task) -> None:
    found = task.solved()
    sessions = {each.number: each for each in task.sessions}
    for number, reason in found.blocked.items():
        session = sessions[number]
        offered = [each for each in task.openings if (each.coach, each.window) == (session.coach, session.window)]
        alone = replace(task, most={}, kept={}, sessions=[session])
        if reason == "no_times":
            assert not offered
        elif reason == "most":  # without the limit it is held beside all others
            assert any(replace(task, most={}).allowed({**found.places, number: at.number}) for at in offered)
            assert (
                sum(
                    (at.coach, at.window) == (session.coach, session.window)
                    for at in map(task.offer, found.places.values())
                )
                >= task.most[session.coach, session.window]
            )
        elif reason == "taken":  # without the other teams it is
            assert any(alone.allowed({number: at.number}) for at in offered)
        else:  # at each opening there is something else that the team has
            own = [task.offer(found.places[each]) for each in found.places if sessions[each].team == session.team]
            spans = [*task.busy.get(session.team, ()), *((at.starts, at.ends) for at in own)]
            assert reason == "team_busy" and offered
            assert all(any(at.starts < end and begin < at.ends for begin, end in spans) for at in offered)


@given(tasks(), st.randoms(use_true_random=False))
def test_order_in_which_they_are_given_changes_nothing(task: Task, dice: random.Random) -> None:
    sessions, openings = list(task.sessions), list(task.openings)
    dice.shuffle(sessions)
    dice.shuffle(openings)
    assert replace(task, sessions=sessions, openings=openings).solved().places == task.solved().places


@given(tasks())
def test_plan_made_again_from_itself_moves_nobody(task: Task) -> None:
    found = task.solved()
    assert replace(task, before=found.places).solved().places == found.places


@given(tasks(), st.sampled_from([10, 11]))
def test_when_a_coach_falls_ill_only_her_sessions_move(task: Task, ill: int) -> None:
    task = replace(task, kept={})
    first = task.solved()
    assume(all(each.number in first.places for each in task.sessions if each.coach != ill))
    left = [each for each in task.openings if each.coach != ill]
    second = replace(task, openings=left, before=first.places).solved()
    others = {each.number for each in task.sessions if each.coach != ill}
    assert second.places == {number: place for number, place in first.places.items() if number in others}
    assert second.moved == []


@given(tasks())
def test_without_time_the_plan_still_keeps_all_rules_and_leaves_nothing_free(task: Task) -> None:
    found = task.solved(seconds=0.0)
    assert task.allowed(found.places)
    assert not any(
        task.allowed({**found.places, number: at.number}) for number in found.blocked for at in task.openings
    )
    best = len(task.solved().places)
    assert best - len(found.places) <= found.gap * max(1, len(task.sessions)) + 1e-9
    if found.proven:
        assert found.places == task.solved().places


# --- the solving of a part ------------------------------------------------------------------------------------------
@st.composite
def parts(draw: st.DrawFn) -> tuple[list[Thing], int]:
    loss = st.tuples(st.just(0), st.integers(0, 1), st.integers(0, 3), st.integers(0, 9))
    without = st.tuples(st.just(1), st.integers(0, 1), st.just(0), st.just(0))
    places = st.dictionaries(st.integers(50, 54), loss, max_size=4)
    count = draw(st.integers(1, 4))
    return [Thing(number, draw(without), draw(places)) for number in range(count)], draw(st.integers(0, 4))


@given(parts())
def test_flow_and_program_find_losses_that_are_the_same(part: tuple[list[Thing], int]) -> None:
    things, most = part
    flow = placed(things, most=most)
    bars = [
        [(thing.number, place) for thing in things if place in thing.places]
        for place in {place for thing in things for place in thing.places}
    ]
    rules = placed_by_rules(
        things, [([thing.number for thing in things], most)], bars, hint={}, least=0, until=time.monotonic() + 60
    )
    assert flow is not None and rules.proven

    def losses(at: dict[int, int]) -> list[int]:
        lost = [thing.places[at[thing.number]] if thing.number in at else thing.without for thing in things]
        return [sum(each) for each in zip(*lost, strict=True)]

    assert losses(flow.at) == losses(rules.at)


def test_losses_too_large_for_one_number_are_met_one_after_the_other() -> None:
    large = 10**13
    openings = [opening(5, 9), opening(6, 10), opening(7, 11)]
    wishes = {(1, 5): large, (1, 6): large - 1, (1, 7): large, (2, 5): large, (2, 6): large, (2, 7): large - 1}
    sessions = [asked(1), asked(2, team=2)]
    things = [
        Thing(
            session.number,
            (1, 0, 1, 0, 0),
            {each.number: (0, 0, 0, wishes[session.team, each.number], each.starts * 10**6) for each in openings},
        )
        for session in sessions
    ]
    assert placed(things, most=2) is None
    found = scheduled(sessions, openings, wishes=wishes)
    assert (found.places, found.proven) == ({1: 6, 2: 7}, True)


def test_large_programme_with_calendars_is_solved_whole() -> None:
    dice = random.Random(3)
    sessions = [
        Asked(number, number % 200, 1000 + dice.randrange(60), window)
        for window in range(3)
        for number in range(window * 400, window * 400 + 400)
    ]
    openings = [
        Opening(5000 + number, 1000 + number % 60, number // 60 % 3, start, start + HOUR)
        for number in range(60 * 3 * 8)
        for start in [number // 60 % 3 * 43_200 + dice.randrange(5) * 1440 + dice.randrange(16, 32) * 30]
    ]
    busy = {team: [(start, start + 120) for start in dice.sample(range(0, 130_000, 30), 60)] for team in range(200)}
    found = scheduled(sessions, openings, busy=busy)
    task = Task(sessions, openings, busy, {}, {}, {}, {})
    assert found.proven or found.gap <= 0.01
    assert task.allowed(found.places)
    assert Counter(found.blocked.values()).keys() <= {"taken", "team_busy"}
    again = scheduled(sessions, openings, busy=busy, before=found.places)
    assert again.places == found.places


# --- in a process of its own -----------------------------------------------------------------------------------------
def test_plan_made_in_a_process_of_its_own_is_the_same_and_loads_no_solver_here() -> None:
    sessions = [asked(1), asked(2, team=2), asked(3, coach=11), asked(4, team=3)]
    openings = [opening(5, 9), opening(6, 10), opening(7, 9, coach=11), opening(8, 12)]
    more = {"busy": {1: [(0, 60)]}, "kept": {1: 5}, "before": {2: 8}, "most": {(10, 0): 2}, "wishes": {(2, 6): 3}}
    assert scheduled_apart(sessions, openings, **more) == scheduled(sessions, openings, **more)  # type: ignore[arg-type]
    program = (
        "import sys; from soske.engines.timetable import Asked, Opening, scheduled_apart; "
        "assert scheduled_apart([Asked(1, 1, 1, 1)], [Opening(7, 1, 1, 0, 9)]).places == {1: 7}; "
        "assert 'ortools' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_plan_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soske.engines.timetable.PATIENCE", 0.001)
    with pytest.raises(ApartFailed, match=r"no answer within 0\.001 seconds"):
        scheduled_apart([asked(1)], [opening(7, 9)], seconds=0.0)
