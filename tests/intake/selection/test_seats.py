"""Seats: asked by a link, answered without an account, given on to the reserve list by the coordinator only."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from soske.base.connect import personal_data
from soske.desk.actions import person_erase, person_erase_preview
from soske.intake.groups.models import Group, Member
from soske.intake.selection import actions_seats as actions
from soske.intake.selection.actions import announcement_count, announcement_publish
from soske.intake.selection.models import COMMENT, Seat, SeatAnswer
from soske.intake.selection.queries import chosen_groups
from soske.intake.selection.queries_seats import reserve_next, seats_taken
from soske.people.actions import organisation_make
from soske.programmes.models import Programme
from soske.records.models import AuditRow, Letter
from tests.support.at_once import at_once
from tests.support.deciding import TODAY, Deciding
from tests.support.deciding import deciding as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LAST = TODAY + dt.timedelta(days=10)


def told(of: Deciding) -> Deciding:
    """Two are selected, two on the reserve list, and everybody knows."""
    of.choose("s", "s", "r", "r")
    of.decide()
    of.tell()
    return of


@pytest.fixture
def told_ones(deciding: Deciding) -> Deciding:
    second = organisation_make(name={"fi": "Åbo stad"}, type="municipality")  # type: ignore[arg-type]
    Member.objects.create(group=deciding.groups[0], organisation=second, position=2)
    return told(deciding)


def asked(group: Group) -> list[SeatAnswer]:
    rows = SeatAnswer.objects.filter(seat__group=group).order_by("member__position")
    return list(rows.select_related("seat__group__programme"))


def answer(
    row: SeatAnswer, accepts: bool = True, *, today: dt.date = TODAY, role: str = "Johtaja", comment: str = ""
) -> Seat:
    actions.seat_answer(answer=row, accepts=accepts, role=role, comment=comment, terms="Ehdot", today=today)
    return Seat.objects.get(pk=row.seat_id)


def test_seat_is_accepted_when_every_member_has_and_the_group_is_a_team(told_ones: Deciding) -> None:
    group = told_ones.groups[0]
    first, second = asked(group)
    assert answer(first).state == "offered"
    assert Group.objects.get(pk=group.pk).team_since is None
    assert answer(second).state == "accepted"
    assert Group.objects.get(pk=group.pk).team_since is not None
    kept = SeatAnswer.objects.get(pk=first.pk)
    assert (kept.state, kept.role, kept.terms) == ("accepted", "Johtaja", "Ehdot")
    assert list(AuditRow.objects.filter(act__startswith="seat_").order_by("pk").values_list("act", flat=True)) == [
        "seat_answered_yes",
        "seat_answered_yes",
        "seat_accepted",
    ]


def test_members_that_come_and_go_after_the_offer_are_asked_or_waited_for_no_more(told_ones: Deciding) -> None:
    group = told_ones.groups[0]
    first, second = asked(group)
    answer(first)
    third = organisation_make(name={"fi": "Älvby"}, type="municipality")  # type: ignore[arg-type]
    new = Member.objects.create(group=group, organisation=third, position=3)
    actions.seat_follow(group=group)
    assert [row.state for row in asked(group)] == ["accepted", "offered", "offered"]
    Member.objects.filter(pk__in=[second.member_id, new.pk]).delete()
    actions.seat_follow(group=group)
    assert Seat.objects.get(group=group).state == "accepted"
    assert Group.objects.get(pk=group.pk).team_since is not None
    Member.objects.create(group=group, organisation=third, position=3)
    actions.seat_follow(group=group)
    assert ([row.state for row in asked(group)], Seat.objects.get(group=group).state) == (
        ["accepted", "offered"],
        "accepted",
    )
    assert answer(first, role="Hallintojohtaja").state == "accepted"  # said again, and the team goes on
    assert Group.objects.get(pk=group.pk).team_since is not None
    assert actions.seats_remind(by=told_ones.coordinator, programme=told_ones.fresh(), today=TODAY) == 2
    actions.seat_follow(group=told_ones.groups[3])  # without a seat there is nothing to follow


def test_one_that_declines_frees_the_seat_and_can_come_back_while_it_is_free(told_ones: Deciding) -> None:
    first, second = asked(told_ones.groups[0])
    answer(second)
    assert answer(first, accepts=False).state == "declined"
    assert seats_taken(told_ones.programme) == 1
    assert answer(first).state == "accepted"
    assert answer(second, accepts=False).state == "declined"
    group = Group.objects.get(pk=told_ones.groups[0].pk)
    assert group.team_since is None
    assert SeatAnswer.objects.get(pk=second.pk).terms == ""


def test_reserve_comes_in_by_the_coordinator_and_in_order(told_ones: Deciding) -> None:
    of, coordinator = told_ones, told_ones.coordinator
    third, fourth = of.groups[2], of.groups[3]

    def offer(group: Group) -> Seat:
        return actions.seat_offer(by=coordinator, group=group, answer_by=LAST, today=TODAY)

    with pytest.raises(ValidationError, match="All seats are offered or accepted"):
        offer(third)
    answer(asked(of.groups[1])[0], accepts=False)
    assert Seat.objects.count() == 2  # nobody moved by itself
    assert reserve_next(of.programme) == third
    with pytest.raises(ValidationError, match="a day that has not passed"):
        actions.seat_offer(by=coordinator, group=third, answer_by=TODAY - dt.timedelta(days=1), today=TODAY)
    offer(third)
    assert Letter.objects.filter(code="seat_confirm", person__email="johto3@example.fi").count() == 1
    assert reserve_next(of.programme) == fourth
    with pytest.raises(ValidationError, match="offered a seat already"):
        offer(third)
    with pytest.raises(ValidationError, match="has been offered to another group"):
        answer(asked(of.groups[1])[0])
    with pytest.raises(ValidationError, match="offered a seat already"):
        offer(of.groups[0])
    actions.seat_close(by=coordinator, seat=Seat.objects.get(group=third))
    Seat.objects.filter(group=of.groups[1]).delete()
    with pytest.raises(ValidationError, match="not on the reserve list"):
        offer(of.groups[1])
    offer(fourth)
    assert answer(asked(fourth)[0]).state == "accepted"
    assert reserve_next(of.programme) is None


def test_answer_comes_in_time_with_a_role_and_not_too_long(told_ones: Deciding) -> None:
    row = asked(told_ones.groups[1])[0]
    with pytest.raises(ValidationError, match="The time to answer is over"):
        answer(row, today=LAST + dt.timedelta(days=1))
    with pytest.raises(ValidationError) as fault:
        answer(row, role="  ", comment="ä" * (COMMENT + 1))
    assert set(fault.value.message_dict) == {"role", "comment"}
    assert answer(row, today=LAST).state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_one_free_seat_is_taken_once_when_two_come_back_at_once() -> None:
    of = told(make())
    rows = [asked(group)[0] for group in of.groups[:2]]
    for row in rows:
        answer(row, accepts=False)
    Programme.objects.filter(pk=of.programme.pk).update(seats=1)

    def back(row: SeatAnswer) -> bool:
        try:
            fresh = SeatAnswer.objects.select_related("seat__group__programme").get(pk=row.pk)
            return answer(fresh).state == "accepted"
        except ValidationError:
            return False

    assert sorted(at_once([lambda row=row: back(row) for row in rows])) == [False, True]  # type: ignore[misc]
    assert Seat.objects.filter(state="accepted").count() == 1


def test_reminder_goes_once_a_day_to_those_who_have_not_answered(told_ones: Deciding) -> None:
    of = told_ones
    answer(asked(of.groups[1])[0])

    def remind(day: dt.date) -> int:
        return actions.seats_remind(by=of.coordinator, programme=of.programme, today=day)

    assert (remind(TODAY), remind(TODAY)) == (2, 0)
    readers = Letter.objects.filter(code="seat_reminder").values_list("person__email", flat=True)
    # The second member has no sponsor: the contact person is asked.
    assert sorted(readers) == ["hakija1@example.fi", "johto1@example.fi"]
    assert remind(TODAY + dt.timedelta(days=1)) == 2


def test_announcement_counts_accepted_seats_unless_told_otherwise(told_ones: Deciding) -> None:
    of = told_ones
    with pytest.raises(ValidationError, match="No group has accepted its seat yet"):
        announcement_publish(by=of.coordinator, programme=of.programme)
    answer(asked(of.groups[1])[0])
    assert list(chosen_groups(of.fresh())) == [of.groups[1]]
    announcement_count(by=of.coordinator, programme=of.programme, unanswered=True)
    assert list(chosen_groups(of.fresh())) == of.groups[:2]
    announcement_publish(by=of.coordinator, programme=of.programme)
    with pytest.raises(ValidationError, match="is published"):
        announcement_count(by=of.coordinator, programme=of.programme, unanswered=False)


# --- the page of the letter -----------------------------------------------------------------------------------------
def test_page_of_the_link_needs_no_account_and_tells_no_secret(told_ones: Deciding) -> None:
    row = asked(told_ones.groups[1])[0]
    page = f"/fi/academies/alpha/seat/{row.token}/"
    answer = Client().get(page)
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "salainenperustelu" not in text
    assert "johto2@example.fi" not in text
    for lang in ("sv", "en"):
        assert Client().get(f"/{lang}/academies/alpha/seat/{row.token}/").status_code == 200
    assert Client().get(f"/fi/academies/alpha/seat/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({}, "Vastauksesi"),
        ({"answer": "ehkä", "role": "Johtaja"}, "Vastauksesi"),
        ({"answer": "yes", "role": ""}, "Tehtävänimikkeesi"),
        ({"answer": "yes", "role": "J" * 121}, "Tehtävänimikkeesi"),
        ({"answer": "yes", "role": "Johtaja", "comment": "ä" * 1001}, "Viesti järjestäjälle"),
    ],
)
def test_bad_answer_is_said_beside_its_field_and_kept(told_ones: Deciding, sent: dict[str, str], fault: str) -> None:
    Seat.objects.update(answer_by=dt.date(2100, 1, 1))
    row = asked(told_ones.groups[1])[0]
    answer = Client().post(f"/fi/academies/alpha/seat/{row.token}/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f">{fault}:" in text
    assert sent.get("comment", "") in text
    assert SeatAnswer.objects.get(pk=row.pk).state == "offered"


def test_answer_is_sent_and_changed_on_the_page(told_ones: Deciding) -> None:
    Seat.objects.update(answer_by=dt.date(2100, 1, 1))
    row = asked(told_ones.groups[1])[0]
    page = f"/fi/academies/alpha/seat/{row.token}/"
    client = Client()
    read = re.search(r'name="read" value="(\w+)"', client.get(page).content.decode())
    assert read is not None
    sent = client.post(page, {"answer": "yes", "role": "Hallintojohtaja", "comment": "Kiitos ä", "read": read[1]})
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    kept = SeatAnswer.objects.get(pk=row.pk)
    assert (kept.state, kept.role, kept.comment) == ("accepted", "Hallintojohtaja", "Kiitos ä")
    assert kept.terms.startswith("Ottamalla paikan vastaan")
    assert "Olet ottanut paikan vastaan." in client.get(page).content.decode()
    client.post(page, {"answer": "no", "role": "Hallintojohtaja", "read": read[1]})
    assert Seat.objects.get(pk=row.seat_id).state == "declined"
    listed = told_ones.client().get("/fi/desk/alpha/seats/").content.decode()
    assert "Paikka on vapaana" in listed
    assert "Öljymäen kunta 3" in listed


# --- given back and given on ----------------------------------------------------------------------------------------
def test_seat_taken_back_by_the_coordinator_answers_no_more_and_can_be_offered_again(told_ones: Deciding) -> None:
    of, group = told_ones, told_ones.groups[1]
    today = timezone.localdate()
    Seat.objects.update(answer_by=dt.date(2100, 1, 1))
    [row] = asked(group)
    answer(row, today=today)
    assert actions.seat_close(by=of.coordinator, seat=Seat.objects.get(group=group)) is True
    assert Group.objects.get(pk=group.pk).team_since is None
    with pytest.raises(ValidationError, match="The time to answer is over"):
        answer(asked(group)[0], today=today)
    again = actions.seat_offer(by=of.coordinator, group=group, answer_by=dt.date(2100, 1, 1), today=today)
    assert again.state == "offered"
    [fresh] = asked(group)
    assert fresh.token != row.token
    assert Client().get(f"/fi/academies/alpha/seat/{row.token}/").status_code == 404
    assert answer(fresh, today=today).state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_free_seat_offered_by_two_at_once_is_offered_once() -> None:
    of = told(make())
    answer(asked(of.groups[1])[0], accepts=False)

    def offer(group: Group) -> bool:
        try:
            actions.seat_offer(by=of.coordinator, group=group, answer_by=LAST, today=TODAY)
        except ValidationError:
            return False
        return True

    assert sorted(at_once([lambda group=group: offer(group) for group in of.groups[2:]])) == [False, True]  # type: ignore[misc]
    assert seats_taken(of.programme) == 2


def test_sponsor_sees_her_answer_and_an_erasure_leaves_that_of_the_organisation(told_ones: Deciding) -> None:
    [row] = asked(told_ones.groups[1])
    answer(row, role="Kunnanjohtaja", comment="Terveisin Ä")
    sponsor = row.member.sponsor
    assert sponsor is not None
    kept = [line for source in personal_data for each in source.kept(person=sponsor) for line in each.rows]
    assert ("Öljymäen kunta 2", "Seat accepted, Kunnanjohtaja, Terveisin Ä") in kept
    label = "Role and message in the answer to the offer of a seat"
    assert dict(person_erase_preview(person=sponsor))[label] == 1
    assert dict(person_erase(by=None, person=sponsor))[label] == 1
    after = SeatAnswer.objects.get(pk=row.pk)
    assert (after.state, after.role, after.comment, after.terms) == ("accepted", "", "", "Ehdot")
