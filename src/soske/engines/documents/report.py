"""What a written report says: sections of rich text, tables, quotes and a picture of areas on a scale.

Prose and quotes are Markdown (markup.py); every other text stands as it was typed. The words come from who calls: the
engine has none of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from soske.engines.documents.language import language
from soske.engines.documents.paper import Fact

LOWEST, HIGHEST = 1.0, 5.0
KINDS = ("start", "end", "average")  # of values on a scale
DEEPEST_SECTION = 3


@dataclass(frozen=True)
class Prose:
    """Rich text as it was written."""

    text: str
    lang: str = ""  # when it is another than that of its section


@dataclass(frozen=True)
class Quote:
    """Someone's words, and whose they are."""

    text: str
    by: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Note:
    """A remark in small print: sources, who wrote it, what is not certain. Markdown."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Grid:
    """A table with a head. Cells are plain text; short rows are filled up, long ones cut to the head."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numbers: Sequence[int] = ()  # places of the columns that are set to the right
    lang: str = ""

    def lines(self) -> list[list[str]]:
        """The rows, each as long as the head."""
        count = len(self.columns)
        return [[*row, *[""] * (count - len(row))][:count] for row in self.rows]


@dataclass(frozen=True)
class Area:
    """Values from 1 to 5, None where nothing is known."""

    name: str
    start: float | None = None
    end: float | None = None
    average: float | None = None


@dataclass(frozen=True)
class ScaleHeads:
    """The words over the columns, which explain the marks as well."""

    area: str
    start: str
    end: str
    average: str


@dataclass(frozen=True)
class Scales:
    """A picture of areas on a scale from 1 to 5 with its figures: a ring at the start, a disc at the end, a bar at the
    average. A column without any value is left out."""

    areas: Sequence[Area]
    heads: ScaleHeads
    caption: str = ""
    alt: str = ""  # what the picture shows as a whole; each line of it says its figures by itself
    lang: str = ""

    def columns(self, kinds: Sequence[str] = ()) -> list[tuple[str, str, list[float | None]]]:
        """Kind (start, end, average), head and values of each column that has a value, or of the kinds given."""
        found = [
            (kind, str(getattr(self.heads, kind)), [_within(getattr(area, kind)) for area in self.areas])
            for kind in KINDS
        ]
        return [column for column in found if column[0] in kinds or any(value is not None for value in column[2])]


Block = Prose | Grid | Quote | Note | Scales


@dataclass(frozen=True)
class Section:
    """A part under a heading. Level 1 is a chapter, 2 and 3 stand within."""

    heading: str
    blocks: Sequence[Block] = ()
    level: int = 1
    lang: str = ""  # of the heading and the blocks when it is another than that of the report


@dataclass(frozen=True)
class Report:
    """A document: title, facts, contents, sections."""

    title: str
    lang: str  # fi, sv or en
    kicker: str = ""  # the line above the title, in the header of later pages too
    facts: Sequence[Fact] = ()
    sections: Sequence[Section] = ()
    foot: str = ""  # at the foot of every page
    made_at: str = ""  # when the document was made, as a person reads it: under the title
    made: dt.datetime | None = None  # the same for programs. Given: same report, same bytes; not: now
    absent: str = ""  # shown where nothing was written; a dash unless given
    contents: str = ""  # the heading over the table of contents; without it there is none


def leveled(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections with levels that leave none out: a screen reader would look for the missing one."""
    last = 0
    for section in sections:
        last = min(max(section.level, 1), last + 1, DEEPEST_SECTION)
        yield replace(section, level=last)


def figure(value: float | None, lang: str) -> str:
    """A value with one decimal as the language writes it, halves rounded up, a dash for none."""
    if value is None:
        return "–"
    text = str(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return text.replace(".", ",") if language(lang) in {"fi", "sv"} else text


def described(scales: Scales, number: int, lang: str) -> str:
    """One line of the picture in words: the heads with their figures."""
    values = [(head, column[number]) for _kind, head, column in scales.columns()]
    said = [f"{head} {figure(value, lang)}" for head, value in values if value is not None]
    return "; ".join(said) or "–"


def _within(value: float | None) -> float | None:
    """The value on the scale; nothing for what is no number."""
    if value is None or value != value:
        return None
    return min(max(float(value), LOWEST), HIGHEST)
