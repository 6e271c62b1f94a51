"""Employment potential: how many months of work a contract could give to people who find it hard to get work.

    person-months = value of the contract x share of labour x share that is aimed at / monthly cost of labour

An estimate, not a rule: no authority in Finland has given a figure of so many euros for a person-month (domain research
3.3). All assumptions are the caller's, can be changed, and come back with the result so that a page shows them. The
arithmetic is exact: a number that comes out whole is not rounded down by a binary fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Number = Decimal | Fraction | float  # int is one of them

LEAST_VALUE = 200_000
"""Euros without VAT. Helsinki looks at the clause in every tender above it."""
LEAST_VALUE_SOURCE = (
    "https://www.hel.fi/uutiset/fi/kaupunginkanslia/tyollistaminen-yleistyy-helsingin-hankinnoissa?pd=v"
)
LEAST_MONTHS = 12
"""An assumption of ours: in a shorter contract there is hardly time to find people and teach them the work."""
BENCHMARK_VALUE = 1_000_000
"""One targeted opportunity for so much. The source says pounds, for works and services; we read euros."""
BENCHMARK_SOURCE = "https://1library.net/document/ynnl8k1y-tackling-poverty-through-public-procurement.html"
MOST_VALUE = 10**12
MOST_DIGITS = 30


class Kind(StrEnum):
    """What a figure is; a page says it in words beside the figure."""

    ESTIMATE = "estimate"  # an estimate, not a rule
    BENCHMARK = "benchmark"  # what has been reached elsewhere, not a rule either


class Field(StrEnum):
    """What can be given wrongly."""

    VALUE = "value"
    MONTHS = "months"
    LABOUR_SHARE = "labour_share"
    TARGET_SHARE = "target_share"
    MONTHLY_COST = "monthly_cost"
    LEAST_VALUE = "least_value"
    TARGETS = "targets"


class Flag(StrEnum):
    """What speaks against an employment clause in this contract, or is not known."""

    SMALL = "small"  # the value is below the threshold
    SHORT = "short"  # it is shorter than a year
    LENGTH_UNKNOWN = "length_unknown"
    NO_PARTNER = "no_partner"  # nobody is named who finds people for the work
    NO_MONTH = "no_month"  # not even one person-month comes out


class Impossible(ValueError):
    """A number that cannot be. `field` says which one."""

    def __init__(self, field: Field, found: object) -> None:
        super().__init__(f"{field}: {found}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Assumptions:
    """`labour_share` is labour's share of the price and `target_share` the share of that labour which is aimed at, both
    above 0 and at most 1. `monthly_cost` is what a person costs in a month with side costs, in euros."""

    labour_share: Number
    target_share: Number
    monthly_cost: Number


@dataclass(frozen=True, slots=True)
class Contract:
    """`value` in euros without VAT for the whole contract; `months` None when not recorded; `partner` is who finds
    people for the work, empty when nobody is named."""

    value: Number
    months: int | None = None
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """`person_months` rounded down. `assumptions` as they were given."""

    person_months: int
    assumptions: Assumptions
    flags: tuple[Flag, ...]
    kind: Kind = Kind.ESTIMATE


@dataclass(frozen=True, slots=True)
class Range:
    """The same contract with three shares to aim at."""

    low: Estimate
    base: Estimate
    high: Estimate


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`opportunities` (jobs, traineeships or places of training), rounded down: one for each `per` euros."""

    opportunities: int
    per: int = BENCHMARK_VALUE
    source: str = BENCHMARK_SOURCE
    kind: Kind = Kind.BENCHMARK


def estimated(contract: Contract, assumptions: Assumptions, *, least_value: Number = LEAST_VALUE) -> Estimate:
    """The employment potential of a contract. A flag is shown beside the figure and changes nothing in it.

    Raises:
        Impossible: a value or cost of 0 or less, a share that is not above 0 and at most 1, months below 1.
    """
    value = _value(contract)
    labour = _share(Field.LABOUR_SHARE, assumptions.labour_share)
    target = _share(Field.TARGET_SHARE, assumptions.target_share)
    cost = _positive(Field.MONTHLY_COST, assumptions.monthly_cost)
    months = int(value * labour * target / cost)
    return Estimate(months, assumptions, _flags(contract, value, months, _exact(Field.LEAST_VALUE, least_value)))


def estimated_range(
    contract: Contract,
    *,
    labour_share: Number,
    monthly_cost: Number,
    targets: tuple[Number, Number, Number],
    least_value: Number = LEAST_VALUE,
) -> Range:
    """The estimate with a low, a middle and a high share to aim at, such as 0.01, 0.02 and 0.03.

    Raises:
        Impossible: as `estimated`; or the three do not go upwards.
    """
    exact = [_share(Field.TARGET_SHARE, target) for target in targets]
    if exact != sorted(exact):
        raise Impossible(Field.TARGETS, targets)
    low, base, high = (
        estimated(contract, Assumptions(labour_share, target, monthly_cost), least_value=least_value)
        for target in targets
    )
    return Range(low, base, high)


def benchmark(contract: Contract) -> Benchmark:
    """The second view: opportunities that a contract of this value has given elsewhere.

    Raises:
        Impossible: a value of 0 or less, or months below 1.
    """
    return Benchmark(int(_value(contract) / BENCHMARK_VALUE))


def _flags(contract: Contract, value: Fraction, person_months: int, least_value: Fraction) -> tuple[Flag, ...]:
    flags = {
        Flag.SMALL: value < least_value,
        Flag.SHORT: contract.months is not None and contract.months < LEAST_MONTHS,
        Flag.LENGTH_UNKNOWN: contract.months is None,
        Flag.NO_PARTNER: not contract.partner.strip(),
        Flag.NO_MONTH: person_months == 0,
    }
    return tuple(flag for flag, raised in flags.items() if raised)


def _value(contract: Contract) -> Fraction:
    if contract.months is not None and contract.months < 1:
        raise Impossible(Field.MONTHS, contract.months)
    value = _positive(Field.VALUE, contract.value)
    if value > MOST_VALUE:
        raise Impossible(Field.VALUE, contract.value)
    return value


def _share(field: Field, number: Number) -> Fraction:
    share = _positive(field, number)
    if share > 1:
        raise Impossible(field, number)
    return share


def _positive(field: Field, number: Number) -> Fraction:
    exact = _exact(field, number)
    if exact <= 0:
        raise Impossible(field, number)
    return exact


def _exact(field: Field, number: Number) -> Fraction:
    """The number as it is written: 0.1 is a tenth, also when it comes as a binary fraction."""
    if isinstance(number, Decimal) and number.is_finite() and abs(number.adjusted()) > MOST_DIGITS:
        raise Impossible(field, number)  # a short text can stand for a number that no memory holds
    try:
        return Fraction(str(number))
    except ValueError:  # not a number, or without end
        raise Impossible(field, number) from None
