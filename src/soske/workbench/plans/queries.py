"""Reads of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Q

from soske.intake.groups.models import Group, Member
from soske.intake.groups.queries import member_titles
from soske.packs.codes import PlanKind
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.writings import WritingView, writings_of
from soske.workbench.plans.columns import columns_of
from soske.workbench.plans.models import Comment, Plan, Row

if TYPE_CHECKING:
    from soske.packs.schema_plan import Plan as Template
    from soske.packs.schema_plan import PlanSection

SUBJECT = "plan"


def template_of(programme: Programme) -> Template | None:
    """The template in the texts of the academy; None when it has none, as one that was made before there were any."""
    found: Template | None = pack_parts(programme, "plan").get("plan")
    return found if found is not None and found.sections else None


def section_of(programme: Programme, code: str) -> PlanSection | None:
    template = template_of(programme)
    return next((each for each in template.sections if each.code == code), None) if template else None


def plan_of(group: Group) -> Plan | None:
    """The plan, once somebody has written something. One query."""
    return Plan.objects.filter(group=group).first()


def own_key(section: str, member: int) -> str:
    """The field of a member organisation's own part."""
    return f"{section}.{member}"


def members_of(group: Group, lang: str) -> list[tuple[int, str]]:
    """(number, name) of the member organisations, in their order. Two queries."""
    members = list(Member.objects.filter(group=group).order_by("position").values_list("pk", flat=True))
    titles = member_titles(members, lang)
    return [(pk, titles[pk]) for pk in members]


class Noted(NamedTuple):
    """Comments on a section: open ones, and all."""

    open: int
    all: int


@dataclass(frozen=True, slots=True)
class Outlined:
    """How far a section has come."""

    section: PlanSection
    writing: WritingView | None
    rows: int
    notes: Noted

    @property
    def begun(self) -> bool:
        return bool(self.rows or (self.writing and self.writing.text.strip()))

    @property
    def open(self) -> bool:
        """Whether the plan is not ready without something that is not there."""
        return self.section.needed and not self.begun and self.section.kind != PlanKind.HANDLING


@dataclass(frozen=True, slots=True)
class Outline:
    """The plan as its front page shows it."""

    sections: list[Outlined]

    @property
    def needed(self) -> int:
        return sum(each.section.needed and each.section.kind != PlanKind.HANDLING for each in self.sections)

    @property
    def missing(self) -> list[Outlined]:
        return [each for each in self.sections if each.open]

    @property
    def next(self) -> Outlined | None:
        """The empty section that takes the shortest first look."""
        return min(self.missing, key=lambda each: each.section.minutes, default=None)

    @property
    def ready(self) -> bool:
        return not self.missing


def outline_of(programme: Programme, plan: Plan | None) -> Outline:
    """Every section with what there is of it. Three queries."""
    template = template_of(programme)
    sections = template.sections if template else []
    if plan is None:
        return Outline([Outlined(each, None, 0, Noted(0, 0)) for each in sections])
    writings = writings_of((SUBJECT, plan.pk))
    latest = _latest(writings)
    rows = dict(Row.objects.filter(plan=plan, removed_at=None).order_by().values_list("section").annotate(Count("pk")))
    still = Count("pk", filter=Q(resolved_at=None))
    counts = (
        Comment.objects.filter(plan=plan).order_by().values_list("section").annotate(still=still, every=Count("pk"))
    )
    notes = {section: Noted(open_ones, every) for section, open_ones, every in counts}
    return Outline(
        [
            Outlined(each, latest.get(each.code), rows.get(each.code, 0), notes.get(each.code, Noted(0, 0)))
            for each in sections
        ]
    )


def _latest(writings: Mapping[str, WritingView]) -> dict[str, WritingView]:
    """Section -> its text, or the latest of the organisations' own parts when there is no common one."""
    found: dict[str, WritingView] = {}
    for key, view in sorted(writings.items(), key=lambda pair: ("." not in pair[0], pair[1].saved_at)):
        if view.text.strip():
            found[key.partition(".")[0]] = view
    return found


def rows_of(plan: Plan | None, section: str) -> list[Row]:
    """The rows of a section in their order. One query."""
    return list(Row.objects.filter(plan=plan, section=section, removed_at=None)) if plan else []


def row_get(group: Group, section: str, pk: int) -> Row | None:
    """A row of the team's plan, also one that was removed."""
    rows = Row.objects.filter(plan__group=group, section=section, pk=pk)
    return rows.select_related("plan__group__programme").first()


def row_words(row: Row) -> str:
    """What a row is called: its first column."""
    first = next(iter(columns_of(row.kind)), None)
    return str(row.values.get(first.name, "")) if first else ""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment ready to be shown."""

    pk: int
    who: str
    coach: bool
    at: dt.datetime
    quote: str
    text: str
    resolved: bool
    own: bool


def comments_of(plan: Plan | None, section: str, *, reader: int) -> list[Said]:
    """The comments on a section, the open ones first, the newest first. One query."""
    if plan is None:
        return []
    rows: Any = (
        Comment.objects.filter(plan=plan, section=section).select_related("person").order_by("-written_at", "-pk")
    )
    said = [
        Said(
            each.pk,
            each.person.name if each.person else "",
            each.coach,
            each.written_at,
            each.quote,
            each.text,
            each.resolved_at is not None,
            each.person_id == reader,
        )
        for each in rows
    ]
    return sorted(said, key=lambda each: each.resolved)
