"""A call of any size whose applications have all been received and reviewed, made quickly."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from soske.engines.selection import counted, sort_key
from soske.intake.applications.models import Application, Submission
from soske.intake.groups.models import Group
from soske.intake.reviews.fields import weighed
from soske.intake.reviews.models import Review, Reviewer, Score, Standing
from soske.intake.reviews.queries import candidates_of
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from tests.support.crowd import crowd
from tests.support.deciding import added
from tests.support.world import person


def scored_crowd(size: int, *, reviewers: int = 2) -> tuple[Programme, Client]:
    """The academy and the client of its coordinator. Points repeat, so that many applications have the same."""
    made = crowd(size, slug=f"scored{size}")
    score(made, [added(made, f"lukija{number}") for number in range(reviewers)])
    by = person("measurer")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(by)
    return made, client


def score(programme: Programme, reviewers: list[Reviewer]) -> None:
    """An application for each group, submitted, with a done review of each reviewer."""
    now, criteria = timezone.now(), weighed(pack_parts(programme, "criteria")["criteria"])
    groups = Group.objects.filter(programme=programme).order_by("pk")
    groups.update(themes=["employment"])
    applications = Application.objects.bulk_create(
        Application(programme=programme, group=group, state="submitted", language="fi", number=number, submitted_at=now)
        for number, group in enumerate(groups, start=1)
    )
    content = {"title": "Hakemus", "language": "fi", "members": [], "people": [], "files": [], "sections": []}
    Submission.objects.bulk_create(
        Submission(application=each, position=1, at=now, content=content, sha256="0" * 64) for each in applications
    )
    reviews = Review.objects.bulk_create(
        Review(application=each, reviewer=reviewer, state="done", assigned_at=now, done_at=now, read=1)
        for each in applications
        for reviewer in reviewers
    )
    Score.objects.bulk_create(
        (
            Score(
                review=review,
                criterion=each.code,
                points=(review.application.number or 0) * (place + 3) % (each.most + 1),
                reason="Syy",
            )
            for review in reviews
            for place, each in enumerate(criteria)
        ),
        batch_size=5000,
    )
    standings = []
    for start in range(0, len(applications), 500):
        part = applications[start : start + 500]
        for application, candidate in zip(part, candidates_of(part), strict=True):
            place = counted(candidate, criteria)
            if place.score is None or place.spread is None:
                continue
            standings.append(
                Standing(
                    application=application,
                    reviews=place.reviews,
                    total=int(place.score * place.reviews),
                    spread=int(place.spread),
                    key=sort_key(place, criteria),
                )
            )
    Standing.objects.bulk_create(standings)
