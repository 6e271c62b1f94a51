"""Calendars read back by another library than the one that wrote them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import vobject

from soske.engines.calendars import Entry, Someone, cancellation, invitation, published

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)


def entry(starts: dt.date, ends: dt.date, **more: object) -> Entry:
    values = {"uid": "yksi@soske", "sequence": 0, "summary": "Työpaja, ä; ö\\ – Åbo", **more}
    return Entry(starts=starts, ends=ends, **values)  # type: ignore[arg-type]


def read(content: bytes) -> object:
    return vobject.readOne(content.decode())


def at(day: str, time: str = "09:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (at("2026-11-26"), at("2026-11-26", "15:00")),  # winter
        (at("2026-06-26"), at("2026-06-26", "15:00")),  # summer
        (at("2027-03-27", "22:00"), at("2027-03-28", "06:00")),  # the night in which clocks are put forward
        (at("2026-10-24", "22:00"), at("2026-10-25", "06:00")),  # and back
        (at("2028-02-29"), at("2028-02-29", "10:00")),  # leap day
        (at("2026-12-31", "23:30"), at("2027-01-01", "00:30")),  # crosses midnight and the year
    ],
)
def test_moments_come_back_as_they_were(starts: dt.datetime, ends: dt.datetime) -> None:
    found = read(published("Omat", [entry(starts, ends)], now=NOW))
    event = found.vevent  # type: ignore[attr-defined]
    assert (event.dtstart.value, event.dtend.value) == (starts, ends)
    assert event.dtstart.value.utcoffset() == starts.utcoffset()
    assert event.summary.value == "Työpaja, ä; ö\\ – Åbo"


def test_whole_days_have_no_time_and_keep_nobody_busy() -> None:
    found = read(published("Omat", [entry(dt.date(2026, 11, 26), dt.date(2026, 11, 27))], now=NOW))
    event = found.vevent  # type: ignore[attr-defined]
    assert (event.dtstart.value, event.dtend.value) == (dt.date(2026, 11, 26), dt.date(2026, 11, 27))
    assert event.transp.value == "TRANSPARENT"


def test_invitation_names_one_guest_and_asks_for_no_mail() -> None:
    made = invitation(
        entry(
            at("2026-11-26"), at("2026-11-26", "15:00"), sequence=3, place="Sali Ä, 2. krs", url="https://a.example/"
        ),
        organiser=Someone("akatemia@example.fi", 'Järjestäjä "Oy"; ä'),
        guest=Someone("vieras@example.fi"),
        now=NOW,
    )
    found = read(made)
    event = found.vevent  # type: ignore[attr-defined]
    assert (found.method.value, event.sequence.value, event.status.value) == ("REQUEST", "3", "CONFIRMED")  # type: ignore[attr-defined]
    assert (event.organizer.value, event.attendee.value) == ("mailto:akatemia@example.fi", "mailto:vieras@example.fi")
    assert event.attendee.params["RSVP"] == ["FALSE"]
    assert event.location.value == "Sali Ä, 2. krs"
    assert len(event.contents["attendee"]) == 1
    assert all(len(line.encode()) <= 75 for line in made.decode().split("\r\n"))


def test_cancellation_takes_the_same_entry_out() -> None:
    made = cancellation(
        entry(at("2026-11-26"), at("2026-11-26", "15:00"), sequence=4, cancelled=True),
        organiser=Someone("akatemia@example.fi"),
        guest=Someone("vieras@example.fi"),
        now=NOW,
    )
    found = read(made)
    event = found.vevent  # type: ignore[attr-defined]
    assert (found.method.value, event.uid.value, event.sequence.value, event.status.value) == (  # type: ignore[attr-defined]
        "CANCEL",
        "yksi@soske",
        "4",
        "CANCELLED",
    )


def test_line_breaks_and_long_texts_are_kept() -> None:
    text = "Ensimmäinen rivi\nToinen: ä, ö; å\\\n" + "pitkä " * 200
    found = read(published("Omat", [entry(at("2026-11-26"), at("2026-11-26", "15:00"), text=text)], now=NOW))
    assert found.vevent.description.value == text  # type: ignore[attr-defined]


def test_a_feed_read_again_tells_when_it_was_made_and_what_has_changed() -> None:
    first = entry(at("2026-11-26"), at("2026-11-26", "15:00"), text="Ohjelma", place="Sali Ä")
    later = NOW + dt.timedelta(hours=1)
    once, again = published("Omat", [first], now=NOW), published("Omat", [first], now=later)
    assert (b"DTSTAMP:20261127T080000Z" in once, b"DTSTAMP:20261127T090000Z" in again) == (True, True)
    assert once.replace(b"T080000Z", b"T090000Z") == again
    moved = replace(first, sequence=1, starts=at("2026-11-26", "10:00"))
    event = read(published("Omat", [moved, replace(first, uid="kaksi@soske")], now=later)).vevent_list  # type: ignore[attr-defined]
    assert [each.sequence.value for each in event] == ["1", "0"]
    assert event[0].dtstart.value == at("2026-11-26", "10:00")


def test_an_empty_feed_is_a_calendar() -> None:
    found = read(published("Omat", [], now=NOW))
    assert "vevent" not in found.contents  # type: ignore[attr-defined]
    assert found.method.value == "PUBLISH"  # type: ignore[attr-defined]
