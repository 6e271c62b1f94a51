"""Who may open a review, and what may be done to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.reviews.models import Review
from soske.intake.reviews.queries import others_done, review_get, reviewer_in, reviewers_of
from soske.intake.reviews.queries_interviews import slots_of
from soske.intake.reviews.states import ReviewState
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme


def reviews_programme(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Those who review in this programme now. For everybody else there is nothing here."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.reviewer = reviewer_in(asked.programme, request.user) if asked.programme else None
    if asked.reviewer is None:
        return NOT_THERE
    asked.reviewer.programme = asked.programme
    return YES


def has_application(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """The reviewer who has got this application, while nothing bars her from it that is known."""
    answer = reviews_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = review_get(asked.reviewer, pk)
    return YES if asked.subject is not None else NOT_THERE


def reviews_application(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """The same, once she has said that nothing bars her."""
    answer = has_application(request, slug=slug, pk=pk)
    return may_read(Asked.of(request).subject) if answer else answer


def may_read(review: Review) -> Answer:
    """Once the reviewer has said that nothing bars her."""
    return Answer(review.cleared_at is not None, _("Say first whether you have a conflict of interest."))


def coordinates_reviewer(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; a reviewer of another programme, or who has left, is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = reviewers_of(asked.programme).filter(pk=pk).first()
    return YES if asked.subject is not None else NOT_THERE


def coordinates_slot(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; a time of another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = slots_of(asked.programme).filter(pk=pk).first()
    return YES if asked.subject is not None else NOT_THERE


def may_write(review: Review) -> Answer:
    """Until it is done, once she may read."""
    if review.state == ReviewState.ASSIGNED:
        return may_read(review)
    if review.state == ReviewState.DONE:
        return Answer(False, _("You have marked the review as done. Open it again to change it."))
    return Answer(False, _("You have a conflict of interest in this application."))


def may_reopen(review: Review) -> Answer:
    """While nobody else's review could be seen after it."""
    if review.state != ReviewState.DONE:
        return Answer(False, _("The review is open already."))
    return Answer(
        not others_done(review),
        _("You have been able to read the others' reviews, so yours stays as it is. Ask the organiser."),
    )
