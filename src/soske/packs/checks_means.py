"""What the catalogue of means, the kinds of purchase and the maturity model must fulfil beyond their schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from soske.packs.errors import shown
from soske.packs.reading import Key, Source
from soske.packs.rows import Row, check_reference, check_unique, list_of, rows, text_of


class _Refers(NamedTuple):
    """A list of codes at `where`, each of which has to be one of the codes of another list."""

    key: Key
    codes: list[Any]
    known: str


# List -> what a wrong code is told it should have been.
KNOWN = {
    "means": "the code of a means",
    "purchases": "the code of a kind of purchase",
    "topics": "the code of a topic",
    "themes": "the code of a theme",
}


def check_means(source: Source) -> None:
    """Codes, references between the parts and to topics and themes, days that have been, CPV codes given once."""
    for name in ("purchases", "means"):
        check_unique(source, rows(source.data, name))
    areas = list(rows(source.data.get("maturity"), "areas", ("maturity",)))
    check_unique(source, iter(areas))
    for key, area in areas:
        check_unique(source, rows(area, "statements", key))
    for key, means in rows(source.data, "means"):
        check_unique(source, rows(means, "clauses", key))
    for refers in [*_of_means(source), *_of_areas(areas)]:
        known = [text_of(row, "code") for _key, row in rows(source.data, refers.known)]
        for index, code in enumerate(refers.codes):
            check_reference(source, (*refers.key, index), code, known, KNOWN[refers.known])
    _check_cpv(source)
    _check_days(source)


def _of_means(source: Source) -> Iterator[_Refers]:
    for key, means in rows(source.data, "means"):
        suits = means.get("suits")
        yield _Refers((*key, "themes"), list_of(means, "themes"), "themes")
        yield _Refers((*key, "topics"), list_of(means, "topics"), "topics")
        yield _Refers((*key, "related"), list_of(means, "related"), "means")
        yield _Refers((*key, "suits", "purchases"), list_of(suits, "purchases"), "purchases")
        yield _Refers((*key, "suits", "never"), list_of(suits, "never"), "purchases")


def _of_areas(areas: list[Row]) -> Iterator[_Refers]:
    for key, area in areas:
        yield _Refers((*key, "means"), list_of(area, "means"), "means")
        yield _Refers((*key, "topics"), list_of(area, "topics"), "topics")


def _check_cpv(source: Source) -> None:
    """What a CPV code means is never open: no two kinds of purchase begin with the same digits."""
    first: dict[str, str] = {}
    for key, row in rows(source.data, "purchases"):
        for index, digits in enumerate(list_of(row, "cpv")):
            if isinstance(digits, str) and digits in first:
                expected = f"digits of its own ({first[digits]} has these)"
                source.report((*key, "cpv", index), shown(digits), expected)
            elif isinstance(digits, str):
                first[digits] = text_of(row, "code")


def _check_days(source: Source) -> None:
    """A source was read on a day that has been. A day more is let through: somewhere it is tomorrow already."""
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).date().isoformat()
    for key, means in rows(source.data, "means"):
        for name, day in (("law", "checked_on"), ("sources", "read_on"), ("clauses", "checked_on")):
            for at, row in rows(means, name, key):
                if text_of(row, day) > tomorrow:
                    source.report((*at, day), shown(row[day]), "a day that has been")
