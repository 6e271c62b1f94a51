"""Dates, times, numbers and lists as Finnish, Swedish (as used in Finland) and English write them.

Every function takes the value and ``lang`` and returns plain text (not HTML). ``lang`` is a language code: ``fi``,
``sv`` or ``en``, with or without a region (``sv-FI``); any other language gets the English forms.

A parameter of type ``date`` also takes a ``datetime``. A datetime must be aware, else ValueError; it is shown in
Finnish time unless ``tz`` says otherwise, so its day can differ from the day in its own zone.

Ranges have an en dash (U+2013): without spaces between single items (8-12 May 2026), with spaces between parts of
several words (10 November - 10 December 2026). No-break spaces (U+00A0) hold a number to its unit or its clock
word and a short weekday to its date. The examples in the docstrings are written with plain hyphens and spaces.

Source: the project's page on language, sections 2.6, 2.7 and 5.2; the no-break spaces of weekdays and units from the
page on looks, section 1.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
NBSP: Final = "\u00a0"
EN_DASH: Final = "\u2013"
MINUS: Final = "\u2212"

_LARGEST_EXPONENT: Final = 400  # beyond every float; a number of a million digits would only fill the memory
_ROUNDING: Final = Context(prec=3 * _LARGEST_EXPONENT, rounding=ROUND_HALF_UP)  # room for whole part and decimals


class _Words(NamedTuple):
    """The words and signs of one language. Weekdays run from Monday, months from January, numbers from zero."""

    weekdays: tuple[str, ...]  # as a heading begins
    on_weekdays: tuple[str, ...]  # as a date within a sentence begins
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]  # as they stand after the day
    at: str  # the clock word, with its space
    week: str
    weeks: str
    conjunction: str
    numbers: tuple[str, ...]
    group: str
    decimal_mark: str
    percent: str
    near_days: dict[int, str]  # days from today that have a name
    in_days: str
    days_ago: str


_FI: Final = _Words(
    weekdays=("Maanantai", "Tiistai", "Keskiviikko", "Torstai", "Perjantai", "Lauantai", "Sunnuntai"),
    on_weekdays=("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
    short_weekdays=("ma", "ti", "ke", "to", "pe", "la", "su"),
    months=(
        "tammikuuta",
        "helmikuuta",
        "maaliskuuta",
        "huhtikuuta",
        "toukokuuta",
        "kesäkuuta",
        "heinäkuuta",
        "elokuuta",
        "syyskuuta",
        "lokakuuta",
        "marraskuuta",
        "joulukuuta",
    ),
    at=f"klo{NBSP}",
    week="viikko",
    weeks="viikot",
    conjunction="ja",
    numbers=(
        "nolla",
        "yksi",
        "kaksi",
        "kolme",
        "neljä",
        "viisi",
        "kuusi",
        "seitsemän",
        "kahdeksan",
        "yhdeksän",
        "kymmenen",
    ),
    group=NBSP,
    decimal_mark=",",
    percent=f"{NBSP}%",
    near_days={-1: "eilen", 0: "tänään", 1: "huomenna"},
    in_days=f"{{}}{NBSP}päivän päästä",
    days_ago=f"{{}}{NBSP}päivää sitten",
)

_SV: Final = _Words(
    weekdays=("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag", "Lördag", "Söndag"),
    on_weekdays=("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"),
    short_weekdays=("må", "ti", "on", "to", "fr", "lö", "sö"),
    months=(
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    at=f"kl.{NBSP}",
    week="vecka",
    weeks="veckorna",
    conjunction="och",
    numbers=("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"),
    group=NBSP,
    decimal_mark=",",
    percent=f"{NBSP}%",
    near_days={-1: "i går", 0: "i dag", 1: "i morgon"},
    in_days=f"om {{}}{NBSP}dagar",
    days_ago=f"för {{}}{NBSP}dagar sedan",
)

_EN: Final = _Words(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    on_weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    at="",
    week="week",
    weeks="weeks",
    conjunction="and",
    numbers=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    group=",",
    decimal_mark=".",
    percent="%",
    near_days={-1: "yesterday", 0: "today", 1: "tomorrow"},
    in_days=f"in {{}}{NBSP}days",
    days_ago=f"{{}}{NBSP}days ago",
)


def date_short(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date for tables and facts: 24.11.2026 (fi, sv), 24 Nov 2026."""
    day = _day(value, tz)
    if _words(lang) is _EN:
        return f"{_short_month(day)} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def date_long(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date for running text: 24. marraskuuta 2026, 24 november 2026, 24 November 2026.

    The Swedish "den" belongs to the message, since not every sentence has it.
    """
    day = _day(value, tz)
    words = _words(lang)
    point = "." if words is _FI else ""
    return f"{day.day}{point} {words.months[day.month - 1]} {day.year}"


def date_weekday_long(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date with its weekday, as it stands in a sentence.

    tiistaina 24.11.2026, tisdagen den 24 november 2026, Tuesday 24 November 2026.
    """
    day = _day(value, tz)
    words = _words(lang)
    weekday = words.on_weekdays[day.weekday()]
    if words is _FI:
        return f"{weekday} {date_short(day, lang)}"
    return f"{weekday} {'den ' if words is _SV else ''}{date_long(day, lang)}"


def weekday_title(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date with its weekday as a heading: Tiistai 24.11.2026, Tisdag 24.11.2026, Tuesday 24 November 2026."""
    day = _day(value, tz)
    words = _words(lang)
    written = date_long(day, lang) if words is _EN else date_short(day, lang)
    return f"{words.weekdays[day.weekday()]} {written}"


def day_month(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date without its year: 24.11. (fi), 24.11 (sv), 24 November."""
    day = _day(value, tz)
    words = _words(lang)
    if words is _EN:
        return f"{day.day} {words.months[day.month - 1]}"
    return f"{day.day}.{day.month}{'.' if words is _FI else ''}"


def weekday_day_month(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date of this year in short, with no-break spaces: to 26.11. (fi), to 26.11 (sv), Thu 26 Nov."""
    day = _day(value, tz)
    words = _words(lang)
    written = _short_month(day) if words is _EN else day_month(day, lang)
    return f"{words.short_weekdays[day.weekday()]} {written}".replace(" ", NBSP)


def date_in_sight(value: date, today: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a date that someone acts on: ``weekday_day_month`` within the year of ``today``, with the year otherwise.

    to 26.11. and to 25.11.2027 (fi), Thu 26 Nov and Thu 25 Nov 2027.
    """
    day = _day(value, tz)
    if day.year == _day(today, tz).year:
        return weekday_day_month(day, lang)
    return f"{_words(lang).short_weekdays[day.weekday()]} {date_short(day, lang)}".replace(" ", NBSP)


def date_range(start: date, end: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return the days from start to end, both within, always with the year and no part twice.

    8.-12.5.2026 (fi), 8-12.5.2026 (sv), 8-12 May 2026; 10.11.-10.12.2026, 10.11-10.12.2026,
    10 November - 10 December 2026; 10.11.2026-10.1.2027 (fi, sv), 10 November 2026 - 10 January 2027. One day is
    written as a date: 24.11.2026, 24 November 2026.

    Raises ValueError when the end is before the start.
    """
    first, last = _day(start, tz), _day(end, tz)
    if last < first:
        raise ValueError(f"a range of days cannot end ({last}) before it starts ({first})")
    words = _words(lang)
    whole = date_long(last, lang) if words is _EN else date_short(last, lang)
    if first == last:
        return whole
    if first.year != last.year:
        begin = date_long(first, lang) if words is _EN else date_short(first, lang)
    elif first.month != last.month:
        begin = day_month(first, lang)
    else:
        return f"{first.day}{'.' if words is _FI else ''}{EN_DASH}{whole}"
    return f"{begin} {EN_DASH} {whole}" if words is _EN else f"{begin}{EN_DASH}{whole}"


def weeks(start: date, end: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return the weeks that the days from start to end fall in, with the year.

    viikko 47/2026, vecka 47/2026, week 47, 2026; viikot 47-50/2026, veckorna 47-50/2026, weeks 47-50, 2026; over the
    change of the year viikot 52/2026-2/2027 and week 52, 2026 - week 2, 2027.

    Weeks and their years are those of ISO 8601, as in every Finnish calendar: 1 January 2027 is in week 53 of 2026.
    Raises ValueError when the end is before the start.
    """
    first_day, last_day = _day(start, tz), _day(end, tz)
    if last_day < first_day:
        raise ValueError(f"a range of weeks cannot end ({last_day}) before it starts ({first_day})")
    first, last = first_day.isocalendar(), last_day.isocalendar()
    words = _words(lang)
    mark = ", " if words is _EN else "/"
    whole = f"{last.week}{mark}{last.year}"
    if first.year == last.year:
        if first.week == last.week:
            return f"{words.week} {whole}"
        return f"{words.weeks} {first.week}{EN_DASH}{whole}"
    begin = f"{first.week}{mark}{first.year}"
    if words is _EN:
        return f"{words.week} {begin} {EN_DASH} {words.week} {whole}"
    return f"{words.weeks} {begin}{EN_DASH}{whole}"


def month_year(value: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a month with its year: 6/2027 (fi, sv), June 2027."""
    day = _day(value, tz)
    words = _words(lang)
    return f"{words.months[day.month - 1]} {day.year}" if words is _EN else f"{day.month}/{day.year}"


def time_of_day(value: time | datetime, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a time: klo 13.30 and klo 9, kl. 13.30 and kl. 9, 13.30 and 9.00.

    A ``time`` is written as it is. Seconds are cut off. Midnight to the microsecond is written 23.59, the last minute
    of the day that ends; a moment within the minute that follows keeps its own 0.00.
    """
    words = _words(lang)
    return words.at + _clock(_time(value, tz), words)


def time_with_seconds(value: time | datetime, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a moment that just was: klo 14.32.08, kl. 14.32.08, 14.32.08. Midnight is 0.00.00 here."""
    words, clock = _words(lang), _time(value, tz)
    return f"{words.at}{clock.hour}.{clock.minute:02}.{clock.second:02}"


def time_range(start: time | datetime, end: time | datetime, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return the times from start to end: klo 9-11.30, kl. 9-11.30, 9.00-11.30. The same time twice is written once.

    The end may stand before the start, past midnight. Raises ValueError for datetimes when the end is before the start
    or a day or more after it, since the days would be lost.
    """
    if isinstance(start, datetime) and isinstance(end, datetime):
        # In UTC: two datetimes of one zone are subtracted as their clocks read, wrong on the day clocks are changed.
        length = _local(end, UTC) - _local(start, UTC)
        if not timedelta(0) <= length < timedelta(days=1):
            raise ValueError(f"a range of times must end within a day of its start, not {length} after it")
    words = _words(lang)
    first, last = _clock(_time(start, tz), words), _clock(_time(end, tz), words)
    return words.at + (first if first == last else f"{first}{EN_DASH}{last}")


def date_and_time(value: datetime, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return a moment: 24.11.2026 klo 13.30, 24 november 2026 kl. 13.30, 24 November 2026 at 13.30.

    Midnight to the microsecond is written as 23.59 of the day that ends, as in ``time_of_day``.
    """
    local = _local(value, tz)
    day = local.date()
    if local.time() == time.min:
        day -= timedelta(days=1)
    words = _words(lang)
    written = date_short(day, lang) if words is _FI else date_long(day, lang)
    return f"{written} {'at ' if words is _EN else ''}{time_of_day(local.time(), lang)}"


def number(value: float | Decimal, lang: str, *, decimals: int | None = None) -> str:
    """Return a number with its thousands grouped: 200 000 and 12,5 (fi, sv), 200,000 and 12.5.

    Without ``decimals`` the number keeps all of its own but no zeros at their end (a float those of its shortest
    writing); with it there are exactly so many, halves rounded away from zero. Zero has no minus, also after rounding.

    Raises ValueError for NaN, the infinities, and numbers of which no one could read all digits (above 10^400).
    """
    exact = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"cannot write {value} as a number")
    if exact.is_zero():
        exact = Decimal(0)  # without the exponent that a zero can have, too
    elif abs(exact.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError("cannot write a number of so many digits")
    words = _words(lang)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), context=_ROUNDING)
    whole, _, part = f"{exact.copy_abs():f}".partition(".")
    if decimals is None:
        part = part.rstrip("0")
    sign = MINUS if exact < 0 else ""
    return f"{sign}{int(whole):,}".replace(",", words.group) + (words.decimal_mark + part if part else "")


def percent(value: float | Decimal, lang: str, *, decimals: int | None = None) -> str:
    """Return a share that is given in per cent (30, not 0.3): 30 % (fi, sv), 30%. The rest is as in ``number``."""
    return number(value, lang, decimals=decimals) + _words(lang).percent


def days_away(value: date, today: date, lang: str, *, tz: tzinfo = HELSINKI) -> str:
    """Return how far a day is from today: tänään, huomenna, 3 päivän päästä; eilen, 3 päivää sitten.

    Swedish: i dag, i morgon, om 3 dagar; i går, för 3 dagar sedan. English: today, tomorrow, in 3 days; yesterday,
    3 days ago. The real date belongs beside it.
    """
    words = _words(lang)
    days = (_day(value, tz) - _day(today, tz)).days
    if days in words.near_days:
        return words.near_days[days]
    return (words.in_days if days > 0 else words.days_ago).format(number(abs(days), lang))


def listing(items: Sequence[str], lang: str) -> str:
    """Return a list as a sentence has it: a, b ja c; a, b och c; a, b and c. No comma before the last; none is ""."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_words(lang).conjunction} {items[-1]}"


def number_word(value: int, lang: str, *, capital: bool = False) -> str:
    """Return a count for running text: zero to ten in words, in the nominative, anything else in figures.

    Swedish one is "en". ``capital`` makes the first letter a capital, for the start of a sentence.
    """
    words = _words(lang)
    if not 0 <= value < len(words.numbers):
        return number(value, lang)
    word = words.numbers[value]
    return word.capitalize() if capital else word


def _words(lang: str) -> _Words:
    """Return the words of a language; a region is ignored, and an unknown language gets English."""
    primary = lang.replace("_", "-").partition("-")[0].lower()
    return {"fi": _FI, "sv": _SV}.get(primary, _EN)


def _local(value: datetime, tz: tzinfo) -> datetime:
    """Return a datetime in the zone it is shown in; ValueError for a naive one, whose zone could only be guessed."""
    if value.utcoffset() is None:
        raise ValueError(f"cannot show a datetime without a time zone: {value}")
    return value.astimezone(tz)


def _day(value: date, tz: tzinfo) -> date:
    """Return the day to show of a date or a datetime."""
    return _local(value, tz).date() if isinstance(value, datetime) else value


def _time(value: time | datetime, tz: tzinfo) -> time:
    """Return the time to show of a time or a datetime."""
    return _local(value, tz).time() if isinstance(value, datetime) else value


def _clock(value: time, words: _Words) -> str:
    """Return hours and minutes with a point; midnight as 23.59, full hours without zeros in Finnish and Swedish."""
    if value.replace(tzinfo=None) == time.min:
        return "23.59"
    if value.minute == 0 and words is not _EN:
        return str(value.hour)
    return f"{value.hour}.{value.minute:02}"


def _short_month(day: date) -> str:
    """Return day and month in English, the month in three letters: 24 Nov."""
    return f"{day.day} {_EN.months[day.month - 1][:3]}"
