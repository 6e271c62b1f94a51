"""Who may open the records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from soske.base.answer import NOT_THERE, Answer
from soske.base.connect import Subject, subjects
from soske.base.urls import Asked
from soske.records.models import StoredFile


def sees_file(request: HttpRequest, *, pk: int, **kwargs: Any) -> Answer:
    """Asked of the subject that the file belongs to; a file that one may not see is not there."""
    stored = StoredFile.objects.filter(pk=pk).first()
    subject = subjects.get(stored.subject_type) if stored else None
    if stored is None or subject is None or not _may(request.user, stored, subject):
        return NOT_THERE
    Asked.of(request).subject = stored
    return Answer(True)


def _may(person: Any, stored: StoredFile, subject: Subject) -> Answer:
    if subject.may_file is not None:
        return subject.may_file(person, stored.subject_id, stored)
    return subject.may(person, stored.subject_id, "read")
