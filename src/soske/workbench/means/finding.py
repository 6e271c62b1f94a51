"""Finds means and kinds of purchase by words: ranked, so that a question in a sentence finds what it is about.

Each word of the query is looked for as its folded stems (records.search). A word that is in nearly every text says
nothing; one that is in few says much. Names weigh more than other words for the same, those more than the texts. A word
that is nowhere is taken for the word that is most like it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from typing import NamedTuple, Protocol, TypeVar

from soske.records.search import WORDS, fold, likeness, query_words, stems_of


class Findable(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def head(self) -> str: ...


F = TypeVar("F", bound=Findable)

IN_TITLE, IN_HEAD, IN_BODY = 6.0, 4.0, 1.0
WHOLE, BEGINS, INSIDE = 1.0, 0.8, 0.5
"""How much a hit counts as a whole word, as the beginning of one, and inside one."""
LIKE = 0.6
"""How alike two words have to be when one is taken for the other."""
GUESSED = 0.5
"""How much such a word says, beside one that is there."""
ASKING = """
miten mita mika mitka miksi milloin missa mihin kuka kenen kuinka jos kun etta ja tai on ovat olla voi voiko saa saako
pitaa pitaako taytyy onko me meidan mina minun se sen ne tama tata joka jotka kuten myos ei
hur vad vem vilka vilken vilket varfor nar var om att och eller ar vara kan far maste ska vi vart jag det den de en ett
som i pa till for med av inte man
how what who whom which why when where if that and or is are be can may must should do does we our us my it its the a an
to of in with by from not without
"""
EMPTY = frozenset(ASKING.split())
"""Words that ask and join, folded: what a question is about are the others."""


class _Word(NamedTuple):
    stems: tuple[str, ...]
    weight: float


def found(
    rows: Sequence[F], query: str, *, body: Callable[[F], str] | None = None, title: Callable[[F], str]
) -> list[F]:
    """The rows that have to do with the query, the best first; none for an empty query."""
    texts = [(title(row), row.head, body(row) if body else "") for row in rows]
    words = [_weighed(stems, texts) for stems in _asked(query)]
    scored = []
    for place, (row, parts) in enumerate(zip(rows, texts, strict=True)):
        score = sum(word.weight * _share(word.stems, parts) for word in words)
        if score > 0:
            scored.append((-score, place, row))
    return [row for _score, _place, row in sorted(scored, key=lambda each: each[:2])]


def _asked(query: str) -> list[tuple[str, ...]]:
    """The stems of each word that says something; of all words when none does."""
    words = list(dict.fromkeys(query_words(query[:400])))[:WORDS]
    return [stems_of(word) for word in [word for word in words if fold(word) not in EMPTY] or words]


def _weighed(stems: tuple[str, ...], texts: Sequence[tuple[str, str, str]]) -> _Word:
    number, surely = sum(any(_place(stem, part) for stem in stems for part in parts) for parts in texts), 1.0
    if number == 0:
        heads = {word for _title, head, _body in texts for word in head.split()}
        near = max(((likeness(word, stem), word) for word in heads for stem in stems), default=(0.0, ""))
        if near[0] < LIKE:
            return _Word(stems, 0.0)
        stems, surely = (near[1],), GUESSED
        number = sum(any(_place(near[1], part) for part in parts) for parts in texts)
    return _Word(stems, surely * log(1 + len(texts) / max(number, 1)))


def _share(stems: tuple[str, ...], parts: tuple[str, str, str]) -> float:
    """How well a word is met by the parts of one row."""
    best = 0.0
    for part, weight in zip(parts, (IN_TITLE, IN_HEAD, IN_BODY), strict=True):
        best = max(best, weight * max(_place(stem, part) for stem in stems))
    return best


def _place(stem: str, text: str) -> float:
    if stem not in text:
        return 0.0
    if f" {stem} " in text:
        return WHOLE
    if f" {stem}" in text:
        return BEGINS
    return INSIDE if len(stem) > 3 else 0.0
