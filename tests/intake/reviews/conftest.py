"""Two reviewers of the call of tests.support.called; the first has both applications that were received."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone

from soske.intake.applications.models import Application
from soske.intake.reviews.actions import review_finish, review_save, reviewer_add
from soske.intake.reviews.fields import Asked
from soske.intake.reviews.models import Review, Reviewer
from soske.intake.reviews.queries import criteria_of
from soske.people.models import Person
from tests.support.called import Called
from tests.support.reviewing import given

TODAY = dt.date(2020, 1, 1)


@dataclass
class Reviewing:
    """`call` with its reviewers; `review` is the first one's of the single application."""

    call: Called
    first: Reviewer
    second: Reviewer
    review: Review

    def add(self, name: str, *, employer: str = "", most: int = 15) -> Reviewer:
        return add(self.call, name, employer=employer, most=most)

    def give(self, application: Application, reviewer: Reviewer) -> Review:
        return given(application, reviewer, by=self.call.coordinator)

    def criteria(self) -> tuple[Asked, ...]:
        return criteria_of(self.call.programme, "fi")

    def write(self, review: Review, points: Callable[[Asked], int] = lambda each: each.most) -> None:
        """Answer everything that is asked."""
        by = person_of(review)
        for each in self.criteria():
            for key, text in ((f"points.{each.code}", str(points(each))), (f"reason.{each.code}", f"Syy: {each.code}")):
                review_save(by=by, review=review, key=key, text=text, base=0, now=timezone.now())

    def finish(self, review: Review) -> None:
        review_finish(by=person_of(review), review=review, read=1, now=timezone.now())
        review.refresh_from_db()


def person_of(review: Review) -> Person:
    person = review.reviewer.person
    assert person is not None
    return person


def add(call: Called, name: str, *, employer: str = "", most: int = 15) -> Reviewer:
    return reviewer_add(
        by=call.coordinator,
        programme=call.programme,
        name=name.capitalize(),
        email=f"{name}@example.fi",
        employer=employer,
        most=most,
        today=TODAY,
    )


@pytest.fixture
def reviewing(call: Called) -> Reviewing:
    first, second = add(call, "eka"), add(call, "toka")
    made = [given(each, first, by=call.coordinator) for each in (call.single, call.joint)]
    return Reviewing(call, first, second, made[0])
