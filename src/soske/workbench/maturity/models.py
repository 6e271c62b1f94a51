"""The self-assessment at the start and at the end. No row here joins a person to an answer (docs/decisions/0023)."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from soske.intake.groups.models import Group, Member
from soske.programmes.models import Programme
from soske.sprint.peers.models import RowNumber, drawn


class MomentKind(models.TextChoices):
    START = "start", pgettext_lazy("self-assessment", "Start")
    END = "end", pgettext_lazy("self-assessment", "End")


class Moment(models.Model):
    """One of the two times at which an academy assesses itself. Answers are taken until the end of `closes_on`; results
    that need everybody are counted once, when the coordinator closes it, and stay as they are then."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="maturity_moments")
    kind = models.CharField(max_length=5, choices=MomentKind.choices)
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    academy = models.JSONField(default=dict, blank=True)  # area -> [average, number of organisations]
    organisations = models.PositiveIntegerField(default=0)  # that had a result when it was closed

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "kind"], name="maturity_moment_once")
        ]


class Link(models.Model):
    """Where the people of one member organisation answer the short form, and what their answers have come to.
    `shown` and `waiting` are tallies of whole batches: area -> how many answered 1, 2, 3, 4 and 5."""

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="links")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answers = models.PositiveIntegerField(default=0)  # all of them, those that wait for a batch too
    shown = models.JSONField(default=dict, blank=True)
    waiting = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["moment", "member"], name="maturity_link_once")
        ]


class Pending(models.Model):
    """An answer that waits for its batch to be whole, at most two for a link; then it is added to the tallies and
    removed. It knows no person, day or time, and its number is drawn."""

    id = RowNumber(primary_key=True, default=drawn, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="pending")
    answers = models.JSONField()  # area -> 0 to 5


class Sent(models.Model):
    """A form that has been sent, so that sent twice it is one answer. It says nothing of the answer."""

    id = RowNumber(primary_key=True, default=drawn, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="sent")
    token = models.UUIDField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["link", "token"], name="maturity_sent_once")
        ]


class LongAnswer(models.Model):
    """What somebody of a team has answered in the long form, until the moment is closed. `owner` is a keyed hash of the
    person: with the key and her number one finds the row, without the key one does not find the person."""

    id = RowNumber(primary_key=True, default=drawn, editable=False)
    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="long_answers")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    owner = models.CharField(max_length=64)
    answers = models.JSONField()  # area -> 0 to 5, area.statement -> 0 to 5

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["moment", "owner"], name="maturity_long_once")
        ]


class TeamResult(models.Model):
    """What the long forms of a team came to when the moment was closed."""

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="team_results")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    answers = models.PositiveIntegerField()
    areas = models.JSONField(default=dict, blank=True)  # area -> [average, spread]

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["moment", "group"], name="maturity_team_once")
        ]
