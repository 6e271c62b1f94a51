"""A paper as PDF. The look stands in paper.typ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from soske.engines.documents.language import language
from soske.engines.documents.plain import Care, paragraphs
from soske.engines.documents.typeset import columns, divided, one_line, pictures, shortened, typeset

if TYPE_CHECKING:
    from soske.engines.documents.paper import Item, Paper, Part

SIDE_COLUMNS = 3  # a table with more takes the whole width
WIDE, BESIDE = 166, 121  # mm: the whole width, that beside a label


def paper_pdf(paper: Paper) -> bytes:
    """The PDF. Whatever was typed, it is made: what no font can show becomes a box."""
    return typeset("paper", partial(paper_data, paper), paper.made)


def paper_pictures(paper: Paper, ppi: int = 110) -> list[bytes]:
    """Its pages as PNG, to look at."""
    return pictures("paper", partial(paper_data, paper), ppi)


def paper_data(paper: Paper, care: Care) -> dict[str, Any]:
    """What the template reads: every text is made printable here and nowhere else."""

    def line(text: str) -> str:
        return one_line(text, care)

    def text(written: str) -> list[list[str]]:
        return paragraphs(written, care)

    def item(one: Item) -> dict[str, Any]:
        label = line(one.label)
        wide = not label or len(one.columns) > SIDE_COLUMNS
        table = _table(one, text, WIDE if wide else BESIDE) if one.columns else {"widths": [], "lines": []}
        return {
            "label": label,
            "text": text(one.text),
            "lang": language(one.lang),
            "note": text(one.note),
            "wide": wide,
            "pairs": [] if one.columns else [[line(header), text("\n".join(cells))] for header, cells in one.rows],
            **table,
        }

    def part(one: Part) -> dict[str, Any]:
        return {
            "heading": line(one.heading) or "–",
            "about": text(one.about),
            "items": [item(each) for each in one.items],
        }

    title = line(paper.title) or "–"
    kicker = line(paper.kicker)
    return {
        "title": title,
        "lang": language(paper.lang) or "en",
        "kicker": kicker,
        "running": shortened(f"{kicker} · {title}" if kicker else title),
        "facts": [[line(label), text(value)] for label, value in paper.facts],
        "parts": [part(one) for one in paper.parts],
        "foot": shortened(line(paper.foot)),
        "made_at": line(paper.made_at),
        "absent": line(paper.absent) or "–",
    }


def _table(item: Item, text: Callable[[str], list[list[str]]], room: float) -> dict[str, Any]:
    count = len(item.columns)
    rows = [[header, *cells][:count] for header, cells in item.rows]
    lines = [list(item.columns), *([*row, *[""] * (count - len(row))] for row in rows)] if rows else []
    widths, fits = columns(lines, room)
    return {
        "widths": widths,
        "lines": [
            [{"text": text(cell), "divide": divided(cell, fit)} for cell, fit in zip(line, fits, strict=True)]
            for line in lines
        ],
    }
