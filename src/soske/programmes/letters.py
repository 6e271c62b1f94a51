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
from soske.records.actions import SubjectKey, letter_queue
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

    Three queries: for many letters ask once for each language.
    """
    order = tuple(programme.languages)
    stages = stages_of(programme)
    opens, closes = stage_moments(stages, StageKind.CALL)
    helper = coordinators(programme).first()
    kickoff = next((stage.starts for stage in stages.values() if stage.kind == StageKind.KICKOFF), None)
    answer_by = next((stage.ends for stage in stages.values() if stage.kind == StageKind.SELECTION), None)
    return {
        "programme": programme.name.spoken(language, order).text,
        "organiser": programme.organiser.name.spoken(language, order).text if programme.organiser else "",
        "coordinator": helper.name if helper else "",
        "address": programme.address,
        "case_number": programme.case_number,
        "kickoff": formats.date_weekday_long(kickoff, language) if kickoff else "",
        "opens": moment_words(opens, language, begins=True),
        "closes": moment_words(closes, language),
        "answer_by": formats.date_weekday_long(answer_by, language) if answer_by else "",
        **extra,
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


class Post:
    """Queues letters of one programme, all to leave at one time; what is the same in all of them is read once."""

    def __init__(self, programme: Programme, *, subject: SubjectKey, leaves_at: dt.datetime) -> None:
        self.programme, self.subject, self.leaves_at = programme, subject, leaves_at
        self.common = {lang: letter_words(programme, lang) for lang in programme.languages}

    def compose(self, code: str, person: Person, words: Callable[[str], dict[str, str]]) -> Composed:
        """The letter of the pack for a person; `words` gives those of its own in a language.

        Raises:
            LookupError: there is no such letter.
        """
        text = pack_letter(self.programme, code)
        if text is None:
            raise LookupError(code)
        language = letter_language(self.programme, person.language)
        own = self.common[language] | words(language)
        return text_compose(text.subject, text.body, order=self.programme.languages, language=language, words=own)

    def queue(
        self,
        code: str,
        person: Person,
        *,
        key: str,
        words: Callable[[str], dict[str, str]],
        calendar: str = "",
        author: Person | None = None,
    ) -> bool:
        """Queue one letter of the pack; `words` gives those of its own in a language, `calendar` goes with it, `author`
        is whose words or address it holds. False when it waits already."""
        letter = self.compose(code, person, words)
        return bool(
            letter_queue(
                key=key,
                code=code,
                person=person,
                language=letter.language,
                subject_line=letter.subject,
                body=letter.body,
                scope=self.programme.pk,
                subject=self.subject,
                leaves_at=self.leaves_at,
                reply_to=self.programme.address,
                sends=not self.programme.practice,
                calendar=calendar,
                author=author,
            )
        )
