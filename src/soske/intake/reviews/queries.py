"""Reads of reviews. What a reviewer may not see is left out here, never in a template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from soske.base.prepared import Prepared, columns, instance
from soske.engines import selection as engine
from soske.engines.pairing.readers import Pair
from soske.intake.applications.models import Application
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import GroupPerson, Member
from soske.intake.groups.queries import GroupFacts, facts_of
from soske.intake.reviews.fields import TEXTS, Asked, asked_of
from soske.intake.reviews.models import Review, Reviewer, Score
from soske.intake.reviews.states import SUBJECT, ReviewState
from soske.people.models import Membership, OrganisationName, Person
from soske.people.queries import name_folded
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of
from soske.records.models import Writing

PAGE = 50
REVIEWERS = 300


def criteria_of(programme: Programme, lang: str) -> tuple[Asked, ...]:
    """What reviewers are asked, in a language."""
    return asked_of(pack_parts(programme, "criteria")["criteria"], lang, tuple(programme.languages))


def reviewing_on(day: dt.date) -> Q:
    """Those who are reviewers on a day."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def reviewers_of(programme: Programme, *, today: dt.date | None = None) -> QuerySet[Reviewer]:
    """Those who review now, by name."""
    rows = Reviewer.objects.filter(
        reviewing_on(today or timezone.localdate()), programme=programme, person__isnull=False
    )
    return rows.select_related("person").order_by("name", "pk")


def reviewers_count(programme: Programme, *, today: dt.date) -> int:
    """How many review on a day. No query while nothing changes."""
    return remembered_of(programme, lambda: reviewers_of(programme, today=today).count(), "reviewers", today)


def reviewer_in(programme: Programme, person: Any, *, today: dt.date | None = None) -> Reviewer | None:
    """The place of a person among the reviewers of a programme now. One query."""
    day = today or timezone.localdate()
    rows = (instance(Reviewer, row) for row in REVIEWER(programme.pk, person.pk))
    return next((row for row in rows if row.starts <= day and (row.ends is None or row.ends >= day)), None)


REVIEWER = Prepared(
    lambda programme, person: (
        Reviewer.objects.filter(programme=programme, person=person)
        .order_by("name", "pk")
        .values_list(*columns(Reviewer))
    )
)


def reading(prefix: str = "") -> Q:
    """Reviews that count as readers of an application: done ones, and those given to somebody who still reviews. What
    one who has left had begun is kept and does not count."""
    here = {f"{prefix}state": ReviewState.ASSIGNED, f"{prefix}reviewer__ends__isnull": True}
    return Q(**{f"{prefix}state": ReviewState.DONE}) | Q(**here)


# --- conflicts of interest ------------------------------------------------------------------------------------------
def barred_pairs(programme: Programme, reviewers: Collection[Reviewer]) -> set[Pair]:
    """(application, reviewer) that may not meet: a declared conflict, she is or was in the group, or an organisation of
    hers is a member. Her organisations are her employer by its name, those she works for, and those for which she is or
    was in a group or is a management sponsor. Five queries."""
    declared = Review.objects.filter(reviewer__in=[each.pk for each in reviewers], state=ReviewState.CONFLICT)
    found = set(declared.values_list("application", "reviewer"))
    organisations = _organisations(reviewers)
    by_person = {each.person_id: each.pk for each in reviewers if each.person_id}
    concerned = {organisation for own in organisations.values() for organisation in own}
    members = Member.objects.filter(group__application__programme=programme, organisation__in=concerned)
    for application, organisation in members.values_list("group__application", "organisation"):
        found |= {(application, reviewer) for reviewer, own in organisations.items() if organisation in own}
    places = GroupPerson.objects.filter(group__application__programme=programme, person__in=by_person)
    found |= {
        (application, by_person[person]) for application, person in places.values_list("group__application", "person")
    }
    return found


def _organisations(reviewers: Collection[Reviewer]) -> dict[int, set[int]]:
    """Reviewer -> numbers of her organisations."""
    found: dict[int, set[int]] = {each.pk: set() for each in reviewers}
    by_person = {each.person_id: each.pk for each in reviewers if each.person_id}
    employers: dict[str, list[int]] = {}
    for each in reviewers:
        if each.employer:
            employers.setdefault(name_folded(each.employer), []).append(each.pk)
    names = OrganisationName.objects.filter(folded__in=employers)
    for folded, organisation in names.values_list("folded", "organisation"):
        for reviewer in employers[folded]:
            found[reviewer].add(organisation)
    works = Membership.objects.filter(person__in=by_person, ends__isnull=True).values_list("person", "organisation")
    places = GroupPerson.objects.filter(person__in=by_person).values_list("person", "member__organisation")
    sponsors = Member.objects.filter(sponsor__in=by_person).order_by().values_list("sponsor", "organisation")
    for person, own in works.union(places, sponsors):
        if person is not None and own is not None:
            found[by_person[person]].add(own)
    return found


def members_of(groups: Iterable[int]) -> dict[int, set[int]]:
    """Group -> numbers of its member organisations. One query."""
    found: dict[int, set[int]] = {}
    for group, organisation in Member.objects.filter(group__in=list(groups)).values_list("group", "organisation"):
        found.setdefault(group, set()).add(organisation)
    return found


def is_cleared(review: Review, members: Collection[int]) -> bool:
    """Whether the reviewer has said of all these organisations that nothing ties her: one may have joined since."""
    return review.cleared_at is not None and set(members) <= set(review.cleared_for)


# --- a reviewer's own -----------------------------------------------------------------------------------------------
class OwnRow(NamedTuple):
    """An application in the list of its reviewer. `begun` is how many criteria have points; `cleared`, whether she has
    said that nothing bars her."""

    pk: int
    review: int
    number: int
    group: GroupFacts
    state: str
    begun: int
    cleared: bool


def reviews_own(reviewer: Reviewer) -> list[OwnRow]:
    """What a reviewer has got and may read, what is not done first; at most 500. Eight queries, six when nothing has
    changed."""
    programme = reviewer.programme
    barred = {application for application, _reviewer in barred_pairs(programme, [reviewer])}
    rows = [
        row
        for row in _open_reviews(reviewer).values_list(
            "pk", "application", "application__number", "application__group", "state", "cleared_at", "cleared_for"
        )
        if row[1] not in barred
    ]
    begun = points_begun([row[0] for row in rows])
    facts = facts_of(programme, [row[3] for row in rows])
    found = [
        OwnRow(
            application,
            review,
            number or 0,
            facts[group],
            state,
            begun.get(review, 0),
            cleared is not None and {member.organisation for member in facts[group].facts} <= set(asked),
        )
        for review, application, number, group, state, cleared, asked in rows
    ]
    return sorted(found, key=lambda row: (row.state == ReviewState.DONE, row.number))


def _open_reviews(reviewer: Reviewer) -> QuerySet[Review]:
    """Of a withdrawn or reopened application there is nothing to review."""
    rows = Review.objects.filter(reviewer=reviewer, application__state=ApplicationState.SUBMITTED)
    return rows.exclude(state=ReviewState.CONFLICT).order_by("application__number")[:500]


def points_begun(reviews: Collection[int]) -> dict[int, int]:
    """Review -> number of criteria with points, also of drafts. One query."""
    rows = Writing.objects.filter(subject_type=SUBJECT, subject_id__in=reviews, field__startswith="points.")
    return dict(rows.exclude(text="").order_by().values_list("subject_id").annotate(Count("pk")))


def review_get(reviewer: Reviewer, application: int) -> Review | None:
    """The review of a reviewer if she may read the application now. At most six queries."""
    found = Review.objects.filter(reviewer=reviewer, application=application).exclude(state=ReviewState.CONFLICT)
    review = found.select_related("application__group", "application__programme").first()
    if review is None or review.application.state != ApplicationState.SUBMITTED:
        return None
    if (application, reviewer.pk) in barred_pairs(reviewer.programme, [reviewer]):
        return None
    review.reviewer = reviewer
    if not is_cleared(review, members_of([review.application.group_id]).get(review.application.group_id, set())):
        review.cleared_at = None  # she is asked anew
    return review


@dataclass(frozen=True, slots=True)
class OtherReview:
    """What another reviewer said: criterion -> (points, reason)."""

    total: int
    scores: dict[str, tuple[int, str]]


def reviews_others(review: Review, criteria: Sequence[Asked]) -> list[OtherReview]:
    """Done reviews of others of the same application, without names; none before the own one is done. One query."""
    if review.state != ReviewState.DONE:
        return []
    rows = Score.objects.filter(review__application=review.application_id, review__state=ReviewState.DONE)
    found: dict[int, dict[str, tuple[int, str]]] = {}
    for other, code, points, reason in rows.exclude(review=review).values_list(
        "review", "criterion", "points", "reason"
    ):
        found.setdefault(other, {})[code] = (points, reason)
    return [
        OtherReview(sum(each.weight * scores[each.code][0] for each in criteria if each.code in scores), scores)
        for _other, scores in sorted(found.items())
    ]


@dataclass(frozen=True, slots=True)
class DoneReview:
    """A done review as the coordinator reads it: criterion -> (points, reason), and what was written for the group."""

    reviewer: str
    total: int
    scores: dict[str, tuple[int, str]]
    strength: str
    advice: str


def reviews_done(application: int, criteria: Sequence[Asked]) -> list[DoneReview]:
    """The done reviews of an application, by the name of the reviewer. Three queries."""
    rows = Review.objects.filter(application=application, state=ReviewState.DONE).order_by("reviewer__name", "pk")
    names = dict(rows.values_list("pk", "reviewer__name"))
    found: dict[int, dict[str, tuple[int, str]]] = {pk: {} for pk in names}
    for review, code, points, reason in Score.objects.filter(review__in=names).values_list(
        "review", "criterion", "points", "reason"
    ):
        found[review][code] = (points, reason)
    texts: dict[tuple[int, str], str] = {}
    written = Writing.objects.filter(subject_type=SUBJECT, subject_id__in=names, field__in=TEXTS)
    for review, name, text in written.values_list("subject_id", "field", "text"):
        texts[review, name] = text
    return [
        DoneReview(
            reviewer=name,
            total=sum(each.weight * found[pk][each.code][0] for each in criteria if each.code in found[pk]),
            scores=found[pk],
            strength=texts.get((pk, "strength"), ""),
            advice=texts.get((pk, "advice"), ""),
        )
        for pk, name in names.items()
    ]


def others_done(review: Review) -> bool:
    """Whether another review of the same application is done."""
    rows = Review.objects.filter(application=review.application_id, state=ReviewState.DONE)
    return rows.exclude(pk=review.pk).exists()


def candidates_of(applications: Collection[Application]) -> list[engine.Candidate]:
    """The done reviews of applications as the engine of the selection takes them, in their order. One query."""
    points: dict[int, dict[tuple[int, int], dict[str, int]]] = {each.pk: {} for each in applications}
    rows = Score.objects.filter(review__application__in=points, review__state=ReviewState.DONE).order_by("review")
    for number, review, reviewer, code, given in rows.values_list(
        "review__application", "review", "review__reviewer", "criterion", "points"
    ):
        points[number].setdefault((review, reviewer), {})[code] = given
    return [
        engine.Candidate(
            each.number or 0,
            tuple(engine.Review(reviewer, given) for (_review, reviewer), given in points[each.pk].items()),
        )
        for each in applications
    ]


def received(programme: Programme) -> QuerySet[Application]:
    """Applications that are reviewed: those that have been submitted, by number."""
    return Application.objects.filter(programme=programme, state=ApplicationState.SUBMITTED).order_by("number")


def reviewing(person: Person, *, today: dt.date) -> list[Reviewer]:
    """Where the person reviews now and something has been received; at most 20. One query."""
    something = Review.objects.filter(reviewer=OuterRef("pk"), application__state=ApplicationState.SUBMITTED)
    rows = Reviewer.objects.filter(reviewing_on(today), Exists(something), person=person)
    return list(rows.select_related("programme").order_by("-pk")[:20])
