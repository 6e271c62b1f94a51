"""Files that a team adds to its work on an assignment."""

from __future__ import annotations

from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.people.models import Person
from soske.records.actions import file_remove, file_store
from soske.records.models import StoredFile
from soske.records.queries import files_of
from soske.sprint.assignments.actions import task_fresh
from soske.sprint.assignments.queries import Task
from soske.sprint.assignments.rules import may_write
from soske.sprint.assignments.states import SUBJECT

MOST_FILES = 20


@transaction.atomic
def work_file_add(*, by: Person, task: Task, name: str, upload: IO[bytes], size: int) -> StoredFile:
    """Add a file to what a team hands in.

    Raises:
        ValidationError: it is handed in, has twenty files, or the file may not be kept (records.actions.file_store).
    """
    fresh = task_fresh(task)
    may_write(fresh).require()
    if files_of(SUBJECT, fresh.work.pk).count() >= MOST_FILES:
        raise ValidationError(_("An assignment can have at most %(n)s files. Remove one first.") % {"n": MOST_FILES})
    scope, subject = fresh.assignment.programme_id, (SUBJECT, fresh.work.pk)
    return file_store(by=by, scope=scope, subject=subject, name=name, upload=upload, size=size)


@transaction.atomic
def work_file_remove(*, by: Person, task: Task, stored: StoredFile) -> None:
    """Remove a file from what a team hands in.

    Raises:
        ValidationError: it is handed in.
    """
    may_write(task_fresh(task)).require()
    file_remove(by=by, stored=stored)
