"""Finding rows by words, in Finnish and Swedish, with the same hits on both databases.

A word of the query becomes its Finnish and its Swedish stem; each is looked for inside the words of a folded text,
because Finnish writes in one word what is looked for by its part (hankinta: julkisten hankintojen, hankintasopimus).
Where that finds little, words that share most of the stem's trigrams are taken as well: other stems of the same word
(työllistämisehto, työllistämisehdon) and slips of the keyboard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from soske.records.models import SearchText

if TYPE_CHECKING:
    from soske.records.actions import SubjectKey

HITS = 500
WORDS = 10
FEW = 3
ALIKE = 0.6
LONGEST = 60_000
LOOKED_THROUGH = 1000
"""Rows whose words are compared one by one when few are found, each at most LOOKED_AT characters."""
LOOKED_AT = 20_000

NO_WORD = re.compile(r"[\W_]+")
OTHERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Lower case, without diacritics (å ä ö become a a o), words and numbers with single spaces between them."""
    text = text.replace("\xad", "").casefold()
    letters = unicodedata.normalize("NFKD", text).translate(OTHERS)
    return NO_WORD.sub(" ", "".join(each for each in letters if not unicodedata.combining(each))).strip()


def search_write(*, scope: int, subject: SubjectKey, texts: Iterable[str], synonyms: Iterable[str] = ()) -> None:
    """Write what the subject can be found by. An empty text takes it out of the search."""
    folded = fold(" ".join([*texts, *synonyms]))[:LONGEST]
    if not folded:
        search_forget(subject=subject)
        return
    row = SearchText(scope=scope, subject_type=subject[0], subject_id=subject[1], text=f" {folded} ")
    SearchText.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id"],
        update_fields=["scope", "text"],
    )


def search_forget(*, subject: SubjectKey) -> None:
    """Take a subject out of the search."""
    SearchText.objects.filter(subject_type=subject[0], subject_id=subject[1]).delete()


def search_find(scope: int, subject_type: str, words: str) -> list[int]:
    """Ids of the subjects in which every word is found: first those with whole words, then with beginnings of words,
    then the rest; at most 500. No words: none. One query, a second one when fewer than three are found."""
    asked = list(dict.fromkeys(query_words(words[:400])))[:WORDS]
    if not asked:
        return []
    rows = SearchText.objects.filter(scope=scope, subject_type=subject_type)
    found = list(_hits(rows, asked).values_list("subject_id", flat=True)[:HITS])
    if len(found) < FEW:
        found += _alike(rows.exclude(subject_id__in=found), asked)
    return found


def search_stems(words: str) -> list[tuple[str, ...]]:
    """For each word of a query the folded stems of which one has to be in a text that holds it; for texts that are not
    written with search_write, such as names."""
    return [stems_of(word) for word in list(dict.fromkeys(query_words(words[:400])))[:WORDS]]


def query_words(text: str) -> list[str]:
    """The words of a query as they are written, in lower case: a stem needs its ä and ö."""
    composed = unicodedata.normalize("NFC", text.replace("\xad", "").casefold())
    return [word for word in NO_WORD.split(composed) if fold(word)]


def _hits(rows: QuerySet[SearchText], asked: list[str]) -> QuerySet[SearchText]:
    order: Any = Value(0)
    for word in asked:
        rows = rows.filter(_inside(word))
        order = order + Case(
            When(text__contains=f" {fold(word)} ", then=Value(0)),
            When(_inside(word, " "), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    return rows.order_by(order, "subject_id")


def _inside(word: str, before: str = "") -> Q:
    """One of the stems of the word is in the text; `before` a space: begins a word there."""
    found = Q()
    for stem in stems_of(word):
        # One or two letters are in everything: they have to begin a word.
        found |= Q(text__contains=f"{before or ' ' * (len(stem) < 3)}{stem}")
    return found


@lru_cache(maxsize=2048)
def stems_of(word: str) -> tuple[str, ...]:
    """Finnish and Swedish stem, folded. One of a single letter is no stem but an accident."""
    folded = fold(word)
    stems = (fold(stemmer.stemWord(word)) for stemmer in _stemmers())
    return tuple(dict.fromkeys(stem if len(stem) > 1 else folded for stem in stems))


@cache
def _stemmers() -> tuple[Any, ...]:
    import snowballstemmer  # only a search needs it

    return tuple(snowballstemmer.stemmer(language) for language in ("finnish", "swedish"))


# --- when few are found -----------------------------------------------------------------------------------------------
def _alike(rows: QuerySet[SearchText], asked: list[str]) -> list[int]:
    """Ids of further rows in which every word has one that is much like it, the most alike first."""
    sought = [[_trigrams(stem) for stem in stems_of(word)] for word in asked]
    shares: list[dict[str, float]] = [{} for _word in asked]  # of the distinct words that were met
    found: list[tuple[float, int]] = []
    texts = rows.order_by("-subject_id").values_list("subject_id", Substr("text", 1, LOOKED_AT))[:LOOKED_THROUGH]
    for pk, text in texts.iterator(chunk_size=100):
        met = set(text.split())
        best = [_best(met, stems, known) for stems, known in zip(sought, shares, strict=True)]
        if min(best) >= ALIKE:
            found.append((-sum(best), pk))
    return [pk for _order, pk in sorted(found)]


def likeness(word: str, stem: str) -> float:
    """The share of the stem's trigrams that the word has, from 0 to 1; of folded words."""
    sought = _trigrams(stem)
    return len(sought & _trigrams(word)) / len(sought) if len(sought) > 1 else 0.0


def _best(met: set[str], stems: list[frozenset[str]], known: dict[str, float]) -> float:
    most = 0.0
    for word in met:
        share = known.get(word)
        if share is None:
            there = _trigrams(word)
            share = known[word] = max((len(stem & there) / len(stem) for stem in stems if len(stem) > 1), default=0.0)
        most = max(most, share)
    return most


@lru_cache(maxsize=16_384)
def _trigrams(word: str) -> frozenset[str]:
    return frozenset(word[at : at + 3] for at in range(len(word) - 2))
