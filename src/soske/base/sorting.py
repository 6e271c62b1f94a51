"""The order of names: one key for lists in all three languages, the same on every database.

Sorting by code point puts ä before å and capitals before small letters, and databases differ in their collations, so
lists of names are sorted in Python with ``sort_key``.

Source: the project's page on language, section 5.6 (order a to z, å, ä, ö; w apart from v; ü as y; é as e).
"""

import unicodedata
from functools import lru_cache
from typing import Final

SortKey = tuple[tuple[tuple[int, int, str], ...], str, str]
"""The text's parts, then the text in small letters, then the text itself: the later ones only break ties."""

_GAP: Final = (0, 0, "")

# Letters that the Finnish and Swedish alphabets place elsewhere than at their base letter. Å, ä, ö, ü and é are as the
# page on language says; the rest follow the Finnish order of the Unicode locale data.
_PLACED: Final = {
    "å": "å",
    "ä": "ä",
    "ö": "ö",
    "æ": "ä",
    "ø": "ö",
    "ő": "ö",
    "ü": "y",
    "ű": "y",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "œ": "oe",
    "þ": "th",
}

_ALPHABET: Final = {letter: rank for rank, letter in enumerate("abcdefghijklmnopqrstuvwxyzåäö")}


def sort_key(text: str) -> SortKey:
    """Return the key by which a name is sorted: ``sorted(names, key=sort_key)``.

    Compared first: the letters in the order a to z, å, ä, ö, other scripts after them, without case and without the
    accents that are not letters of their own; figures as whole numbers and before letters ("Workshop 2" before
    "Workshop 10"). Spaces and marks between words count as one gap that stands before everything ("Lapin AMK" before
    "Lapinjärvi", "Etelä-Savo" beside "Etelä Savo"); at either end they count for nothing. Ties are broken by the
    text in small letters, then by the text itself, so that two keys are equal only if the texts are. Any text has a
    key, also an empty one.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    parts: list[tuple[int, int, str]] = []
    figures = ""
    for sign in _base_letters(folded):
        if sign.isdecimal():
            figures += str(unicodedata.decimal(sign))
            continue
        if figures:
            parts.append(_whole_number(figures))
            figures = ""
        if sign.isalpha():
            parts.append((2, _ALPHABET.get(sign, len(_ALPHABET) + ord(sign)), ""))
        elif parts and parts[-1] != _GAP:
            parts.append(_GAP)
    if figures:
        parts.append(_whole_number(figures))
    if parts and parts[-1] == _GAP:
        parts.pop()
    return tuple(parts), folded, text


def _base_letters(folded: str) -> str:
    """Return the text with each letter as it is sorted and without the accents of the rest."""
    return "".join(map(_base_letter, folded))


@lru_cache(maxsize=2048)
def _base_letter(sign: str) -> str:
    """Return the same of one sign of a folded text. A list of ten thousand names has a few dozen signs."""
    # Casefolded again, because a decomposed sign can hold a capital (as the sign for "telephone" does).
    plain = _PLACED.get(sign) or unicodedata.normalize("NFKD", sign).casefold()
    return "".join(each for each in plain if not unicodedata.category(each).startswith("M"))


def _whole_number(figures: str) -> tuple[int, int, str]:
    """Return the part for a run of figures: shorter before longer, so that no length is too long to compare."""
    significant = figures.lstrip("0")
    return 1, len(significant), significant
