"""From the time on a clock to UTC, by the time zones that calendars name or describe, and the moments of their rules
(iCalendar, RFC 5545). What stands in a calendar comes from outside: nothing here takes long, whatever it says.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from soske.engines.calendars import HELSINKI

LONGEST_RULE = 500
LAST_YEAR = 9_990
MOST_PLACES = 10
"""Places (BYSETPOS) among the days of a recurrence: dateutil counts them out for each one on every day."""
LATE_YEARS = range(9_970, 9_998)
"""Years of every kind, after which dateutil has few left to look through."""
FOUND_WORK, MISSED_WORK = 200, 1_000
"""In microseconds or so: a change of clocks that is looked for in a year, and found or not."""
OF_CLOCKS = ("FREQ", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYSETPOS", "WKST")
"""What a rule of clocks says: the day of a year. The time is that of the first change."""
END = dt.datetime(9_999, 12, 31)  # noqa: DTZ001 - a time on a clock
Utc = Callable[[dt.datetime], dt.datetime]
"""From the time on the clock, naive, to that in UTC."""

MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", re.IGNORECASE)
OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")


@dataclass(slots=True)
class Line:
    value: str
    parameters: Mapping[str, str]


@dataclass(slots=True)
class Part:
    """What stands between BEGIN and END: name -> its lines."""

    name: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        return self.lines[name][0] if name in self.lines else None

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.value.strip().upper() if line else ""


def utc(clock: dt.datetime) -> dt.datetime:
    return clock.replace(tzinfo=dt.UTC)


def _on_clock(zone: ZoneInfo) -> Utc:
    return lambda clock: clock.replace(tzinfo=zone).astimezone(dt.UTC)


finnish = _on_clock(HELSINKI)


def named(name: str) -> Utc | None:
    """A zone of the tz database, also behind the prefix of a program, or of Windows."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if name == "FLE Standard Time":  # Finland, Kyiv, Riga, Sofia, Tallinn and Vilnius
        return finnish
    pieces = WINDOWS_TO_OLSON.get(name, name)[-100:].split("/")
    for first in range(max(0, len(pieces) - 3), len(pieces)):
        try:
            return _on_clock(ZoneInfo("/".join(pieces[first:])))
        except (KeyError, ValueError, OSError):  # not found, no name at all, a folder
            continue
    return None


def described(part: Part, spend: Callable[[int], None]) -> Utc | None:
    """From the rules that stand in the calendar: when clocks change, and what they show then. Each time that is asked
    for costs as much as there are changes: `spend` is told."""
    changes = [found for each in part.parts if (found := _change(each))]
    if not changes:
        return None
    earliest = min(changes, key=lambda each: each.first).before
    known: dict[tuple[str, dt.datetime, int], dt.datetime | None] = {}

    def in_year(rule: str, first: dt.datetime, year: int) -> dt.datetime | None:
        key = rule, first, year
        if key not in known:
            known[key] = _in_year(rule, first, year)
            spend(FOUND_WORK if known[key] else MISSED_WORK)
        return known[key]

    def toutc(clock: dt.datetime) -> dt.datetime:
        spend(len(changes))
        made = [(moment, each.after) for each in changes if (moment := each.latest(clock, in_year))]
        return (clock - (max(made)[1] if made else earliest)).replace(tzinfo=dt.UTC)

    return toutc


InYear = Callable[[str, dt.datetime, int], dt.datetime | None]
"""in_year(rule, first, year): the change that a rule has in a year."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of clocks: at `first`, and by the `rule`, where there is one, each year from then to `last`."""

    first: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    rule: str
    last: dt.datetime

    def latest(self, clock: dt.datetime, in_year: InYear) -> dt.datetime | None:
        """The last one until then, on the clock as it was before."""
        if self.rule:
            year = min(clock.year, self.last.year)
            for moment in (in_year(self.rule, self.first, each) for each in (year, year - 1)):
                if moment and self.first <= moment <= min(clock, self.last):
                    return moment
        return self.first if self.first <= clock else None


def _change(part: Part) -> _Change | None:
    starts = MOMENT.fullmatch(part.text("DTSTART"))
    offsets = [OFFSET.fullmatch(part.text(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO")]
    said = dict(each.split("=", 1) for each in part.text("RRULE")[:LONGEST_RULE].split(";") if "=" in each)
    until = MOMENT.fullmatch(said.pop("UNTIL", ""))
    try:
        first = clock_of(starts) if starts else None
        last = clock_of(until) if until else END
    except ValueError:
        return None
    if first is None or not all(offsets):
        return None
    before, after = (
        (-1 if each[1] == "-" else 1)
        * dt.timedelta(hours=int(each[2]), minutes=int(each[3]), seconds=int(each[4] or 0))
        for each in offsets
        if each
    )
    rule = ";".join(f"{name}={said[name]}" for name in OF_CLOCKS if name in said)
    yearly = rule if said.get("FREQ") == "YEARLY" and values(said, "BYSETPOS") <= MOST_PLACES else ""
    return _Change(first, before, after, yearly, last)


def values(said: Mapping[str, str], name: str) -> int:
    """How many values a part of a rule has."""
    return said[name].count(",") + 1 if name in said else 0


def clock_of(match: re.Match[str]) -> dt.datetime:
    """Naive: the zone comes later.

    Raises:
        ValueError: there is no such day or time.
    """
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
    return dt.datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001


def _in_year(rule: str, first: dt.datetime, year: int) -> dt.datetime | None:
    month, day = (1, 1) if "BYMONTH" in rule else (first.month, min(first.day, 28))
    late = _late(year)
    moment = next(following(rule, first.replace(year=late, month=month, day=day)), None)
    return moment.replace(year=year) if moment and moment.year == late else None


@cache
def _late(year: int) -> int:
    """The late year whose days, weeks and leap day are those of this one."""
    kind = _kind(year)
    return next(late for late in LATE_YEARS if _kind(late) == kind)


def _kind(year: int) -> tuple[int, bool, bool]:
    return calendar.weekday(year, 1, 1), calendar.isleap(year), calendar.isleap(year - 1)


def following(rule: str, start: dt.datetime) -> Iterator[dt.datetime]:
    """The moments of a rule; none when it is nonsense. `start` is late in the time of the calendar: dateutil goes on to
    its end when nothing is found."""
    from dateutil.rrule import rrulestr

    try:
        yield from rrulestr(rule, dtstart=start)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):  # whatever dateutil makes of it
        return
