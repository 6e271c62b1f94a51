"""A table of hairline rows that becomes blocks on a phone. Made in Python, because long tables are what costs most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from soske.base.escaping import escaped


class Column(NamedTuple):
    """One column. `number` aligns right; `act` holds buttons; `labelled` repeats the title in the blocks of a phone;
    a `spoken` title is for screen readers only."""

    title: str
    number: bool = False
    act: bool = False
    labelled: bool = False
    spoken: bool = False


class Row(NamedTuple):
    """Cells as safe HTML or as text that is escaped here. `cut` is said on a dashed line above the row; one that
    `needs` somebody stands out as a chosen one does, in the colour of waiting."""

    cells: Sequence[str]
    chosen: bool = False
    cut: str = ""
    needs: bool = False


def table(columns: Sequence[Column], rows: Iterable[Row], *, header: int = 0) -> SafeString:
    """The whole table as HTML; `header` is the place of the cell that names its row."""
    heads = []
    for column in columns:
        title = escaped(column.title)
        title = f'<span class="hidden-text">{title}</span>' if column.spoken else title
        heads.append(f'<th scope="col"{_kind(column)}>{title}</th>')
    tags = [
        ('<th scope="row">', "</th>") if place == header else (f"<td{_kind(column)}{_label(column)}>", "</td>")
        for place, column in enumerate(columns)
    ]
    parts = ['<table class="table"><thead><tr>', *heads, "</tr></thead><tbody>"]
    for row in rows:
        if row.cut:
            parts.append(f'<tr class="cut"><td colspan="{len(columns)}">{escaped(row.cut)}</td></tr>')
        parts.append("<tr class=needs>" if row.needs else "<tr class=chosen>" if row.chosen else "<tr>")
        parts += [f"{opens}{escaped(cell)}{closes}" for (opens, closes), cell in zip(tags, row.cells, strict=True)]
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return mark_safe("".join(parts))  # noqa: S308 - every cell and title is escaped above


def links(address: str) -> Callable[[int, str], SafeString]:
    """link(number, words) to the page of a row; `address` is that page of number 0, looked up once for a whole list."""
    before, _zero, after = address.rpartition("/0/")

    def link(number: int, words: str) -> SafeString:
        return mark_safe(f'<a href="{before}/{number}/{after}">{escaped(words)}</a>')  # noqa: S308 - escaped here

    return link


def _kind(column: Column) -> str:
    return ' class="number"' if column.number else ' class="act"' if column.act else ""


def _label(column: Column) -> str:
    return f' data-label="{escaped(column.title)}"' if column.labelled else ""
