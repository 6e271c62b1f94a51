"""When a meeting is, in words."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from soske.base import formats
from soske.programmes.letters import moment_words
from soske.sprint.meetings.queries import Times


def when_words(times: Times, language: str) -> str:
    """When a meeting is, in a sentence: on a day from a time to a time; "" while it has no day."""
    if times.starts is None or times.ends is None:
        return ""
    begins, finishes = (timezone.localtime(each, formats.HELSINKI) for each in (times.starts, times.ends))
    if times.whole:
        first, last = begins.date(), finishes.date() - dt.timedelta(days=1)  # it ends at midnight
        if last <= first:
            return formats.date_weekday_long(first, language)
        return formats.date_range(first, last, language)
    if begins.date() != finishes.date():
        return f"{moment_words(times.starts, language)} – {moment_words(times.ends, language)}"
    day = formats.date_weekday_long(begins.date(), language)
    return f"{day}{', ' if language == 'en' else ' '}{formats.time_range(begins.time(), finishes.time(), language)}"
