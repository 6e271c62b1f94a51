"""Reads a worksheet that somebody sends: values only, within bounds, whatever the file says of itself. Pure."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.packs.text import writable

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MOST_LINES = 20_000  # of the sheet, empty ones too
MOST_SHEETS = 30
LONGEST = 20_000  # characters of a cell
UNPACKED = 40_000_000  # bytes of all parts of the file
MOST_PACKED = 250  # times smaller than its content a part may be, when it is large
LARGE = 5_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row with something in it. `number` is that of the row in the sheet; `faults` says for each cell that cannot be
    used why not: (column, reason)."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet. `headings` are the cells of its first row that is not empty, `lines` the rows below."""

    sheet: str
    sheets: tuple[str, ...]
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def table_read(content: IO[bytes], *, sheet: str = "") -> Table:
    """The worksheet with this name, or the first one. Hidden sheets are not there; formulas are not worked out, only
    the values that the file has kept of them are read.

    Raises:
        ValidationError: it is no workbook, it is larger than the bounds, or the sheet is empty.
    """
    _bounded(content)
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dates out of range, parts that openpyxl leaves out
            return _read(content, sheet)
    except ValidationError:
        raise
    except Exception as fault:  # the library meets broken files with errors of many types
        raise ValidationError(
            _("The file cannot be read. Open it in a spreadsheet program, save it again as XLSX and try again.")
        ) from fault


def _bounded(content: IO[bytes]) -> None:
    """Refuse a file that unpacks to more than we read. The library never unpacks more of a part than is declared."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except Exception as fault:
        raise ValidationError(_("The file is not an XLSX file. Save it as XLSX and try again.")) from fault
    too_large = sum(part.file_size for part in parts) > UNPACKED
    packed = any(part.file_size > LARGE and part.file_size > MOST_PACKED * max(part.compress_size, 1) for part in parts)
    if too_large or packed:
        raise ValidationError(_("The file is too large when it is unpacked. Leave only the rows to be imported in it."))


def _read(content: IO[bytes], wanted: str) -> Table:
    from openpyxl import load_workbook  # heavy: imported where used

    book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        if not shown:
            raise ValidationError(_("There is no visible sheet in the file."))
        chosen = next((sheet for sheet in shown if sheet.title == wanted), shown[0])
        headings, lines = _rows(chosen.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS + 1))
        names = tuple(writable(sheet.title) for sheet in shown)
        return Table(sheet=writable(chosen.title), sheets=names, headings=headings, lines=lines)
    finally:
        book.close()


def _rows(rows: Iterable[Sequence[Any]]) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    headings: tuple[str, ...] | None = None
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        values = [_value(cell) for cell in row]
        if not any(text or fault for text, fault in values):
            continue
        if len(values) > MOST_COLUMNS and any(values[MOST_COLUMNS]):
            raise ValidationError(_("The sheet has more than %(n)s columns.") % {"n": MOST_COLUMNS})
        if headings is None:
            headings = tuple(text[:200] for text, _fault in values[:MOST_COLUMNS])
            headings = headings[: _width(headings)]
            continue
        if len(lines) == MOST_ROWS:
            raise ValidationError(
                _("The sheet has more than %(n)s rows. Divide it into several files.") % {"n": _number(MOST_ROWS)}
            )
        kept = values[: len(headings)]
        kept += [("", "")] * (len(headings) - len(kept))
        faults = tuple((column, fault) for column, (_text, fault) in enumerate(kept) if fault)
        if faults or any(text for text, _fault in kept):
            lines.append(Line(number, tuple(text for text, _fault in kept), faults))
    if not headings:
        raise ValidationError(_("The sheet is empty. The first row has to have headings."))
    if not lines:
        raise ValidationError(_("There are no rows below the headings."))
    return headings, tuple(lines)


def _number(count: int) -> str:
    return formats.number(count, get_language() or "fi")


def _width(headings: Sequence[str]) -> int:
    return max((column for column, text in enumerate(headings, start=1) if text), default=0)


def _value(cell: Any) -> tuple[str, str]:
    """(text, why it cannot be used) of a cell. Dates are written YYYY-MM-DD, with the time when there is one."""
    value = getattr(cell, "value", None)
    if value is None:
        return "", ""
    if getattr(cell, "data_type", "") == "e":
        return "", _("the cell holds an error (%(error)s)") % {"error": writable(str(value))[:20]}
    match value:
        case bool():
            return ("1" if value else "0"), ""
        case dt.datetime():
            whole = value.time() == dt.time.min
            return (value.date().isoformat() if whole else value.replace(microsecond=0).isoformat(" ")), ""
        case dt.date() | dt.time():
            return value.isoformat(), ""
        case int():
            return (str(value) if abs(value) < 10**18 else f"{value:.6e}"), ""
        case float():
            return (str(int(value)) if value.is_integer() and abs(value) < 10**15 else f"{value:.10g}"), ""
    text = str(value)
    if len(text) > LONGEST:
        return "", _("the text is longer than %(n)s characters") % {"n": _number(LONGEST)}
    return writable(text.replace("_x000D_", "")).strip(), ""
