"""Before a reviewer reads: she is told what waits, and says what ties her to the applicants."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from soske.desk.actions import person_erase
from soske.intake.groups.models import Member
from soske.intake.reviews import actions
from soske.intake.reviews.models import Review, Reviewer
from soske.intake.reviews.queries import reviews_own
from soske.intake.reviews.queries_desk import ReviewFilter, reviews_counted, reviews_shown
from soske.intake.reviews.states import ReviewState
from soske.people.actions import organisation_make
from soske.people.models import Person
from soske.people.queries import name_folded
from soske.programmes.models import Programme, Stage
from soske.records.models import AuditRow, Letter
from tests.intake.reviews.conftest import Reviewing, person_of

pytestmark = pytest.mark.django_db


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def asked(reviewing: Reviewing) -> Review:
    """The second reviewer has got the single application and has not answered."""
    return actions.review_assign(
        by=reviewing.call.coordinator, application=reviewing.call.single, reviewer=reviewing.second, now=timezone.now()
    )


def answer(asked: Review, reason: str = "") -> tuple[int, int]:
    return actions.conflicts_answer(
        by=person_of(asked), reviewer=asked.reviewer, reasons={asked.pk: reason}, now=timezone.now()
    )


# --- the question ---------------------------------------------------------------------------------------------------
def test_nothing_is_read_or_written_before_the_answer(asked: Review) -> None:
    client, page = client_of(person_of(asked)), f"/fi/reviews/alpha/{asked.application_id}/"
    assert client.get(page).headers["Location"] == "/fi/reviews/alpha/ties/"
    assert client.post(page, {"go": "done"}).headers["Location"] == "/fi/reviews/alpha/ties/"
    for part in ("answer", "conflict", "open", "topics", "question"):
        assert client.post(f"{page}{part}/", {"field": "advice", "text": "x"}).status_code == 403
    with pytest.raises(ValidationError):
        actions.review_save(by=person_of(asked), review=asked, key="advice", text="x", base=0, now=timezone.now())
    listed = client.get("/fi/reviews/alpha/").content.decode()
    assert (page in listed, "Kerro ensin, oletko siinä esteellinen" in listed) == (False, True)


def test_answer_opens_what_nothing_bars_and_closes_the_rest(reviewing: Reviewing, asked: Review) -> None:
    other = reviewing.call.joint
    second = actions.review_assign(
        by=reviewing.call.coordinator, application=other, reviewer=reviewing.second, now=timezone.now()
    )
    client = client_of(person_of(asked))
    form = {f"tie_{asked.pk}": "Puolisoni työskentelee siellä", f"tie_{second.pk}": " "}
    assert client.post("/fi/reviews/alpha/ties/", form).status_code == 422
    assert not Review.objects.filter(reviewer=reviewing.second, cleared_at__isnull=False).exists()
    said = client.post("/fi/reviews/alpha/ties/", {**form, "sure": "on"}, follow=True).content.decode()
    assert "Et voi enää lukea 1 hakemusta." in said
    states = dict(Review.objects.filter(reviewer=reviewing.second).values_list("application", "state"))
    assert states == {asked.application_id: ReviewState.CONFLICT, other.pk: ReviewState.ASSIGNED}
    assert client.get(f"/fi/reviews/alpha/{other.pk}/").status_code == 200
    assert client.get(f"/fi/reviews/alpha/{asked.application_id}/").status_code == 404
    assert client.get("/fi/reviews/alpha/ties/").status_code == 302  # nothing is left to ask
    assert AuditRow.objects.filter(act="conflicts_answered", details={"reviews": 1}).count() >= 1


def test_answer_of_another_reviewer_changes_nothing(reviewing: Reviewing, asked: Review) -> None:
    said = partial(actions.conflicts_answer, by=person_of(reviewing.review), reviewer=reviewing.first)
    assert said(reasons={asked.pk: "Ei minun"}, now=timezone.now()) == (0, 0)
    asked.refresh_from_db()
    assert (asked.state, asked.cleared_at) == (ReviewState.ASSIGNED, None)


def test_long_reason_is_refused_and_stays_in_its_field(asked: Review) -> None:
    client = client_of(person_of(asked))
    answered = client.post("/fi/reviews/alpha/ties/", {f"tie_{asked.pk}": "ä" * 501, "sure": "on"})
    assert (answered.status_code, "ä" * 501 in answered.content.decode()) == (422, True)


# --- the coordinator ------------------------------------------------------------------------------------------------
def test_conflict_is_recorded_of_one_who_has_not_got_the_application(reviewing: Reviewing) -> None:
    client = client_of(reviewing.call.coordinator)
    page = f"/fi/desk/alpha/reviews/{reviewing.call.single.pk}/"
    client.post(f"{page}assign/", {"reviewer": reviewing.second.pk, "to": "conflict"})
    review = Review.objects.get(reviewer=reviewing.second)
    assert (review.state, review.conflict) == (ReviewState.CONFLICT, "Koordinaattori on kirjannut.")
    assert Letter.objects.filter(code="review_given").count() == 0
    with pytest.raises(ValidationError):
        reviewing.give(reviewing.call.single, reviewing.second)


def test_conflict_recorded_by_mistake_is_taken_back_and_asked_anew(reviewing: Reviewing) -> None:
    review = reviewing.review
    actions.conflict_declare(by=reviewing.call.coordinator, review=review, reason="x", now=timezone.now())
    client = client_of(reviewing.call.coordinator)
    page = f"/fi/desk/alpha/reviews/{review.application_id}/"
    assert "Poista esteellisyys" in client.get(page).content.decode()
    client.post(f"{page}{review.pk}/", {"to": "lift"})
    review.refresh_from_db()
    assert (review.state, review.conflict, review.cleared_at) == (ReviewState.ASSIGNED, "", None)
    with pytest.raises(ValidationError):
        actions.conflict_lift(by=reviewing.call.coordinator, review=review, now=timezone.now())


def test_conflict_that_an_organisation_makes_is_not_taken_back(reviewing: Reviewing) -> None:
    review = reviewing.review
    actions.conflict_declare(by=reviewing.call.coordinator, review=review, reason="x", now=timezone.now())
    member = Member.objects.filter(group=review.application.group_id).select_related("organisation")[0]
    name = member.organisation.name.spoken("fi").text
    assert name_folded(name)
    reviewing.add("eka", employer=name)
    with pytest.raises(ValidationError):
        actions.conflict_lift(by=reviewing.call.coordinator, review=review, now=timezone.now())
    review.refresh_from_db()
    assert review.state == ReviewState.CONFLICT


# --- the letter -----------------------------------------------------------------------------------------------------
def test_reviewer_is_told_once_a_day_that_something_waits(reviewing: Reviewing, asked: Review) -> None:
    now = timezone.now()
    actions.review_assign(
        by=reviewing.call.coordinator, application=reviewing.call.joint, reviewer=reviewing.second, now=now
    )
    letter = Letter.objects.get(code="review_given")
    assert letter.person_id == reviewing.second.person_id
    assert letter.subject.startswith("Arvioi hakemukset viimeistään ")
    assert "/fi/reviews/alpha/" in letter.body
    assert letter.leaves_at > now
    Review.objects.filter(reviewer=reviewing.second).delete()
    tomorrow = now + dt.timedelta(days=1)
    proposed = actions.reviews_propose(
        by=reviewing.call.coordinator, programme=reviewing.call.programme, each=2, now=tomorrow
    )
    assert proposed == (2, 0)
    assert Letter.objects.filter(code="review_given", person=reviewing.second.person).count() == 2


def test_letter_is_cancelled_when_everything_is_taken_back_before_it_leaves(reviewing: Reviewing) -> None:
    by, now, third = reviewing.call.coordinator, timezone.now(), Reviewing.add(reviewing, "kolmas")
    given = [
        actions.review_assign(by=by, application=each, reviewer=third, now=now)
        for each in (reviewing.call.single, reviewing.call.joint)
    ]
    letter = Letter.objects.get(code="review_given", person=third.person)
    states = [letter.state]
    for review in given:
        actions.review_take(by=by, review=review)
        letter.refresh_from_db()
        states.append(letter.state)
    actions.review_assign(by=by, application=reviewing.call.single, reviewer=third, now=now)
    letter.refresh_from_db()
    states.append(letter.state)
    actions.reviewer_end(by=by, reviewer=third, today=timezone.localdate())
    letter.refresh_from_db()
    assert [*states, letter.state] == ["waiting", "waiting", "cancelled", "waiting", "cancelled"]


def test_without_a_day_of_the_selection_there_is_no_letter(reviewing: Reviewing) -> None:
    Stage.objects.filter(programme=reviewing.call.programme, kind="selection").update(starts=None, ends=None)
    actions.review_assign(
        by=reviewing.call.coordinator,
        application=reviewing.call.single,
        reviewer=Reviewing.add(reviewing, "kolmas"),
        now=timezone.now(),
    )
    assert not Letter.objects.filter(code="review_given").exists()


# --- the list -------------------------------------------------------------------------------------------------------
def test_list_is_filtered_by_what_is_missing(reviewing: Reviewing, asked: Review) -> None:
    programme: Programme = reviewing.call.programme
    single, joint = reviewing.call.single.pk, reviewing.call.joint.pk

    def shown(show: ReviewFilter) -> list[int]:
        found = list(reviews_shown(programme, show, 2).values_list("pk", flat=True))
        assert reviews_counted(reviewing.call.fresh(), show, 2) == len(found)
        return found

    assert {each: shown(each) for each in ReviewFilter} == {
        ReviewFilter.ALL: [single, joint],
        ReviewFilter.LACKING: [joint],
        ReviewFilter.WAITING: [single, joint],
        ReviewFilter.DONE: [],
    }
    answer(asked)
    asked.refresh_from_db()
    for review in (reviewing.review, asked):
        reviewing.write(review)
        reviewing.finish(review)
    assert (shown(ReviewFilter.WAITING), shown(ReviewFilter.DONE)) == ([joint], [single])
    page = client_of(reviewing.call.coordinator).get("/fi/desk/alpha/reviews/?show=lacking").content.decode()
    assert (f"/reviews/{joint}/" in page, f"/reviews/{single}/" in page) == (True, False)


def test_own_list_says_what_may_not_be_read_yet(asked: Review) -> None:
    reviewer = asked.reviewer
    reviewer.programme = Programme.objects.get(pk=reviewer.programme_id)
    assert [(row.pk, row.cleared) for row in reviews_own(reviewer)] == [(asked.application_id, False)]


# --- what a hostile reading found -----------------------------------------------------------------------------------
def test_application_that_came_after_the_page_was_opened_is_not_cleared_with_it(
    reviewing: Reviewing, asked: Review
) -> None:
    later = actions.review_assign(
        by=reviewing.call.coordinator, application=reviewing.call.joint, reviewer=reviewing.second, now=timezone.now()
    )
    client_of(person_of(asked)).post("/fi/reviews/alpha/ties/", {f"tie_{asked.pk}": "", "sure": "on"})
    cleared = dict(Review.objects.filter(reviewer=reviewing.second).values_list("pk", "cleared_at"))
    assert (cleared[asked.pk] is not None, cleared[later.pk]) == (True, None)


def test_organisation_that_joins_later_is_asked_about(reviewing: Reviewing) -> None:
    review, client = reviewing.review, client_of(person_of(reviewing.review))
    page = f"/fi/reviews/alpha/{review.application_id}/"
    assert client.get(page).status_code == 200
    new = organisation_make(name={"fi": "Uusi kunta"}, type="municipality")  # type: ignore[arg-type]
    Member.objects.create(group=review.application.group, organisation=new, position=9)
    assert client.get(page).headers["Location"] == "/fi/reviews/alpha/ties/"
    assert "Uusi kunta" in client.get("/fi/reviews/alpha/ties/").content.decode()
    client.post("/fi/reviews/alpha/ties/", {f"tie_{review.pk}": "", "sure": "on"})
    assert client.get(page).status_code == 200


def test_reviewer_who_comes_back_has_her_conflicts_and_reviews_again(reviewing: Reviewing) -> None:
    review, today = reviewing.review, timezone.localdate()
    actions.conflict_declare(by=person_of(review), review=review, reason="Sisko", now=timezone.now())
    assert actions.reviewer_end(by=reviewing.call.coordinator, reviewer=reviewing.first, today=today)
    again = reviewing.add("eka")
    assert (again.pk, again.ends) == (reviewing.first.pk, None)
    with pytest.raises(ValidationError):
        reviewing.give(reviewing.call.single, again)


def test_coordinator_does_not_lift_a_conflict_of_her_own(reviewing: Reviewing) -> None:
    actions.conflict_declare(by=reviewing.call.coordinator, review=reviewing.review, reason="x", now=timezone.now())
    Reviewer.objects.filter(pk=reviewing.first.pk).update(person=reviewing.call.coordinator)
    with pytest.raises(ValidationError):
        actions.conflict_lift(by=reviewing.call.coordinator, review=reviewing.review, now=timezone.now())


def test_erased_reviewer_leaves_no_reason_and_is_no_reader(reviewing: Reviewing) -> None:
    person = person_of(reviewing.review)
    actions.conflict_declare(by=person, review=reviewing.review, reason="Puolisoni", now=timezone.now())
    person_erase(by=None, person=person)
    assert list(Review.objects.values_list("state", "conflict")) == [(ReviewState.CONFLICT, "")]
    assert reviews_counted(reviewing.call.fresh(), ReviewFilter.LACKING, 1) == 2
