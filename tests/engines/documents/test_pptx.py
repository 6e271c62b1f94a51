"""Slides for PowerPoint, read back by the library and by a validator; in our look and in templates."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from soske.engines.documents.deck import Deck, Points, Room, Slide, pages
from soske.engines.documents.pptx import deck_pptx
from soske.engines.documents.pptx_look import BODY, EMU
from tests.support.office import office_faults
from tests.support.reports import DECK, MADE, deck_of

ROOM = Room(BODY[2], BODY[3])


def opened(deck: Deck = DECK, template: bytes | None = None) -> Any:
    return Presentation(io.BytesIO(deck_pptx(deck, template)))


def template(*, examples: int = 2) -> bytes:
    """A template of an organisation, 4:3, with example slides."""
    presentation = Presentation()
    presentation.slide_master.name = "Keksityn kunnan pohja"
    for number in range(examples):
        slide = presentation.slides.add_slide(presentation.slide_layouts[number])
        slide.shapes.title.text = "Esimerkki"
        slide.notes_slide.notes_text_frame.text = "Esimerkin muistiinpano"
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def titles(presentation: Any) -> list[str]:
    return [slide.shapes.title.text for slide in presentation.slides]


def kinds(slide: Any) -> list[str]:
    return [str(each.placeholder_format.type).split(" ")[0] for each in slide.placeholders]


def test_titles_are_titles_and_bodies_are_bodies() -> None:
    presentation = opened()
    assert titles(presentation) == [
        "Toimintamallisuunnitelma: Keksitty kaupunki",
        "Ehdotus 1/3",
        "Ehdotus 2/3",
        "Ehdotus 3/3",
        "Lähtötilanne 1/2",
        "Lähtötilanne 2/2",
        "Målen 1/2",
        "Målen 2/2",
        "Vain otsikko",
    ]
    cover, first = presentation.slides[0], presentation.slides[1]
    assert [kinds(slide) for slide in (cover, first)] == [
        ["CENTER_TITLE", "SUBTITLE", "FOOTER"],
        ["TITLE", "OBJECT", "FOOTER", "SLIDE_NUMBER"],
    ]
    body = first.placeholders[1].text_frame
    assert [(each.level, each.text) for each in body.paragraphs][:4] == [
        (0, "Kaupunki ostaa palveluja 12 miljoonalla eurolla ja seuraa ehtoja.\vUusi rivi, katso ohje."),
        (0, "Mallissa on:"),
        (0, "valmistelu"),
        (1, "riskit"),
    ]


def test_numbers_links_and_looks_of_points_are_real() -> None:
    body = opened().slides[1].placeholders[1].text_frame._txBody
    links = [each.get(qn("r:id")) for each in body.iter(qn("a:hlinkClick"))]
    assert len(links) == 1
    assert [each.get("startAt") for each in body.iter(qn("a:buAutoNum"))][:2] == ["1", "2"]
    assert [run.find(qn("a:t")).text for run in body.iter(qn("a:r")) if run.find(qn("a:rPr")).get("b")] == [
        "12 miljoonalla eurolla"
    ]


def test_tables_and_pictures_say_what_they_are() -> None:
    slides = opened().slides
    facts, picture, goals = slides[4], slides[5], slides[6]
    tables = [next(each for each in slide.shapes if each.has_table).table for slide in (facts, picture, goals)]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in tables] == [
        [["Hankinnat", "12 miljoonaa euroa"], ["Vastuu", "–"]],
        [
            ["Osa-alue", "\t1\t2\t3\t4\t5", "○ Alku", "● Loppu", "| Akatemia"],
            ["Johtaminen", "", "1,4", "3,0", "2,5"],
            ["Osaaminen", "", "2,0", "–", "2,3"],
            ["Tieto", "", "–", "4,0", "–"],
        ],
        [
            ["Tavoite", "Lähtötaso", "Aikaraja"],
            ["Ehto 5 hankinnassa", "1", "31.12.2027"],
            ["Ehto sopimuksissa", "12", "–"],
            ["a", "2", "b"],
        ],
    ]
    assert [(table.first_row, table.first_col) for table in tables] == [(False, True), (True, True), (True, True)]
    group = next(each for each in picture.shapes if each.shape_type == 6)
    assert group._element.nvGrpSpPr.cNvPr.get("descr") == "Kolme osa-aluetta asteikolla 1–5"
    assert [each._element.nvPicPr.cNvPr.get("descr") for each in group.shapes] == [
        "Johtaminen: Alku 1,4; Loppu 3,0; Akatemia 2,5",
        "Osaaminen: Alku 2,0; Akatemia 2,3",
        "Tieto: Loppu 4,0",
    ]


def test_notes_numbers_and_foot_stand_on_the_slides() -> None:
    slides = opened().slides
    assert slides[1].notes_slide.notes_text_frame.text == "Kerro ensin, miksi.\nSitten hinta: ä."
    assert [slide.has_notes_slide for slide in slides] == [False, True, *[False] * 7]
    for number, slide in enumerate(slides, start=1):
        held = {str(each.placeholder_format.type).split(" ")[0]: each for each in slide.placeholders}
        assert held["FOOTER"].text == "Soske · SOSKE/12/2026"
        assert ("SLIDE_NUMBER" in held) == (number > 1)
        if number > 1:
            assert next(held["SLIDE_NUMBER"]._element.iter(qn("a:fld"))).get("type") == "slidenum"
            assert held["SLIDE_NUMBER"]._element.xpath(".//a:fld/a:t")[0].text == str(number)


def test_every_run_has_its_language() -> None:
    found = []
    for slide in opened().slides:
        runs = [each.get("lang") for each in slide._element.iter(qn("a:rPr"))]
        found.append(set(runs))
    assert found == [*[{"fi-FI"}] * 6, *[{"sv-FI"}] * 2, {"fi-FI"}]


def test_no_letter_of_the_content_is_smaller_than_eighteen_points() -> None:
    for deck, pattern in ((DECK, None), (DECK, template())):
        presentation = opened(deck, pattern)
        for slide in presentation.slides:
            sizes = [int(each.get("sz")) for each in slide._element.iter(qn("a:rPr")) if each.get("sz")]
            assert all(size >= 1800 for size in sizes)
            assert list(slide._element.iter(qn("a:normAutofit"))) == []
    styles = opened().slide_master._element.find(qn("p:txStyles"))
    assert min(int(each.get("sz")) for each in styles.iter(qn("a:defRPr"))) == 1800


def test_everything_lies_on_the_slide() -> None:
    for pattern in (None, template()):
        presentation = opened(deck_of("Sanoja on monta, ja pitkiäkin: työllistämisvelvoitteenalaisuus. " * 8), pattern)
        for slide in presentation.slides:
            for shape in slide.shapes:
                assert shape.left >= 0 and shape.left + shape.width <= presentation.slide_width + EMU
                assert shape.top >= 0 and shape.top + shape.height <= presentation.slide_height


def test_slides_are_as_wide_as_screens_and_have_three_layouts() -> None:
    presentation = opened()
    assert (presentation.slide_width, presentation.slide_height) == (Pt(960), Pt(540))
    assert [each.name for each in presentation.slide_layouts] == ["Title slide", "Title and content", "Title only"]
    assert len(presentation.slides) == len(pages(DECK, ROOM)) + 1


def test_properties_tell_title_language_and_date_and_nobody() -> None:
    core = opened().core_properties
    assert (core.title, core.language, core.author, core.last_modified_by) == (DECK.title, "fi-FI", "", "")
    assert (core.created, core.modified) == (MADE.replace(tzinfo=core.created.tzinfo), core.created)


def test_the_same_deck_is_the_same_bytes() -> None:
    assert deck_pptx(DECK) == deck_pptx(DECK)
    assert deck_pptx(DECK, template()) == deck_pptx(DECK, template())
    assert deck_pptx(dataclasses.replace(DECK, made=None)).startswith(b"PK")


def test_a_template_keeps_its_master_and_loses_its_slides(tmp_path: Path) -> None:
    presentation = opened(DECK, template())
    assert "Esimerkki" not in titles(presentation)
    assert presentation.slide_master.name == "Keksityn kunnan pohja"
    assert len(presentation.slide_layouts) == 11 and presentation.slide_width == 9144000
    names = {slide.slide_layout.name for slide in presentation.slides}
    assert names == {"Title Slide", "Title and Content", "Title Only"}
    content = deck_pptx(DECK, template())
    with ZipFile(io.BytesIO(content)) as archive:
        assert [name for name in archive.namelist() if b"Esimerk" in archive.read(name)] == []
        assert len([name for name in archive.namelist() if name.startswith("ppt/slides/slide")]) == 9
    assert office_faults(content, tmp_path, "pptx") == []
    held = [each for slide in presentation.slides for each in slide.placeholders if not each.text.strip()]
    assert held == []


def test_a_validator_finds_nothing(tmp_path: Path) -> None:
    assert office_faults(deck_pptx(DECK), tmp_path, "pptx") == []
    assert office_faults(deck_pptx(deck_of("ä <b> [x](https://a.test) 😀")), tmp_path, "pptx") == []
    assert office_faults(deck_pptx(Deck("", "")), tmp_path, "pptx") == []


def test_what_xml_cannot_hold_goes_and_all_else_stays() -> None:
    text = "a\0b\x1f \ud800 \u202eאבג مرحبا 😀 e\u0301 漢字 <a:p/> &lt;"
    presentation = opened(Deck(text, "fi", slides=[Slide(text, notes=text)]))
    kept = "ab \ufffd \u202eאבג مرحبا 😀 e\u0301 漢字 <a:p/> &lt;"
    assert titles(presentation) == [kept, kept]
    assert presentation.slides[1].notes_slide.notes_text_frame.text == kept


@pytest.mark.parametrize("text", ["x" * 50_000, "sana " * 10_000, "- a\n" * 2000], ids=["word", "words", "points"])
def test_huge_text_is_made_whole(text: str) -> None:
    presentation = opened(Deck("D", "fi", slides=[Slide("O", [Points(text)])]))
    bodies = [slide.placeholders[1].text for slide in list(presentation.slides)[1:]]
    for sign in "xsa":
        assert "".join(bodies).count(sign) == text.count(sign)
