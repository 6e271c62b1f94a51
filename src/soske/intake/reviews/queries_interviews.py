"""Reads of interviews and of eligibility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Q, QuerySet, When

from soske.intake.applications.models import Application
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group
from soske.intake.groups.queries import GroupFacts, group_facts
from soske.intake.reviews.models import EligibilityCheck, Interview, InterviewQuestion, Reviewer, Slot
from soske.intake.reviews.states import Verdict
from soske.people.queries import person_names
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of

PAGE = 50
POINTS = 5
"""Most points of an interview."""
QUESTIONS = 20
OFFERED = 200
HELD = Q(application__state=ApplicationState.SUBMITTED)
"""Times that are somebody's."""


def slots_of(programme: Programme) -> QuerySet[Slot]:
    """All times of the programme in their order."""
    return Slot.objects.filter(programme=programme).order_by("starts", "place")


def slots_free(programme: Programme, *, now: dt.datetime) -> QuerySet[Slot]:
    """Times that can still be booked: also those of applications that were withdrawn or opened again meanwhile."""
    return slots_of(programme).exclude(HELD).filter(starts__gt=now)


def slots_offered(programme: Programme) -> bool:
    """Whether any time has been offered. No query while nothing changes."""
    return remembered_of(programme, lambda: slots_of(programme).exists(), "slots offered")


class SlotRow(NamedTuple):
    pk: int
    starts: dt.datetime
    minutes: int
    place: str
    application: int | None
    group: GroupFacts | None


def slot_rows(programme: Programme, *, start: int, size: int = PAGE) -> list[SlotRow]:
    """One page of the times. Three queries."""
    columns = ("pk", "starts", "minutes", "place")
    whose = (Case(When(HELD, then=name)) for name in ("application", "application__group"))
    rows = list(slots_of(programme).values_list(*columns, *whose)[start : start + size])
    facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in=[row[5] for row in rows if row[5]]))}
    return [
        SlotRow(pk, starts, minutes, place, app, facts.get(group)) for pk, starts, minutes, place, app, group in rows
    ]


@dataclass(frozen=True, slots=True)
class InterviewCounts:
    """`waiting` are received applications without a time and without notes."""

    slots: int
    booked: int
    heard: int
    waiting: int


def interview_counts(programme: Programme) -> InterviewCounts:
    """Counts of the whole programme. Four queries."""
    slots = Slot.objects.filter(programme=programme)
    heard = Interview.objects.filter(application__programme=programme, application__state=ApplicationState.SUBMITTED)
    return InterviewCounts(
        slots=slots.count(),
        booked=slots.filter(HELD).count(),
        heard=heard.count(),
        waiting=without_time(programme).count(),
    )


def without_time(programme: Programme) -> QuerySet[Application]:
    """Received applications that have no time and have not been heard."""
    rows = Application.objects.filter(programme=programme, state=ApplicationState.SUBMITTED)
    return rows.filter(slot__isnull=True, interview__isnull=True).order_by("number")


def interview_of(application: Application) -> Interview:
    """What was heard, or an empty one."""
    return Interview.objects.filter(application=application).first() or Interview(application=application)


def questions_of(application: Application, lang: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Questions of the pack in a language, and those of people: (text, who asks). Two queries."""
    order = tuple(application.programme.languages)
    asked = pack_parts(application.programme, "interview").get("interview", [])
    own = list(InterviewQuestion.objects.filter(application=application).order_by("pk")[:QUESTIONS])
    asking = {each.person_id for each in own}
    reviewers = Reviewer.objects.filter(programme=application.programme_id, person__in=asking)
    names = person_names(asking) | dict(reviewers.values_list("person", "name"))
    return (
        [each.text.spoken(lang, order).text for each in asked],
        [(each.text, names.get(each.person_id, "")) for each in own],
    )


# --- eligibility ----------------------------------------------------------------------------------------------------
def eligibility_of(application: Application) -> dict[str, tuple[str, str]]:
    """Requirement -> (verdict, note)."""
    rows = EligibilityCheck.objects.filter(application=application)
    return {code: (verdict, note) for code, verdict, note in rows.values_list("requirement", "verdict", "note")}


def eligibility_states(applications: Collection[int]) -> dict[int, str]:
    """Application -> the worst of its verdicts: FAIL, then ASK, then PASS; those that nobody has looked at are left
    out. One query."""
    found: dict[int, set[str]] = {}
    rows = EligibilityCheck.objects.filter(application__in=applications).values_list("application", "verdict")
    for application, verdict in rows:
        found.setdefault(application, set()).add(verdict)
    worst = (Verdict.FAIL, Verdict.ASK, Verdict.PASS)
    return {number: next(each.value for each in worst if each in verdicts) for number, verdicts in found.items()}
