"""Dates, times, numbers and lists against the tables of the page on language (2.6, 2.7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from soske.base import formats
from soske.base.formats import EN_DASH, HELSINKI, MINUS, NBSP

DAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 24, 13, 30, tzinfo=HELSINKI)
LANGUAGES = ("fi", "sv", "en")


def written(text: str) -> str:
    """Return an expected text with its signs: ``_`` for the no-break space, ``--`` for the en dash."""
    return text.replace("_", NBSP).replace("--", EN_DASH)


@pytest.mark.parametrize(
    ("function", "fi", "sv", "en"),
    [
        (formats.date_short, "24.11.2026", "24.11.2026", "24 Nov 2026"),
        (formats.date_long, "24. marraskuuta 2026", "24 november 2026", "24 November 2026"),
        (
            formats.date_weekday_long,
            "tiistaina 24.11.2026",
            "tisdagen den 24 november 2026",
            "Tuesday 24 November 2026",
        ),
        (formats.weekday_title, "Tiistai 24.11.2026", "Tisdag 24.11.2026", "Tuesday 24 November 2026"),
        (formats.day_month, "24.11.", "24.11", "24 November"),
        (formats.weekday_day_month, "ti_24.11.", "ti_24.11", "Tue_24_Nov"),
        (formats.month_year, "11/2026", "11/2026", "November 2026"),
    ],
)
def test_date_in_each_language(function: Callable[[date, str], str], fi: str, sv: str, en: str) -> None:
    assert [function(DAY, lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


@pytest.mark.parametrize(
    ("function", "fi", "sv", "en"),
    [
        (formats.date_short, "1.1.2027", "1.1.2027", "1 Jan 2027"),
        (formats.date_long, "1. tammikuuta 2027", "1 januari 2027", "1 January 2027"),
        (formats.day_month, "1.1.", "1.1", "1 January"),
        (formats.weekday_day_month, "pe_1.1.", "fr_1.1", "Fri_1_Jan"),
        (formats.month_year, "1/2027", "1/2027", "January 2027"),
    ],
)
def test_date_on_new_years_day_has_no_leading_zeros(
    function: Callable[[date, str], str], fi: str, sv: str, en: str
) -> None:
    assert [function(date(2027, 1, 1), lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


def test_date_on_leap_day() -> None:
    day = date(2028, 2, 29)
    assert [formats.date_weekday_long(day, lang) for lang in LANGUAGES] == [
        "tiistaina 29.2.2028",
        "tisdagen den 29 februari 2028",
        "Tuesday 29 February 2028",
    ]


@pytest.mark.parametrize(
    ("function", "lang", "weekdays"),
    [
        (formats.weekday_day_month, "fi", "ma ti ke to pe la su"),
        (formats.weekday_day_month, "sv", "må ti on to fr lö sö"),
        (formats.weekday_day_month, "en", "Mon Tue Wed Thu Fri Sat Sun"),
        (
            formats.date_weekday_long,
            "fi",
            "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
        ),
        (formats.date_weekday_long, "sv", "måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen"),
        (formats.weekday_title, "fi", "Maanantai Tiistai Keskiviikko Torstai Perjantai Lauantai Sunnuntai"),
        (formats.weekday_title, "sv", "Måndag Tisdag Onsdag Torsdag Fredag Lördag Söndag"),
        (formats.weekday_title, "en", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ],
)
def test_weekdays_of_a_week(function: Callable[[date, str], str], lang: str, weekdays: str) -> None:
    week = [date(2026, 11, 23) + timedelta(days=days) for days in range(7)]
    assert " ".join(function(day, lang).split()[0] for day in week) == weekdays


@pytest.mark.parametrize(
    ("lang", "months"),
    [
        (
            "fi",
            "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
            " marraskuuta joulukuuta",
        ),
        ("sv", "januari februari mars april maj juni juli augusti september oktober november december"),
        ("en", "January February March April May June July August September October November December"),
    ],
)
def test_months_of_a_year(lang: str, months: str) -> None:
    assert [formats.date_long(date(2026, month, 1), lang).split()[1] for month in range(1, 13)] == months.split()


@pytest.mark.parametrize("lang", ["de", "", "fin", "se", "fil"])
def test_date_in_unknown_language_is_english(lang: str) -> None:
    assert formats.date_long(DAY, lang) == "24 November 2026"


@pytest.mark.parametrize("lang", ["fi-FI", "fi_FI", "FI"])
def test_date_with_region_is_of_the_language(lang: str) -> None:
    assert formats.date_long(DAY, lang) == "24. marraskuuta 2026"


def test_date_of_datetime_late_in_utc_is_the_next_day_in_finland() -> None:
    moment = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)
    assert formats.date_short(moment, "fi") == "1.1.2027"
    assert formats.date_short(moment, "fi", tz=UTC) == "31.12.2026"


def test_date_of_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        formats.date_short(MOMENT.replace(tzinfo=None), "fi")


def test_date_in_sight_within_the_year() -> None:
    assert [formats.date_in_sight(date(2026, 11, 26), DAY, lang) for lang in LANGUAGES] == [
        f"to{NBSP}26.11.",
        f"to{NBSP}26.11",
        f"Thu{NBSP}26{NBSP}Nov",
    ]


def test_date_in_sight_in_another_year() -> None:
    assert [formats.date_in_sight(date(2027, 1, 1), DAY, lang) for lang in LANGUAGES] == [
        f"pe{NBSP}1.1.2027",
        f"fr{NBSP}1.1.2027",
        f"Fri{NBSP}1{NBSP}Jan{NBSP}2027",
    ]


def test_date_in_sight_takes_the_year_of_today_in_finland() -> None:
    assert formats.date_in_sight(date(2027, 1, 1), datetime(2026, 12, 31, 22, 30, tzinfo=UTC), "fi") == f"pe{NBSP}1.1."


@pytest.mark.parametrize(
    ("start", "end", "fi", "sv", "en"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), "24.11.2026", "24.11.2026", "24 November 2026"),
        (date(2026, 5, 8), date(2026, 5, 12), "8.--12.5.2026", "8--12.5.2026", "8--12 May 2026"),
        (
            date(2026, 11, 10),
            date(2026, 12, 10),
            "10.11.--10.12.2026",
            "10.11--10.12.2026",
            "10 November -- 10 December 2026",
        ),
        (
            date(2026, 11, 10),
            date(2027, 1, 10),
            "10.11.2026--10.1.2027",
            "10.11.2026--10.1.2027",
            "10 November 2026 -- 10 January 2027",
        ),
        (
            date(2026, 12, 31),
            date(2027, 1, 1),
            "31.12.2026--1.1.2027",
            "31.12.2026--1.1.2027",
            "31 December 2026 -- 1 January 2027",
        ),
        (  # the same month of another year is another month
            date(2026, 5, 8),
            date(2027, 5, 12),
            "8.5.2026--12.5.2027",
            "8.5.2026--12.5.2027",
            "8 May 2026 -- 12 May 2027",
        ),
    ],
)
def test_date_range_in_each_language(start: date, end: date, fi: str, sv: str, en: str) -> None:
    assert [formats.date_range(start, end, lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


def test_date_range_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        formats.date_range(DAY, DAY - timedelta(days=1), "fi")


def test_date_range_of_datetimes_takes_their_days_in_finland() -> None:
    start, end = datetime(2026, 11, 9, 22, 0, tzinfo=UTC), datetime(2026, 12, 10, 14, 0, tzinfo=UTC)
    assert formats.date_range(start, end, "fi") == written("10.11.--10.12.2026")


@pytest.mark.parametrize(
    ("start", "end", "fi", "sv", "en"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), "viikko 47/2026", "vecka 47/2026", "week 47, 2026"),
        (
            date(2026, 11, 16),
            date(2026, 12, 10),
            "viikot 47--50/2026",
            "veckorna 47--50/2026",
            "weeks 47--50, 2026",
        ),
        (
            date(2026, 12, 28),
            date(2027, 1, 11),
            "viikot 53/2026--2/2027",
            "veckorna 53/2026--2/2027",
            "week 53, 2026 -- week 2, 2027",
        ),
        # 1 January within the last week of the old year, 29 December within the first one of the new.
        (date(2027, 1, 1), date(2027, 1, 1), "viikko 53/2026", "vecka 53/2026", "week 53, 2026"),
        (date(2025, 12, 29), date(2025, 12, 31), "viikko 1/2026", "vecka 1/2026", "week 1, 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "viikko 1/2026", "vecka 1/2026", "week 1, 2026"),
        (
            date(2026, 1, 1),
            date(2026, 12, 31),
            "viikot 1--53/2026",
            "veckorna 1--53/2026",
            "weeks 1--53, 2026",
        ),
        (
            date(2025, 11, 17),
            date(2026, 11, 17),
            "viikot 47/2025--47/2026",
            "veckorna 47/2025--47/2026",
            "week 47, 2025 -- week 47, 2026",
        ),
    ],
)
def test_weeks_in_each_language(start: date, end: date, fi: str, sv: str, en: str) -> None:
    assert [formats.weeks(start, end, lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


def test_weeks_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        formats.weeks(DAY, DAY - timedelta(days=1), "fi")


@pytest.mark.parametrize(
    ("value", "fi", "sv", "en"),
    [
        (time(9), "klo_9", "kl._9", "9.00"),
        (time(13, 30), "klo_13.30", "kl._13.30", "13.30"),
        (time(9, 5), "klo_9.05", "kl._9.05", "9.05"),
        (time(0, 30), "klo_0.30", "kl._0.30", "0.30"),
        (time(14, 32, 8), "klo_14.32", "kl._14.32", "14.32"),
        (time(23, 59, 59), "klo_23.59", "kl._23.59", "23.59"),
        (time(0), "klo_23.59", "kl._23.59", "23.59"),
        (time(0, tzinfo=UTC), "klo_23.59", "kl._23.59", "23.59"),
        (MOMENT, "klo_13.30", "kl._13.30", "13.30"),
    ],
)
def test_time_of_day_in_each_language(value: time | datetime, fi: str, sv: str, en: str) -> None:
    assert [formats.time_of_day(value, lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


def test_time_of_day_of_utc_is_finnish_in_winter_and_summer() -> None:
    assert formats.time_of_day(datetime(2026, 1, 15, 10, 0, tzinfo=UTC), "en") == "12.00"
    assert formats.time_of_day(datetime(2026, 7, 15, 10, 0, tzinfo=UTC), "en") == "13.00"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Summer time begins on 29 March 2026 at 3, which becomes 4, and ends on 25 October 2026 at 4, which becomes 3.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29.3.2026 klo_2.59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29.3.2026 klo_4"),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "25.10.2026 klo_3.59"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "25.10.2026 klo_3"),
        (datetime(2026, 10, 25, 1, 59, tzinfo=UTC), "25.10.2026 klo_3.59"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "25.10.2026 klo_4"),
    ],
)
def test_date_and_time_around_the_change_of_clocks(moment: datetime, expected: str) -> None:
    assert formats.date_and_time(moment, "fi") == written(expected)


def test_time_of_day_in_another_zone() -> None:
    assert formats.time_of_day(MOMENT, "fi", tz=ZoneInfo("Europe/Brussels")) == f"klo{NBSP}12.30"


def test_time_of_day_of_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        formats.time_of_day(MOMENT.replace(tzinfo=None), "fi")


@pytest.mark.parametrize(
    ("start", "end", "fi", "sv", "en"),
    [
        (time(9), time(11, 30), "klo_9--11.30", "kl._9--11.30", "9.00--11.30"),
        (time(9), time(10), "klo_9--10", "kl._9--10", "9.00--10.00"),
        (time(9), time(9), "klo_9", "kl._9", "9.00"),
        (time(22), time(0), "klo_22--23.59", "kl._22--23.59", "22.00--23.59"),
        (time(22), time(4), "klo_22--4", "kl._22--4", "22.00--4.00"),
        (MOMENT, MOMENT + timedelta(hours=2), "klo_13.30--15.30", "kl._13.30--15.30", "13.30--15.30"),
    ],
)
def test_time_range_in_each_language(start: time | datetime, end: time | datetime, fi: str, sv: str, en: str) -> None:
    assert [formats.time_range(start, end, lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


@pytest.mark.parametrize("length", [timedelta(days=1), timedelta(minutes=-1)])
def test_time_range_of_datetimes_that_loses_days_is_refused(length: timedelta) -> None:
    with pytest.raises(ValueError, match="within a day"):
        formats.time_range(MOMENT, MOMENT + length, "fi")


def test_time_range_over_the_end_of_summer_time_is_measured_in_real_time() -> None:
    start = datetime(2026, 10, 25, 0, 45, tzinfo=UTC).astimezone(HELSINKI)
    end = datetime(2026, 10, 25, 1, 15, tzinfo=UTC).astimezone(HELSINKI)
    assert formats.time_range(start, end, "fi") == written("klo_3.45--3.15")


def test_date_and_time_in_each_language() -> None:
    assert [formats.date_and_time(MOMENT, lang) for lang in LANGUAGES] == [
        f"24.11.2026 klo{NBSP}13.30",
        f"24 november 2026 kl.{NBSP}13.30",
        "24 November 2026 at 13.30",
    ]


def test_date_and_time_at_full_hour() -> None:
    assert [formats.date_and_time(MOMENT.replace(hour=16, minute=0), lang) for lang in LANGUAGES] == [
        f"24.11.2026 klo{NBSP}16",
        f"24 november 2026 kl.{NBSP}16",
        "24 November 2026 at 16.00",
    ]


def test_date_and_time_at_midnight_is_the_day_that_ends() -> None:
    midnight = datetime(2027, 1, 1, tzinfo=HELSINKI)
    assert [formats.date_and_time(midnight, lang) for lang in LANGUAGES] == [
        f"31.12.2026 klo{NBSP}23.59",
        f"31 december 2026 kl.{NBSP}23.59",
        "31 December 2026 at 23.59",
    ]


def test_date_and_time_just_after_midnight_stays_in_its_day() -> None:
    moment = datetime(2027, 1, 1, 0, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert formats.date_and_time(moment, "en") == "1 January 2027 at 0.00"


@pytest.mark.parametrize(
    ("value", "fi", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1200, "1_200", "1,200"),
        (200000, "200_000", "200,000"),
        (1234567, "1_234_567", "1,234,567"),
        (-5, f"{MINUS}5", f"{MINUS}5"),
        (-1200, f"{MINUS}1_200", f"{MINUS}1,200"),
        (12.5, "12,5", "12.5"),
        (12.0, "12", "12"),
        (0.1, "0,1", "0.1"),
        (-0.0, "0", "0"),
        (1e-7, "0,0000001", "0.0000001"),
        (1e16, "10_000_000_000_000_000", "10,000,000,000,000,000"),
        (Decimal("-0"), "0", "0"),
        (Decimal("-0.00"), "0", "0"),
        (Decimal("0E+9"), "0", "0"),
        (Decimal("12.50"), "12,5", "12.5"),
        (Decimal("1E+6"), "1_000_000", "1,000,000"),
        (Decimal("1234567.891"), "1_234_567,891", "1,234,567.891"),
        (
            Decimal("0.12345678901234567890123456789012345"),  # more digits than decimal's own precision of 28
            "0,12345678901234567890123456789012345",
            "0.12345678901234567890123456789012345",
        ),
    ],
)
def test_number_in_each_language(value: float | Decimal, fi: str, en: str) -> None:
    assert [formats.number(value, lang) for lang in LANGUAGES] == [written(fi), written(fi), en]


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234, 2, "1_234,00"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, f"{MINUS}3"),
        (Decimal("0.125"), 2, "0,13"),
        (2.675, 2, "2,68"),
        (-0.4, 0, "0"),
        (Decimal("-0.004"), 2, "0,00"),
        (999999.99, 1, "1_000_000,0"),
        (0, 1, "0,0"),
    ],
)
def test_number_with_decimals(value: float | Decimal, decimals: int, expected: str) -> None:
    assert formats.number(value, "fi", decimals=decimals) == written(expected)


def test_number_of_a_hundred_digits_keeps_them_all() -> None:
    digits = "1234567890" * 10
    for value in (int(digits), Decimal(digits)):
        assert formats.number(value, "fi").replace(NBSP, "") == digits
        assert formats.number(value, "fi", decimals=1).replace(NBSP, "") == f"{digits},0"


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        10**401,
        pytest.param(10**5000, id="longer than int writes"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
    ],
)
@pytest.mark.parametrize("function", [formats.number, formats.percent])
def test_number_that_cannot_be_read_is_refused(
    function: Callable[[float | Decimal, str], str], value: float | Decimal
) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        function(value, "fi")


def test_percent_in_each_language() -> None:
    assert [formats.percent(30, lang) for lang in LANGUAGES] == [f"30{NBSP}%", f"30{NBSP}%", "30%"]


def test_percent_with_decimals() -> None:
    assert [formats.percent(33.333, lang, decimals=1) for lang in LANGUAGES] == [
        f"33,3{NBSP}%",
        f"33,3{NBSP}%",
        "33.3%",
    ]


@pytest.mark.parametrize(
    ("days", "fi", "sv", "en"),
    [
        (0, "tänään", "i dag", "today"),
        (1, "huomenna", "i morgon", "tomorrow"),
        (2, "2_päivän päästä", "om 2_dagar", "in 2_days"),
        (3, "3_päivän päästä", "om 3_dagar", "in 3_days"),
        (-1, "eilen", "i går", "yesterday"),
        (-3, "3_päivää sitten", "för 3_dagar sedan", "3_days ago"),
    ],
)
def test_days_away_in_each_language(days: int, fi: str, sv: str, en: str) -> None:
    there = DAY + timedelta(days=days)
    assert [formats.days_away(there, DAY, lang) for lang in LANGUAGES] == [written(fi), written(sv), written(en)]


def test_days_away_over_the_change_of_year_and_of_clocks() -> None:
    assert formats.days_away(date(2027, 1, 1), date(2026, 12, 31), "fi") == "huomenna"
    assert formats.days_away(date(2026, 10, 26), datetime(2026, 10, 24, 21, 30, tzinfo=UTC), "fi") == "huomenna"


def test_days_away_of_years_groups_its_thousands() -> None:
    assert formats.days_away(date(2036, 11, 24), DAY, "en") == f"in 3,653{NBSP}days"


@pytest.mark.parametrize(
    ("items", "fi", "sv", "en"),
    [
        ([], "", "", ""),
        (["Pori"], "Pori", "Pori", "Pori"),
        (["Pori", "Helsinki"], "Pori ja Helsinki", "Pori och Helsinki", "Pori and Helsinki"),
        (
            ("Pori", "Rovaniemi", "Helsinki"),
            "Pori, Rovaniemi ja Helsinki",
            "Pori, Rovaniemi och Helsinki",
            "Pori, Rovaniemi and Helsinki",
        ),
    ],
)
def test_listing_in_each_language(items: list[str], fi: str, sv: str, en: str) -> None:
    assert [formats.listing(items, lang) for lang in LANGUAGES] == [fi, sv, en]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen 11"),
        ("sv", "noll en två tre fyra fem sex sju åtta nio tio 11"),
        ("en", "zero one two three four five six seven eight nine ten 11"),
        ("de", "zero one two three four five six seven eight nine ten 11"),
    ],
)
def test_number_word_from_zero_to_eleven(lang: str, words: str) -> None:
    assert [formats.number_word(value, lang) for value in range(12)] == words.split()


def test_number_word_with_capital() -> None:
    assert [formats.number_word(8, lang, capital=True) for lang in LANGUAGES] == ["Kahdeksan", "Åtta", "Eight"]


def test_number_word_outside_zero_to_ten_is_figures() -> None:
    assert [formats.number_word(value, "fi", capital=True) for value in (-1, 1200)] == [f"{MINUS}1", f"1{NBSP}200"]
