"""The pages of the reviewing in their states, and what is wrong in their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from soske.intake.reviews.actions import conflict_declare, review_assign, review_finish, review_save, reviewer_add
from soske.intake.reviews.models import Review, Reviewer
from soske.intake.reviews.queries import criteria_of
from soske.people.models import Person
from tests.support.reviewing import given
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, Person, "Callable[[Page], None] | None", int]


def added(world: World, name: str, label: str) -> Reviewer:
    """One more reviewer, called as no test of languages minds."""
    reviewer = reviewer_add(
        by=None,
        programme=world.alpha,
        name=label,
        email=f"{name}@example.fi",
        employer=f"{label} Oy",
        most=5,
        today=timezone.localdate(),
    )
    assert reviewer.person is not None
    Person.objects.filter(pk=reviewer.person.pk).update(name=label)
    return reviewer


def reading(world: World, name: str, label: str) -> tuple[Review, Person]:
    """A reviewer who has got the submitted application and may read it."""
    reviewer = added(world, name, label)
    assert reviewer.person is not None
    return given(world.alpha_submitted, reviewer), reviewer.person


def done(world: World, review: Review, by: Person, long: str) -> None:
    for each in criteria_of(world.alpha, "fi"):
        for key, text in ((f"points.{each.code}", str(each.most)), (f"reason.{each.code}", f"{long}\n{long}")):
            review_save(by=by, review=review, key=key, text=text, base=0, now=timezone.now())
    read = world.alpha_submitted.submissions.latest("position").position
    review_finish(by=by, review=review, read=read, now=timezone.now())


def of_reviews(world: World, coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes."""
    added(world, "vapaa", "Vapaa")
    first, one = reading(world, "eka", "Eka")
    second, two = reading(world, "toka", long)
    third, _three = reading(world, "kolmas", "Kolmas")
    for review, by in ((first, one), (second, two)):
        done(world, review, by, long)
    conflict_declare(by=coordinator, review=third, reason=long, now=timezone.now())
    asked = added(world, "kysytty", "Kysytty")
    review_assign(by=None, application=world.alpha_submitted, reviewer=asked, now=timezone.now())
    assert asked.person is not None
    page = reverse("review", args=["alpha", world.alpha_submitted.pk])
    desk = reverse("desk_review", args=["alpha", world.alpha_submitted.pk])
    reviewer = world.alpha_review.reviewer.person
    assert reviewer is not None

    def unfinished(page: Page) -> None:
        with page.expect_navigation():  # the script saves first
            page.locator("button[name=go][value=done]").click()

    def no_reason(page: Page) -> None:
        page.locator("main details > summary").last.click()
        page.locator("form[action$='/conflict/'] button").click()

    def send(page: Page) -> None:
        page.locator("main form .ds-button").last.click()

    return [
        ("done, with another's", page, one, None, 200),
        ("list with one that asks", reverse("reviews", args=["alpha"]), asked.person, None, 200),
        ("ties", reverse("reviews_ties", args=["alpha"]), asked.person, None, 200),
        ("ties, not sure", reverse("reviews_ties", args=["alpha"]), asked.person, send, 422),
        ("list with one that is done", reverse("reviews", args=["alpha"]), two, None, 200),
        ("points missing", page, reviewer, unfinished, 422),
        ("conflict without a reason", page, reviewer, no_reason, 422),
        ("nobody chosen", desk, coordinator, send, 422),
        ("reviewer without a name", reverse("reviewers", args=["alpha"]), coordinator, send, 422),
    ]
