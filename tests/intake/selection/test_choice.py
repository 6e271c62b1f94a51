"""Choosing groups: outcomes, the reserve list, reasons, alternatives."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from soske.base.opened import Stale
from soske.intake.applications.models import Application
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.selection import actions_decision as actions
from soske.intake.selection.alternatives import compared
from soske.intake.selection.balance import selection_balance
from soske.intake.selection.models import LONGEST, Alternative, Choice
from soske.intake.selection.states import Outcome
from soske.records.models import AuditRow
from tests.support.at_once import at_once
from tests.support.deciding import Deciding
from tests.support.deciding import deciding as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def reserve(of: Deciding) -> list[Group]:
    rows = Choice.objects.filter(group__programme=of.programme, outcome=Outcome.RESERVE).order_by("position")
    assert [each.position for each in rows] == list(range(1, len(rows) + 1))
    return [each.group for each in rows.select_related("group")]


def choose(of: Deciding, place: int, outcome: Outcome) -> bool:
    return actions.group_choose(by=of.coordinator, group=of.groups[place], outcome=outcome)


def test_reserve_list_keeps_its_order_and_closes_its_gaps(deciding: Deciding) -> None:
    first, second, third, fourth = deciding.groups
    for place in (2, 0, 3, 1):
        assert choose(deciding, place, Outcome.RESERVE) is True
    assert reserve(deciding) == [third, first, fourth, second]
    assert choose(deciding, 0, Outcome.SELECTED) is True
    assert reserve(deciding) == [third, fourth, second]
    assert actions.reserve_raise(by=deciding.coordinator, group=second) is True
    assert reserve(deciding) == [third, second, fourth]
    assert actions.reserve_raise(by=deciding.coordinator, group=third) is False
    assert actions.reserve_raise(by=deciding.coordinator, group=first) is False
    assert choose(deciding, 2, Outcome.RESERVE) is False
    assert choose(deciding, 2, Outcome.OPEN) is True
    assert reserve(deciding) == [second, fourth]


@pytest.mark.django_db(transaction=True)
def test_reserve_list_has_no_two_in_one_place_when_filled_at_once() -> None:
    of = make()
    acts = [
        partial(actions.group_choose, by=of.coordinator, group=group, outcome=Outcome.RESERVE) for group in of.groups
    ]
    assert at_once(acts) == [True] * 4
    assert set(reserve(of)) == set(of.groups)


def test_a_coordinator_who_takes_part_decides_nothing_of_that_group(deciding: Deciding) -> None:
    group = deciding.groups[0]
    GroupPerson.objects.create(
        group=group, person=deciding.coordinator, name="Koordinaattori", starts=dt.date(2020, 1, 1)
    )
    with pytest.raises(ValidationError, match="Another coordinator"):
        choose(deciding, 0, Outcome.SELECTED)
    with pytest.raises(ValidationError, match="Another coordinator"):
        actions.reason_write(by=deciding.coordinator, group=group, reason="Syy", advice="", version=1)
    assert choose(deciding, 1, Outcome.SELECTED) is True
    assert Choice.objects.filter(group=group).exists() is False


def test_group_of_a_withdrawn_application_is_not_there_to_be_chosen(deciding: Deciding) -> None:
    Group.objects.filter(pk=deciding.groups[0].pk).update(ready=False)
    with pytest.raises(ValidationError, match="removed meanwhile"):
        choose(deciding, 0, Outcome.SELECTED)


def test_reason_is_kept_through_another_outcome(deciding: Deciding) -> None:
    deciding.choose("s")
    choose(deciding, 0, Outcome.NOT_SELECTED)
    choice = Choice.objects.get(group=deciding.groups[0])
    assert (choice.outcome, choice.reason, choice.advice) == (
        "not_selected",
        "Perustelu: salainenperustelu",
        "Ääni neuvolle",
    )


def test_reason_of_an_older_page_or_too_long_changes_nothing(deciding: Deciding) -> None:
    deciding.choose("s")
    write = partial(actions.reason_write, by=deciding.coordinator, group=deciding.groups[0])
    with pytest.raises(Stale):
        write(reason="Toinen", advice="", version=1)
    with pytest.raises(ValidationError) as fault:
        write(reason="ä" * (LONGEST + 1), advice="ö" * (LONGEST + 2), version=2)
    assert fault.value.message_dict == {
        "reason": ["The text is 1 characters too long."],
        "advice": ["The text is 2 characters too long."],
    }
    assert Choice.objects.get(group=deciding.groups[0]).version == 2


def test_alternative_brings_back_what_was_chosen(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    kept = actions.alternative_keep(by=deciding.coordinator, programme=deciding.programme, name="  Pisteiden  mukaan ")
    assert kept.name == "Pisteiden mukaan"
    choose(deciding, 1, Outcome.RESERVE)
    choose(deciding, 2, Outcome.SELECTED)
    choose(deciding, 3, Outcome.RESERVE)
    comparison = compared(deciding.fresh(), kept, None, lang="fi")
    assert comparison.same == 1
    assert [(row.group, row.one, row.other) for row in comparison.differences] == [
        (deciding.groups[1].pk, "Selected", "Reserve"),
        (deciding.groups[2].pk, "Reserve", "Selected"),
        (deciding.groups[3].pk, "Not selected", "Reserve"),
    ]
    assert dict(comparison.parts)["Sector"] == [("municipalities", 2, 2)]
    actions.alternative_use(by=deciding.coordinator, alternative=kept)
    now = list(Choice.objects.order_by("group").values_list("group", "outcome", "position"))
    assert now == [tuple(row) for row in kept.choices]
    assert compared(deciding.fresh(), kept, None, lang="fi").differences == []


def test_alternative_leaves_out_a_group_that_has_gone_and_numbers_the_rest(deciding: Deciding) -> None:
    deciding.choose("r", "r", "r")
    kept = actions.alternative_keep(by=deciding.coordinator, programme=deciding.programme, name="Yksi")
    Group.objects.filter(pk=deciding.groups[0].pk).update(ready=False)
    for place in (1, 2):
        choose(deciding, place, Outcome.OPEN)
    actions.alternative_use(by=deciding.coordinator, alternative=kept)
    rows = Choice.objects.filter(group__ready=True).order_by("position").values_list("group", "position")
    assert [*rows][:2] == [(deciding.groups[1].pk, 1), (deciding.groups[2].pk, 2)]


def test_alternative_with_more_groups_than_seats_is_not_used(deciding: Deciding) -> None:
    deciding.choose("s", "s")
    kept = actions.alternative_keep(by=deciding.coordinator, programme=deciding.programme, name="Kaksi")
    deciding.programme.seats = 1
    deciding.programme.save(update_fields=["seats"])
    choose(deciding, 0, Outcome.OPEN)
    with pytest.raises(ValidationError, match="selects 2 groups, and there are 1 seats"):
        actions.alternative_use(by=deciding.coordinator, alternative=kept)
    assert Choice.objects.filter(outcome=Outcome.SELECTED).count() == 1


def test_alternatives_have_names_of_their_own_and_an_end(deciding: Deciding) -> None:
    keep = partial(actions.alternative_keep, by=deciding.coordinator, programme=deciding.programme)
    with pytest.raises(ValidationError):
        keep(name="   ")
    for number in range(20):
        keep(name=f"Vaihtoehto {number}")
    keep(name="Vaihtoehto 3")
    with pytest.raises(ValidationError, match="Twenty"):
        keep(name="Vielä yksi")
    actions.alternative_remove(by=deciding.coordinator, alternative=Alternative.objects.get(name="Vaihtoehto 3"))
    assert Alternative.objects.count() == 19


def test_balance_counts_each_kind_once(deciding: Deciding) -> None:
    deciding.choose("s", "r")
    members = deciding.groups[0].members.select_related("organisation").get()
    members.organisation.region = "FI1D9"
    members.organisation.save(update_fields=["region"])
    Group.objects.filter(pk=deciding.groups[0].pk).update(themes=["employment", "rights"])
    Group.objects.filter(pk=deciding.groups[1].pk).update(themes=["rights"])
    balance = selection_balance(deciding.fresh())
    assert (balance.chosen, balance.reserve, balance.seats, balance.left) == (1, 1, 2, 1)
    found = {heading: [(each.label, each.chosen, each.total) for each in rows] for heading, rows in balance.parts}
    assert found == {
        "Sector": [("municipalities", 1, 4)],
        "Major region": [("Northern and Eastern Finland", 1, 1), ("Not recorded", 0, 3)],
        "Theme": [("Employment through procurement", 1, 1), ("Human rights and fundamental rights at work", 1, 2)],
        "Way of applying": [("One organisation", 1, 4)],
    }


def test_every_change_is_logged_without_what_was_written(deciding: Deciding) -> None:
    deciding.choose("s", "r", "n")
    rows = AuditRow.objects.filter(
        subject_type="group", act__in=["group_selected", "group_reserve", "group_not_selected"]
    ).order_by("pk")
    assert [row.act for row in rows] == ["group_selected", "group_reserve", "group_not_selected"]
    assert AuditRow.objects.filter(act="choice_reasoned").count() == 3
    assert "salainen" not in "".join(str(row.details) for row in AuditRow.objects.all())
    assert Application.objects.count() == 4
