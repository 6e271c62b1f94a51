"""The operating-model plan of a team: rows where they serve later, and comments. Its texts are records.Writing with the
subject ("plan", id); the field is the code of a section, or "code.MEMBER" for a member organisation's own part."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from soske.intake.groups.models import Group, Member
from soske.people.models import Person

QUOTE, COMMENT = 300, 2000
"""Most characters of a passage that is quoted, and of a comment."""
ROWS, COMMENTS = 40, 300
"""Most rows of a section, and most comments on it."""


class Plan(models.Model):
    """One for each team. Made when somebody first writes."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="plan")
    begun_at = models.DateTimeField()


class Row(models.Model):
    """One goal, means, task, step, risk ... of a section. `values` holds text by the name of its column (columns.py).
    The row of a goal stays the same one from the plan to the result. `member`: of one organisation alone."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rows")
    section = models.CharField(max_length=40)  # code of the pack
    kind = models.CharField(max_length=13)  # PlanKind: what the section asked when the row was written
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    token = models.UUIDField()  # of the form that made it: sent twice, it makes one row
    removed_at = models.DateTimeField(null=True, blank=True)  # it can be brought back

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["plan", "token"], name="plan_row_once")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["plan", "section"], name="plan_rows")]


class Comment(models.Model):
    """What the team or one of its coaches says of a section. The organiser and other teams do not read it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(max_length=40)
    quote = models.CharField(max_length=QUOTE, blank=True)  # the passage that it means, as it was then
    text = models.TextField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    coach = models.BooleanField()
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolver = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["plan", "section", "written_at"], name="plan_comments")]
