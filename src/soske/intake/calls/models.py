"""The call of a programme: who wants to hear of it, who comes to its info session, who looks for a partner.

When it opens and closes stands in the stages of the programme; its texts in the programme's pack.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Lower

from soske.people.models import Organisation, Person
from soske.programmes.models import Programme


class Call(models.Model):
    """What is entered of a call beside its dates and texts. Made when something is first entered."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="call")
    case_number = models.CharField(max_length=60, blank=True)
    info_place = models.CharField(max_length=200, blank=True)  # where the info session is; empty: online
    info_link = models.URLField(max_length=500, blank=True)  # to join it online; only for those who signed up
    recording = models.URLField(max_length=500, blank=True)  # only in letters to those who asked for it
    told_at = models.DateTimeField(null=True, blank=True)  # when those who had expressed an interest were told


class Visitor(models.Model):
    """Someone who left her address without an account. `token` stands in the link to change or remove it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="%(class)ss")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200, blank=True)  # as she wrote it
    language = models.CharField(max_length=3)
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Interest(Visitor):
    """An expression of interest: she is told when the call opens."""

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("email"), "call", name="interest_once"),
        ]


class InfoSignup(Visitor):
    """A sign-up for the info session, or a request for its recording, or both."""

    attends = models.BooleanField(default=True)
    wants_recording = models.BooleanField(default=False)
    question = models.TextField(max_length=1000, blank=True)  # that the session should answer

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("email"), "call", name="info_signup_once"),
        ]


class PartnerNotice(models.Model):
    """An organisation looks for others to apply with. Seen by those who have such a notice in the same call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="partner_notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")  # who is contacted
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    themes = models.JSONField(default=list)  # codes of the pack
    region = models.CharField(max_length=5, blank=True)  # NUTS 2024 level 3
    brings = models.TextField(max_length=1000)  # what we bring
    wants = models.TextField(max_length=1000, blank=True)  # whom we look for
    language = models.CharField(max_length=3)  # in which it is written
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # found one, or gave up

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["call", "person", "organisation"], name="partner_notice_once"),
        ]
