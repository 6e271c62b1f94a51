"""Small groups: as even as they can be, for every team and in size."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.mixing import mixed, tables_for

PEOPLE = st.lists(st.integers(0, 8), max_size=60).map(lambda teams: list(enumerate(teams)))


@given(PEOPLE, st.integers(1, 12), st.integers(0, 9))
def test_tables_and_shares_of_teams_differ_by_at_most_one(
    people: list[tuple[int, int]], tables: int, turn: int
) -> None:
    plan = mixed(people, tables, turn=turn)
    assert set(plan) == {person for person, _team in people}
    sizes = Counter(plan.values())
    counts = [sizes[table] for table in range(1, tables + 1)]
    assert set(plan.values()) <= set(range(1, tables + 1))
    assert max(counts, default=0) - min(counts, default=0) <= 1
    for team in {team for _person, team in people}:
        share = Counter(plan[person] for person, of in people if of == team)
        counts = [share[table] for table in range(1, tables + 1)]
        assert max(counts) - min(counts) <= 1


@given(PEOPLE, st.integers(1, 12))
def test_order_in_which_people_came_changes_nothing(people: list[tuple[int, int]], tables: int) -> None:
    assert mixed(people, tables) == mixed(people[::-1], tables)


def test_another_meeting_lets_people_meet_others() -> None:
    people = [(team * 10 + number, team) for team in range(6) for number in range(4)]

    def pairs(turn: int) -> set[tuple[int, int]]:
        plan = mixed(people, 4, turn=turn)
        return {(one, other) for one in plan for other in plan if one < other and plan[one] == plan[other]}

    first, both = pairs(0), pairs(0) | pairs(1)
    assert len(both) > 1.5 * len(first)


@pytest.mark.parametrize(("people", "tables"), [(0, 1), (1, 1), (7, 2), (22, 6), (24, 6)])
def test_number_of_tables_follows_from_their_size(people: int, tables: int) -> None:
    assert tables_for(people, size=4) == tables


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="one table"):
        mixed([(1, 1)], 0)
    with pytest.raises(ValueError, match="twice"):
        mixed([(1, 1), (1, 2)], 2)
