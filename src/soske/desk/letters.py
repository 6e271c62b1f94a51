"""A message of the organiser to an audience: who gets it, and how each of them reads it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from soske.base import formats
from soske.base.connect import Audience, Recipient, audiences
from soske.packs.codes import PLACEHOLDER
from soske.packs.text import LocalText
from soske.programmes.letters import Composed, letter_words, pack_letter, text_compose
from soske.programmes.models import Programme

MOST = 10_000
SOME = 500  # rows whose words are read at once
# The pack's letter that stands around a message: greeting and signature. The message stands where its word does.
FRAME, FRAME_WORD = "audience", "message"

# What a message may insert, in words. Those of the programme are known for every reader.
COMMON = {
    "programme": _("name of the academy"),
    "organiser": _("name of the organiser"),
    "coordinator": _("name or role of the coordinator"),
    "address": _("address to which replies go"),
    "case_number": _("case number of the academy"),
    "kickoff": _("day of the kick-off"),
    "opens": _("when the call opens"),
    "closes": _("when the call closes"),
    "answer_by": _("last day of the selection"),
}
FIELDS = {
    "group": _("name of the recipient's group"),
    "members": _("member organisations of the group"),
    "organisation": _("organisation of the recipient"),
    "link": _("address of the page that concerns the recipient"),
    "own_link": _("address where the recipient changes or removes their data"),
}
LINKS = {"link", "own_link"}  # never in a subject: who holds the address may open the page
BRACES = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """What the coordinator has written, and to whom. `token` is that of the form, so that it is queued once; `left_out`
    are keys of readers who are not to get it."""

    audience: Audience
    chosen: Mapping[str, str]
    subject: LocalText
    text: LocalText
    token: UUID
    left_out: frozenset[str] = frozenset()

    def digest(self) -> str:
        """The same for the same words to the same audience, whoever writes them."""
        told = [
            self.audience.code,
            sorted(self.chosen.items()),
            sorted(self.subject.items()),
            sorted(self.text.items()),
        ]
        return _hash(json.dumps(told))

    def language_for(self, reader: Recipient, languages: Sequence[str]) -> str:
        """Her own language, or the first one in which there is a text."""
        return self.text.spoken(reader.language, tuple(languages)).lang

    def words_used(self) -> set[str]:
        """Names of the words that it inserts."""
        return {name for text in (*self.subject.values(), *self.text.values()) for name in PLACEHOLDER.findall(text)}


def words_known(audience: Audience) -> dict[str, object]:
    """Name -> meaning of the words that a message to this audience may insert."""
    return {**COMMON, **{name: FIELDS[name] for name in audience.fields}}


def words_unknown(text: str, audience: Audience, *, subject: bool = False) -> list[str]:
    """What stands in braces in the text and is no word of this audience, without the braces."""
    known = set(words_known(audience)) - (LINKS if subject else set())
    return list(dict.fromkeys(name for name in BRACES.findall(text) if name not in known))


def audiences_offered(programme: Programme) -> list[tuple[Audience, int]]:
    """Audiences of the programme that have readers, and how many."""
    if programme.record_only:
        return []
    counted = [(audience, audience.count(programme, {})) for audience in audiences.values()]
    return [(audience, count) for audience, count in counted if count]


# --- readers --------------------------------------------------------------------------------------------------------
def readers_of(message: Message, programme: Programme) -> list[Recipient]:
    """Everyone in the audience once, with all rows for which she is in it; in the order in which they come."""
    found: dict[str, Recipient] = {}
    for reader in islice(message.audience.recipients(programme, message.chosen), MOST):
        key = reader.address.lower()
        known = found.get(key)
        if known is None:
            found[key] = reader
        else:
            about = (*known.about, *(pk for pk in reader.about if pk not in known.about))
            found[key] = replace(known, about=about, person=known.person or reader.person)
    return list(found.values())


def reader_key(reader: Recipient) -> str:
    """Names a reader in a form and in the key of her letter: never by her address."""
    return f"p{reader.person}" if reader.person else f"a{_hash(reader.address.lower())}"


def readers_mark(readers: Iterable[Recipient]) -> str:
    """The same for the same readers: what was shown is what is queued."""
    return _hash("\n".join(sorted(reader_key(reader) for reader in readers)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


# --- their words ----------------------------------------------------------------------------------------------------
def readers_words(
    audience: Audience, programme: Programme, readers: Sequence[Recipient], language: str
) -> list[dict[str, str]]:
    """What a letter may say of each of these readers, in the language; a few queries for every 500 rows."""
    ids = list(dict.fromkeys(pk for reader in readers for pk in reader.about))
    rows: dict[int, dict[str, str]] = {}
    for start in range(0, len(ids), SOME):
        rows |= audience.words(programme, ids[start : start + SOME], language)
    with override(language):
        desk = settings.BASE_URL + reverse("desk")
    return [
        _joined([rows[pk] for pk in reader.about if pk in rows], audience.fields, language, desk) for reader in readers
    ]


def _joined(rows: Sequence[Mapping[str, str]], fields: Iterable[str], language: str, desk: str) -> dict[str, str]:
    """One letter for several rows: their names as a list. Different links become the one to the reader's own pages."""
    words = {}
    for name in fields:
        values = list(dict.fromkeys(row[name] for row in rows if row.get(name)))
        if len(values) < 2:
            words[name] = values[0] if values else ""
        elif name in LINKS:
            words[name] = desk
        else:
            # Names of groups are lists themselves.
            words[name] = formats.listing(values, language) if name == "organisation" else "; ".join(values)
    return words


def message_letters(
    message: Message, programme: Programme, readers: Sequence[Recipient]
) -> list[tuple[Recipient, Composed]]:
    """The letter of each of these readers, in their order."""
    order = tuple(programme.languages)
    languages = [message.language_for(reader, order) for reader in readers]
    frame = pack_letter(programme, FRAME)
    made: dict[int, Composed] = {}
    for language in dict.fromkeys(languages):
        common = letter_words(programme, language)
        places = [place for place, spoken in enumerate(languages) if spoken == language]
        own = readers_words(message.audience, programme, [readers[place] for place in places], language)
        for place, more in zip(places, own, strict=True):
            words = common | more
            letter = text_compose(message.subject, message.text, order=order, language=language, words=words)
            if frame is not None:
                around = {**words, FRAME_WORD: letter.body}
                framed = text_compose(message.subject, frame.body, order=order, language=language, words=around)
                letter = letter._replace(body=framed.body)
            made[place] = letter
    return [(reader, made[place]) for place, reader in enumerate(readers)]


def words_without_value(message: Message, programme: Programme, languages: Collection[str]) -> list[str]:
    """Words of the programme that the message uses and that are not recorded: their lines are left out."""
    used = message.words_used() & set(COMMON)
    return sorted({name for language in languages for name in used if not letter_words(programme, language).get(name)})
