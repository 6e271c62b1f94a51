"""Tables of the coordinator's pages of the call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import tag


def signups_table(rows: Iterable[dict[str, Any]], lang: str) -> SafeString:
    """Sign-ups for the info session: who, what they want, what they ask, when."""
    columns = [
        Column(_("Name")),
        Column(_("Organisation")),
        Column(_("Sign-up")),
        Column(_("Question"), labelled=True),
        Column(_("Arrived"), labelled=True),
    ]
    comes, recording = tag("ok", _("Comes")), tag("plain", _("Wants the recording"))

    def who(row: dict[str, Any]) -> SafeString:
        name = escape(row["name"] or row["email"])
        second = f'<span class="second">{escape(row["email"])}</span>' if row["name"] else ""
        return mark_safe(f"{name}{second}")  # noqa: S308 - escaped here

    def wants(row: dict[str, Any]) -> SafeString:
        tags = [comes] if row["attends"] else []
        tags += [recording] if row["wants_recording"] else []
        return mark_safe(f'<span class="tags">{"".join(tags)}</span>')  # noqa: S308 - tags are safe

    return table(
        columns,
        (
            Row(
                [
                    who(row),
                    row["organisation"] or "–",
                    wants(row),
                    row["question"] or "–",
                    formats.date_and_time(row["made_at"], lang),
                ]
            )
            for row in rows
        ),
    )
