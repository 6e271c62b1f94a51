"""The self-assessment counted so that nobody's answer can be found out (docs/decisions/0023).

Answers of the short form are kept one by one only until a batch of them is complete. Then the batch is added to the
tallies of its organisation and its answers are forgotten. Whoever looks sees the tallies of whole batches: watching a
page shows the sum of a batch at least, never one answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from typing import NamedTuple

LOWEST, HIGHEST = 1, 5
UNKNOWN = 0
"""The answer "I do not know": an answer, and in no average."""
BATCH = 3
"""How many new answers are shown together, and so the fewest of which anything is shown."""
SPREAD_FROM = 5
"""From how many answers something is said of how they differ."""
OTHERS = 5
"""How many organisations of others an average has at least, whoever looks at it."""
WEAKEST = 3
CLOSE, APART = 0.75, 1.2
"""Standard deviations up to which people agree, and up to which they differ somewhat."""

Answers = Mapping[str, int]
"""Area -> 1 to 5, or UNKNOWN."""
Tally = dict[str, list[int]]
"""Area -> how many answered 1, 2, 3, 4 and 5."""


class Spread(StrEnum):
    """How much people differ; in words only, because a figure would say too much of a few answers."""

    AGREE = "agree"
    SOMEWHAT = "somewhat"
    MUCH = "much"


class Counted(NamedTuple):
    """What an organisation's answers have come to: what may be shown, and what waits for more answers of its area."""

    shown: Tally
    waiting: Tally


class Score(NamedTuple):
    """What is shown of one area: average, how many answers are in it, and how they differ (None from too few)."""

    average: Fraction
    answers: int
    spread: Spread | None


def fold(counted: Counted, batch: Sequence[Answers]) -> Counted:
    """Add a batch of answers. In an area where too few of them know, these wait for those of the next batches, so that
    what is shown of an area grows by BATCH known answers at least, too.

    Raises:
        ValueError: the batch is smaller than BATCH.
    """
    if len(batch) < BATCH:
        raise ValueError(f"{len(batch)} answers are no batch")
    shown = {area: list(counts) for area, counts in counted.shown.items()}
    waiting = {area: list(counts) for area, counts in counted.waiting.items()}
    for answers in batch:
        for area, value in answers.items():
            if LOWEST <= value <= HIGHEST:
                waiting.setdefault(area, [0] * HIGHEST)[value - LOWEST] += 1
    for area in [area for area, counts in waiting.items() if sum(counts) >= BATCH]:
        before = shown.get(area, [0] * HIGHEST)
        shown[area] = [one + other for one, other in zip(before, waiting.pop(area), strict=True)]
    return Counted(shown, waiting)


def scores(shown: Mapping[str, Sequence[int]]) -> dict[str, Score]:
    """Area -> what is shown of it, from tallies of whole batches."""
    return {area: _score(counts) for area, counts in shown.items() if sum(counts) >= BATCH}


def _score(counts: Sequence[int]) -> Score:
    number = sum(counts)
    total = sum(value * count for value, count in enumerate(counts, start=LOWEST))
    average = Fraction(total, number)
    squares = (count * (value - average) ** 2 for value, count in enumerate(counts, start=LOWEST))
    return Score(average, number, _spread(sum(squares, Fraction()) / number) if number >= SPREAD_FROM else None)


def _spread(variance: Fraction) -> Spread:
    deviation = sqrt(variance)
    return Spread.AGREE if deviation <= CLOSE else Spread.SOMEWHAT if deviation <= APART else Spread.MUCH


# --- the long form --------------------------------------------------------------------------------------------------
def own_scores(parts: Mapping[str, Collection[int]]) -> dict[str, Fraction]:
    """Area -> the mean of what one person has answered in it (her level and how far she agrees with the statements);
    areas of which she knows nothing are left out."""
    known = {area: [value for value in values if value != UNKNOWN] for area, values in parts.items()}
    return {area: Fraction(sum(values), len(values)) for area, values in known.items() if values}


def team_scores(people: Sequence[Mapping[str, Fraction]]) -> dict[str, Score]:
    """Area -> what is shown of a team's long forms, all at once; nothing of an area that fewer than BATCH know."""
    if len(people) < BATCH:
        return {}
    found = {}
    for area in dict.fromkeys(area for own in people for area in own):
        values = [own[area] for own in people if area in own]
        if len(values) >= BATCH:
            average = sum(values, Fraction()) / len(values)
            variance = sum(((value - average) ** 2 for value in values), Fraction()) / len(values)
            spread = _spread(variance) if len(values) >= SPREAD_FROM else None
            found[area] = Score(average, len(values), spread)
    return found


# --- everybody together ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Others:
    """The average of one area over all organisations that have a result in it, rounded to a decimal."""

    average: float
    organisations: int


def academy(organisations: Iterable[tuple[int, Mapping[str, Fraction]]]) -> dict[str, Others]:
    """Area -> the academy's average, from (team, averages of one of its organisations) pairs. Each organisation weighs
    the same. An area is left out unless there remain OTHERS organisations when the largest team takes its own away:
    a team sees the results of all of its organisations."""
    found: dict[str, list[tuple[int, Fraction]]] = {}
    for team, averages in organisations:
        for area, average in averages.items():
            found.setdefault(area, []).append((team, average))
    kept = {}
    for area, rows in found.items():
        teams = [team for team, _average in rows]
        largest = max(teams.count(team) for team in set(teams))
        if remain(len(rows), largest):
            mean = sum((average for _team, average in rows), Fraction()) / len(rows)
            kept[area] = Others(rounded(mean), len(rows))
    return kept


def remain(organisations: int, known: int) -> bool:
    """Whether an average over so many organisations still has enough of others for somebody who knows the results of
    `known` of them. Everybody is taken to know one, so that six is the least."""
    return organisations - max(known, 1) >= OTHERS


def mean(averages: Sequence[Mapping[str, Fraction]]) -> dict[str, Fraction]:
    """Area -> the mean over the organisations of a team that have it, each weighing the same."""
    areas = dict.fromkeys(area for each in averages for area in each)
    values = {area: [each[area] for each in averages if area in each] for area in areas}
    return {area: sum(found, Fraction()) / len(found) for area, found in values.items()}


def weakest(averages: Mapping[str, Fraction], order: Sequence[str], number: int = WEAKEST) -> list[str]:
    """The areas with the lowest averages, the lowest first; equal ones in the order of the model. None of those at the
    highest level."""
    places = {area: place for place, area in enumerate(order)}
    known = [area for area in averages if area in places and averages[area] < HIGHEST]
    return sorted(known, key=lambda area: (averages[area], places[area]))[:number]


def rounded(average: Fraction) -> float:
    """An average as it is shown: one decimal, halves upwards."""
    return int(average * 10 + Fraction(1, 2)) / 10
