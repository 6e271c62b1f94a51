"""A report as PDF. The look stands in report.typ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from soske.engines.documents.language import language
from soske.engines.documents.markup import Span, held, parsed
from soske.engines.documents.plain import Care, paragraphs
from soske.engines.documents.report import KINDS, Block, Grid, Note, Prose, Quote, Report, Scales, figure, leveled
from soske.engines.documents.typeset import (
    SMALL_LETTER,
    divided,
    one_line,
    pictures,
    shortened,
    table_data,
    tree_data,
    typeset,
)

WIDE, AREAS = 166, 45  # mm: the whole width, names of areas beside their scales


def report_pdf(report: Report) -> bytes:
    """The PDF. Whatever was typed, it is made: what no font can show becomes a box."""
    return typeset("report", partial(report_data, report), report.made)


def report_pictures(report: Report, ppi: int = 110) -> list[bytes]:
    """Its pages as PNG, to look at."""
    return pictures("report", partial(report_data, report), ppi)


def report_data(report: Report, care: Care) -> dict[str, Any]:
    """What the template reads: every text is made printable here and nowhere else."""
    own = language(report.lang) or "en"

    def other(lang: str, than: str) -> str:
        code = language(lang)
        return code if code != than else ""

    title, kicker = one_line(report.title, care) or "–", one_line(report.kicker, care)
    sections = []
    for section in leveled(report.sections):
        lang = language(section.lang) or own
        blocks = [{"lang": other(block.lang, lang), **block_data(block, care, lang)} for block in section.blocks]
        sections.append(
            {
                "heading": one_line(section.heading, care) or "–",
                "level": section.level,
                "lang": other(section.lang, own),
                "blocks": blocks or [{"kind": "absent", "lang": ""}],
            }
        )
    return {
        "title": title,
        "lang": own,
        "kicker": kicker,
        "running": shortened(f"{kicker} · {title}" if kicker else title),
        "facts": [[one_line(label, care), paragraphs(value, care)] for label, value in report.facts],
        "contents": one_line(report.contents, care) if sections else "",
        "sections": sections,
        "foot": shortened(one_line(report.foot, care)),
        "made_at": one_line(report.made_at, care),
        "absent": one_line(report.absent, care) or "–",
    }


def block_data(block: Block, care: Care, lang: str) -> dict[str, Any]:
    """One block as the template reads it."""
    match block:
        case Prose():
            found = tree_data(parsed(block.text), care, WIDE)
            return {"kind": "tree", "blocks": found} if found else {"kind": "absent"}
        case Note():
            return {"kind": "note", "blocks": tree_data(parsed(block.text), care, WIDE)}
        case Quote():
            by = one_line(block.by, care)
            return {"kind": "quote", "blocks": tree_data(parsed(block.text), care, WIDE), "by": by}
        case Grid():
            return {"caption": one_line(block.caption, care), **grid_data(block, care, WIDE)}
        case Scales():
            return {"caption": one_line(block.caption, care), **scales_data(block, care, lang, AREAS)}


def grid_data(grid: Grid, care: Care, room: float, letter: float = SMALL_LETTER) -> dict[str, Any]:
    """A table as the looks read it; nothing at all without columns."""
    if not grid.columns:
        return {"kind": ""}
    lines = [[[Span(held(cell).strip())] for cell in row] for row in (grid.columns, *grid.lines())]
    return table_data(lines, grid.numbers, care, room, letter)


def scales_data(
    scales: Scales,
    care: Care,
    lang: str,
    room: float,
    letter: float = SMALL_LETTER,
    kinds: Sequence[str] = (),
) -> dict[str, Any]:
    """The picture as the looks read it; the names of areas have `room` mm. The kinds are columns even when empty."""
    columns = scales.columns(kinds)
    known = {kind: values for kind, _head, values in columns}
    lang = language(scales.lang) or lang
    lines = []
    for place, area in enumerate(scales.areas):
        name = one_line(area.name, care) or "–"
        lines.append(
            {
                "name": name,
                "divide": divided(name, room / letter),
                "values": [known[kind][place] if kind in known else None for kind in KINDS],
                "figures": [figure(values[place], lang) for _kind, _head, values in columns],
            }
        )
    return {
        "kind": "scales",
        "area": one_line(scales.heads.area, care),
        "heads": [[kind, one_line(head, care)] for kind, head, _values in columns],
        "lines": lines,
    }
