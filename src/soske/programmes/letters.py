"""Letters composed from the texts of a programme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from soske.base.localtext import one_line
from soske.packs.codes import PLACEHOLDER
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts

# What is Markdown wherever it stands; an underscore inside a word and a lone ampersand are not.
MARKUP = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# What is Markdown at the beginning of a line only: a heading, a quotation, a list, a line under a heading.
LINE_START = re.compile(r"^(?:([#>+=-])|([0-9]{1,9})(?=[.)](?:\s|$)))")
NOTHING_BEFORE = re.compile(r"^[\s>*+-]*(?:[0-9]{1,9}[.)]\s*)?$")


class Composed(NamedTuple):
    language: str
    subject: str
    body: str


def letter_compose(programme: Programme, code: str, *, language: str, words: Mapping[str, str]) -> Composed:
    """The letter `code` of the programme's pack in the language (or the pack's first one that has it).

    A line in which a word is empty is left out: "Case number: " is not a fact.

    Raises:
        LookupError: the pack has no such letter.
    """
    for letter in pack_parts(programme, "letters")["letters"]:
        if letter.code == code:
            order = tuple(programme.languages)
            subject, body = letter.subject.spoken(language, order), letter.body.spoken(language, order)
            lines = [
                PLACEHOLDER.sub(lambda found: _literal(words[found[1]], before=found.string[: found.start()]), line)
                for line in body.text.splitlines()
                if all(words.get(word) for word in PLACEHOLDER.findall(line))
            ]
            filled = PLACEHOLDER.sub(lambda found: words.get(found[1], ""), subject.text)
            return Composed(subject.lang, one_line(filled), "\n".join(lines))
    raise LookupError(code)


def _literal(word: str, *, before: str) -> str:
    """A word as Markdown that shows it as it is: a name is never a link, a heading or a list.

    Only what would be Markdown gets a backslash, because the letter is read as plain text too.
    """
    word = MARKUP.sub(r"\\\g<0>", one_line(word))
    if NOTHING_BEFORE.match(before):
        word = LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else found[2] + "\\", word)
    return word
