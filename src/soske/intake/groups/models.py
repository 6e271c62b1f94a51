"""Groups of organisations: who takes part together, who answers, who is the contact."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import LocalTextField
from soske.people.models import Organisation, Person, Unit
from soske.programmes.models import Programme


class Group(models.Model):
    """The applying unit; also when it has one member. Joint when it has two or more."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="groups")
    name = LocalTextField()  # empty: named after its members
    themes = models.JSONField(default=list, blank=True)  # codes of the pack
    contact = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)  # grows with each save: a stale form is refused
    ready = models.BooleanField(default=True)  # False: of an application that is not submitted; in no list or choice
    team_since = models.DateTimeField(null=True, blank=True)  # when its seat was accepted: a team from then on
    token = models.UUIDField(null=True, blank=True)  # of the form that made it: sent twice, it makes one group

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "token"], name="group_made_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "ready"], name="group_ready")]


class Member(models.Model):
    """A member organisation, or one unit of it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sponsor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sponsor_name = models.CharField(max_length=120, blank=True)  # as the coordinator wrote it
    lead = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["group", "organisation"], condition=models.Q(unit__isnull=True), name="member_whole_once"
            ),
            models.UniqueConstraint(fields=["group", "unit"], name="member_unit_once"),
            models.UniqueConstraint(fields=["group"], condition=models.Q(lead=True), name="member_one_lead"),
        ]


class GroupPerson(models.Model):
    """A person in a group, with a role of the pack, from a day to a day."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="group_places")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL)
    # The organisation of a member that has left; `member` is null then.
    stood_for = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)  # as the coordinator wrote it; her own name is on her own page only
    role = models.CharField(max_length=40, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=models.Q(ends__isnull=True), name="group_person_once"
            )
        ]


class Exchange(models.TextChoices):
    NEEDS = "needs", _("Needs")
    GIVES = "gives", _("Gives")


class GroupTopic(models.Model):
    """A topic of the pack that a group wants to learn or can give to others."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="topics")
    kind = models.CharField(max_length=5, choices=Exchange.choices)
    code = models.CharField(max_length=40)  # of the pack
    # The person who saw it in the application, until the group confirms it; null: the group has said it itself.
    seen_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["group", "kind", "code"], name="group_topic_once")
        ]


class GroupWords(models.Model):
    """The same in the group's own words."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="words")
    kind = models.CharField(max_length=5, choices=Exchange.choices)
    text = models.CharField(max_length=1000)
    # False: written for the organiser in the application; other groups read it once this one has said that they may.
    open = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["group", "kind"], name="group_words_once")]
