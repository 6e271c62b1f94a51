"""The coordinator's table of applications and the bars of the call. In Python, because lists are what costs most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from soske.base import formats
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import not_recorded, share_bar, spoken_names, tag
from soske.intake.applications.counts import Pair
from soske.intake.applications.queries_organiser import ListRow
from soske.intake.applications.states import ApplicationState
from soske.people.models import Sector


@cache
def sector_words(lang: str) -> dict[str, str]:
    """Sector -> its word in the language."""
    with override(lang):
        return {str(sector.value): str(sector.label) for sector in Sector}


def state_tags() -> dict[str, SafeString]:
    """The tags of the states, in the language of the page."""
    return {
        ApplicationState.DRAFT: tag("draft", _("Draft")),
        ApplicationState.SUBMITTED: tag("ok", _("Submitted")),
        ApplicationState.WITHDRAWN: tag("plain", _("Withdrawn")),
    }


def completion_tag(due: dt.datetime, now: dt.datetime) -> SafeString:
    """A request for completion that waits, or whose time has passed."""
    if due > now:
        return tag("wait", _("Waiting for completion"))
    return tag("late", _("Completion overdue"))


def applications_table(
    slug: str,
    rows: Sequence[ListRow],
    *,
    themes: Mapping[str, str],
    order: tuple[str, ...],
    query: str,
    now: dt.datetime,
    lang: str,
) -> SafeString:
    """Applications with their groups, themes, states and when they came or how far they are. `themes` are the names
    of the pack in the language; `query` is the address of the list, kept on the way from one application to another."""
    address = reverse("application_page", args=[slug, 0])
    after = f"?{escape(query)}" if query else ""
    tags, sectors = state_tags(), {code: escape(words) for code, words in sector_words(lang).items()}
    joint, missing = escape(_("joint group")), not_recorded()
    late = _second(_("late, with permission"))
    other = _second(_("came by another way"))
    lead, signed = escape(_("lead: %(name)s")), _("signed off: %(done)s/%(total)s")

    answers: dict[int, str] = {}  # how far drafts are, by their number of answers

    def far(row: ListRow) -> str:
        words = answers.get(row.answers)
        if words is None:
            words = ngettext("%(n)s answer", "%(n)s answers", row.answers) % {"n": row.answers}
            answers[row.answers] = words
        members = len(row.group.facts)
        return words if members < 2 else f"{words}, {signed % {'done': row.signed, 'total': members}}"

    def name(row: ListRow) -> SafeString:
        facts = row.group.facts
        # As groups.queries.group_line names a group, without the words of kinds that stand in its own list.
        named = [row.group.name] if row.group.name else {each.organisation: each.name for each in facts}.values()
        names = spoken_names([each.spoken(lang, order) for each in named], lang)
        second: list[str] = []
        if len(facts) > 1:
            second.append(joint)
            first = next((each.name.spoken(lang, order) for each in facts if each.lead), None)
            if first is not None:
                # The name stands after a colon, marked with its own language.
                second.append(lead % {"name": spoken_names([first], lang)})
        second.append(", ".join([sectors[kind] for kind in dict.fromkeys([each.sector for each in facts])]))
        href = address.replace("/0/", f"/{row.pk}/")
        return mark_safe(  # noqa: S308 - every piece is escaped
            f'<a href="{href}{after}">{names or "–"}</a><span class="second">{" · ".join(second)}</span>'
        )

    def state(row: ListRow) -> SafeString:
        if not row.due:
            return tags[row.state]
        waiting = f" {completion_tag(row.due, now)}"
        return mark_safe(f"{tags[row.state]}{waiting}")  # noqa: S308 - tags are safe

    def when(row: ListRow) -> SafeString:
        first = escape(far(row)) if row.state == ApplicationState.DRAFT else formats.date_and_time(row.at, lang)
        more = f"{late if row.late else ''}{other if row.other_way else ''}"
        return mark_safe(f"{first}{more}")  # noqa: S308 - escaped here, dates are figures and words of ours

    columns = [
        Column(_("Group")),
        Column(pgettext("of an application", "Number"), number=True, labelled=True),
        Column(_("Theme"), labelled=True),
        Column(_("State")),
        Column(_("Received, or how far it is")),
    ]
    return table(
        columns,
        (
            Row(
                [
                    name(row),
                    str(row.number) if row.number else "–",
                    ", ".join(themes.get(code, code) for code in row.themes) or missing,
                    state(row),
                    when(row),
                ]
            )
            for row in rows
        ),
    )


def _second(words: str) -> str:
    return f'<span class="second">{escape(words)}</span>'


def pairs_bars(rows: Iterable[tuple[str, Pair]]) -> SafeString:
    """Bars of received applications out of all, the numbers beside them. One scale for all bars of the list."""
    given = [(label, pair) for label, pair in rows if pair.total]
    most = max((pair.total for _label, pair in given), default=1)
    items = []
    for label, pair in given:
        bar = share_bar(round(pair.total / most * 100, 1), pair.submitted / pair.total * 100)
        words = f"{label[:1].upper()}{label[1:]}"
        items.append(
            f'<li><span>{escape(words)}</span><span class="value">{pair.submitted} / {pair.total}</span>{bar}</li>'
        )
    return mark_safe(f'<ul class="bars">{"".join(items)}</ul>')  # noqa: S308 - labels are escaped, the rest numbers
