"""The same application is given to the same reviewer twice at the same moment, by hand and by proposal."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from soske.engines.pairing.readers import proposed
from soske.intake.reviews import actions
from soske.intake.reviews.models import Review
from soske.records.models import AuditRow
from tests.intake.reviews.conftest import add
from tests.support.at_once import at_once
from tests.support.called import called

pytestmark = pytest.mark.django_db(transaction=True)


def slow(*args: Any, **kwargs: Any) -> Any:
    """A proposal that has looked at what is given and thinks long enough for others to give something meanwhile."""
    kwargs["given"] = list(kwargs["given"])
    time.sleep(0.3)
    return proposed(*args, **kwargs)


def test_application_given_by_several_at_once_has_each_reviewer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "proposed_apart", slow)
    call = called()
    reviewers = [add(call, name) for name in ("eka", "toka")]
    by, now = call.coordinator, timezone.now()

    def give() -> bool:
        time.sleep(0.1)  # a proposal has begun
        try:
            actions.review_assign(by=by, application=call.single, reviewer=reviewers[0], now=now)
        except ValidationError:
            return False
        return True

    propose = partial(actions.reviews_propose, by=by, programme=call.programme, each=2, now=now)
    pairs = [(application.pk, reviewer.pk) for application in (call.single, call.joint) for reviewer in reviewers]
    at_once([lambda: bool(propose()), give, give, lambda: bool(propose())])
    assert sorted(Review.objects.values_list("application", "reviewer")) == sorted(pairs)


def test_ties_told_twice_at_once_are_told_once() -> None:
    call = called()
    reviewer, now = add(call, "eka"), timezone.now()
    assert reviewer.person is not None
    review = actions.review_assign(by=call.coordinator, application=call.single, reviewer=reviewer, now=now)
    answer = partial(
        actions.conflicts_answer, by=reviewer.person, reviewer=reviewer, reasons={review.pk: "Sisko"}, now=now
    )
    assert sorted(at_once([answer, answer])) == [(0, 0), (0, 1)]
    assert AuditRow.objects.filter(act="review_conflict", subject_id=review.pk).count() == 1
