"""Days and times of day in Finland as moments, also on the two nights of the year on which clocks are changed."""

from __future__ import annotations

import datetime as dt

from soske.base.formats import HELSINKI

CHANGE = dt.time(1, tzinfo=dt.UTC)  # clocks are changed at one o'clock UTC, in spring and in autumn


def moment(day: dt.date, time: dt.time, *, ends: bool = False) -> dt.datetime:
    """When the clocks of Finland show a time on a day, in UTC, so that two of them can be compared.

    An hour that is shown twice begins what begins at its first and ends what `ends` at its second time, so that nobody
    comes too late. A time of the hour that is left out is the moment of the change.
    """
    local = dt.datetime.combine(day, time, HELSINKI)
    before, after = (local.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if before > after:
        return dt.datetime.combine(day, CHANGE)
    return after if ends else before


def is_left_out(day: dt.date, time: dt.time) -> bool:
    """Whether the clocks of Finland never show this time on this day: they are put forward."""
    local = dt.datetime.combine(day, time, HELSINKI)
    return local.replace(fold=0).astimezone(dt.UTC) > local.replace(fold=1).astimezone(dt.UTC)


def span(
    starts: dt.date, ends: dt.date, opens: dt.time | None, closes: dt.time | None
) -> tuple[dt.datetime, dt.datetime]:
    """The moments between two days, both included: from the time at which it opens on the first to the time at which it
    closes on the last day; from and to midnight where there is none."""
    begin = moment(starts, opens or dt.time.min)
    if closes is None:
        return begin, moment(ends + dt.timedelta(days=1), dt.time.min, ends=True)
    return begin, moment(ends, closes, ends=True)
