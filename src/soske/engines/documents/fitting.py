"""How much room text takes on a slide, estimated: which font a template or a machine has is not known.

Lengths are points. The widths are those of Arial or somewhat more, so that a wider font still fits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from soske.engines.documents.markup import Span, Spans, plain, trimmed

NARROW, USUAL, CAPITAL, WHOLE = 0.31, 0.55, 0.73, 1.05  # shares of the size of the letters
THIN = frozenset("iljtfrI.,:;!|'’()[]-/ ")
BROAD = {"W": 0.98, "M": 0.9, "@": 1.02, "%": 0.9, "m": 0.84, "w": 0.76, "–": 0.57, "—": 1.0, "…": 1.0}
LEADING = 1.2  # from line to line


@lru_cache(maxsize=4096)
def wide(char: str) -> float:
    """The width of a letter as a share of its size."""
    if char in THIN:
        return NARROW
    if char in BROAD:
        return BROAD[char]
    if char < "\u0250":
        return CAPITAL if char.isupper() or char == "&" else USUAL
    if unicodedata.category(char).startswith("M"):
        return 0.0
    return WHOLE


def length(text: str, size: float) -> float:
    """The length of a line of this text."""
    return size * sum(map(wide, text))


def broken(text: str, size: float, room: float) -> Iterator[int]:
    """Where each line ends in the text when it is `room` wide; the last one ends with the text."""
    at, used = 0, 0.0
    begun = 0
    for part in _parts(text):
        long = length(part.rstrip(" "), size)
        if part == "\n":
            yield at + 1
            begun, used = at + 1, 0.0
        elif used + long <= room:
            used += length(part, size)
        else:
            if at > begun:
                yield at
                begun, used = at, 0.0
            for place, char in enumerate(part):
                step = length(char, size)
                if used + step > room and char != " " and at + place > begun:
                    yield at + place
                    begun, used = at + place, 0.0
                used += step
        at += len(part)
    yield len(text)


def _parts(text: str) -> Iterator[str]:
    """Words with the spaces behind them, and line breaks."""
    begun = 0
    for at, char in enumerate(text):
        if char == "\n":
            if at > begun:
                yield text[begun:at]
            yield "\n"
            begun = at + 1
        elif char == " " and text[at + 1 : at + 2] not in {" ", "\n"}:
            yield text[begun : at + 1]
            begun = at + 1
    if begun < len(text):
        yield text[begun:]


def lines(text: str, size: float, room: float) -> int:
    """How many lines the text has."""
    return sum(1 for _end in broken(text, size, room))


def cut(spans: Sequence[Span], at: int) -> tuple[Spans, Spans]:
    """The spans before and after a place in their text, without the spaces there."""
    before: list[Span] = []
    after: list[Span] = []
    for span in spans:
        if at >= len(span.text):
            before.append(span)
        elif at <= 0:
            after.append(span)
        else:
            before.append(replace(span, text=span.text[:at]))
            after.append(replace(span, text=span.text[at:]))
        at -= len(span.text)
    return trimmed(before), trimmed(after)


def cut_lines(spans: Sequence[Span], count: int, size: float, room: float) -> tuple[Spans, Spans]:
    """The first lines of a text (at least one), and the rest."""
    for number, end in enumerate(broken(plain(tuple(spans)), size, room), start=1):
        if number == max(count, 1):
            return cut(spans, end)
    return tuple(spans), ()
