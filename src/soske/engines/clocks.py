"""From the time on a clock to UTC, by the time zones that calendars name or describe, and the moments of their rules
(iCalendar, RFC 5545). What stands in a calendar comes from outside: nothing here takes long, whatever it says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from soske.engines.calendars import HELSINKI

LONGEST_RULE = 500
LAST_YEAR = 9_990
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


def described(part: Part) -> Utc | None:
    """From the rules that stand in the calendar: when clocks change, and what they show then."""
    changes = [found for each in part.parts if (found := _change(each))]
    if not changes:
        return None
    earliest = min(changes, key=lambda each: each.first).before

    def toutc(clock: dt.datetime) -> dt.datetime:
        made = [(moment, each.after) for each in changes if (moment := each.latest(clock))]
        return (clock - (max(made)[1] if made else earliest)).replace(tzinfo=dt.UTC)

    return toutc


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of clocks: at `first`, and by the `rule`, where there is one, each year from then to `last`."""

    first: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    rule: str
    last: dt.datetime

    def latest(self, clock: dt.datetime) -> dt.datetime | None:
        """The last one until then, on the clock as it was before."""
        if self.rule:
            year = min(clock.year, self.last.year)
            for moment in (_in_year(self.rule, self.first, year), _in_year(self.rule, self.first, year - 1)):
                if moment and self.first <= moment <= min(clock, self.last):
                    return moment
        return self.first if self.first <= clock else None


def _change(part: Part) -> _Change | None:
    starts = MOMENT.fullmatch(part.text("DTSTART"))
    offsets = [OFFSET.fullmatch(part.text(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO")]
    said = dict(each.split("=", 1) for each in part.text("RRULE")[:LONGEST_RULE].split(";") if "=" in each)
    until = MOMENT.fullmatch(said.pop("UNTIL", ""))
    said.pop("COUNT", None)
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
    yearly = ";".join(f"{name}={value}" for name, value in said.items()) if said.get("FREQ") == "YEARLY" else ""
    return _Change(first, before, after, yearly, last)


def clock_of(match: re.Match[str]) -> dt.datetime:
    """Naive: the zone comes later.

    Raises:
        ValueError: there is no such day or time.
    """
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
    return dt.datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001


@lru_cache(maxsize=1_000)
def _in_year(rule: str, first: dt.datetime, year: int) -> dt.datetime | None:
    later = (LAST_YEAR - year) // 400 * 400
    month, day = (1, 1) if "BYMONTH" in rule else (first.month, min(first.day, 28))
    found = following(rule, first.replace(year=year + later, month=month, day=day))
    moment = next(found, None)
    return moment.replace(year=year) if moment and moment.year == year + later else None


def following(rule: str, start: dt.datetime) -> Iterator[dt.datetime]:
    """The moments of a rule; none when it is nonsense. `start` is late in the time of the calendar: dateutil goes on to
    its end when nothing is found."""
    from dateutil.rrule import rrulestr

    try:
        yield from rrulestr(rule, dtstart=start)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):  # whatever dateutil makes of it
        return
