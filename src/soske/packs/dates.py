"""Dates of stages: made from the offsets of a pack, and checked for their order. Used for packs and for programmes."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from soske.packs.codes import KICKOFF, StageKind

if TYPE_CHECKING:
    from soske.packs.schema import Offset, Stage

SATURDAY = 5

FaultKind = Literal["ends_before_start", "starts_before", "outside", "not_before"]


class OrderRule(NamedTuple):
    """What is asked of the dates of one stage; the rules stand in the order of the path."""

    code: str
    within: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class OrderFault:
    """`code` is the stage at fault and `other` the one it is measured by (itself when it ends before it starts).

    starts_before: `code` stands after `other` on the path but has an earlier first day.
    outside: `code` is not inside the days of `other`. not_before: it has not ended before the first day of `other`.
    """

    code: str
    other: str
    kind: FaultKind


def add_offset(day: dt.date, offset: Offset) -> dt.date:
    """`day` moved by the months and then by the days of `offset`; a day that a shorter month lacks is its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + offset.months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=offset.days)


def stage_dates(stages: Sequence[Stage], kickoff: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """First and last day of every stage, in the order of `stages`, when the kick-off is on `kickoff`.

    A single day other than the kick-off that falls on a weekend moves to the next Monday, and what is counted from
    it moves along. Windows keep their days. Raises KeyError when a stage is counted from one that is neither the
    kick-off nor earlier in `stages` (a loaded pack has none).
    """
    first: dict[str, dt.date] = {KICKOFF: kickoff}
    first.update({stage.code: kickoff for stage in stages if stage.kind is StageKind.KICKOFF})
    dates: dict[str, tuple[dt.date, dt.date]] = {}
    for stage in stages:
        if stage.kind is StageKind.KICKOFF:
            day = kickoff
        else:
            day = add_offset(first[stage.at.of], stage.at)
            if stage.days == 1 and day.weekday() >= SATURDAY:
                day += dt.timedelta(days=7 - day.weekday())
            first[stage.code] = day
        dates[stage.code] = (day, day + dt.timedelta(days=stage.days - 1))
    return dates


def order_rules(stages: Iterable[Stage]) -> list[OrderRule]:
    """The rules of `order_faults` as the stages of a pack state them."""
    return [OrderRule(stage.code, stage.within, stage.before) for stage in stages]


def order_faults(
    dates: Mapping[str, tuple[dt.date | None, dt.date | None]], rules: Sequence[OrderRule]
) -> list[OrderFault]:
    """What is wrong with the order of `dates`, in the order of `rules`; at most one fault for a pair of stages.

    A missing date is skipped; a stage with only one of its two dates is taken as that day where it is measured
    by another stage. Of two faults of the same pair the one that a rule names (outside, not_before) is kept,
    because it says more than the order of the path.
    """
    faults: list[OrderFault] = []
    pairs: set[frozenset[str]] = set()

    def add(code: str, other: str, kind: FaultKind) -> None:
        if frozenset((code, other)) not in pairs:
            pairs.add(frozenset((code, other)))
            faults.append(OrderFault(code, other, kind))

    for code, within, before in rules:
        start, end = dates.get(code, (None, None))
        if start and end and end < start:
            add(code, code, "ends_before_start")
        if within:
            opening, ending = dates.get(within, (None, None))
            first, last = start or end, end or start
            if (first and opening and first < opening) or (last and ending and last > ending):
                add(code, within, "outside")
        if before:
            limit = dates.get(before, (None, None))[0]
            last = end or start
            if last and limit and last >= limit:
                add(code, before, "not_before")
    earlier: tuple[str, dt.date] | None = None
    for code, _, _ in rules:
        start = dates.get(code, (None, None))[0]
        if start is None:
            continue
        if earlier and start < earlier[1]:
            add(code, earlier[0], "starts_before")
        earlier = (code, start)
    place = {rule.code: index for index, rule in enumerate(rules)}
    return sorted(faults, key=lambda fault: place[fault.code])
