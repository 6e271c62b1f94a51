"""Who reviews what, conflicts of interest, points and reasons."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from soske.base.opened import Stale
from soske.desk.actions import person_erase
from soske.intake.applications import actions_sending
from soske.intake.reviews import actions
from soske.intake.reviews.models import Review, Score
from soske.intake.reviews.queries import barred_pairs, review_get, reviewers_of, reviews_others, reviews_own
from soske.intake.reviews.queries_desk import ReviewCounts, review_counts
from soske.intake.reviews.states import SUBJECT, ReviewState
from soske.people.actions import membership_begin
from soske.people.models import Organisation
from soske.records.models import AuditRow, Writing
from tests.intake.reviews.conftest import Reviewing, person_of
from tests.support import applying
from tests.support.world import person

pytestmark = pytest.mark.django_db


def save(reviewing: Reviewing, key: str, text: str, review: Review | None = None) -> None:
    review = review or reviewing.review
    actions.review_save(by=person_of(review), review=review, key=key, text=text, base=0, now=timezone.now())


# --- who reviews ----------------------------------------------------------------------------------------------------
def test_reviewer_added_twice_is_one_reviewer_with_the_later_load(reviewing: Reviewing) -> None:
    again = reviewing.add("eka", employer="Öjan kunta", most=3)
    assert (again.pk, again.most, again.employer) == (reviewing.first.pk, 3, "Öjan kunta")
    assert reviewers_of(reviewing.call.programme).count() == 2


@pytest.mark.parametrize("most", [0, -1, 501])
def test_load_out_of_range_is_refused(reviewing: Reviewing, most: int) -> None:
    with pytest.raises(ValidationError):
        reviewing.add("kolmas", most=most)


def test_reviewer_who_leaves_sees_nothing_from_that_day_on_and_her_done_reviews_stay(reviewing: Reviewing) -> None:
    reviewing.write(reviewing.review)
    reviewing.finish(reviewing.review)
    assert actions.reviewer_end(by=reviewing.call.coordinator, reviewer=reviewing.first, today=timezone.localdate())
    assert list(reviewers_of(reviewing.call.programme)) == [reviewing.second]
    assert list(Review.objects.values_list("state", flat=True)) == [ReviewState.DONE]
    assert not actions.reviewer_end(by=reviewing.call.coordinator, reviewer=reviewing.first, today=timezone.localdate())


def test_what_a_reviewer_who_leaves_has_begun_is_kept_and_counts_as_no_reader(reviewing: Reviewing) -> None:
    call = reviewing.call
    save(reviewing, "reason.effect", "Keskeneräinen ääkkösteksti")
    actions.reviewer_end(by=call.coordinator, reviewer=reviewing.first, today=timezone.localdate())
    assert list(Review.objects.all()) == [reviewing.review]
    assert Writing.objects.get(subject_type=SUBJECT).text == "Keskeneräinen ääkkösteksti"
    assert review_counts(call.programme, 1) == ReviewCounts(applications=2, lacking=2, assigned=0, done=0)
    reviewing.add("kolmas")
    assert actions.reviews_propose(by=call.coordinator, programme=call.programme, each=2, now=timezone.now()) == (4, 0)


# --- conflicts of interest ------------------------------------------------------------------------------------------
def test_employer_of_a_reviewer_bars_her_from_its_applications_in_any_language(reviewing: Reviewing) -> None:
    call = reviewing.call
    fi, sv = reviewing.add("kolmas", employer="  öjan  KUNTA"), reviewing.add("neljas", employer="Åbo stad")
    assert barred_pairs(call.programme, [fi, sv]) == {(call.single.pk, fi.pk), (call.joint.pk, sv.pk)}
    with pytest.raises(ValidationError):
        reviewing.give(call.single, fi)


def test_membership_group_and_sponsor_bar_as_well(reviewing: Reviewing) -> None:
    call = reviewing.call
    works, writes = reviewing.add("kolmas"), reviewing.add("kirjoittaja")
    sponsor = call.joint.group.members.get(lead=False).sponsor
    assert sponsor is not None
    sponsors = reviewing.add(sponsor.email.split("@")[0])
    assert works.person is not None
    membership_begin(person=works.person, organisation=Organisation.objects.get(name__fi="Öjan kunta"))
    found = barred_pairs(call.programme, [works, writes, sponsors])
    received = {call.single.pk, call.joint.pk}
    assert {pair for pair in found if pair[0] in received} == {
        (call.single.pk, works.pk),
        (call.single.pk, writes.pk),
        (call.joint.pk, writes.pk),
        (call.joint.pk, sponsors.pk),
    }


def test_conflict_that_begins_later_closes_an_application_that_was_given(reviewing: Reviewing) -> None:
    assert review_get(reviewing.first, reviewing.call.single.pk) is not None
    reviewer = reviewing.add("eka", employer="Öjan kunta")
    reviewer.programme = reviewing.call.programme
    assert review_get(reviewer, reviewing.call.single.pk) is None
    assert [row.pk for row in reviews_own(reviewer)] == [reviewing.call.joint.pk]


def test_declared_conflict_closes_the_application_and_takes_the_points(reviewing: Reviewing) -> None:
    reviewing.write(reviewing.review)
    reviewing.finish(reviewing.review)
    actions.conflict_declare(
        by=person_of(reviewing.review), review=reviewing.review, reason="Sisko", now=timezone.now()
    )
    assert not Score.objects.exists()
    assert review_get(reviewing.first, reviewing.call.single.pk) is None
    with pytest.raises(ValidationError):
        save(reviewing, "advice", "vielä")
    with pytest.raises(ValidationError):
        reviewing.give(reviewing.call.single, reviewing.first)
    assert AuditRow.objects.filter(act="review_conflict", subject_id=reviewing.review.pk).count() == 1


# --- who reads what -------------------------------------------------------------------------------------------------
def test_applications_are_given_evenly_past_conflicts_and_twice_changes_nothing(reviewing: Reviewing) -> None:
    call = reviewing.call
    Review.objects.all().delete()
    barred = reviewing.add("kolmas", employer="Öjan kunta")
    propose = {"by": call.coordinator, "programme": call.programme, "each": 2, "now": timezone.now()}
    assert actions.reviews_propose(**propose) == (4, 0)  # type: ignore[arg-type]
    pairs = set(Review.objects.values_list("application", "reviewer"))
    assert (call.single.pk, barred.pk) not in pairs
    assert {application for application, _reviewer in pairs} == {call.single.pk, call.joint.pk}
    assert actions.reviews_propose(**propose) == (0, 0)  # type: ignore[arg-type]
    assert set(Review.objects.values_list("application", "reviewer")) == pairs


def test_too_few_reviewers_are_said(reviewing: Reviewing) -> None:
    call = reviewing.call
    assert actions.reviews_propose(by=call.coordinator, programme=call.programme, each=3, now=timezone.now()) == (2, 2)


def test_only_received_applications_are_reviewed(reviewing: Reviewing) -> None:
    for application in (reviewing.call.draft, reviewing.call.withdrawn):
        with pytest.raises(ValidationError):
            reviewing.give(application, reviewing.second)


def test_same_application_is_not_given_twice(reviewing: Reviewing) -> None:
    with pytest.raises(ValidationError):
        reviewing.give(reviewing.call.single, reviewing.first)


def test_application_is_taken_from_who_has_not_begun(reviewing: Reviewing) -> None:
    actions.review_take(by=reviewing.call.coordinator, review=reviewing.review)
    assert not Review.objects.filter(pk=reviewing.review.pk).exists()
    other = Review.objects.get()
    save(reviewing, "advice", "Kirjoitettu", other)
    with pytest.raises(ValidationError):
        actions.review_take(by=reviewing.call.coordinator, review=other)
    with pytest.raises(ValidationError):
        save(reviewing, "advice", "Poissa jo")


def test_coordinator_gives_nobody_an_application_that_she_takes_part_in(reviewing: Reviewing) -> None:
    with pytest.raises(ValidationError):
        actions.review_assign(
            by=reviewing.call.writer, application=reviewing.call.single, reviewer=reviewing.second, now=timezone.now()
        )


def test_coordinator_closes_no_application_in_which_she_takes_part_to_its_reviewer(reviewing: Reviewing) -> None:
    with pytest.raises(ValidationError):
        actions.conflict_declare(
            by=reviewing.call.writer, review=reviewing.review, reason="Ei sovi", now=timezone.now()
        )
    assert review_get(reviewing.first, reviewing.call.single.pk) is not None


def test_withdrawn_application_leaves_the_list_of_its_reviewer(reviewing: Reviewing) -> None:
    reviewing.first.programme = reviewing.call.programme
    actions_sending.application_withdraw(
        by=reviewing.call.writer, application=applying.fresh(reviewing.call.single), now=applying.OPEN
    )
    assert [row.pk for row in reviews_own(reviewing.first)] == [reviewing.call.joint.pk]
    assert review_get(reviewing.first, reviewing.call.single.pk) is None


# --- points and reasons ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("points.management", "4"),
        ("points.management", "-1"),
        ("points.management", "kaksi"),
        ("points.nothing", "1"),
        ("reason.nothing", "x"),
        ("strength.management", "x"),
        ("points", "1"),
        ("", "x"),
        ("reason.management", "ä" * 2001),
    ],
)
def test_what_does_not_fit_is_refused_and_not_saved(reviewing: Reviewing, key: str, text: str) -> None:
    with pytest.raises(ValidationError):
        save(reviewing, key, text)
    assert not Writing.objects.filter(subject_type=SUBJECT).exists()


def test_review_is_done_when_every_criterion_has_points_and_a_reason(reviewing: Reviewing) -> None:
    reviewing.write(reviewing.review, lambda each: each.most - 1)
    by, now = person_of(reviewing.review), timezone.now()
    actions.review_save(by=by, review=reviewing.review, key="reason.effect", text=" ", base=1, now=now)
    with override("en"), pytest.raises(ValidationError, match="Expected effect: the reason is missing"):
        reviewing.finish(reviewing.review)
    actions.review_save(by=by, review=reviewing.review, key="reason.effect", text="Hyvä", base=2, now=now)
    reviewing.finish(reviewing.review)
    assert dict(reviewing.review.scores.values_list("criterion", "points")) == {
        each.code: each.most - 1 for each in reviewing.criteria()
    }
    with pytest.raises(ValidationError):
        save(reviewing, "advice", "Myöhässä")


def test_review_of_what_has_been_completed_meanwhile_is_not_done(reviewing: Reviewing) -> None:
    reviewing.write(reviewing.review)
    with pytest.raises(Stale):
        actions.review_finish(by=person_of(reviewing.review), review=reviewing.review, read=2, now=timezone.now())
    assert not Score.objects.exists()


def test_others_are_seen_when_the_own_review_is_done_and_then_it_stays(reviewing: Reviewing) -> None:
    own, other = reviewing.review, reviewing.give(reviewing.call.single, reviewing.second)
    reviewing.write(other, lambda each: 1)
    reviewing.finish(other)
    assert reviews_others(own, reviewing.criteria()) == []
    reviewing.write(own)
    reviewing.finish(own)
    (seen,) = reviews_others(own, reviewing.criteria())
    assert seen.total == sum(each.weight for each in reviewing.criteria())
    assert seen.scores["effect"] == (1, "Syy: effect")
    for review in (own, other):
        with pytest.raises(ValidationError):
            actions.review_reopen(by=person_of(review), review=review, now=timezone.now())


def test_done_review_is_opened_again_while_nobody_else_has_one(reviewing: Reviewing) -> None:
    reviewing.write(reviewing.review)
    reviewing.finish(reviewing.review)
    actions.review_reopen(by=person_of(reviewing.review), review=reviewing.review, now=timezone.now())
    assert not Score.objects.exists()
    reviewing.review.refresh_from_db()
    reviewing.finish(reviewing.review)
    assert Score.objects.count() == len(reviewing.criteria())


def test_erased_reviewer_leaves_her_points_without_a_name(reviewing: Reviewing) -> None:
    reviewing.write(reviewing.review)
    reviewing.finish(reviewing.review)
    person_erase(by=None, person=person("eka"))
    reviewing.first.refresh_from_db()
    assert (reviewing.first.name, reviewing.first.person) == ("", None)
    assert Score.objects.count() == len(reviewing.criteria())
    assert list(reviewers_of(reviewing.call.programme)) == [reviewing.second]
