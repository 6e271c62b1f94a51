"""Doors that a hostile reader has tried: each stays shut."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from soske.base.connect import duties_of
from soske.intake.applications.models import Application
from soske.intake.groups.models import Group, Member
from soske.intake.reviews.actions_interviews import eligibility_check
from soske.intake.selection import actions_decision as decisions
from soske.intake.selection import actions_seats as seats
from soske.intake.selection.actions import announcement_publish
from soske.intake.selection.models import Choice, Seat, SeatAnswer
from soske.intake.selection.states import Outcome
from soske.programmes.models import Programme
from soske.records.models import Letter
from tests.support.calls import call_now
from tests.support.deciding import TODAY, Deciding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LAST = TODAY + dt.timedelta(days=10)


def decided(of: Deciding) -> Deciding:
    of.choose("s", "s", "r", "n")
    of.decide()
    return of


def test_nothing_is_announced_before_the_applicants_have_been_told(deciding: Deciding) -> None:
    publish = partial(announcement_publish, by=deciding.coordinator, programme=deciding.programme)
    deciding.choose("s")
    with pytest.raises(ValidationError, match="Tell the applicants the decision first"):
        publish()
    deciding.choose("s", "s", "r", "n")
    deciding.decide()
    with pytest.raises(ValidationError, match="Tell the applicants the decision first"):
        publish()
    deciding.release()
    with pytest.raises(ValidationError, match="Tell the applicants the decision first"):
        publish()
    assert Letter.objects.filter(code="selected").count() == 0


def test_while_the_telling_can_be_undone_nobody_hears_of_it(deciding: Deciding) -> None:
    decided(deciding).release()
    contact = deciding.groups[0].contact
    assert contact is not None
    keys = [each.key for each in duties_of(person=contact, programme=deciding.fresh(), now=timezone.now())]
    assert [key for key in keys if key.startswith("seat")] == []
    assert seats.seats_remind(by=deciding.coordinator, programme=deciding.programme, today=TODAY) == 0
    Seat.objects.filter(group=deciding.groups[1]).update(state="declined", settled_at=timezone.now())
    with pytest.raises(ValidationError, match="Their messages have to leave"):
        seats.seat_offer(by=deciding.coordinator, group=deciding.groups[2], answer_by=LAST, today=TODAY)
    assert Letter.objects.filter(code="seat_reminder").count() == 0
    assert deciding.client(contact).get(f"/fi/academies/alpha/outcome/{deciding.groups[0].pk}/").status_code == 404


def test_group_that_withdraws_after_the_decision_gets_no_seat(deciding: Deciding) -> None:
    decided(deciding)
    Group.objects.filter(pk=deciding.groups[0].pk).update(ready=False)
    deciding.tell()
    assert list(Seat.objects.values_list("group", flat=True)) == [deciding.groups[1].pk]


def test_seat_of_a_group_that_has_withdrawn_answers_no_more_and_can_be_taken_back(deciding: Deciding) -> None:
    decided(deciding).tell()
    Seat.objects.update(answer_by=dt.date(2100, 1, 1))
    group = deciding.groups[0]
    Group.objects.filter(pk=group.pk).update(ready=False)
    row = SeatAnswer.objects.select_related("seat__group__programme").get(seat__group=group)
    with pytest.raises(ValidationError, match="has been withdrawn"):
        seats.seat_answer(answer=row, accepts=True, role="Johtaja", comment="", terms="", today=TODAY)
    assert deciding.client().post(f"/fi/desk/alpha/seats/{group.pk}/close/").status_code == 302
    assert Seat.objects.get(group=group).state == "declined"


@pytest.mark.parametrize("how", ["sponsor", "contact"])
def test_coordinator_behind_a_group_decides_nothing_about_it(deciding: Deciding, how: str) -> None:
    own = deciding.groups[2]
    if how == "sponsor":
        Member.objects.filter(group=own).update(sponsor=deciding.coordinator)
    else:
        Group.objects.filter(pk=own.pk).update(contact=deciding.coordinator)
    choose = partial(decisions.group_choose, by=deciding.coordinator)
    with pytest.raises(ValidationError, match="Another coordinator"):
        choose(group=own, outcome=Outcome.SELECTED)
    for place, outcome in ((0, Outcome.RESERVE), (1, Outcome.RESERVE)):
        choose(group=deciding.groups[place], outcome=outcome)
    decisions.group_choose(by=None, group=own, outcome=Outcome.RESERVE)
    kept = decisions.alternative_keep(by=deciding.coordinator, programme=deciding.programme, name="Oma")
    kept.choices = [[group, outcome, {1: 2, 2: 3, 3: 1}[place]] for group, outcome, place in kept.choices]
    kept.save()
    with pytest.raises(ValidationError, match="Another coordinator"):
        decisions.alternative_use(by=deciding.coordinator, alternative=kept)
    with pytest.raises(ValidationError, match="Another coordinator"):
        seats.seat_offer(by=deciding.coordinator, group=own, answer_by=LAST, today=TODAY)
    assert Choice.objects.get(group=own).position == 3


def test_no_more_groups_are_decided_than_there_are_seats(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    Programme.objects.filter(pk=deciding.programme.pk).update(seats=1)
    with pytest.raises(ValidationError, match="More groups are selected than there are seats"):
        deciding.decide()


def test_group_that_fails_a_requirement_later_is_not_decided_in(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    kept = decisions.alternative_keep(by=deciding.coordinator, programme=deciding.programme, name="Ensin")
    eligibility_check(by=deciding.coordinator, application=deciding.applications[0], verdicts={"theme": ("fail", "Ei")})
    with pytest.raises(ValidationError, match="does not meet the requirements"):
        deciding.decide()
    decisions.group_choose(by=deciding.coordinator, group=deciding.groups[0], outcome=Outcome.NOT_SELECTED)
    with pytest.raises(ValidationError, match="does not meet the requirements"):
        decisions.alternative_use(by=deciding.coordinator, alternative=kept)
    decision = deciding.decide()
    assert decision.content["eligibility"] == [[deciding.groups[0].pk, "theme", "fail"]]


def test_nothing_is_decided_while_somebody_may_still_submit(deciding: Deciding) -> None:
    call_now(deciding.programme, "closed")
    deciding.choose("s", "s", "r", "n")
    late = Application.objects.filter(pk=deciding.applications[3].pk)
    Group.objects.filter(pk=deciding.groups[3].pk).update(ready=False)
    late.update(state="draft", late_until=timezone.now() + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="may still be submitted late"):
        deciding.decide()
    late.update(late_until=timezone.now() - dt.timedelta(seconds=1))
    assert deciding.decide().number == 1


def test_same_button_pressed_by_two_says_the_same_twice(deciding: Deciding) -> None:
    client, group = deciding.client(), deciding.groups[0]
    for _person in range(2):
        client.post(f"/fi/desk/alpha/selection/{group.pk}/", {"outcome": "selected"})
    assert Choice.objects.get(group=group).outcome == "selected"
    client.post(f"/fi/desk/alpha/selection/{group.pk}/", {"outcome": "rubbish"})
    assert Choice.objects.get(group=group).outcome == "selected"
    client.post(f"/fi/desk/alpha/selection/{group.pk}/", {"outcome": "open"})
    assert Choice.objects.get(group=group).outcome == "open"


def test_terms_that_were_not_read_are_not_accepted(deciding: Deciding) -> None:
    decided(deciding).tell()
    Seat.objects.update(answer_by=dt.date(2100, 1, 1))
    row = SeatAnswer.objects.earliest("pk")
    page = f"/en/academies/alpha/seat/{row.token}/"
    answer = Client().post(page, {"answer": "yes", "role": "Director", "comment": "Kept ä", "read": "of another day"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The terms have been changed meanwhile" in text
    assert "Kept ä" in text
    assert SeatAnswer.objects.get(pk=row.pk).state == "offered"


def test_answer_belongs_to_whoever_was_asked_for_it(deciding: Deciding) -> None:
    Member.objects.filter(group=deciding.groups[0]).update(sponsor=None)
    decided(deciding).tell()
    asked = SeatAnswer.objects.get(seat__group=deciding.groups[0])
    assert asked.sponsor == deciding.groups[0].contact
