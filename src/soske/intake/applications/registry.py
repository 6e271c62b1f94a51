"""For the registry: everything that was received of applications as one archive with an index (engines.documents).

A folder for each application, called after its number and its case number: the PDF of each submission, then what came
with them, also what the applicants removed later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO, TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.intake.applications.actions import KEPT
from soske.intake.applications.models import Application, Submission
from soske.intake.applications.papers import case_numbers, submission_kind
from soske.intake.applications.queries import SUBJECT
from soske.intake.applications.tasks import pdf_ensure
from soske.programmes.models import Programme
from soske.records.models import StoredFile

if TYPE_CHECKING:
    from soske.engines.documents.bundle import Entry, Index


def applications_received(programme: Programme) -> QuerySet[Application]:
    """Applications of which something was received, in the order of their numbers."""
    received = Exists(Submission.objects.filter(application=OuterRef("pk")))
    return Application.objects.filter(received, programme=programme).order_by("number", "pk")


def registry_zip(
    programme: Programme, applications: Iterable[Application], *, only: Application | None = None
) -> IO[bytes]:
    """The archive as an open file at its beginning. PDFs that are not there yet are made; at most one file is in memory
    at a time. The index is in the first language of the programme; with `only` it is about that one application."""
    from soske.engines.documents.bundle import bundle_zip  # heavy: imported where used

    with override(programme.languages[0]):
        entries = (entry for application in applications for entry in _entries(programme, application))
        return bundle_zip(entries, _index(programme, only))


def registry_name(programme: Programme, application: Application | None = None) -> str:
    """The name of the archive: academy, number, case number where they are known."""
    from soske.engines.documents.bundle import safe_name

    numbers = [programme.case_number]
    if application is not None:
        numbers = [_number(application), application.case_number]
    return safe_name("-".join(part for part in (programme.slug, *numbers) if part) + ".zip")


def _number(application: Application) -> str:
    return f"{application.number or 0:03}"


def _entries(programme: Programme, application: Application) -> Iterator[Entry]:
    """The files of one application. The index tells what each is; the PDFs name the attachments with their check sums,
    so that one which is gone from the store is missed."""
    from soske.engines.documents.bundle import Entry

    lang = programme.languages[0]
    folder = " ".join(part for part in (_number(application), application.case_number) if part)
    came: dict[str, str] = {}
    for row in Submission.objects.filter(application=application).order_by("position"):
        title = row.content["title"]
        came |= {each["sha256"]: title for each in row.content["files"]}
        stored = pdf_ensure(row.pk)
        if stored is not None:
            words = [submission_kind(row), title, formats.date_and_time(row.at, lang)]
            yield Entry(stored.name, partial(stored.file.open, "rb"), ", ".join(words), folder)
    attachment = _("Attachment")
    kept = StoredFile.objects.filter(subject_type__in=[SUBJECT, KEPT], subject_id=application.pk, sha256__in=came)
    for stored in kept.order_by("pk"):
        title = came.pop(stored.sha256, "")  # the same file, added twice, is one
        if title:
            yield Entry(stored.name, partial(stored.file.open, "rb"), f"{attachment}, {title}", folder)


def _index(programme: Programme, only: Application | None) -> Index:
    from soske.engines.documents.bundle import Heads, Index

    lang = programme.languages[0]
    now = timezone.now()
    name = programme.name.spoken(lang, tuple(programme.languages)).text
    organiser = programme.organiser.name.spoken(lang).text if programme.organiser else ""
    facts = [
        (_("Academy"), name),
        (_("Organiser"), organiser),
        *case_numbers(programme, only),
        (_("Application"), str(only.number or "") if only else ""),
    ]
    return Index(
        title=_("Application for the registry") if only else _("Applications for the registry"),
        lang=lang,
        heads=Heads(
            file=_("File in the archive"),
            original=_("Original name"),
            about=_("What it is"),
            size=_("Size in bytes"),
            digest=_("Checksum (SHA-256)"),
        ),
        made=timezone.localtime(now),
        made_at=_("Made %(when)s") % {"when": formats.date_and_time(now, lang)},
        kicker=name,
        facts=[(label, value) for label, value in facts if value],
        heading=_("Files"),
        absent="–",
    )
