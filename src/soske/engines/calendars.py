"""Calendar files and invitations (iCalendar, RFC 5545; iTIP, RFC 5546) that Outlook, Google and Apple understand.

An entry keeps its uid for ever; whoever gets the same uid with a higher sequence changes the entry that she has.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

HELSINKI = ZoneInfo("Europe/Helsinki")
END = b"END:VCALENDAR\r\n"
EVENT = b"BEGIN:VEVENT\r\n"
GUEST = re.compile(rb"^ATTENDEE.*\r\n(?:[ \t].*\r\n)*", re.MULTILINE)
"""The line of the guest with what is folded under it."""
PRODUCT = "-//Soske//Soske//EN"
REFRESH = dt.timedelta(hours=1)
"""How often calendars are asked to read a feed again; each decides by itself."""
# Clocks are changed on the last Sundays of March and October, in Finland since 1996, at 1.00 UTC.
FINNISH_TIME = """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:STANDARD
DTSTART:19961027T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Days stand for whole days, the end being the day after the last; moments are shown in Finnish time."""

    uid: str
    sequence: int
    summary: str
    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    place: str = ""
    text: str = ""
    url: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Someone:
    """Who invites, or who is invited. Without an address there is nobody to answer to."""

    address: str
    name: str = ""


def published(name: str, entries: Iterable[Entry], *, now: dt.datetime) -> bytes:
    """A calendar to look at or to subscribe to (METHOD:PUBLISH); `now` is the time of its making."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", HELSINKI.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    shown = list(entries)
    timed = any(isinstance(entry.starts, dt.datetime) for entry in shown)
    head = _bytes(calendar, timed).removesuffix(END)
    stamp = f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}\r\n".encode()
    events = (part for entry in shown for part in (EVENT, stamp, _written(entry)))
    return b"".join((head, *events, END))


def invitation(entry: Entry, *, organiser: Someone, guest: Someone, now: dt.datetime) -> bytes:
    """An invitation, or its change, for one guest (METHOD:REQUEST). It asks for no answer by mail: a calendar that
    answers all the same writes to the organiser."""
    return _to_guest("REQUEST", entry, organiser, guest, now)


def cancellation(entry: Entry, *, organiser: Someone, guest: Someone, now: dt.datetime) -> bytes:
    """Takes the entry out of the calendar of one guest (METHOD:CANCEL)."""
    return _to_guest("CANCEL", entry, organiser, guest, now)


def _to_guest(method: str, entry: Entry, organiser: Someone, guest: Someone, now: dt.datetime) -> bytes:
    before, after = _around_guest(method, entry, organiser, now.astimezone(dt.UTC).replace(microsecond=0))
    return b"".join((before, _guest_line(guest), after))


@lru_cache(maxsize=500)
def _around_guest(method: str, entry: Entry, organiser: Someone, now: dt.datetime) -> tuple[bytes, bytes]:
    """What stands before and after the line of the guest, who is all that differs when thousands are invited."""
    from icalendar import vCalAddress

    event = _event(entry)
    event.add("dtstamp", now)
    who = vCalAddress(f"mailto:{organiser.address}")
    if organiser.name:
        who.params["CN"] = organiser.name
    event.add("organizer", who)
    event.add("attendee", _address(Someone("")))
    before, after = GUEST.split(bytes(event.to_ical()))
    return _head(method, timed=isinstance(entry.starts, dt.datetime)) + before, after + END


@lru_cache(maxsize=8)
def _head(method: str, *, timed: bool) -> bytes:
    """What stands before the entries of a calendar without a name."""
    return _bytes(_calendar(method), timed).removesuffix(END)


@lru_cache(maxsize=100)
def _guest_line(guest: Someone) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("attendee", _address(guest))
    return bytes(event.to_ical()).removeprefix(EVENT).removesuffix(b"END:VEVENT\r\n")


def _address(guest: Someone) -> vCalAddress:
    from icalendar import vCalAddress

    asked = vCalAddress(f"mailto:{guest.address}")
    asked.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    if guest.name:
        asked.params["CN"] = guest.name
    return asked


def _calendar(method: str) -> Calendar:
    from icalendar import Calendar  # heavy: imported where used

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


@lru_cache(maxsize=2_000)
def _written(entry: Entry) -> bytes:
    """What follows the first line of an entry. The library writes it property by property, and programs read a feed
    every hour: each entry is written once. The time of making (DTSTAMP) comes between the two."""
    return bytes(_event(entry).to_ical()).removeprefix(EVENT)


def _event(entry: Entry) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    for name, when in (("dtstart", entry.starts), ("dtend", entry.ends)):
        event.add(name, when.astimezone(HELSINKI) if isinstance(when, dt.datetime) else when)
    for name, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if value:
            event.add(name, value)
    if entry.cancelled:
        event.add("status", "CANCELLED")
    elif isinstance(entry.starts, dt.datetime):
        event.add("status", "CONFIRMED")
    else:
        event.add("transp", "TRANSPARENT")  # a whole day is a reminder and keeps nobody busy
    return event


def _bytes(calendar: Calendar, timed: bool) -> bytes:
    """With the rule of Finnish time where an entry has a time of day (`timed`). The library would list every change of
    clocks since 1981 as a date, which some programs do not read."""
    from icalendar import Timezone

    if timed:
        calendar.subcomponents.insert(0, Timezone.from_ical(FINNISH_TIME))
    return bytes(calendar.to_ical())
