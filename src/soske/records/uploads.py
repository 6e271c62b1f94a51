"""What may be uploaded: by size, by ending and by what the bytes say."""

from __future__ import annotations

import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE
PDF = "application/pdf"
# ending -> (content type, a member that such an Office file always has)
OFFICE = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
}


def content_type_of(*, name: str, upload: IO[bytes], size: int) -> str:
    """The content type of an upload that may be kept: PDF, DOCX, PPTX or XLSX of at most 10 MB.

    Raises:
        ValidationError: with what was found and what to do.
    """
    if size > LARGEST:
        raise ValidationError(
            _("The file is %(size)s MB. It can be at most %(largest)s MB.")
            % {"size": -(-size // MEGABYTE), "largest": LARGEST // MEGABYTE}
        )
    if not size:
        raise ValidationError(_("The file is empty. Choose another file."))
    if len(name) > 160 or "\x00" in name:
        raise ValidationError(_("The name of the file is too long. Use at most 160 characters."))
    ending = name.rsplit(".", 1)[-1].lower()
    upload.seek(0)
    head = upload.read(1024)
    upload.seek(0)
    if ending == "pdf" and b"%PDF-" in head:
        return PDF
    if ending in OFFICE and head.startswith(b"PK"):
        content_type, member = OFFICE[ending]
        try:
            with zipfile.ZipFile(upload) as archive:
                if member in archive.namelist() and not any("vba" in each.lower() for each in archive.namelist()):
                    return content_type
        except zipfile.BadZipFile:
            pass
        finally:
            upload.seek(0)
    raise ValidationError(_("Add a PDF, DOCX, PPTX or XLSX file. The content has to match the ending of the name."))
