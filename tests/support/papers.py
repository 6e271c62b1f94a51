"""PDF documents read back: by a reader and by a validator, neither written by us nor by those who wrote the PDF."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

STANDARDS = ("ua1", "2a")
# The validator counts a carriage return that ends the data of a stream as part of the line break after it.
FALSE_ALARM = "PDFA2A-STREAM-LENGTH-001"


class PaperPdf:
    """Text, properties and tags of a PDF."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content), strict=True)
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def lang(self) -> str:
        return str(self.root["/Lang"])

    @property
    def title(self) -> str:
        return str(self.reader.metadata.title if self.reader.metadata else "")

    @property
    def pages(self) -> int:
        return len(self.reader.pages)

    def text(self) -> str:
        """All text with single spaces, in the order of the content, words that were divided in one piece."""
        pages = " ".join(page.extract_text() for page in self.reader.pages)
        # The sign of a division is that of a hyphen; which it is says ActualText, which this reader does not know.
        pages = pages.replace("\u00ad\n", "").replace("\u00ad", "-")
        return " ".join(pages.replace("\u200b", "").split())

    def tags(self) -> list[tuple[str, str, str]]:
        """Kind, title and language of every element of the structure, in reading order."""
        return list(self._below(self.root["/StructTreeRoot"]))

    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.tags()]

    def headings(self) -> list[tuple[str, str]]:
        return [(kind, title) for kind, title, _ in self.tags() if kind in {"H1", "H2", "H3"}]

    def _below(self, node: Any) -> Any:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                yield from self._below(one)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"])[1:], str(node.get("/T", "")), str(node.get("/Lang", ""))
            if "/K" in node:
                yield from self._below(node["/K"])


def faults(content: bytes) -> list[str]:
    """What a validator finds against PDF/UA-1 and PDF/A-2a."""
    import pytest

    page = pytest.importorskip("page", reason="the validator page-validation has no package for this machine")
    limits = page.SafetyLimits.unlimited()
    reports = [page.validate_pdf_bytes(content, profile=standard, limits=limits) for standard in STANDARDS]
    return [
        f"{one.rule_id}: {one.message}" for report in reports for one in report.failures if one.rule_id != FALSE_ALARM
    ]
