"""The finder on 25 described purchases (purchases.yaml, written before the rules) with the catalogue of the pack."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from soske.engines.finder import Force, Suit, Verdict, Wanted, short_list, verdicts
from soske.engines.risk import Level
from soske.packs.codes import LegalStatus
from soske.packs.loader import load_builtin
from soske.packs.schema import Pack
from soske.packs.schema_means import Means, Purchase

TABLE: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("purchases.yaml"))


@cache
def pack() -> Pack:
    return load_builtin("soske")


@cache
def suits() -> list[Suit]:
    return [_suit(means) for means in pack().means]


def _suit(means: Means) -> Suit:
    suits = means.suits
    return Suit(
        code=means.code,
        themes=frozenset(means.themes),
        contracts=frozenset(map(str, means.contracts)),
        places=frozenset(map(str, suits.places)),
        purchases=frozenset(suits.purchases),
        only=suits.only,
        never=frozenset(suits.never),
        value=suits.value,
        months=suits.months,
        risk=Level(suits.risk) if suits.risk else None,
        hours_year=means.hours_year,
        hours_start=means.hours_start,
        announced=means.announced,
        classes=_forces(means),
    )


def _forces(means: Means) -> dict[str, Force]:
    """Class of procurement -> the strongest of what the law does there, as far as a source was found."""
    forces: dict[str, Force] = {}
    for force in (Force.CONTRACT, Force.MAY, Force.MUST):
        for statute in means.law:
            if statute.force == force and statute.status != LegalStatus.UNCONFIRMED:
                forces |= {str(each): force for each in statute.classes}
    return forces


def kind_of(cpv: str) -> Purchase | None:
    """The kind of purchase with the longest CPV digits that `cpv` begins with; None without any."""
    found = [(len(digits), kind) for kind in pack().purchases for digits in kind.cpv if cpv.startswith(digits)]
    return max(found, key=lambda each: each[0], default=(0, None))[1]


def verdicts_on(row: dict[str, Any]) -> list[Verdict]:
    kind = kind_of(row["cpv"])
    wanted = Wanted(
        theme=row["theme"],
        purchase=kind.code if kind else "",
        contract=row["contract"],
        places=frozenset(map(str, kind.places)) if kind else frozenset(),
        value=row["value"],
        months=row["months"],
        risk=Level(row["risk"]),
        hours=row["hours"],
    )
    return verdicts(suits(), wanted)


def test_table_speaks_of_means_that_there_are_and_of_25_purchases() -> None:
    codes = {suit.code for suit in suits()}
    assert len(TABLE) == 25
    assert {code for row in TABLE for code in [*row["expected"], *row["never"]]} <= codes


@pytest.mark.parametrize("row", [row for row in TABLE if row["cpv"]], ids=lambda row: row["code"])
def test_cpv_code_of_the_table_is_a_kind_of_purchase_of_its_type(row: dict[str, Any]) -> None:
    kind = kind_of(row["cpv"])
    assert kind is not None and kind.contract == row["contract"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["code"])
def test_expected_means_are_on_the_short_list_and_others_never(row: dict[str, Any]) -> None:
    listed = [verdict.code for verdict in short_list(verdicts_on(row))]
    assert {code for code in row["expected"] if code not in listed} == set()
    assert {code for code in row["never"] if code in listed} == set()
