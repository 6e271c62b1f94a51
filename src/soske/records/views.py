"""Downloads of checked uploads."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest

from soske.base.urls import Asked


def file_download(request: HttpRequest, pk: int) -> FileResponse:
    """Always as a download with the checked type, never shown inside the site."""
    stored = Asked.of(request).subject
    return FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
