"""Reads of applications: the form as its members see it, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.opened import mark
from soske.intake.applications.fields import (
    GOALS,
    Asking,
    Field,
    FormSection,
    MemberOf,
    Missing,
    codes_of,
    date_of,
    form_sections,
    members_of,
    missing_of,
    number_of,
)
from soske.intake.applications.models import Application, CompletionRequest, SignOff
from soske.intake.calls.queries import call_window
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import MemberFacts, members_facts
from soske.packs.text import Spoken
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of
from soske.records.writings import WritingView, writings_of

SUBJECT = "application"
Sponsors = Mapping[int, tuple[str, int | None]]
"""Member -> how its management sponsor is called, and who she is."""
NO_SPONSOR: tuple[str, int | None] = ("", None)


def application_get(programme: Programme, pk: int) -> Application | None:
    """One application of this programme with its group, or None."""
    found = Application.objects.select_related("group").filter(programme=programme, pk=pk).first()
    if found is not None:
        found.programme = found.group.programme = programme
    return found


def group_applied(group: Group) -> bool:
    """Whether the group has an application, in whatever state."""
    return Application.objects.filter(group=group).exists()


def application_of_token(programme: Programme, token: UUID) -> Application | None:
    """The application that the form with this token has begun, if it has."""
    return Application.objects.filter(programme=programme, group__token=token).first()


# --- the form -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the group and how far its own part is."""

    pk: int
    name: Spoken
    lead: bool
    sponsor: str
    sponsor_id: int | None
    signed_at: dt.datetime | None
    asked_at: dt.datetime | None
    undone: bool
    missing: int

    @property
    def state(self) -> str:
        """ "signed", "undone" (its part was changed afterwards), "working" (it lacks something) or "waiting"."""
        if self.signed_at:
            return "signed"
        return "undone" if self.undone else "working" if self.missing else "waiting"


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section in the list: "done", "going", "empty" or "parallel" (two texts), and how much is missing."""

    section: FormSection
    state: str
    missing: int


@dataclass(frozen=True, slots=True)
class Form:
    """An application as its members write it."""

    application: Application
    sections: tuple[FormSection, ...]
    answers: dict[str, str]
    writings: dict[str, WritingView]
    missing: tuple[Missing, ...]
    members: tuple[MemberRow, ...]
    rows: tuple[SectionRow, ...]

    @property
    def joint(self) -> bool:
        return len(self.members) > 1

    @property
    def unsigned(self) -> list[MemberRow]:
        """Members whose sign-off is missing; a group of one member needs none."""
        return [member for member in self.members if not member.signed_at] if self.joint else []

    def section(self, code: str) -> FormSection | None:
        return next((section for section in self.sections if section.code == code), None)

    def field(self, key: str) -> Field | None:
        return next((each for section in self.sections for each in section.fields if each.key == key), None)


def asking_of(
    members: Iterable[tuple[int, MemberFacts]], themes: Iterable[str], programme: Programme, lang: str
) -> Asking:
    """What decides the fields of an application."""
    order = tuple(programme.languages)
    return Asking(members=members_of(members, lang, order), themes=tuple(themes), lang=lang, order=order)


def sections_of(programme: Programme, asking: Asking) -> tuple[FormSection, ...]:
    """The form that the pack makes of it; remembered until the programme changes."""

    def make() -> tuple[FormSection, ...]:
        parts = pack_parts(programme, "application", "themes", "topics")
        return form_sections(parts["application"], parts["themes"], parts["topics"], asking)

    return remembered_of(programme, make, "application form", asking)


def sections_asked(application: Application, lang: str) -> tuple[FormSection, ...]:
    """The form of an application without its answers. One query."""
    facts = members_facts(application.group_id)
    return sections_of(application.programme, asking_of(facts, application.group.themes, application.programme, lang))


def form_of(application: Application, lang: str) -> Form:
    """The whole form with its answers. Seven queries at most, rows bounded by the form itself."""
    group = application.group
    sponsors = {
        pk: (name, who)
        for pk, name, who in Member.objects.filter(group=group).values_list("pk", "sponsor_name", "sponsor")
    }
    facts = members_facts(group.pk)
    asking = asking_of(facts, group.themes, application.programme, lang)
    sections = sections_of(application.programme, asking)
    writings = writings_of((SUBJECT, application.pk))
    answers = {key: writing.text for key, writing in writings.items()}
    parallel = {key for key, writing in writings.items() if writing.parallels}
    missing = (
        *_group_missing(application, sections, asking.members, sponsors),
        *missing_of(sections, answers, parallel),
    )
    return Form(
        application=application,
        sections=sections,
        answers=answers,
        writings=writings,
        missing=missing,
        members=_member_rows(application, asking.members, sponsors, missing),
        rows=tuple(_section_row(section, answers, parallel, missing) for section in sections),
    )


def part_mark(form: Form, member: int) -> str:
    """A mark of what is said about a member organisation (base.opened): its own answers, its goals, its sponsor."""
    keys = {each.key for section in form.sections for each in section.fields if each.member == member}
    goals = {f"goal.{n}." for n in range(1, GOALS + 1) if form.answers.get(f"goal.{n}.member") == str(member)}
    part = {key: text for key, text in form.answers.items() if key in keys or key.startswith(tuple(goals))}
    return mark([part, next((each.sponsor for each in form.members if each.pk == member), "")])


def _group_missing(
    application: Application, sections: Iterable[FormSection], members: Iterable[MemberOf], sponsors: Sponsors
) -> list[Missing]:
    """What the group itself lacks: a management sponsor for each member, a contact person."""
    code = next((section.code for section in sections if section.kind == "group"), "")
    if not code:
        return []
    found = [
        Missing(
            key=f"sponsor.{member.pk}",
            label=_("Management sponsor: %(name)s") % {"name": member.name.text},
            section=code,
            anchor=sponsor_anchor(member.pk),
            member=member.pk,
        )
        for member in members
        if not sponsors.get(member.pk, NO_SPONSOR)[0]
    ]
    if application.group.contact_id is None:
        found.append(Missing("contact", _("Contact person"), code, "people"))
    return found


def sponsor_anchor(member: int) -> str:
    """The id of the field in which the management sponsor of a member is named."""
    return f"id_sponsor-{member}-name"


def _member_rows(
    application: Application, members: Iterable[MemberOf], sponsors: Sponsors, missing: Iterable[Missing]
) -> tuple[MemberRow, ...]:
    signed = {row.member_id: row for row in SignOff.objects.filter(application=application)}
    lacking = [each.member for each in missing]
    return tuple(
        MemberRow(
            pk=member.pk,
            name=member.name,
            lead=member.lead,
            sponsor=sponsors.get(member.pk, NO_SPONSOR)[0],
            sponsor_id=sponsors.get(member.pk, NO_SPONSOR)[1],
            signed_at=signed[member.pk].signed_at if member.pk in signed else None,
            asked_at=signed[member.pk].asked_at if member.pk in signed else None,
            undone=bool(member.pk in signed and signed[member.pk].undone_at),
            missing=lacking.count(member.pk),
        )
        for member in members
    )


def _section_row(
    section: FormSection, answers: dict[str, str], parallel: set[str], missing: Iterable[Missing]
) -> SectionRow:
    lacking = sum(1 for each in missing if each.section == section.code)
    if any(each.key in parallel for each in section.fields):
        state = "parallel"
    elif not lacking:
        state = "done"
    else:
        state = "going" if any(answers.get(each.key, "").strip() for each in section.fields) else "empty"
    return SectionRow(section, state, lacking)


def place_in(application: Application, person: Any) -> GroupPerson | None:
    """The place of the person in the group that applies, or None."""
    if not person.is_authenticated:
        return None
    found = GroupPerson.objects.filter(group=application.group_id, person=person, ends__isnull=True)
    return found.select_related("member").first()


def people_in(group: Group) -> list[GroupPerson]:
    """Those who are in the group now; at most as many as a group may have."""
    return list(GroupPerson.objects.filter(group=group, ends__isnull=True).select_related("person").order_by("pk"))


def request_open(application: Application, *, now: dt.datetime) -> CompletionRequest | None:
    """The request for completion that can still be answered, or None."""
    return CompletionRequest.objects.filter(
        application=application, answered_at__isnull=True, cancelled_at__isnull=True, due__gt=now
    ).first()


def submit_until(application: Application) -> dt.datetime | None:
    """Until when it can be submitted: the end of the call, or later by leave of the coordinator; None: not at all."""
    closes = call_window(application.programme).closes
    late = application.late_until
    return max((moment for moment in (closes, late) if moment), default=None)


# --- an answer in words ---------------------------------------------------------------------------------------------
def answer_words(asked: Field, text: str, lang: str) -> str:
    """An answer as one reads it: names of choices, the date and number as the language writes them."""
    if not text.strip():
        return ""
    match asked.kind:
        case "choice" | "choices":
            names = {code: name.text for code, name in asked.options}
            return "\n".join(names.get(code, code) for code in codes_of(text))
        case "date":
            day = date_of(text)
            return formats.date_short(day, lang) if day else text
        case "number":
            number = number_of(text)
            unit = f"\u00a0{asked.unit.text}" if asked.unit.text else ""
            return f"{formats.number(number, lang)}{unit}" if number is not None else text
    return text
