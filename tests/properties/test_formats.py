"""What holds for every date, number and name: no part of a range twice, no zeros in front, one order for all texts."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from soske.base import formats, pattern
from soske.base.formats import EN_DASH, HELSINKI, MINUS, NBSP
from soske.base.sorting import sort_key

languages = st.sampled_from(["fi", "sv", "en", "de"])
days = st.dates(min_value=date(1000, 1, 1), max_value=date(9999, 12, 30))
moments = st.datetimes(
    min_value=datetime(1950, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
words = st.text(alphabet="abcåäöxyz", min_size=1, max_size=8)
names = st.text(alphabet=st.sampled_from("aAbBvVwWyYüÜeéÉzåÅäÄöÖ 0123456789-\u030a\u0308"), max_size=6) | st.text(max_size=6)


@given(days, st.integers(0, 800), languages)
@example(date(2026, 12, 31), 1, "fi")
@example(date(2028, 2, 29), 366, "en")
def test_date_range_never_repeats_a_part(start: date, length: int, lang: str) -> None:
    assume(start <= date.max - timedelta(days=length))
    end = start + timedelta(days=length)
    text = formats.date_range(start, end, lang)
    years = re.findall(r"\d{4}", text)
    assert years == list(dict.fromkeys(str(day.year) for day in (start, end)))
    within_a_month = (start.year, start.month) == (end.year, end.month)
    month = re.compile(r"[A-Z][a-z]+" if lang in ("en", "de") else r"(?<=\.)\d{1,2}(?=\.)")
    if start.year == end.year and lang in ("en", "de"):
        assert len(month.findall(text)) == (1 if within_a_month else 2)
    assert text.count(EN_DASH) == (0 if start == end else 1)
    assert text.endswith(formats.date_short(end, lang) if lang in ("fi", "sv") else formats.date_long(end, lang))
