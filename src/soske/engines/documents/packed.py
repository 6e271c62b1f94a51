"""Office files are ZIP archives that tell when they were written: here they are written again, with the date given."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from soske.engines.documents.language import located

OLDEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # ZIP knows no earlier year


def dated(content: bytes, made: dt.datetime) -> bytes:
    """The same archive with the same files in the same order, all of that date."""
    moment = max(made, OLDEST)
    date = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2)
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = ZipInfo(name, date)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3  # the same on every system
            target.writestr(info, source.read(name))
    return out.getvalue()


def properties_set(core: Any, *, title: str, subject: str, lang: str, made: dt.datetime) -> None:
    """The properties of python-docx and python-pptx. They take 255 characters, and times without a zone."""
    plain = made.astimezone(dt.UTC).replace(tzinfo=None)
    core.title, core.subject, core.language = title[:255], subject[:255], located(lang) or "en-GB"
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.created = core.modified = plain
    core.revision = 1
