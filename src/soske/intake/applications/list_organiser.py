"""What stands around the coordinator's table of applications: states, filters, order, numbers of the call."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.intake.applications.counts import Counts, Overview
from soske.intake.applications.queries_organiser import FLAGS, UNKNOWN, Filters
from soske.intake.applications.states import ApplicationState
from soske.intake.applications.tables import pairs_bars, sector_words
from soske.people.models import Sector
from soske.people.regions import REGIONS


def orders_shown() -> list[tuple[str, str]]:
    """(code, words) of each order of the list."""
    return [
        ("newest", pgettext("order of a list", "newest first")),
        ("number", pgettext("order of a list", "by number")),
        ("name", pgettext("order of a list", "by name")),
    ]


def state_links_shown(filters: Filters, counts: Counts) -> list[tuple[str, str, int, bool]]:
    """(address, words, count, whether it is chosen) of each state."""
    words = {
        "": _("All"),
        ApplicationState.SUBMITTED.value: _("Submitted"),
        ApplicationState.DRAFT.value: _("Drafts"),
        ApplicationState.WITHDRAWN.value: _("Withdrawn"),
    }
    numbers = {"": sum(counts.states.values()), **counts.states}
    return [
        (filters.query(state=code), label, numbers.get(code, 0), code == filters.state) for code, label in words.items()
    ]


def choices_shown(
    filters: Filters, counts: Counts, themes: dict[str, str], lang: str
) -> list[tuple[str, str, SafeString]]:
    """(name, words, options) of the lists to choose a filter from, and of the order; options are made here, because
    there are many. Values that would show nothing are left out, the chosen one stays."""
    sectors = sector_words(lang)
    regions = {code: name.spoken(lang).text for code, name in REGIONS.items()} | {UNKNOWN: _("Not recorded")}
    every = _("All")
    rows: list[tuple[str, str, dict[str, str], dict[str, int]]] = [
        ("sector", _("Sector"), sectors, counts.sectors),
        ("region", _("Region"), regions, counts.regions),
        ("theme", _("Theme"), themes, counts.themes),
    ]
    found = []
    for name, label, named, numbers in rows:
        chosen = getattr(filters, name)
        options = [("", every)]
        options += [
            (code, f"{_capital(words)} ({numbers.get(code, 0)})")
            for code, words in named.items()
            if numbers.get(code) or code == chosen
        ]
        if len(options) > 1:
            found.append((name, label, _options(options, chosen)))
    orders = [(code, _capital(words)) for code, words in orders_shown()]
    return [*found, ("order", _("Order"), _options(orders, filters.order))]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _options(options: list[tuple[str, str]], chosen: str) -> SafeString:
    made = [
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(words)}</option>'
        for code, words in options
    ]
    return mark_safe("".join(made))  # noqa: S308 - escaped here


def flags_shown(filters: Filters, counts: Counts) -> list[tuple[str, str, int, bool]]:
    """(name, words, count, whether it is on) of each filter that is on or off."""
    words = {
        "joint": _("Joint applications"),
        "completion": _("Waiting for completion"),
        "late": _("Late, with permission"),
    }
    return [(flag, words[flag], counts.flags[flag], getattr(filters, flag)) for flag in FLAGS]


def bars_shown(overview: Overview, themes: dict[str, str], lang: str) -> list[tuple[str, SafeString]]:
    """Bars of the call by sector, region and theme."""
    regions = {code: name.spoken(lang).text for code, name in REGIONS.items()} | {UNKNOWN: _("Not recorded")}
    sectors = sector_words(lang)
    return [
        (_("By sector"), pairs_bars((sectors[s], overview.sectors[s]) for s in Sector.values if s in overview.sectors)),
        (_("By region"), pairs_bars((regions[r], overview.regions[r]) for r in regions if r in overview.regions)),
        (_("By theme"), pairs_bars((name, overview.themes[code]) for code, name in themes.items())),
    ]
