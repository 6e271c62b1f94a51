"""Meetings of the sprint: when and where, who is invited, who came, what they thought of it.

A meeting of a stage of the path (kick-off, workshop, closing) is when its stage is: moving the one moves the other.
Other meetings have days and times of their own.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.base.localtext import LocalTextField
from soske.intake.groups.models import Group, Member
from soske.people.models import Organisation, Person
from soske.programmes.models import Programme
from soske.sprint.meetings.states import MeetingKind, MeetingState, Reply

MOST_SEATS = 1000


class Meeting(models.Model):
    """`told` is what the invited know of time and place ({"starts", "ends": ISO moments, "place", "link"}); empty while
    nobody is invited."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=8, choices=MeetingKind.choices)
    stage = models.CharField(max_length=40, blank=True)  # code; its days and times are the meeting's
    name = LocalTextField()  # empty: the stage's
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    opens = models.TimeField(null=True, blank=True)  # times of Helsinki
    closes = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)  # to join online; seen by those who are invited only
    agenda = LocalTextField()  # Markdown
    sponsors = models.BooleanField(default=False)  # management sponsors are invited as well
    seats = models.PositiveSmallIntegerField(null=True, blank=True)  # no more can come: then there is a waiting list
    recording = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was cancelled or moved, as the invited read it
    told = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)  # grows with each save of the form

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["programme", "stage"], condition=~models.Q(stage=""), name="meeting_of_stage_once"
            ),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(seats__isnull=True) | models.Q(seats__range=(1, MOST_SEATS)), name="meeting_seats"
            ),
            models.CheckConstraint(
                condition=models.Q(state="cancelled", cancelled_at__isnull=False)
                | (~models.Q(state="cancelled") & models.Q(cancelled_at__isnull=True)),
                name="meeting_cancelled_at_a_time",
            ),
        ]


class Participant(models.Model):
    """A person who is invited to a meeting. `group` is the team for which she comes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")  # null: erased
    name = models.CharField(max_length=120, blank=True)  # as the coordinator wrote it
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sponsor = models.BooleanField(default=False)
    reply = models.CharField(max_length=7, choices=Reply.choices, default=Reply.OPEN)
    replied_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(null=True, blank=True)  # sequence of the entry that she has got; null: none yet
    table = models.PositiveSmallIntegerField(null=True, blank=True)  # small group, from 1

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "person"], name="participant_once"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["person"], name="participant_person")]


class Attendance(models.Model):
    """How many people a member organisation had in a meeting; 0 when it was away, no row when it is not recorded. It
    stays when the member leaves its team."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once"),
            models.CheckConstraint(condition=models.Q(people__lte=100), name="attendance_people"),
        ]


class Feedback(models.Model):
    """What somebody thought of a meeting: {code of the pack's question: points or text}. Who it was is shown nowhere;
    the person is kept so that she can change it, and goes when she is erased."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="feedback")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["meeting", "person"], name="feedback_once")]
