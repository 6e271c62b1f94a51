"""Risk that people's rights are violated behind a purchase: the worst of its tiers, raised by what the buyer sees,
never an average; how deep the follow-up has to be; and which purchase comes first.

The method is that of domain research on real practice: levels tier by tier as in the Norwegian DFØ list, branches at
risk in Finland and signals as in HEUNI's guides, depth of follow-up as Hansel and HEUNI scale it. The engine knows no
level of its own: each comes with the source and the day on which it was read, and they go out with what they decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Levels of risk from the lowest to the highest; the same codes as in a pack."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class Tier(StrEnum):
    """Where a risk lies: a branch of industry in Finland, or a tier of a supply chain from its beginning on."""

    FINLAND = "finland"
    RAW = "raw"
    COMPONENT = "component"
    FINAL = "final"


class Signal(StrEnum):
    """What a buyer can see without research. Asked with yes or no; yes can only raise the risk."""

    UNSKILLED = "unskilled"  # work that needs no training, or that is seasonal or temporary
    SUBCONTRACTING = "subcontracting"  # many tiers of subcontractors
    AGENCY = "agency"  # workers come through agencies, at home or abroad
    UNINFORMED = "uninformed"  # workers who may not know the collective agreement or their rights
    LOW_PRICE = "low_price"  # a price much below others, or below what the hours cost
    COUNTRY = "country"  # made in a country where violations are common


class Depth(StrEnum):
    """Depth of follow-up."""

    BASIC = "basic"  # a clause in the contract, and a talk about it in its meetings
    ENHANCED = "enhanced"  # besides, a self-assessment by the supplier that is gone through
    DEEP = "deep"  # besides, an audit or an inspection


LEVELS = tuple(Level)
DEPTHS = {Level.LOW: Depth.BASIC, Level.MEDIUM: Depth.BASIC, Level.HIGH: Depth.ENHANCED, Level.VERY_HIGH: Depth.DEEP}
SIGNALS_THAT_RAISE = 2
"""So many signals raise a level."""
HIGHEST_RAISED = Level.HIGH
"""Signals raise a level up to this one."""


@dataclass(frozen=True, slots=True)
class TierRisk:
    """The risk of a tier as a source gives it: `source` is its address, `checked_on` the day on which it was read."""

    tier: Tier
    level: Level
    source: str
    checked_on: dt.date


@dataclass(frozen=True, slots=True)
class Assessed:
    """The risk of a purchase and what decided it.

    `level` is None when neither a source nor signals tell it: not recorded. Then there is no `depth` either; what has
    to be done is to find out. `recorded` is the worst level that a source gives. `tiers` are all that have it, each
    with its source and day, the latest read first. `signals` are those that raised it, empty when they changed nothing;
    `seen` are all that were answered with yes. `open_tiers` have no recorded risk and `unasked` signals no answer: the
    risk may be higher than what is known.
    """

    level: Level | None
    depth: Depth | None
    recorded: Level | None
    tiers: tuple[TierRisk, ...]
    signals: tuple[Signal, ...]
    seen: tuple[Signal, ...]
    open_tiers: tuple[Tier, ...]
    unasked: tuple[Signal, ...]

    @property
    def to_find_out(self) -> bool:
        """No source gives a level. A level is then at least what the signals say, and rests on them alone."""
        return self.recorded is None


def assessed(
    risks: Sequence[TierRisk], answers: Mapping[Signal, bool], *, tiers: Collection[Tier] = frozenset()
) -> Assessed:
    """What the recorded risks of a purchase and the answers about it come to. `tiers` are those that the purchase has;
    one without a risk is told as open. A tier may be there twice, with another source.

    The level is the worst of the tiers. An average would hide a mine behind a clean factory: the people in the mine are
    not helped by it, and what a buyer must do follows from the worst that happens.

    Two signals or more raise it by one step:
    - One alone raises nothing, since nearly every contract of some branches has one: a cleaner needs little training, a
      builder has subcontractors. That much stands in the recorded level already; two together are more than the branch.
      Signals have no weights: nobody has measured any.
    - One step and not one for each, because they overlap: agency workers are often those who do not know their rights.
    - Up to high and no further. The highest level brings an audit, which is costly for both and has to rest on what a
      source says of the object, not on a buyer's impression.
    - Where no source gives a level, the lowest that it can be is low; one step above is medium. It is "at least medium"
      and `to_find_out` says that it rests on the signals alone.
    - A no lowers nothing: not to see a thing is no evidence that it is not there.

    Raises:
        ValueError: a risk without a source.
    """
    for risk in risks:
        if not risk.source.strip():
            raise ValueError(f"{risk.tier}: a risk without a source")
    recorded = worst(risk.level for risk in risks)
    seen = tuple(signal for signal in Signal if answers.get(signal))
    level = _raised(recorded) if len(seen) >= SIGNALS_THAT_RAISE else recorded
    deciding = [risk for risk in risks if risk.level is recorded]
    return Assessed(
        level=level,
        depth=depth_of(level),
        recorded=recorded,
        tiers=tuple(sorted(deciding, key=lambda risk: (-risk.checked_on.toordinal(), _place(risk.tier), risk.source))),
        signals=seen if level is not recorded else (),
        seen=seen,
        open_tiers=tuple(tier for tier in Tier if tier in tiers and all(risk.tier is not tier for risk in risks)),
        unasked=tuple(signal for signal in Signal if signal not in answers),
    )


def worst(levels: Iterable[Level]) -> Level | None:
    """The highest of the levels; None without any."""
    return max(levels, key=LEVELS.index, default=None)


def depth_of(level: Level | None) -> Depth | None:
    """How deep the follow-up has to be. None for a risk that is not recorded: it is neither basic nor enhanced to
    guess; the risk is to be found out first."""
    return None if level is None else DEPTHS[level]


def steps_below(level: Level, other: Level) -> int:
    """How many steps `level` is below `other`; negative when it is above."""
    return LEVELS.index(other) - LEVELS.index(level)


def _raised(level: Level | None) -> Level:
    step = LEVELS.index(level or Level.LOW) + 1
    return level if level is not None and step > LEVELS.index(HIGHEST_RAISED) else LEVELS[step]


def _place(tier: Tier) -> int:
    return tuple(Tier).index(tier)


# --- which purchase first ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Leverage:
    """What a buyer can move. `yearly` is what is bought in a year, in euros without VAT; `months` are left until the
    contract is renewed or ends, negative when that has been; None when not recorded. `joint`: bought with others."""

    yearly: float | None = None
    months: int | None = None
    joint: bool = False


PriorityKey = tuple[int, int, int, float]


def priority_key(risk: Assessed, leverage: Leverage) -> PriorityKey:
    """A key that sorts purchases, the smallest first: risk, then leverage, then timing, then the exact value.

    - Risk: very high, high, not recorded with signals, not recorded, medium, low. What nobody has looked at may be as
      bad as anything, and to look is an hour's work, so it comes before what is known to be moderate; but it never goes
      before what is known to be high.
    - Leverage: the number of digits of the yearly value, because a supplier listens differently to ten times as much
      and not to a tenth more. Joint buying counts as a digit more: what the others buy comes on top.
    - Timing: the sooner the contract is renewed the sooner terms can be written into it; one that has ended is due now.
    What is not recorded comes last in its part.

    Raises:
        ValueError: a yearly value that is negative or no number.
    """
    yearly = leverage.yearly
    if yearly is not None and not 0 <= yearly < float("inf"):
        raise ValueError(f"yearly value {yearly}")
    digits = (0 if yearly is None else len(str(int(yearly)))) + leverage.joint
    months = NO_MONTHS if leverage.months is None else min(max(leverage.months, 0), NO_MONTHS)
    return (_risk_place(risk), -digits, months, -(yearly or 0.0))


NO_MONTHS = 10**6


def _risk_place(risk: Assessed) -> int:
    if risk.to_find_out:
        return 2 if risk.signals else 3
    return {Level.VERY_HIGH: 0, Level.HIGH: 1, Level.MEDIUM: 4, Level.LOW: 5}[risk.level or Level.LOW]
