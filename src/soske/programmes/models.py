"""A programme (one academy), its snapshot of a pack, its stages and its people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import LocalTextField
from soske.base.pattern import PALETTE
from soske.people.models import Organisation, Person
from soske.programmes.states import ProgrammeState


class Programme(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = LocalTextField()
    state = models.CharField(max_length=10, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT)
    languages = models.JSONField(default=list)  # of the pack, in its order
    length_months = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=12, choices=[(name, name) for name in PALETTE])
    organiser = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    case_number = models.CharField(max_length=60, blank=True)  # in the organiser's registry
    address = models.EmailField(blank=True)  # replies to letters go here
    practice = models.BooleanField(default=False)  # marked on every page; nothing is sent
    record_only = models.BooleanField(default=False)  # a record of the past: opens no call, sends no letter
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="continued_by")
    continues_name = LocalTextField()  # a predecessor that is not in this installation
    continues_url = models.URLField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~models.Q(name={}), name="programme_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(continues__isnull=True) | models.Q(continues_name={}),
                name="programme_continues_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class PackPart(models.Model):
    """One part of the programme's snapshot of its pack (a field of packs.schema.Pack), so that a page loads only the
    texts that it shows. A part of long items (packs.codes.APART) has a row for each, and one without `item` whose
    content is their codes in order."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=20)
    item = models.CharField(max_length=40, blank=True)
    content = models.JSONField()
    edition = models.PositiveIntegerField(default=1)  # grows with each change, of the part or of any item of it

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "name", "item"], name="pack_part_once")
        ]


class EarlierPart(models.Model):
    """What a part of the snapshot, or one item of it, was until somebody changed it: no wording is ever lost."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="earlier_parts")
    name = models.CharField(max_length=20)
    item = models.CharField(max_length=40, blank=True)
    content = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)  # when it was changed
    person_id = models.BigIntegerField(null=True)  # by whom; as in audit rows, the name is looked up when shown

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "name", "item", "-at"], name="earlier_parts")]


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    WEEK = "week", _("to the week")


class Stage(models.Model):
    """When a stage of the path is. No date: not recorded. Both ends are included; times are Helsinki's."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="stages")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    remark = LocalTextField()  # what is known beside the date

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "code"], name="stage_code_once"),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="stage_ends_after_it_starts",
            ),
        ]


class RoleKind(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")


class ProgrammeRole(models.Model):
    """What a person does for the organiser in one programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="programme_roles")
    kind = models.CharField(max_length=20, choices=RoleKind.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["programme", "person", "kind"],
                condition=models.Q(ends__isnull=True),
                name="programme_role_open_once",
            )
        ]
