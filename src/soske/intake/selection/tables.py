"""The ranked list to choose from, and the list of the announcement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from soske.base import formats
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import share_bar, spoken_names, tag
from soske.intake.groups.queries import GroupLine, GroupView, group_line
from soske.intake.reviews.fields import READERS
from soske.intake.reviews.queries_interviews import POINTS
from soske.intake.reviews.states import Verdict
from soske.intake.selection.balance import Balance
from soske.intake.selection.queries_decision import Filters, Ranked
from soske.intake.selection.states import Outcome
from soske.people.models import Sector
from soske.people.regions import region_words

WIDE = 4
"""Reviews differ when they are a quarter of the highest score apart or more."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the whole ranked list needs beside its rows. `token` is the form token of the request: without a script each
    choice is a form of its own. `address` holds the filters and the page."""

    slug: str
    lang: str
    order: tuple[str, ...]
    themes: Mapping[str, str]
    topics: Mapping[str, str]
    criteria: Sequence[str]
    most: int
    seats: int
    token: str
    address: str
    may_change: bool
    ranked: bool


def ranking_table(rows: Sequence[Ranked], listing: Listing) -> SafeString:
    """The ranked list with a choice for each row while the choice may change."""
    make = _RankedRow(listing)
    columns = [
        Column(_("Rank"), number=True, labelled=True),
        Column(_("Group")),
        Column(_("Points"), number=True, labelled=True),
        Column(_("Spread"), number=True, labelled=True),
        Column(_("Decision"), act=True),
    ]
    if not listing.ranked:  # groups entered by hand have nothing to be ranked by
        return table(
            [columns[1], columns[4]],
            (Row([c for n, c in enumerate(r.cells) if n in (1, 4)], r.chosen) for r in map(make, rows)),
        )
    cut = listing.seats if rows and (rows[0].rank or 0) <= listing.seats else None
    made = []
    for row in rows:
        cells = make(row)
        if cut is not None and row.rank is not None and row.rank > cut:
            cells = cells._replace(cut=_("By points the seats (%(seats)s) reach to here") % {"seats": listing.seats})
            cut = None
        made.append(cells)
    return table(columns, made, header=1)


class _RankedRow:
    """Makes rows of one list: what is the same in each is made once."""

    def __init__(self, listing: Listing) -> None:
        self.own = listing
        self.page = reverse("choice", args=[listing.slug, 0])
        self.post = reverse("choose", args=[listing.slug, 0])
        self.joint, self.summary = escape(_("Joint group")), escape(_("Needs and gives"))
        self.verdicts = {
            Verdict.FAIL.value: escape(_("Does not meet the requirements")),
            Verdict.ASK.value: escape(_("Eligibility has to be asked")),
        }
        self.open_tie = _("Same points by every criterion: the lot settles")
        self.by_lot, self.by_criterion = _("Same score, settled by the lot"), _("Same score, settled by: %(name)s")
        self.needs, self.gives = escape(_("Needs:")), escape(_("Gives:"))
        self.interview = _("Interview: %(points)s/%(most)s")
        self.differ = escape(_("reviews differ"))
        self.write = escape(_("Write the reason"))
        self.hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(listing.token)}">'
        self.outcomes = [
            (Outcome.SELECTED.value, escape(pgettext("choice of a group", "Selected"))),
            (Outcome.RESERVE.value, escape(pgettext("choice of a group", "Reserve"))),
            (Outcome.NOT_SELECTED.value, escape(pgettext("choice of a group", "No"))),
        ]
        self.tags, self.numbers = outcome_tags(), dict[float, str]()
        self.whole = escape(_("of %(most)s") % {"most": listing.most})
        self.regions = region_words(listing.lang)

    def __call__(self, row: Ranked) -> Row:
        line = group_line(row.facts, self.own.lang, self.own.order)
        names = spoken_names(line.name, self.own.lang)
        return Row(
            [
                str(row.rank or "–"),
                self._group(row, line, names),
                self._points(row),
                self._spread(row),
                self._choice(row, names),
            ],
            row.outcome == Outcome.SELECTED,
        )

    def _group(self, row: Ranked, line: GroupLine, names: str) -> SafeString:
        regions = dict.fromkeys(self.regions.get(each.region, each.region) for each in row.facts.facts if each.region)
        themes = [self.own.themes[code] for code in row.themes if code in self.own.themes]
        facts: list[str] = [escape(each) for each in (line.types, ", ".join(regions), ", ".join(themes)) if each]
        if line.members > 1:
            facts.insert(0, f'<span class="joint-word">{self.joint}</span>')
        below = [" · ".join(facts)]
        if row.interview is not None:
            below.append(escape(self.interview % {"points": row.interview, "most": POINTS}))
        if row.eligible in self.verdicts:
            below.append(f'<span class="wide-spread">{self.verdicts[row.eligible]}</span>')
        if row.alike and self.own.ranked:
            below.append(escape(self._settled(row)))
        seconds = "".join(f'<span class="second">{each}</span>' for each in below if each)
        seconds += self._topics(row, names)
        href = self.page.replace("/0/", f"/{line.id}/")
        return mark_safe(f'<a href="{href}">{names}</a>{seconds}')  # noqa: S308 - escaped above

    def _topics(self, row: Ranked, names: str) -> str:
        """Needs and gives, folded: they are long."""
        lines = []
        for words, codes in ((self.needs, row.needs), (self.gives, row.gives)):
            known = [self.own.topics[code] for code in codes if code in self.own.topics]
            if known:
                lines.append(f'<span class="second">{words} {escape(", ".join(known))}</span>')
        if not lines:
            return ""
        hidden = f'<span class="hidden-text">: {names}</span>'
        return f'<details class="row-more"><summary>{self.summary}{hidden}</summary>{"".join(lines)}</details>'

    def _settled(self, row: Ranked) -> str:
        """What told the row from others with its score, in words."""
        if row.tied:
            return self.open_tie
        if row.alike > len(self.own.criteria):
            return self.by_lot
        return self.by_criterion % {"name": self.own.criteria[row.alike - 1]}

    def _points(self, row: Ranked) -> str:
        if row.score is None:
            return "–"
        number = self._number(round(float(row.score), 1))
        return mark_safe(f'<span class="points">{number}</span> <span class="quiet">{self.whole}</span>')  # noqa: S308

    def _number(self, value: float) -> str:
        """The same few numbers come again and again."""
        if value not in self.numbers:
            self.numbers[value] = formats.number(value, self.own.lang)
        return self.numbers[value]

    def _spread(self, row: Ranked) -> str:
        if row.score is None:
            return "–"
        if row.reviews < READERS:
            return ngettext("%(n)s review", "%(n)s reviews", row.reviews) % {"n": row.reviews}
        number = self._number(row.spread or 0)
        if (row.spread or 0) * WIDE < self.own.most:
            return number
        note = f'<span class="second">{self.differ}</span>'
        return mark_safe(f'<span class="wide-spread">{number}</span>{note}')  # noqa: S308 - escaped above

    def _choice(self, row: Ranked, names: str) -> SafeString:
        missing = row.outcome != Outcome.OPEN and not row.reasoned and self.own.ranked
        href = self.page.replace("/0/", f"/{row.facts.pk}/")
        note = f'<a class="second" href="{href}#reason">{self.write}</a>' if missing else ""
        place = ""
        if row.position:
            words = _("Place %(n)s on the reserve list") % {"n": row.position}
            place = f' <span class="second">{escape(words)}</span>'
        if not self.own.may_change:
            return mark_safe(f"{self.tags[row.outcome]}{place}")  # noqa: S308 - made of safe parts
        address = f"{self.post.replace('/0/', f'/{row.facts.pk}/')}{self.own.address}"
        buttons = "".join(
            f'<button type="submit" name="outcome" id="choose-{row.facts.pk}-{code}" '
            f'value="{"open" if row.outcome == code else code}" '
            f'aria-pressed="{"true" if row.outcome == code else "false"}">{words}'
            f'<span class="hidden-text">: {names}</span></button>'
            for code, words in self.outcomes
        )
        return mark_safe(  # noqa: S308 - words are escaped above, names by spoken_names
            f'<form class="joined" method="post" action="{address}" hx-post="{address}" hx-target="#choosing" '
            f'hx-swap="outerHTML">{self.hidden}{buttons}</form>{place}{note}'
        )


def balance_panel(balance: Balance) -> SafeString:
    """The counts of what is chosen as pictures, each with its numbers in a table."""
    made = []
    for heading, shares in balance.parts:
        rows = "".join(
            f'<tr><th scope="row">{escape(share.label[:1].upper() + share.label[1:])}</th>'
            f'<td class="share-picture">{share_bar(share.per_cent, share.part)}</td>'
            f'<td class="value">{share.chosen} / {share.total}</td></tr>'
            for share in shares
        )
        made.append(f'<table class="share-table"><caption>{escape(heading)}</caption><tbody>{rows}</tbody></table>')
    return mark_safe("".join(made))  # noqa: S308 - labels are escaped


def filter_options(filters: Filters) -> dict[str, SafeString]:
    """Options of the two lists from which a filter is chosen; made here, because there are many."""
    every = [("", _("All"))]
    kinds = {
        "outcome": (every + [(code, str(words)) for code, words in Outcome.choices], filters.outcome),
        "sector": (
            every + [(code, f"{words[:1].upper()}{words[1:]}") for code, words in sectors_known()],
            filters.sector,
        ),
    }
    return {
        name: mark_safe(  # noqa: S308 - escaped here
            "".join(
                f'<option value="{code}"{" selected" if code == chosen else ""}>{escape(words)}</option>'
                for code, words in options
            )
        )
        for name, (options, chosen) in kinds.items()
    }


def sectors_known() -> list[tuple[str, str]]:
    return [(str(each.value), str(each.label)) for each in Sector]


def outcome_tags() -> dict[str, SafeString]:
    """Each outcome as a tag in the active language."""
    return {
        Outcome.OPEN.value: tag("gap", pgettext("selection", "Not decided")),
        Outcome.SELECTED.value: tag("selected", pgettext("selection", "Selected")),
        Outcome.RESERVE.value: tag("draft", pgettext("selection", "Reserve")),
        Outcome.NOT_SELECTED.value: tag("draft", pgettext("selection", "Not selected")),
    }


def chosen_list(groups: Iterable[GroupView], *, pattern: str, lang: str) -> SafeString:
    """The selected groups as everyone sees them. `pattern` is the address of the sign of joint groups."""
    taking_part = escape(_("Taking part:"))
    word = escape(_("Joint group"))
    sign = f'<img src="{escape(pattern)}" alt="" width="26" height="12">{word}'
    items = []
    for group in groups:
        note = f'<span class="who">{taking_part} {spoken_names(group.note, lang)}</span>' if group.note else ""
        joint = f'<span class="joint">{sign}</span>' if group.joint else ""
        items.append(
            f'<li><span class="name">{spoken_names(group.name, lang)}</span>{note}\n'
            f'<span class="sector">{escape(group.types)}</span>{joint}</li>'
        )
    return mark_safe(f'<ul class="chosen">{"".join(items)}</ul>')  # noqa: S308 - escaped above
