"""Whatever was typed, wherever it stands, every writer makes its file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation

from soske.engines.documents.deck_pdf import deck_pdf
from soske.engines.documents.docx import report_docx
from soske.engines.documents.markdown import report_markdown
from soske.engines.documents.pptx import deck_pptx
from soske.engines.documents.report_pdf import report_pdf
from tests.engines.documents.test_pptx import template
from tests.support.office import converted, office_faults
from tests.support.papers import PaperPdf
from tests.support.reports import DECK, REPORT, deck_of, report_of

MARKS = st.lists(
    st.sampled_from(
        [
            *(
                "# ",
                "- ",
                "1. ",
                "9999999999. ",
                "> ",
                "| a | b |\n|---|--:|\n",
                "**",
                "*",
                "_",
                "\\",
                "`",
                "~",
                "&amp;",
            ),
            *(
                "[x](https://a.test)",
                "<b>",
                "<!--",
                "\n",
                "\n\n",
                "  ",
                "\t",
                "ä",
                "ö",
                "x" * 60,
                "漢字",
                "😀👍🏽",
                "ש",
                "ﷺ",
            ),
            *("e\u0301", "\u202e", "\u200b", "\u00ad", "\0", "\x1f", "\x85", "\ud800", "\ufffe", "\U0010ffff"),
        ]
    ),
    max_size=25,
).map("".join)
TEXTS = MARKS | st.text(st.characters(codec=None), max_size=80)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEMPLATE = template()


@QUICK
@given(TEXTS)
def test_any_text_makes_all_files(text: str) -> None:
    report, deck = report_of(text), deck_of(text)
    assert report_pdf(report).startswith(b"%PDF") and deck_pdf(deck).startswith(b"%PDF")
    assert report_markdown(report).endswith("\n")
    Document(io.BytesIO(report_docx(report)))
    Presentation(io.BytesIO(deck_pptx(deck)))
    Presentation(io.BytesIO(deck_pptx(deck, TEMPLATE)))


@settings(QUICK, max_examples=10)
@given(TEXTS)
def test_any_text_makes_valid_office_files(tmp_path: Path, text: str) -> None:
    assert office_faults(report_docx(report_of(text)), tmp_path, "docx") == []
    assert office_faults(deck_pptx(deck_of(text)), tmp_path, "pptx") == []
    assert office_faults(deck_pptx(deck_of(text), TEMPLATE), tmp_path, "pptx") == []


@pytest.mark.long
def test_libreoffice_opens_the_report_with_all_its_text(tmp_path: Path) -> None:
    text = PaperPdf(converted(report_docx(REPORT), tmp_path, "docx")).text()
    for each in (
        "Soske-akatemia 2026 Toimintamallisuunnitelma: Keksitty kaupunki Muodostettu 14.4.2026 klo 10.06",
        "Hyväksytty Ei kirjattu Sisällys 1 Tiivistelmä 1.1 Tavoitteet 2 Lähtötilanne 3 Ledningen",
        "• valmistelu – riskit 1. ensin 2. sitten • kilpailutus 3. kolmas 4. neljäs Arjessa Ehto unohtui.",
        "Ehto 5 hankinnassa 1 31.12.2027",
        "Johtaminen 1,4 3,0 2,5 Osaaminen 2,0 – 2,3 Tieto – 4,0 –",
    ):
        assert each in text, text


@pytest.mark.long
@pytest.mark.parametrize("pattern", [None, TEMPLATE], ids=["ours", "template"])
def test_libreoffice_opens_the_slides_with_all_their_text(tmp_path: Path, pattern: bytes | None) -> None:
    content = deck_pptx(DECK, pattern)
    pdf = PaperPdf(converted(content, tmp_path, "pptx"))
    assert pdf.pages == len(Presentation(io.BytesIO(content)).slides)
    text = pdf.text()
    for each in (
        "Kaupunginhallitus 2.12.2026",
        "kilpailutus",
        "12 miljoonaa euroa",
        "Ehto 5 hankinnassa",
        "Vain otsikko",
    ):
        assert each in text, text


@pytest.mark.long
def test_libreoffice_opens_files_of_hostile_text(tmp_path: Path) -> None:
    text = "<w:p/> ]]> &#0; \u202eאבג 😀 " + "x" * 300 + "\n\n> - 1. a\n\n| a |\n|---|\n| b |"
    assert converted(report_docx(report_of(text)), tmp_path, "docx").startswith(b"%PDF")
    assert converted(deck_pptx(deck_of(text)), tmp_path, "pptx").startswith(b"%PDF")
