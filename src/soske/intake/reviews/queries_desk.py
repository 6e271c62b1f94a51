"""Reads of the coordinator's side: how far the reviewing is, who reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.intake.applications.models import Application
from soske.intake.groups.models import Group
from soske.intake.groups.queries import GroupFacts, group_facts
from soske.intake.reviews.models import Review
from soske.intake.reviews.queries import PAGE, REVIEWERS, reading, received, reviewers_of
from soske.intake.reviews.states import ReviewState
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of


class DeskReview(NamedTuple):
    """A review in the coordinator's list."""

    reviewer: str
    state: str


class DeskRow(NamedTuple):
    """An application in the coordinator's list of reviews."""

    pk: int
    number: int
    group: GroupFacts
    reviews: tuple[DeskReview, ...]


class ReviewFilter(models.TextChoices):
    """Which applications the coordinator's list of reviews shows."""

    ALL = "", pgettext_lazy("applications", "All")
    LACKING = "lacking", _("Lacks a reviewer")
    WAITING = "waiting", _("Lacks a review")
    DONE = "done", _("Reviewed")


def reviews_shown(programme: Programme, show: str, least: int) -> QuerySet[Application]:
    """The received applications that a filter shows; `least` is how many reviews each should have."""
    rows = received(programme)
    if not show:
        return rows
    rows = rows.annotate(
        readers=Count("reviews", filter=reading("reviews__")),
        done=Count("reviews", filter=Q(reviews__state=ReviewState.DONE)),
    )
    if show == ReviewFilter.LACKING:
        return rows.filter(readers__lt=least)
    if show == ReviewFilter.WAITING:
        return rows.filter(readers__gt=F("done"))
    return rows.filter(readers__gte=least, readers=F("done"))


def reviews_counted(programme: Programme, show: str, least: int) -> int:
    """How many they are. One query when something has changed."""
    return remembered_of(
        programme, lambda: reviews_shown(programme, show, least).count(), "reviews counted", show, least
    )


def review_rows(programme: Programme, *, show: str, least: int, start: int, size: int = PAGE) -> list[DeskRow]:
    """One page of the applications that a filter shows, with their reviews. Four queries when something has changed."""
    return remembered_of(
        programme,
        lambda: _review_rows(reviews_shown(programme, show, least), start, size),
        *("review rows", show, least, start, size),
    )


def _review_rows(applications: QuerySet[Application], start: int, size: int) -> list[DeskRow]:
    rows = list(applications.values_list("pk", "number", "group")[start : start + size])
    facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in=[row[2] for row in rows]))}
    reviews: dict[int, list[DeskReview]] = {}
    shown = reading() | Q(state=ReviewState.CONFLICT)
    found = Review.objects.filter(shown, application__in=[row[0] for row in rows]).order_by("reviewer__name", "pk")
    for application, name, state in found.values_list("application", "reviewer__name", "state"):
        reviews.setdefault(application, []).append(DeskReview(name, state))
    return [DeskRow(pk, number or 0, facts[group], tuple(reviews.get(pk, ()))) for pk, number, group in rows]


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How far the reviewing is. `lacking` are applications with fewer readers than the academy wants."""

    applications: int
    lacking: int
    assigned: int
    done: int


def review_counts(programme: Programme, each: int) -> ReviewCounts:
    """Counts of the whole programme; `each` is how many reviews an application should have. Three queries when
    something has changed."""
    return remembered_of(programme, lambda: _review_counts(programme, each), "review counts", each)


def _review_counts(programme: Programme, each: int) -> ReviewCounts:
    rows = received(programme).order_by()
    lacking = rows.annotate(readers=Count("reviews", filter=reading("reviews__"))).filter(readers__lt=each)
    counted = Review.objects.filter(reading(), application__in=rows.values("pk")).order_by()
    states = dict(counted.values_list("state").annotate(Count("pk")))
    done = states.get(ReviewState.DONE, 0)
    return ReviewCounts(rows.count(), lacking.count(), states.get(ReviewState.ASSIGNED, 0) + done, done)


class ReviewerRow(NamedTuple):
    """A reviewer with how much she has got and done."""

    pk: int
    name: str
    email: str
    employer: str
    most: int
    assigned: int
    done: int


def reviewer_rows(programme: Programme) -> list[ReviewerRow]:
    """Those who review now, at most 300. One query."""
    rows = reviewers_of(programme).annotate(
        assigned=Count("reviews", filter=reading("reviews__")),
        done=Count("reviews", filter=Q(reviews__state=ReviewState.DONE)),
    )
    columns = ("pk", "name", "person__email", "employer", "most", "assigned", "done")
    return [ReviewerRow(*row) for row in rows.values_list(*columns)[:REVIEWERS]]
