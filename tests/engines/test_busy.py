"""When somebody is busy, by calendars as Outlook, Google and Apple write them, and by what only looks like one."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.busy import NotACalendar, busy_times
from soske.engines.calendars import Entry, published

HELSINKI = ZoneInfo("Europe/Helsinki")
SINCE, UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def calendar(*events: str, more: str = "") -> bytes:
    """A calendar of events; each is its lines but the first and the last."""
    whole = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{more}{whole}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def busy(content: bytes, since: dt.datetime = SINCE, until: dt.datetime = UNTIL) -> list[str]:
    """Spans on the clock in Helsinki, the end as a time alone where it is the same day."""
    spans = busy_times(content, since=since, until=until)
    assert all(moment.tzinfo is dt.UTC for span in spans for moment in span)
    shown = []
    for start, end in ((start.astimezone(HELSINKI), end.astimezone(HELSINKI)) for start, end in spans):
        last = f"{end:%H.%M}" if start.date() == end.date() else f"{end:%d.%m. %H.%M}"
        shown.append(f"{start:%d.%m. %H.%M}–{last}")
    return shown


def day(month: int, number: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, number, hour, tzinfo=HELSINKI)


# --- single entries --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "times",
    [
        "DTSTART;TZID=Europe/Helsinki:20260302T100000\nDTEND;TZID=Europe/Helsinki:20260302T113000",
        "DTSTART:20260302T080000Z\nDTEND:20260302T093000Z",
        "DTSTART:20260302T100000\nDURATION:PT1H30M",
        "DTSTART;TZID=FLE Standard Time:20260302T100000\nDTEND;TZID=FLE Standard Time:20260302T113000",
        'DTSTART;TZID="W. Europe Standard Time":20260302T090000\nDURATION:PT90M',
        "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Helsinki:20260302T100000\nDURATION:PT90M",
        "DTSTART;VALUE=DATE-TIME;TZID=Europe/Stockholm:20260302T090000\nDTEND:20260302T093000Z",
        "dtstart;tzid=Europe/Helsinki:20260302t100000\ndtend:20260302t093000z",
        "DTSTART;TZID=Nowhere/At All:20260302T100000\nDURATION:PT90M",
        "DTSTART;TZID=America/New_York:20260302T030000\nDURATION:PT90M",
        "DTSTART;TZID=Europe:20260302T100000\nDURATION:PT90M",
        "DTSTART;TZID=../../etc/passwd:20260302T100000\nDURATION:PT90M",
    ],
)
def test_time_of_any_zone(times: str) -> None:
    assert busy(calendar(times)) == ["02.03. 10.00–11.30"]


@pytest.mark.parametrize(
    "times",
    [
        "DTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260330",
        "DTSTART;VALUE=DATE:20260329",
        "DTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260329",
        "DTSTART;VALUE=DATE:20260329\nDURATION:P1D",
    ],
)
def test_whole_day_is_from_midnight_to_midnight_in_finland_also_when_it_has_23_hours(times: str) -> None:
    ((start, end),) = busy_times(calendar(times), since=SINCE, until=UNTIL)
    assert (start, end) == (day(3, 29), day(3, 30))
    assert end - start == dt.timedelta(hours=23)


@pytest.mark.parametrize(
    "said",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "transp:transparent",
        "status:Cancelled ",
    ],
)
def test_what_is_free_or_cancelled_does_not_count(said: str) -> None:
    times = "DTSTART:20260302T080000Z\nDTEND:20260302T093000Z\n"
    assert busy(calendar(times + said)) == []
    assert busy(calendar(times + said.replace("said", ""), times)) == ["02.03. 10.00–11.30"]


@pytest.mark.parametrize("said", ["STATUS:TENTATIVE", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", "TRANSP:"])
def test_what_may_yet_be_counts(said: str) -> None:
    assert busy(calendar(f"DTSTART:20260302T080000Z\nDTEND:20260302T093000Z\n{said}")) == ["02.03. 10.00–11.30"]


@pytest.mark.parametrize(
    "times",
    [
        "SUMMARY:without a time",
        "DTSTART:20260302T080000Z",
        "DTSTART:20260302T080000Z\nDTEND:20260302T080000Z",
        "DTSTART:20260302T080000Z\nDTEND:20260302T070000Z",
        "DTSTART:20260230T080000Z\nDURATION:PT1H",
        "DTSTART:20260302T250000Z\nDURATION:PT1H",
        "DTSTART:soon\nDURATION:PT1H",
        "DTSTART:00000302T080000Z\nDURATION:PT1H",
        "DTSTART:99991231T235959Z\nDURATION:P9999D",
        "DTSTART:20250302T080000Z\nDURATION:PT1H",
        "DTSTART:20270302T080000Z\nDURATION:PT1H",
    ],
)
def test_entry_without_a_time_that_can_be_read_is_passed_over(times: str) -> None:
    content = calendar(times, "DTSTART:20260302T080000Z\nDTEND:20260302T093000Z")
    assert busy(content) == ["02.03. 10.00–11.30"]


def test_lines_that_are_folded_and_alarms_within_an_entry() -> None:
    event = (
        "DTSTART;TZID=Europe/Hel\n sinki:20260302T1\n\t00000\nSUMMARY:DTSTART:20260101T000000Z ääkköset\n"
        "DESCRIPTION:DTEND:20261231T000000Z\\nDTEND\n"
        "BEGIN:VALARM\nDURATION:PT15H\nDTSTART:20260101T000000Z\nTRIGGER:-PT15M\nEND:VALARM\nDURATION:PT1H"
    )
    assert busy(calendar(event)) == ["02.03. 10.00–11.00"]


def test_spans_are_merged_in_order_and_cut() -> None:
    content = calendar(
        "DTSTART:20260302T100000Z\nDURATION:PT1H",
        "DTSTART:20260302T080000Z\nDURATION:PT1H",
        "DTSTART:20260302T083000Z\nDURATION:PT10M",
        "DTSTART:20260302T090000Z\nDURATION:PT30M",
        "DTSTART:20260302T230000Z\nDURATION:P2D",
        "DTSTART:20260301T230000Z\nDURATION:PT2H",
    )
    found = busy(content, day(3, 2, 2), day(3, 3, 2))
    assert found == ["02.03. 02.00–03.00", "02.03. 10.00–11.30", "02.03. 12.00–13.00", "03.03. 01.00–02.00"]
    assert busy(content, day(3, 3), day(3, 2)) == []


# --- recurrences ------------------------------------------------------------------------------------------------------
WEEKLY = (
    "UID:1\nDTSTART;TZID=Europe/Helsinki:20260318T100000\nDTEND;TZID=Europe/Helsinki:20260318T110000\n"
    "RRULE:FREQ=WEEKLY;COUNT=4"
)


def test_series_over_the_change_of_the_clocks_stays_at_its_time() -> None:
    assert busy(calendar(WEEKLY)) == [f"{each} 10.00–11.00" for each in ("18.03.", "25.03.", "01.04.", "08.04.")]
    autumn = WEEKLY.replace("202603", "202610")
    assert busy(calendar(autumn)) == [f"{each} 10.00–11.00" for each in ("18.10.", "25.10.", "01.11.", "08.11.")]


def test_series_in_utc_stays_there() -> None:
    found = busy(calendar("DTSTART:20260325T080000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20260401T080000Z"))
    assert found == ["25.03. 10.00–11.00", "01.04. 11.00–12.00"]


def test_nights_when_the_clocks_change_last_as_long_as_others() -> None:
    rule = "DURATION:PT4H\nRRULE:FREQ=DAILY;COUNT=2"
    assert busy(calendar(f"DTSTART;TZID=Europe/Helsinki:20260328T010000\n{rule}")) == [
        "28.03. 01.00–05.00",
        "29.03. 01.00–06.00",
    ]
    assert busy(calendar(f"DTSTART;TZID=Europe/Helsinki:20261024T010000\n{rule}")) == [
        "24.10. 01.00–05.00",
        "25.10. 01.00–04.00",
    ]


def test_time_that_the_clocks_leave_out_or_show_twice() -> None:
    spring = busy_times(calendar("DTSTART:20260329T033000\nDURATION:PT1H"), since=SINCE, until=UNTIL)
    assert spring[0][0] == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    autumn = busy_times(calendar("DTSTART:20261025T033000\nDURATION:PT1H"), since=SINCE, until=UNTIL)
    assert autumn[0][0] == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_one_of_a_series_is_moved_one_cancelled_one_left_out_one_added() -> None:
    content = calendar(
        f"{WEEKLY}\nEXDATE;TZID=Europe/Helsinki:20260401T100000\nRDATE;TZID=Europe/Helsinki:20260410T120000",
        "UID:1\nRECURRENCE-ID;TZID=Europe/Helsinki:20260318T100000\nDTSTART:20260319T060000Z\nDURATION:PT2H",
        "UID:1\nRECURRENCE-ID:20260325T080000Z\nDTSTART:20260325T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
        "UID:2\nRECURRENCE-ID:20260408T070000Z\nDTSTART:20260420T080000Z\nDURATION:PT1H",
    )
    assert busy(content) == ["19.03. 08.00–10.00", "08.04. 10.00–11.00", "10.04. 12.00–13.00", "20.04. 11.00–12.00"]


def test_one_of_a_series_that_is_moved_out_of_the_window_leaves_no_trace() -> None:
    moved = "UID:1\nRECURRENCE-ID:20260318T080000Z\nDTSTART:20300319T060000Z\nDURATION:PT2H"
    assert busy(calendar(moved, WEEKLY)) == [f"{each} 10.00–11.00" for each in ("25.03.", "01.04.", "08.04.")]


def test_whole_days_that_come_again() -> None:
    content = calendar(
        "UID:1\nDTSTART;VALUE=DATE:20260327\nDTEND;VALUE=DATE:20260329\nRRULE:FREQ=WEEKLY;UNTIL=20260410\n"
        "EXDATE;VALUE=DATE:20260403",
        "UID:1\nRECURRENCE-ID;VALUE=DATE:20260410\nDTSTART;VALUE=DATE:20260413",
    )
    assert busy(content) == ["27.03. 00.00–29.03. 00.00", "13.04. 00.00–14.04. 00.00"]


@pytest.mark.parametrize(
    ("until", "count"),
    [("20260331T210000Z", 2), ("20260331T205959Z", 1), ("20260401T000000", 2), ("20260331", 1), ("20260401", 2)],
)
def test_last_day_of_a_series(until: str, count: int) -> None:
    event = f"DTSTART;TZID=Europe/Helsinki:20260325T000000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL={until}"
    assert len(busy(calendar(event))) == count


def test_old_series_of_all_kinds_reach_the_window() -> None:
    def found(rule: str, start: str = "20100104T100000") -> list[str]:
        return busy(calendar(f"DTSTART:{start}\nDURATION:PT1H\nRRULE:{rule}"), day(3, 1), day(4, 1))

    assert found("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE") == [
        f"{each} 10.00–11.00" for each in ("09.03.", "11.03.", "23.03.", "25.03.")
    ]
    assert found("FREQ=DAILY;INTERVAL=10") == [
        f"{each} 10.00–11.00" for each in ("01.03.", "11.03.", "21.03.", "31.03.")
    ]
    assert found("FREQ=MONTHLY;BYDAY=-1FR") == ["27.03. 10.00–11.00"]
    assert found("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1") == ["31.03. 10.00–11.00"]
    assert found("FREQ=YEARLY", "16040315T100000") == ["15.03. 10.00–11.00"]
    assert found("FREQ=DAILY;BYHOUR=9,15;BYMONTHDAY=5;BYMONTH=3") == ["05.03. 09.00–10.00", "05.03. 15.00–16.00"]
    assert found("FREQ=WEEKLY;COUNT=10") == []


def test_long_entry_that_began_before_the_window_reaches_into_it() -> None:
    event = "DTSTART;VALUE=DATE:20250106\nDURATION:P3W\nRRULE:FREQ=WEEKLY;INTERVAL=8"
    assert busy(calendar(event), day(2, 10), day(3, 5)) == ["10.02. 00.00–23.02. 00.00"]


def test_dates_that_are_added_may_say_how_long() -> None:
    added = "20260303T080000Z/PT2H,20260304T080000Z/20260304T083000Z"
    event = f"DTSTART:20260302T080000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:{added}"
    assert busy(calendar(event)) == ["02.03. 10.00–11.00", "03.03. 10.00–12.00", "04.03. 10.00–10.30"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "nonsense",
        "COUNT=3",
        "FREQ=OFTEN",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;COUNT=x",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=DAILY;BYEASTER=0",
        "FREQ=YEARLY;BYMONTH=" + ",".join(["2"] * 400),
    ],
)
def test_rule_that_cannot_be_read_leaves_the_first_time(rule: str) -> None:
    assert busy(calendar(f"DTSTART:20260302T080000Z\nDURATION:PT1H\nRRULE:{rule}")) == ["02.03. 10.00–11.00"]


RULES = st.builds(
    lambda freq, interval, ends, by: ";".join(
        part for part in (f"FREQ={freq}", f"INTERVAL={interval}", ends, by) if part
    ),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 4),
    st.sampled_from(["", "COUNT=1", "COUNT=40", "COUNT=900", "UNTIL=20260315T090000Z"]),
    st.sampled_from(
        ["", "BYDAY=MO", "BYDAY=TU,SU", "BYMONTHDAY=-1", "BYMONTHDAY=29", "BYMONTH=2,3", "WKST=SU;BYDAY=SU"]
    ),
)


@given(RULES, st.integers(0, 2_640), st.integers(0, 23))
def test_series_are_those_of_the_library_from_their_beginning(rule: str, days: int, hour: int) -> None:
    start = day(1, 1, hour).replace(year=2019, tzinfo=None) + dt.timedelta(days=days)
    since, until = day(2, 1), day(5, 1)
    event = f"DTSTART;TZID=Europe/Helsinki:{start:%Y%m%dT%H%M%S}\nDURATION:PT1M\nRRULE:{rule}"
    found = [each for each, _end in busy_times(calendar(event), since=since, until=until)]
    named = rule.replace("UNTIL=20260315T090000Z", "UNTIL=20260315T110000")
    expected = {start, *rrulestr(named, dtstart=start).between(start, until.replace(tzinfo=None), inc=True)}
    in_utc = sorted(each.replace(tzinfo=HELSINKI).astimezone(dt.UTC) for each in expected)
    assert found == [each for each in in_utc if since <= each < until]


# --- zones and other parts -------------------------------------------------------------------------------------------
ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize("name", ["Customized Time Zone", "(UTC+02:00) Helsinki, Kyiv, Riga"])
def test_zone_that_only_the_calendar_describes(name: str) -> None:
    event = f'DTSTART;TZID="{name}":20260325T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2'
    autumn = event.replace("20260325", "20261024").replace("COUNT=2", "COUNT=2;INTERVAL=2")
    winter = event.replace("20260325", "20260105").replace("COUNT=2", "COUNT=1")
    for zone in (ZONE, ZONE.replace("Z\nBEGIN", "Z\r\nBEGIN")):
        assert busy(calendar(event, autumn, winter, more=zone.format(name=name))) == [
            f"{each} 10.00–11.00" for each in ("05.01.", "25.03.", "01.04.", "24.10.", "07.11.")
        ]


def test_described_zones_with_one_offset_with_an_end_and_with_a_place() -> None:
    fixed = (
        "BEGIN:VTIMEZONE\nTZID:Fixed\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\n"
        "END:STANDARD\nEND:VTIMEZONE\n"
    )
    assert busy(calendar("DTSTART;TZID=Fixed:20260302T133000\nDURATION:PT1H", more=fixed)) == ["02.03. 10.00–11.00"]
    ended = (
        ZONE.format(name="Ended")
        .replace("BYMONTH=3", "BYMONTH=3;UNTIL=20200329T010000Z")
        .replace("BYMONTH=10", "BYMONTH=10;UNTIL=20191027T010000Z")
    )
    assert busy(calendar("DTSTART;TZID=Ended:20261202T110000\nDURATION:PT1H", more=ended)) == ["02.12. 10.00–11.00"]
    future = fixed.replace("Fixed", "Later").replace("1970", "2030").replace("FROM:+0530", "FROM:+0200")
    assert busy(calendar("DTSTART;TZID=Later:20260302T100000\nDURATION:PT1H", more=future)) == ["02.03. 10.00–11.00"]
    place = fixed.replace("TZID:Fixed", "TZID:Ours\nX-LIC-LOCATION:Europe/Helsinki")
    assert busy(calendar("DTSTART;TZID=Ours:20260302T100000\nDURATION:PT1H", more=place)) == ["02.03. 10.00–11.00"]
    broken = fixed.replace("+0530", "half past five")
    assert busy(calendar("DTSTART;TZID=Fixed:20260302T100000\nDURATION:PT1H", more=broken)) == ["02.03. 10.00–11.00"]


@given(st.integers(1971, 2399), st.sampled_from(["BYDAY=-1SU", "BYDAY=SU;BYSETPOS=-1", "BYDAY=2SU", "BYMONTHDAY=31"]))
def test_change_of_clocks_in_any_year_is_that_of_the_library(year: int, day_of: str) -> None:
    rule = f"FREQ=YEARLY;BYMONTH=3;{day_of}"
    zone = (
        f"BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:DAYLIGHT\nDTSTART:19700101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\n"
        f"RRULE:{rule}\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:19700101T040000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0200\n"
        "RRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    (change,) = rrulestr(rule, dtstart=dt.datetime(year, 1, 1, 3)).between(  # noqa: DTZ001
        dt.datetime(year, 1, 1),  # noqa: DTZ001
        dt.datetime(year, 12, 31),  # noqa: DTZ001
    )
    around = [change - dt.timedelta(hours=1), change + dt.timedelta(hours=1)]
    content = calendar(*[f"DTSTART;TZID=Own:{each:%Y%m%dT%H%M%S}\nDURATION:PT1M" for each in around], more=zone)
    since = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    found = [start for start, _end in busy_times(content, since=since, until=since.replace(year=year + 1))]
    offsets = [dt.timedelta(hours=2), dt.timedelta(hours=3)]
    assert found == [(each - offset).replace(tzinfo=dt.UTC) for each, offset in zip(around, offsets, strict=True)]


def test_list_of_busy_times() -> None:
    listed = (
        "BEGIN:VFREEBUSY\nDTSTART:20260101T000000Z\nDTEND:20261231T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY:20260302T080000Z/20260302T090000Z,20260303T080000Z/PT2H\n"
        "FREEBUSY:20260304T080000Z/PT1H,nonsense,20260305T080000Z/nonsense\n"
        "FREEBUSY;FBTYPE=FREE:20260306T080000Z/PT1H\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20260307T080000Z/PT1H\n"
        "END:VFREEBUSY\nBEGIN:VTODO\nDTSTART:20260308T080000Z\nDURATION:PT1H\nEND:VTODO\n"
    )
    assert busy(calendar(more=listed)) == [
        "02.03. 10.00–11.00",
        "03.03. 10.00–12.00",
        "04.03. 10.00–11.00",
        "07.03. 10.00–11.00",
    ]


def test_calendar_that_we_publish_is_read() -> None:
    entries = [
        Entry("1@soske", 0, "Työpaja", day(3, 28, 10), day(3, 28, 12)),
        Entry("2@soske", 0, "Peruttu", day(3, 29, 10), day(3, 29, 12), cancelled=True),
        Entry("3@soske", 0, "Määräpäivä", dt.date(2026, 3, 30), dt.date(2026, 3, 31)),
        Entry("4@soske", 0, "Sparraus", day(10, 25, 10), day(10, 25, 12)),
    ]
    assert busy(published("Ä", entries, now=SINCE)) == ["28.03. 10.00–12.00", "25.10. 10.00–12.00"]
    assert busy(published("Ä", [], now=SINCE)) == []


# --- what is none, and what never ends -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe garbage",
        b"<!DOCTYPE html><html>BEGIN:VCALENDAR</html>",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"BEGIN:VCALENDAR\r\n",
        calendar("DTSTART:20260302T080000Z\nDURATION:PT1H")[:-20],
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" * 30,
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".encode("utf-16"),
    ],
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(NotACalendar):
        busy(content)


def test_byte_order_mark_and_empty_lines_before_a_calendar() -> None:
    content = calendar("DTSTART:20260302T080000Z\nDURATION:PT1H")
    assert busy(b"\xef\xbb\xbf\r\n" + content.replace(b"\r\n", b"\n")) == ["02.03. 10.00–11.00"]


@pytest.mark.parametrize("freq", ["SECONDLY", "MINUTELY", "HOURLY", "DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5"])
def test_entry_that_comes_again_all_the_time_is_one_span(freq: str) -> None:
    event = f"DTSTART:20000101T000000Z\nDURATION:PT1S\nRRULE:FREQ={freq}"
    assert busy(calendar(event), day(3, 2), day(3, 3)) == ["02.03. 00.00–03.03. 00.00"]
    assert busy(calendar(f"{event};UNTIL=20260302T080000Z"), day(3, 2), day(3, 3)) == ["02.03. 00.00–10.00"]


BOMB = 10 * 1024 * 1024


def many(line: str, *, head: str = "", tail: str = "") -> bytes:
    return b"".join((head.encode(), line.encode() * (BOMB // len(line)), tail.encode()))


NO_DAY = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
SUNDAYS = "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
OWN = "DTSTART;TZID=Own:20260302T080000\nDURATION:PT1H"


def clocks(count: int, rule: str, name: str = "Own") -> str:
    """A zone that describes so many changes of clocks, no two alike."""
    parts = "".join(
        f"BEGIN:STANDARD\nDTSTART:{1970 + number % 30}{number // 28 % 12 + 1:02}{number % 28 + 1:02}T000000\n"
        f"TZOFFSETFROM:+0200\nTZOFFSETTO:+0300\nRRULE:{rule}\nEND:STANDARD\n"
        for number in range(count)
    )
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{parts}END:VTIMEZONE\n"


def each_year(count: int) -> str:
    """Times on the own clock, left out of a series, of ever other years."""
    return "\nEXDATE;TZID=Own:" + ",".join(
        f"{1700 + number % 300}0302T08{number // 300 % 60:02}00" for number in range(count)
    )


def numbers(first: int, last: int) -> str:
    return ",".join(str(number) for number in range(first, last))


def again(rule: str, count: int = 50) -> bytes:
    return calendar(*[f"DTSTART:20260302T080000Z\nDURATION:PT1H\nRRULE:{rule}"] * count)


def of_one_series(count: int) -> bytes:
    """Entries of one UID, and as many changed times of it."""
    changed = (dt.datetime(1900, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number) for number in range(count))
    times = ",".join(f"{each:%Y%m%dT%H%M%SZ}" for each in changed)
    entries = ["UID:1\nDTSTART:20260302T080000Z\nDURATION:PT1H"] * (count // 4)
    return calendar(*entries, f"UID:1\nSTATUS:CANCELLED\nDTSTART:20260302T080000Z\nRECURRENCE-ID:{times}")


START = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260302T080000Z\r\nDURATION:PT1H\r\n"
END = "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
NEVER = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
BOMBS: dict[str, Callable[[], bytes]] = {
    "entries": lambda: calendar(*["DTSTART:20260302T080000Z\nDURATION:PT1H"] * 100_000),
    "endless": lambda: calendar(*["DTSTART:20260302T080000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY"] * 30_000),
    "never": lambda: calendar(*[f"DTSTART:20260302T080000Z\nDURATION:PT1S\nRRULE:{NEVER}"] * 200),
    "counted": lambda: calendar(*["DTSTART:19000302T080000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY;COUNT=99999999"] * 200),
    "zones": lambda: calendar(
        *[f"DTSTART;TZID=A{number}/B:20260302T080000\nDURATION:PT1S" for number in range(40_000)]
    ),
    "rules of zones": lambda: calendar(
        *[f"DTSTART;TZID=A{number}:2026{number % 12 + 1:02}02T080000\nDURATION:PT1S" for number in range(20)],
        more="".join(
            ZONE.format(name=f"A{number}").replace("BYDAY=-1SU;BYMONTH=", f"BYMONTH=2;BYMONTHDAY=30;BYHOUR={number};X=")
            for number in range(20)
        ),
    ),
    "spans": lambda: calendar(
        *[
            f"DTSTART:2026{m:02}{d:02}T{h:02}{n:02}00Z\nDURATION:PT1S"
            for m in range(1, 13)
            for d in range(1, 29)
            for h in range(24)
            for n in (0, 30)
        ]
    ),
    "long line": lambda: many("x", head=f"{START}SUMMARY:", tail=END),
    "long parameter": lambda: many("x", head=f"{START}DTEND;X=", tail=END),
    "parameters": lambda: many(";X=1", head=f"{START}DTEND", tail=END),
    "quotes": lambda: many(';X="', head=f"{START}DTEND", tail=END),
    "folds": lambda: many("\r\n ", head=f"{START}SUMMARY:x", tail=END),
    "dates left out": lambda: many(",20260302T080000Z", head=f"{START}EXDATE:20260302T080000Z", tail=END),
    "dates added": lambda: many(",20260302T080000Z", head=f"{START}RDATE:20260302T080000Z", tail=END),
    "rule": lambda: many(",1", head=f"{START}RRULE:FREQ=DAILY;BYHOUR=1", tail=END),
    "depth": lambda: many("BEGIN:VEVENT\r\n", head="BEGIN:VCALENDAR\r\n"),
    "empty lines": lambda: many("\r\n", head=START, tail=END),
    "digits": lambda: many("9", head=f"{START}RRULE:FREQ=DAILY;COUNT=", tail=END),
    "clocks": lambda: calendar(OWN, more=clocks(1_100, NO_DAY)),
    "clocks and dates": lambda: calendar(OWN + each_year(20_000), more=clocks(4_000, SUNDAYS)),
    "most clocks": lambda: calendar(OWN + each_year(200_000), more=clocks(100, SUNDAYS)),
    "most clocks without a day": lambda: calendar(OWN + each_year(200_000), more=clocks(100, NO_DAY)),
    "most clocks of most zones": lambda: calendar(
        *[OWN.replace("Own", f"Own{number}") for number in range(20)],
        more="".join(clocks(100, NO_DAY, f"Own{number}") for number in range(20)),
    ),
    "times of clocks": lambda: calendar(
        OWN,
        more=clocks(100, f"FREQ=YEARLY;BYHOUR={numbers(0, 24)};BYMINUTE={numbers(0, 60)};BYSECOND={numbers(0, 60)}"),
    ),
    "clocks that stand still": lambda: calendar(OWN, more=clocks(20, f"{NO_DAY};INTERVAL=0")),
    "places of clocks": lambda: calendar(OWN, more=clocks(100, f"FREQ=YEARLY;BYSETPOS={numbers(240, 350)}")),
    "places": lambda: again(f"FREQ=DAILY;BYSETPOS={numbers(240, 350)}"),
    "most places": lambda: again(f"FREQ=DAILY;BYSETPOS={numbers(350, 360)}"),
    "changed": lambda: of_one_series(100_000),
    "listed": lambda: calendar(
        more="BEGIN:VFREEBUSY\nFREEBUSY;TZID=Own:20260304T080000/20260304T080001"
        + ",20260304T080000/20260304T080001" * 140_000
        + f"\nEND:VFREEBUSY\n{clocks(100, SUNDAYS)}"
    ),
    "too large": lambda: many("x" * 20, head=f"{START}SUMMARY:", tail=END) * 3,
}


READ = {
    "rules of zones",
    "long line",
    "long parameter",
    "parameters",
    "quotes",
    "folds",
    "rule",
    "empty lines",
    "digits",
    "times of clocks",
    "clocks that stand still",
    "places of clocks",
    "places",
    "changed",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_no_calendar_takes_more_than_some_seconds(kind: str) -> None:
    content = BOMBS[kind]()
    began = time.process_time()
    try:
        found = len(busy_times(content, since=SINCE, until=UNTIL))
    except NotACalendar:
        found = -1
    assert time.process_time() - began < 8
    assert found <= 5_000
    assert (found >= 0) == (kind in READ)
