"""Tables of the outbox and the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.table import Column, Row, table
from soske.desk.acts import act_words
from soske.records.states import LetterState
from soske.records.templatetags.letters import letter_tag


def letters_table(slug: str, letters: Iterable[dict[str, Any]], lang: str) -> SafeString:
    """Letters: subject, recipient, state, when they leave."""
    address = reverse("letter", args=[slug, 0])
    columns = [
        Column(_("Subject")),
        Column(_("Recipient"), labelled=True),
        Column(_("State")),
        Column(_("Sending time"), labelled=True),
    ]
    tags = {state: letter_tag(state) for state in LetterState.values}

    def subject(each: dict[str, Any]) -> SafeString:
        href = address.replace("/0/", f"/{each['pk']}/")
        words = f'<span lang="{escape(each["language"])}">{escape(each["subject"])}</span>'
        return mark_safe(f'<a href="{href}">{words}</a>')  # noqa: S308 - escaped here

    return table(
        columns,
        (
            Row(
                [
                    subject(each),
                    each["person__email"] or "–",
                    tags[each["state"]],
                    formats.date_and_time(each["leaves_at"], lang),
                ]
            )
            for each in letters
        ),
    )


def log_table(rows: Iterable[dict[str, Any]], lang: str) -> SafeString:
    """Audit rows: what, about what, who, when."""
    columns = [Column(_("What")), Column(_("About")), Column(_("Who")), Column(_("When"))]
    return table(
        columns,
        (
            Row(
                [
                    act_words(row["act"]),
                    row["subject"] or "–",
                    "Soske" if row["system"] else row["person"] or "–",
                    formats.date_and_time(row["at"], lang),
                ]
            )
            for row in rows
        ),
    )
