"""The coordinator's tables of the reviewing."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.base import formats
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import tag
from soske.intake.groups.queries import group_title
from soske.intake.reviews.queries_desk import DeskRow, ReviewerRow
from soske.intake.reviews.queries_interviews import SlotRow
from soske.intake.reviews.states import ReviewState


def reviews_table(slug: str, rows: Sequence[DeskRow], *, least: int, lang: str) -> SafeString:
    """Applications with those who review them and how far they are."""
    address = reverse("desk_review", args=[slug, 0])
    none, words_done = tag("late", _("No reviewer")), _("%(done)s/%(total)s done")
    words: dict[str, str] = {
        ReviewState.DONE: _("done"),
        ReviewState.CONFLICT: _("conflict of interest"),
        ReviewState.ASSIGNED: "",
    }

    def state(row: DeskRow) -> SafeString:
        reading = [each for each in row.reviews if each.state != ReviewState.CONFLICT]
        done = sum(each.state == ReviewState.DONE for each in reading)
        if not reading:
            return none
        said = words_done % {"done": done, "total": max(len(reading), least)}
        kind = "ok" if done >= max(len(reading), least) else "wait" if len(reading) < least else "go"
        return tag(kind, said)

    def who(row: DeskRow) -> str:
        named = [
            f"{each.reviewer} ({words[each.state]})" if words[each.state] else each.reviewer for each in row.reviews
        ]
        return ", ".join(named) or "–"

    def name(row: DeskRow) -> SafeString:
        link = f'<a href="{address.replace("/0/", f"/{row.pk}/")}">{escape(group_title(row.group, lang))}</a>'
        return mark_safe(link)  # noqa: S308 - the title is escaped

    columns = [
        Column(_("Application")),
        Column(pgettext("of an application", "Number"), number=True, labelled=True),
        Column(_("Reviewers")),
        Column(_("State")),
    ]
    return table(columns, (Row([name(row), str(row.number), who(row), state(row)]) for row in rows))


def reviewers_table(slug: str, rows: Sequence[ReviewerRow], *, request: HttpRequest, lang: str) -> SafeString:
    """Reviewers, how much each has got and done, and a button that ends her reviewing."""
    end = reverse("reviewer_end", args=[slug, 0])
    hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(get_token(request))}">'
    leave = escape(_("Reviews no more"))

    def button(row: ReviewerRow) -> SafeString:
        return mark_safe(  # noqa: S308 - names are escaped
            f'<form method="post" action="{end.replace("/0/", f"/{row.pk}/")}">{hidden}'
            f'<button class="ds-button" data-variant="tertiary">{leave}'
            f'<span class="hidden-text">: {escape(row.name)}</span></button></form>'
        )

    def person(row: ReviewerRow) -> SafeString:
        below = " · ".join(escape(word) for word in (row.email, row.employer) if word)
        return mark_safe(f'{escape(row.name)}<span class="second">{below}</span>')  # noqa: S308 - escaped

    columns = [
        Column(_("Reviewer")),
        Column(_("To review"), number=True, labelled=True),
        Column(_("At most"), number=True, labelled=True),
        Column(_("Done"), number=True, labelled=True),
        Column(_("Action"), act=True, spoken=True),
    ]
    return table(
        columns, (Row([person(row), str(row.assigned), str(row.most), str(row.done), button(row)]) for row in rows)
    )


def slots_table(slug: str, rows: Sequence[SlotRow], *, request: HttpRequest, lang: str) -> SafeString:
    """Times of interviews, who has booked them, and a button that takes a time away."""
    remove, one = reverse("slot_remove", args=[slug, 0]), reverse("interview", args=[slug, 0])
    hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(get_token(request))}">'
    take, free = escape(_("Remove")), tag("draft", pgettext("time", "Free"))

    def when(row: SlotRow) -> str:
        return formats.date_and_time(row.starts, lang)

    def who(row: SlotRow) -> SafeString:
        if row.group is None:
            return free
        link = f'<a href="{one.replace("/0/", f"/{row.application}/")}">{escape(group_title(row.group, lang))}</a>'
        return mark_safe(link)  # noqa: S308 - the title is escaped

    def button(row: SlotRow) -> SafeString:
        return mark_safe(  # noqa: S308 - made of safe parts
            f'<form method="post" action="{remove.replace("/0/", f"/{row.pk}/")}">{hidden}'
            f'<button class="ds-button" data-variant="tertiary">{take}'
            f'<span class="hidden-text">: {escape(when(row))}</span></button></form>'
        )

    columns = [
        Column(_("Time")),
        Column(_("Minutes"), number=True, labelled=True),
        Column(_("Place"), labelled=True),
        Column(_("Booked by"), labelled=True),
        Column(_("Action"), act=True, spoken=True),
    ]
    return table(columns, (Row([when(row), str(row.minutes), row.place, who(row), button(row)]) for row in rows))
