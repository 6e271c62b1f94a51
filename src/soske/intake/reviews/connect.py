"""What the reviewing gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.answer import NOT_THERE, Answer
from soske.base.connect import Duty, Kept, Subject, duties, personal_data, subject_add, subjects
from soske.intake.calls.queries import call_state
from soske.intake.reviews.actions import reviews_ungive
from soske.intake.reviews.fields import READERS
from soske.intake.reviews.models import InterviewQuestion, Review, Reviewer, Score
from soske.intake.reviews.queries import reviewer_in, reviews_own
from soske.intake.reviews.queries_desk import review_counts
from soske.intake.reviews.queries_interviews import slots_free, slots_offered, without_time
from soske.intake.reviews.states import SUBJECT, ReviewState
from soske.packs.codes import StageKind
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, first_day_of, remembered_of

MOST = 200


@duties.add
def review_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A reviewer reviews before the selection begins; a coordinator sees to it that each application has readers once
    the call has closed."""
    if programme.record_only or not person.is_authenticated:
        return []
    today = timezone.localdate(now)
    due = first_day_of(programme, StageKind.SELECTION)
    found = []
    who = ("reviewer", person.pk, today)
    reviewer = remembered_of(programme, lambda: reviewer_in(programme, person, today=today), *who)
    if reviewer is not None:
        reviewer.programme = programme
        left = sum(row.state == ReviewState.ASSIGNED for row in reviews_own(reviewer))
        if left:
            found.append(_review_duty(programme, left, due))
    if coordinates(person, programme, today=today) and call_state(programme, now) == "closed":
        counts = remembered_of(programme, lambda: review_counts(programme, READERS), "review counts")
        if counts.lacking and counts.applications > 1:
            found.append(_readers_duty(programme, counts.lacking, due))
    return found


def _review_duty(programme: Programme, left: int, due: dt.date | None) -> Duty:
    words = ngettext(
        "%(n)s application is waiting for your review.", "%(n)s applications are waiting for your review.", left
    )
    return Duty(
        key=f"review:{programme.pk}",
        title=_("Review the applications"),
        text=words % {"n": left},
        button=_("Go to your reviews"),
        url=reverse("reviews", args=[programme.slug]),
        due=due,
        weight=20,
    )


def _readers_duty(programme: Programme, lacking: int, due: dt.date | None) -> Duty:
    words = ngettext(
        "%(n)s application has fewer than %(least)s reviewers.",
        "%(n)s applications have fewer than %(least)s reviewers.",
        lacking,
    )
    return Duty(
        key=f"reviewers:{programme.pk}",
        title=_("Give the applications to reviewers"),
        text=words % {"n": lacking, "least": READERS},
        button=_("Go to the reviews"),
        url=reverse("desk_reviews", args=[programme.slug]),
        due=due,
        weight=9,
    )


@duties.add
def interview_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """Those who are in a group whose application was received book a time for its interview while some are free."""
    if not slots_offered(programme):
        return []
    mine = without_time(programme).filter(group__people__person=person, group__people__ends__isnull=True)
    waiting = list(mine.values_list("pk", flat=True).distinct()[:5])
    last = slots_free(programme, now=now).order_by("-starts").first() if waiting else None
    if last is None:
        return []
    return [
        Duty(
            key=f"interview:{number}",
            title=_("Book a time for the interview"),
            text=_("The organiser interviews every applicant."),
            button=_("Choose a time"),
            url=reverse("interview_book", args=[programme.slug, number]),
            due=timezone.localdate(last.starts),
            weight=15,
        )
        for number in waiting
    ]


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """What a reviewer writes is read on pages of its own only."""
    return NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    """The application that is reviewed, by the name of its group. Four queries."""
    found = dict(Review.objects.filter(pk__in=set(ids)).values_list("pk", "application"))
    names = subjects["application"].titles(found.values())
    return {pk: names.get(application, "") for pk, application in found.items()}


def _url(pk: int) -> str:
    review = Review.objects.select_related("application__programme").get(pk=pk)
    return reverse("desk_review", args=[review.application.programme.slug, review.application_id])


subject_add(Subject(type=SUBJECT, label=gettext_lazy("Review"), may=_may, titles=_titles, url=_url))


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """Where a person reviews or has reviewed. Points and reasons are the academy's; the name goes with the person."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        rows = Reviewer.objects.filter(person=person).select_related("programme").order_by("-pk")[:MOST]
        done = Score.objects.filter(review__reviewer__person=person).values_list("reason", flat=True).order_by("-pk")
        return [
            Kept(
                kind=gettext_lazy("Where you review applications"),
                ground=gettext_lazy("Shows who may read the applications and who has a conflict of interest."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (
                        row.programme.name.spoken(lang).text,
                        ", ".join(
                            word for word in (row.name, row.employer, formats.date_short(row.starts, lang)) if word
                        ),
                    )
                    for row in rows
                ],
            ),
            Kept(
                kind=gettext_lazy("Reasons that you have given in reviews"),
                ground=gettext_lazy("The selection has to be justified."),
                retention=gettext_lazy("Until the academy is erased. After an erasure they do not say who wrote them."),
                rows=[(_("Reason"), reason) for reason in done[:MOST]],
            ),
            Kept(
                kind=gettext_lazy("Conflicts of interest in applications"),
                ground=gettext_lazy("Shows who may read the applications and who has a conflict of interest."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (_("Conflict of interest"), text)
                    for text in Review.objects.filter(reviewer__person=person)
                    .exclude(conflict="")
                    .order_by("-pk")
                    .values_list("conflict", flat=True)[:MOST]
                ],
            ),
            Kept(
                kind=gettext_lazy("Questions that you have suggested for interviews"),
                ground=gettext_lazy("Shows the interviewer who wants to know."),
                retention=gettext_lazy("Until the academy is erased. After an erasure they do not say who asked."),
                rows=[
                    (_("Question"), text)
                    for text in InterviewQuestion.objects.filter(person_id=person.pk)
                    .order_by("-pk")
                    .values_list("text", flat=True)[:MOST]
                ],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """Her name and employer go. What she has done is kept under no name, because a selection rests on it."""
        rows = Reviewer.objects.filter(person=person)
        asked = InterviewQuestion.objects.filter(person_id=person.pk)
        found = [
            (_("Name and employer of the reviewer"), rows.count()),
            (_("Who has suggested a question for an interview"), asked.count()),
        ]
        if not preview:
            for row in rows:
                reviews_ungive(row)
            Review.objects.filter(reviewer__in=[row.pk for row in rows]).update(conflict="")
            ended = Q(ends__isnull=True)
            rows.filter(ended).update(ends=timezone.localdate())
            rows.update(name="", employer="", person=None)
            asked.update(person_id=0)
        return found


personal_data.add(Personal())
