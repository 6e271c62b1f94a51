"""States of a review and the allowed moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.records.actions import audit_write

if TYPE_CHECKING:
    from soske.intake.reviews.models import Review
    from soske.people.models import Person


class ReviewState(models.TextChoices):
    ASSIGNED = "assigned", _("To be reviewed")
    DONE = "done", _("Reviewed")
    CONFLICT = "conflict", _("Conflict of interest")


class Verdict(models.TextChoices):
    PASS = "pass", pgettext_lazy("requirement", "Met")
    FAIL = "fail", pgettext_lazy("requirement", "Not met")
    ASK = "ask", pgettext_lazy("requirement", "To be asked")


MOVES: dict[str, set[str]] = {
    ReviewState.ASSIGNED: {ReviewState.DONE, ReviewState.CONFLICT},
    ReviewState.DONE: {ReviewState.ASSIGNED, ReviewState.CONFLICT},
    ReviewState.CONFLICT: {ReviewState.ASSIGNED},
}
ACTS = {
    ReviewState.ASSIGNED: "review_opened",
    ReviewState.DONE: "review_done",
    ReviewState.CONFLICT: "review_conflict",
}
SUBJECT = "review"


def review_move(review: Review, to: ReviewState, *, by: Person | None, now: dt.datetime, **values: Any) -> bool:
    """Move a review and write it in the log; False when it moved meanwhile or may not move so. `values` are stored with
    the move."""
    if to not in MOVES[review.state]:
        return False
    values |= {"state": to, "done_at": now if to == ReviewState.DONE else None}
    if not type(review).objects.filter(pk=review.pk, state=review.state).update(**values):
        return False
    for name, value in values.items():
        setattr(review, name, value)
    scope = review.reviewer.programme_id
    audit_write(by=by, scope=scope, subject=(SUBJECT, review.pk), act=ACTS[to])
    return True
