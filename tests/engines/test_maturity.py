"""The self-assessment's numbers, attacked: what somebody learns who watches, subtracts or knows a part of them."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import pairwise, product

import pytest

from soske.engines.maturity import (
    BATCH,
    OTHERS,
    SPREAD_FROM,
    Counted,
    Spread,
    academy,
    fold,
    mean,
    own_scores,
    rounded,
    scores,
    team_scores,
    weakest,
)

AREAS = ("roles", "market", "remedy")
NOTHING = Counted({}, {})


def watched(answers: list[dict[str, int]]) -> list[Counted]:
    """What an organisation has come to after each answer, as the app does it: a batch is added when it is whole."""
    states, counted, pending = [NOTHING], NOTHING, []
    for each in answers:
        pending.append(each)
        if len(pending) == BATCH:
            counted, pending = fold(counted, pending), []
        states.append(counted)
    return states


def numbers(counted: Counted) -> dict[str, int]:
    return {area: sum(counts) for area, counts in counted.shown.items()}


# --- one organisation -----------------------------------------------------------------------------------------------
def test_every_row_of_answers_shows_whole_batches_only() -> None:
    """All rows of seven answers to one question: what is shown before and after any answer is the same, or differs by
    three known answers or more."""
    steps = Counter()
    for values in product((0, 1, 5), repeat=7):
        states = watched([{"roles": value} for value in values])
        for before, after in pairwise(states):
            grown = numbers(after).get("roles", 0) - numbers(before).get("roles", 0)
            assert (grown == 0 and scores(after.shown) == scores(before.shown)) or grown >= BATCH
            steps[grown] += 1
    assert steps[0] > 0 and steps[3] > 0 and steps[4] > 0  # four: the batch before knew too little


def test_any_two_states_that_differ_by_one_answer_are_the_same_or_far_apart() -> None:
    """Not only neighbours in time: one answer left out of, or changed in, a row of answers."""
    chance = random.Random(6)
    for _turn in range(400):
        answers = [{area: chance.randint(0, 5) for area in AREAS} for _each in range(chance.randint(1, 13))]
        whole = watched(answers)[-1]
        less = watched(answers[:-1])[-1]
        for area in AREAS:
            grown = numbers(whole).get(area, 0) - numbers(less).get(area, 0)
            assert grown == 0 or grown >= BATCH
            if grown == 0:
                assert whole.shown.get(area) == less.shown.get(area)


def test_answers_that_wait_are_in_nothing_that_is_shown() -> None:
    """Two answers after a batch, whatever they say, change nothing, also not when everything ends with them."""
    batch = [dict.fromkeys(AREAS, 4) for _each in range(3)]
    for values in product(range(6), repeat=2):
        rest = [dict.fromkeys(AREAS, value) for value in values]
        assert watched([*batch, *rest])[-1] == watched(batch)[-1]


def test_area_that_too_few_know_has_no_result() -> None:
    """Three have answered and two of them do not know: the average would be the third one's answer."""
    state = watched([{"roles": 0, "market": 2}, {"roles": 0, "market": 2}, {"roles": 5, "market": 5}])[-1]
    assert set(scores(state.shown)) == {"market"}
    assert scores(state.shown)["market"] == (Fraction(3), 3, None)
    more = fold(state, [{"roles": 1}, {"roles": 0}, {"roles": 0}])
    assert "roles" not in scores(more.shown)
    assert scores(fold(more, [{"roles": 3}] * 3).shown)["roles"].answers == 5


def test_order_within_a_batch_says_nothing() -> None:
    answers = [{"roles": 1}, {"roles": 0}, {"roles": 5}]
    assert watched(answers)[-1] == watched(answers[::-1])[-1]


def test_less_than_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="no batch"):
        fold(NOTHING, [{"roles": 1}, {"roles": 2}])


def test_what_was_counted_before_is_not_changed_in_place() -> None:
    first = watched([{"roles": 1}] * 3)[-1]
    fold(first, [{"roles": 5}] * 3)
    assert first.shown == {"roles": [3, 0, 0, 0, 0]}


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ((3, 3, 3, 3), None),  # four know: too few to say
        ((3, 3, 3, 4, 3), Spread.AGREE),
        ((2, 3, 4, 4, 2), Spread.SOMEWHAT),
        ((1, 5, 1, 5, 3), Spread.MUCH),
    ],
)
def test_spread_is_a_word_and_needs_five(values: tuple[int, ...], spread: Spread | None) -> None:
    tally = [values.count(value) for value in range(1, 6)]
    assert (len(values) >= SPREAD_FROM) == (spread is not None)
    assert scores({"roles": tally})["roles"].spread == spread


# --- the long form --------------------------------------------------------------------------------------------------
def test_long_form_takes_the_mean_of_what_one_knows() -> None:
    assert own_scores({"roles": [2, 4, 0], "market": [0, 0]}) == {"roles": Fraction(3)}


def test_long_forms_of_two_have_no_result() -> None:
    two = [{"roles": Fraction(3)}] * 2
    assert team_scores(two) == {}
    assert team_scores([*two, {"market": Fraction(1)}]) == {}  # three people, two of whom know the area
    assert team_scores([*two, {"roles": Fraction(9, 2)}]) == {"roles": (Fraction(7, 2), 3, None)}
    assert team_scores([{"roles": Fraction(value)} for value in (1, 5, 1, 5, 5)])["roles"].spread == Spread.MUCH


# --- all organisations together -------------------------------------------------------------------------------------
def teams_of(sizes: tuple[int, ...]) -> list[int]:
    return [team for team, size in enumerate(sizes) for _each in range(size)]


def test_average_leaves_five_others_to_every_team() -> None:
    """All ways in which up to four teams have one to four organisations with a result."""
    shown = 0
    for sizes in product(range(5), repeat=4):
        teams = teams_of(sizes)
        found = academy([(team, {"roles": Fraction(3)}) for team in teams])
        others = [len(teams) - size for size in sizes if size]
        assert bool(found) == (len(teams) >= OTHERS + 1 and min(others, default=0) >= OTHERS)
        shown += bool(found)
    assert shown


def test_five_organisations_have_no_average_and_six_have() -> None:
    rows = [(team, {"roles": Fraction(team % 5 + 1)}) for team in range(6)]
    assert academy(rows[:5]) == {}
    assert academy(rows)["roles"].organisations == 6
    assert academy(rows)["roles"].average == 2.7  # (1 + 2 + 3 + 4 + 5 + 1) / 6


def test_area_counts_its_own_organisations() -> None:
    rows = [(team, {"roles": Fraction(3)} | ({"market": Fraction(2)} if team else {})) for team in range(6)]
    assert set(academy(rows)) == {"roles"}


def test_team_that_knows_its_own_results_cannot_tell_another_organisation() -> None:
    """For each team and each organisation of the others there is a world that looks the same to the team, in which this
    organisation has another result. At the ends of the scale the rounding leaves the room."""
    chance = random.Random(7)
    for _turn in range(300):
        sizes = tuple(chance.randint(1, 3) for _each in range(chance.randint(4, 8)))
        level = chance.choice([0, 0, 1, 5])  # 0: anything; otherwise everybody is the same
        values = [Fraction(level or chance.randint(3, 15), 1 if level else 3) for _team in teams_of(sizes)]
        rows = list(zip(teams_of(sizes), values, strict=True))
        published = academy([(team, {"roles": value}) for team, value in rows]).get("roles")
        if published is None:
            continue
        for team in range(len(sizes)):
            others = [place for place, (of, _value) in enumerate(rows) if of != team]
            assert len(others) >= OTHERS
            for place in others:
                assert _another(rows, place, others, published.average)


def _another(rows: list[tuple[int, Fraction]], place: int, others: list[int], average: float) -> bool:
    """Whether one's result can be another by a quarter of a level at least, made up for by the rest of the others."""
    for change in (Fraction(1, 4), Fraction(-1, 4)):
        moved = [value for _team, value in rows]
        moved[place] += change
        if not 1 <= moved[place] <= 5:
            continue
        left = -change
        for other in others:
            if other != place:
                step = max(1 - moved[other], min(5 - moved[other], left))
                moved[other] += step
                left -= step
        if rounded(sum(moved, Fraction()) / len(moved)) == average:
            return True
    return False


def test_organisations_weigh_the_same_whatever_their_size() -> None:
    few, many = scores({"roles": [0, 0, 0, 0, 3]}), scores({"roles": [300, 0, 0, 0, 0]})
    rows = [(team, {"roles": each["roles"].average}) for team, each in enumerate([few, few, few, many, many, many])]
    assert academy(rows)["roles"].average == 3.0
    assert mean([each for _team, each in rows]) == {"roles": Fraction(3)}


def test_weakest_areas_come_lowest_first_and_in_the_order_of_the_model() -> None:
    averages = {"remedy": Fraction(2), "roles": Fraction(2), "market": Fraction(1), "gone": Fraction(1)}
    assert weakest(averages, AREAS) == ["market", "roles", "remedy"]
    assert weakest(averages, AREAS, 1) == ["market"]
    assert weakest({"roles": Fraction(5)}, AREAS) == []


def test_halves_are_rounded_upwards() -> None:
    assert [rounded(Fraction(number, 100)) for number in (325, 324, 335, 500)] == [3.3, 3.2, 3.4, 5.0]
