"""Dates of stages from offsets, and faults in their order."""

from __future__ import annotations

import datetime as dt
from datetime import date

import pytest

from soske.packs.dates import OrderFault, OrderRule, add_offset, order_faults, order_rules, stage_dates
from soske.packs.loader import load_builtin
from soske.packs.schema import Offset, Stage, StageKind

KICKOFF = date(2026, 8, 27)  # a Thursday


def stage(code: str, kind: StageKind = StageKind.OTHER, *, days: int = 1, at: Offset | None = None) -> Stage:
    return Stage.model_validate({"code": code, "kind": kind, "name": {"en": code}, "at": at or Offset(), "days": days})


def first_days(*stages: Stage, kickoff: date = KICKOFF) -> list[date]:
    return [first for first, _ in stage_dates(stages, kickoff).values()]


@pytest.mark.parametrize(
    ("day", "offset", "result"),
    [
        (date(2026, 8, 31), Offset(months=6), date(2027, 2, 28)),
        (date(2027, 8, 31), Offset(months=6), date(2028, 2, 29)),
        (date(2028, 2, 29), Offset(months=12), date(2029, 2, 28)),
        (date(2028, 2, 29), Offset(months=48), date(2032, 2, 29)),
        (date(2028, 2, 28), Offset(days=1), date(2028, 2, 29)),
        (date(2026, 1, 31), Offset(months=-2), date(2025, 11, 30)),
        (date(2026, 12, 15), Offset(months=1), date(2027, 1, 15)),
        (date(2026, 8, 31), Offset(months=6, days=1), date(2027, 3, 1)),
    ],
)
def test_offset_clips_to_the_last_day_of_the_month_then_adds_days(day: date, offset: Offset, result: date) -> None:
    assert add_offset(day, offset) == result


def test_single_day_on_a_weekend_moves_to_monday() -> None:
    saturday, sunday = stage("saturday", at=Offset(days=2)), stage("sunday", at=Offset(days=3))
    assert first_days(saturday, sunday) == [date(2026, 8, 31), date(2026, 8, 31)]


def test_window_on_a_weekend_keeps_its_days() -> None:
    window = stage("window", days=3, at=Offset(days=2))
    assert stage_dates([window], KICKOFF) == {"window": (date(2026, 8, 29), date(2026, 8, 31))}


def test_kickoff_on_a_weekend_stays() -> None:
    start = stage("start", StageKind.KICKOFF)
    assert first_days(start, kickoff=date(2026, 8, 29)) == [date(2026, 8, 29)]


def test_moved_day_takes_along_what_is_counted_from_it() -> None:
    moved = stage("moved", at=Offset(days=2))
    after = stage("after", at=Offset(of="moved", days=1))
    assert first_days(moved, after) == [date(2026, 8, 31), date(2026, 9, 1)]


def test_stages_are_counted_from_the_kickoff_by_its_code_or_without_one() -> None:
    by_default = stage("early", at=Offset(days=-7))
    start = stage("start", StageKind.KICKOFF)
    by_code = stage("late", at=Offset(of="start", days=7))
    assert first_days(by_default, start, by_code) == [date(2026, 8, 20), KICKOFF, date(2026, 9, 3)]


def test_stage_counted_from_nothing_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        stage_dates([stage("lost", at=Offset(of="nowhere"))], KICKOFF)


RULES = [
    OrderRule("call"),
    OrderRule("info", within="call"),
    OrderRule("selection", before="start"),
    OrderRule("start"),
]
GOOD: dict[str, tuple[date | None, date | None]] = {
    "call": (date(2026, 4, 9), date(2026, 5, 7)),
    "info": (date(2026, 4, 16), date(2026, 4, 16)),
    "selection": (date(2026, 6, 4), date(2026, 6, 4)),
    "start": (KICKOFF, KICKOFF),
}


def test_good_order_has_no_faults() -> None:
    assert order_faults(GOOD, RULES) == []


@pytest.mark.parametrize(
    ("code", "dates", "faults"),
    [
        (
            "call",
            (date(2026, 5, 7), date(2026, 4, 30)),
            [("call", "call", "ends_before_start"), ("info", "call", "outside")],
        ),
        ("info", (date(2026, 4, 8), date(2026, 4, 8)), [("info", "call", "outside")]),
        ("info", (date(2026, 5, 7), date(2026, 5, 8)), [("info", "call", "outside")]),
        ("selection", (KICKOFF, KICKOFF), [("selection", "start", "not_before")]),
        ("selection", (date(2026, 8, 28), date(2026, 8, 28)), [("selection", "start", "not_before")]),
        ("selection", (date(2026, 4, 15), date(2026, 4, 15)), [("selection", "info", "starts_before")]),
        ("selection", (date(2026, 6, 4), None), []),
        ("selection", (KICKOFF, None), [("selection", "start", "not_before")]),
        ("selection", (None, KICKOFF), [("selection", "start", "not_before")]),
        ("info", (None, date(2026, 5, 8)), [("info", "call", "outside")]),
        ("call", (None, date(2026, 4, 15)), [("info", "call", "outside")]),
    ],
)
def test_wrong_order_is_one_fault_for_a_pair(
    code: str, dates: tuple[date | None, date | None], faults: list[tuple[str, str, str]]
) -> None:
    found = order_faults({**GOOD, code: dates}, RULES)
    assert [(fault.code, fault.other, fault.kind) for fault in found] == faults


@pytest.mark.parametrize("missing", list(GOOD))
def test_missing_dates_are_skipped(missing: str) -> None:
    assert order_faults({**GOOD, missing: (None, None)}, RULES) == []
    assert order_faults({code: dates for code, dates in GOOD.items() if code != missing}, RULES) == []


def test_order_looks_past_a_missing_date() -> None:
    dates = {"a": (date(2026, 3, 2), None), "b": (None, None), "c": (date(2026, 3, 1), None)}
    rules = [OrderRule("a"), OrderRule("b"), OrderRule("c")]
    assert order_faults(dates, rules) == [OrderFault("c", "a", "starts_before")]


def test_default_pack_keeps_its_order_and_its_promises_for_any_kickoff() -> None:
    stages = load_builtin("soske").stages()
    rules = order_rules(stages)
    for number in range(0, 366 * 5, 3):
        kickoff = date(2024, 1, 1) + dt.timedelta(days=number)
        dates = stage_dates(stages, kickoff)
        assert order_faults(dates, rules) == []
        assert (kickoff - dates["selection"][0]).days >= 21 - 2


def test_default_pack_by_the_calendar() -> None:
    dates = stage_dates(load_builtin("soske").stages(), KICKOFF)
    assert {code: f"{first} {last}" for code, (first, last) in dates.items()} == {
        "call": "2026-04-09 2026-05-07",
        "info": "2026-04-16 2026-04-16",
        "interviews": "2026-04-30 2026-05-28",
        "selection": "2026-06-04 2026-06-04",
        "assignment": "2026-08-06 2026-08-20",
        "kickoff": "2026-08-27 2026-08-27",
        "workshop_1": "2026-09-10 2026-09-10",
        "sparring_1": "2026-09-17 2026-09-24",
        "workshop_2": "2026-10-01 2026-10-01",
        "sparring_2": "2026-10-08 2026-10-22",
        "workshop_3": "2026-10-29 2026-10-29",
        "sparring_3": "2026-11-05 2026-11-12",
        "workshop_4": "2026-11-19 2026-11-19",
        "handling": "2026-11-26 2026-12-10",
        "closing": "2026-12-17 2026-12-17",
        "followup_6": "2027-06-17 2027-06-17",
        "followup_12": "2027-12-17 2027-12-17",
    }
