"""From what somebody says of a purchase to the means that suit it: the kind of purchase, its risk, verdicts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from soske.engines.finder import Force, Suit, Verdict, Wanted, verdicts
from soske.engines.risk import Assessed, Level, Signal, Tier, TierRisk, assessed
from soske.workbench.means.catalogue import Bought, Entry
from soske.workbench.means.finding import found

DIGITS = re.compile(r"^\s*([0-9]{2,8})(?:-[0-9])?\s*$")
OTHERS = 4
"""How many other kinds of purchase are offered beside the one that was understood."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The kind of purchase that the words or the CPV code mean, and what else they could mean."""

    bought: Bought | None
    others: tuple[Bought, ...]


def understood(rows: Sequence[Bought], said: str, *, chosen: str = "", contract: str = "") -> Understood:
    """`said` is a CPV code (two digits or more) or plain words; `chosen` a code that the reader has picked herself.
    Kinds of the `contract` that she named come first."""
    match = DIGITS.match(said)
    if match:
        fits = [(_fit(match[1], digits), row) for row in rows for digits in row.cpv if _fit(match[1], digits)]
        hits = [row for _length, row in sorted(fits, key=lambda pair: -pair[0])]
    else:
        hits = found(rows, said, title=lambda row: row.head)
    hits = list({row.code: row for row in hits}.values())
    hits.sort(key=lambda row: bool(contract) and row.contract != contract)
    picked = next((row for row in rows if row.code == chosen), None)
    first = picked or (hits[0] if hits else None)
    return Understood(first, tuple(row for row in hits if row is not first)[:OTHERS])


def _fit(code: str, digits: str) -> int:
    """How many digits a code and those of a kind have in common when one begins with the other, else 0; negative where
    the code is the shorter one: it stands for every kind below it, and these come last."""
    if code.startswith(digits):
        return len(digits)
    return -len(digits) if digits.startswith(code.rstrip("0") or code) else 0


def risk_of(bought: Bought | None, answers: Mapping[Signal, bool]) -> Assessed:
    """The risk that sources know of the kind of purchase, raised by what the reader has answered."""
    rows = bought.risks if bought is not None else ()
    return assessed(
        [
            TierRisk(
                Tier(each["tier"]), Level(each["level"]), each["source"], dt.date.fromisoformat(each["checked_on"])
            )
            for each in rows
        ],
        answers,
    )


def suit_of(entry: Entry) -> Suit:
    """What the finder knows of a means."""
    suits: Mapping[str, Any] = entry.suits
    return Suit(
        code=entry.code,
        themes=frozenset(entry.themes),
        contracts=frozenset(entry.contracts),
        places=frozenset(suits["places"]),
        purchases=frozenset(suits["purchases"]),
        only=suits["only"],
        never=frozenset(suits["never"]),
        value=suits["value"],
        months=suits["months"],
        risk=Level(suits["risk"]) if suits["risk"] else None,
        hours_year=entry.hours_year,
        hours_start=entry.hours_start,
        announced=entry.announced,
        classes={name: Force(force) for name, force in entry.forces.items()},
    )


def proposed(entries: Sequence[Entry], wanted: Wanted) -> list[Verdict]:
    """A verdict on each means, in the order of the catalogue."""
    return verdicts([suit_of(each) for each in entries], wanted)
