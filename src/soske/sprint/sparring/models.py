"""Sparring: who coaches, whom, when, and how each team is doing. What is written of a session is a records.Writing
with the subject ("session", id): `questions` beforehand and `notes` afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.intake.groups.models import Group, Member
from soske.people.models import Organisation, Person
from soske.programmes.models import Programme
from soske.sprint.sparring.states import SessionState

MOST_TEAMS = 50
MOST_SESSIONS = 100


class Coach(models.Model):
    """An expert who spars the teams of one programme, from a day to a day. `most` is how many teams she takes as their
    main coach, `sessions` how many sessions between two workshops."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="coaches")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="coach_places"
    )  # null: erased
    name = models.CharField(max_length=120)  # as the coordinator wrote it
    employer = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=500, blank=True)  # what her teams read of her
    topics = models.JSONField(default=list, blank=True)  # codes of the pack
    sectors = models.JSONField(default=list, blank=True)  # people.models.Sector
    languages = models.JSONField(default=list, blank=True)
    most = models.PositiveSmallIntegerField(default=2)
    sessions = models.PositiveSmallIntegerField(default=6)
    accepted_at = models.DateTimeField(null=True, blank=True)  # the terms of confidentiality; drafts open after it
    tenders = models.BooleanField(null=True, blank=True)  # her employer may tender for the teams' contracts
    interests = models.CharField(max_length=1000, blank=True)  # in her own words
    busy_url = models.URLField(max_length=500, blank=True)  # her calendar; only when she is busy is read from it
    busy_read_at = models.DateTimeField(null=True, blank=True)
    busy_tried_at = models.DateTimeField(null=True, blank=True)
    busy_fault = models.CharField(max_length=20, blank=True)  # code of what went wrong with it last
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["programme", "person"], condition=models.Q(ends__isnull=True), name="coach_open_once"
            ),
            models.CheckConstraint(condition=models.Q(most__lte=MOST_TEAMS), name="coach_most"),
            models.CheckConstraint(condition=models.Q(sessions__lte=MOST_SESSIONS), name="coach_sessions"),
        ]


class Tie(models.Model):
    """Something that bars a coach from a team: a conflict of interest."""

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="ties")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["coach", "group"], name="tie_once")]


class Pairing(models.Model):
    """A coach of a team: its main coach (no topic) or an expert for one topic of the pack. A plan until it is told; a
    told one of the same topic ends when the plan that replaces it is told."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="pairings")
    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="pairings")
    topic = models.CharField(max_length=40, blank=True)
    kept = models.BooleanField(default=False)  # chosen by hand: a proposal does not change it
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["group", "topic"],
                condition=models.Q(ended_at__isnull=True, told_at__isnull=False),
                name="pairing_told_once",
            ),
            models.UniqueConstraint(
                fields=["group", "topic"],
                condition=models.Q(ended_at__isnull=True, told_at__isnull=True),
                name="pairing_planned_once",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["coach", "ended_at"], name="pairing_of_coach")]


class Opening(models.Model):
    """A time that a coach offers. One session fits in it."""

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="openings")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)  # a room or a link

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["coach", "starts"], name="opening_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="opening_order"),
        ]


class Busy(models.Model):
    """When a coach is busy, as her own calendar says. Nothing else of the calendar is kept."""

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="busy")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="busy_order")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["coach", "starts"], name="busy_of_coach")]


class Session(models.Model):
    """A team and a coach meet between two workshops: `window` is the code of that stage ("": outside them). `planned`
    is a time that is proposed and not sent yet, `blocked` why none could be. A cancelled one is booked again as the
    same row, with its questions."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sessions")
    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="sessions_held")
    window = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.PLANNED)
    opening = models.OneToOneField(Opening, null=True, blank=True, on_delete=models.SET_NULL, related_name="session")
    planned = models.OneToOneField(Opening, null=True, blank=True, on_delete=models.SET_NULL, related_name="plan")
    blocked = models.CharField(max_length=12, blank=True)  # of engines.timetable
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was cancelled or moved, as the others read it
    used = models.PositiveSmallIntegerField(null=True, blank=True)  # minutes that it took
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state="booked", ends__gt=models.F("starts"))
                | models.Q(state="held", ends__gt=models.F("starts"), held_at__isnull=False)
                | models.Q(state__in=["planned", "cancelled"]),
                name="session_has_a_time",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["coach", "starts"], name="session_of_coach"),
            models.Index(fields=["group", "window"], name="session_of_group"),
        ]


class SessionMember(models.Model):
    """Whether a member organisation took part in a session. It stays when the member leaves its team."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["session", "member"], name="session_member_once")
        ]


class Step(models.Model):
    """A step agreed in a session, which is an assignment of the team."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="steps")
    assignment = models.OneToOneField("assignments.Assignment", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")  # whose
    told = models.BooleanField(default=False)  # the team has a letter of it


class Mood(models.Model):
    """How a team says that it is doing, from 1 to 5."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="moods")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    mark = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(mark__range=(1, 5)), name="mood_mark")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["group", "at"], name="mood_of_group")]


class Contact(models.Model):
    """The organiser has been in touch with a team outside the sessions."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="contacts")
    person_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["group", "at"], name="contact_of_group")]


class Doing(models.Model):
    """When a team was last in touch with its coach or the organiser, kept so that a list in this order sums nothing."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="doing")
    contact_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["contact_at"], name="doing_contact")]
