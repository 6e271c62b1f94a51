"""Dates of an academy and of a person as calendars (engines.calendars)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from soske.base.connect import Dated
from soske.base.localtext import one_line
from soske.engines.calendars import Entry, published


def calendar_file(*, name: str, dates: Sequence[Dated], lang: str, now: dt.datetime, url: str) -> bytes:
    """The dates of one programme, or of one person: then each names its programme and has a link of its own."""
    name = one_line(name)
    return published(name, (_entry(date, name, lang, url) for date in dates), now=now)


def _entry(date: Dated, name: str, lang: str, url: str) -> Entry:
    of = one_line(date.of.spoken(lang).text) if date.of else name
    return Entry(
        uid=date.uid,
        sequence=date.sequence,
        summary=f"{one_line(date.name.spoken(lang).text)} – {of}",
        starts=date.starts,
        ends=date.ends,
        place=date.place,
        text=date.text,
        url=date.url or url,
        cancelled=date.cancelled,
    )
