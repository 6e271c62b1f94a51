"""What a team has kept of the catalogue of means: its basket, and what the team and its coaches say of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.base.localtext import LocalTextField
from soske.intake.groups.models import Group
from soske.people.models import Person

WHY, REMARK = 2000, 1000
"""Most characters of the team's own words, and of one remark."""
MOST, REMARKS = 60, 100
"""Most means in a basket, and most remarks on one of them."""


class Kept(models.Model):
    """A means that a team has kept. `name` is what it was called then: the organiser may take it out of the catalogue.
    One that is put back keeps its words, so that taking it out can be undone."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="kept_means")
    means = models.CharField(max_length=40)  # code of the pack
    name = LocalTextField()
    why = models.TextField(blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["group", "means"], name="means_kept_once"),
        ]


class Remark(models.Model):
    """What the team or one of its coaches says of a means that is kept. The organiser does not read it."""

    kept = models.ForeignKey(Kept, on_delete=models.CASCADE, related_name="remarks")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    coach = models.BooleanField()
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["kept", "written_at"], name="means_remarks")]
