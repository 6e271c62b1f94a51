"""A report for Word, read back by the library, by a validator and as XML."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from soske.engines.documents.docx import report_docx
from soske.engines.documents.report import Grid, Prose, Report, Section
from tests.support.office import office_faults, xml_of
from tests.support.reports import MADE, REPORT, report_of


def opened(report: Report = REPORT) -> Any:
    return Document(io.BytesIO(report_docx(report)))


def said(document: Any) -> list[tuple[str, str]]:
    """Style and text of the paragraphs of the body, without those that only keep a table from the next text."""
    found = [(each.style.name, each.text) for each in document.paragraphs]
    return [each for each in found if each[0] != "Table End"]


def test_the_document_has_real_styles_in_order() -> None:
    assert said(opened()) == [
        ("Kicker", "Soske-akatemia 2026"),
        ("Title", "Toimintamallisuunnitelma: Keksitty kaupunki"),
        ("Made At", "Muodostettu 14.4.2026 klo 10.06"),
        ("Fact", "Diaarinumero\tSOSKE/12/2026"),
        ("Fact", "Hyväksytty\tEi kirjattu"),
        ("TOC Heading", "Sisällys"),
        ("toc 1", "1 Tiivistelmä"),
        ("toc 2", "1.1 Tavoitteet"),
        ("toc 1", "2 Lähtötilanne"),
        ("toc 1", "3 Ledningen"),
        ("toc 1", "4 Avoinna"),
        ("toc 1", "5 Tyhjä"),
        ("Heading 1", "1 Tiivistelmä"),
        (
            "Body Text",
            "Kaupunki ostaa palveluja 12 miljoonalla eurolla ja seuraa ehtoja.\nUusi rivi, katso ohje.",
        ),
        ("Lead In", "Mallissa on:"),
        ("List Bullet", "valmistelu"),
        ("List Bullet 2", "riskit"),
        ("List Number 3", "ensin"),
        ("List Number 3", "sitten"),
        ("List Bullet", "kilpailutus"),
        ("List Number", "kolmas"),
        ("List Number", "neljäs"),
        ("Text Heading 2", "Arjessa"),
        ("Quote", "Ehto unohtui."),
        ("Heading 2", "1.1 Tavoitteet"),
        ("Caption", "Tavoitteet"),
        ("Note", "Lähde: arvio"),
        ("Heading 1", "2 Lähtötilanne"),
        ("Caption", "Kypsyysarvio"),
        ("Quote", "Det tog tid."),
        ("Quote Source", "Inköpschef, ett påhittat område"),
        ("Heading 1", "3 Ledningen"),
        ("Body Text", "Hej."),
        ("Heading 1", "4 Avoinna"),
        ("Body Text", "Ei kirjattu"),
        ("Heading 1", "5 Tyhjä"),
        ("Body Text", "Ei kirjattu"),
    ]


def test_tables_repeat_their_heads_and_set_numbers_to_the_right() -> None:
    _prose, goals, scales = opened().tables
    assert [[cell.text for cell in row.cells] for row in goals.rows] == [
        ["Tavoite", "Lähtötaso", "Aikaraja"],
        ["Ehto 5 hankinnassa", "1", "31.12.2027"],
        ["Ehto sopimuksissa", "12", "–"],
        ["a", "2", "b"],
    ]
    styles = [cell.paragraphs[0].style.name for cell in goals.rows[1].cells]
    assert styles == ["Table Text", "Table Number", "Table Text"]
    assert [[cell.text.strip() for cell in row.cells] for row in scales.rows] == [
        ["Osa-alue", "1\t2\t3\t4\t5", "Alku", "Loppu", "Akatemia"],
        ["Johtaminen", "", "1,4", "3,0", "2,5"],
        ["Osaaminen", "", "2,0", "–", "2,3"],
        ["Tieto", "", "–", "4,0", "–"],
    ]
    for table in (goals, scales):
        assert table.style.name == "Report Table"
        heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, False, False, False]


def test_pictures_say_their_figures_and_the_table_what_it_shows(tmp_path: Path) -> None:
    document = opened()
    marks = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
    assert marks == [
        "Alku",
        "Loppu",
        "Akatemia",
        "Alku 1,4; Loppu 3,0; Akatemia 2,5",
        "Alku 2,0; Akatemia 2,3",
        "Loppu 4,0",
    ]
    ids = [each.get("id") for each in document.element.body.iter(qn("wp:docPr"))]
    assert len(set(ids)) == len(ids)
    assert "Kolme osa-aluetta asteikolla 1–5" in xml_of(report_docx(REPORT), "word/document.xml", tmp_path)


def test_languages_are_those_of_the_document_and_its_parts() -> None:
    document = opened()
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert defaults.get(qn("w:val")) == "fi-FI"
    swedish = [run for run in document.element.body.iter(qn("w:r")) if run.find(f".//{qn('w:lang')}") is not None]
    texts = ["".join(each.text or "" for each in run.iter(qn("w:t"))) for run in swedish]
    assert texts == ["3 Ledningen", "Det tog tid.", "Inköpschef, ett påhittat område", "3 Ledningen", "Hej."]
    assert {run.find(f".//{qn('w:lang')}").get(qn("w:val")) for run in swedish} == {"sv-FI"}


def test_the_contents_are_a_filled_field_of_links_to_the_headings() -> None:
    body = opened().element.body
    code = "".join(each.text for each in body.iter(qn("w:instrText")))
    assert code == r' TOC \o "1-2" \n \h \z '
    kinds = [each.get(qn("w:fldCharType")) for each in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    anchors = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))]
    marks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert anchors == marks and len(marks) == 6


def test_links_are_links_and_one_address_is_one_relation() -> None:
    document = opened(Report("O", "fi", sections=[Section("1", [Prose("[a](https://a.test) [b](https://a.test)")])]))
    links = [each.get(qn("r:id")) for each in document.element.body.iter(qn("w:hyperlink"))]
    assert len(links) == 2 and len(set(links)) == 1
    assert document.part.rels[links[0]].target_ref == "https://a.test"


def test_each_numbered_list_counts_from_its_own_start() -> None:
    text = "1. a\n2. b\n\ntext\n\n1. c\n\ntext\n\n7. d"
    document = opened(Report("O", "fi", sections=[Section("1", [Prose(text)])]))
    numbers = [each.get(qn("w:val")) for each in document.element.body.iter(qn("w:numId"))]
    assert numbers[0] == numbers[1] and len(set(numbers)) == 3
    starts = [each.get(qn("w:val")) for each in document.part.numbering_part.element.iter(qn("w:startOverride"))]
    assert starts == ["1", "1", "7"]


def test_pages_have_numbers_and_later_pages_the_title() -> None:
    section = opened().sections[0]
    assert section.different_first_page_header_footer is True
    assert section.header.paragraphs[0].text == "Soske-akatemia 2026 · Toimintamallisuunnitelma: Keksitty kaupunki"
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text == "Soske · SOSKE/12/2026\t1 (1)"
        assert [each.text for each in footer._element.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_properties_tell_title_language_and_date_and_nobody() -> None:
    core = opened().core_properties
    assert (core.title, core.subject, core.language) == (REPORT.title, REPORT.kicker, "fi-FI")
    assert (core.created, core.modified) == (MADE, MADE)
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")


def test_no_paragraph_or_run_has_a_look_of_its_own(tmp_path: Path) -> None:
    text = xml_of(report_docx(REPORT), "word/document.xml", tmp_path)
    assert re.findall(r"<w:(?:sz|color|rFonts|spacing|ind|jc|shd|pBdr)\b", text) == []


def test_levels_leave_none_out() -> None:
    sections = [Section("a", level=3), Section("b", level=3), Section("c", level=9), Section("d", level=-1)]
    styles = [style for style, _text in said(opened(Report("O", "fi", sections=sections))) if "Heading" in style]
    assert styles == ["Heading 1", "Heading 2", "Heading 3", "Heading 1"]


def test_the_same_report_is_the_same_bytes() -> None:
    assert report_docx(REPORT) == report_docx(REPORT)
    assert report_docx(dataclasses.replace(REPORT, made=None)).startswith(b"PK")


def test_a_validator_finds_nothing(tmp_path: Path) -> None:
    assert office_faults(report_docx(REPORT), tmp_path, "docx") == []
    assert office_faults(report_docx(report_of("ä <b> [x](https://a.test) 😀")), tmp_path, "docx") == []
    assert office_faults(report_docx(Report("", "")), tmp_path, "docx") == []


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    import zipfile

    source, out = zipfile.ZipFile(io.BytesIO(report_docx(REPORT))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"w:tblGrid", b"w:tblGird"))
    assert any("tblGrid" in fault for fault in office_faults(out.getvalue(), tmp_path, "docx"))


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "sana " * 20_000, "- a\n" * 5000, "a\n\n" * 10_000, "ש" * 50_000, "[a](https://a.test) " * 2000],
    ids=["word", "words", "points", "paragraphs", "right to left", "links"],
)
def test_huge_text_is_written_whole(text: str) -> None:
    document = opened(Report("O", "fi", sections=[Section("1", [Prose(text)])]))
    letters = "".join("".join(each.text.split()) for each in document.paragraphs[2:])
    for sign in "xsanשa":
        assert letters.count(sign) == text.replace("https://a.test", "").count(sign)


def test_what_xml_cannot_hold_goes_and_all_else_stays() -> None:
    text = "a\0b\x1f \ud800 \u202eאבג مرحبا 😀👩‍👩‍👧 e\u0301 漢字 <w:p/> &amp;"
    document = opened(Report(text, "fi", sections=[Section(text, [Grid([text], [[text]])])]))
    kept = "ab \ufffd \u202eאבג مرحبا 😀👩‍👩‍👧 e\u0301 漢字 <w:p/> &amp;"
    assert document.paragraphs[0].text == document.paragraphs[1].text == kept
    assert document.tables[0].rows[0].cells[0].text == kept
