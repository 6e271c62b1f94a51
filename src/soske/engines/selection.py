"""From the points of reviewers to a ranked list: weighted scores, spread, ties and the lot. The arithmetic is exact.

Points of a criterion are whole numbers from 0 to its `most`. A review counts when it has points for every criterion;
its total is the sum of weight x points. The score of an application is the mean of the totals of its reviews.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

LOT, TIED = "lot", "tied"


@dataclass(frozen=True, slots=True)
class Criterion:
    """`weight` is at least 1. The order of criteria is the order in which they settle a tie."""

    code: str
    weight: int
    most: int


@dataclass(frozen=True, slots=True)
class Review:
    """Criterion -> points, of one reviewer."""

    reviewer: int
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that takes part in the ranking. `number` is the one that was published, one in the call: the lot
    is drawn with it."""

    number: int
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the ranked list. `rank` begins at 1; None without a whole review, and then there is no score. `settled`
    says what told it from others with the same score: "" (nothing was needed), the code of a criterion, LOT, or TIED:
    nothing did, because no lot has been drawn, and it shares its rank."""

    number: int
    rank: int | None
    score: Fraction | None
    spread: Fraction | None
    means: Mapping[str, Fraction]
    reviews: int
    settled: str


def most_points(criteria: Sequence[Criterion]) -> int:
    """The highest score that there is."""
    return sum(each.weight * each.most for each in criteria)


def whole(review: Review, criteria: Sequence[Criterion]) -> bool:
    """Whether the review has points for every criterion.

    Raises:
        ValueError: points that the criterion does not have.
    """
    for each in criteria:
        points = review.points.get(each.code)
        if points is not None and not 0 <= points <= each.most:
            raise ValueError(f"{each.code}: {points} is not between 0 and {each.most}")
    return all(each.code in review.points for each in criteria)


def total(review: Review, criteria: Sequence[Criterion]) -> int:
    """Sum of weight x points of a whole review."""
    return sum(each.weight * review.points[each.code] for each in criteria)


def lot(seed: str, number: int) -> str:
    """The lot of an application: SHA-256 of "seed:number" in UTF-8, in hexadecimal. The lowest comes first, so that
    anyone who knows the published seed can draw it again."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def ranked(criteria: Sequence[Criterion], candidates: Iterable[Candidate], *, seed: str) -> list[Place]:
    """All candidates, the best first; those without a whole review last, by number. A tie is settled criterion by
    criterion in the order of `criteria`, by the mean of their points, then by the lot. With an empty seed no lot has
    been drawn: those that are equal stand by number and share a rank.

    Raises:
        ValueError: points out of range, or a number that comes twice.
    """
    rows = [counted(each, criteria) for each in candidates]
    if len({row.number for row in rows}) != len(rows):
        raise ValueError("a number comes twice")
    scored = sorted((row for row in rows if row.score is not None), key=lambda row: _order(row, criteria, seed))
    places: list[Place] = []
    for _score, same in groupby(scored, key=lambda row: row.score):
        tied = list(same)
        for row in tied:
            settled = _settled(row, tied, criteria)
            rank = len(places) + 1
            if settled == LOT and not seed:
                settled = TIED
                if places and places[-1].means == row.means and places[-1].score == row.score:
                    rank = places[-1].rank or rank
            places.append(_placed(row, rank, settled))
    return places + sorted((row for row in rows if row.score is None), key=lambda row: row.number)


def counted(candidate: Candidate, criteria: Sequence[Criterion]) -> Place:
    """What the whole reviews of one candidate come to, without a rank.

    Raises:
        ValueError: points out of range.
    """
    reviews = [each for each in candidate.reviews if whole(each, criteria)]
    if not reviews:
        return Place(candidate.number, None, None, None, {}, 0, "")
    totals = [total(each, criteria) for each in reviews]
    count = len(reviews)
    return Place(
        number=candidate.number,
        rank=None,
        score=Fraction(sum(totals), count),
        spread=Fraction(max(totals) - min(totals)),
        means={each.code: Fraction(sum(one.points[each.code] for one in reviews), count) for each in criteria},
        reviews=count,
        settled="",
    )


def _order(row: Place, criteria: Sequence[Criterion], seed: str) -> tuple[Any, ...]:
    score = row.score or Fraction(0)
    drawn = lot(seed, row.number) if seed else ""
    return (-score, *(-row.means[each.code] for each in criteria), drawn, row.number)


DIGITS, PARTS = 12, 10**6


def sort_key(place: Place, criteria: Sequence[Criterion]) -> str:
    """Digits that sort as `ranked` does, the lot left out: one part of DIGITS for the score and one for each criterion,
    the highest value first. Equal values give equal parts and others give others up to a thousand reviews."""
    if place.score is None:
        raise ValueError("no whole review")
    values = [place.score, *(place.means[each.code] for each in criteria)]
    return "".join(f"{10**DIGITS - 1 - int(value * PARTS):0{DIGITS}d}" for value in values)


def key_parts_alike(one: str, other: str) -> int:
    """How many parts two keys have in common from the beginning: 0 when the scores differ."""
    parts = 0
    while one[:DIGITS] and one[:DIGITS] == other[:DIGITS]:
        one, other, parts = one[DIGITS:], other[DIGITS:], parts + 1
    return parts


def _settled(row: Place, tied: Sequence[Place], criteria: Sequence[Criterion]) -> str:
    """The last thing that was needed to tell `row` from all others with its score."""
    left = [other for other in tied if other.number != row.number]
    needed = ""
    for each in criteria:
        if not left:
            break
        needed = each.code
        left = [other for other in left if other.means[each.code] == row.means[each.code]]
    return LOT if left else needed


def _placed(row: Place, rank: int, settled: str) -> Place:
    return Place(row.number, rank, row.score, row.spread, row.means, row.reviews, settled)


# --- the decision ---------------------------------------------------------------------------------------------------
def decided(
    *,
    criteria: Sequence[Criterion],
    candidates: Sequence[Candidate],
    seed: str,
    seats: int,
    groups: Mapping[int, int],
    choices: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """A decision as data that can be kept: what went in (criteria, points, seed, seats, what was chosen and why) and
    the ranked list that follows from it. `groups` is number of an application -> group; persons are ids."""
    went_in = {
        "version": 1,
        "seats": seats,
        "seed": seed,
        "criteria": [[each.code, each.weight, each.most] for each in criteria],
        "applications": [
            {
                "number": each.number,
                "group": groups[each.number],
                "reviews": [[one.reviewer, dict(one.points)] for one in each.reviews],
            }
            for each in candidates
        ],
        "choices": [dict(each) for each in choices],
    }
    return {**went_in, "ranking": _ranking(went_in)}


def decided_again(content: Mapping[str, Any]) -> dict[str, Any]:
    """The decision made again from what went into it. Its hash is that of the kept one as long as nothing was changed
    and the ranking is computed as it was."""
    went_in = {name: value for name, value in content.items() if name != "ranking"}
    return {**went_in, "ranking": _ranking(went_in)}


def _ranking(went_in: Mapping[str, Any]) -> list[dict[str, Any]]:
    criteria = [Criterion(code, weight, most) for code, weight, most in went_in["criteria"]]
    groups = {each["number"]: each["group"] for each in went_in["applications"]}
    candidates = [
        Candidate(each["number"], tuple(Review(reviewer, points) for reviewer, points in each["reviews"]))
        for each in went_in["applications"]
    ]
    return [
        {
            "number": place.number,
            "group": groups[place.number],
            "rank": place.rank,
            "score": None if place.score is None else str(place.score),
            "spread": None if place.spread is None else str(place.spread),
            "means": {code: str(mean) for code, mean in place.means.items()},
            "reviews": place.reviews,
            "settled": place.settled,
        }
        for place in ranked(criteria, candidates, seed=went_in["seed"])
    ]


def canonical(data: Any) -> str:
    """JSON that is the same for the same data: keys in order, no spaces, UTF-8 as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(data: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
