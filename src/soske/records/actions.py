"""Writes of the records. Called by other apps' actions inside their transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import IO, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText, one_line, writable
from soske.people.models import Person
from soske.records.models import AuditRow, CalendarEntry, Letter, Revision, StoredFile
from soske.records.queries import letters_due
from soske.records.states import LetterState, letter_move
from soske.records.uploads import clean_name, content_type_of

SubjectKey = tuple[str, int]
"""(type, id) of the row that something is about; the type is a key of base.connect.subjects."""


def revision_grow(scope: int) -> None:
    """Say that something of the programme has changed, so that nothing remembered of it is used again."""
    if not Revision.objects.filter(scope=scope).update(number=F("number") + 1):
        Revision.objects.bulk_create([Revision(scope=scope)], ignore_conflicts=True)


def audit_write(
    *, by: Person | None, scope: int | None, subject: SubjectKey, act: str, details: dict[str, Any] | None = None
) -> AuditRow:
    """Write down one change of state. `details` hold codes, ids and dates, never names or texts of people."""
    if scope is not None:
        revision_grow(scope)
    return AuditRow.objects.create(
        person_id=by.pk if by else None,
        scope=scope,
        subject_type=subject[0],
        subject_id=subject[1],
        act=act,
        details=details or {},
    )


def letter_queue(
    *,
    key: str,
    code: str,
    person: Person,
    language: str,
    subject_line: str,
    body: str,
    scope: int,
    subject: SubjectKey,
    leaves_at: dt.datetime,
    reply_to: str = "",
    sends: bool = True,
) -> Letter | None:
    """Put a finished letter into the outbox; None when the same letter (`key`) is there already.

    A cancelled letter of the same key waits again with its new text, so that an undone act can be done once more.
    """
    fields = {
        "code": code,
        "person": person,
        "language": language,
        "subject": _shortened(one_line(subject_line), 200),
        "body": writable(body),
        "scope": scope,
        "subject_type": subject[0],
        "subject_id": subject[1],
        "leaves_at": leaves_at,
        "reply_to": reply_to,
        "sends": sends,
    }
    letter, created = Letter.objects.get_or_create(key=key, defaults=fields)
    if created:
        return letter
    again = Letter.objects.filter(pk=letter.pk, state=LetterState.CANCELLED).update(
        **fields, state=LetterState.WAITING, tries=0, fault="", queued_at=timezone.now(), changed_at=timezone.now()
    )
    return Letter.objects.get(pk=letter.pk) if again else None


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def letters_cancel(*, subject: SubjectKey, code: str) -> int:
    """Cancel the letters of one act that still wait; how many."""
    waiting = Letter.objects.filter(
        subject_type=subject[0], subject_id=subject[1], code=code, state=LetterState.WAITING
    )
    return sum(letter_move(letter, LetterState.CANCELLED) for letter in waiting)


def letters_send_due(*, now: dt.datetime, limit: int = 200) -> dict[str, int]:
    """Send the letters whose time has come, each once; {"sent": n, "kept": n, "failed": n, "later": n}.

    In demo mode and in practice programmes nothing is sent: such letters become KEPT. A letter without a living
    address fails and says so, one that the mail server cannot take now waits for a later time. When the mail server
    is not reached at all, the rest is left as it is.
    """
    from soske.records.mail import Unreachable, letter_post  # the mail machinery is needed by the worker only

    counts = {"sent": 0, "kept": 0, "failed": 0, "later": 0}
    for letter in letters_due(now).select_related("person")[:limit]:
        try:
            outcome = letter_post(letter, now=now)
        except Unreachable as fault:
            counts[fault.outcome] += 1
            break
        if outcome is not None:
            counts[outcome] += 1
    return counts


@transaction.atomic
def file_store(
    *, by: Person | None, scope: int, subject: SubjectKey, name: str, upload: IO[bytes], size: int
) -> StoredFile:
    """Check an upload (size, ending, content) and keep it.

    Raises:
        ValidationError: the file is too large, of another kind than allowed, or not what its name says.
    """
    name = clean_name(name)
    content_type = content_type_of(name=name, upload=upload, size=size)
    digest = hashlib.sha256()
    upload.seek(0)
    for block in iter(lambda: upload.read(65536), b""):
        digest.update(block)
    upload.seek(0)
    stored = StoredFile(
        scope=scope,
        subject_type=subject[0],
        subject_id=subject[1],
        name=name,
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        person_id=by.pk if by else None,
    )
    stored.file.save(uuid4().hex, File(upload), save=True)
    audit_write(by=by, scope=scope, subject=subject, act="file_stored", details={"file": stored.pk})
    return stored


@transaction.atomic
def file_remove(*, by: Person | None, stored: StoredFile) -> None:
    """Delete the row now and the content after the transaction."""
    storage, path = stored.file.storage, str(stored.file.name)
    audit_write(
        by=by,
        scope=stored.scope,
        subject=(stored.subject_type, stored.subject_id),
        act="file_removed",
        details={"file": stored.pk},
    )
    stored.delete()
    transaction.on_commit(lambda: storage.delete(path))


def calendar_entry_set(
    *, scope: int, subject: SubjectKey, name: LocalText, starts: dt.datetime, ends: dt.datetime, all_day: bool
) -> CalendarEntry:
    """Make or move the calendar entry of a subject. The sequence grows only when something changed (RFC 5545 3.8.7.4).

    Raises:
        ValidationError: the end is before the beginning.
    """
    if ends < starts:
        raise ValidationError(_("The end is before the beginning."))
    entry = CalendarEntry.objects.filter(subject_type=subject[0], subject_id=subject[1]).first()
    values = {"name": name, "starts": starts, "ends": ends, "all_day": all_day, "cancelled": False}
    if entry is None:
        return CalendarEntry.objects.create(
            scope=scope, subject_type=subject[0], subject_id=subject[1], uid=f"{uuid4()}@soske", **values
        )
    if any(getattr(entry, field) != value for field, value in values.items()):
        for field, value in values.items():
            setattr(entry, field, value)
        entry.sequence += 1
        entry.save()
    return entry


def calendar_entry_cancel(*, subject: SubjectKey) -> None:
    """Cancel the calendar entry of a subject, if there is one."""
    for entry in CalendarEntry.objects.filter(subject_type=subject[0], subject_id=subject[1], cancelled=False):
        entry.cancelled = True
        entry.sequence += 1
        entry.save()
