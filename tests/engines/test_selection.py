"""Ranking by weighted points: what an application gets, and what settles a tie."""

from __future__ import annotations

from fractions import Fraction

import pytest

from soske.engines.selection import LOT, Candidate, Criterion, Review, lot, most_points, ranked, sha256_of

CRITERIA = (Criterion("management", 3, 5), Criterion("effect", 1, 5))


def candidate(number: int, *reviews: tuple[int, int]) -> Candidate:
    return Candidate(
        number,
        tuple(
            Review(reviewer, {"management": management, "effect": effect})
            for reviewer, (management, effect) in enumerate(reviews)
        ),
    )


def test_score_is_the_mean_of_weighted_totals() -> None:
    (row,) = ranked(CRITERIA, [candidate(1, (5, 4), (2, 1), (3, 3))], seed="s")
    assert (row.score, row.spread, row.reviews, row.rank) == (Fraction(19 + 7 + 12, 3), Fraction(12), 3, 1)
    assert row.means == {"management": Fraction(10, 3), "effect": Fraction(8, 3)}
    assert most_points(CRITERIA) == 20


def test_tie_is_settled_by_the_first_criterion_that_differs() -> None:
    rows = ranked(CRITERIA, [candidate(1, (2, 5)), candidate(2, (3, 2)), candidate(3, (1, 1))], seed="s")
    assert [(row.number, row.rank, row.settled) for row in rows] == [
        (2, 1, "management"),
        (1, 2, "management"),
        (3, 3, ""),
    ]


def test_tie_in_everything_is_settled_by_a_lot_that_anyone_can_draw_again() -> None:
    rows = ranked(CRITERIA, [candidate(number, (2, 5)) for number in (1, 2, 3)], seed="Åbo 2026")
    assert [row.number for row in rows] == sorted((1, 2, 3), key=lambda number: lot("Åbo 2026", number))
    assert {row.settled for row in rows} == {LOT}
    assert [row.rank for row in rows] == [1, 2, 3]
    assert lot("Åbo 2026", 1) == "73e23c45e20812609ad6a99acc62756fcbd396826abd59eb0c3906ab3fc43c67"


def test_three_with_the_same_score_may_need_different_things() -> None:
    rows = ranked(CRITERIA, [candidate(1, (2, 5)), candidate(2, (2, 5)), candidate(3, (3, 2))], seed="s")
    assert {row.number: row.settled for row in rows} == {3: "management", 1: LOT, 2: LOT}


def test_half_a_review_does_not_count() -> None:
    half = Candidate(7, (Review(1, {"management": 5}), Review(2, {"management": 1, "effect": 1})))
    none = Candidate(3, (Review(1, {"management": 5}),))
    rows = ranked(CRITERIA, [none, half, Candidate(2, ())], seed="s")
    assert [(row.number, row.rank, row.score, row.reviews) for row in rows] == [
        (7, 1, Fraction(4), 1),
        (2, None, None, 0),
        (3, None, None, 0),
    ]


@pytest.mark.parametrize("points", [-1, 6])
def test_points_out_of_range_are_refused(points: int) -> None:
    with pytest.raises(ValueError, match="management"):
        ranked(CRITERIA, [candidate(1, (points, 1))], seed="s")


def test_number_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        ranked(CRITERIA, [candidate(1, (1, 1)), candidate(1, (2, 2))], seed="s")


def test_nobody_applied() -> None:
    assert ranked(CRITERIA, [], seed="s") == []


def test_hash_knows_no_order_of_keys_and_tells_letters_apart() -> None:
    assert sha256_of({"a": 1, "b": "ä"}) == sha256_of({"b": "ä", "a": 1})
    assert sha256_of({"a": "ä"}) != sha256_of({"a": "a"})
