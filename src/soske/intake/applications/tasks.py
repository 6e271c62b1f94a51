"""Jobs of the worker: PDFs of what was received."""

from __future__ import annotations

import datetime as dt
import io
import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from soske.intake.applications.letters import letters_received
from soske.intake.applications.models import Submission
from soske.records.models import StoredFile

log = logging.getLogger(__name__)

PRINTED = "submission"
"""Subject of the PDFs that Soske makes of submissions."""
AT_ONCE = 50
LONG = dt.timedelta(hours=1)
PATIENCE = dt.timedelta(minutes=2)  # the job of the submission itself comes first


def pdf_ensure(pk: int) -> StoredFile | None:
    """The PDF of a submission; made when there is none yet. None when there is no such submission.

    Two that make it at the same moment keep one; who is killed on the way leaves nothing, so that it is made later.
    """
    found = Submission.objects.select_related("pdf", "application__programme__organiser").filter(pk=pk).first()
    if found is None or found.pdf is not None:
        return found.pdf if found else None
    from soske.engines.documents.apart import paper_pdf_apart
    from soske.intake.applications.papers import submission_paper

    names = _names(found)
    content = paper_pdf_apart(submission_paper(found))
    with transaction.atomic():
        # Without a join: who has waited for the row would see the file as it was before the wait.
        locked = Submission.objects.select_for_update().get(pk=pk)
        if locked.pdf is not None:
            return locked.pdf
        if _names(locked) == names:
            return _pdf_store(found, content)
    return pdf_ensure(pk)  # somebody whom it names has been erased meanwhile


def _names(submission: Submission) -> list[int]:
    """Numbers of the names that the submission has: an erasure takes some, nothing brings new ones."""
    return list(submission.names.order_by("pk").values_list("pk", flat=True))


def _pdf_store(submission: Submission, content: bytes) -> StoredFile:
    from soske.records.actions import file_store

    stored = file_store(
        by=None,
        scope=submission.application.programme_id,
        subject=(PRINTED, submission.pk),
        name=pdf_name(submission),
        upload=io.BytesIO(content),
        size=len(content),
    )
    Submission.objects.filter(pk=submission.pk).update(pdf=stored)
    return stored


def pdf_name(submission: Submission) -> str:
    """The name of the PDF: academy, number of the application, day, and which submission it is."""
    application = submission.application
    day = timezone.localtime(submission.at).date().isoformat()
    return f"{application.programme.slug}-{application.number or 0:03}-{day}-{submission.position}.pdf"


def follow(pk: int) -> None:
    """Make the PDF of a submission and queue its acknowledgement with it; after an hour without it, because those who
    applied have to know that their application was received.

    Raises:
        Exception: the PDF cannot be made now.
    """
    try:
        pdf = pdf_ensure(pk)
    except Exception:
        if Submission.objects.filter(pk=pk, at__lt=timezone.now() - LONG).exists():
            tell(pk, None)
        raise
    tell(pk, pdf)


def tell(pk: int, pdf: StoredFile | None) -> None:
    """Queue the acknowledgement of a submission, once."""
    submission = Submission.objects.select_related("application__programme", "application__group").get(pk=pk)
    if submission.told:
        return
    with transaction.atomic():
        letters_received(submission, pdf=pdf)
        Submission.objects.filter(pk=pk).update(told=True)


@task()
def submission_follow(pk: int) -> None:
    """What follows a submission: its PDF, and the acknowledgement with it. Done twice, it does nothing the second
    time."""
    follow(pk)


@task()
def submissions_sweep() -> int:
    """Make up for what is missing, for example because the server stopped; how many submissions it was."""
    made = 0
    undone = Submission.objects.filter(Q(pdf__isnull=True) | Q(told=False))
    waiting = undone.filter(at__lt=timezone.now() - PATIENCE).order_by("-pk")
    for pk in waiting.values_list("pk", flat=True)[:AT_ONCE]:
        try:
            follow(pk)
            made += 1
        except Exception:
            # One that cannot be made must not keep the others waiting; the log says which.
            log.exception("submission %s has no PDF or no acknowledgement", pk)
    return made
