"""Writes about the names in what was received: an erasure takes them away and has the PDFs made again without them."""

from __future__ import annotations

from django.db.models import QuerySet

from soske.intake.applications.models import Submission, SubmissionName
from soske.intake.applications.tasks import PRINTED
from soske.people.models import Person
from soske.records.actions import file_remove
from soske.records.models import StoredFile


def names_of(person: Person) -> QuerySet[SubmissionName]:
    """Where submissions name the person, also when she has left the group or is not its sponsor any more."""
    return SubmissionName.objects.filter(person=person)


def pdfs_naming(person: Person) -> QuerySet[StoredFile]:
    """PDFs of submissions that name the person."""
    return StoredFile.objects.filter(subject_type=PRINTED, subject_id__in=names_of(person).values("submission"))


def names_forget(*, person: Person) -> tuple[int, int]:
    """Remove the name of the person from what was received, and the PDFs that name her: (names, PDFs). The worker makes
    the PDFs again from the content, which names nobody.

    The submissions are held until the erasure is done, so that a PDF that is being made waits and sees (tasks).
    """
    numbers = list(names_of(person).order_by("submission").values_list("submission", flat=True).distinct())
    list(Submission.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk", flat=True))
    pdfs = list(pdfs_naming(person))
    for stored in pdfs:
        file_remove(by=None, stored=stored)
    return names_of(person).delete()[0], len(pdfs)
