"""A paper becomes a PDF that a screen reader reads and an archive keeps, whatever was typed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soske.engines.documents.paper import Item, Paper, Part
from soske.engines.documents.pdf import paper_data, paper_pdf, paper_pictures
from soske.engines.documents.plain import SIMPLE, Care, glyphs, paragraphs, printable
from soske.engines.documents.typeset import FOLDER, set_once
from tests.support.papers import PaperPdf, faults

MADE = dt.datetime(2026, 4, 14, 7, 6, tzinfo=dt.UTC)
PROMISES = Item(
    "Lupaukset",
    columns=("Jäsen", "Rooli", "Lupaus", "Päivä"),
    rows=[
        ("Keksitty kunta", ("Johtaja", "Annamme aikaa.", "1.4.2026")),
        ("Keksitty alue", ("Johtaja", "", "2.4.2026")),
    ],
)
PAPER = Paper(
    "Hakemus: Keksitty kunta",
    "fi",
    kicker="Soske-akatemia 2026",
    facts=[("Diaarinumero", "SOSKE/12/2026"), ("Ruotsinkielinen nimi", "")],
    parts=[
        Part(
            "1 Haaste",
            "Mihin strategian kohtaan työ liittyy?",
            [
                Item(
                    "Mitä ratkaisette?",
                    "Ensimmäinen rivi\ntoinen rivi\n\nToinen kappale, öljy ja Åbo",
                    note="Kirjattu 12.4.2026",
                )
            ],
        ),
        Part(
            "2 Tavoitteet",
            items=[Item("Tavoite 1", rows=[("Lähde", ["Kuntastrategia"])]), PROMISES, Item("Målet", "Hej", "sv")],
        ),
        Part("3 Liitteet", items=[Item("Mitä liititte?")]),
    ],
    foot="Soske · SOSKE/12/2026",
    made_at="Muodostettu 14.4.2026 klo 10.06",
    absent="Ei kirjattu",
    made=MADE,
)


def written(text: str, **given: object) -> Paper:
    """A paper with the text in every place."""
    item = dataclasses.replace(
        Item(text, text, note=text, rows=[(text, (text, text))], columns=(text, text, text)), **given
    )
    return Paper(
        text,
        "fi",
        text,
        [(text, text)],
        [Part(text, text, [item, Item(rows=[(text, (text,))])])],
        text,
        text,
        text,
        MADE,
    )


def test_a_paper_conforms_to_the_standards_of_accessibility_and_of_archives() -> None:
    assert faults(paper_pdf(PAPER)) == []


def test_the_validator_finds_what_is_wrong() -> None:
    import typst

    found = faults(typst.compile(b"Hello", format="pdf", pdf_tags=False))
    assert any("PDFUA1" in fault for fault in found) and any("PDFA2A" in fault for fault in found)


def test_language_title_and_headings_are_told_to_programs() -> None:
    pdf = PaperPdf(paper_pdf(PAPER))
    assert (pdf.lang, pdf.title, pdf.root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("fi", PAPER.title, True)
    assert pdf.headings() == [
        ("H1", "1 Haaste"),
        ("H2", "Mitä ratkaisette?"),
        ("H1", "2 Tavoitteet"),
        ("H2", "Tavoite 1"),
        ("H2", "Lupaukset"),
        ("H2", "Målet"),
        ("H1", "3 Liitteet"),
        ("H2", "Mitä liititte?"),
    ]


def test_facts_are_a_list_and_rows_with_columns_a_table() -> None:
    kinds = PaperPdf(paper_pdf(PAPER)).kinds()
    assert {kind: kinds.count(kind) for kind in ("Title", "L", "LI", "Table", "THead", "TR", "TH", "TD")} == {
        "Title": 1,
        "L": 2,
        "LI": 3,
        "Table": 1,
        "THead": 1,
        "TR": 3,
        "TH": 4,
        "TD": 8,
    }


def test_text_in_another_language_is_marked() -> None:
    assert [lang for _, _, lang in PaperPdf(paper_pdf(PAPER)).tags() if lang] == ["sv"]


def test_the_text_stands_in_order_with_a_word_for_what_is_absent() -> None:
    assert PaperPdf(paper_pdf(PAPER)).text() == (
        "1 (1) Soske-akatemia 2026 Hakemus: Keksitty kunta Muodostettu 14.4.2026 klo 10.06 "
        "Diaarinumero SOSKE/12/2026 Ruotsinkielinen nimi Ei kirjattu "
        "1 Haaste Mihin strategian kohtaan työ liittyy? "
        "Mitä ratkaisette? Ensimmäinen rivi toinen rivi Toinen kappale, öljy ja Åbo Kirjattu 12.4.2026 "
        "2 Tavoitteet Tavoite 1 Lähde Kuntastrategia Lupaukset Jäsen Rooli Lupaus Päivä "
        "Keksitty kunta Johtaja Annamme aikaa. 1.4.2026 Keksitty alue Johtaja Ei kirjattu 2.4.2026 Målet Hej "
        "3 Liitteet Mitä liititte? Ei kirjattu Soske · SOSKE/12/2026"
    )


def test_a_blank_line_begins_a_paragraph() -> None:
    assert paragraphs(" a\r\nb\n \n\n c\u2028d\n") == [["a", "b"], ["c", "d"]]
    assert paragraphs(" \n\t\n") == []


def test_pages_after_the_first_have_the_kicker_and_the_title() -> None:
    pdf = PaperPdf(
        paper_pdf(Paper("Otsikko", "fi", "Akatemia", parts=[Part("Osa", items=[Item("K", "sana " * 2000)])]))
    )
    second = pdf.reader.pages[1].extract_text()
    assert pdf.pages == 3 and second.startswith("Akatemia · Otsikko 2 (3)"), second[:60]


def test_the_same_paper_is_the_same_bytes() -> None:
    assert paper_pdf(PAPER) == paper_pdf(PAPER)


def test_the_date_for_programs_is_the_given_one() -> None:
    found = PaperPdf(paper_pdf(PAPER)).reader.metadata
    assert found is not None and found.creation_date == MADE


def test_a_paper_without_anything_is_made() -> None:
    content = paper_pdf(Paper("", ""))
    assert (faults(content), PaperPdf(content).title) == ([], "–")


def test_markup_is_text() -> None:
    hostile = '#panic("x") $x$ @ref *b* _i_ `c` <l> \\ // /* #sys.inputs */ = a ~ -- "q" {{ x }} {% y %} https://x.test'
    content = paper_pdf(written(hostile))
    assert faults(content) == []
    assert PaperPdf(content).text().count(hostile.split("@")[0].strip()) >= 5


def test_no_word_stands_in_a_template_as_markup() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.typ")]
    assert texts and not any("eval" in text for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "Hei 😀 👩‍👩‍👧‍👦 👍🏽 ❤️ 🇫🇮",
        "مرحبا بالعالم abc ١٢٣",
        "שָׁלוֹם עולם (abc) 12",
        "漢字かな交じり文 क्षि ไทย",
        "Z̷̡͍a̴l̵g̸o̶ x̧́̂",
        "a\0b\x01c\x1b[31m\ud800\udfff\uffff\U0010ffff\ue000\t.",
        "\u202eabc\u2066def\ufeff\u00ad\u200b\u2028x",
        "äöåÄÖÅ Š ž € – — ” ’ … • ½ § ²",
    ],
)
def test_every_script_and_sign_becomes_a_valid_document(text: str) -> None:
    assert faults(paper_pdf(written(text, lang="ar"))) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hei 😀!", "Hei �!"),
        ("👩‍👩‍👧‍👦", "�"),
        ("🇫🇮👍🏽", "��"),
        ("a\0b\x07c", "abc"),
        ("e\u0301 \ud800", "é �"),
        ("ä ö å Å", "ä ö å Å"),
    ],
)
def test_what_no_font_has_becomes_a_box(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_long_word_may_break_and_a_word_of_forty_letters_stays_whole() -> None:
    assert printable("x" * 300).replace("\u200b", "") == "x" * 300
    assert max(map(len, printable("ä" * 300).split("\u200b"))) == 8
    assert printable("https://example.test/a/long/address?of=a&file=on-a-server").count("\u200b") >= 8
    assert printable("x" * 40) == "x" * 40


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300,
        "x" * 100_000,
        "Sanoja on monta. " * 6000,
        "rivi\n" * 20_000,
        "a\n\n" * 33_000,
        "😀" * 100_000,
        "ש" * 100_000,
    ],
    ids=["word", "long word", "text", "lines", "paragraphs", "emoji", "right to left"],
)
def test_a_hundred_thousand_characters_are_made(text: str) -> None:
    content = paper_pdf(Paper("Otsikko", "fi", parts=[Part("Osa", items=[Item("Kysymys", text)])], made=MADE))
    assert content.startswith(b"%PDF-1.7")


def test_nothing_is_lost_of_a_long_answer() -> None:
    words = [f"sana{number}" for number in range(3000)]
    pdf = PaperPdf(paper_pdf(Paper("Otsikko", "fi", parts=[Part("Osa", items=[Item("Kysymys", " ".join(words))])])))
    assert [word for word in pdf.text().split() if word.startswith("sana")] == words


def test_every_glyph_of_the_list_can_be_shown() -> None:
    signs = "\n".join(f"x{sign}" for sign in sorted(glyphs()))
    paper = Paper("Otsikko", "fi", parts=[Part("Osa", items=[Item("Kysymys", signs)])])
    assert set_once("paper", partial(paper_data, paper), Care.NONE, MADE).startswith(b"%PDF")


def test_a_mark_that_cannot_be_shown_costs_only_marks() -> None:
    content = paper_pdf(Paper("Otsikko", "fi", parts=[Part("Osa", items=[Item("Z\u0337\u0321\u034da → ≥ ✓ ä", "x")])]))
    assert faults(content) == []
    assert PaperPdf(content).text().endswith("Za → ≥ ✓ ä x")


def test_a_fault_of_the_typesetter_costs_only_marks() -> None:
    box = "\ufffd"
    label = f"{box * 7}ש{box}\u0332\u036d{box * 4}ש{box * 25}"
    content = paper_pdf(Paper("Otsikko", "fi", parts=[Part("Osa", items=[Item(label, "teksti")])]))
    assert faults(content) == []
    assert "teksti" in PaperPdf(content).text()


def test_another_fault_is_told() -> None:
    with pytest.raises(AttributeError):
        paper_pdf(Paper(None, "fi"))  # type: ignore[arg-type]


def test_the_simple_signs_are_glyphs() -> None:
    simple = {chr(code) for code in range(0x10000) if not SIMPLE.match(chr(code))} - {"\n", "\u00ad"}
    assert simple - glyphs() == set()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=200) | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x700), max_size=200))
def test_any_text_is_made(text: str) -> None:
    assert faults(paper_pdf(written(text))) == []


def test_rows_that_are_short_or_long_fit_their_columns() -> None:
    rows = [("a", ()), ("b", ("1", "2", "3", "4"))]
    content = paper_pdf(
        Paper("O", "fi", parts=[Part("P", items=[Item("I", rows=rows, columns=("x", "y", "z"))])], absent="Ei")
    )
    assert faults(content) == []
    assert PaperPdf(content).text().endswith("x y z a Ei Ei b 1 2")


def test_pictures_show_the_pages() -> None:
    assert [page[:8] for page in paper_pictures(PAPER, ppi=20)] == [b"\x89PNG\r\n\x1a\n"]
