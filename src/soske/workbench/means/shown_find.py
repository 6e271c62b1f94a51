"""Verdicts of the finder, risk and employment potential in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soske.base import formats
from soske.base.parts import shown
from soske.base.templatetags.soske import tag
from soske.engines.estimate import Estimate, Flag
from soske.engines.finder import Note, Reason, Verdict
from soske.engines.risk import Assessed, Depth, Level, depth_of
from soske.programmes.texts_labels import choice_label
from soske.workbench.means.catalogue import Entry
from soske.workbench.means.forms_find import SIGNALS
from soske.workbench.means.shown import address_of, euros, hours_words, source_link, words_of

LEVEL_KINDS = {Level.LOW: "ok", Level.MEDIUM: "draft", Level.HIGH: "wait", Level.VERY_HIGH: "late"}


@dataclass(frozen=True, slots=True)
class Told:
    """One means with what the finder says of it."""

    entry: Entry
    reasons: list[str]
    warnings: list[str]
    hours: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Says verdicts in the language of the page."""

    slug: str
    entries: Mapping[str, Entry]
    lang: str
    kept: Collection[str]
    kind_names: Mapping[str, str]
    theme_names: Mapping[str, str]

    def row(self, verdict: Verdict) -> Told:
        entry = self.entries[verdict.code]
        return Told(
            entry=entry,
            reasons=[self.words(note) for note in verdict.reasons],
            warnings=[self.words(note) for note in verdict.warnings],
            hours=hours_words(entry.hours_year, self.lang),
            kept=verdict.code in self.kept,
        )

    def rest(self, verdicts: Iterable[Verdict], *, warnings: bool) -> SafeString:
        """The means that are not on the short list, with their warnings or the reasons why they are not."""
        address, items = address_of(self.slug), []
        kind = ' class="warning"' if warnings else ""
        for verdict in verdicts:
            notes = verdict.warnings if warnings else verdict.reasons
            said = "".join(f"<li{kind}>{escape(self.words(note))}</li>" for note in notes)
            below = f'<ul class="reasons">{said}</ul>' if said else ""
            name = shown(self.entries[verdict.code].name, self.lang)
            link = f'<a class="name" href="{address(verdict.code)}">{name}</a>'
            items.append(f'<li><div class="main">{link}{below}</div></li>')
        return mark_safe(f'<ul class="rows-plain">{"".join(items)}</ul>')  # noqa: S308 - escaped above

    def words(self, note: Note) -> str:
        """One reason or warning as a sentence."""
        return str(SENTENCES[note.reason](self, note.values))

    def kinds(self, codes: Collection[Any]) -> str:
        return formats.listing([self.kind_names.get(str(code), str(code)) for code in codes], self.lang)

    def themes(self, codes: Collection[Any]) -> str:
        return formats.listing([self.theme_names.get(str(code), str(code)) for code in codes], self.lang)

    def number(self, value: Any) -> str:
        return formats.number(value, self.lang)


def _level(value: Any) -> str:
    return str(choice_label("Suits.risk", str(value)))


SENTENCES: dict[Reason, Any] = {
    Reason.SUITED: lambda said, values: _("Suits this especially: %(kind)s.") % {"kind": said.kinds(values)},
    Reason.RISK_MET: lambda said, values: (
        _("Meant for a risk like this one: %(level)s.") % {"level": _level(values[0])}
    ),
    Reason.REQUIRED: lambda said, values: _("The law requires it."),
    Reason.OWN_THEME: lambda said, values: _("Serves the theme: %(theme)s.") % {"theme": said.themes(values)},
    Reason.THEME: lambda said, values: _("Serves another theme: %(theme)s.") % {"theme": said.themes(values)},
    Reason.CONTRACT: lambda said, values: (
        _("For other kinds of contract: %(kinds)s.") % {"kinds": words_of("Means.contracts", values)}
    ),
    Reason.PLACE: lambda said, values: (
        _("For work that is done elsewhere: %(places)s.") % {"places": words_of("Suits.places", values)}
    ),
    Reason.NEVER: lambda said, values: _("Not used in this: %(kind)s.") % {"kind": said.kinds(values)},
    Reason.ONLY: lambda said, values: _("Only for these: %(kinds)s.") % {"kinds": said.kinds(values)},
    Reason.ONLY_UNKNOWN: lambda said, values: _("Only for these: %(kinds)s.") % {"kinds": said.kinds(values)},
    Reason.TOO_SMALL: lambda said, values: (
        _("Far too heavy for a contract of this size. Worth considering from %(value)s.")
        % {"value": euros(int(values[1]), said.lang)}
    ),
    Reason.TOO_SHORT: lambda said, values: (
        _("Far too heavy for so short a contract. Worth considering from %(n)s months.") % {"n": said.number(values[1])}
    ),
    Reason.RISK_LOW: lambda said, values: _("Meant for a much higher risk: %(level)s.") % {"level": _level(values[1])},
    Reason.TOO_MANY_HOURS: lambda said, values: (
        _("Takes about %(needed)s hours a year, and you can give %(given)s.")
        % {"needed": said.number(values[0]), "given": said.number(values[1])}
    ),
    Reason.NO_LAW: lambda said, values: (
        _("What it rests on is not recorded for this class: %(kind)s.") % {"kind": words_of("Statute.classes", values)}
    ),
    Reason.HEAVY_VALUE: lambda said, values: (
        _("Heavy for a contract of this size. Light enough from %(value)s.")
        % {"value": euros(int(values[1]), said.lang)}
    ),
    Reason.HEAVY_MONTHS: lambda said, values: (
        _("Heavy for so short a contract. Light enough from %(n)s months.") % {"n": said.number(values[1])}
    ),
    Reason.RISK_BELOW: lambda said, values: (
        _("Meant for a higher risk (%(level)s). Consider whether you need it.") % {"level": _level(values[1])}
    ),
    Reason.MANY_HOURS: lambda said, values: (
        _("Takes about %(needed)s hours a year, a little more than the %(given)s that you can give.")
        % {"needed": said.number(values[0]), "given": said.number(values[1])}
    ),
    Reason.ANNOUNCED: lambda said, values: _("Can be supervised only if its terms are in the invitation to tender."),
}


# --- risk -----------------------------------------------------------------------------------------------------------
def _depth(depth: Depth | None) -> str:
    return {
        None: "",
        Depth.BASIC: _("A clause in the contract, and a talk about it in its meetings, is enough."),
        Depth.ENHANCED: _("Besides the clause, ask the supplier for a self-assessment and go through it."),
        Depth.DEEP: _("Besides the clause and the self-assessment, an audit or an inspection is needed."),
    }[depth]


def risk_words(risk: Assessed, level: Level | None, lang: str) -> dict[str, Any]:
    """The level with what decided it and the depth of follow-up. `level` differs when the reader gave her own."""
    own = level is not risk.level
    sources = [
        (
            str(choice_label("TierRisk.tier", str(each.tier))),
            _level(each.level),
            source_link(each.source),
            formats.date_short(each.checked_on, lang),
        )
        for each in risk.tiers
    ]
    return {
        "level": tag(LEVEL_KINDS[level], _level(level)) if level else "",
        "own": own,
        "sources": [] if own else sources,
        "signals": [] if own else [str(SIGNALS[each]) for each in risk.signals],
        "to_find_out": not own and risk.to_find_out,
        "depth": _depth(depth_of(level)),
    }


# --- employment potential -------------------------------------------------------------------------------------------
def estimate_words(estimate: Estimate, lang: str) -> dict[str, Any]:
    """Person-months with what speaks against them."""
    number = estimate.person_months
    words = ngettext("about %(n)s person-month", "about %(n)s person-months", number)
    warnings = {
        Flag.SMALL: _("The contract is smaller than those in which the clause is usually considered."),
        Flag.SHORT: _("In a contract shorter than a year there is hardly time to find people and teach them the work."),
        Flag.LENGTH_UNKNOWN: _("The length of the contract is not known."),
        Flag.NO_PARTNER: _("Nobody is named who finds people for the work."),
        Flag.NO_MONTH: _("Not even one person-month comes out."),
    }
    return {
        "words": words % {"n": formats.number(number, lang)},
        "flags": [warnings[each] for each in estimate.flags],
    }
