"""Persons and organisations."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import Q

from soske.base.localtext import LocalText
from soske.people.actions import (
    business_id_clean,
    organisation_change,
    organisation_make,
    organiser_set,
    person_ensure,
    unit_ensure,
)
from soske.people.models import Organisation, Person, Sector
from soske.people.queries import organisation_facts, organisation_named, organisations_known
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0201256-6", "0201256-6"), ("02012566", "0201256-6"), (" 0201256-6 ", "0201256-6"), ("", ""), ("  ", "")],
)
def test_business_id_is_written_one_way(typed: str, kept: str) -> None:
    assert business_id_clean(typed) == kept


@pytest.mark.parametrize("typed", ["0201256-7", "1234567", "ä201256-6", "0201256-66", "<b>"])
def test_business_id_with_a_wrong_digit_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        business_id_clean(typed)
    assert len(refused.value.messages) == 1


def test_person_is_found_whatever_the_capitals() -> None:
    first, made = person_ensure(email="Aiti.O@Example.fi", name="Äiti")
    again, made_again = person_ensure(email=" aiti.o@example.FI ", name="Someone else")
    assert (made, made_again, again.pk, again.name) == (True, False, first.pk, "Äiti")


def test_person_address_is_unique_in_the_database() -> None:
    person_ensure(email="a@example.fi", name="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="A@example.fi", name="B")


@pytest.mark.parametrize(
    ("email", "name"), [("no address", "A"), ("", "A"), ("a@example.fi", ""), ("a@example.fi", "x" * 121)]
)
def test_person_without_address_or_name_is_refused(email: str, name: str) -> None:
    with pytest.raises(ValidationError):
        person_ensure(email=email, name=name)
    assert Person.objects.count() == 0


def test_organisation_gets_the_sector_of_its_type() -> None:
    made = organisation_make(name=LocalText(fi="Lapin yliopisto"), type="university")
    assert (made.sector, made.languages) == (Sector.EDUCATION, ["fi"])


def test_organisation_faults_come_together() -> None:
    with pytest.raises(ValidationError) as refused:
        organisation_make(name=LocalText(fi="  "), type="castle", region="SE110", business_id="1")
    assert sorted(refused.value.error_dict) == ["business_id", "name", "region", "type"]
    assert Organisation.objects.count() == 0


def test_organisation_with_a_taken_business_id_is_refused_and_nothing_changes() -> None:
    organisation_make(name=LocalText(fi="A"), type="company", business_id="0201256-6")
    other = organisation_make(name=LocalText(fi="B"), type="company")
    with pytest.raises(ValidationError) as refused:
        organisation_change(organisation=other, name=LocalText(fi="C"), type="company", business_id="02012566")
    assert list(refused.value.error_dict) == ["business_id"]
    other.refresh_from_db()
    assert str(other.name) == "B"


def test_organisations_without_a_business_id_may_be_many() -> None:
    for name in ("A", "B"):
        organisation_make(name=LocalText(fi=name), type="company")
    assert Organisation.objects.count() == 2


def test_organisation_is_found_by_its_name_in_any_language() -> None:
    made = organisation_make(name=LocalText(fi="Äänekosken kaupunki", sv="Äänekoski stad"), type="municipality")
    assert organisation_named(" ÄÄNEKOSKI STAD ", made_up=False) == made
    assert organisation_named("Äänekoski", made_up=False) is None


def test_made_up_organisations_are_kept_apart() -> None:
    organisation_make(name=LocalText(fi="Mallila"), type="municipality", made_up=True)
    organisation_make(name=LocalText(fi="Öja"), type="municipality")
    organisation_make(name=LocalText(fi="Åbo"), type="municipality")
    organisation_make(name=LocalText(fi="Äänekoski"), type="municipality")
    assert [str(each.name) for each in organisations_known(Q(), made_up=False)] == ["Åbo", "Äänekoski", "Öja"]
    assert organisation_named("Mallila", made_up=False) is None


def test_unit_with_a_name_is_made_once_and_without_one_anew() -> None:
    city = organisation_make(name=LocalText(fi="Helsingin kaupunki"), type="municipality")
    named = [unit_ensure(organisation=city, name=LocalText(fi=text), kind="office") for text in ("Kanslia", "kanslia")]
    unnamed = [unit_ensure(organisation=city, name=LocalText(), kind="division") for _number in (1, 2)]
    assert (named[0] == named[1], unnamed[0] == unnamed[1]) == (True, False)


def test_organiser_command_gives_and_takes_the_right() -> None:
    call_command("organiser", "o@example.fi", "Organiser", verbosity=0)
    assert Person.objects.get().can_organise is True
    call_command("organiser", "o@example.fi", "Organiser", "--remove", verbosity=0)
    assert Person.objects.get().can_organise is False
    with pytest.raises(CommandError):
        call_command("organiser", "no address", "Organiser", verbosity=0)


def test_organiser_keeps_her_name() -> None:
    organiser_set(email="o@example.fi", name="First", language="fi", may=True)
    assert organiser_set(email="O@example.fi", name="Second", language="sv", may=True).name == "First"


def test_organisation_saved_unchanged_keeps_its_sector_and_languages() -> None:
    name = LocalText(fi="Vaasan kaupunki", sv="Vasa stad")
    made = organisation_make(name=name, type="company", sector="municipal", languages=["sv", "fi"])
    organisation_change(organisation=made, **organisation_facts(made))
    made.refresh_from_db()
    assert (made.sector, made.languages) == ("municipal", ["sv", "fi"])


def test_organisation_sector_follows_the_type_unless_it_was_given() -> None:
    follows = organisation_make(name=LocalText(fi="A"), type="company")
    given = organisation_make(name=LocalText(fi="B"), type="company", sector="municipal")
    for made in (follows, given):
        organisation_change(organisation=made, name=made.name, type="association")
    assert (follows.sector, given.sector) == (Sector.THIRD, "municipal")


def test_organisation_is_found_by_one_query_of_one_row_among_many() -> None:
    for number in range(30):
        organisation_make(name=LocalText(fi=f"Kunta {number}", sv=f"Kommun {number}"), type="municipality")
    with counted() as counts:
        found = organisation_named("KOMMUN   7", made_up=False)
    assert found is not None and found.name["fi"] == "Kunta 7"
    assert (counts.queries, counts.rows) == (1, 1)


def test_renamed_organisation_is_found_by_its_new_name_only() -> None:
    made = organisation_make(name=LocalText(fi="Vanha kunta"), type="municipality")
    organisation_change(organisation=made, name=LocalText(fi="Uusi kunta"), type="municipality")
    assert [organisation_named(name, made_up=False) for name in ("Vanha kunta", "Uusi kunta")] == [None, made]


def test_person_with_an_address_too_long_for_the_database_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        person_ensure(email=f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.fi", name="A")
    assert (list(refused.value.error_dict), Person.objects.count()) == (["email"], 0)
