"""A PDF made in a process of its own: the typesetter keeps some 120 MB of memory, which a server gets back this way,
and whatever goes wrong inside it stops nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import subprocess
import sys
from typing import Any

from soske.engines.documents.paper import Item, Paper, Part

SECONDS = 60.0
PDF = b"soske-pdf\n"
"""Stands before the PDF in the answer, so that nothing else that was printed is taken for one."""


FAULT = 1
"""How the process ends when it could make no PDF."""


class PdfFailed(Exception):
    """No PDF was made. Says why, never what stands in the paper."""


def paper_pdf_apart(paper: Paper, *, seconds: float = SECONDS) -> bytes:
    """The same PDF as pdf.paper_pdf makes, made by another process within `seconds`.

    Raises:
        PdfFailed: it took too long, or the process ended without a PDF.
    """
    paper = paper if paper.made is not None else dataclasses.replace(paper, made=dt.datetime.now(tz=dt.UTC))
    try:
        done = subprocess.run(
            # -P: a file in the folder in which the server was started is no part of it.
            [sys.executable, "-P", "-m", "soske.engines.documents"],
            input=paper_written(paper),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfFailed(f"no PDF within {seconds:g} seconds") from None
    except OSError as fault:
        raise PdfFailed(f"the process did not start: {type(fault).__name__}") from fault
    if done.returncode or not done.stdout.startswith(PDF):
        # Its last word is the kind of the fault, unless it was killed: then it may have been anything.
        words = done.stderr.decode("ascii", "replace").split() if done.returncode == FAULT else []
        raise PdfFailed(f"the process ended with {done.returncode} {words[-1][:60] if words else ''}".rstrip())
    return done.stdout[len(PDF) :]


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
