"""Letters composed from the texts of a programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from soske.packs.schema import PLACEHOLDER
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts


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
                PLACEHOLDER.sub(lambda found: words.get(found[1], ""), line)
                for line in body.text.splitlines()
                if all(words.get(word) for word in PLACEHOLDER.findall(line))
            ]
            filled = PLACEHOLDER.sub(lambda found: words.get(found[1], ""), subject.text)
            return Composed(subject.lang, filled, "\n".join(lines))
    raise LookupError(code)
