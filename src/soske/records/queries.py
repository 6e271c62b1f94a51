"""Reads of the records, always of one programme and one page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from soske.base.connect import subjects
from soske.records.models import AuditRow, CalendarEntry, CalendarFeed, Letter, StoredFile
from soske.records.states import LetterState

PAGE = 50


def audit_rows(scope: int) -> QuerySet[AuditRow, Any]:
    """Audit rows of a programme without their details, newest first: at, person_id, act, subject_type, subject_id."""
    rows = AuditRow.objects.filter(scope=scope).order_by("-at", "-pk")
    return rows.values("at", "person_id", "act", "subject_type", "subject_id")


def _letters(scope: int, batch: str) -> QuerySet[Letter]:
    rows = Letter.objects.filter(scope=scope)
    return rows.filter(key__startswith=f"message:{batch}:") if batch else rows


def letters(scope: int, *, state: str = "", batch: str = "") -> QuerySet[Letter, dict[str, Any]]:
    """Letters of a programme, the last to leave first: pk, language, subject, state, leaves_at, person__email,
    address. `batch` is the token of those that were queued together."""
    rows = _letters(scope, batch)
    rows = rows.filter(state=state) if state else rows
    found: QuerySet[Letter, Any] = rows.order_by("-leaves_at", "pk").values(
        "pk", "language", "subject", "state", "leaves_at", "person__email", "address"
    )
    return found


def letter_counts(scope: int, *, batch: str = "") -> dict[str, int]:
    """State -> number of letters of a programme."""
    rows = _letters(scope, batch).values_list("state").annotate(Count("pk"))
    return dict(rows)


def letters_leave_at(scope: int, batch: str) -> dt.datetime | None:
    """When the first of the letters queued together leaves; None when none waits."""
    waiting = _letters(scope, batch).filter(state=LetterState.WAITING)
    first: dt.datetime | None = waiting.aggregate(first=Min("leaves_at"))["first"]
    return first


def letters_due(now: dt.datetime) -> QuerySet[Letter]:
    """Letters of all programmes whose time has come, the longest due first."""
    return Letter.objects.filter(state=LetterState.WAITING, leaves_at__lte=now).order_by("leaves_at", "pk")


def address_of(letter: Letter) -> str:
    """Where the letter goes; "" when its reader has been erased or closed."""
    if letter.person is not None:
        return letter.person.email if letter.person.is_active else ""
    return letter.address


def still_receives(letter: Letter) -> bool:
    """Whether the one who was to get the letter has an account and still belongs to those who get it."""
    if not address_of(letter):
        return False
    subject = subjects.get(letter.subject_type)
    if letter.person is None or subject is None or subject.receives is None:
        return True
    return subject.receives(letter.person, letter.subject_id)


def files_of(subject_type: str, subject_id: int) -> QuerySet[StoredFile]:
    """Files of one subject by name."""
    return StoredFile.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("name", "pk")


def calendar_entries(scope: int, subject_type: str) -> QuerySet[CalendarEntry]:
    """Calendar entries of a programme in order of time."""
    return CalendarEntry.objects.filter(scope=scope, subject_type=subject_type).order_by("starts", "pk")


def feed_of(person: Any) -> CalendarFeed | None:
    """The secret address of a person's calendar, if she has made one."""
    return CalendarFeed.objects.filter(person=person).first()


def feed_by(token: UUID) -> CalendarFeed | None:
    """Whose calendar a secret address shows."""
    return CalendarFeed.objects.filter(token=token, person__is_active=True).select_related("person").first()
