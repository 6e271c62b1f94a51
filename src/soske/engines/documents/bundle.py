"""The file for the registry: a ZIP of documents with an index, for people (PDF) and for programs (CSV)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from soske.engines.documents.apart import paper_pdf_apart
from soske.engines.documents.paper import Fact, Item, Paper, Part

LONGEST = 120  # characters of a file name: programs that unpack add folders of their own
CHUNK = 1024 * 1024
IN_MEMORY = 8 * 1024 * 1024  # a larger bundle goes to a temporary file

# Letters that do not come apart into a letter and a mark.
LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T", "ħ": "h", "Ħ": "H", "ı": "i",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
})  # fmt: skip
# Windows keeps these for devices, with any ending.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")
# These are packed already; packing them again only takes time.
PACKED = frozenset({".pdf", ".zip", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"})
# A spreadsheet would calculate a cell that begins so.
FORMULA = re.compile("[=+\\-@|%＝＋－＠]")


@dataclass(frozen=True)
class Entry:
    """One file. The content is bytes, or what opens a file to read (called when its turn comes, closed afterwards)."""

    name: str  # as its owner called it: any text
    content: bytes | Callable[[], IO[bytes]]
    about: str = ""  # what it is, for the index
    folder: str = ""  # one level of folders, by any text


@dataclass(frozen=True)
class Heads:
    """The words over the columns of the index."""

    file: str
    original: str
    about: str
    size: str
    digest: str = "SHA-256"


@dataclass(frozen=True)
class Index:
    """What the index says beside the list."""

    title: str
    lang: str
    heads: Heads
    made: dt.datetime  # the date of every file in the bundle: same entries, same bytes
    made_at: str = ""
    kicker: str = ""
    facts: Sequence[Fact] = ()
    foot: str = ""
    absent: str = ""
    heading: str = ""  # over the list; the title unless given
    name: str = "index"  # NAME.pdf and NAME.csv


@dataclass(frozen=True)
class Filed:
    """A line of the index."""

    file: str
    original: str
    about: str
    size: int
    digest: str

    def cells(self) -> list[str]:
        """In the order of the heads."""
        return [self.file, self.original, self.about, str(self.size), self.digest]


def bundle_zip(entries: Iterable[Entry], index: Index) -> IO[bytes]:
    """The ZIP as an open file at its beginning; the caller closes it. One entry is in memory at a time."""
    names = Names()
    sheet, paper = (names.take(f"{index.name}{ending}") for ending in (".csv", ".pdf"))
    date = _date(index.made)
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - given to the caller, closed on an error
    try:
        with ZipFile(out, "w") as archive:
            filed = [_file(archive, entry, names.take(entry.name, entry.folder), date) for entry in entries]
            for name, content in (
                (sheet, index_csv(filed, index.heads)),
                (paper, paper_pdf_apart(index_paper(filed, index))),
            ):
                _write(archive, name, io.BytesIO(content), len(content), date)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def index_csv(filed: Sequence[Filed], heads: Heads) -> bytes:
    """CSV as Finnish and Swedish spreadsheets open it: semicolons, and a mark that says UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(head) for head in (heads.file, heads.original, heads.about, heads.size, heads.digest)])
    writer.writerows([_cell(cell) for cell in one.cells()] for one in filed)
    return out.getvalue().encode("utf-8-sig", "replace")


def index_paper(filed: Sequence[Filed], index: Index) -> Paper:
    """The same list to read."""
    heads = index.heads
    rows = [(one.file, (one.original if one.original != one.file else "", *one.cells()[2:])) for one in filed]
    table = Item(rows=rows, columns=(heads.file, heads.original, heads.about, heads.size, heads.digest))
    return Paper(
        title=index.title,
        lang=index.lang,
        kicker=index.kicker,
        facts=index.facts,
        parts=[Part(index.heading or index.title, items=[table])],
        foot=index.foot,
        made_at=index.made_at,
        made=index.made,
        absent=index.absent,
    )


def safe_name(name: str, longest: int = LONGEST) -> str:
    """A file name for every system: letters A to Z, digits, dot, hyphen and low line; never a path, never empty."""
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", plain)
    plain = re.sub(r"\.{2,}", ".", plain)
    plain = re.sub(r"[_-]*([._-])[_-]*", r"\1", plain).strip("._-") or "file"
    return _shortened(f"file_{plain}" if RESERVED.match(plain) else plain, "", longest)


class Names:
    """Names that are taken. Two that differ only by capitals are one name on many systems."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def take(self, name: str, folder: str = "") -> str:
        """A free name like this one, in the folder: NAME.pdf, NAME-2.pdf, NAME-3.pdf."""
        within = f"{safe_name(folder, 60)}/" if folder.strip() else ""
        first = within + safe_name(name)
        free, number = first, self._last.get(first.lower(), 1)
        while free.lower() in self._taken:
            number += 1
            free = within + _shortened(safe_name(name), f"-{number}", LONGEST)
        self._last[first.lower()] = number
        self._taken.add(free.lower())
        return free


def _shortened(name: str, addition: str, longest: int) -> str:
    """The name with an addition before its ending, which is kept."""
    found = ENDING.search(name)
    ending = found[0] if found and found.start() else ""
    stem = name[: len(name) - len(ending)] if ending else name
    return stem[: longest - len(addition) - len(ending)].rstrip("._-") + addition + ending


def _file(archive: ZipFile, entry: Entry, name: str, date: Date) -> Filed:
    if isinstance(entry.content, bytes):
        size, digest = _write(archive, name, io.BytesIO(entry.content), len(entry.content), date)
    else:
        with entry.content() as source:
            size, digest = _write(archive, name, source, None, date)
    return Filed(name, entry.name, entry.about, size, digest)


def _write(archive: ZipFile, name: str, source: IO[bytes], size: int | None, date: Date) -> tuple[int, str]:
    """Size and SHA-256 of what was written."""
    info = ZipInfo(name, date)
    info.compress_type = ZIP_STORED if PurePosixPath(name).suffix.lower() in PACKED else ZIP_DEFLATED
    info.create_system = 3  # the same on every system, with the rights of a file that all may read
    info.external_attr = 0o100644 << 16
    info.file_size = size or 0
    digest, written = hashlib.sha256(), 0
    # A file whose size nobody knows may turn out to be larger than the old format allows.
    with archive.open(info, "w", force_zip64=size is None) as target:
        for chunk in _chunks(source):
            target.write(chunk)
            digest.update(chunk)
            written += len(chunk)
    return written, digest.hexdigest()


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


Date = tuple[int, int, int, int, int, int]


def _date(made: dt.datetime) -> Date:
    """ZIP knows no zones, no odd seconds and no year before 1980."""
    made = max(made.replace(tzinfo=None), dt.datetime(1980, 1, 1))  # noqa: DTZ001
    return (min(made.year, 2107), made.month, made.day, made.hour, made.minute, made.second // 2 * 2)


def _cell(text: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    line = " ".join(text.replace("\0", "").split())
    return f"'{line}" if FORMULA.match(line) else line
