"""When a session is, in words."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from soske.base import formats
from soske.programmes.letters import moment_words


def session_words(starts: dt.datetime | None, ends: dt.datetime | None, language: str) -> str:
    """On a day from a time to a time, within a sentence; "" while there is no time."""
    if starts is None or ends is None:
        return ""
    begins, finishes = (timezone.localtime(each, formats.HELSINKI) for each in (starts, ends))
    if begins.date() != finishes.date():
        return f"{moment_words(starts, language)} – {moment_words(ends, language)}"
    day = formats.date_weekday_long(begins.date(), language)
    return f"{day}{', ' if language == 'en' else ' '}{formats.time_range(begins.time(), finishes.time(), language)}"
