"""A table of hairline rows that becomes blocks on a phone. Made in Python, because long tables are what costs most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """Cells as safe HTML or as text that is escaped here; the first is the header of the row."""

    cells: Sequence[str]
    chosen: bool = False


def table(columns: Sequence[Column], rows: Iterable[Row]) -> SafeString:
    """The whole table as HTML."""
    heads = []
    for column in columns:
        title = escaped(column.title)
        title = f'<span class="hidden-text">{title}</span>' if column.spoken else title
        heads.append(f'<th scope="col"{_kind(column)}>{title}</th>')
    others_open = [f"<td{_kind(column)}{_label(column)}>" for column in columns[1:]]
    parts = ['<table class="table"><thead><tr>', *heads, "</tr></thead><tbody>"]
    for row in rows:
        first, *others = row.cells
        parts.append(f'<tr{" class=chosen" if row.chosen else ""}><th scope="row">{escaped(first)}</th>')
        parts += [f"{opening}{escaped(cell)}</td>" for opening, cell in zip(others_open, others, strict=True)]
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return mark_safe("".join(parts))  # noqa: S308 - every cell and title is escaped above


def _kind(column: Column) -> str:
    return ' class="number"' if column.number else ' class="act"' if column.act else ""


def _label(column: Column) -> str:
    return f' data-label="{escaped(column.title)}"' if column.labelled else ""
