"""The ranked list recomputed in another way: by comparing two at a time, with whole numbers only."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from soske.engines.selection import (
    LOT,
    TIED,
    Candidate,
    Criterion,
    Review,
    decided,
    decided_again,
    key_parts_alike,
    lot,
    ranked,
    sha256_of,
    sort_key,
)

CRITERIA = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=4).map(
    lambda pairs: tuple(Criterion(f"c{place}", weight, most) for place, (weight, most) in enumerate(pairs))
)


@st.composite
def contests(draw: st.DrawFn) -> tuple[tuple[Criterion, ...], list[Candidate]]:
    criteria = draw(CRITERIA)
    candidates = []
    for number in draw(st.lists(st.integers(1, 30), unique=True, max_size=8)):
        points = st.fixed_dictionaries({}, optional={each.code: st.integers(0, each.most) for each in criteria})
        reviews = tuple(Review(reviewer, draw(points)) for reviewer in range(draw(st.integers(0, 3))))
        candidates.append(Candidate(number, reviews))
    return criteria, candidates


def counted(candidate: Candidate, criteria: tuple[Criterion, ...]) -> list[dict[str, int]]:
    return [dict(each.points) for each in candidate.reviews if set(each.points) == {one.code for one in criteria}]


def first(a: Candidate, b: Candidate, criteria: tuple[Criterion, ...], seed: str) -> tuple[Candidate, str]:
    """Which of two comes first and what settles it: sums are compared crosswise, so that nothing is divided."""
    of_a, of_b = counted(a, criteria), counted(b, criteria)

    def compared(weights: dict[str, int]) -> int:
        left = sum(weights[code] * points for each in of_a for code, points in each.items() if code in weights)
        right = sum(weights[code] * points for each in of_b for code, points in each.items() if code in weights)
        return left * len(of_b) - right * len(of_a)

    total = ("", {each.code: each.weight for each in criteria})
    for code, weights in [total, *((each.code, {each.code: 1}) for each in criteria)]:
        if difference := compared(weights):
            return (a if difference > 0 else b), code
    drawn = {each.number: int.from_bytes(sha256(f"{seed}:{each.number}".encode()).digest(), "big") for each in (a, b)}
    return min((a, b), key=lambda each: drawn[each.number]), LOT


@given(contests(), st.text(min_size=1, max_size=5).filter(lambda text: text.isprintable()))
def test_ranked_list_is_what_comparing_two_at_a_time_gives(
    contest: tuple[tuple[Criterion, ...], list[Candidate]], seed: str
) -> None:
    criteria, candidates = contest
    rows = {row.number: row for row in ranked(criteria, candidates, seed=seed)}
    scored = [each for each in candidates if counted(each, criteria)]
    assert {number for number, row in rows.items() if row.rank is None} == {each.number for each in candidates} - {
        each.number for each in scored
    }
    wins = dict.fromkeys((each.number for each in scored), 0)
    needed: dict[int, set[str]] = {each.number: set() for each in scored}
    for a, b in combinations(scored, 2):
        winner, by = first(a, b, criteria, seed)
        wins[winner.number] += 1
        if by:
            needed[a.number].add(by)
            needed[b.number].add(by)
    assert {number: rows[number].rank for number in wins} == {number: len(scored) - won for number, won in wins.items()}
    steps = ["", *(each.code for each in criteria), LOT]
    assert {number: rows[number].settled for number in wins} == {
        number: max(found, key=steps.index, default="") for number, found in needed.items()
    }
    for each in scored:
        totals = [sum(one.weight * points[one.code] for one in criteria) for points in counted(each, criteria)]
        row = rows[each.number]
        assert row.spread == max(totals) - min(totals)
        assert row.score is not None
        assert row.score * len(totals) == sum(totals)


@given(contests(), st.randoms(use_true_random=False))
def test_order_in_which_they_came_changes_nothing(
    contest: tuple[tuple[Criterion, ...], list[Candidate]], dice: object
) -> None:
    criteria, candidates = contest
    mixed = list(candidates)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert ranked(criteria, mixed, seed="s") == ranked(criteria, candidates, seed="s")


@given(contests())
def test_sort_keys_give_the_same_order_and_tell_where_two_part(
    contest: tuple[tuple[Criterion, ...], list[Candidate]],
) -> None:
    criteria, candidates = contest
    places = [row for row in ranked(criteria, candidates, seed="s") if row.rank is not None]
    keys = {row.number: sort_key(row, criteria) for row in places}
    assert sorted(keys, key=lambda number: (keys[number], lot("s", number))) == [row.number for row in places]
    by_number = {each.number: each for each in candidates}
    steps = ["", *(each.code for each in criteria), LOT]
    for one, other in combinations(keys, 2):
        _winner, settled = first(by_number[one], by_number[other], criteria, "s")
        assert key_parts_alike(keys[one], keys[other]) == steps.index(settled)


@given(contests())
def test_without_a_lot_those_that_are_equal_share_a_rank(
    contest: tuple[tuple[Criterion, ...], list[Candidate]],
) -> None:
    criteria, candidates = contest
    with_lot = ranked(criteria, candidates, seed="s")
    better: dict[int, int] = {}
    for row in with_lot:
        alike = [each.rank for each in with_lot if (each.score, each.means) == (row.score, row.means) and each.rank]
        if row.rank is not None:
            better[row.number] = min(alike)
    without = ranked(criteria, candidates, seed="")
    assert {row.number: row.rank for row in without if row.rank is not None} == better
    assert {row.number for row in without if row.settled == TIED} == {
        row.number for row in with_lot if row.settled == LOT
    }


@given(contests(), st.sampled_from(["", "siemen"]))
def test_decision_made_again_from_what_went_in_has_the_same_hash(
    contest: tuple[tuple[Criterion, ...], list[Candidate]], seed: str
) -> None:
    criteria, candidates = contest
    content = decided(
        criteria=criteria,
        candidates=candidates,
        seed=seed,
        seats=2,
        groups={each.number: each.number + 100 for each in candidates},
        choices=[{"group": each.number + 100, "outcome": "reserve", "reason": "ä"} for each in candidates],
    )
    kept = json.loads(json.dumps(content))  # as a database gives it back
    again = decided_again(kept)
    assert (again, sha256_of(again)) == (kept, sha256_of(content))
    for each in kept["applications"]:
        for _reviewer, points in each["reviews"]:
            for code in points:
                points[code] = 0
    ranks = [row["score"] for row in kept["ranking"] if row["score"] not in (None, "0")]
    assert (sha256_of(decided_again(kept)) == sha256_of(kept)) == (not ranks)
