"""Letters composed from the texts of a programme, or from what its coordinator writes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from soske.base import formats
from soske.base.localtext import LocalText, one_line, writable
from soske.packs.codes import LETTER_BLOCKS, PLACEHOLDER, StageKind
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.packs import letter_default
from soske.programmes.queries import coordinators, pack_parts, stage_moments, stages_of
from soske.records.actions import BATCH, SubjectKey, letter_queue, letters_queue
from soske.records.models import Letter, StoredFile
from soske.records.tasks import outbox_send

if TYPE_CHECKING:
    from soske.packs.schema import Letter as PackLetter

# What is Markdown wherever it stands; an underscore inside a word and a lone ampersand are not.
MARKUP = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# What is Markdown at the beginning of a line only: a heading, a quotation, a list, a line under a heading.
LINE_START = re.compile(r"^(?:([#>+=-])|([0-9]{1,9})(?=[.)](?:\s|$)))")
NOTHING_BEFORE = re.compile(r"^[\s>*+-]*(?:[0-9]{1,9}[.)]\s*)?$")


class Composed(NamedTuple):
    language: str
    subject: str
    body: str


# --- texts ----------------------------------------------------------------------------------------------------------
def letter_compose(programme: Programme, code: str, *, language: str, words: Mapping[str, str]) -> Composed:
    """The letter `code` of the programme's pack in the language (or the pack's first one that has it).

    Raises:
        LookupError: the pack has no such letter.
    """
    letter = pack_letter(programme, code)
    if letter is None:
        raise LookupError(code)
    return text_compose(letter.subject, letter.body, order=programme.languages, language=language, words=words)


def pack_letter(programme: Programme, code: str) -> PackLetter | None:
    """A letter of the programme's pack as it is written there. One that was added to Soske after the academy had been
    made is the default pack's; a record of the past has only its own, and None for others."""
    own = next((letter for letter in pack_parts(programme, "letters")["letters"] if letter.code == code), None)
    return own if own is not None or programme.record_only else letter_default(code, programme.languages)


def text_compose(
    subject: LocalText, body: LocalText, *, order: Iterable[str], language: str, words: Mapping[str, str]
) -> Composed:
    """A subject and a text (Markdown) with their words, in the language or the first one that both have.

    A line in which a word is empty is left out: "Case number: " is not a fact. Words are shown as they are, but those
    of LETTER_BLOCKS that stand alone on their line are Markdown (made by `as_block` or `as_list`).
    """
    spoken = body.spoken(language, tuple(order))
    lines: list[str] = []
    for line in spoken.text.splitlines():
        names = PLACEHOLDER.findall(line)
        if not all(words.get(name) for name in names):
            continue
        if len(names) == 1 and names[0] in LETTER_BLOCKS and line.strip() == f"{{{names[0]}}}":
            lines += ["", *words[names[0]].strip("\n").splitlines(), ""]
        else:
            lines.append(
                PLACEHOLDER.sub(lambda found: _literal(words[found[1]], before=found.string[: found.start()]), line)
            )
    filled = PLACEHOLDER.sub(lambda found: words.get(found[1], ""), subject.spoken(spoken.lang, tuple(order)).text)
    return Composed(spoken.lang, one_line(filled), re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))


def as_block(text: str) -> str:
    """What somebody typed as Markdown that shows it so: lines and paragraphs are kept, nothing becomes a link."""
    paragraphs = re.split(r"\n\s*\n", writable(text).strip())
    blocks = [[_literal(line, before="") for line in block.splitlines() if line.strip()] for block in paragraphs]
    return "\n\n".join("  \n".join(lines) for lines in blocks)  # two spaces: the line ends here, seen in HTML only


def as_list(items: Iterable[str]) -> str:
    """Texts as a Markdown list that shows them as they are."""
    return "\n".join(f"- {_literal(item, before='- ')}" for item in items if item.strip())


def as_line(text: str) -> str:
    """A text as Markdown that shows it as it is, on one line and anywhere in it."""
    return _literal(text, before="")


def _literal(word: str, *, before: str) -> str:
    """A word as Markdown that shows it as it is: a name is never a link, a heading or a list.

    Only what would be Markdown gets a backslash, because the letter is read as plain text too.
    """
    word = MARKUP.sub(r"\\\g<0>", one_line(word))
    if NOTHING_BEFORE.match(before):
        word = LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else found[2] + "\\", word)
    return word


# --- words ----------------------------------------------------------------------------------------------------------
def letter_language(programme: Programme, language: str) -> str:
    """The language in which a reader of `language` gets the letters of this programme; its words are in it too."""
    languages = list(programme.languages) or [language]
    return language if language in languages else languages[0]


def letter_words(programme: Programme, language: str, **extra: str) -> dict[str, str]:
    """The words that every letter of the programme may have, in the language, and `extra`; "" where not recorded.

    Three queries: for many letters use a `Post`.
    """
    return {**_common_words(programme, _facts_of(programme), language), **extra}


class _Facts(NamedTuple):
    """What letters say of a programme that is not in its own row."""

    opens: dt.datetime | None
    closes: dt.datetime | None
    coordinator: str
    kickoff: dt.date | None
    answer_by: dt.date | None


def _facts_of(programme: Programme) -> _Facts:
    stages = stages_of(programme)
    helper = coordinators(programme).first()
    return _Facts(
        *stage_moments(stages, StageKind.CALL),
        coordinator=helper.name if helper else "",
        kickoff=next((stage.starts for stage in stages.values() if stage.kind == StageKind.KICKOFF), None),
        answer_by=next((stage.ends for stage in stages.values() if stage.kind == StageKind.SELECTION), None),
    )


def _common_words(programme: Programme, facts: _Facts, language: str) -> dict[str, str]:
    order = tuple(programme.languages)
    return {
        "programme": programme.name.spoken(language, order).text,
        "organiser": programme.organiser.name.spoken(language, order).text if programme.organiser else "",
        "coordinator": facts.coordinator,
        "address": programme.address,
        "case_number": programme.case_number,
        "kickoff": formats.date_weekday_long(facts.kickoff, language) if facts.kickoff else "",
        "opens": moment_words(facts.opens, language, begins=True),
        "closes": moment_words(facts.closes, language),
        "answer_by": formats.date_weekday_long(facts.answer_by, language) if facts.answer_by else "",
    }


def moment_words(moment: dt.datetime | None, language: str, *, begins: bool = False) -> str:
    """A time within a sentence: tiistaina 8.12.2026 klo 16, tisdagen den 8 december 2026 kl. 16, Tuesday 8 December
    2026 at 16.00; "" for None. Midnight is 23.59 of the day that ends, but what begins then begins on its day."""
    if moment is None:
        return ""
    local = timezone.localtime(moment, formats.HELSINKI)
    midnight = local.time() == dt.time.min
    if midnight and begins:
        return formats.date_weekday_long(local.date(), language)
    day = local.date() - dt.timedelta(days=midnight)
    at = "at " if language == "en" else ""
    return f"{formats.date_weekday_long(day, language)} {at}{formats.time_of_day(local.time(), language)}"


# --- sending --------------------------------------------------------------------------------------------------------
def letter_send(
    *,
    programme: Programme,
    code: str,
    person: Person | None = None,
    address: str = "",
    language: str,
    words: Mapping[str, str],
    key: str,
    subject: SubjectKey,
    leaves_at: dt.datetime | None = None,
    attachment: StoredFile | None = None,
    author: Person | None = None,
) -> Letter | None:
    """Compose the letter `code` of the pack and put it into the outbox, for a person or an address without an account.

    `words` come on top of `letter_words`, in the language of `letter_language`; `author` is named there as the sender.
    The same `key` is queued once. It leaves now unless said otherwise; a practice academy's is kept, and a record of
    the past sends none (None).

    Raises:
        LookupError: the pack has no such letter.
    """
    if programme.record_only:
        return None
    language = letter_language(programme, language)
    composed = letter_compose(programme, code, language=language, words=letter_words(programme, language, **words))
    reader: dict[str, Any] = {"person": person} if person else {"person": None, "address": address}
    leaves_at = leaves_at or timezone.now()
    letter = letter_queue(
        key=key,
        code=code,
        language=composed.language,
        subject_line=composed.subject,
        body=composed.body,
        scope=programme.pk,
        subject=subject,
        leaves_at=leaves_at,
        reply_to=programme.address,
        sends=not programme.practice,
        attachment=attachment,
        author=author,
        **reader,
    )
    if letter is not None:
        outbox_send.using(run_after=leaves_at).enqueue()
    return letter


Words = Callable[[str], dict[str, str]]
"""The words of a letter of its own in a language."""


class Post:
    """Queues letters of one programme, all to leave at one time; what is the same in all of them is read once. A record
    of the past sends none.

    `queue` is for one letter. For many: `add` each, then `send` what has been added, with a few statements for all.
    """

    def __init__(self, programme: Programme, *, subject: SubjectKey, leaves_at: dt.datetime) -> None:
        self.programme, self.subject, self.leaves_at = programme, subject, leaves_at
        self._facts: _Facts | None = None
        self._common: dict[str, dict[str, str]] = {}
        self._texts: dict[str, PackLetter] = {}
        self._composed: dict[tuple[str, Words, str], Composed] = {}
        self._added: list[Letter] = []
        self._queued = 0

    def compose(self, code: str, person: Person, words: Words) -> Composed:
        """The letter of the pack for a person. Those who share the same `words` and a language share the text, which is
        made once.

        Raises:
            LookupError: there is no such letter.
        """
        language = letter_language(self.programme, person.language)
        key = (code, words, language)
        if key not in self._composed:
            text, own = self._text(code), self._words(language) | words(language)
            order = self.programme.languages
            self._composed[key] = text_compose(text.subject, text.body, order=order, language=language, words=own)
        return self._composed[key]

    def _words(self, language: str) -> dict[str, str]:
        """What all letters in a language say of the programme."""
        if language not in self._common:
            self._facts = self._facts or _facts_of(self.programme)
            self._common[language] = _common_words(self.programme, self._facts, language)
        return self._common[language]

    def _text(self, code: str) -> PackLetter:
        if code not in self._texts:
            text = pack_letter(self.programme, code)
            if text is None:
                raise LookupError(code)
            self._texts[code] = text
        return self._texts[code]

    def add(
        self,
        code: str,
        person: Person,
        *,
        key: str,
        words: Words,
        calendar: str = "",
        author: Person | None = None,
        subject: SubjectKey | None = None,
    ) -> None:
        """Add one letter of the pack. `calendar` goes with it, `author` is whose words or address it holds, `subject`
        what it is about where that is not what the others are about. Give the same `words` to all who read the same.
        """
        if self.programme.record_only:
            return
        letter, (kind, pk) = self.compose(code, person, words), subject or self.subject
        self._added.append(
            Letter(
                key=key,
                code=code,
                person=person,
                language=letter.language,
                subject=letter.subject,
                body=letter.body,
                scope=self.programme.pk,
                subject_type=kind,
                subject_id=pk,
                leaves_at=self.leaves_at,
                reply_to=self.programme.address,
                sends=not self.programme.practice,
                calendar=calendar,
                author_id=author.pk if author else None,
            )
        )
        if len(self._added) >= BATCH:  # thousands of letters are never held in memory
            self._put()

    def send(self) -> int:
        """Put what has been added into the outbox; how many letters wait now that did not."""
        self._put()
        queued, self._queued = self._queued, 0
        return queued

    def _put(self) -> None:
        self._queued += letters_queue(self._added)
        self._added.clear()
        self._composed.clear()

    def queue(self, code: str, person: Person, *, key: str, words: Words, calendar: str = "") -> bool:
        """Queue one letter; False when it waits already."""
        self.add(code, person, key=key, words=words, calendar=calendar)
        return bool(self.send())
