"""Parts of a plan on a page: how far a section is, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soske.base import formats
from soske.base.templatetags.soske import not_recorded, tag
from soske.workbench.plans.columns import LEVELS, Column, ColumnKind, columns_of
from soske.workbench.plans.models import Row
from soske.workbench.plans.queries import Outlined, row_words

BREAK = mark_safe("<br>")


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


def plain_words(column: Column, value: str, means: Mapping[str, str], lang: str) -> str:
    """What a column says as plain text, without its unit."""
    match column.kind:
        case ColumnKind.CHOICE:
            return str(LEVELS.get(value, value))
        case ColumnKind.MEANS:
            return means.get(value, value)
        case ColumnKind.NUMBER if value:
            return formats.number(float(value), lang)
    return value


def value_words(column: Column, value: str, means: Mapping[str, str], lang: str) -> SafeString:
    """The same as it is read on a page, with its unit."""
    words = plain_words(column, value, means, lang)
    if column.unit:
        return format_html("{} {}", words, column.unit)
    return format_html_join(BREAK, "{}", ((line,) for line in words.split("\n")))


def rows_list(
    rows: Sequence[Row], kind: str, *, means: Mapping[str, str], lang: str, edit: Any = None
) -> SafeString | str:
    """The rows of a section, each with its first column as its name; a link to the page of the row where it may be
    changed. "" without rows."""
    columns = columns_of(kind)
    if not rows or not columns:
        return ""
    items = []
    for row in rows:
        said = [
            (column, value_words(column, str(value), means, lang))
            for column in columns
            if (value := row.values.get(column.name))
        ]
        name = said[0][1] if said else not_recorded()
        pairs = format_html_join(
            "", "<div><dt>{}</dt><dd>{}</dd></div>", ((column.label, words) for column, words in said[1:])
        )
        below = format_html('<dl class="row-values">{}</dl>', pairs) if pairs else ""
        link = ""
        if edit:
            words = format_html('<span class="hidden-text">: {}</span>', row_words(row)[:80])
            link = format_html('<a href="{}">{}{}</a>', edit(row), _("Edit"), words)
        items.append(format_html('<li><div class="main"><p class="name">{}</p>{}</div>{}</li>', name, below, link))
    return format_html('<ol class="rows-plain plan-rows">{}</ol>', mark_safe("".join(items)))  # noqa: S308 - escaped above


def row_address(slug: str, group: int, section: str) -> Any:
    """Row -> address of its page."""
    pattern = reverse("plan_row", args=[slug, group, section, 0]).removesuffix("0/")
    return lambda row: f"{pattern}{row.pk}/"
