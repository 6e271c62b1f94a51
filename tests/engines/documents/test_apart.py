"""A PDF made by a process of its own is the same PDF, and what goes wrong there is told in words without the paper."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines import apart
from soske.engines.apart import FAULT
from soske.engines.documents.apart import (
    DocumentFailed,
    PdfFailed,
    deck_pdf_apart,
    deck_pptx_apart,
    paper_pdf_apart,
    paper_read,
    paper_written,
    report_docx_apart,
    report_pdf_apart,
)
from soske.engines.documents.deck_pdf import deck_pdf
from soske.engines.documents.docx import report_docx
from soske.engines.documents.paper import Item, Paper, Part
from soske.engines.documents.pdf import paper_pdf
from soske.engines.documents.pptx import deck_pptx
from soske.engines.documents.report_pdf import report_pdf
from tests.engines.documents.test_pdf import PAPER, written
from tests.support.reports import DECK, REPORT, report_of

# Whatever a form can bring, half of a pair of UTF-16 as well.
TEXTS = st.text(st.characters(codec=None))


def test_it_is_the_same_pdf() -> None:
    assert paper_pdf_apart(PAPER) == paper_pdf(PAPER)


def test_whatever_was_typed_goes_there_whole() -> None:
    paper = written("a\ud800\0\u202e אבג =1+1 <b>\r\n😀")
    assert paper_pdf_apart(paper) == paper_pdf(paper)


@given(TEXTS, TEXTS)
def test_a_paper_is_read_as_it_was_written(one: str, other: str) -> None:
    item = Item(one, other, "sv", one, [(one, [other, one])], [other, one])
    paper = Paper(one, "fi", other, [(one, other)], [Part(one, other, [item]), Part(other)], one, other, one)
    assert plain(paper_read(paper_written(paper))) == plain(paper)
    assert paper_read(paper_written(PAPER)).made == PAPER.made


def plain(paper: Paper) -> object:
    """Lists and tuples are the same."""
    return paper_written(paper)


def test_a_paper_without_a_date_is_made_now() -> None:
    assert paper_pdf_apart(dataclasses.replace(PAPER, made=None)).startswith(b"%PDF")


def test_too_slow_a_process_is_ended_and_said() -> None:
    with pytest.raises(PdfFailed, match=r"no answer within 0\.001 seconds"):
        paper_pdf_apart(PAPER, seconds=0.001)


def test_a_fault_is_told_by_its_kind_and_never_by_the_paper() -> None:
    command = [sys.executable, "-P", "-m", "soske.engines.documents"]
    done = subprocess.run(command, input=b'{"title": "secret"}', capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.split()) == (FAULT, b"", [b"KeyError"])


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; print('secret', file=sys.stderr); sys.exit(3)", "the process ended with 3"),
        ("print('%PDF')", "the process ended with 0"),
        ("import sys; print('secret TypstError', file=sys.stderr); sys.exit(1)", "the process ended with 1 TypstError"),
    ],
)
def test_a_process_that_ends_without_a_pdf_is_an_error(
    program: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run
    monkeypatch.setattr(
        apart.subprocess, "run", lambda command, **options: run([sys.executable, "-c", program], **options)
    )
    with pytest.raises(PdfFailed) as failed:
        paper_pdf_apart(PAPER)
    assert str(failed.value) == said


def test_a_program_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/there/is/no/such/program")
    with pytest.raises(PdfFailed, match="did not start: FileNotFoundError"):
        paper_pdf_apart(PAPER)


def test_reports_and_slides_are_the_same_documents() -> None:
    assert report_pdf_apart(REPORT) == report_pdf(REPORT)
    assert report_docx_apart(REPORT) == report_docx(REPORT)
    assert deck_pdf_apart(DECK) == deck_pdf(DECK)
    assert deck_pptx_apart(DECK) == deck_pptx(DECK)


def test_whatever_was_typed_in_a_report_goes_there_whole() -> None:
    report = report_of("a\ud800\0\u202e אבג =1+1 <b>\r\n😀")
    assert report_pdf_apart(report) == report_pdf(report)


def test_a_document_that_is_not_made_is_an_error_without_its_text() -> None:
    with pytest.raises(DocumentFailed, match=r"no answer within 0\.001 seconds"):
        report_docx_apart(REPORT, seconds=0.001)
    with pytest.raises(DocumentFailed) as failed:
        deck_pptx_apart(DECK, b"secret")
    assert "secret" not in str(failed.value) and "TemplateRefused" in str(failed.value)


def test_whoever_asks_for_a_document_loads_no_library_that_writes_it() -> None:
    modules = "apart, deck_pdf, docx, markdown, pptx, pptx_template, report_pdf"
    heavy = "{'PIL', 'django', 'docx', 'lxml', 'markdown_it', 'pptx', 'typst'}"
    code = f"import sys; from soske.engines.documents import {modules}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
