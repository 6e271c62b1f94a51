"""Job of the worker: sheets that were never imported are thrown away."""

from __future__ import annotations

from django_tasks import task

from soske.records.actions import file_remove
from soske.records.models import StoredFile

IMPORT = "import"
"""Subject of a sheet that waits for its import, with the number of the programme."""


@task()
def import_forget(pk: int) -> bool:
    """Throw a sheet away that waited long enough; whether it was still there."""
    stored = StoredFile.objects.filter(pk=pk, subject_type=IMPORT).first()
    if stored is not None:
        file_remove(by=None, stored=stored)
    return stored is not None
