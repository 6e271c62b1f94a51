"""A set of slides as PDF, page for page that of the slides. The look stands in deck.typ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from soske.engines.documents.deck import (
    PADDING,
    Deck,
    Page,
    Point,
    Room,
    pages,
    scale_widths,
    short_subtitle,
    short_title,
)
from soske.engines.documents.language import language
from soske.engines.documents.markup import Block, Listing, Para, Small
from soske.engines.documents.plain import Care, paragraphs, printable
from soske.engines.documents.pptx_look import BODY
from soske.engines.documents.report import Grid, Scales
from soske.engines.documents.report_pdf import grid_data, scales_data
from soske.engines.documents.typeset import one_line, pictures, shortened, tree_data, typeset

ROOM = Room(BODY[2], BODY[3])
POINT = 25.4 / 72  # mm
LETTER = 3.6  # mm, in a table of 18 points


def deck_pdf(deck: Deck) -> bytes:
    """The PDF. Whatever was typed, it is made: what no font can show becomes a box. Notes are not in it."""
    return typeset("deck", partial(deck_data, deck), deck.made)


def deck_pictures(deck: Deck, ppi: int = 60) -> list[bytes]:
    """Its pages as PNG, to look at."""
    return pictures("deck", partial(deck_data, deck), ppi)


def deck_data(deck: Deck, care: Care) -> dict[str, Any]:
    """What the template reads: every text is made printable here and nowhere else."""
    own = language(deck.lang) or "en"
    slides = []
    for page in pages(deck, ROOM):
        lang = language(page.lang) or own
        slides.append(
            {
                "title": one_line(page.title, care) or "–",
                "lang": lang if lang != own else "",
                "caption": one_line(page.caption, care),
                "content": _content(page, care, lang),
            }
        )
    return {
        "title": one_line(short_title(deck.title), care) or "–",
        "subtitle": paragraphs(short_subtitle(deck.subtitle), care),
        "lang": own,
        "foot": shortened(one_line(deck.foot, care)),
        "slides": slides,
    }


def _content(page: Page, care: Care, lang: str) -> dict[str, Any]:
    match page.content:
        case Grid() as grid if not grid.columns:
            rows = [[printable(cell, care).split("\n") for cell in row] for row in grid.rows]
            return {"kind": "pairs", "rows": rows}
        case Grid() as grid:
            return grid_data(grid, care, ROOM.width * POINT, LETTER)
        case Scales() as scales:
            names = scale_widths(scales, ROOM, page.kinds)[0] - PADDING
            return scales_data(scales, care, lang, names * POINT, LETTER, page.kinds)
        case None:
            return {"kind": ""}
        case points:
            return {"kind": "points", "blocks": tree_data(grouped(points), care, ROOM.width * POINT)}


def grouped(points: Sequence[Point]) -> list[Block]:
    """Lists within lists again, of the lines of one slide."""
    found: list[Block] = []
    at = 0
    while at < len(points):
        point = points[at]
        at += 1
        if not point.mark:
            found.append(Small(point.spans) if point.small else Para(point.spans))
            continue
        begun = at
        while at < len(points) and _within(points[at], point):
            at += 1
        item = (Para(point.spans), *grouped(points[begun:at]))
        numbered = point.mark != "•"
        last = found[-1] if found else None
        if isinstance(last, Listing) and last.numbered == numbered and _follows(point, last):
            found[-1] = Listing((*last.items, item), numbered, last.start)
        else:
            found.append(Listing((item,), numbered, int(point.mark) if numbered else 1))
    return found


def _within(point: Point, item: Point) -> bool:
    return point.level > item.level or (not point.mark and point.level == item.level > 0)


def _follows(point: Point, listing: Listing) -> bool:
    return not listing.numbered or int(point.mark) == listing.start + len(listing.items)
