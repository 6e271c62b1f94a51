"""Reads that join several apps."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from soske.base.connect import subjects
from soske.intake.groups.models import GroupPerson
from soske.intake.selection.models import Announcement
from soske.intake.selection.queries import announcement_view
from soske.intake.selection.states import AnnouncementState
from soske.people.models import Person
from soske.people.queries import person_names
from soske.programmes.states import ProgrammeState

NEWS = 20


def news(lang: str) -> list[dict[str, Any]]:
    """The latest published announcements, at most 20: {heading, lead, slug, published_at}."""
    found = (
        Announcement.objects.filter(state=AnnouncementState.PUBLISHED, programme__state=ProgrammeState.PUBLIC)
        .select_related("programme__organiser", "programme__continues")
        .order_by("-published_at")[:NEWS]
    )
    items = []
    for each in found:
        view = announcement_view(each.programme, each, lang)
        items.append(
            {"heading": view.heading.text, "lead": view.lead.text, "slug": view.slug, "published_at": each.published_at}
        )
    return items


def places_of(person: Person) -> QuerySet[GroupPerson]:
    """Groups that the person is in now, with their programmes; the newest first."""
    return (
        GroupPerson.objects.filter(person=person, ends__isnull=True)
        .select_related("group__programme")
        .prefetch_related("group__members__organisation", "group__members__unit")
        .order_by("-pk")[:50]
    )


def audit_shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Audit rows of one page with the names of persons and subjects as they are now: one query for each kind."""
    names = person_names(row["person_id"] for row in rows if row["person_id"])
    titles: dict[str, dict[int, str]] = {}
    for kind in {row["subject_type"] for row in rows}:
        if kind in subjects:
            titles[kind] = subjects[kind].titles({row["subject_id"] for row in rows if row["subject_type"] == kind})
    return [
        {
            "at": row["at"],
            "person": names.get(row["person_id"] or 0, ""),
            "system": row["person_id"] is None,
            "act": row["act"],
            "subject": titles.get(row["subject_type"], {}).get(row["subject_id"], ""),
        }
        for row in rows
    ]
