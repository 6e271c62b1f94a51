"""The table of the catalogue for the coordinator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from soske.base import formats
from soske.base.parts import shown
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import tag
from soske.workbench.means.catalogue import OLD, Entry
from soske.workbench.means.shown import address_of


def desk_table(
    slug: str,
    rows: Iterable[Entry],
    *,
    kept: Mapping[str, int],
    changes: Mapping[str, tuple[int, dt.datetime]],
    today: dt.date,
    lang: str,
    order: tuple[str, ...],
) -> SafeString:
    """Name, the oldest check, what is not confirmed, what no lawyer has checked, teams, changes, a link to edit."""
    columns = [
        Column(pgettext("one of the catalogue", "Means")),
        Column(_("Oldest check of the law"), labelled=True),
        Column(_("Legal bases to be checked"), number=True, labelled=True),
        Column(_("Examples that no lawyer has checked"), number=True, labelled=True),
        Column(_("Teams that keep it"), number=True, labelled=True),
        Column(_("Changes"), labelled=True),
        Column(_("Edit"), act=True, spoken=True),
    ]
    page, edit = address_of(slug), reverse("texts_item", args=[slug, "means", "CODE"])
    earlier = reverse("texts_earlier", args=[slug, "means"])

    def row(entry: Entry) -> Row:
        addresses = _Addresses(page(entry.code), edit.replace("CODE", entry.code), f"{earlier}?item={entry.code}")
        return _row(addresses, entry, kept, changes, today, lang, order)

    return table(columns, map(row, rows))


class _Addresses(NamedTuple):
    page: str
    edit: str
    earlier: str


def _row(
    at: _Addresses,
    entry: Entry,
    kept: Mapping[str, int],
    changes: Mapping[str, tuple[int, dt.datetime]],
    today: dt.date,
    lang: str,
    order: tuple[str, ...],
) -> Row:
    checked = formats.date_short(entry.checked_on, lang)
    old = today - entry.checked_on > OLD
    number, last = changes.get(entry.code, (0, None))
    changed: SafeString | str = ""
    if number and last is not None:
        words = ngettext("%(n)s change, last on %(day)s", "%(n)s changes, last on %(day)s", number)
        said = words % {"n": number, "day": formats.date_short(last, lang)}
        changed = format_html('<a href="{}">{}</a>', at.earlier, said)
    name = entry.name.spoken(lang, order).text
    return Row(
        [
            format_html('<a href="{}">{}</a>', at.page, shown(entry.name, lang)),
            format_html("{} {}", checked, tag("late", _("Old"))) if old else checked,
            formats.number(entry.open_law, lang),
            formats.number(entry.open_clauses, lang),
            formats.number(kept.get(entry.code, 0), lang),
            changed or _("None"),
            format_html('<a href="{}">{}<span class="hidden-text">: {}</span></a>', at.edit, _("Edit"), name),
        ],
        needs=old,
    )
