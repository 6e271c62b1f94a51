"""Persons, organisations and their units, memberships with a beginning and an end."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import LocalTextField


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Someone who signs in by a code sent to her address. There are no passwords."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=3, default="fi")
    can_organise = models.BooleanField(default=False)  # may make programmes
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name


class OrganisationType(models.TextChoices):
    MUNICIPALITY = "municipality", _("municipality")
    JOINT_AUTHORITY = "joint_municipal_authority", _("joint municipal authority")
    WELLBEING_COUNTY = "wellbeing_county", _("wellbeing services county")
    STATE_AGENCY = "state_agency", _("state agency")
    STATE_ENTERPRISE = "state_enterprise", _("state enterprise")
    PARISH = "parish", _("parish")
    UNIVERSITY = "university", _("university")
    APPLIED_SCIENCES = "university_of_applied_sciences", _("university of applied sciences")
    VOCATIONAL = "vocational_institution", _("vocational institution")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
    OTHER = "other", _("other organisation")


class Sector(models.TextChoices):
    """The order is the order of lists."""

    MUNICIPAL = "municipal", _("municipalities")
    WELLBEING = "wellbeing", _("wellbeing services counties")
    STATE = "state", _("state")
    CHURCH = "church", _("parishes")
    EDUCATION = "education", _("educational institutions and universities")
    THIRD = "third", _("associations")
    COMPANY = "company", _("companies")
    OTHER = "other", _("other sectors")


SECTOR_OF: dict[str, Sector] = {
    OrganisationType.MUNICIPALITY: Sector.MUNICIPAL,
    OrganisationType.JOINT_AUTHORITY: Sector.MUNICIPAL,
    OrganisationType.WELLBEING_COUNTY: Sector.WELLBEING,
    OrganisationType.STATE_AGENCY: Sector.STATE,
    OrganisationType.STATE_ENTERPRISE: Sector.STATE,
    OrganisationType.PARISH: Sector.CHURCH,
    OrganisationType.UNIVERSITY: Sector.EDUCATION,
    OrganisationType.APPLIED_SCIENCES: Sector.EDUCATION,
    OrganisationType.VOCATIONAL: Sector.EDUCATION,
    OrganisationType.ASSOCIATION: Sector.THIRD,
    OrganisationType.COMPANY: Sector.COMPANY,
    OrganisationType.OTHER: Sector.OTHER,
}


class Organisation(models.Model):
    """A legal entity. `name` holds its official name in each language that has one; it is never translated by us."""

    name = LocalTextField()
    type = models.CharField(max_length=40, choices=OrganisationType.choices)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    region = models.CharField(max_length=5, blank=True)  # NUTS 2024 level 3
    business_id = models.CharField(max_length=20, blank=True)
    languages = models.JSONField(default=list, blank=True)  # codes, the main one first
    made_up = models.BooleanField(default=False)  # practice data; never offered to a real programme

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["business_id"], condition=~models.Q(business_id=""), name="organisation_business_id_once"
            ),
            models.CheckConstraint(condition=~models.Q(name={}), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class OrganisationName(models.Model):
    """A name of an organisation in the form in which names are compared. Written with the organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    folded = models.CharField(max_length=500)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["folded"], name="organisation_name_folded")]


class UnitKind(models.TextChoices):
    OFFICE = "office", _("office")
    DIVISION = "division", _("division")
    SERVICE = "service", _("service unit")
    OTHER = "other", _("unit")


class Unit(models.Model):
    """A part of an organisation that can be a member by itself. An empty name: the record does not name it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="units")
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = LocalTextField()

    def __str__(self) -> str:
        return str(self.name) or self.kind


class Membership(models.Model):
    """A person works for an organisation, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL)
    title = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(ends__isnull=True),
                name="membership_open_once",
            ),
        ]
