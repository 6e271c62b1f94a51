"""Reviewers for applications: enough for each, evenly, and nobody who may not."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.apart import ApartFailed
from soske.engines.pairing.readers import Pair, Proposal, proposed, proposed_apart


def loads(pairs: list[Pair]) -> Counter[int]:
    return Counter(reviewer for _application, reviewer in pairs)


def test_each_application_gets_two_readers_and_each_reader_as_many() -> None:
    found = proposed(range(1, 7), {10: 9, 11: 9, 12: 9}, each=2)
    assert found.lacking == {}
    assert Counter(application for application, _reviewer in found.pairs) == dict.fromkeys(range(1, 7), 2)
    assert loads(found.pairs) == {10: 4, 11: 4, 12: 4}


def test_what_is_given_stays_and_counts_as_load() -> None:
    found = proposed([1, 2], {10: 3, 11: 3}, each=1, given=[(7, 10), (8, 10)])
    assert found == Proposal([(1, 11), (2, 11)], {})


def test_reader_with_a_conflict_is_never_proposed() -> None:
    found = proposed([1, 2], {10: 5, 11: 5}, each=2, barred=[(1, 10)])
    assert found == Proposal([(1, 11), (2, 10), (2, 11)], {1: 1})


def test_nobody_reads_more_than_she_may() -> None:
    found = proposed([1, 2, 3], {10: 1, 11: 1}, each=1)
    assert loads(found.pairs) == {10: 1, 11: 1}
    assert sum(found.lacking.values()) == 1


@pytest.mark.parametrize("most", [{}, {10: 0}])
def test_without_readers_everything_lacks(most: dict[int, int]) -> None:
    assert proposed([1, 2], most, each=2) == Proposal([], {1: 2, 2: 2})


def test_nothing_is_proposed_when_all_have_enough() -> None:
    assert proposed([1], {10: 5}, each=1, given=[(1, 11)]) == Proposal([], {})


@pytest.mark.parametrize(("each", "most"), [(-1, 1), (1, -1)])
def test_negative_loads_are_refused(each: int, most: int) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        proposed([1], {10: most}, each=each)


PAIRS = st.sets(st.tuples(st.integers(1, 3), st.integers(10, 12)), max_size=4)


@given(st.integers(0, 2), st.dictionaries(st.integers(10, 12), st.integers(0, 3), max_size=3), PAIRS, PAIRS)
def test_no_other_plan_gives_more_readings_or_is_more_even(
    each: int, most: dict[int, int], given_pairs: set[Pair], barred: set[Pair]
) -> None:
    applications = (1, 2, 3)
    found = proposed(applications, most, each=each, given=given_pairs, barred=barred)
    offered = [pair for pair in product(applications, most) if pair not in given_pairs | barred]

    def allowed(pairs: list[Pair]) -> bool:
        every = Counter(application for application, _reviewer in [*given_pairs, *pairs])
        new = Counter(application for application, _reviewer in pairs)
        all_loads = loads([*given_pairs, *pairs])
        return all(every[number] <= each for number in new) and all(
            all_loads[reviewer] <= most[reviewer] for reviewer in loads(pairs)
        )

    def worth(pairs: list[Pair]) -> tuple[int, int]:
        all_loads = loads([*given_pairs, *pairs])
        return -len(pairs), sum(all_loads[reviewer] ** 2 for reviewer in most)

    assert set(found.pairs) <= set(offered)
    assert allowed(found.pairs)
    plans = (list(plan) for size in range(len(offered) + 1) for plan in combinations(offered, size))
    assert worth(found.pairs) == min(worth(plan) for plan in plans if allowed(plan))


def test_plan_made_in_a_process_of_its_own_is_the_same_and_loads_no_solver_here() -> None:
    task = {"applications": range(1, 30), "most": {10: 9, 11: 12, 12: 30}, "each": 2}
    more = {"given": [(1, 10), (2, 11)], "barred": [(3, 12)]}
    assert proposed_apart(**task, **more) == proposed(**task, **more)  # type: ignore[arg-type]
    program = (
        "import sys; from soske.engines.pairing.readers import proposed_apart; "
        "assert proposed_apart([1], {7: 1}, each=1).pairs == [(1, 7)]; assert 'ortools' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_plan_that_takes_too_long_is_an_error() -> None:
    with pytest.raises(ApartFailed, match=r"no answer within 0\.001 seconds"):
        proposed_apart([1], {7: 1}, each=1, seconds=0.001)
