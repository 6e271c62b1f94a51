"""Coaches for asks: as many as can be, with few changes, a good fit and even loads."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.apart import ApartFailed
from soske.engines.pairing.coaches import Matched, matched, matched_apart


def test_each_ask_gets_the_coach_that_fits_best() -> None:
    found = matched([1, 2], {10: 1, 11: 1}, [[90, 20], [80, 70]])
    assert found == Matched(pairs={1: 10, 2: 11}, lacking=[], fit=160, loads={10: 1, 11: 1})


def test_more_pairs_come_before_a_better_fit() -> None:
    assert matched([1, 2], {10: 1, 11: 1}, [[100, 0], [100, -1]]).pairs == {1: 11, 2: 10}


def test_pair_that_may_not_be_is_never_made() -> None:
    found = matched([1, 2], {10: 9}, [[-1], [0]])
    assert found == Matched(pairs={2: 10}, lacking=[1], fit=0, loads={10: 1})


def test_nobody_has_more_than_her_room() -> None:
    found = matched(range(5), {10: 2, 11: 1, 12: 0}, [[50, 50, 100]] * 5)
    assert (found.loads, len(found.lacking)) == ({10: 2, 11: 1, 12: 0}, 2)


def test_loads_are_even_where_the_fit_is_the_same() -> None:
    found = matched(range(9), {10: 9, 11: 9, 12: 9}, [[50, 50, 50]] * 9)
    assert found.loads == {10: 3, 11: 3, 12: 3}


@pytest.mark.parametrize(("even", "loads"), [(0, {10: 4, 11: 0}), (10, {10: 3, 11: 1}), (100, {10: 2, 11: 2})])
def test_how_much_evenness_outweighs_the_fit_is_chosen(even: int, loads: dict[int, int]) -> None:
    assert matched(range(4), {10: 9, 11: 9}, [[60, 45]] * 4, even=even).loads == loads


def test_what_is_kept_stands_beyond_room_and_bars_and_counts_as_load() -> None:
    found = matched([1, 2, 3], {10: 1, 11: 2}, [[-1, 90], [70, 50], [60, 60]], kept={1: 10, 2: 10})
    assert found == Matched(pairs={1: 10, 2: 10, 3: 11}, lacking=[], fit=130, loads={10: 2, 11: 1})


def test_load_of_what_is_kept_makes_the_next_one_dearer() -> None:
    assert matched([1, 2], {10: 2, 11: 2}, [[50, 50], [55, 50]], kept={1: 10}).pairs == {1: 10, 2: 11}


def test_present_plan_stands_against_a_better_fit() -> None:
    assert matched([1, 2], {10: 1, 11: 1}, [[0, 100], [100, 0]], before={1: 10, 2: 11}).pairs == {1: 10, 2: 11}


def test_present_plan_gives_way_to_one_more_ask_with_a_coach() -> None:
    assert matched([1, 2], {10: 1, 11: 1}, [[50, 50], [50, -1]], before={1: 10}).pairs == {1: 11, 2: 10}


def test_who_has_a_coach_does_not_lose_her_to_one_who_fits_better() -> None:
    assert matched([1, 2], {10: 1}, [[0], [100]], before={1: 10}).pairs == {1: 10}


def test_of_a_present_plan_that_is_gone_nothing_is_asked() -> None:
    found = matched([1, 2], {10: 1, 11: 1}, [[-1, 10], [90, 20]], before={1: 10, 2: 77, 99: 10})
    assert found.pairs == {1: 11, 2: 10}


@pytest.mark.parametrize("asks", [[], [1, 2]])
@pytest.mark.parametrize("room", [{}, {10: 0}])
def test_without_asks_or_coaches_there_is_nothing(asks: list[int], room: dict[int, int]) -> None:
    found = matched(asks, room, [[50] * len(room)] * len(asks))
    assert found == Matched({}, asks, 0, dict.fromkeys(room, 0))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"asks": [1, 1]}, "twice"),
        ({"room": {10: -1, 11: 1}}, "0 or more"),
        ({"even": -1}, "0 or more"),
        ({"fits": [[1, 2]]}, "one row"),
        ({"fits": [[1, 2], [3]]}, "one row"),
        ({"fits": [[1, 2], [3, 101]]}, "from -1 to 100"),
        ({"fits": [[1, 2], [3, -2]]}, "from -1 to 100"),
        ({"kept": {3: 10}}, "not there"),
        ({"kept": {1: 12}}, "not there"),
    ],
)
def test_wrong_input_is_refused_here_and_apart(given_: dict[str, object], says: str) -> None:
    whole: dict[str, object] = {"asks": [1, 2], "room": {10: 1, 11: 1}, "fits": [[1, 2], [3, 4]], **given_}
    for function in (matched, matched_apart):
        with pytest.raises(ValueError, match=says):
            function(**whole)


@dataclass(frozen=True)
class Task:
    asks: list[int]
    room: dict[int, int]
    fits: list[list[int]]
    kept: dict[int, int]
    before: dict[int, int]
    even: int

    def solved(self) -> Matched:
        return matched(self.asks, self.room, self.fits, kept=self.kept, before=self.before, even=self.even)

    def fit(self, ask: int, coach: int) -> int:
        return self.fits[self.asks.index(ask)][list(self.room).index(coach)]

    def plans(self) -> Iterator[dict[int, int]]:
        """Every plan that keeps what is kept, the rooms and the bars."""
        asks = [ask for ask in self.asks if ask not in self.kept]
        had = Counter(self.kept.values())

        def grown(plan: dict[int, int], rest: list[int]) -> Iterator[dict[int, int]]:
            if not rest:
                yield {**self.kept, **plan}
                return
            yield from grown(plan, rest[1:])
            for coach, places in self.room.items():
                taken = had[coach] + sum(other == coach for other in plan.values())
                if taken < places and self.fit(rest[0], coach) >= 0:
                    yield from grown({**plan, rest[0]: coach}, rest[1:])

        return grown({}, asks)

    def worth(self, plan: dict[int, int]) -> tuple[int, int, int]:
        stands = sum(plan.get(ask) == coach for ask, coach in self.before.items())
        fit = sum(max(0, self.fit(ask, coach)) for ask, coach in plan.items())
        uneven = sum(load * (load - 1) // 2 for load in Counter(plan.values()).values())
        return len(plan), stands, fit - self.even * uneven


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    asks = draw(st.lists(st.integers(1, 9), unique=True, max_size=5))
    room = draw(st.dictionaries(st.integers(10, 19), st.integers(0, 3), max_size=3))
    fit = st.sampled_from([-1, 0, 20, 50, 60, 100])
    fits = [[draw(fit) for _coach in room] for _ask in asks]

    def some() -> dict[int, int]:
        pairs = st.dictionaries(st.sampled_from(asks), st.sampled_from(list(room)), max_size=3)
        return draw(pairs) if asks and room else {}

    return Task(asks, room, fits, some(), some(), draw(st.sampled_from([0, 10, 60])))


@given(tasks())
def test_no_other_plan_is_better_by_any_aim(task: Task) -> None:
    found = task.solved()
    assert found.pairs in list(task.plans())
    assert task.worth(found.pairs) == max(task.worth(plan) for plan in task.plans())
    assert list(found.pairs) == [ask for ask in task.asks if ask in found.pairs]
    assert found.lacking == [ask for ask in task.asks if ask not in found.pairs]
    assert found.fit == sum(max(0, task.fit(ask, coach)) for ask, coach in found.pairs.items())
    assert found.loads == {coach: list(found.pairs.values()).count(coach) for coach in task.room}


@given(tasks(), st.randoms(use_true_random=False))
def test_order_in_which_they_are_given_changes_nothing(task: Task, dice: random.Random) -> None:
    asks, coaches = list(task.asks), list(task.room)
    dice.shuffle(asks)
    dice.shuffle(coaches)
    fits = [[task.fit(ask, coach) for coach in coaches] for ask in asks]
    room = {coach: task.room[coach] for coach in coaches}
    assert Task(asks, room, fits, task.kept, task.before, task.even).solved().pairs == task.solved().pairs


@given(tasks())
def test_plan_made_again_from_itself_changes_nothing(task: Task) -> None:
    found = task.solved()
    again = matched(task.asks, task.room, task.fits, kept=task.kept, before=found.pairs, even=task.even)
    assert again == found


def test_plan_made_in_a_process_of_its_own_is_the_same_and_loads_no_solver_here() -> None:
    dice = random.Random(5)
    asks, room = list(range(40)), {100 + number: dice.randint(1, 4) for number in range(15)}
    fits = [[dice.randint(-1, 100) for _coach in room] for _ask in asks]
    more = {"kept": {3: 104}, "before": {1: 101, 2: 102}}
    assert matched_apart(asks, room, fits, **more) == matched(asks, room, fits, **more)
    program = (
        "import sys; from soske.engines.pairing.coaches import matched_apart; "
        "assert matched_apart([1], {7: 1}, [[50]]).pairs == {1: 7}; "
        "assert not {'ortools', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_plan_that_takes_too_long_is_an_error() -> None:
    with pytest.raises(ApartFailed, match=r"no answer within 0\.001 seconds"):
        matched_apart([1], {7: 1}, [[50]], seconds=0.001)
