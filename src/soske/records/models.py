"""What every app writes down: audit rows, letters that wait, files, calendar entries.

A row carries a scope (programme id) and a subject (type, id), never a foreign key forwards.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models

from soske.base.localtext import LocalTextField
from soske.people.models import Person
from soske.records.states import LetterState


class About(models.Model):
    """What a row is about."""

    scope = models.BigIntegerField(null=True, db_index=True)  # programme
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True


class AuditRow(About):
    """One change of state: who, when, what. Person ids only; names are resolved when shown."""

    at = models.DateTimeField(auto_now_add=True)
    person_id = models.BigIntegerField(null=True)  # null: the system itself
    act = models.CharField(max_length=60)
    details = models.JSONField(default=dict)  # codes, ids and dates; never names or texts

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["scope", "-at"], name="audit_scope_at"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
        ]


class Revision(models.Model):
    """Grows with every audit row of a programme, in the same transaction: the key of what pages remember."""

    scope = models.BigIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField(default=1)


class Letter(About):
    """A letter in the outbox. Its text is finished when queued, so that what was read is what leaves."""

    key = models.CharField(max_length=160, unique=True)  # the same letter is never queued twice
    code = models.CharField(max_length=40)  # the letter's name in the pack
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    address = models.EmailField(max_length=254, blank=True)  # of a reader without an account; then `person` is null
    language = models.CharField(max_length=3)
    subject = models.CharField(max_length=200)
    body = models.TextField()  # Markdown
    reply_to = models.EmailField(blank=True)
    author_id = models.BigIntegerField(null=True)  # person in whose name it is written; null: the organiser's
    attachment = models.ForeignKey("StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    calendar = models.TextField(blank=True)  # invitations or cancellations (engines.calendars) that go with it
    sends = models.BooleanField(default=True)  # False: a practice academy's; it is kept when its time comes
    state = models.CharField(max_length=12, choices=LetterState.choices, default=LetterState.WAITING)
    queued_at = models.DateTimeField(auto_now_add=True)
    leaves_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)
    tries = models.PositiveSmallIntegerField(default=0)  # how often the mail server could not take it
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state", "leaves_at"], name="letter_due"),
            models.Index(fields=["scope", "-leaves_at", "id"], name="letter_scope"),
            models.Index(fields=["scope", "state"], name="letter_scope_state"),
            models.Index(fields=["author_id"], condition=models.Q(author_id__isnull=False), name="letter_author"),
        ]


class Reminder(models.Model):
    """A person was reminded of a duty. `key` is the duty's with its due date, so that a moved date reminds again;
    `days` before that date, -1 when it has none."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["person", "key", "days"], name="reminder_once")
        ]


class Writing(About):
    """The text of one field that several people write (records.writings). A save names the version it began from."""

    field = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # 0: nothing was ever written
    since = models.PositiveIntegerField(default=0)  # the version that brought this text; later ones were put aside
    token = models.CharField(max_length=60, blank=True)  # "window.number" of the save that brought this text
    person_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "field"], name="writing_once")
        ]


class EarlierWriting(models.Model):
    """A text that a field had before (the last one of each writer and ten minutes), or one that was not chosen."""

    writing = models.ForeignKey(Writing, on_delete=models.CASCADE, related_name="earlier")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    person_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["writing", "version"], name="earlier_writing_once")
        ]


class ParallelWriting(models.Model):
    """A text that began from an older version than the one that was saved meanwhile. It waits for a person's choice."""

    writing = models.ForeignKey(Writing, on_delete=models.CASCADE, related_name="parallels")
    text = models.TextField(blank=True)
    base = models.PositiveIntegerField()  # the version that it began from
    token = models.CharField(max_length=60, blank=True)
    person_id = models.BigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["writing", "person_id"], name="parallel_writing_once")
        ]


class Presence(models.Model):
    """A person has something open that several people write; she is there while `seen_at` is young."""

    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=60, blank=True)  # the section
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "person"], name="presence_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["seen_at"], name="presence_seen")]


class SearchText(About):
    """What a row can be found by: lower case, without diacritics, with the synonyms of the pack (records.search)."""

    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="search_text_once")
        ]


class StoredFile(About):
    """A checked upload. Served as a download after the Subject of the row said that the reader may."""

    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="%Y/%m/", max_length=200)
    person_id = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject_type", "subject_id"], name="file_subject")]


class CalendarEntry(About):
    """One entry of people's calendars. The uid stays and the sequence grows, so that a move changes the same entry."""

    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    name = LocalTextField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    all_day = models.BooleanField(default=True)  # then both are midnights of Helsinki, the end the day after the last
    cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="calendar_entry_subject_once"),
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="calendar_entry_order"),
        ]


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar reads her dates. A new token makes the old address empty."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    made_at = models.DateTimeField()
