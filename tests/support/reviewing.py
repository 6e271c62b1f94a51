"""A reviewer gets an application and says that nothing bars her from it."""

from __future__ import annotations

from django.utils import timezone

from soske.intake.applications.models import Application
from soske.intake.reviews.actions import conflicts_answer, review_assign
from soske.intake.reviews.models import Review, Reviewer
from soske.people.models import Person
from soske.records.models import Letter


def given(application: Application, reviewer: Reviewer, *, by: Person | None = None) -> Review:
    """The review, which she may begin with."""
    review = review_assign(by=by, application=application, reviewer=reviewer, now=timezone.now())
    assert reviewer.person is not None
    conflicts_answer(by=reviewer.person, reviewer=reviewer, reasons={review.pk: ""}, now=timezone.now())
    review.refresh_from_db(fields=["cleared_at"])
    Letter.objects.filter(code="review_given").delete()  # tests of other letters count theirs
    return review
