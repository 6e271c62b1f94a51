"""Files that people add to something and remove from it on a page (templates/base/files.html)."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from soske.records.models import StoredFile
from soske.records.queries import files_of

FILES = 100
"""Most files that a page shows."""


def files_shown(subject_type: str, subject_id: int) -> list[StoredFile]:
    """The files of a subject by name, at most 100. One query."""
    return list(files_of(subject_type, subject_id)[:FILES])


def file_posted(
    request: HttpRequest,
    subject: tuple[str, int],
    *,
    add: Callable[[str, IO[bytes], int], object],
    remove: Callable[[StoredFile], object],
    added: str,
) -> None:
    """Remove the file of the subject that was pressed, or add the one that was chosen (name, content, bytes), and say
    so; `added` are the words for the latter.

    Raises:
        ValidationError: no file is chosen, or it may not be kept.
    """
    number = request.POST.get("remove", "")
    if number:
        found = files_of(*subject).filter(pk=int(number) if number.isdecimal() and len(number) < 19 else 0).first()
        if found is not None:
            remove(found)
            messages.success(request, _("The file is removed."))
        return
    upload = request.FILES.get("file")
    if upload is None or upload.size is None:
        raise ValidationError(_("Choose a file first."))
    add(upload.name or "", upload, upload.size)
    messages.success(request, added)
