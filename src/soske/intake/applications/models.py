"""Applications: what a group answers, promises and signs off. Texts that are written together are records.Writing rows
with the subject ("application", id); the rows here hold what others point to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group, Member
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.models import StoredFile


class Application(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="applications")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="application")
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    language = models.CharField(max_length=3)  # in which it is written
    number = models.PositiveIntegerField(null=True, blank=True)  # in order of arrival, given when first submitted
    case_number = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by_id = models.BigIntegerField(null=True)  # person; null: entered by the coordinator
    submitted_at = models.DateTimeField(null=True, blank=True)  # the latest time
    late_until = models.DateTimeField(null=True, blank=True)  # leave of the coordinator to submit after the call
    other_way = models.BooleanField(default=False)  # came by mail or another form and was entered by the coordinator

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "number"], name="application_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="submitted") | models.Q(number__isnull=False, submitted_at__isnull=False),
                name="application_submitted_has_number",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "state"], name="application_state")]


class SignOff(models.Model):
    """A member organisation is asked to confirm its own part, and does. A change of that part undoes it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sign_offs")
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="sign_off")
    asked_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by_id = models.BigIntegerField(null=True, blank=True)  # person
    undone_at = models.DateTimeField(null=True, blank=True)  # its part was changed after it had been signed off

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | models.Q(signed_by_id__isnull=False),
                name="sign_off_by_someone",
            ),
        ]


class StrategyGoal(models.Model):
    """A goal of a member's strategy that the group wants to advance: the first row of the thread. Carried on, never
    retyped. `position` is 1 to 3; a goal is written in the application field goal.POSITION.*."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)  # name of the strategy or other document
    source_date = models.DateField(null=True, blank=True)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    theme = models.CharField(max_length=40, blank=True)  # code of the pack

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "position"], name="strategy_goal_once"),
            models.CheckConstraint(condition=models.Q(position__range=(1, 3)), name="strategy_goal_position"),
        ]


class ManagementPromise(models.Model):
    """What the management of a member organisation promises: in which role, what, and on what day."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="promises")
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="promise")
    role = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    promised_on = models.DateField(null=True, blank=True)


class CompletionRequest(models.Model):
    """The organiser asks to complete some fields by a time, without opening the whole application again."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="completion_requests")
    fields = models.JSONField(default=list)  # keys of fields
    message = models.TextField(max_length=2000)
    due = models.DateTimeField()
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)  # when a coordinator said that she has read the answer

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(answered_at__isnull=True, cancelled_at__isnull=True),
                name="completion_request_open_once",
            ),
        ]


class NamedAs(models.TextChoices):
    PERSON = "person", _("Person")
    SPONSOR = "sponsor", _("Management sponsor")


class Submission(models.Model):
    """An application as it was received, frozen: each time it is submitted or completed. Persons are ids in `content`;
    their names stand in SubmissionName, so that an erasure stays possible and the hash holds."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="submissions")
    position = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    completion = models.BooleanField(default=False)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    told = models.BooleanField(default=False)  # those who wrote it have got the acknowledgement
    pdf = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "position"], name="submission_once"),
        ]


class SubmissionName(models.Model):
    """How a submission names a person: as one of the people (`number` is her place) or as the management sponsor of a
    member. It stands beside the content, as it was that day, and goes when she is erased."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="names")
    part = models.CharField(max_length=7, choices=NamedAs.choices)
    number = models.BigIntegerField()  # of the place or the member in the content
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["submission", "part", "number"], name="submission_name_once"),
        ]


class Note(models.Model):
    """A private note of the organiser about an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    person_id = models.BigIntegerField()
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
