"""The pages of the reviewing, with and without a script, and what they ask of the database."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.base.connect import duties_of
from soske.base.memo import forget_all
from soske.desk.actions import person_erase
from soske.intake.applications.models import Application
from soske.intake.groups.models import Member
from soske.intake.reviews.actions import reviews_propose
from soske.intake.reviews.models import Review, Reviewer, Score
from soske.intake.reviews.states import SUBJECT, ReviewState
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.records.models import Writing
from tests.intake.reviews.conftest import TODAY, Reviewing, person_of
from tests.support.called import apply_crowd
from tests.support.crowd import crowd
from tests.support.nasty import TEXTS
from tests.support.queries import counted
from tests.support.world import OPEN, person

pytestmark = pytest.mark.django_db


def client_of(who: Person | None) -> Client:
    client = Client()
    assert who is not None
    client.force_login(who)
    return client


def page_of(reviewing: Reviewing) -> tuple[Client, str]:
    return client_of(reviewing.first.person), f"/fi/reviews/alpha/{reviewing.call.single.pk}/"


def answers(reviewing: Reviewing) -> dict[str, str]:
    return {
        key: text
        for each in reviewing.criteria()
        for key, text in ((f"points.{each.code}", "2"), (f"reason.{each.code}", "Ääkköset perustelevat."))
    }


def test_reviewer_saves_everything_without_a_script_and_is_done(reviewing: Reviewing) -> None:
    client, page = page_of(reviewing)
    answer = client.post(page, {**answers(reviewing), "go": "done", "read": "1"}, follow=True)
    assert "Arvio on valmis" in answer.content.decode()
    assert Score.objects.filter(review=reviewing.review, points=2).count() == len(reviewing.criteria())
    shown = client.get(page).content.decode()
    assert "Sinun arviosi: 24/36 pistettä." in shown
    assert "<textarea" not in shown.split('id="points"')[1].split("act-fold")[0]


def test_what_is_missing_is_listed_and_what_was_typed_is_saved(reviewing: Reviewing) -> None:
    client, page = page_of(reviewing)
    answer = client.post(page, {"reason.effect": "Jotain", "go": "done", "read": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count('<li><a href="#f-') == 2 * len(reviewing.criteria()) - 1
    assert "Jotain</textarea>" in text
    assert Review.objects.get(pk=reviewing.review.pk).state == ReviewState.ASSIGNED


def test_field_is_saved_as_it_is_typed_and_a_stale_one_stands_beside(reviewing: Reviewing) -> None:
    client, page = page_of(reviewing)
    sent = {"field": "reason.effect", "text": "Eka", "version": "0-", "token": "window-of-one.1"}
    first = client.post(f"{page}answer/", sent)
    assert (first.status_code, json.loads(first.content)["state"]) == (200, "saved")
    late = client.post(f"{page}answer/", {**sent, "text": "Toka", "token": "window-of-two.1"})
    assert (late.status_code, json.loads(late.content)["state"]) == (409, "parallel")
    shown = client.get(page).content.decode()
    assert "Yhdistä molemmat" in shown
    value = next(part.split('"')[0] for part in shown.split('name="choose" value="') if part.startswith("both:"))
    client.post(page, {"choose": value})
    assert Writing.objects.get(subject_type=SUBJECT, field="reason.effect").text == "Eka\n\nToka"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_bad_input_gets_a_clear_answer(reviewing: Reviewing, text: str) -> None:
    client, page = page_of(reviewing)
    for key in ("reason.effect", "points.effect", "advice", "nothing"):
        sent = {"field": key, "text": text, "version": text, "token": text, "choose": text, "go": text, "read": text}
        assert client.post(f"{page}answer/", sent).status_code in {200, 409, 422}
        assert client.post(page, {**sent, key: text, f"{key}:version": text}).status_code in {302, 422}
    assert client.post(f"{page}conflict/", {"reason": text}).status_code in {302, 422}
    assert client.get("/fi/reviews/alpha/").status_code == 200


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_bad_input_of_a_coordinator_gets_a_clear_answer(reviewing: Reviewing, text: str) -> None:
    client = client_of(reviewing.call.coordinator)
    desk = "/fi/desk/alpha/reviews/"
    one = f"{desk}{reviewing.call.single.pk}/"
    sent = {"name": text, "email": "uusi@example.fi", "employer": text, "most": text, "each": text, "reviewer": text}
    for address in (f"{desk}reviewers/", f"{desk}propose/", f"{one}assign/", f"{one}{reviewing.review.pk}/"):
        assert client.post(address, {**sent, "to": text}).status_code in {302, 422}
    sent["most"] = "3"
    assert client.post(f"{desk}reviewers/", sent).status_code in {302, 422}
    for address in (desk, f"{desk}reviewers/", one):
        assert client.get(address, {"page": text}).status_code == 200


def test_reviewer_says_that_she_has_a_conflict_and_the_page_is_gone(reviewing: Reviewing) -> None:
    client, page = page_of(reviewing)
    assert client.post(f"{page}conflict/", {"reason": ""}).status_code == 422
    answer = client.post(f"{page}conflict/", {"reason": "Veljeni työskentelee siellä"}, follow=True)
    assert "Et enää näe sitä" in answer.content.decode()
    assert client.get(page).status_code == 404
    desk = client_of(reviewing.call.coordinator).get(f"/fi/desk/alpha/reviews/{reviewing.call.single.pk}/")
    assert "Veljeni työskentelee siellä" in desk.content.decode()


def test_review_of_another_reviewer_is_not_there(reviewing: Reviewing) -> None:
    page = f"/fi/reviews/alpha/{reviewing.call.single.pk}/"
    client = client_of(reviewing.second.person)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}answer/", {"field": "advice", "text": "x"}).status_code == 404
    assert client.get("/fi/reviews/alpha/").status_code == 200


def test_coordinator_adds_a_reviewer_and_gives_the_applications(reviewing: Reviewing) -> None:
    client = client_of(reviewing.call.coordinator)
    form = {"name": "Kolmas Ähtäri", "email": "kolmas@example.fi", "employer": "Öjan kunta", "most": "5"}
    assert (
        "Kolmas Ähtäri on nyt arvioija"
        in client.post("/fi/desk/alpha/reviews/reviewers/", form, follow=True).content.decode()
    )
    answer = client.post("/fi/desk/alpha/reviews/propose/", {"each": "2"}, follow=True).content.decode()
    assert "2 arviota jaettiin arvioijille." in answer
    one = client.get(f"/fi/desk/alpha/reviews/{reviewing.call.single.pk}/").content.decode()
    assert "Kolmas Ähtäri" not in one  # she works there


def test_names_of_reviewers_are_shown_as_text(reviewing: Reviewing) -> None:
    reviewing.add("eka", employer="<b>Firma</b>")
    Reviewer.objects.filter(pk=reviewing.first.pk).update(name="<script>alert(1)</script>")
    client = client_of(reviewing.call.coordinator)
    for address in ("", "reviewers/", f"{reviewing.call.single.pk}/"):
        assert b"<script>alert" not in client.get(f"/fi/desk/alpha/reviews/{address}").content


def test_reviewer_is_led_to_her_reviews_and_told_how_many_wait(reviewing: Reviewing) -> None:
    desk = client_of(reviewing.first.person).get("/fi/desk/").content.decode()
    assert f'href="{reverse("reviews", args=["alpha"])}"' in desk
    programme, now = reviewing.call.programme, timezone.now()
    with override("fi"):
        (duty,) = duties_of(person=reviewing.first.person, programme=programme, now=now)
        assert (duty.key, duty.text) == (f"review:{programme.pk}", "2 hakemusta odottaa arviotasi.")
        assert duties_of(person=reviewing.second.person, programme=programme, now=now) == []


def test_coordinator_is_told_of_applications_without_readers_when_the_call_has_closed(reviewing: Reviewing) -> None:
    programme, coordinator = reviewing.call.programme, reviewing.call.coordinator

    def told(now: dt.datetime) -> bool:
        found = duties_of(person=coordinator, programme=reviewing.call.fresh(), now=now)
        return f"reviewers:{programme.pk}" in {duty.key for duty in found}

    later = dt.datetime(2026, 12, 30, 12, 0, tzinfo=dt.UTC)
    assert (told(OPEN), told(later)) == (False, True)
    reviews_propose(by=coordinator, programme=programme, each=2, now=later)
    assert not told(later)


# --- size -----------------------------------------------------------------------------------------------------------
def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows) with so many applications, of which a reviewer has 40."""
    made = crowd(size, slug=f"crowd{size}")
    apply_crowd(made)
    by, reader = person("measurer"), person("reader")
    coordinator_add(by=None, programme=made, person=by, starts=TODAY)
    reviewers = Reviewer.objects.bulk_create(
        Reviewer(programme=made, person=each, name=each.name, most=500, starts=TODAY)
        for each in (reader, person("third"))
    )
    received = list(Application.objects.filter(programme=made, state="submitted").order_by("pk"))
    Review.objects.bulk_create(
        Review(application=each, reviewer=reviewer, assigned_at=timezone.now(), cleared_at=timezone.now())
        for number, each in enumerate(received)
        for reviewer in reviewers
        if reviewer.person_id != reader.pk or number < 40
    )
    asked = list(Member.objects.filter(group=received[3].group_id).values_list("organisation", flat=True))
    Review.objects.filter(application=received[3]).update(cleared_for=asked)
    found = {}
    for who, address in (
        (by, f"/fi/desk/{made.slug}/reviews/"),
        (by, f"/fi/desk/{made.slug}/reviews/?show=waiting"),
        (by, f"/fi/desk/{made.slug}/reviews/reviewers/"),
        (by, f"/fi/desk/{made.slug}/reviews/{received[3].pk}/"),
        (reader, f"/fi/reviews/{made.slug}/"),
        (reader, f"/fi/reviews/{made.slug}/{received[3].pk}/"),
    ):
        client = client_of(who)
        forget_all()
        assert client.get(address).status_code == 200
        with counted() as count:
            client.get(address)
        found[address.replace(made.slug, "crowd").replace(str(received[3].pk), "one")] = (count.queries, count.rows)
    return found


def check(small: int, large: int) -> None:
    few, many = measured(small), measured(large)
    assert {name: queries for name, (queries, _rows) in many.items() if queries > few[name][0]} == {}
    assert {name: rows for name, (_queries, rows) in many.items() if rows > 450} == {}


def test_pages_ask_as_much_of_300_applications_as_of_24() -> None:
    check(24, 300)


@pytest.mark.long
def test_pages_ask_as_much_of_10000_applications_as_of_24() -> None:
    check(24, 10_000)


def test_erased_reviewer_is_gone_from_pages_that_had_remembered_her(reviewing: Reviewing) -> None:
    client = reviewing.call.client()
    page = "/fi/desk/alpha/reviews/"
    assert "Eka" in client.get(page).content.decode()
    person_erase(by=None, person=person_of(reviewing.review))
    assert "Eka" not in client.get(page).content.decode()
