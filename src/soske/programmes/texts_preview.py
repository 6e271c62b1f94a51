"""Texts as their reader sees them, before they are saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from soske.base import formats
from soske.base.localtext import LANGUAGE_NAMES, LocalText
from soske.base.markdown import markdown_html
from soske.packs.codes import ANNOUNCEMENT_WORDS, LETTER_BLOCKS, LETTER_WORDS, PLACEHOLDER
from soske.programmes.letters import as_block, letter_words, text_compose
from soske.programmes.models import Programme
from soske.programmes.queries import stages_of
from soske.programmes.texts import Place, Spec, texts_in
from soske.programmes.texts_labels import FIELDS, ITEMS, WORDS
from soske.programmes.texts_words import code_shown


@dataclass(frozen=True, slots=True)
class Piece:
    """One text in one language. `label` is in the language of the page."""

    label: Any
    html: SafeString


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reader of one language gets."""

    lang: str
    name: str
    subject: str  # of a message
    pieces: list[Piece]


def preview_of(programme: Programme, place: Place, value: Mapping[str, Any]) -> list[Preview]:
    """The texts of a place in each language of the programme; languages without any are left out."""
    found = []
    for lang in programme.languages:
        words = sample_words(programme, place.part, lang)
        if place.model == "Letter":
            subject, body = LocalText(value.get("subject") or {}), LocalText(value.get("body") or {})
            if lang in subject or lang in body:
                mine = [LocalText({lang: each.get(lang, "")}) for each in (subject, body)]
                unknown = {word: f"{{{word}}}" for text in mine for word in PLACEHOLDER.findall(str(text.get(lang)))}
                letter = text_compose(*mine, order=[lang], language=lang, words=unknown | words)
                found.append(Preview(lang, _name(lang), letter.subject, [Piece("", markdown_html(letter.body))]))
            continue
        pieces = [*_pieces(place.specs, value, lang, words)]
        if pieces:
            found.append(Preview(lang, _name(lang), "", pieces))
    return found


def _name(lang: str) -> str:
    return LANGUAGE_NAMES.get(lang, lang)


def _pieces(specs: Sequence[Spec], value: Mapping[str, Any], lang: str, words: Mapping[str, str]) -> Iterator[Piece]:
    for spec in specs:
        if spec.kind == "list":
            continue  # its items have pages of their own
        for leaf in texts_in(spec, value.get(spec.name)):
            text = (leaf.value or {}).get(lang, "")
            if not text:
                continue
            filled = PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text)
            html = markdown_html(filled) if leaf.spec.markdown else format_html("<p>{}</p>", filled)
            label = FIELDS.get(leaf.spec.label, ITEMS.get(spec.item, ("", "")))[0]
            yield Piece(label, html)


def sample_words(programme: Programme, part: str, lang: str) -> dict[str, str]:
    """What stands in the place of the words in braces: what is known of the programme, else the word in brackets."""
    if part == "path":
        stages = stages_of(programme)
        return {code: formats.day_month(stage.starts, lang) for code, stage in stages.items() if stage.starts}
    if part not in ("letters", "announcement"):
        return {}
    known = letter_words(programme, lang)
    with override(lang):
        words = {word: f"[{WORDS.get(word, word)}]" for word in LETTER_WORDS | ANNOUNCEMENT_WORDS}
        words["link"] = settings.BASE_URL + reverse("front")
    words |= {word: text for word, text in known.items() if text and word in words}
    if part == "letters":
        return words | {word: as_block(words[word]) for word in LETTER_BLOCKS}
    return words | {
        "count": formats.number_word(programme.seats, lang),
        "joint": formats.number_word(2, lang),
        "months": formats.number_word(programme.length_months, lang),
    }


def words_of(part: str) -> list[tuple[SafeString, Any]]:
    """The words in braces that the texts of a part may have, each with what becomes of it."""
    words = {"letters": LETTER_WORDS, "announcement": ANNOUNCEMENT_WORDS}.get(part, frozenset())
    return [(code_shown(f"{{{word}}}"), WORDS.get(word, "")) for word in sorted(words)]
