"""Files of applications for the coordinator: PDFs, attachments, archives for the registry."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest

from soske.base.urls import Asked
from soske.intake.applications.models import Application
from soske.intake.applications.queries_page import file_received
from soske.intake.applications.registry import applications_received, registry_name, registry_zip
from soske.intake.applications.tasks import pdf_ensure
from soske.records.models import StoredFile


def submission_pdf(request: HttpRequest, slug: str, pk: int, position: int) -> FileResponse:
    """The PDF of a submission; made now when the worker has not made it yet."""
    application: Application = Asked.of(request).subject
    row = application.submissions.filter(position=position).values_list("pk", flat=True).first()
    stored = pdf_ensure(row) if row else None
    if stored is None:
        raise Http404
    return _download(stored)


def application_file(request: HttpRequest, slug: str, pk: int, file: int) -> FileResponse:
    """An attachment that was received."""
    stored = file_received(Asked.of(request).subject, file)
    if stored is None:
        raise Http404
    return _download(stored)


def _download(stored: StoredFile) -> FileResponse:
    return FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )


def application_registry(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """What was received of one application, for the registry."""
    asked = Asked.of(request)
    archive = registry_zip(asked.programme, [asked.subject], only=asked.subject)
    return FileResponse(archive, as_attachment=True, filename=registry_name(asked.programme, asked.subject))


def call_registry(request: HttpRequest, slug: str) -> FileResponse:
    """What was received in the whole call, for the registry."""
    programme = Asked.of(request).programme
    archive = registry_zip(programme, applications_received(programme).iterator(chunk_size=200))
    return FileResponse(archive, as_attachment=True, filename=registry_name(programme))
