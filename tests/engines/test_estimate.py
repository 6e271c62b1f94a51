"""Employment potential: exact arithmetic, open assumptions, flags that change nothing, nonsense refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from soske.engines.estimate import (
    BENCHMARK_SOURCE,
    Assumptions,
    Benchmark,
    Contract,
    Estimate,
    Field,
    Flag,
    Impossible,
    Kind,
    Number,
    benchmark,
    estimated,
    estimated_range,
)

CLEANING = Contract(2_000_000, 48, "Työllisyysalue Järvi")
ASSUMED = Assumptions(Decimal("0.75"), Decimal("0.02"), Decimal(3_500))

VALUES = st.decimals(1, 10**9, places=2)
SHARES = st.decimals("0.001", 1, places=3)
COSTS = st.decimals(500, 20_000, places=2)


def test_months_are_rounded_down_and_come_with_their_assumptions() -> None:
    assert estimated(CLEANING, ASSUMED) == Estimate(8, ASSUMED, (), Kind.ESTIMATE)  # 8.57


@pytest.mark.parametrize("number", [float, Decimal, Fraction])
def test_months_that_come_out_whole_stay_whole(number: type[Fraction]) -> None:
    # in binary fractions 700 000 x 0.7 x 0.03 / 2 100 is 6.999999999999999
    assumed = Assumptions(number("0.7"), number("0.03"), 2_100)
    assert estimated(Contract(700_000), assumed).person_months == 7


@given(VALUES, SHARES, SHARES, COSTS)
def test_months_are_the_most_that_the_money_pays_for(
    value: Decimal, labour: Decimal, target: Decimal, cost: Decimal
) -> None:
    months = estimated(Contract(value), Assumptions(labour, target, cost)).person_months
    money = Fraction(value) * Fraction(labour) * Fraction(target)
    assert months * Fraction(cost) <= money < (months + 1) * Fraction(cost)


@pytest.mark.parametrize(
    ("contract", "flags"),
    [
        (Contract(200_000, 12, "TE"), ()),
        (Contract(Decimal("199999.99"), 12, "TE"), (Flag.SMALL,)),
        (Contract(200_000, 11, "TE"), (Flag.SHORT,)),
        (Contract(200_000, None, "TE"), (Flag.LENGTH_UNKNOWN,)),
        (Contract(200_000, 12, " "), (Flag.NO_PARTNER,)),
        (Contract(10_000, 3), (Flag.SMALL, Flag.SHORT, Flag.NO_PARTNER, Flag.NO_MONTH)),
    ],
)
def test_flags_say_what_speaks_against_it(contract: Contract, flags: tuple[Flag, ...]) -> None:
    assert estimated(contract, Assumptions(0.5, 0.1, 3_000)).flags == flags


def test_threshold_is_the_callers_and_may_be_none_at_all() -> None:
    contract = Contract(100_000, 12, "Työllisyysalue")
    assert estimated(contract, Assumptions(1, 1, 3_000), least_value=100_001).flags == (Flag.SMALL,)
    assert estimated(contract, Assumptions(1, 1, 3_000), least_value=0).flags == ()


@given(VALUES, SHARES, COSTS, st.lists(SHARES, min_size=3, max_size=3).map(sorted))
def test_range_is_three_estimates_that_rise(
    value: Decimal, labour: Decimal, cost: Decimal, targets: list[Decimal]
) -> None:
    low, middle, high = targets
    found = estimated_range(Contract(value), labour_share=labour, monthly_cost=cost, targets=(low, middle, high))
    assert found.low.person_months <= found.base.person_months <= found.high.person_months
    assert found.base == estimated(Contract(value), Assumptions(labour, middle, cost))
    assert [each.assumptions.target_share for each in (found.low, found.base, found.high)] == targets


def test_range_that_does_not_rise_is_refused() -> None:
    with pytest.raises(Impossible) as refused:
        estimated_range(CLEANING, labour_share=0.75, monthly_cost=3_500, targets=(0.02, 0.01, 0.03))
    assert refused.value.field is Field.TARGETS


@pytest.mark.parametrize(("value", "opportunities"), [(999_999.99, 0), (1_000_000, 1), (18_400_000, 18)])
def test_benchmark_is_an_opportunity_for_each_million(value: float, opportunities: int) -> None:
    assert benchmark(Contract(value)) == Benchmark(opportunities, 1_000_000, BENCHMARK_SOURCE, Kind.BENCHMARK)


SHARES_WRONG = (0, -0.1, 1.01, "nan")
NUMBERS_WRONG = (0, -1, "nan", "inf", "-inf")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        *((Field.LABOUR_SHARE, wrong) for wrong in SHARES_WRONG),
        *((Field.TARGET_SHARE, wrong) for wrong in SHARES_WRONG),
        *((Field.MONTHLY_COST, wrong) for wrong in NUMBERS_WRONG),
        *((Field.VALUE, wrong) for wrong in (*NUMBERS_WRONG, 10**12 + 1)),
    ],
)
@pytest.mark.parametrize("number", [float, Decimal])
def test_number_that_cannot_be_is_refused_by_its_name(field: Field, wrong: float | str, number: type[Decimal]) -> None:
    given: dict[str, Number] = {"value": 2_000_000, "labour_share": 0.5, "target_share": 0.02, "monthly_cost": 3_500}
    given[field] = number(wrong)
    value = given.pop("value")
    with pytest.raises(Impossible) as refused:
        estimated(Contract(value), Assumptions(**given))
    assert refused.value.field is field


@pytest.mark.parametrize("months", [0, -3])
def test_contract_of_no_length_is_refused(months: int) -> None:
    for view in (lambda: estimated(Contract(1_000, months), ASSUMED), lambda: benchmark(Contract(1_000, months))):
        with pytest.raises(Impossible) as refused:
            view()
        assert refused.value.field is Field.MONTHS


def test_short_text_of_an_endless_number_is_refused_at_once() -> None:
    for wrong in (Decimal("1E+999999999"), Decimal("1E-999999999")):
        with pytest.raises(Impossible, match="monthly_cost"):
            estimated(CLEANING, Assumptions(0.5, 0.02, wrong))


@given(VALUES, SHARES, COSTS)
def test_more_money_never_gives_fewer_months(value: Decimal, share: Decimal, cost: Decimal) -> None:
    assume(value * 2 <= 10**12)
    assumed = Assumptions(share, share, cost)
    assert estimated(Contract(value), assumed).person_months <= estimated(Contract(value * 2), assumed).person_months
