"""The fields of an application: made from the sections of the pack, the members of the group and its themes. Pure.

A field has a key, and its answer is one text (records.writings): several choices are codes on lines of their own, a
date is written YYYY-MM-DD, a number as digits. Keys: `themes`, `q.CODE`, `q.CODE.MEMBER` for a question that each
member answers, `goal.N.PART` (N is 1 to 3), `promise.MEMBER.PART`, `learn`, `learn.text`, `give`, `give.text`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.intake.groups.queries import MemberFacts
from soske.packs.codes import QuestionKind, SectionKind
from soske.packs.text import Spoken

if TYPE_CHECKING:
    from soske.packs.schema import Question, Section, Theme, Topic

NOTHING = Spoken("", "")
GOALS = 3
FILES = "files"
SHORT, LONG = 200, 2000
NUMBER = re.compile(r"^\d{1,12}(?:[.,]\d{1,4})?$")
WRITTEN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
SPACES = re.compile(r"[\s\u00a0\u202f]+")


class MemberOf(NamedTuple):
    """A member of the group as its fields name it."""

    pk: int
    name: Spoken
    type: str
    lead: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asking. `member` is the number of the member organisation whose own part it is."""

    key: str
    kind: str  # QuestionKind
    label: Spoken
    section: str
    help: Spoken = NOTHING
    required: bool = True
    longest: int = LONG
    unit: Spoken = NOTHING
    options: tuple[tuple[str, Spoken], ...] = ()
    member: int | None = None
    whose: Spoken = NOTHING
    hidden: bool = False
    group: str = ""  # fields that belong together have the same: one goal, one promise

    def part_of(self, *, joint: bool, lang: str) -> Spoken:
        """Of which goal or member organisation it is: its label is the same for each of them. Empty for the others."""
        if self.group.startswith("goal."):
            return Spoken(_("Goal %(number)s") % {"number": self.group.removeprefix("goal.")}, lang)
        return self.whose if joint else NOTHING

    @property
    def anchor(self) -> str:
        """The id of its input."""
        return f"f-{self.key.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class FormSection:
    """One page of the application. `number` counts from 1."""

    number: int
    code: str
    kind: str
    name: Spoken
    about: Spoken
    fields: tuple[Field, ...] = field(default_factory=tuple)

    @property
    def completable(self) -> tuple[Field, ...]:
        """What can be asked to be completed: its fields, and the attachments where the section takes them."""
        if self.kind == SectionKind.FILES:
            return (*self.fields, Field(key=FILES, kind=FILES, label=self.name, section=self.code, required=False))
        return self.fields


@dataclass(frozen=True, slots=True)
class Asking:
    """What decides which fields there are."""

    members: tuple[MemberOf, ...]
    themes: tuple[str, ...]
    lang: str
    order: tuple[str, ...]

    @property
    def types(self) -> set[str]:
        return {member.type for member in self.members}


def members_of(rows: Iterable[tuple[int, MemberFacts]], lang: str, order: tuple[str, ...]) -> tuple[MemberOf, ...]:
    """Members as the fields name them, from (number, facts)."""
    return tuple(MemberOf(pk, _member_name(facts, lang, order), facts.type, facts.lead) for pk, facts in rows)


def _member_name(facts: MemberFacts, lang: str, order: tuple[str, ...]) -> Spoken:
    name = facts.name.spoken(lang, order)
    unit = facts.unit_name.spoken(lang, order) if facts.unit_name else None
    return Spoken(f"{name.text}, {unit.text}", name.lang) if unit and unit.text else name


def form_sections(
    sections: Sequence[Section], themes: Sequence[Theme], topics: Sequence[Topic], asking: Asking
) -> tuple[FormSection, ...]:
    """The sections with the fields that this group is asking, in order."""
    made = []
    for number, section in enumerate(sections, start=1):
        built = _built_in(section, themes, topics, asking)
        own = [each for question in section.questions for each in _question(question, section.code, asking)]
        made.append(
            FormSection(
                number=number,
                code=section.code,
                kind=section.kind.value,
                name=section.name.spoken(asking.lang, asking.order),
                about=section.about.spoken(asking.lang, asking.order),
                fields=(*built, *own),
            )
        )
    return tuple(made)


def _built_in(section: Section, themes: Sequence[Theme], topics: Sequence[Topic], asking: Asking) -> Sequence[Field]:
    match section.kind:
        case SectionKind.GROUP:
            return [
                Field(
                    key="themes",
                    kind=QuestionKind.CHOICES,
                    label=_said(_("Theme"), asking),
                    help=_said(_("You can choose more than one."), asking),
                    section=section.code,
                    options=_options(themes, asking),
                )
            ]
        case SectionKind.GOALS:
            return [each for number in range(1, GOALS + 1) for each in _goal(number, section.code, themes, asking)]
        case SectionKind.PROMISES:
            return [each for member in asking.members for each in _promise(member, section.code, asking)]
        case SectionKind.LEARN:
            return _exchange("learn", section.code, topics, asking)
        case SectionKind.GIVE:
            return _exchange("give", section.code, topics, asking)
    return []


def _goal(number: int, section: str, themes: Sequence[Theme], asking: Asking) -> list[Field]:
    key = f"goal.{number}"
    base = Field(key="", kind=QuestionKind.LINE, label=NOTHING, section=section, required=number == 1, group=key)
    found = [
        replace(
            base,
            key=f"{key}.text",
            kind=QuestionKind.TEXT,
            label=_said(_("The goal, as the document says it"), asking),
            longest=600,
        ),
        replace(
            base,
            key=f"{key}.source",
            label=_said(_("Document in which the goal stands"), asking),
            help=_said(_("For example a strategy, a programme or a budget."), asking),
            longest=SHORT,
        ),
        replace(
            base, key=f"{key}.date", kind=QuestionKind.DATE, label=_said(_("Date of the document"), asking), longest=10
        ),
    ]
    if len(asking.members) > 1:
        found.append(
            replace(
                base,
                key=f"{key}.member",
                kind=QuestionKind.CHOICE,
                label=_said(_("Whose goal it is"), asking),
                options=tuple((str(member.pk), member.name) for member in asking.members),
            )
        )
    if len(themes) > 1:
        found.append(
            replace(
                base,
                key=f"{key}.theme",
                kind=QuestionKind.CHOICE,
                label=_said(_("Theme of the goal"), asking),
                options=_options(themes, asking),
            )
        )
    return found


def _promise(member: MemberOf, section: str, asking: Asking) -> list[Field]:
    base = Field(
        key="",
        kind=QuestionKind.LINE,
        label=NOTHING,
        section=section,
        member=member.pk,
        whose=member.name,
        group=f"promise.{member.pk}",
    )
    return [
        replace(
            base,
            key=f"promise.{member.pk}.role",
            label=_said(pgettext("of a manager", "Role of the one who promises"), asking),
            help=_said(_("Write a role, for example head of finance. A name is not needed."), asking),
            longest=SHORT,
        ),
        replace(
            base,
            key=f"promise.{member.pk}.text",
            kind=QuestionKind.TEXT,
            label=_said(_("What the management promises"), asking),
            help=_said(
                _("For example working time for the team, handling of the plan, a decision on the pilot."), asking
            ),
            longest=1000,
        ),
        replace(
            base,
            key=f"promise.{member.pk}.date",
            kind=QuestionKind.DATE,
            label=_said(_("Day of the promise"), asking),
            longest=10,
        ),
    ]


def _exchange(key: str, section: str, topics: Sequence[Topic], asking: Asking) -> list[Field]:
    learn = key == "learn"
    found = []
    if topics:
        found.append(
            Field(
                key=key,
                kind=QuestionKind.CHOICES,
                label=_said(_("Topics that you want to learn") if learn else _("Topics in which you can help"), asking),
                help=_said(_("Choose the most important ones."), asking),
                section=section,
                options=_options(topics, asking),
            )
        )
    found.append(
        Field(
            key=f"{key}.text",
            kind=QuestionKind.TEXT,
            label=_said(_("In your own words") if topics else _("What it is"), asking),
            section=section,
            required=not topics,
            longest=1000,
        )
    )
    return found


def _question(question: Question, section: str, asking: Asking) -> list[Field]:
    if question.themes and not set(question.themes) & set(asking.themes):
        return []
    if question.organisation_types and not set(question.organisation_types) & asking.types:
        return []
    lang, order = asking.lang, asking.order
    made = Field(
        key=f"q.{question.code}",
        kind=question.kind.value,
        label=question.name.spoken(lang, order),
        section=section,
        help=question.help.spoken(lang, order),
        required=question.required,
        longest=question.longest or (SHORT if question.kind is QuestionKind.LINE else LONG),
        unit=question.unit.spoken(lang, order),
        options=_options(question.options, asking),
        hidden=question.hidden,
    )
    if not question.each_member:
        return [made]
    return [
        replace(made, key=f"{made.key}.{member.pk}", member=member.pk, whose=member.name)
        for member in asking.members
        if not question.organisation_types or member.type in question.organisation_types
    ]


def _options(rows: Iterable[object], asking: Asking) -> tuple[tuple[str, Spoken], ...]:
    return tuple(
        (row.code, row.name.spoken(asking.lang, asking.order))  # type: ignore[attr-defined]
        for row in rows
    )


def _said(text: str, asking: Asking) -> Spoken:
    return Spoken(text, asking.lang)


# --- answers --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Missing:
    """Something that stands between an application and its submission. `anchor` leads to the very field; `reason` is
    "" when nothing is there, and else what is wrong with what is there."""

    key: str
    label: str
    section: str
    anchor: str
    reason: str = ""
    member: int | None = None


def codes_of(text: str) -> list[str]:
    """The codes of an answer with several choices."""
    return [line for line in text.split("\n") if line]


def date_of(text: str) -> dt.date | None:
    """The date that an answer holds, in the form of an answer or as one writes it (31.5.2026), or None."""
    if written := WRITTEN_DAY.match(text.strip()):
        text = f"{written[3]}-{int(written[2]):02}-{int(written[1]):02}"
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_of(text: str) -> float | None:
    """The number that an answer holds, however it is spaced, or None."""
    plain = SPACES.sub("", text)
    return float(plain.replace(",", ".")) if NUMBER.match(plain) else None


def fault_of(asked: Field, text: str) -> str:
    """What is wrong with an answer that is not empty, in words; "" when nothing is."""
    if len(text) > asked.longest and asked.kind in (QuestionKind.LINE, QuestionKind.TEXT):
        return _("The answer is %(n)s characters too long.") % {"n": len(text) - asked.longest}
    if asked.kind == QuestionKind.DATE and date_of(text) is None:
        return _("Write the date in the form 31.5.2026.")
    if asked.kind == QuestionKind.NUMBER and number_of(text) is None:
        return _("Write a number, for example 120.")
    if asked.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        known = {code for code, _name in asked.options}
        if asked.kind == QuestionKind.CHOICE and len(codes_of(text)) > 1:
            return _("Choose one of these.")
        if not set(codes_of(text)) <= known:
            return _("A choice is no longer there. Choose again.")
    return ""


def is_joint(sections: Iterable[FormSection]) -> bool:
    """Whether several member organisations answer for themselves."""
    return len({each.member for section in sections for each in section.fields if each.member}) > 1


def fields_chosen(sections: Sequence[FormSection], keys: Collection[str], lang: str) -> list[tuple[Field, Spoken]]:
    """What was asked to be completed, each with the goal or the organisation that it is of (`Field.part_of`)."""
    joint = is_joint(sections)
    chosen = [each for section in sections for each in section.completable if each.key in keys]
    return [(each, each.part_of(joint=joint, lang=lang)) for each in chosen]


def missing_of(sections: Iterable[FormSection], answers: Mapping[str, str], open_texts: Iterable[str]) -> list[Missing]:
    """What is missing from the answers, in the order of the form; `open_texts` are keys of fields with two texts."""
    sections, parallel, found = list(sections), set(open_texts), []
    several = is_joint(sections)
    for section in sections:
        begun = {each.group for each in section.fields if each.group and answers.get(each.key, "").strip()}
        for each in section.fields:
            text = answers.get(each.key, "")
            if each.key in parallel:
                reason = _("Two texts. Compare and choose.")
            elif text.strip():
                reason = fault_of(each, text)
                if not reason:
                    continue
            elif each.required or (each.group in begun and each.group):
                reason = ""
            else:
                continue
            label = f"{each.label.text}: {each.whose.text}" if each.whose.text and several else each.label.text
            found.append(Missing(each.key, label, section.code, each.anchor, reason, each.member))
    return found
