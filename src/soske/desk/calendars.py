"""Dates as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from soske.base.connect import Dated
from soske.base.localtext import one_line


def calendar_file(*, name: str, dates: Sequence[Dated], lang: str, now: dt.datetime, url: str) -> bytes:
    """One VCALENDAR with an event for each date; the same uid with a higher sequence changes the same entry."""
    from icalendar import Calendar, Event  # heavy: imported where used

    calendar = Calendar()
    calendar.add("prodid", "-//Soske//Soske//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = one_line(name)
    calendar.add("x-wr-calname", name)
    for date in dates:
        event = Event()
        event.add("uid", date.uid)
        event.add("sequence", date.sequence)
        event.add("dtstamp", now)
        event.add("summary", f"{one_line(date.name.spoken(lang).text)} – {name}")
        event.add("dtstart", date.starts)
        event.add("dtend", date.ends)
        event.add("url", url)
        if date.cancelled:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
