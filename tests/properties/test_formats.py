"""What holds for every date, number and name: no part of a range twice, no zeros in front, one order for all texts."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from soske.base import formats
from soske.base.formats import EN_DASH, HELSINKI, MINUS, NBSP
from soske.base.sorting import sort_key

languages = st.sampled_from(["fi", "sv", "en", "de"])
days = st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 1, 1))
lengths = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=800)).map(lambda length: length.days)
moments = st.floats(-600e6, 4_000e6).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # 1950 to 2096
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
words = st.text(alphabet="abcåäöxyz", min_size=3, max_size=8)
names = st.text(alphabet="aAvVwWyYüÜeéÉåÅäÄöÖ 019-\u030a\u0308", max_size=6) | st.text(max_size=6)


def months_named(text: str) -> list[str]:
    """Return the English months in a text."""
    return re.findall(r"[A-Z][a-z]+", text)


@given(days, lengths, languages)
@example(date(2026, 12, 31), 1, "fi")
@example(date(2028, 2, 29), 366, "en")
def test_date_range_never_repeats_a_year(start: date, length: int, lang: str) -> None:
    end = start + timedelta(days=length)
    years = [int(year) for year in re.findall(r"\d{4}", formats.date_range(start, end, lang))]
    assert years == list(dict.fromkeys((start.year, end.year)))


@given(days, st.integers(0, 364))
def test_date_range_within_a_year_never_repeats_a_month(start: date, length: int) -> None:
    end = min(start + timedelta(days=length), date(start.year, 12, 31))
    months = months_named(formats.date_range(start, end, "en"))
    assert months == list(dict.fromkeys(months_named(f"{start:%B} {end:%B}")))


@given(days, lengths, languages)
def test_date_range_ends_with_its_whole_last_day(start: date, length: int, lang: str) -> None:
    end = start + timedelta(days=length)
    text = formats.date_range(start, end, lang)
    last = formats.date_short(end, lang) if lang in ("fi", "sv") else formats.date_long(end, lang)
    assert text.endswith(last)
    assert text.count(EN_DASH) == (0 if length == 0 else 1)


@given(days, lengths, languages)
def test_weeks_never_repeat_a_year(start: date, length: int, lang: str) -> None:
    end = start + timedelta(days=length)
    years = [int(year) for year in re.findall(r"\d{4}", formats.weeks(start, end, lang))]
    assert years == list(dict.fromkeys((start.isocalendar().year, end.isocalendar().year)))


@given(days, languages)
def test_dates_have_no_leading_zeros(day: date, lang: str) -> None:
    for write in (formats.date_short, formats.date_long, formats.weekday_title, formats.day_month, formats.month_year):
        assert re.findall(r"(?<!\d)0\d", write(day, lang)) == []


@given(days, languages)
def test_dates_in_sight_hold_together(day: date, lang: str) -> None:
    assert " " not in formats.date_in_sight(day, date(2026, 11, 24), lang)


@given(moments, languages)
def test_date_and_time_is_the_same_from_every_zone(moment: datetime, lang: str) -> None:
    assert formats.date_and_time(moment.astimezone(HELSINKI), lang) == formats.date_and_time(moment, lang)


@given(moments)
def test_date_and_time_reads_back_to_the_minute(moment: datetime) -> None:
    local = moment.astimezone(HELSINKI)
    text = formats.date_and_time(moment, "fi").replace(f" klo{NBSP}", ".")
    day, month, year, hour, minute = (int(part) for part in [*text.split("."), "0"][:5])
    shown = datetime(year, month, day, hour, minute, tzinfo=HELSINKI, fold=local.fold)
    assert timedelta(0) <= moment - shown.astimezone(UTC) <= timedelta(minutes=1)


@given(days, lengths, languages)
def test_days_away_names_the_number_of_days_both_ways(day: date, length: int, lang: str) -> None:
    there = day + timedelta(days=length + 2)
    for text in (formats.days_away(there, day, lang), formats.days_away(day, there, lang)):
        assert re.findall(r"\d+", text) == [str(length + 2)]


@given(decimals)
def test_number_reads_back(value: Decimal) -> None:
    for lang, group, mark in (("fi", NBSP, ","), ("sv", NBSP, ","), ("en", ",", ".")):
        text = formats.number(value, lang).replace(group, "").replace(mark, ".").replace(MINUS, "-")
        assert Decimal(text) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_of_float_reads_back(value: float) -> None:
    text = formats.number(value, "en")
    assert float(text.replace(",", "").replace(MINUS, "-")) == value


@given(st.integers() | decimals, st.integers(0, 6))
def test_number_has_groups_of_three_and_the_decimals_asked_for(value: int | Decimal, places: int) -> None:
    text = formats.number(value, "en", decimals=places)
    tail = rf"\.\d{{{places}}}" if places else ""
    assert re.fullmatch(rf"{MINUS}?(0|[1-9]\d{{0,2}}(,\d{{3}})*){tail}", text)
    assert not re.fullmatch(rf"{MINUS}[0.]+", text)


@given(st.lists(words, max_size=6), languages)
def test_listing_reads_back(items: list[str], lang: str) -> None:
    conjunction = {"fi": " ja ", "sv": " och "}.get(lang, " and ")
    text = formats.listing(items, lang)
    assert [item for item in text.replace(conjunction, ", ").split(", ") if item] == items


@given(st.lists(names, max_size=12), st.randoms())
def test_sort_key_gives_one_order_whatever_the_first(texts: list[str], random: Random) -> None:
    shuffled = random.sample(texts, len(texts))
    assert sorted(shuffled, key=sort_key) == sorted(texts, key=sort_key)


@given(names, names)
def test_sort_key_is_equal_only_for_equal_texts(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one == other)
    assert (sort_key(one) < sort_key(other)) + (sort_key(other) < sort_key(one)) == (one != other)


@given(names)
def test_sort_key_ignores_case_first(text: str) -> None:
    assert sort_key(text.casefold())[0] == sort_key(text)[0]


@given(words, st.integers(0, 10**6), st.integers(0, 10**6))
def test_sort_key_compares_numbers_as_numbers(word: str, one: int, other: int) -> None:
    assert (sort_key(f"{word} {one}") < sort_key(f"{word} {other}")) == (one < other)
