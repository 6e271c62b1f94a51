"""Assignments between the meetings, and what each team does with them. What a team hands in is a records.Writing with
the subject ("work", id), and files of the same subject."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.base.localtext import LocalTextField
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.sprint.assignments.states import AssignmentKind, WorkState

MOST_DAYS = 365


class Assignment(models.Model):
    """Something that every team does, or one `group` alone: a step that it has agreed. It is due some days before a
    stage of the path, and moves with it, or on a day of its own. `steps` are [{"code", "text": {language: text},
    "minutes"}]: parts that take fifteen minutes at most."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="assignments")
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="own_assignments"
    )  # null: of every team
    code = models.CharField(max_length=40, blank=True)  # of the pack
    kind = models.CharField(max_length=7, choices=AssignmentKind.choices, default=AssignmentKind.BETWEEN)
    name = LocalTextField()
    text = LocalTextField()  # Markdown: what to do and what to hand in
    before = models.CharField(max_length=40, blank=True)  # code of a stage
    days = models.PositiveSmallIntegerField(default=2)  # before its first day
    day = models.DateField(null=True, blank=True)  # due then, when there is no stage
    hours = models.FloatField(null=True, blank=True)  # estimate for one team
    steps = models.JSONField(default=list, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)  # when the teams got it
    version = models.PositiveIntegerField(default=1)  # grows with each save of the form

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["programme", "code"], condition=~models.Q(code=""), name="assignment_of_pack_once"
            ),
            models.CheckConstraint(condition=models.Q(days__lte=MOST_DAYS), name="assignment_days"),
        ]


class Work(models.Model):
    """What one team does with an assignment. Made when somebody first does something."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="works")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="works")
    state = models.CharField(max_length=6, choices=WorkState.choices, default=WorkState.OPEN)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # who does it
    steps = models.JSONField(default=list, blank=True)  # codes of the steps that are done
    day = models.DateField(null=True, blank=True)  # another due day, which the organiser has given this team
    asked_day = models.DateField(null=True, blank=True)  # the later day that the team asks for
    asked_why = models.CharField(max_length=500, blank=True)
    comment = models.TextField(blank=True)  # of the organiser, to the team
    commented_by_id = models.BigIntegerField(null=True, blank=True)
    coach_comment = models.TextField(blank=True)  # of a coach, to the team and its coaches
    coach_commented_by_id = models.BigIntegerField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assignment", "group"], name="work_once"),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | (~models.Q(state="done") & models.Q(done_at__isnull=True)),
                name="work_done_at_a_time",
            ),
        ]


class Hours(models.Model):
    """Time that somebody has used for the academy on a day, in minutes, as she says."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="hours")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField()
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 1440)), name="hours_minutes")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["group", "person"], name="hours_of_person")]
