"""Lists as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from soske.base.connect import Sheet


def workbook(sheets: list[Sheet]) -> bytes:
    """XLSX with one worksheet for each sheet. Cells are text or numbers, never formulas, whatever was typed."""
    from xlsxwriter import Workbook  # heavy: imported where used

    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title[:31])
        page.freeze_panes(1, 1)
        for column, title in enumerate(sheet.columns):
            page.write_string(0, column, str(title), head)
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    page.write_number(number, column, value)
                else:
                    page.write_string(number, column, str(value))
        page.autofit()
    book.close()
    return content.getvalue()
