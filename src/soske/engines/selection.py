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

LOT = "lot"


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
    says what told it from others with the same score: "" (nothing was needed), the code of a criterion, or LOT."""

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
    criterion in the order of `criteria`, by the mean of their points, then by the lot.

    Raises:
        ValueError: points out of range, or a number that comes twice.
    """
    rows = [_row(each, criteria) for each in candidates]
    if len({row.number for row in rows}) != len(rows):
        raise ValueError("a number comes twice")
    scored = sorted((row for row in rows if row.score is not None), key=lambda row: _order(row, criteria, seed))
    places: list[Place] = []
    for _score, same in groupby(scored, key=lambda row: row.score):
        tied = list(same)
        for row in tied:
            places.append(_placed(row, len(places) + 1, _settled(row, tied, criteria)))
    return places + sorted((row for row in rows if row.score is None), key=lambda row: row.number)


def _row(candidate: Candidate, criteria: Sequence[Criterion]) -> Place:
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
    return (-score, *(-row.means[each.code] for each in criteria), lot(seed, row.number))


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


def canonical(data: Any) -> str:
    """JSON that is the same for the same data: keys in order, no spaces, UTF-8 as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(data: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
