"""What was decided of each group and why, the decision as it was made, and the announcement that tells it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models

from soske.base.localtext import LocalTextField
from soske.intake.groups.models import Group, Member
from soske.intake.selection.states import AnnouncementState, DecisionState, Outcome, SeatState
from soske.people.models import Person
from soske.programmes.models import Programme

LONGEST = 2000
"""Characters of a reason, and of what a group could improve."""
COMMENT = 1000
"""Characters of what a sponsor writes to the organiser."""


class Choice(models.Model):
    """What was decided of one group, and what the group is told of it."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="choice")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    position = models.PositiveIntegerField(null=True, blank=True)  # on the reserve list, from 1
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True)  # what the group could improve
    version = models.PositiveIntegerField(default=1)  # grows with each save of the texts

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(outcome="reserve", position__gte=1)
                | (~models.Q(outcome="reserve") & models.Q(position__isnull=True)),
                name="choice_reserve_has_position",
            )
        ]


class Alternative(models.Model):
    """A choice of groups that somebody has kept under a name, to compare it with another one."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="alternatives")
    name = models.CharField(max_length=60)
    kept_at = models.DateTimeField()
    choices = models.JSONField(default=list)  # [group, outcome, position] of every group that was decided

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "name"], name="alternative_name_once")
        ]


class Decision(models.Model):
    """The decision as it was made: everything that went in and what came out, with a hash. Persons are ids in it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=DecisionState.choices, default=DecisionState.MADE)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    answer_by = models.DateField(null=True, blank=True)  # the day by which a seat is accepted
    released_at = models.DateTimeField(null=True, blank=True)
    letters_leave_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "number"], name="decision_number_once"),
            models.UniqueConstraint(
                fields=["programme"], condition=~models.Q(state="opened"), name="decision_one_that_holds"
            ),
            models.CheckConstraint(
                condition=models.Q(state="released", released_at__isnull=False)
                | (~models.Q(state="released") & models.Q(released_at__isnull=True)),
                name="decision_released_at_a_time",
            ),
        ]


class Seat(models.Model):
    """A seat that was offered to a group. It is accepted when every member organisation has accepted it."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="seat")
    state = models.CharField(max_length=8, choices=SeatState.choices, default=SeatState.OFFERED)
    offered_at = models.DateTimeField()
    answer_by = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state="offered", settled_at__isnull=True)
                | (~models.Q(state="offered") & models.Q(settled_at__isnull=False)),
                name="seat_settled_at_a_time",
            )
        ]


class SeatAnswer(models.Model):
    """What a member organisation answers to the offer. `token` stands in the link of the letter; whoever has it can
    answer. What was accepted is kept as it was read."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers")
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="seat_answer")
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    sponsor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")  # was asked
    state = models.CharField(max_length=8, choices=SeatState.choices, default=SeatState.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    role = models.CharField(max_length=120, blank=True)  # of the one who answered
    comment = models.TextField(blank=True)
    terms = models.TextField(blank=True)  # Markdown, in the language in which they were read

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state="offered", answered_at__isnull=True)
                | (~models.Q(state="offered") & models.Q(answered_at__isnull=False)),
                name="seat_answered_at_a_time",
            )
        ]


class Announcement(models.Model):
    """The news item. An empty text is composed from the programme's pack and data; an empty part vanishes."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="announcement")
    state = models.CharField(max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.DRAFT)
    heading = LocalTextField()
    lead = LocalTextField()
    unites = LocalTextField()  # Markdown, the organiser's own words: what unites the groups
    makes = LocalTextField()  # Markdown; instead of the pack's list
    support = LocalTextField()  # Markdown; instead of the pack's text
    published_at = models.DateTimeField(null=True, blank=True)
    letters_leave_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    unanswered = models.BooleanField(default=False)  # groups that have not answered the offer of a seat count as well

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="announcement_published_at_a_time",
            )
        ]


class Quote(models.Model):
    """What someone said, by role. At most three."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="quotes")
    position = models.PositiveSmallIntegerField()
    text = LocalTextField()
    role = LocalTextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["announcement", "position"], name="quote_position_once"),
            models.CheckConstraint(condition=models.Q(position__gte=1, position__lte=3), name="quote_at_most_three"),
        ]
