"""Means on a page: lists, facts, legal bases and comparisons as HTML or in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.base import formats
from soske.base.parts import facts, shown
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import not_recorded, tag
from soske.programmes.texts_labels import choice_label
from soske.workbench.means.catalogue import OLD, Entry

if TYPE_CHECKING:
    from soske.packs.schema_means import Means, Statute

STATUS_KINDS = {"confirmed": "ok", "reading": "wait", "unconfirmed": "gap"}
FORCE_KINDS = {"must": "go", "may": "draft", "contract": "draft"}


def words_of(label: str, values: Iterable[Any]) -> str:
    """Values of an enumeration of the schema (Class.field) in a row."""
    return " · ".join(str(choice_label(label, str(each))) for each in values)


def hours_words(hours: float, lang: str) -> str:
    return _("about %(n)s h") % {"n": formats.number(hours, lang)} if hours else _("none")


def euros(value: int, lang: str) -> str:
    return _("%(n)s euros") % {"n": formats.number(value, lang)}


def address_of(slug: str) -> Callable[[str], str]:
    """Code -> address of the page of a means. Made from one address, because a list has many."""
    pattern = reverse("means_page", args=[slug, "CODE"])
    return lambda code: pattern.replace("CODE", code)


# --- the catalogue --------------------------------------------------------------------------------------------------
def catalogue_table(slug: str, rows: Sequence[Entry], *, kept: Collection[str], lang: str) -> SafeString:
    """Name and what it does, phases, hours a year; whether the team has kept it."""
    columns = [
        Column(pgettext("one of the catalogue", "Means")),
        Column(_("Phases of procurement"), labelled=True),
        Column(_("Work a year"), labelled=True, number=True),
    ]
    address = address_of(slug)
    return table(columns, (_row(address(each.code), each, each.code in kept, lang) for each in rows))


def _row(address: str, entry: Entry, kept: bool, lang: str) -> Row:
    mark = tag("selected", _("In the basket")) if kept else ""
    name = format_html(
        '<a href="{}">{}</a>{}{}',
        address,
        shown(entry.name, lang),
        format_html(" {}", mark) if mark else "",
        below(shown(entry.does, lang)),
    )
    phases = words_of("Means.phases", entry.phases)
    return Row([name, phases, hours_words(entry.hours_year, lang)], chosen=kept)


# --- one means ------------------------------------------------------------------------------------------------------
def means_facts(means: Means, themes: Mapping[str, str], purchases: Mapping[str, str], lang: str) -> SafeString:
    """The facts below the head of a means' page."""
    suits = means.suits
    limits = []
    if suits.value is not None:
        limits.append(_("under %(value)s") % {"value": euros(suits.value, lang)})
    if suits.months is not None:
        limits.append(_("shorter than %(n)s months") % {"n": formats.number(suits.months, lang)})
    rows = [
        (_("Themes"), formats.listing([themes.get(code, code) for code in means.themes or themes], lang)),
        (_("Phases of procurement"), words_of("Means.phases", means.phases)),
        (_("Contracts"), words_of("Means.contracts", means.contracts)),
        (_("Suits especially"), formats.listing([purchases.get(code, code) for code in suits.purchases], lang)),
        (_("Heavy for contracts that are"), " · ".join(limits)),
        (_("Meant for risks from"), str(choice_label("Suits.risk", str(suits.risk))) if suits.risk else ""),
        (_("Work before the contract"), hours_words(means.hours_start, lang)),
        (_("Work a year"), hours_words(means.hours_year, lang)),
    ]
    return facts(*[row for row in rows if row[1]])


def law_table(law: Sequence[Statute], *, today: dt.date, lang: str, order: tuple[str, ...]) -> SafeString:
    """What a means rests on, class by class: what it does, section, status, source and day."""
    columns = [
        Column(_("Classes of procurement")),
        Column(_("What the law does"), labelled=True),
        Column(_("Legal basis"), labelled=True),
        Column(_("How sure"), labelled=True),
        Column(_("Source"), labelled=True),
    ]
    return table(columns, (_law_row(each, today, lang, order) for each in law))


def _law_row(statute: Statute, today: dt.date, lang: str, order: tuple[str, ...]) -> Row:
    status, force = str(statute.status), str(statute.force)
    checked = formats.date_short(statute.checked_on, lang)
    words = _("checked on %(day)s, old") if today - statute.checked_on > OLD else _("checked on %(day)s")
    provision = statute.provision.spoken(lang, order)
    basis = format_html("<strong>{}</strong>{}", provision.text, below(shown(statute.text, lang)))
    return Row(
        [
            words_of("Statute.classes", statute.classes),
            tag(FORCE_KINDS[force], choice_label("Statute.force", force)),
            basis,
            tag(STATUS_KINDS[status], choice_label("Statute.status", status)),
            format_html("{}{}", source_link(statute.source), below(words % {"day": checked})),
        ]
    )


def source_link(url: str, words: Any = "") -> SafeString:
    """A link to a source; without words it is called by its host."""
    host = urlsplit(url).netloc.removeprefix("www.")
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, words or host)


def below(words: Any) -> SafeString:
    """A second line of a cell, smaller."""
    return format_html('<span class="meta block-meta">{}</span>', words)


def points(texts: Iterable[Any], lang: str) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((shown(text, lang),) for text in texts))
    return format_html('<ul class="plain-list">{}</ul>', items)


# --- side by side ---------------------------------------------------------------------------------------------------
def options(names: Iterable[tuple[str, str]], chosen: Iterable[str]) -> list[SafeString]:
    """The options of a select for each that is chosen, from (code, name) pairs."""
    rows = [(code, f'<option value="{escape(code)}"', f">{escape(name)}</option>") for code, name in names]
    return [
        mark_safe("".join(f"{begin}{' selected' if code == each else ''}{end}" for code, begin, end in rows))  # noqa: S308
        for each in chosen
    ]


def compare_table(chosen: Sequence[Means], *, lang: str, order: tuple[str, ...], slug: str) -> SafeString:
    """Two or three means side by side, an aspect on each row."""
    columns = [Column(_("What is compared"))]
    columns += [Column(each.name.spoken(lang, order).text, labelled=True) for each in chosen]

    def row(title: Any, cell: Any) -> Row:
        return Row([title, *(cell(each) or not_recorded() for each in chosen)])

    def limits(each: Means) -> str:
        parts = []
        if each.suits.value is not None:
            parts.append(euros(each.suits.value, lang))
        if each.suits.months is not None:
            parts.append(_("%(n)s months") % {"n": formats.number(each.suits.months, lang)})
        return " · ".join(parts) or _("no limit")

    def forces(each: Means) -> SafeString:
        lines = [
            (words_of("Statute.classes", statute.classes), choice_label("Statute.force", str(statute.force)))
            for statute in each.law
            if str(statute.status) != "unconfirmed"
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))

    return table(
        columns,
        [
            row(pgettext("of a means", "What it does"), lambda each: shown(each.does, lang)),
            row(_("When it fits"), lambda each: points(each.fits, lang)),
            row(_("When it does not fit"), lambda each: points(each.unfit, lang)),
            row(_("Phases of procurement"), lambda each: words_of("Means.phases", each.phases)),
            row(_("Smallest contract for which it is not heavy"), limits),
            row(_("How it is verified"), lambda each: shown(each.verify, lang)),
            row(_("Work before the contract"), lambda each: hours_words(each.hours_start, lang)),
            row(_("Work a year"), lambda each: hours_words(each.hours_year, lang)),
            row(_("What the law does"), forces),
            row(_("Indicators"), lambda each: points(each.indicators, lang)),
            row(_("More"), lambda each: _more(slug, each, lang, order)),
        ],
    )


def _more(slug: str, means: Means, lang: str, order: tuple[str, ...]) -> SafeString:
    name = means.name.spoken(lang, order).text
    return format_html('<a href="{}">{}</a>', reverse("means_page", args=[slug, means.code]), name)
