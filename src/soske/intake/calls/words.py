"""Times of the call in words, as its pages say them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base import formats
from soske.intake.calls.queries import Info, Window

NO_YEAR = dt.date.min  # a day of another year than any call, so that the year is written


def when(moment: dt.datetime, lang: str, *, begins: bool = False, today: dt.date = NO_YEAR) -> str:
    """A moment in short: pe 8.5.2026 klo 16. With `today`, the year of this year is left out.

    Midnight is the last minute of the day that ends, but what begins then begins on its day.
    """
    local = timezone.localtime(moment, formats.HELSINKI)
    midnight = local.time() == dt.time.min
    day = local.date() - dt.timedelta(days=midnight and not begins)
    written = formats.date_in_sight(day, today, lang)
    if midnight and begins:
        return written
    at = f"at{formats.NBSP}" if lang == "en" else ""
    return f"{written} {at}{formats.time_of_day(local.time(), lang)}"


def period(window: Window, lang: str) -> str:
    """The days of the application period and the time at which it ends; "" when they are not recorded."""
    if window.opens is None or window.closes is None:
        return ""
    first, last = timezone.localtime(window.opens), timezone.localtime(window.closes)
    midnight = last.time() == dt.time.min
    days = formats.date_range(first.date(), last.date() - dt.timedelta(days=midnight), lang)
    return days if midnight else f"{days}, {formats.time_of_day(last.time(), lang)}"


@lru_cache(maxsize=512)
def state_words(state: str, window: Window, lang: str) -> str:
    """The state of the call in one sentence. `lang` is the active language, so it depends on nothing else."""
    if state == "before" and window.opens:
        return _("The call opens on %(when)s.") % {"when": when(window.opens, lang, begins=window.whole_days)}
    if state == "open" and window.closes:
        return _("The call is open until %(when)s.") % {"when": when(window.closes, lang)}
    if state == "closed" and window.closes:
        return _("The call closed on %(when)s.") % {"when": when(window.closes, lang)}
    return _("The dates of the call are not recorded yet.")


def info_when(info: Info, lang: str) -> str:
    """When the info session is: ke 15.4.2026 klo 9–10; "" when its day is not recorded."""
    if info.day is None:
        return ""
    day = formats.date_in_sight(info.day, NO_YEAR, lang)
    if info.opens is None:
        return day
    clock = formats.time_range(info.opens, info.closes, lang) if info.closes else formats.time_of_day(info.opens, lang)
    return f"{day} {'at ' if lang == 'en' else ''}{clock}"
