"""When and where a session is, in words."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

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


def place_words(place: str) -> str:
    """Where: a room as it is written; of a link only that it is online."""
    return _("online") if place.startswith(("https://", "http://")) else place
