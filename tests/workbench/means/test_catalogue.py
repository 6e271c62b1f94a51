"""The texts of the catalogue: complete in three languages, every legal statement with status, source and day, nothing
shown as a fact that has not been confirmed."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from soske.packs.codes import LegalForce, LegalStatus, Phase, ProcurementClass
from soske.packs.loader import load_builtin
from soske.packs.schema_means import Means, Purchase
from soske.packs.shape import text_spots

PACK = load_builtin("soske")
MEANS = {each.code: each for each in PACK.means}
PURCHASES = {each.code: each for each in PACK.purchases}
LANGUAGES = {"fi", "sv", "en"}

# Binding only where the Act says so: (means, class) -> the greatest force.
GREATEST = {
    ("mandatory_exclusion", "national"): LegalForce.MAY,
    ("discretionary_exclusion", "eu"): LegalForce.MAY,
    ("discretionary_exclusion", "national"): LegalForce.MAY,
    ("discretionary_exclusion", "annex_e"): LegalForce.MAY,
    ("employment_clause", "eu"): LegalForce.MAY,
    ("market_dialogue", "eu"): LegalForce.MAY,
    ("reserved_contract", "eu"): LegalForce.MAY,
}


def test_catalogue_has_thirty_means_and_more() -> None:
    assert len(MEANS) >= 40
    assert {phase for means in MEANS.values() for phase in means.phases} == set(Phase)


@pytest.mark.parametrize("code", MEANS)
def test_every_text_of_a_means_is_there_in_three_languages(code: str) -> None:
    data = MEANS[code].model_dump(mode="json")
    spots = list(text_spots(data, Means))
    assert len(spots) > 12
    lacking = [spot.key for spot in spots if set(spot.value) != LANGUAGES or not all(spot.value.values())]
    assert lacking == []


@pytest.mark.parametrize("code", PURCHASES)
def test_every_text_of_a_kind_of_purchase_is_there_in_three_languages(code: str) -> None:
    spots = list(text_spots(PURCHASES[code].model_dump(mode="json"), Purchase))
    assert [spot.key for spot in spots if set(spot.value) != LANGUAGES] == []


@pytest.mark.parametrize("code", MEANS)
def test_every_legal_statement_has_status_source_and_day(code: str) -> None:
    for statute in MEANS[code].law:
        assert statute.status in LegalStatus
        assert statute.source.startswith("https://") or statute.source.startswith("http://data.europa.eu")
        assert dt.date(2026, 11, 1) <= statute.checked_on <= dt.date.today()  # noqa: DTZ011 - a day of the file


@pytest.mark.parametrize("code", MEANS)
def test_every_means_says_what_it_rests_on_in_each_class(code: str) -> None:
    classes = {each for statute in MEANS[code].law for each in statute.classes}
    needed = {ProcurementClass.EU, ProcurementClass.NATIONAL, ProcurementClass.ANNEX_E}
    if code in {"site_access", "electronics_watch"}:  # neither building sites nor hardware are services of annex E
        needed.discard(ProcurementClass.ANNEX_E)
    assert needed <= classes


@pytest.mark.parametrize(("means", "where"), GREATEST)
def test_nothing_binds_more_than_the_act_says(means: str, where: str) -> None:
    forces = [statute.force for statute in MEANS[means].law if where in statute.classes]
    assert forces and LegalForce.MUST not in forces


def test_what_the_first_notes_had_wrong_has_not_come_back() -> None:
    for means in MEANS.values():
        for statute in means.law:
            for language in LANGUAGES:
                said = f"{statute.provision[language]} {statute.text[language]}"
                assert "2/2026" not in said, (means.code, said)
                if means.code == "reserved_contract":
                    assert not {"37", "110"} & set(re.findall(r"\d+", statute.provision[language])), said
    assert "service_reservation" not in MEANS


def test_sections_on_eu_purchases_are_not_given_for_the_other_classes_as_confirmed() -> None:
    """Sections 65 to 98 but 81(5) stand in Part II of the Act: elsewhere they are followed only through 105 or 114."""
    for means in MEANS.values():
        for statute in means.law:
            others = {ProcurementClass.NATIONAL, ProcurementClass.ANNEX_E} & set(statute.classes)
            if not others or statute.status != LegalStatus.CONFIRMED:
                continue
            numbers = {int(number) for number in re.findall(r"(?<!/)\b\d{1,3}\b(?!/)", statute.provision["en"])}
            part_two = {number for number in numbers if 65 <= number <= 98}
            assert not part_two or numbers & {105, 114} or part_two == {81}, (means.code, statute.provision["en"])


@pytest.mark.parametrize("code", MEANS)
def test_no_lawyer_is_made_up(code: str) -> None:
    assert [clause.code for clause in MEANS[code].clauses if clause.checked_by or clause.checked_on] == []


def test_related_means_know_each_other_by_their_names_only() -> None:
    assert [means.code for means in MEANS.values() if means.code in means.related] == []


@pytest.mark.parametrize("code", PURCHASES)
def test_risks_have_a_source_and_a_day(code: str) -> None:
    for risk in PURCHASES[code].risks:
        assert risk.source.startswith("http") and risk.checked_on >= dt.date(2026, 11, 1)
