"""Text that can be set in type: what no embedded font can show is replaced, long words may break."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache
from pathlib import Path

# Shown for each sign that no font has. One box for a whole emoji, though it may be made of several characters.
BOX = "\N{REPLACEMENT CHARACTER}"
JOINT = "\N{ZERO WIDTH SPACE}"  # a word may break here, without a hyphen

# An emoji put together of several is one emoji: the parts after its joiners go, and the second half of a flag.
JOINED = re.compile(
    "\u200d[\ufe0f\u2190-\u2bff\U0001f000-\U0001faff]|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]"
)
# What steers other characters: joiners, variants, skin tones, marks of direction (the direction is found without them).
STEERING = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff\U0001f3fb-\U0001f3ff]"
)
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
# The longest Finnish words that people write have some forty letters.
LONG_WORD = re.compile(r"[^\s\u00ad\u2010\u2013\u2014-]{41,}")
PIECE = re.compile(r".{1,8}?[/?&=._:;,@|\\]+|.{1,8}", re.DOTALL)
# The last try: signs that stand alone, left to right.
SIMPLE = re.compile(
    "[^\n -~\xa0-\u017f\u0386\u0388-\u038a\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f\u2010-\u2027\u2030\u20ac]"
)


class Care(Enum):
    """How much is left out when a document cannot be made with all that the fonts have one by one."""

    NONE = "all that the fonts have"
    MARKS = "no marks over or under letters that are not part of the letter"
    MOST = "common letters and signs only"


@cache
def glyphs() -> frozenset[str]:
    """All characters that the fonts inside typst can show under these standards: a test sets each in type."""
    found: set[str] = set()
    for piece in Path(__file__).with_name("glyphs.txt").read_text(encoding="ascii").split():
        first, _, last = piece.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def printable(text: str, care: Care = Care.NONE) -> str:
    """The text with line breaks as \\n and nothing that a font lacks."""
    if text.isascii() and text.isprintable():
        return _breakable(text)
    text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", "    ")
    text = STEERING.sub("", JOINED.sub("", text))
    known = glyphs()
    strange = {char for char in set(text) if char not in known and char not in "\n\u00ad"}
    if strange:
        # Control characters show nothing anywhere; a surrogate alone is no character at all.
        text = text.translate({ord(char): None if unicodedata.category(char) == "Cc" else BOX for char in strange})
    if care != Care.NONE:
        text = "".join(char for char in text if not unicodedata.category(char).startswith("M"))
    if care == Care.MOST:
        text = SIMPLE.sub(BOX, text)
    return _breakable(text)


def paragraphs(text: str, care: Care = Care.NONE) -> list[list[str]]:
    """Paragraphs, each a list of lines. Empty when nothing is written."""
    text = seen(printable(text, care)).strip()
    return [block.split("\n") for block in PARAGRAPH_END.split(text)] if text else []


def seen(text: str) -> str:
    """The text, or nothing when it is made of spaces and soft hyphens alone."""
    return text if any(unicodedata.category(char)[0] not in "ZC" for char in text) else ""


def _breakable(text: str) -> str:
    return LONG_WORD.sub(lambda word: JOINT.join(PIECE.findall(word[0])), text)
