"""Many applications that lack nothing, made quickly: one is filled field by field, the others are copies of it."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone

from soske.intake.applications.models import Application
from soske.people.actions import person_ensure
from soske.people.models import Person
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import programme_get
from soske.records.actions import revision_grow
from soske.records.models import Writing
from tests.support import applying


def call_set(programme: Programme, first: int, last: int) -> Programme:
    """Let the call be from one day to another, counted from today."""
    today = timezone.localdate()
    starts, ends = (today + dt.timedelta(days=days) for days in (first, last))
    Stage.objects.filter(programme=programme, kind="call").update(starts=starts, ends=ends, opens=None, closes=None)
    revision_grow(programme.pk)
    found = programme_get(programme.slug)
    assert found is not None
    return found


def writer(number: int) -> Person:
    return person_ensure(email=f"writer{number}@example.fi", name=f"Kirjoittaja {number}", language="fi")[0]


def ready(programme: Programme, count: int) -> list[tuple[Person, Application]]:
    """`count` applications of one member each, complete and not sent, every one by another person. The call
    of the programme is that of tests.support.world."""
    made = [
        (writer(number), applying.begin(programme, writer(number), organisation=f"Esimerkkikunta {number}"))
        for number in range(count)
    ]
    first = applying.fill(made[0][1], made[0][0])
    for person, application in made[1:]:
        copy_answers(first, application, person)
    return [(person, applying.fresh(application)) for person, application in made]


def copy_answers(source: Application, target: Application, person: Person) -> None:
    """Give the target the answers of the source, both of one member, and that member its management sponsor."""
    ours, theirs = source.group.members.get(), target.group.members.get()
    theirs.sponsor, theirs.sponsor_name = ours.sponsor, ours.sponsor_name
    theirs.save()
    own = re.compile(rf"^(promise\.|q\.\w+\.){ours.pk}(?=\.|$)")
    rows = Writing.objects.filter(subject_type="application", subject_id=source.pk)
    Writing.objects.bulk_create(
        Writing(
            scope=row.scope,
            subject_type="application",
            subject_id=target.pk,
            field=own.sub(rf"\g<1>{theirs.pk}", row.field),
            text=row.text,
            version=1,
            since=1,
            person_id=person.pk,
            saved_at=row.saved_at,
        )
        for row in rows
    )
    target.group.themes = source.group.themes
    target.group.save(update_fields=["themes"])
