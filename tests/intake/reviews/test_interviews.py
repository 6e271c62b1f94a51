"""Interviews: times, bookings that move, what is asked and heard; and eligibility, apart from the points."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from soske.base.connect import duties_of
from soske.base.opened import Stale
from soske.intake.applications.models import Application
from soske.intake.groups.models import GroupPerson
from soske.intake.reviews import actions_interviews as actions
from soske.intake.reviews.models import EligibilityCheck, Interview, InterviewQuestion, Slot
from soske.intake.reviews.queries_interviews import eligibility_states, interview_counts, questions_of, slot_rows
from soske.intake.selection.actions_decision import group_choose
from soske.intake.selection.states import Outcome
from soske.people.models import Person
from soske.records.models import AuditRow, Letter
from tests.support.at_once import at_once
from tests.support.deciding import Deciding
from tests.support.deciding import deciding as make

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = dt.datetime(2026, 10, 24, 9, 0, tzinfo=HELSINKI)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def of(db: None) -> Deciding:
    return make()


def offer(
    of: Deciding, *, starts: dt.datetime = NOW + dt.timedelta(days=2), count: int = 3, place: str = "Huone 1"
) -> int:
    return actions.slots_add(
        by=of.coordinator, programme=of.programme, starts=starts, minutes=45, count=count, place=place, now=NOW
    )


def slots(of: Deciding) -> list[Slot]:
    return list(Slot.objects.filter(programme=of.programme).order_by("starts"))


def sender(of: Deciding, place: int) -> Person:
    return Person.objects.get(email=f"hakija{place + 1}@example.fi")


def book(of: Deciding, place: int, slot: Slot, *, now: dt.datetime = NOW) -> Slot:
    return actions.slot_book(by=sender(of, place), application=of.applications[place], slot=slot.pk, now=now)


# --- times ----------------------------------------------------------------------------------------------------------
def test_times_follow_one_another_also_when_the_clocks_are_put_back(of: Deciding) -> None:
    night = dt.datetime(2026, 10, 25, 2, 30, tzinfo=HELSINKI)  # summer time; at four the clocks go back to three
    actions.slots_add(by=None, programme=of.programme, starts=night, minutes=60, count=4, place="Yövuoro", now=NOW)
    starts = [slot.starts for slot in slots(of)]
    assert [each - starts[0] for each in starts] == [dt.timedelta(hours=number) for number in range(4)]
    shown = [timezone.localtime(each, HELSINKI).strftime("%H.%M %z") for each in starts]
    assert shown == ["02.30 +0300", "03.30 +0300", "03.30 +0200", "04.30 +0200"]


def test_the_same_times_are_not_offered_twice(of: Deciding) -> None:
    assert (offer(of), offer(of, count=5), offer(of, place="Huone 2")) == (3, 2, 3)
    assert Slot.objects.count() == 8


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts": NOW}, "day"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"count": 0}, "count"),
        ({"count": 51}, "count"),
    ],
)
def test_times_that_cannot_be_are_refused(of: Deciding, values: dict[str, object], field: str) -> None:
    given = {"starts": NOW + dt.timedelta(days=1), "minutes": 45, "count": 2, **values}
    with pytest.raises(ValidationError) as fault:
        actions.slots_add(by=None, programme=of.programme, place="x", now=NOW, **given)  # type: ignore[arg-type]
    assert set(fault.value.message_dict) == {field}
    assert Slot.objects.count() == 0


# --- bookings -------------------------------------------------------------------------------------------------------
def test_interview_is_booked_moved_and_given_up(of: Deciding) -> None:
    offer(of)
    first, second, _third = slots(of)
    book(of, 0, first)
    assert Letter.objects.get(code="interview_booked").subject.startswith(
        "Haastattelunne on maanantaina 26.10.2026 klo\N{NO-BREAK SPACE}9:"
    )
    book(of, 0, second)
    assert [slot.application_id for slot in slots(of)] == [None, of.applications[0].pk, None]
    book(of, 1, first)
    with pytest.raises(ValidationError, match="not free any more"):
        book(of, 0, first)
    assert [slot.application_id for slot in slots(of)] == [of.applications[1].pk, of.applications[0].pk, None]
    assert actions.slot_free(by=sender(of, 0), application=of.applications[0], now=NOW) is True
    assert actions.slot_free(by=sender(of, 0), application=of.applications[0], now=NOW) is False
    acts = AuditRow.objects.filter(act__startswith="interview_").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["interview_booked", "interview_moved", "interview_booked", "interview_given_up"]


def test_what_has_passed_is_not_booked_or_moved(of: Deciding) -> None:
    offer(of)
    first, second, _third = slots(of)
    with pytest.raises(ValidationError, match="not free any more"):
        book(of, 0, first, now=first.starts)
    book(of, 0, first)
    with pytest.raises(ValidationError, match="has passed"):
        book(of, 0, second, now=first.starts + dt.timedelta(minutes=1))
    assert actions.slot_free(by=sender(of, 0), application=of.applications[0], now=first.starts) is False


def test_time_of_another_academy_is_not_booked(of: Deciding) -> None:
    from tests.support.world import programme

    beta = programme("beta")
    actions.slots_add(
        by=None, programme=beta, starts=NOW + dt.timedelta(days=1), minutes=30, count=1, place="x", now=NOW
    )
    with pytest.raises(ValidationError, match="not free any more"):
        book(of, 0, Slot.objects.get())


def test_time_of_an_application_that_was_withdrawn_is_free_again(of: Deciding) -> None:
    offer(of, count=1)
    [slot] = slots(of)
    book(of, 0, slot)
    Application.objects.filter(pk=of.applications[0].pk).update(state="withdrawn")
    assert [row.application for row in slot_rows(of.programme, start=0)] == [None]
    assert interview_counts(of.programme).booked == 0
    book(of, 1, slot)
    assert [each.application_id for each in slots(of)] == [of.applications[1].pk]
    Application.objects.filter(pk=of.applications[1].pk).update(state="withdrawn")
    actions.slot_remove(by=of.coordinator, slot=slot, now=NOW)
    assert Letter.objects.filter(code="interview_cancelled").count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_time_wanted_by_four_at_once_is_one_group_s() -> None:
    of = make()
    offer(of, count=2)
    [wanted, other] = slots(of)
    book(of, 3, other)

    def take(place: int) -> bool:
        try:
            book(of, place, wanted)
        except ValidationError:
            return False
        return True

    assert sorted(at_once([partial(take, place) for place in range(4)])) == [False, False, False, True]
    assert Slot.objects.filter(application__isnull=False).count() in {1, 2}
    taken = [slot.application_id for slot in slots(of) if slot.application_id]
    assert len(set(taken)) == len(taken)


def test_group_whose_time_is_taken_away_is_told(of: Deciding) -> None:
    offer(of)
    first = slots(of)[0]
    book(of, 0, first)
    actions.slot_remove(by=of.coordinator, slot=first, now=NOW)
    actions.slot_remove(by=of.coordinator, slot=first, now=NOW)
    assert Letter.objects.filter(code="interview_cancelled").count() == 1
    assert Slot.objects.count() == 2


def test_invitation_goes_to_those_without_a_time_once_a_day(of: Deciding) -> None:
    with pytest.raises(ValidationError, match="No time is free"):
        actions.interviews_invite(by=of.coordinator, programme=of.programme, now=NOW)
    offer(of)
    book(of, 0, slots(of)[0])
    invite = partial(actions.interviews_invite, by=of.coordinator, programme=of.programme)
    assert (invite(now=NOW), invite(now=NOW), invite(now=NOW + dt.timedelta(days=1))) == (3, 0, 3)
    letter = Letter.objects.filter(code="interview_invite").earliest("pk")
    assert letter.subject.startswith("Varatkaa haastatteluaika viimeistään maanantaina 26.10.2026:")


def test_booking_is_a_duty_while_times_are_free(of: Deciding) -> None:
    def waits(place: int) -> list[str]:
        found = duties_of(person=sender(of, place), programme=of.fresh(), now=NOW)
        return [duty.key for duty in found if duty.key.startswith("interview")]

    assert waits(0) == []
    offer(of)
    assert waits(0) == [f"interview:{of.applications[0].pk}"]
    book(of, 0, slots(of)[0])
    assert (waits(0), len(waits(1))) == ([], 1)


# --- what is asked and heard ----------------------------------------------------------------------------------------
def test_notes_and_points_are_kept_with_a_reason(of: Deciding) -> None:
    write = partial(actions.interview_write, by=of.coordinator, application=of.applications[0])
    with pytest.raises(ValidationError) as fault:
        write(notes="ä" * 5001, points=6, reason="", version=1)
    assert set(fault.value.message_dict) == {"notes", "points", "reason"}
    write(notes=" Kuultiin. ", points=4, reason="Selkeä", version=1)
    with pytest.raises(Stale):
        write(notes="Toinen", points=None, reason="", version=1)
    kept = Interview.objects.get()
    assert (kept.notes, kept.points, kept.reason, kept.version) == ("Kuultiin.", 4, "Selkeä", 2)


def test_coordinator_who_takes_part_writes_nothing(of: Deciding) -> None:
    GroupPerson.objects.create(
        group=of.groups[0], person=of.coordinator, name="Koordinaattori", starts=dt.date(2020, 1, 1)
    )
    with pytest.raises(ValidationError, match="Another coordinator"):
        actions.interview_write(
            by=of.coordinator, application=of.applications[0], notes="x", points=None, reason="", version=1
        )
    with pytest.raises(ValidationError, match="Another coordinator"):
        actions.eligibility_check(by=of.coordinator, application=of.applications[0], verdicts={})


def test_questions_of_the_pack_and_of_people_stand_together(of: Deciding) -> None:
    reviewer = of.reviewers[0].person
    assert reviewer is not None
    add = partial(actions.question_add, by=reviewer, application=of.applications[0], now=NOW)
    with pytest.raises(ValidationError, match="Write the question"):
        add(text="  ")
    for number in range(20):
        add(text=f"Mitä {number}?")
    with pytest.raises(ValidationError, match="at most 20"):
        add(text="Vielä yksi?")
    pack, own = questions_of(of.applications[0], "sv")
    assert (len(pack), pack[0].startswith("Varför"), own[0]) == (5, True, ("Mitä 0?", "Eka"))
    assert InterviewQuestion.objects.count() == 20


# --- eligibility ----------------------------------------------------------------------------------------------------
def test_the_worst_verdict_counts_and_a_group_that_fails_gets_no_seat(of: Deciding) -> None:
    check = partial(actions.eligibility_check, by=of.coordinator)
    first, second, third, _fourth = of.applications
    check(application=first, verdicts={"public_buyer": ("pass", ""), "theme": ("fail", "Ei teemaa")})
    check(application=second, verdicts={"public_buyer": ("pass", ""), "theme": ("ask", ""), "pilot": ("", "")})
    check(application=third, verdicts={"public_buyer": ("pass", "")})
    found = eligibility_states([each.pk for each in of.applications])
    assert found == {first.pk: "fail", second.pk: "ask", third.pk: "pass"}
    for outcome in (Outcome.SELECTED, Outcome.RESERVE):
        with pytest.raises(ValidationError, match="does not meet the requirements"):
            group_choose(by=of.coordinator, group=first.group, outcome=outcome)
    assert group_choose(by=of.coordinator, group=first.group, outcome=Outcome.NOT_SELECTED) is True
    assert group_choose(by=of.coordinator, group=second.group, outcome=Outcome.SELECTED) is True
    with pytest.raises(ValidationError):
        check(application=third, verdicts={"theme": ("perhaps", "")})
    check(application=third, verdicts={"unknown": ("fail", "")})
    assert EligibilityCheck.objects.filter(application=third).count() == 0


# --- pages ----------------------------------------------------------------------------------------------------------
def test_group_books_and_moves_on_its_page(of: Deciding) -> None:
    day = timezone.now() + dt.timedelta(days=3)
    actions.slots_add(
        by=None, programme=of.programme, starts=day, minutes=30, count=2, place="Huone Ä", now=timezone.now()
    )
    first, second = slots(of)
    client, page = of.client(sender(of, 0)), f"/fi/academies/alpha/applications/{of.applications[0].pk}/interview/"
    assert "Huone Ä" in client.get(page).content.decode()
    assert client.post(page, {"slot": "999"}).status_code == 422
    assert client.post(page, {}).status_code == 422
    for slot in (first, second):
        assert client.post(page, {"slot": slot.pk}).headers["Location"] == page
    assert "Haastattelunne on varattu" in client.get(page).content.decode()
    assert Slot.objects.get(application=of.applications[0]) == second
    client.post(page, {"act": "give_up"})
    assert Slot.objects.filter(application__isnull=False).count() == 0
    assert of.client(sender(of, 1)).get(page).status_code == 404
    assert of.client().get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_coordinator_offers_times_and_writes_on_her_pages(of: Deciding) -> None:
    client = of.client()
    wrong = client.post("/fi/desk/alpha/interviews/", {"day": "1.1.2020", "clock": "9", "minutes": "x", "count": "2"})
    assert wrong.status_code == 422
    given = {"day": "1.12.2099", "clock": "9.00", "minutes": "45", "count": "2", "place": "Huone Ö"}
    assert client.post("/fi/desk/alpha/interviews/", given).status_code == 302
    assert [timezone.localtime(slot.starts, HELSINKI).hour for slot in slots(of)] == [9, 9]
    assert "Huone Ö" in client.get("/fi/desk/alpha/interviews/").content.decode()
    page = f"/fi/desk/alpha/interviews/{of.applications[0].pk}/"
    assert client.post(page, {"notes": "Hyvä", "points": "4", "reason": "", "version": "1"}).status_code == 422
    assert client.post(page, {"notes": "Hyvä", "points": "4", "reason": "Ä", "version": "1"}).status_code == 302
    assert client.post(f"{page}question/", {"text": ""}).status_code == 422
    assert client.post(f"{page}question/", {"text": "Kuka tekee?"}).status_code == 302
    assert "Kuka tekee?" in client.get(page).content.decode()
    assert "Haastattelu: 4/5" in client.get("/fi/desk/alpha/selection/").content.decode()
    check = f"/fi/desk/alpha/reviews/{of.applications[0].pk}/eligibility/"
    assert client.post(check, {"verdict_theme": "fail", "note_theme": "Ei"}).status_code == 302
    assert "Ei täytä vaatimuksia" in client.get("/fi/desk/alpha/selection/").content.decode()
    assert client.post(check, {"verdict_theme": "maybe"}).status_code == 422


def test_reviewer_suggests_a_question_to_an_application_of_hers_only(of: Deciding) -> None:
    reviewer = of.reviewers[0].person
    page = f"/fi/reviews/alpha/{of.applications[0].pk}/question/"
    assert of.client(reviewer).post(page, {"text": "Miksi?"}).status_code == 302
    assert InterviewQuestion.objects.get().text == "Miksi?"
    assert of.client(sender(of, 0)).post(page, {"text": "Miksi?"}).status_code == 404
    assert Interview.objects.count() == 0
