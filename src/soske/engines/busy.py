"""When somebody is busy, from a calendar that Outlook, Google or Apple has written (iCalendar, RFC 5545).

Of each line only what says when is read, so that large calendars cost little; recurrences are those of dateutil. A
calendar comes from outside: whatever stands in it, the work is bounded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from soske.engines.clocks import (
    END,
    LAST_YEAR,
    LONGEST_RULE,
    MOMENT,
    MOST_PLACES,
    Line,
    Part,
    Utc,
    clock_of,
    described,
    finnish,
    following,
    named,
    utc,
    values,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 200_000  # some 20,000 entries
MOST_SPANS = 5_000
MOST_WORK = 2_000_000
"""In microseconds or so. A day that a recurrence goes through is one; the others are below."""
TIME_WORK, RULE_WORK, ZONE_WORK = 10, 100, 400  # a time that is read or found, the beginning of a recurrence, a zone
MOST_ZONES, MOST_DEPTH, TIMES_A_DAY = 20, 10, 24
MOST_CHANGES = 100
"""Changes of clocks that a zone describes."""
OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
GREGORIAN = dt.timedelta(days=146_097)  # 400 years: then days, weeks and leap years come again in the same order
DAY = dt.timedelta(days=1)

Span = tuple[dt.datetime, dt.datetime]

LINE = re.compile(
    r"^(BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|TRANSP|STATUS|FREEBUSY|TZID|TZOFFSETFROM"
    r"|TZOFFSETTO|X-LIC-LOCATION|X-MICROSOFT-CDO-BUSYSTATUS)((?:;[^=;:\r\n]++=(?:\"[^\"\r\n]*+\"|[^\";:\r\n]++)*+)*+):([^\r\n]*+)",
    re.MULTILINE | re.IGNORECASE,
)
FOLD = re.compile(r"\r?\n[ \t]")
PARAMETER = re.compile(r";([^=;:]+)=(?:\"([^\"]*)\"|([^;:]*))")
LENGTH = re.compile(
    r"\+?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?", re.IGNORECASE
)


class NotACalendar(ValueError):
    """It is no calendar, is cut off, or takes more work than a calendar does. Says nothing of what stands in it."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """`clock` is naive, midnight of a day when `whole`; `zone` makes UTC of it."""

    clock: dt.datetime
    zone: Utc
    whole: bool

    @property
    def utc(self) -> dt.datetime:
        return self.zone(self.clock)


@dataclass(frozen=True, slots=True)
class _Length:
    """Days on the calendar, of whichever length, and then time as it passes."""

    days: int = 0
    rest: dt.timedelta = dt.timedelta()

    def after(self, start: _Moment) -> dt.datetime:
        return start.zone(start.clock + self.days * DAY) + self.rest


def busy_times(content: bytes, *, since: dt.datetime, until: dt.datetime) -> list[Span]:
    """The spans in which the owner of the calendar is busy, in UTC, merged, in order and cut to `since` and `until`,
    which have a zone.

    Whole days are from midnight to midnight in Finland and times without a zone are Finnish. Entries that are shown as
    free or are cancelled do not count; tentative ones do. One that comes again within hours counts as one span from
    its first to its last time. An entry whose time cannot be read is passed over.

    Raises:
        NotACalendar: see there.
    """
    if until <= since:
        return []
    calendar = _Calendar(since.astimezone(dt.UTC), until.astimezone(dt.UTC))
    calendar.read(_parts(content))
    return calendar.merged()


def _parts(content: bytes) -> list[Part]:
    """The parts of all calendars of the file."""
    if len(content) > MOST_BYTES:
        raise NotACalendar("too large")
    text = content.decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
    if not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise NotACalendar("no calendar")
    found: list[Part] = []
    stack: list[Part] = []
    for number, line in enumerate(LINE.finditer(FOLD.sub("", text))):
        if number > MOST_LINES:
            raise NotACalendar("too long")
        name, value = line[1].upper(), line[3]
        if name == "BEGIN":
            stack.append(Part(value.strip().upper()))
            if len(stack) > MOST_DEPTH:
                raise NotACalendar("too deep")
        elif name == "END":
            if not stack or stack[-1].name != value.strip().upper():
                raise NotACalendar("parts do not end where they should")
            part = stack.pop()
            if len(stack) == 1:
                found.append(part)
            elif stack:
                stack[-1].parts.append(part)
        elif stack:
            parameters = {each[1].upper(): each[2] or each[3] or "" for each in PARAMETER.finditer(line[2])}
            stack[-1].lines.setdefault(name, []).append(Line(value, parameters))
    if stack:
        raise NotACalendar("cut off")
    return found


class _Calendar:
    def __init__(self, since: dt.datetime, until: dt.datetime) -> None:
        self.since, self.until = since, until
        self.spans: list[Span] = []
        self.work = 0
        self.described: dict[str, Part] = {}
        self.zones: dict[str, Utc] = {}

    def spend(self, work: int) -> None:
        self.work += work
        if self.work > MOST_WORK:
            raise NotACalendar("too much work")

    def read(self, parts: list[Part]) -> None:
        for part in parts:
            line = part.first("TZID")
            if part.name == "VTIMEZONE" and line and len(self.described) < MOST_ZONES:
                self.described[line.value.strip()] = part
        events = [part for part in parts if part.name == "VEVENT"]
        changed: dict[str, set[dt.datetime | dt.date]] = {}  # of a series, the times that have an entry of their own
        for event in events:
            if "RECURRENCE-ID" in event.lines:
                changed.setdefault(event.text("UID"), set()).update(self._times(event, "RECURRENCE-ID"))
        for event in events:
            self.spend(TIME_WORK)
            own = "RECURRENCE-ID" in event.lines
            try:
                self._read_event(event, set() if own else changed.get(event.text("UID"), set()))
            except OverflowError:  # it lasts beyond the year 9999
                continue
        for part in parts:
            if part.name == "VFREEBUSY":
                self._read_free_busy(part)

    def merged(self) -> list[Span]:
        merged: list[Span] = []
        for start, end in sorted(self.spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        if len(merged) > MOST_SPANS:
            raise NotACalendar("too many spans")
        return merged

    def _add(self, start: dt.datetime, end: dt.datetime) -> None:
        start, end = max(start, self.since), min(end, self.until)
        if start < end:
            self.spans.append((start, end))

    # --- entries ------------------------------------------------------------------------------------------------------
    def _read_event(self, event: Part, changed: set[dt.datetime | dt.date]) -> None:
        free = event.text("TRANSP") == "TRANSPARENT" or event.text("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
        line = event.first("DTSTART")
        start = self._moment(line.value, line) if line else None
        if free or event.text("STATUS") == "CANCELLED" or not start or start.clock > self._clock(self.until):
            return
        length = self._length(event, start)
        if length == _Length():
            return
        without = set(self._times(event, "EXDATE"))

        def held(moment: _Moment, long: _Length) -> None:
            start, day = moment.utc, moment.clock.date()
            if not any(each in left_out for left_out in (without, changed) for each in (start, day)):
                self._add(start, long.after(moment))

        held(start, length)
        if "RRULE" in event.lines:
            for again in self._again(event.lines["RRULE"][0].value, start, length):
                held(again, length)
        for line in event.lines.get("RDATE", ()):
            for value in line.value.split(","):
                self.spend(TIME_WORK)
                begin, _slash, end = value.partition("/")
                if moment := self._moment(begin, line):
                    held(moment, (self._length_to(end, moment, line) or length) if end else length)

    def _times(self, event: Part, name: str) -> Iterator[dt.datetime | dt.date]:
        """Moments in UTC, and days."""
        for line in event.lines.get(name, ()):
            for value in line.value.split(","):
                self.spend(TIME_WORK)
                if moment := self._moment(value, line):
                    yield moment.clock.date() if moment.whole else moment.utc

    def _length(self, event: Part, start: _Moment) -> _Length:
        ends, lasts = event.first("DTEND"), event.first("DURATION")
        line = ends or lasts
        found = self._length_to(line.value, start, line) if line else None
        if start.whole and (found is None or found == _Length()):
            return _Length(1)
        return found or _Length()

    def _length_to(self, value: str, start: _Moment, line: Line) -> _Length | None:
        """From the start to a moment, or as long as is said; None when that is not forward."""
        if match := LENGTH.fullmatch(value.strip()):
            weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
            return _Length(7 * weeks + days, dt.timedelta(hours=hours, minutes=minutes, seconds=seconds))
        end = self._moment(value, line)
        if end is None or end.utc < start.utc:
            return None
        if start.whole and end.whole:
            return _Length((end.clock - start.clock).days)
        return _Length(rest=end.utc - start.utc)

    def _read_free_busy(self, part: Part) -> None:
        for line in part.lines.get("FREEBUSY", ()):
            if line.parameters.get("FBTYPE", "").upper() == "FREE":
                continue
            for value in line.value.split(","):
                self.spend(2 * TIME_WORK)
                begin, _slash, end = value.partition("/")
                start = self._moment(begin, line)
                length = self._length_to(end, start, line) if start else None
                if start and length and start.utc < self.until:
                    self._add(start.utc, length.after(start))

    # --- recurrences --------------------------------------------------------------------------------------------------
    def _again(self, rule: str, start: _Moment, length: _Length) -> Iterator[_Moment]:
        """The moments of a recurrence around the window."""
        self.spend(RULE_WORK)
        said = dict(part.split("=", 1) for part in rule[:LONGEST_RULE].upper().split(";") if "=" in part)
        ends = self._moment(said.pop("UNTIL", ""), Line("", {}))
        last = min(self.until, self._last(ends, start)) if ends else self.until
        times = [max(1, values(said, name)) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
        if said.get("FREQ") in OFTEN or times[0] * times[1] * times[2] > TIMES_A_DAY:
            self._add(start.utc, last)
            return
        interval = said.get("INTERVAL", "1")
        places = values(said, "BYSETPOS")
        if len(rule) > LONGEST_RULE or "BYEASTER" in said or places > MOST_PLACES:
            return
        if not interval.isdecimal() or not 0 < int(interval) < 10_000:
            return
        first = self._moved(start.clock, said, length)
        later = (LAST_YEAR - self.until.year) // 400 * GREGORIAN  # the same days come again
        before, end = first, self._clock(self.until)
        for each in following(";".join(f"{name}={value}" for name, value in said.items()), first + later):
            moment = _Moment(each - later, start.zone, start.whole)
            self.spend(TIME_WORK + (moment.clock - before).days * (1 + places))
            before = moment.clock
            if moment.clock > end or moment.utc > last:
                return
            yield moment
        self.spend((END - later - before).days * (1 + places))

    def _last(self, ends: _Moment, start: _Moment) -> dt.datetime:
        """The last moment of a series. One that is not in UTC is on the clock of the series; a day counts whole."""
        if ends.zone is utc:
            return ends.utc
        return start.zone(ends.clock + (DAY - dt.timedelta(seconds=1) if ends.whole else dt.timedelta()))

    def _moved(self, clock: dt.datetime, said: Mapping[str, str], length: _Length) -> dt.datetime:
        """The first time from which a recurrence has to be looked at: one that comes daily or weekly without being
        counted is the same from any of its steps."""
        step = {"DAILY": 1, "WEEKLY": 7}.get(said.get("FREQ", ""), 0) * int(said.get("INTERVAL", 1))
        if not step or "COUNT" in said:
            return clock
        over = (self._clock(self.since) - clock).days - length.days - length.rest.days - 10
        return clock + max(0, over // step * step) * DAY

    def _clock(self, moment: dt.datetime) -> dt.datetime:
        """Later than this time is on any clock."""
        return moment.replace(tzinfo=None) + DAY

    # --- times --------------------------------------------------------------------------------------------------------
    def _moment(self, value: str, line: Line) -> _Moment | None:
        match = MOMENT.fullmatch(value.strip())
        if not match or not 1 < int(match[1]) < LAST_YEAR:
            return None
        try:
            clock = clock_of(match)
        except ValueError:
            return None
        if match[4] is None:
            return _Moment(clock, finnish, True)
        return _Moment(clock, utc if match[7] else self._zone(line.parameters.get("TZID", "").strip()), False)

    def _zone(self, name: str) -> Utc:
        """By its name; one that is described only by its rules by those; Finnish time otherwise."""
        if name not in self.zones:
            self.spend(ZONE_WORK)
            part = self.described.get(name)
            place = part.first("X-LIC-LOCATION") if part else None
            known = named(name) or (named(place.value.strip()) if place else None)
            if part and not known and len(part.parts) > MOST_CHANGES:
                raise NotACalendar("clocks change too often")
            self.zones[name] = known or (described(part, self.spend) if part else None) or finnish
        return self.zones[name]
