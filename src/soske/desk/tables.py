"""Tables of the outbox, of readers and of the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.connect import Recipient
from soske.base.localtext import LANGUAGE_NAMES
from soske.base.table import Column, Row, table
from soske.desk.acts import act_words
from soske.desk.letters import Message, reader_key, readers_words
from soske.programmes.models import Programme
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
                    each["person__email"] or each["address"] or "–",
                    tags[each["state"]],
                    formats.date_and_time(each["leaves_at"], lang),
                ]
            )
            for each in letters
        ),
    )


def readers_table(message: Message, programme: Programme, readers: Sequence[Recipient], lang: str) -> SafeString:
    """Readers of a message with a box for each: name, group or organisation, address, language of the letter."""
    columns = [
        Column(_("Name or role")),
        Column(_("Group or organisation"), labelled=True),
        Column(_("E-mail address"), labelled=True),
        Column(_("Language"), labelled=True),
    ]
    words = readers_words(message.audience, programme, readers, lang)

    def box(reader: Recipient) -> SafeString:
        key = reader_key(reader)
        checked = "" if key in message.left_out else " checked"
        return mark_safe(  # noqa: S308 - escaped here
            f'<label class="choice"><input type="checkbox" name="keep" value="{escape(key)}"{checked}>'
            f"<span>{escape(reader.name or reader.address)}</span></label>"
            f'<input type="hidden" name="shown" value="{escape(key)}">'
        )

    def language(reader: Recipient) -> str:
        speaks = message.language_for(reader, programme.languages)
        return LANGUAGE_NAMES.get(speaks, speaks)

    return table(
        columns,
        (
            Row([box(reader), own.get("organisation") or own.get("group") or "–", reader.address, language(reader)])
            for reader, own in zip(readers, words, strict=True)
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
