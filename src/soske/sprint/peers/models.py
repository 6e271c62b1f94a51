"""Peer support: introductions between teams, the board of open questions, anonymous questions to the organiser."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.sprint.peers.states import STANDING, IntroductionState

ASKED, EACH = 3, 2
ANSWER_IN = dt.timedelta(days=7)
"""How long the two teams have to answer."""
WAITING = 200
"""How many anonymous questions can wait for an answer."""


class Limits(models.Model):
    """How often a team is asked to help others at most, and how many introductions are sought for each team."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="peer_limits")
    asked = models.PositiveSmallIntegerField(default=ASKED)
    each = models.PositiveSmallIntegerField(default=EACH)


class Introduction(models.Model):
    """One team has what another one needs. `topics` are codes that the giver gives and the taker needs, `back` those
    that the taker gives and the giver needs, as they were when it was proposed."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="introductions")
    giver = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    topics = models.JSONField(default=list)
    back = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=9, choices=IntroductionState.choices, default=IntroductionState.DRAFT)
    proposed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # declined, withdrawn or closed
    outcome = models.CharField(max_length=300, blank=True)  # one line on what came of it

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                Least("giver", "taker"),
                Greatest("giver", "taker"),
                condition=models.Q(state__in=[IntroductionState.DRAFT, *STANDING]),
                name="introduction_standing_once",
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="introduction_of_two"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["programme", "state"], name="introduction_state"),
            models.Index(fields=["giver", "state"], name="introduction_giver"),
            models.Index(fields=["taker", "state"], name="introduction_taker"),
        ]

    @property
    def answer_by(self) -> dt.date | None:
        """The day by which both should answer."""
        return timezone.localdate(self.proposed_at) + ANSWER_IN if self.proposed_at else None


class Side(models.Model):
    """What one of the two teams has answered. Made when it answers."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="sides")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    yes = models.BooleanField()
    word = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["introduction", "group"], name="introduction_side_once")
        ]


class Question(models.Model):
    """An open question of a team to all the others. An empty `title`: the team has removed what it asked, and others'
    answers stay."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="questions")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    topic = models.CharField(max_length=40, blank=True)  # code of the pack
    title = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)  # by the organiser
    token = models.UUIDField(null=True, blank=True)  # of the form that made it: sent twice, it makes one question

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "token"], name="question_made_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "-asked_at"], name="question_asked")]


class Reply(models.Model):
    """An answer to a question of the board; without a group it is the organiser's."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)


def drawn() -> int:
    """A number that says nothing of when it was drawn; small enough for JavaScript and JSON."""
    return 1 + secrets.randbelow(2**53 - 1)


class RowNumber(models.BigIntegerField[int, int]):
    """A number that is the place of its row, too. SQLite counts the rows of a table in the order in which they came,
    unless its key is of the type "integer", by that very name."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Anonymous(models.Model):
    """A question to the organiser of which nobody knows who asked. Its number is drawn and it knows its day alone, so
    that neither its place among others nor its time says who was there (docs/decisions/0019)."""

    id = RowNumber(primary_key=True, default=drawn, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="anonymous_questions")
    text = models.TextField()
    day = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "answered_at"], name="anonymous_answered")]
