"""Writes of the records. Called by other apps' actions inside their transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import IO, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText, one_line, writable
from soske.people.models import Person
from soske.records.models import AuditRow, CalendarEntry, CalendarFeed, Letter, Revision, StoredFile
from soske.records.queries import letters_due
from soske.records.states import LetterState, letters_move
from soske.records.uploads import clean_name, content_type_of

SubjectKey = tuple[str, int]
"""(type, id) of the row that something is about; the type is a key of base.connect.subjects."""
BATCH = 500
"""Letters that are put into the outbox at once."""
AGAIN = (
    "code", "person_id", "address", "language", "subject", "body", "scope", "subject_type", "subject_id", "leaves_at",
    "reply_to", "sends", "attachment_id", "author_id", "calendar", "state", "tries", "fault",
)  # fmt: skip
"""What a cancelled letter gets anew when it waits again."""


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
    person: Person | None,
    language: str,
    subject_line: str,
    body: str,
    scope: int,
    subject: SubjectKey,
    leaves_at: dt.datetime,
    reply_to: str = "",
    sends: bool = True,
    address: str = "",
    attachment: StoredFile | None = None,
    author: Person | None = None,
    calendar: str = "",
) -> Letter | None:
    """Put a finished letter into the outbox; None when the same letter (`key`) is there already. Its reader is a
    person, or an `address` without an account when `person` is None. `author` is the person in whose name it is
    written, if it is not the organiser's: an erasure takes her words out of it. `calendar` are invitations or
    cancellations, one after another, that programs for mail put into the reader's calendar.

    A cancelled letter of the same key waits again with its new text, so that an undone act can be done once more.
    """
    letter = Letter(
        key=key,
        code=code,
        person=person,
        address="" if person else address,
        language=language,
        subject=subject_line,
        body=body,
        scope=scope,
        subject_type=subject[0],
        subject_id=subject[1],
        leaves_at=leaves_at,
        reply_to=reply_to,
        sends=sends,
        attachment=attachment,
        author_id=author.pk if author else None,
        calendar=calendar,
    )
    return letter if letters_queue([letter]) else None


def letters_queue(letters: Iterable[Letter]) -> int:
    """Put many finished letters (rows that are not saved) into the outbox as `letter_queue` does one, with a few
    statements for hundreds of them; how many wait now that did not."""
    once: dict[str, Letter] = {}
    for letter in letters:
        letter.subject, letter.body = shortened(one_line(letter.subject), 200), writable(letter.body)
        once.setdefault(letter.key, letter)
    rows = list(once.values())
    return sum(_letters_put(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))


def _letters_put(letters: Sequence[Letter]) -> int:
    rows = Letter.objects.filter(key__in=[letter.key for letter in letters])
    there = {key: (pk, state) for key, pk, state in rows.values_list("key", "pk", "state")}
    new = [letter for letter in letters if letter.key not in there]
    try:
        with transaction.atomic():
            Letter.objects.bulk_create(new)
    except IntegrityError:
        if rows.count() == len(there):
            raise
        return _letters_put(letters)  # somebody has queued one of them since they were looked for
    return len(new) + sum(
        _letter_again(letter, there[letter.key][0])
        for letter in letters
        if there.get(letter.key, (0, ""))[1] == LetterState.CANCELLED
    )


def _letter_again(letter: Letter, pk: int) -> int:
    fields = {name: getattr(letter, name) for name in AGAIN}
    now = timezone.now()
    letter.pk = pk
    return Letter.objects.filter(pk=pk, state=LetterState.CANCELLED).update(**fields, queued_at=now, changed_at=now)


def shortened(text: str, most: int) -> str:
    """The text, cut to `most` characters where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def letters_cancel(*, subject: SubjectKey, code: str) -> int:
    """Cancel the letters of one act that still wait; how many."""
    about = Letter.objects.filter(subject_type=subject[0], subject_id=subject[1], code=code)
    return letters_move(about, LetterState.WAITING, LetterState.CANCELLED)


def letters_cancel_all(*, scope: int, kind: str, pks: Collection[int], codes: Collection[str]) -> int:
    """Cancel the letters with one of these codes about any of these subjects of one kind that still wait; how many."""
    about = Letter.objects.filter(scope=scope, subject_type=kind, subject_id__in=pks, code__in=codes)
    return letters_move(about, LetterState.WAITING, LetterState.CANCELLED)


def letters_forget(*, scope: int, subject: SubjectKey, address: str, token: object, all_of: bool) -> int:
    """Delete the letters to somebody without an account: those about the subject and those with her token in a link;
    `all_of`: every letter to her address. How many. One that is handed over just now leaves all the same."""
    about = Q(subject_type=subject[0], subject_id=subject[1])
    hers = Q(person=None, address__iexact=address)
    if not all_of:
        hers &= Q(body__contains=str(token))
    return Letter.objects.filter(about | hers, scope=scope).delete()[0]


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
    *,
    scope: int,
    subject: SubjectKey,
    name: LocalText,
    starts: dt.datetime,
    ends: dt.datetime,
    all_day: bool,
    grow: bool = False,
) -> CalendarEntry:
    """Make or move the calendar entry of a subject. The sequence grows only when something changed (RFC 5545 3.8.7.4);
    `grow` says that something has that is not kept here, such as the place.

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
    if grow or any(getattr(entry, field) != value for field, value in values.items()):
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


@transaction.atomic
def feed_renew(*, person: Person, now: dt.datetime) -> CalendarFeed:
    """Make the secret address of a person's calendar, or a new one instead of the old one, which is empty from now."""
    Person.objects.select_for_update().get(pk=person.pk)  # pressed twice at once, one address is made after the other
    CalendarFeed.objects.filter(person=person).delete()
    feed = CalendarFeed.objects.create(person=person, made_at=now)
    audit_write(by=person, scope=None, subject=("person", person.pk), act="feed_renewed")
    return feed
