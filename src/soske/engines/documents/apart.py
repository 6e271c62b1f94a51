"""A PDF made in a process of its own: the typesetter keeps some 120 MB of memory, which a server gets back this way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from soske.engines.apart import ApartFailed, answer_apart
from soske.engines.documents.paper import Item, Paper, Part

SECONDS = 60.0
PDF = b"soske-pdf\n"


class PdfFailed(Exception):
    """No PDF was made. Says why, never what stands in the paper."""


def paper_pdf_apart(paper: Paper, *, seconds: float = SECONDS) -> bytes:
    """The same PDF as pdf.paper_pdf makes, made by another process within `seconds`.

    Raises:
        PdfFailed: it took too long, or the process ended without a PDF.
    """
    paper = paper if paper.made is not None else dataclasses.replace(paper, made=dt.datetime.now(tz=dt.UTC))
    try:
        return answer_apart("soske.engines.documents", paper_written(paper), mark=PDF, seconds=seconds)
    except ApartFailed as fault:
        raise PdfFailed(str(fault)) from fault


def paper_written(paper: Paper) -> bytes:
    """The paper as JSON, whatever was typed: what is no Unicode text stands escaped."""
    data = dataclasses.asdict(paper)
    data["made"] = paper.made.isoformat() if paper.made else None
    return json.dumps(data).encode("ascii")


def paper_read(written: bytes) -> Paper:
    """The paper that paper_written wrote."""
    data = json.loads(written)
    made = dt.datetime.fromisoformat(data.pop("made")) if data["made"] else data.pop("made")
    parts = [_part(each) for each in data.pop("parts")]
    return Paper(**data, parts=parts, made=made)


def _part(data: dict[str, Any]) -> Part:
    return Part(**{**data, "items": [Item(**each) for each in data["items"]]})
