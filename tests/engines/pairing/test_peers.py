"""Teams that help each other: nobody is left out, nobody is asked too often, and as many needs as possible are met."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.apart import ApartFailed
from soske.engines.pairing import peers
from soske.engines.pairing.peers import Introduction, Proposal, introduced, introduced_apart


def test_team_is_introduced_to_one_that_gives_what_it_needs() -> None:
    found = introduced({1: ["töö", "ääni", "x"], 2: []}, {2: ["ääni", "töö", "y"]})
    assert found == Proposal([Introduction(1, 2, ("töö", "ääni"), ())], {1: "no_needs"}, 2, True)


def test_two_that_help_each_other_are_introduced_once() -> None:
    found = introduced({1: ["a"], 2: ["b"]}, {1: ["b"], 2: ["a"]})
    assert found == Proposal([Introduction(1, 2, ("a",), ("b",))], {}, 1, True)


def test_introduction_counts_one_way_where_the_other_has_been_asked_enough() -> None:
    found = introduced({1: ["a", "c"], 2: ["b"]}, {1: ["b"], 2: ["a"], 3: ["a", "c"]}, asked=1)
    assert {(each.giver, each.taker, each.back) for each in found.introductions} == {(1, 3, ()), (2, 1, ())}
    assert found.left_out == {2: "asked_enough"}


def test_nobody_is_left_out_when_a_team_could_have_it_all() -> None:
    gives = {1: ["a", "b"], 2: ["a"], 3: [], 4: []}
    found = introduced(gives, {3: ["a", "b"], 4: ["a"]}, asked=1, each=2)
    assert found.left_out == {1: "no_needs", 2: "no_needs"}
    assert {(each.giver, each.taker) for each in found.introductions} == {(1, 3), (2, 4)}


def test_least_comes_before_the_sum() -> None:
    # 1 could give three topics to 3, or two of them to 4, who gets only one from 2.
    gives = {1: ["a", "b", "c"], 2: ["a", "d"]}
    needs = {3: ["a", "b", "c", "d"], 4: ["b", "c", "d"]}
    found = introduced(gives, needs, asked=1, each=1)
    assert (found.least, {(each.giver, each.taker) for each in found.introductions}) == (2, {(1, 4), (2, 3)})


def test_as_few_as_possible_are_left_out_where_not_all_can_get_something() -> None:
    # Two introductions of 1 are not enough for 2, 3 and 4; the one of 5 is, for one of them.
    gives = {1: ["a", "b", "c"], 5: ["a"]}
    found = introduced(gives, {2: ["a", "b", "c"], 3: ["a"], 4: ["b"], 6: ["c"]}, asked=1, each=2)
    assert (found.least, list(found.left_out.values()).count("asked_enough")) == (0, 2)
    assert len(found.introductions) == 2


def test_what_stands_counts_and_is_not_proposed_again() -> None:
    gives, needs = {1: ["a", "b"], 2: ["b"]}, {3: ["a", "b"], 4: ["b"]}
    found = introduced(gives, needs, asked=1, each=1, standing=[(1, 3)])
    assert found == Proposal([Introduction(2, 4, ("b",), ())], {1: "no_needs", 2: "no_needs"}, 1, True)
    again = introduced(gives, needs, standing=[(1, 3), (2, 4)])
    assert again.introductions == []


def test_standing_introduction_counts_both_ways_where_both_have_something() -> None:
    gives, needs = {1: ["a"], 2: ["b"], 3: ["b"]}, {1: ["b"], 2: ["a"], 4: ["b"]}
    found = introduced(gives, needs, asked=1, each=1, standing=[(1, 2)])
    assert found == Proposal([Introduction(3, 4, ("b",), ())], {3: "no_needs"}, 1, True)


def test_declined_pair_is_not_proposed_either_way_round() -> None:
    gives, needs = {1: ["a"], 2: ["b"]}, {1: ["b"], 2: ["a"]}
    for declined in ([(1, 2)], [(2, 1)]):
        found = introduced(gives, needs, declined=declined)
        assert found == Proposal([], {1: "nobody_gives", 2: "nobody_gives"}, 0, True)


def test_team_that_gives_what_it_needs_does_not_help_itself() -> None:
    assert introduced({1: ["a"]}, {1: ["a"]}) == Proposal([], {1: "nobody_gives"}, 0, True)


def test_introductions_of_teams_that_are_gone_do_not_count() -> None:
    found = introduced({1: ["a"]}, {2: ["a"]}, asked=1, each=1, standing=[(1, 77), (78, 2)], declined=[(1, 77)])
    assert found.introductions == [Introduction(1, 2, ("a",), ())]


def test_nothing_gives_nothing() -> None:
    assert introduced({}, {}) == Proposal([], {}, 0, True)
    assert introduced({1: ["a"]}, {2: []}) == Proposal([], {1: "no_needs", 2: "no_needs"}, 0, True)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"asked": 0}, "1 or more"),
        ({"each": 0}, "1 or more"),
        ({"standing": [(1, 1)]}, "to itself"),
        ({"declined": [(2, 2)]}, "to itself"),
    ],
)
def test_wrong_input_is_refused_here_and_apart(more: dict[str, object], says: str) -> None:
    for function in (introduced, introduced_apart):
        with pytest.raises(ValueError, match=says):
            function({1: ["a"]}, {2: ["a"]}, **more)  # type: ignore[arg-type]


# --- against every plan that there is ---------------------------------------------------------------------------------
Way = tuple[int, int]


@dataclass(frozen=True)
class Task:
    gives: dict[int, set[str]]
    needs: dict[int, set[str]]
    asked: int
    each: int
    standing: set[Way]
    declined: set[Way]

    def solved(self, **more: object) -> Proposal:
        return introduced(
            self.gives,
            self.needs,
            asked=self.asked,
            each=self.each,
            standing=self.standing,
            declined=self.declined,
            **more,  # type: ignore[arg-type]
        )

    @property
    def teams(self) -> set[int]:
        return {*self.gives, *self.needs}

    def help(self, giver: int, taker: int) -> set[str]:
        return self.gives.get(giver, set()) & self.needs.get(taker, set())

    def stand(self) -> set[Way]:
        stand = {way for way in self.standing if self.teams.issuperset(way)}
        return stand | {(b, a) for a, b in stand if self.help(b, a)}

    def offered(self) -> list[Way]:
        closed = {frozenset(way) for way in (*self.stand(), *self.declined)}
        every = [(a, b) for a in self.teams for b in self.teams if a != b and frozenset((a, b)) not in closed]
        return [way for way in every if self.help(*way)]

    def allowed(self, ways: set[Way]) -> bool:
        whole = ways | self.stand()
        asked, helped = Counter(way[0] for way in whole), Counter(way[1] for way in whole)
        return all(asked[giver] <= self.asked and helped[taker] <= self.each for giver, taker in ways)

    def plans(self) -> Iterator[set[Way]]:
        offered = self.offered()
        subsets = chain.from_iterable(combinations(offered, size) for size in range(len(offered) + 1))
        return (set(ways) for ways in subsets if self.allowed(set(ways)))

    def can(self) -> set[int]:
        return {b for a, b in (*self.offered(), *self.stand()) if self.help(a, b)}

    def met(self, ways: set[Way]) -> dict[int, int]:
        met: dict[int, set[str]] = {team: set() for team in self.teams}
        for giver, taker in ways | self.stand():
            met[taker] |= self.help(giver, taker)
        return {team: len(topics) for team, topics in met.items()}

    def worth(self, ways: set[Way]) -> tuple[int, int, int]:
        met = self.met(ways)
        counts = [met[team] for team in self.can()]
        return sum(count > 0 for count in counts), min(counts, default=0), sum(counts)


def ways_of(found: Proposal) -> set[Way]:
    forth = {(each.giver, each.taker) for each in found.introductions}
    return forth | {(each.taker, each.giver) for each in found.introductions if each.back}


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    teams = st.integers(1, 4)
    topics = st.dictionaries(teams, st.sets(st.sampled_from("abcd"), max_size=3), max_size=4)
    pairs = st.sets(st.tuples(teams, teams).filter(lambda pair: pair[0] != pair[1]), max_size=2)
    return Task(draw(topics), draw(topics), draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(pairs), draw(pairs))


@given(tasks())
def test_no_other_plan_is_better_by_any_aim(task: Task) -> None:
    found = task.solved()
    ways = ways_of(found)
    assert found.proven
    assert ways <= set(task.offered())
    assert task.allowed(ways)
    worth = task.worth(ways)
    assert worth == max(map(task.worth, task.plans()))
    assert found.least == worth[1]
    pairs = [frozenset((each.giver, each.taker)) for each in found.introductions]
    assert len(set(pairs)) == len(pairs)


@given(st.sets(st.integers(0, 255), min_size=1, max_size=6), st.integers(1, 3))
def test_bound_of_what_several_bring_together_is_never_too_low(helps: set[int], count: int) -> None:
    together = max((a | b | c).bit_count() for a in helps for b in helps for c in helps if len({a, b, c}) <= count)
    assert peers._most_together(helps, count) == together
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "MOST_SETS", 0)
        assert peers._most_together(helps, count) >= together


@given(tasks())
def test_introductions_say_what_each_gives_and_none_is_for_nothing(task: Task) -> None:
    found = task.solved()
    ways = ways_of(found)
    for each in found.introductions:
        forth, back = (each.giver, each.taker), (each.taker, each.giver)
        assert each.topics == tuple(sorted(task.help(*forth)))
        assert each.back in ((), tuple(sorted(task.help(*back))))
        if not each.back and task.help(*back):  # it would count both ways if one more could be asked and helped
            assert not task.allowed(ways | {back})
        assert task.met(ways - {forth, back}) != task.met(ways)


@given(tasks())
def test_who_is_left_out_is_told_why(task: Task) -> None:
    found = task.solved()
    ways = ways_of(found)
    met = task.met(ways)
    assert set(found.left_out) == {team for team in task.teams if not met[team]}
    for team, reason in found.left_out.items():
        if reason == "no_needs":
            assert not task.needs.get(team)
            continue
        assert task.needs[team]
        givers = [giver for giver, taker in task.offered() if taker == team]
        assert (reason == "nobody_gives") == (not givers)
        assert reason in ("nobody_gives", "asked_enough")
        assert not any(task.allowed(ways | {(giver, team)}) for giver in givers)


@given(tasks(), st.randoms(use_true_random=False))
def test_order_in_which_they_are_given_changes_nothing(task: Task, dice: random.Random) -> None:
    def mixed(topics: dict[int, set[str]]) -> dict[int, set[str]]:
        rows = list(topics.items())
        dice.shuffle(rows)
        return dict(rows)

    assert replace(task, gives=mixed(task.gives), needs=mixed(task.needs)).solved() == task.solved()


@given(tasks())
def test_without_time_the_plan_still_keeps_all_limits(task: Task) -> None:
    found = task.solved(seconds=0.0)
    ways = ways_of(found)
    assert ways <= set(task.offered())
    assert task.allowed(ways)
    if found.proven:
        assert task.worth(ways) == task.worth(ways_of(task.solved()))


def programme(teams: int, topics: int, seed: int = 1) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    dice, names = random.Random(seed), [f"topic {number}" for number in range(topics)]
    gives = {team: dice.sample(names, dice.randint(0, 4)) for team in range(teams)}
    return gives, {team: dice.sample(names, dice.randint(0, 4)) for team in range(teams)}


def test_programme_of_a_hundred_teams_is_proven() -> None:
    gives, needs = programme(100, 20)
    found = introduced(gives, needs)
    assert found.proven
    assert found.least >= 1
    assert set(found.left_out.values()) <= {"no_needs"}


def test_programme_too_large_to_be_looked_at_whole_keeps_the_limits_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(peers, "MOST_WAYS", 300)
    gives, needs = programme(60, 8)
    found = introduced(gives, needs)
    task = Task(
        {team: set(topics) for team, topics in gives.items()},
        {team: set(topics) for team, topics in needs.items()},
        asked=3,
        each=2,
        standing=set(),
        declined=set(),
    )
    assert task.allowed(ways_of(found)) and ways_of(found) <= set(task.offered())
    assert not found.proven
    assert set(found.left_out.values()) <= {"no_needs"}


# --- in a process of its own -----------------------------------------------------------------------------------------
def test_plan_made_in_a_process_of_its_own_is_the_same_and_loads_no_solver_here() -> None:
    gives, needs = programme(20, 8)
    more = {"asked": 2, "each": 3, "standing": {(1, 2)}, "declined": {(3, 4)}}
    assert introduced_apart(gives, needs, **more) == introduced(gives, needs, **more)  # type: ignore[arg-type]
    program = (
        "import sys; from soske.engines.pairing.peers import introduced_apart; "
        "assert introduced_apart({1: ['a']}, {2: {'a'}}).introductions[0].topics == ('a',); "
        "assert 'ortools' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_plan_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PATIENCE", 0.001)
    with pytest.raises(ApartFailed, match=r"no answer within 0\.001 seconds"):
        introduced_apart({1: ["a"]}, {2: ["a"]}, seconds=0.0)
