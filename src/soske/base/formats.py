"""Dates, times, numbers and lists as Finnish, Swedish (as used in Finland) and English write them.

Every function takes the value and ``lang`` and returns plain text (not HTML). ``lang`` is a language code: ``fi``,
``sv`` or ``en``, with or without a region (``sv-FI``); any other language gets the English forms.

A parameter of type ``date`` also takes a ``datetime``. A datetime must be aware, else ValueError; it is shown in Finnish
time unless ``tz`` says otherwise, so its day can differ from the day in its own zone.

Signs: U+00A0 is the no-break space, U+2013 the en dash of ranges, U+2212 the minus. Ranges of single items have no
spaces around the dash ("8\u201312 May 2026"), ranges of several words have ("10 November \u2013 10 December 2026").

Source: the project's page on language, sections 2.6, 2.7 and 5.2.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

HELSINKI: Final = ZoneInfo("Europe/Helsinki")

NBSP: Final = "\u00a0"
EN_DASH: Final = "\u2013"
MINUS: Final = "\u2212"

_Language = Literal["fi", "sv", "en"]

_MONTHS: Final[dict[_Language, tuple[str, ...]]] = {
    # Finnish in the partitive, as a date needs it: the 24th of November.
    "fi": (
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
        " marraskuuta joulukuuta"
    ),
}
