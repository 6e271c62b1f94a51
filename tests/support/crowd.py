"""A programme of any size, made quickly."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, Member
from soske.intake.selection.models import Choice
from soske.people.models import Organisation, OrganisationName, OrganisationType, Person
from soske.people.queries import name_folded
from soske.programmes.models import Programme
from soske.records.models import AuditRow, Letter
from tests.support.world import programme


def crowd(size: int, slug: str = "crowd") -> Programme:
    """A programme with `size` groups (a third of them joint, a few chosen), as many letters and audit rows."""
    made = programme(slug)
    types = [
        OrganisationType.MUNICIPALITY,
        OrganisationType.UNIVERSITY,
        OrganisationType.ASSOCIATION,
        OrganisationType.STATE_AGENCY,
    ]
    sectors = ["municipal", "education", "third", "state"]
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=LocalText(fi=f"Ääkköskunta {number}", sv=f"Kommun {number}"),
            type=types[number % 4],
            sector=sectors[number % 4],
            languages=["fi"],
        )
        for number in range(size)
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=each, folded=name_folded(name))
        for each in organisations
        for name in each.name.values()
    )
    contact, _made = Person.objects.get_or_create(email="crowd@example.fi", defaults={"name": "Yhteyshenkilö"})
    groups = Group.objects.bulk_create(Group(programme=made, contact=contact) for _number in range(size))
    Member.objects.bulk_create(
        Member(group=group, organisation=organisations[(number + extra) % size], position=extra)
        for number, group in enumerate(groups)
        for extra in range(2 if number % 3 == 0 and size > 1 else 1)
    )
    Choice.objects.bulk_create(Choice(group=group, outcome="selected") for group in groups[: made.seats])
    now = timezone.now()
    Letter.objects.bulk_create(
        Letter(
            key=f"{slug}:{number}",
            code="selected",
            person=contact,
            language="fi",
            subject=f"Viesti {number}",
            body="Hei",
            scope=made.pk,
            subject_type="group",
            subject_id=group.pk,
            leaves_at=now + dt.timedelta(minutes=number),
        )
        for number, group in enumerate(groups)
    )
    AuditRow.objects.bulk_create(
        AuditRow(scope=made.pk, person_id=contact.pk, subject_type="group", subject_id=group.pk, act="group_entered")
        for group in groups
    )
    return made
