"""Documents made in a process of their own: the typesetter and the office libraries keep some hundred MB of memory,
which a server gets back this way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from soske.engines.apart import ApartFailed, answer_apart, called_apart
from soske.engines.documents.deck import Deck
from soske.engines.documents.paper import Item, Paper, Part
from soske.engines.documents.report import Report

SECONDS = 60.0
PDF = b"soske-pdf\n"
P = ParamSpec("P")
T = TypeVar("T")


class DocumentFailed(Exception):
    """No document was made. Says why, never what stands in it."""


class PdfFailed(DocumentFailed):
    """No PDF of a paper was made."""


def report_pdf_apart(report: Report, *, seconds: float = SECONDS) -> bytes:
    """The same as report_pdf.report_pdf makes.

    Raises:
        DocumentFailed: it took too long, or the process ended without a document.
    """
    from soske.engines.documents.report_pdf import report_pdf

    return _made(report_pdf, seconds, report)


def report_docx_apart(report: Report, *, seconds: float = SECONDS) -> bytes:
    """The same as docx.report_docx makes. Raises as report_pdf_apart."""
    from soske.engines.documents.docx import report_docx

    return _made(report_docx, seconds, report)


def deck_pdf_apart(deck: Deck, *, seconds: float = SECONDS) -> bytes:
    """The same as deck_pdf.deck_pdf makes. Raises as report_pdf_apart."""
    from soske.engines.documents.deck_pdf import deck_pdf

    return _made(deck_pdf, seconds, deck)


def deck_pptx_apart(deck: Deck, template: bytes | None = None, *, seconds: float = SECONDS) -> bytes:
    """The same as pptx.deck_pptx makes. Raises as report_pdf_apart, also for a template that would be refused."""
    from soske.engines.documents.pptx import deck_pptx

    return _made(deck_pptx, seconds, deck, template)


def template_check_apart(content: bytes, *, seconds: float = SECONDS) -> None:
    """The same as pptx_template.template_check: nothing when slides can be made with this template.

    Raises:
        TemplateRefused: they cannot, with the reason; also when the check took too long or fell over it.
    """
    from soske.engines.documents.pptx_template import Refusal, TemplateRefused, template_refusal

    try:
        reason = called_apart(template_refusal, seconds, content)
    except ApartFailed as fault:
        raise TemplateRefused(Refusal.NOT_PPTX) from fault
    if reason is not None:
        raise TemplateRefused(reason)


def _made(writer: Callable[P, T], seconds: float, /, *given: P.args, **named: P.kwargs) -> T:
    try:
        return called_apart(writer, seconds, *given, **named)
    except ApartFailed as fault:
        raise DocumentFailed(str(fault)) from fault


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
