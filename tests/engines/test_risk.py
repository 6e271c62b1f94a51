"""Risk of a purchase: the worst of its tiers, raised by signals and by nothing else, each with source and day."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.risk import (
    LEVELS,
    Assessed,
    Depth,
    Level,
    Leverage,
    Signal,
    Tier,
    TierRisk,
    assessed,
    depth_of,
    priority_key,
    steps_below,
    worst,
)
from soske.packs import codes

DFO = "https://www.anskaffelser.no/samfunnsansvar/sosialt-ansvar/hoyrisikoproduktlisten/mat-og-drikke"
HEUNI = "https://heuni.fi/-/procurement-guide"
READ = dt.date(2026, 11, 24)
YES = st.sets(st.sampled_from(Signal))
RISKS = st.lists(
    st.builds(
        TierRisk,
        tier=st.sampled_from(Tier),
        level=st.sampled_from(Level),
        source=st.sampled_from([DFO, HEUNI]),
        checked_on=st.dates(dt.date(2020, 1, 1), READ),
    ),
    max_size=6,
)


def of(tier: Tier, level: Level, source: str = DFO, read: dt.date = READ) -> TierRisk:
    return TierRisk(tier, level, source, read)


def yes(*signals: Signal) -> dict[Signal, bool]:
    return {signal: signal in signals for signal in Signal}


def place_of(level: Level | None) -> int:
    return -1 if level is None else LEVELS.index(level)


FURNITURE = [of(Tier.RAW, Level.HIGH), of(Tier.COMPONENT, Level.MEDIUM), of(Tier.FINAL, Level.LOW)]


def test_codes_are_those_of_a_pack() -> None:
    assert [str(level) for level in Level] == [str(level) for level in codes.RiskLevel]
    assert [str(tier) for tier in Tier] == [str(tier) for tier in codes.Tier]


def test_worst_tier_decides_and_its_source_and_day_go_with_it() -> None:
    found = assessed(FURNITURE, {})
    assert (found.level, found.depth, found.recorded) == (Level.HIGH, Depth.ENHANCED, Level.HIGH)
    assert found.tiers == (TierRisk(Tier.RAW, Level.HIGH, DFO, READ),)
    assert found.signals == ()
    assert not found.to_find_out


def test_all_that_have_the_worst_level_decide_the_latest_read_first() -> None:
    old, new = of(Tier.RAW, Level.HIGH, HEUNI, dt.date(2024, 1, 1)), of(Tier.FINAL, Level.HIGH)
    assert assessed([old, of(Tier.COMPONENT, Level.LOW), new], {}).tiers == (new, old)


def test_two_sources_of_one_tier_that_differ_count_by_the_worse() -> None:
    worse = of(Tier.FINLAND, Level.HIGH, HEUNI, dt.date(2021, 12, 2))
    assert assessed([of(Tier.FINLAND, Level.LOW), worse], {}).tiers == (worse,)


@pytest.mark.parametrize("order", list(permutations(FURNITURE)))
def test_order_of_the_tiers_changes_nothing(order: tuple[TierRisk, ...]) -> None:
    assert assessed(order, yes(Signal.COUNTRY)) == assessed(FURNITURE, yes(Signal.COUNTRY))


@pytest.mark.parametrize(
    ("level", "depth"),
    [
        (Level.LOW, Depth.BASIC),
        (Level.MEDIUM, Depth.BASIC),
        (Level.HIGH, Depth.ENHANCED),
        (Level.VERY_HIGH, Depth.DEEP),
        (None, None),
    ],
)
def test_depth_follows_from_the_level(level: Level | None, depth: Depth | None) -> None:
    assert depth_of(level) is depth


def test_nothing_recorded_is_told_as_such_and_is_to_be_found_out() -> None:
    found = assessed([], {}, tiers={Tier.FINAL, Tier.RAW})
    assert found == Assessed(None, None, None, (), (), (), (Tier.RAW, Tier.FINAL), tuple(Signal))
    assert found.to_find_out


def test_tier_of_the_purchase_without_a_risk_stays_open_beside_one_that_has() -> None:
    found = assessed([of(Tier.RAW, Level.LOW)], yes(), tiers=[Tier.RAW, Tier.COMPONENT])
    assert (found.level, found.open_tiers, found.unasked) == (Level.LOW, (Tier.COMPONENT,), ())


@pytest.mark.parametrize(
    ("recorded", "raised"),
    [
        (None, Level.MEDIUM),
        (Level.LOW, Level.MEDIUM),
        (Level.MEDIUM, Level.HIGH),
        (Level.HIGH, Level.HIGH),
        (Level.VERY_HIGH, Level.VERY_HIGH),
    ],
)
@pytest.mark.parametrize("signals", [(Signal.AGENCY, Signal.UNINFORMED), tuple(Signal)])
def test_two_signals_or_more_raise_one_step_up_to_high(
    recorded: Level | None, raised: Level, signals: tuple[Signal, ...]
) -> None:
    risks = [] if recorded is None else [of(Tier.FINLAND, recorded)]
    found = assessed(risks, yes(*signals))
    assert (found.level, found.recorded, found.to_find_out) == (raised, recorded, recorded is None)
    assert found.signals == (tuple(s for s in Signal if s in signals) if raised is not recorded else ())
    assert found.seen == tuple(s for s in Signal if s in signals)
    assert [risk.level for risk in found.tiers] == ([] if recorded is None else [recorded])


@pytest.mark.parametrize("signal", Signal)
def test_one_signal_alone_is_seen_and_raises_nothing(signal: Signal) -> None:
    found = assessed([of(Tier.FINLAND, Level.LOW)], yes(signal))
    assert (found.level, found.signals, found.seen) == (Level.LOW, (), (signal,))
    assert assessed([], yes(signal)).level is None


@given(RISKS, YES, YES)
def test_another_yes_or_another_tier_never_lowers_level_or_priority(
    risks: list[TierRisk], some: set[Signal], more: set[Signal]
) -> None:
    before, after = assessed(risks, yes(*some)), assessed(risks, yes(*some, *more))
    assert place_of(after.level) >= place_of(before.level)
    assert priority_key(after, Leverage()) <= priority_key(before, Leverage())
    for count in range(len(risks)):
        assert place_of(assessed(risks[:count], yes(*some)).level) <= place_of(before.level)


@given(RISKS, YES)
def test_level_is_that_of_the_tiers_or_one_step_above_and_says_why(risks: list[TierRisk], some: set[Signal]) -> None:
    found = assessed(risks, yes(*some))
    assert found.recorded == worst(risk.level for risk in risks)
    assert bool(found.signals) == (found.level is not found.recorded)
    assert {risk.level for risk in found.tiers} == ({found.recorded} if found.recorded else set())
    assert len(found.tiers) == sum(risk.level is found.recorded for risk in risks)
    assert (found.level is Level.VERY_HIGH) == (found.recorded is Level.VERY_HIGH)
    assert (found.depth is None) == (found.level is None)


def test_risk_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="without a source"):
        assessed([of(Tier.RAW, Level.LOW, source=" ")], {})


def test_steps_between_levels() -> None:
    assert steps_below(Level.LOW, Level.VERY_HIGH) == 3
    assert steps_below(Level.HIGH, Level.HIGH) == 0
    assert steps_below(Level.HIGH, Level.MEDIUM) == -1


# --- which purchase first ---------------------------------------------------------------------------------------------
def key(level: Level | None, leverage: Leverage | None = None, *signals: Signal) -> tuple[int, int, int, float]:
    risks = [] if level is None else [of(Tier.FINLAND, level)]
    return priority_key(assessed(risks, yes(*signals)), leverage or Leverage())


def test_risk_comes_first_and_what_is_not_known_right_after_what_is_high() -> None:
    two = (Signal.AGENCY, Signal.SUBCONTRACTING)
    large = Leverage(9_000_000, 1, joint=True)
    rising = [
        key(Level.LOW, large),
        key(Level.MEDIUM, large),
        key(None, large),
        key(None, None, *two),
        key(Level.MEDIUM, None, *two),
        key(Level.VERY_HIGH),
    ]
    assert rising == sorted(rising, reverse=True)
    assert len(set(rising)) == len(rising)
    assert key(Level.HIGH) == key(Level.MEDIUM, None, *two)


def test_then_leverage_by_size_then_timing_then_the_exact_value() -> None:
    first_to_last = [
        Leverage(2_000_000, 36),
        Leverage(300_000, 48, joint=True),
        Leverage(150_000, -2),
        Leverage(200_000, 0),
        Leverage(900_000, 6),
        Leverage(100_000, 6),
        Leverage(900_000, None),
        Leverage(90_000, 1),
        Leverage(0, 1),
        Leverage(None, 1),
        Leverage(),
    ]
    keys = [key(Level.HIGH, each) for each in first_to_last]
    assert keys[2][:3] == keys[3][:3]  # ended, or ending now: due both
    assert sorted([*keys[:2], *keys[4:]]) == [*keys[:2], *keys[4:]]
    assert keys[1] < min(keys[2:4]) and max(keys[2:4]) < keys[4]


@pytest.mark.parametrize("yearly", [-1, float("nan"), float("inf")])
def test_value_that_cannot_be_is_refused(yearly: float) -> None:
    with pytest.raises(ValueError, match="yearly value"):
        key(Level.LOW, Leverage(yearly))
