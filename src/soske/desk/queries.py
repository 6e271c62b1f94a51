"""Reads that join several apps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from soske.base.connect import Duty, duties_of, subjects
from soske.intake.calls.models import PartnerNotice
from soske.intake.calls.queries import window_shown, window_state
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_view, group_with_members
from soske.intake.selection.models import Announcement
from soske.intake.selection.queries import announcement_view
from soske.intake.selection.states import AnnouncementState
from soske.packs.text import Spoken
from soske.people.models import Person
from soske.people.queries import person_names
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get, programmes_public, remembered_of
from soske.programmes.states import ProgrammeState
from soske.sprint.sparring.models import Coach

NEWS = 20
COACH_DUTIES = {"coach_terms", "coach_times", "session_hold"}
"""First parts of the keys of duties that a person has as a coach."""
TEAM_DUTIES = {
    "session_book",
    "session_questions",
    "assignment",
    "meeting_reply",
    "meeting_feedback",
    "introduction_answer",
    "introduction_close",
    "exchange",
    "question_help",
    "question_read",
}
"""First parts of the keys of duties that a person has in her team."""


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


def calls_open(now: dt.datetime) -> list[dict[str, Any]]:
    """Published academies whose call is open, at most 5: {programme, closes}. One query."""
    today = timezone.localdate(now)
    days = {"call_starts__lte": today, "call_ends__gte": today - dt.timedelta(days=1)}
    near = programmes_public().filter(record_only=False, **days)
    found = [(programme, window_shown(programme)) for programme in near[:20]]
    opened = [(programme, window) for programme, window in found if window_state(window, now) == "open"]
    return [{"programme": programme, "closes": window.closes} for programme, window in opened[:5]]


def partner_notices_of(person: Person) -> list[PartnerNotice]:
    """Open notices by which the person looks for a partner, at most 10. One query."""
    rows = PartnerNotice.objects.filter(person=person, closed_at__isnull=True)
    return list(rows.select_related("organisation", "call__programme").order_by("-made_at")[:10])


def places_of(person: Person) -> QuerySet[GroupPerson]:
    """Groups that the person is in now and that did not apply by themselves, with their programmes; the newest
    first."""
    return (
        GroupPerson.objects.filter(person=person, ends__isnull=True, group__application__isnull=True)
        .select_related("group__programme")
        .prefetch_related("group__members__organisation", "group__members__unit")
        .order_by("-pk")[:50]
    )


def audit_shown(programme: Programme, rows: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Audit rows of one page with the names of persons and subjects as they are now: one query for each kind. Titles
    are remembered while the programme stays as it is; not those of persons, who change their names by themselves."""
    names = person_names(row["person_id"] for row in rows if row["person_id"])
    about: dict[str, set[int]] = {}
    for row in rows:
        about.setdefault(row["subject_type"], set()).add(row["subject_id"])
    titles = {kind: _titles(programme, kind, frozenset(ids), lang) for kind, ids in about.items() if kind in subjects}
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


def _titles(programme: Programme, kind: str, ids: frozenset[int], lang: str) -> dict[int, str]:
    if kind == "person":
        return subjects[kind].titles(ids)
    return remembered_of(programme, lambda: subjects[kind].titles(ids), "titles", kind, ids, lang)


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """A team of a person, and what waits for her in it."""

    group: int
    programme: Programme
    name: tuple[Spoken, ...]
    duties: list[Duty]


def own_teams(person: Person, lang: str, *, now: dt.datetime) -> list[OwnTeam]:
    """The teams in which a person is now, the latest first; at most 10. What waits for her as an applicant stands with
    her application."""
    places = GroupPerson.objects.filter(
        person=person, ends__isnull=True, group__ready=True, group__team_since__isnull=False
    ).exclude(group__programme__record_only=True)
    rows = Group.objects.filter(people__in=places).select_related("programme").order_by("-pk")
    groups = [group_with_members(group) for group in rows[:10]]
    found = []
    for group in groups:
        programme = programme_get(group.programme.slug)
        if programme is None:
            continue
        duties = duties_in(duties_of(person=person, programme=programme, now=now), TEAM_DUTIES)
        view = group_view(group, lang, programme.languages)
        found.append(OwnTeam(group.pk, programme, view.name, duties))
    return found


def duties_in(duties: Iterable[Duty], kinds: Collection[str]) -> list[Duty]:
    """Those of the duties whose keys begin with one of these words."""
    return [duty for duty in duties if duty.key.partition(":")[0] in kinds]


@dataclass(frozen=True, slots=True)
class OwnCoaching:
    """An academy in which a person is a coach, and what waits for her there."""

    programme: Programme
    duties: list[Duty]


def own_coaching(person: Person, *, now: dt.datetime) -> list[OwnCoaching]:
    """The academies in which a person coaches now, the latest first; at most 10."""
    rows = Coach.objects.filter(person=person, ends__isnull=True, programme__record_only=False).order_by("-pk")
    found = []
    for slug in rows.values_list("programme__slug", flat=True)[:10]:
        programme = programme_get(slug)
        if programme is not None:
            duties = duties_of(person=person, programme=programme, now=now)
            found.append(OwnCoaching(programme, duties_in(duties, COACH_DUTIES)))
    return found
