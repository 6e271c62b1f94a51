"""What the pages of an application show, composed for the templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.templatetags.soske import spoken, tag
from soske.base.writing import WritingField
from soske.intake.applications.fields import Field, FormSection, Missing, fault_of, fields_chosen
from soske.intake.applications.models import Application, CompletionRequest
from soske.intake.applications.queries import SUBJECT, Form, MemberRow, SectionRow, answer_words
from soske.intake.groups.models import GroupPerson
from soske.packs.text import LocalText, Spoken
from soske.records.presence import present
from soske.records.writing_pages import Typed, two_texts
from soske.records.writings import WritingView

KINDS = {"choices": "many", "choice": "one"}
ONE_LINE = 40
"""A line that may have more characters is written in a textarea of one row, which grows with the text."""


def answers_shown(
    form: Form,
    section: FormSection,
    *,
    reader: int,
    typed: Mapping[str, Typed] | None = None,
    writable: Any = True,
) -> list[tuple[Field, WritingField]]:
    """The fields of a section with their answers; `typed` is what is not saved. `writable` is True or the set
    of keys that can be written now."""
    application, lang = form.application, get_language() or "fi"
    names = names_in(application) if any(writing.parallels for writing in form.writings.values()) else {}
    return [
        (each, _field(form, each, names, reader=reader, lang=lang, typed=typed or {}, writable=writable))
        for each in section.fields
    ]


def _field(
    form: Form,
    each: Field,
    names: Mapping[int, str],
    *,
    reader: int,
    lang: str,
    typed: Mapping[str, Typed],
    writable: Any,
) -> WritingField:
    writing = form.writings.get(each.key)
    unsaved = typed.get(each.key)
    text = unsaved.text if unsaved else form.answers.get(each.key, "")
    return replace(
        field_shown(each),
        text=text,
        version=unsaved.opened if unsaved else writing.mark if writing else "0-",
        fault=(unsaved.fault if unsaved else "") or (fault_of(each, text) if text.strip() else ""),
        two=_two(each, writing, names, reader=reader, lang=lang),
        lang=form.application.language if form.application.language != lang and each.kind in ("text", "line") else "",
        open=writable is True or each.key in writable,
        words=answer_words(each, text, lang),
        below=_history_link(form.application, each) if writing and writing.version > 1 else "",
    )


def field_shown(each: Field) -> WritingField:
    """A field that nobody has answered yet."""
    grows = each.kind == "line" and each.longest > ONE_LINE
    return WritingField(
        key=each.key,
        label=spoken(each.label),
        help=spoken(each.help),
        kind="text" if grows else KINDS.get(each.kind, each.kind),
        options=[(code, spoken(name)) for code, name in each.options],
        longest=each.longest if each.kind == "text" else None,
        rows=1 if grows else 3 if each.longest <= 600 else 5,
        optional=not each.required,
        unit=spoken(each.unit),
    )


def _history_link(application: Application, each: Field) -> SafeString:
    href = reverse("application_history", args=[application.programme.slug, application.pk, each.key])
    return format_html(
        '<p class="meta history"><a href="{}">{}<span class="hidden-text">: {}</span></a></p>',
        href,
        _("Earlier texts"),
        each.label.text,
    )


def _two(each: Field, writing: WritingView | None, names: Mapping[int, str], *, reader: int, lang: str) -> SafeString:
    return two_texts(
        writing,
        reader=reader,
        label=each.label.text,
        names=names,
        show=(lambda text: answer_words(each, text, lang)) if each.options else None,
        both=each.kind in ("text", "line", "choices"),
    )


def names_in(application: Application) -> dict[int, str]:
    """How the writers of an application are called on its pages: name or role, and organisation. One query."""
    lang = get_language() or "fi"
    places = GroupPerson.objects.filter(group=application.group_id).order_by("pk")
    rows = places.values_list("person_id", "name", "member__organisation__name")
    return {
        person: f"{name}, {LocalText(organisation).spoken(lang).text}" if organisation else name
        for person, name, organisation in rows
    }


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has the application open."""

    name: str
    member: str
    where: str
    initial: str
    own: bool
    same: bool  # somebody else in the section of the reader


def here_shown(application: Application, sections: Iterable[FormSection], *, reader: int, code: str) -> list[Here]:
    """Who has the application open now, the reader first."""
    lang = get_language() or "fi"
    rows = present((SUBJECT, application.pk), timezone.now())
    places = GroupPerson.objects.filter(group=application.group_id, ends__isnull=True)
    known = {
        person: (name, LocalText(organisation or {}).spoken(lang).text)
        for person, name, organisation in places.values_list("person_id", "name", "member__organisation__name")
    }
    numbers = {section.code: section.number for section in sections}
    found = []
    for row in rows:
        if row.person_id not in known:
            continue  # she has left the group within the last minute
        name, member = known[row.person_id]
        number = numbers.get(row.place)
        section = _("section %(number)s") % {"number": number} if number else _("checks the application")
        own = row.person_id == reader
        found.append(
            Here(
                name=name,
                member=member,
                where=", ".join(word for word in (member, section) if word),
                initial=(member or name)[:1].upper(),
                own=own,
                same=not own and row.place == code != "",
            )
        )
    return sorted(found, key=lambda each: not each.own)


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that belong together, below a heading of their own; "" for those that need none. A `folded` block holds
    what is optional and empty."""

    heading: str
    folded: bool
    fields: list[WritingField]


def blocks_shown(answers: Sequence[tuple[Field, WritingField]], *, joint: bool) -> list[Block]:
    """The answers of a section in blocks: one goal, one promise, what one member answers."""
    blocks: list[Block] = []
    for heading, rows in groupby(answers, lambda pair: _heading(pair[0], joint=joint)):
        found = [shown for _field, shown in rows]
        folded = bool(heading) and all(each.optional and not each.text.strip() and not each.two for each in found)
        blocks.append(Block(heading, folded, found))
    return blocks


def _heading(each: Field, *, joint: bool) -> str:
    if each.whose.text:
        return each.whose.text if joint else ""
    if not each.group:
        return ""
    number = each.group.rpartition(".")[2]
    return _("Goal 1") if number == "1" else _("Goal %(number)s, if there is one") % {"number": number}


STATE_KINDS = {"done": "ok", "going": "go", "empty": "draft", "parallel": "wait"}


@dataclass(frozen=True, slots=True)
class Place:
    """A section in the list of sections."""

    number: int
    code: str
    name: SafeString
    kind: str
    words: str
    current: bool


def places_shown(form: Form, current: str) -> list[Place]:
    """The sections with their states in words."""
    return [
        Place(
            number=row.section.number,
            code=row.section.code,
            name=spoken(row.section.name),
            kind=STATE_KINDS[row.state],
            words=_state_words(row),
            current=row.section.code == current,
        )
        for row in form.rows
    ]


def _state_words(row: SectionRow) -> str:
    if row.state == "parallel":
        return _("two texts")
    if row.state == "done":
        return _("ready")
    if row.state == "empty":
        return _("not begun")
    return ngettext("%(n)s missing", "%(n)s missing", row.missing) % {"n": row.missing}


@dataclass(frozen=True, slots=True)
class Lack:
    """One missing thing as a link to its field."""

    missing: Missing
    number: int
    section: str

    @property
    def place(self) -> str:
        """Its section as the page calls it."""
        return f"{self.number}. {self.section}"


def lacks_shown(form: Form) -> list[Lack]:
    """What is missing, with the section of each."""
    places = {section.code: section for section in form.sections}
    return [
        Lack(each, places[each.section].number, places[each.section].name.text)
        for each in form.missing
        if each.section in places
    ]


def fields_asked(form: Form, request: CompletionRequest | None) -> list[tuple[Field, Spoken]]:
    """The fields that the organiser asks to be completed."""
    return fields_chosen(form.sections, request.fields if request else (), get_language() or "fi")


def sign_tag(member: MemberRow, lang: str) -> SafeString:
    """How far the sign-off of a member is."""
    match member.state:
        case "signed":
            day = formats.day_month(member.signed_at, lang) if member.signed_at else ""
            return tag("ok", _("Signed off %(day)s") % {"day": day})
        case "undone":
            return tag("wait", _("Changed, sign off again"))
        case "working":
            return tag("go", _("In progress"))
    return tag("wait", _("Waiting"))


def until_words(until: dt.datetime | None, lang: str) -> str:
    """Until when it can be submitted, in words; "" when nobody knows."""
    return formats.date_and_time(until, lang) if until else ""
