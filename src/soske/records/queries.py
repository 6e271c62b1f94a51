"""Reads of the records, always of one programme and one page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet

from soske.records.models import AuditRow, CalendarEntry, Letter, StoredFile
from soske.records.states import LetterState

PAGE = 50


def audit_rows(scope: int) -> QuerySet[AuditRow, Any]:
    """Audit rows of a programme without their details, newest first: at, person_id, act, subject_type, subject_id."""
    rows = AuditRow.objects.filter(scope=scope).order_by("-at", "-pk")
    return rows.values("at", "person_id", "act", "subject_type", "subject_id")


def letters(scope: int, *, state: str = "") -> QuerySet[Letter, dict[str, Any]]:
    """Letters of a programme, the last to leave first: pk, language, subject, state, leaves_at, person__email."""
    rows = Letter.objects.filter(scope=scope)
    rows = rows.filter(state=state) if state else rows
    found: QuerySet[Letter, Any] = rows.order_by("-leaves_at", "pk").values(
        "pk", "language", "subject", "state", "leaves_at", "person__email"
    )
    return found


def letter_counts(scope: int) -> dict[str, int]:
    """State -> number of letters of a programme."""
    rows = Letter.objects.filter(scope=scope).values_list("state").annotate(Count("pk"))
    return dict(rows)


def letters_due(now: dt.datetime) -> QuerySet[Letter]:
    """Letters of all programmes whose time has come, the longest due first."""
    return Letter.objects.filter(state=LetterState.WAITING, leaves_at__lte=now).order_by("leaves_at", "pk")


def files_of(subject_type: str, subject_id: int) -> QuerySet[StoredFile]:
    """Files of one subject by name."""
    return StoredFile.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("name", "pk")


def calendar_entries(scope: int, subject_type: str) -> QuerySet[CalendarEntry]:
    """Calendar entries of a programme in order of time."""
    return CalendarEntry.objects.filter(scope=scope, subject_type=subject_type).order_by("starts", "pk")
