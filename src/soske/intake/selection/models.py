"""Which groups were chosen, and the announcement that tells it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.base.localtext import LocalTextField
from soske.intake.groups.models import Group
from soske.intake.selection.states import AnnouncementState, Outcome
from soske.programmes.models import Programme


class Choice(models.Model):
    """What was decided of one group."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="choice")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)


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
