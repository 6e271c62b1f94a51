"""Who reviews, what she reviews, and her points. What she writes is records.Writing rows with the subject
("review", id) until the review is done; then it stands in Score."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.intake.applications.models import Application
from soske.intake.reviews.states import ReviewState, Verdict
from soske.people.models import Person
from soske.programmes.models import Programme

MOST = 500


class Reviewer(models.Model):
    """A person who reviews applications of one programme, from a day to a day."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="reviewers")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="reviewer_places"
    )  # null: erased
    name = models.CharField(max_length=120)  # as the coordinator wrote it
    employer = models.CharField(max_length=200, blank=True)
    most = models.PositiveSmallIntegerField(default=15)  # applications
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["programme", "person"], condition=models.Q(ends__isnull=True), name="reviewer_open_once"
            ),
            models.CheckConstraint(condition=models.Q(most__lte=MOST), name="reviewer_most"),
        ]


class EligibilityCheck(models.Model):
    """Whether an application meets one requirement of the pack. Apart from the points: it is met or not."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="eligibility")
    requirement = models.CharField(max_length=40)  # code of the pack
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "requirement"], name="eligibility_check_once")
        ]


class Review(models.Model):
    """An application that a reviewer has got, or may not get because of a conflict of interest."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.ASSIGNED)
    assigned_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)  # when she said that nothing bars her; then she may read
    cleared_for = models.JSONField(default=list, blank=True)  # the organisations that she was asked about
    done_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveSmallIntegerField(null=True, blank=True)  # position of the submission that was reviewed
    conflict = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_once"),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False, read__isnull=False)
                | (~models.Q(state="done") & models.Q(done_at__isnull=True)),
                name="review_done_at_a_time",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["reviewer", "state"], name="review_of_reviewer")]


class Score(models.Model):
    """Points of a done review for one criterion of the pack, and why."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)
    points = models.PositiveSmallIntegerField()
    reason = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__lte=10), name="score_points"),
        ]


class Standing(models.Model):
    """What the done reviews of an application come to, kept beside them so that a list in the order of the scores sums
    nothing. There is none without a done review."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="standing")
    reviews = models.PositiveSmallIntegerField()
    total = models.PositiveIntegerField()  # sum of the totals of the reviews: the score is total / reviews
    spread = models.PositiveIntegerField()  # between the highest and the lowest total
    key = models.TextField()  # engines.selection.sort_key
    lot = models.CharField(max_length=64, blank=True)  # engines.selection.lot, once a lot has been drawn

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(reviews__gte=1), name="standing_of_reviews"),
        ]


class Lot(models.Model):
    """The seed of the lot that settles what the points leave equal. Drawn once and never again."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="lot")
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()


# --- interviews -----------------------------------------------------------------------------------------------------
class Slot(models.Model):
    """A time for an interview. The group of an application books it; then it is that application's."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="slots")
    starts = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=300)  # a room or a link
    application = models.OneToOneField(
        Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="slot"
    )
    booked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "starts", "place"], name="slot_once"),
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 240)), name="slot_minutes"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "starts"], name="slot_starts")]


class Interview(models.Model):
    """What was heard in the interview of an application, with a score of its own: it stands beside the points of the
    reviews and is not counted with them."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="interview")
    notes = models.TextField(blank=True)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)  # grows with each save

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(points__isnull=True) | models.Q(points__lte=5), name="interview_points"
            )
        ]


class InterviewQuestion(models.Model):
    """What is to be asked of one application, beside the questions of the pack."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="interview_questions")
    person_id = models.BigIntegerField()  # who wants to know
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
