"""A report as PDF is tagged, fit for archives, and reads in order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soske.engines.documents.report import Grid, Prose, Report, Section
from soske.engines.documents.report_pdf import report_pdf, report_pictures
from tests.support.papers import PaperPdf, faults
from tests.support.reports import MADE, REPORT, report_of


def test_a_report_conforms_to_the_standards_of_accessibility_and_of_archives() -> None:
    assert faults(report_pdf(REPORT)) == []


def test_title_language_and_headings_are_told_to_programs() -> None:
    pdf = PaperPdf(report_pdf(REPORT))
    assert (pdf.lang, pdf.title) == ("fi", REPORT.title)
    assert pdf.headings() == [
        ("H1", "Sisällys"),
        ("H1", "1 Tiivistelmä"),
        ("H2", "Arjessa"),
        ("H2", "1.1 Tavoitteet"),
        ("H1", "2 Lähtötilanne"),
        ("H1", "3 Ledningen"),
        ("H1", "4 Avoinna"),
        ("H1", "5 Tyhjä"),
    ]


def test_lists_tables_quotes_and_links_are_tagged_as_such() -> None:
    kinds = PaperPdf(report_pdf(REPORT)).kinds()
    counted = {kind: kinds.count(kind) for kind in ("Table", "THead", "TH", "BlockQuote", "TOC", "Strong", "Em")}
    assert counted == {"Table": 3, "THead": 3, "TH": 10, "BlockQuote": 2, "TOC": 2, "Strong": 3, "Em": 2}
    assert kinds.count("Link") == 1 + 6 and kinds.count("L") >= 4


def test_parts_in_another_language_are_marked() -> None:
    assert {lang for _kind, _title, lang in PaperPdf(report_pdf(REPORT)).tags() if lang} == {"sv"}


def test_the_text_stands_in_order() -> None:
    text = PaperPdf(report_pdf(REPORT)).text()
    expected = [
        "Soske-akatemia 2026 Toimintamallisuunnitelma: Keksitty kaupunki Muodostettu 14.4.2026 klo 10.06",
        "Diaarinumero SOSKE/12/2026 Hyväksytty Ei kirjattu Sisällys",
        "Kaupunki ostaa palveluja 12 miljoonalla eurolla ja seuraa ehtoja. Uusi rivi, katso ohje.",
        "valmistelu",
        "kilpailutus",
        "3. kolmas",
        "4. neljäs",
        "Arjessa Ehto unohtui. Vaihe Päiviä Valmistelu 14 Öljy & åbo –",
        "Tavoite Lähtötaso Aikaraja Ehto 5 hankinnassa 1 31.12.2027 Ehto sopimuksissa 12 –",
        "a 2 b Lähde: arvio",
        "Johtaminen 1,4 3,0 2,5 Osaaminen 2,0 – 2,3 Tieto – 4,0 – Det tog tid. Inköpschef, ett påhittat område",
        "3 Ledningen Hej.",
        "4 Avoinna Ei kirjattu 5 Tyhjä Ei kirjattu",
    ]
    places = [text.find(each, text.find("Sisällys") if number > 1 else 0) for number, each in enumerate(expected)]
    assert -1 not in places, expected[places.index(-1)] + text
    assert places == sorted(places)


def test_the_same_report_is_the_same_bytes() -> None:
    assert report_pdf(REPORT) == report_pdf(REPORT)


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "sana " * 20_000, "- a\n" * 2000, "a\n\n" * 5000, "ש" * 20_000, "[a](https://a.test) " * 500],
    ids=["word", "words", "points", "paragraphs", "right to left", "links"],
)
def test_huge_text_is_made(text: str) -> None:
    content = report_pdf(Report("O", "fi", sections=[Section("1", [Prose(text)])], made=MADE))
    assert content.startswith(b"%PDF-1.7")


def test_nothing_is_lost_of_a_long_text() -> None:
    words = [f"sana{number}" for number in range(3000)]
    pdf = PaperPdf(report_pdf(Report("O", "fi", sections=[Section("1", [Prose(" ".join(words))])])))
    assert [word for word in pdf.text().split() if word.startswith("sana")] == words


def test_an_empty_report_and_empty_tables_are_made() -> None:
    assert faults(report_pdf(Report("", ""))) == []
    assert faults(report_pdf(Report("O", "fi", sections=[Section("", [Grid([], []), Grid(["a"], [])])]))) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.text(max_size=100) | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x700), max_size=100))
def test_any_text_conforms(text: str) -> None:
    assert faults(report_pdf(report_of(text))) == []


def test_pictures_show_the_pages() -> None:
    assert {page[:8] for page in report_pictures(REPORT, ppi=20)} == {b"\x89PNG\r\n\x1a\n"}
