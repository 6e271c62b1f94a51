"""Parts of a plan on a page: the outline, a table of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soske.base import formats
from soske.base.table import Column as TableColumn
from soske.base.table import Row as TableRow
from soske.base.table import table
from soske.base.templatetags.soske import not_recorded, tag
from soske.workbench.plans.columns import LEVELS, Column, ColumnKind, columns_of
from soske.workbench.plans.models import Row
from soske.workbench.plans.queries import Outlined


def state_of(each: Outlined, lang: str) -> list[SafeString]:
    """How far a section is, and whether somebody waits for an answer."""
    marks = []
    if each.section.kind == "handling":
        marks.append(tag("draft", _("Soske fills this in")))
    elif each.begun:
        marks.append(tag("ok", _("Begun")))
    elif each.section.needed:
        marks.append(tag("gap", _("Empty")))
    else:
        marks.append(tag("draft", _("Optional")))
    if each.notes.open:
        words = ngettext("%(n)s open comment", "%(n)s open comments", each.notes.open)
        marks.append(tag("wait", words % {"n": formats.number(each.notes.open, lang)}))
    return marks


def value_words(column: Column, value: str, means: Mapping[str, str], lang: str) -> SafeString | str:
    """What a column says, as it is read."""
    if not value:
        return not_recorded() if column.needed else "–"
    match column.kind:
        case ColumnKind.CHOICE:
            return str(LEVELS.get(value, value))
        case ColumnKind.MEANS:
            return means.get(value, value)
        case ColumnKind.NUMBER:
            return format_html("{} {}", formats.number(float(value), lang), column.unit)
        case ColumnKind.DAYS:
            return format_html("{} {}", value, column.unit)
        case ColumnKind.TEXT:
            return linebreaks(value, autoescape=True)
    return value


def rows_table(
    rows: Sequence[Row], kind: str, *, means: Mapping[str, str], lang: str, edit: Any = None
) -> SafeString | str:
    """The rows of a section; the last column leads to the page of the row where it may be changed. "" without rows."""
    columns = columns_of(kind)
    if not rows or not columns:
        return ""
    heads = [TableColumn(columns[0].label), *(TableColumn(each.label, labelled=True) for each in columns[1:])]
    heads += [TableColumn(_("Edit"), act=True, spoken=True)] if edit else []

    def cells(row: Row) -> TableRow:
        words = [value_words(column, str(row.values.get(column.name, "")), means, lang) for column in columns]
        if edit:
            words.append(
                format_html(
                    '<a href="{}">{}<span class="hidden-text">: {}</span></a>', edit(row), _("Edit"), str(words[0])[:80]
                )
            )
        return TableRow(words)

    return table(heads, map(cells, rows))


def row_address(slug: str, group: int, section: str) -> Any:
    """Row -> address of its page."""
    pattern = reverse("plan_row", args=[slug, group, section, 0]).removesuffix("0/")
    return lambda row: f"{pattern}{row.pk}/"
