"""What may be uploaded: by size, by ending and by what the bytes say."""

from __future__ import annotations

import re
import zipfile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from soske.base.localtext import one_line

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE
LARGEST_REQUEST = 100 * MEGABYTE  # up to here the answer says what is wrong, beyond the connection is closed
MOST_MEMBERS = 2_000  # of an Office file, which is a zip archive
LARGEST_LIST = 256 * MOST_MEMBERS  # bytes of the list of members
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # they turn what is read around, so that exe.fdp looks like a PDF
PDF = "application/pdf"
# ending -> (content type, a member that such an Office file always has)
OFFICE = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
}


def clean_name(name: str) -> str:
    """The name of a file on one line, without a path and without characters that change the order of reading."""
    return TURNS.sub("", one_line(name)).replace("\\", "/").rsplit("/", 1)[-1].strip()


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
    if len(name) > 160:
        raise ValidationError(_("The name of the file is too long. Use at most 160 characters."))
    ending = name.rsplit(".", 1)[-1].lower()
    upload.seek(0)
    head = upload.read(1024)
    upload.seek(0)
    if ending == "pdf" and b"%PDF-" in head:
        return PDF
    if ending in OFFICE and head.startswith(b"PK"):
        content_type, member = OFFICE[ending]
        members = _members(upload)
        upload.seek(0)
        if member in members and not any("vba" in each.lower() for each in members):
            return content_type
    raise ValidationError(_("Add a PDF, DOCX, PPTX or XLSX file. The content has to match the ending of the name."))


class _Bounded:
    """Reads of a file that are never larger than a list of members may be, whatever the archive says of itself."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek, self.tell, self.file = file.seek, file.tell, file

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(LARGEST_LIST + 1 if size < 0 else min(size, LARGEST_LIST + 1))
        if len(content) > LARGEST_LIST:
            raise zipfile.BadZipFile("the list of members is too long")
        return content


def _members(upload: IO[bytes]) -> list[str]:
    """Names of the members of a zip archive; empty when it is none, is broken, or has too many."""
    try:
        with zipfile.ZipFile(_Bounded(upload)) as archive:
            names = archive.namelist()
    except Exception:  # the library meets broken archives with errors of many types
        return []
    return names if len(names) <= MOST_MEMBERS else []


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most LARGEST bytes of the files of a request on the disk, before anyone knows who sends them.

    A larger file comes without its content but with its true size, so that the page can say what is wrong.
    """

    taken = 0
    over = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        self.length = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.length > LARGEST_REQUEST:
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken <= LARGEST:
            self.file.write(raw_data)
        elif not self.over:
            self.over = True
            self.file.seek(0)
            self.file.truncate()
