"""What a document says. Plain text everywhere: no markup is read, so every sign stands as it was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

Fact = tuple[str, str]  # label, value
Row = tuple[str, Sequence[str]]  # header of the row, its cells


@dataclass(frozen=True)
class Item:
    """One thing that was asked or agreed, with what was written.

    A line break in the text is a line break on paper, an empty line begins a paragraph. Rows are a table when its
    columns are named (the first name stands over the headers of the rows), otherwise pairs of a label and a value.
    """

    label: str = ""
    text: str = ""
    lang: str = ""  # language of the text and the cells when it is another than that of the paper
    note: str = ""  # who wrote it, when, what the asker's limit was
    rows: Sequence[Row] = ()
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """A part under a heading of its own."""

    heading: str
    about: str = ""
    items: Sequence[Item] = ()


@dataclass(frozen=True)
class Paper:
    """A document: title, facts, parts."""

    title: str
    lang: str  # fi, sv or en
    kicker: str = ""  # the line above the title, in the header of later pages too
    facts: Sequence[Fact] = ()
    parts: Sequence[Part] = ()
    foot: str = ""  # at the foot of every page; screen readers do not read it
    made_at: str = ""  # when the document was made, as a person reads it: under the title
    absent: str = ""  # shown where nothing was written; a dash unless given
    made: dt.datetime | None = None  # the same for programs. Given: same paper, same bytes; not: now
