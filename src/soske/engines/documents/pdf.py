"""A paper as PDF: tagged (PDF/UA-1) and fit for archives (PDF/A-2a). The look stands in paper.typ."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soske.engines.documents.plain import Care, paragraphs, printable, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from soske.engines.documents.paper import Item, Paper, Part

TEMPLATE = Path(__file__).with_name("paper.typ")
SIDE_COLUMNS = 3  # a table with more takes the whole width
WIDE, BESIDE, LETTER = 166, 121, 1.75  # mm: the whole width, that beside a label, a letter in a table
LANGUAGE = re.compile(r"[a-z]{2,3}")


def paper_pdf(paper: Paper) -> bytes:
    """The PDF. Whatever was typed, it is made: what no font can show becomes a box."""
    for care in (Care.NONE, Care.MARKS):
        try:
            return _made(paper, care)
        except BaseException as error:
            # Signs that the fonts have one by one, but not in this company; and a fault of typst (0.15 stumbles over
            # marks in long words from right to left), which arrives as no Exception and has no name to import.
            if type(error).__name__ not in {"TypstError", "PanicException"}:
                raise
    return _made(paper, Care.MOST)


def paper_pictures(paper: Paper, ppi: int = 110) -> list[bytes]:
    """Its pages as PNG, to look at."""
    from typst import compile as typeset

    pages = typeset(
        TEMPLATE.read_bytes(), format="png", ppi=ppi, ignore_system_fonts=True, sys_inputs=_inputs(paper, Care.NONE)
    )
    return pages if isinstance(pages, list) else [pages or b""]


def _made(paper: Paper, care: Care) -> bytes:
    from typst import compile as typeset  # heavy: imported where used

    content = typeset(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,  # the same letters on every machine
        sys_inputs=_inputs(paper, care),
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int((paper.made or dt.datetime.now(tz=dt.UTC)).timestamp()),
    )
    if not isinstance(content, bytes):
        raise TypeError("typst returned no PDF")
    return content


def _inputs(paper: Paper, care: Care) -> dict[str, str]:
    return {"paper": json.dumps(_data(paper, care), ensure_ascii=False)}


def _data(paper: Paper, care: Care) -> dict[str, Any]:
    """What the template reads: every text is made printable here and nowhere else."""

    def line(text: str) -> str:
        return " ".join(seen(printable(text, care)).split())

    def text(written: str) -> list[list[str]]:
        return paragraphs(written, care)

    def item(one: Item) -> dict[str, Any]:
        label = line(one.label)
        wide = not label or len(one.columns) > SIDE_COLUMNS
        table = _table(one, text, WIDE if wide else BESIDE) if one.columns else {"widths": [], "lines": []}
        return {
            "label": label,
            "text": text(one.text),
            "lang": _language(one.lang),
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
        "lang": _language(paper.lang) or "en",
        "kicker": kicker,
        "running": _short(f"{kicker} · {title}" if kicker else title),
        "facts": [[line(label), text(value)] for label, value in paper.facts],
        "parts": [part(one) for one in paper.parts],
        "foot": _short(line(paper.foot)),
        "made_at": line(paper.made_at),
        "absent": line(paper.absent) or "–",
    }


def _language(code: str) -> str:
    """The language without its country; nothing where the code is no language."""
    code = code.strip().lower().replace("_", "-").partition("-")[0]
    return code if LANGUAGE.fullmatch(code) else ""


def _table(item: Item, text: Callable[[str], list[list[str]]], room: float) -> dict[str, Any]:
    """Shares of the width (long texts get more, but nobody less than a third of another) and lines of cells.

    A word is divided where it is longer than its column, and only there.
    """
    count = len(item.columns)
    rows = [[header, *cells][:count] for header, cells in item.rows]
    lines = [list(item.columns), *([*row, *[""] * (count - len(row))] for row in rows)] if rows else []
    widths = [min(30, max(10, max(map(len, column)) // 2)) for column in zip(*lines, strict=True)]
    fits = [(room * width / sum(widths) - 4) / LETTER for width in widths]
    return {
        "widths": widths,
        "lines": [
            [
                {"text": text(cell), "divide": any(len(word) > fit for word in cell.split())}
                for cell, fit in zip(line, fits, strict=True)
            ]
            for line in lines
        ],
    }


def _short(text: str, longest: int = 120) -> str:
    """What stands on every page must not push the text off it."""
    return text if len(text) <= longest else text[:longest].rstrip() + "…"
