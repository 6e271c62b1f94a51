"""What all PDF documents share: tagged (PDF/UA-1), fit for archives (PDF/A-2a), made whatever was typed.

The looks stand in files of typst beside this one. They get data (JSON), never markup: no text is taken for a command.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from soske.engines.documents.markup import Block, Cells, Listing, Para, Quoted, Small, Span, plain
from soske.engines.documents.plain import Care, printable, seen
from soske.engines.documents.tables import shares

FOLDER = Path(__file__).parent
PADDING = 4.0  # mm of a column that its text does not get
SMALL_LETTER = 1.75  # mm: a letter in a table of 9 points
Data = Callable[[Care], dict[str, Any]]


def typeset(template: str, data: Data, made: dt.datetime | None) -> bytes:
    """The PDF of TEMPLATE.typ. Whatever was typed, it is made: what no font can show becomes a box."""
    for care in (Care.NONE, Care.MARKS):
        try:
            return set_once(template, data, care, made)
        except BaseException as error:
            # Signs that the fonts have one by one, but not in this company; and a fault of typst (0.15 stumbles over
            # marks in long words from right to left), which arrives as no Exception and has no name to import.
            if type(error).__name__ not in {"TypstError", "PanicException"}:
                raise
    return set_once(template, data, Care.MOST, made)


def set_once(template: str, data: Data, care: Care, made: dt.datetime | None) -> bytes:
    """The same, with one care only."""
    content = _compiled(
        template,
        data(care),
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int((made or dt.datetime.now(tz=dt.UTC)).timestamp()),
    )
    if not isinstance(content, bytes):
        raise TypeError("typst returned no PDF")
    return content


def pictures(template: str, data: Data, ppi: int = 110) -> list[bytes]:
    """The pages as PNG, to look at."""
    pages = _compiled(template, data(Care.NONE), format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages or b""]


def _compiled(template: str, data: dict[str, Any], **options: Any) -> Any:
    from typst import compile as compiled  # heavy: imported where used

    return compiled(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        ignore_system_fonts=True,  # the same letters on every machine
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **options,
    )


def one_line(text: str, care: Care) -> str:
    """The text as one line that can be printed."""
    return " ".join(seen(printable(text, care)).split())


def shortened(text: str, longest: int = 120) -> str:
    """What stands on every page must not push the text off it."""
    return text if len(text) <= longest else text[:longest].rstrip() + "…"


def columns(lines: Sequence[Sequence[str]], room: float, letter: float = SMALL_LETTER) -> tuple[list[int], list[float]]:
    """Shares of the width, and how many letters of `letter` mm a line of each column has in `room` mm."""
    widths = shares(lines)
    return widths, [(room * width / sum(widths) - PADDING) / letter for width in widths]


def divided(text: str, fit: float) -> bool:
    """A word is divided where it is longer than its column, and only there."""
    return any(len(word) > fit for word in text.split())


def spans_data(spans: Sequence[Span], care: Care) -> list[dict[str, Any]]:
    """Spans as the looks read them."""
    return [
        {
            "lines": printable(span.text, care).split("\n"),
            "bold": span.bold,
            "italic": span.italic,
            "link": span.link,
        }
        for span in spans
    ]


def tree_data(blocks: Sequence[Block], care: Care, room: float) -> list[dict[str, Any]]:
    """Blocks of rich text as the looks read them; tables have `room` mm."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Para(spans):
                found.append({"kind": "para", "spans": spans_data(spans, care)})
            case Small(spans):
                found.append({"kind": "small", "spans": spans_data(spans, care)})
            case Quoted(within):
                found.append({"kind": "quote", "blocks": tree_data(within, care, room)})
            case Listing():
                items = [tree_data(item, care, room) for item in block.items]
                found.append({"kind": "list", "numbered": block.numbered, "start": block.start, "items": items})
            case Cells():
                found.append(table_data([block.head, *block.rows], sorted(block.numbers), care, room))
    return found


def table_data(
    lines: Sequence[Sequence[Sequence[Span]]],
    numbers: Sequence[int],
    care: Care,
    room: float,
    letter: float = SMALL_LETTER,
) -> dict[str, Any]:
    """A table as the looks read it: the first line is its head."""
    texts = [[plain(tuple(cell)) for cell in line] for line in lines]
    widths, fits = columns(texts, room, letter)
    return {
        "kind": "table",
        "widths": widths,
        "numbers": list(numbers),
        "lines": [
            [
                {"spans": spans_data(cell, care) if seen(text) else [], "divide": divided(text, fit)}
                for cell, text, fit in zip(line, said, fits, strict=True)
            ]
            for line, said in zip(lines, texts, strict=True)
        ],
    }
