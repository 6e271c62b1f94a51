"""An academy whose applications have all been received and reviewed, for the pages of the choice."""

from __future__ import annotations

import itertools
import time
from statistics import median
from typing import Any
from urllib.parse import urlencode

import _soske as soske
from _measure import call

REVIEWERS, CHOICES = 3, 20


def reviewed(groups: int) -> str:
    """Make an academy of so many groups with three done reviews of each application; its short name."""
    from soske.programmes.models import Programme

    slug = soske.academy(groups, prefix="arvioitu")
    programme = Programme.objects.get(slug=slug)
    _review(programme)
    return slug


def _review(programme: Any) -> None:
    import datetime as dt

    from django.db.models import F
    from django.utils import timezone

    from soske.engines.selection import Candidate, Review, counted, sort_key
    from soske.intake.applications.models import Application
    from soske.intake.reviews.actions import reviewer_add
    from soske.intake.reviews.fields import weighed
    from soske.intake.reviews.models import Review as ReviewRow
    from soske.intake.reviews.models import Score, Standing
    from soske.programmes.queries import pack_parts

    now, criteria = timezone.now(), weighed(pack_parts(programme, "criteria")["criteria"])
    rows = Application.objects.filter(programme=programme)
    rows.update(state="submitted", submitted_at=now, number=F("pk") + 1_000_000)  # as no other has
    reviewers = [
        reviewer_add(
            by=None,
            programme=programme,
            name=f"Arvioija {number}",
            email=f"arvioija.{number}@{programme.slug}.example",
            employer="",
            most=500,
            today=dt.date(2020, 1, 1),
        )
        for number in range(REVIEWERS)
    ]
    applications = list(rows.order_by("pk"))
    made = ReviewRow.objects.bulk_create(
        ReviewRow(application=each, reviewer=reviewer, state="done", assigned_at=now, done_at=now, read=1)
        for each in applications
        for reviewer in reviewers
    )
    points = {
        (each.pk, reviewer.pk): {
            one.code: (each.pk * (place + 2) + number) % (one.most + 1) for place, one in enumerate(criteria)
        }
        for each in applications
        for number, reviewer in enumerate(reviewers)
    }
    Score.objects.bulk_create(
        (
            Score(review=row, criterion=code, points=given, reason="Perustelu " * 10)
            for row in made
            for code, given in points[row.application_id, row.reviewer_id].items()
        ),
        batch_size=5000,
    )
    standings = []
    for each in applications:
        given = tuple(Review(reviewer.pk, points[each.pk, reviewer.pk]) for reviewer in reviewers)
        place = counted(Candidate(each.pk, given), criteria)
        if place.score is not None and place.spread is not None:
            total, spread = int(place.score * place.reviews), int(place.spread)
            key = sort_key(place, criteria)
            standings.append(Standing(application=each, reviews=place.reviews, total=total, spread=spread, key=key))
    Standing.objects.bulk_create(standings)


def lists(slug: str) -> dict[str, str]:
    """Name -> path of the lists of 50 reviewed applications."""
    desk = f"/{soske.LANGUAGE}/desk/{slug}"
    return {"reviews": f"{desk}/reviews/", "decision table": f"{desk}/selection/"}


def choose_ms(slug: str) -> float:
    """CPU time of choosing one group beside the decision table: the POST of a script, which gets the table and the
    balance back."""
    from soske.intake.groups.models import Group
    from soske.intake.selection.models import Choice

    groups = Group.objects.filter(programme__slug=slug).order_by("pk")
    Choice.objects.filter(group__programme__slug=slug).delete()
    taken = []
    for group, outcome in zip(groups[:CHOICES], itertools.cycle(["reserve", "not_selected"]), strict=False):
        path = f"/{soske.LANGUAGE}/desk/{slug}/selection/{group.pk}/"
        form = urlencode({"csrfmiddlewaretoken": soske.csrf(), "outcome": outcome}).encode()
        began = time.process_time()
        answered = call(soske.application(), path, soske.cookie(), form, htmx=True)
        taken.append((time.process_time() - began) * 1000)
        if answered.status != 200 or b"<html" in answered.body:
            raise RuntimeError(f"{path} answers {answered.status}")
    return median(taken)
