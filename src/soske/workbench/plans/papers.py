"""A plan as a document: what the team has written, section by section."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base import formats
from soske.intake.groups.models import Group
from soske.intake.groups.queries import titles_of
from soske.records.writings import WritingView, writings_of
from soske.workbench.means.catalogue import names_of
from soske.workbench.plans.columns import ColumnKind, columns_of
from soske.workbench.plans.models import Row
from soske.workbench.plans.queries import SUBJECT, members_of, own_key, plan_of, template_of
from soske.workbench.plans.shown import plain_words

if TYPE_CHECKING:
    from soske.engines.documents.report import Block, Report, Section
    from soske.packs.schema_plan import PlanSection


def plan_report(group: Group, *, lang: str, now: dt.datetime) -> Report:
    """The plan of a team as it is now. Six queries, whatever its size."""
    from soske.engines.documents.report import Report

    programme, plan = group.programme, plan_of(group)
    template = template_of(programme)
    writings = writings_of((SUBJECT, plan.pk)) if plan else {}
    rows: dict[str, list[Row]] = {}
    for row in Row.objects.filter(plan=plan, removed_at=None) if plan else ():
        rows.setdefault(row.section, []).append(row)
    members, means = members_of(group, lang), names_of(programme, lang)
    sections: list[Section] = []
    for each in template.sections if template else ():
        sections += _sections(each, writings, rows.get(each.code, []), members, means, lang, tuple(programme.languages))
    title = titles_of(programme, [group.pk], lang).get(group.pk, "")
    day = formats.date_long(timezone.localdate(now), lang)
    return Report(
        title=_("Operating-model plan"),
        lang=lang,
        kicker=programme.name.spoken(lang, tuple(programme.languages)).text,
        facts=[(_("Team"), title), (_("Organisations"), formats.listing([name for _pk, name in members], lang))],
        sections=sections,
        foot=f"{title} · {day}",
        made_at=day,
        made=now,
        absent=_("Not written yet"),
        contents=_("Contents"),
    )


def _sections(
    section: PlanSection,
    writings: Mapping[str, WritingView],
    rows: list[Row],
    members: list[tuple[int, str]],
    means: Mapping[str, str],
    lang: str,
    order: tuple[str, ...],
) -> list[Section]:
    """A chapter: the common text and the rows, then each organisation's own part under a heading of its own."""
    from soske.engines.documents.report import Grid, Prose, Section

    blocks: list[Block] = []
    if text := _text(writings, section.code):
        blocks.append(Prose(text))
    columns = columns_of(section.kind)
    if rows and columns:
        numbers = [place for place, column in enumerate(columns) if column.kind in NUMBERS]
        lines = [
            [plain_words(column, row.values.get(column.name, ""), means, lang) for column in columns] for row in rows
        ]
        blocks.append(Grid([_head(column) for column in columns], lines, numbers=numbers))
    spoken = section.name.spoken(lang, order)
    found = [Section(spoken.text, blocks)]
    if section.own and len(members) > 1:
        own = [(name, _text(writings, own_key(section.code, pk))) for pk, name in members]
        found += [Section(name, [Prose(text)], level=2) for name, text in own if text]
    return found


NUMBERS = (ColumnKind.NUMBER, ColumnKind.YEAR, ColumnKind.DAYS)


def _head(column: Any) -> str:
    return f"{column.label} ({column.unit})" if column.unit else str(column.label)


def _text(writings: Mapping[str, WritingView], key: str) -> str:
    view = writings.get(key)
    return view.text.strip() if view else ""
