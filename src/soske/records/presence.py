"""Who has the same thing open now."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from soske.base.localtext import one_line
from soske.people.models import Person
from soske.records.actions import SubjectKey
from soske.records.models import Presence

HERE = dt.timedelta(seconds=60)
YOUNG = dt.timedelta(seconds=10)
OLD = dt.timedelta(hours=1)
MOST = 50


class Present(NamedTuple):
    """A person who is there, and the section that she has open. Role and organisation are added by the page."""

    person_id: int
    name: str
    place: str


def presence_seen(*, person: Person, subject: SubjectKey, place: str, now: dt.datetime) -> None:
    """Note that the person has the subject open; written at most every ten seconds while she stays at one place."""
    place = one_line(place)[:60]
    rows = Presence.objects.filter(subject_type=subject[0], subject_id=subject[1], person=person)
    noted = rows.values_list("seen_at", "place").first()
    if noted is not None and noted[1] == place and now - noted[0] < YOUNG:
        return
    row = Presence(subject_type=subject[0], subject_id=subject[1], person=person, place=place, seen_at=now)
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id", "person"],
        update_fields=["place", "seen_at"],
    )


def present(subject: SubjectKey, now: dt.datetime) -> list[Present]:
    """Who was seen within the last minute, by name; at most 50. One query."""
    rows = Presence.objects.filter(subject_type=subject[0], subject_id=subject[1], seen_at__gt=now - HERE)
    found = rows.order_by("person__name", "person_id").values_list("person_id", "person__name", "place")
    return [Present(*row) for row in found[:MOST]]


def presence_clear(*, now: dt.datetime) -> int:
    """Delete what says nothing any more; how many rows."""
    return Presence.objects.filter(seen_at__lt=now - OLD).delete()[0]
