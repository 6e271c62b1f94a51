"""Slides as PDF: page for page those of PowerPoint, tagged and fit for archives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soske.engines.documents.deck import Deck, Point, Points, Slide, pages
from soske.engines.documents.deck_pdf import ROOM, deck_pdf, deck_pictures, grouped
from soske.engines.documents.markup import Listing, Para, Span
from tests.support.papers import PaperPdf, faults
from tests.support.reports import DECK, deck_of


def test_slides_conform_to_the_standards_of_accessibility_and_of_archives() -> None:
    assert faults(deck_pdf(DECK)) == []


def test_each_slide_is_a_page_with_its_title_as_heading() -> None:
    pdf = PaperPdf(deck_pdf(DECK))
    titles = [page.title for page in pages(DECK, ROOM)]
    assert pdf.pages == len(titles) + 1
    assert [title for kind, title in pdf.headings() if kind == "H1"] == titles
    assert (pdf.title, pdf.lang) == (DECK.title, "fi")
    assert {lang for _kind, _title, lang in pdf.tags() if lang} == {"sv"}
    box = pdf.reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == (960, 540)


def test_the_text_stands_in_order() -> None:
    text = PaperPdf(deck_pdf(DECK)).text()
    for each in (
        "Toimintamallisuunnitelma: Keksitty kaupunki Kaupunginhallitus 2.12.2026",
        "Mallissa on: • valmistelu – riskit 1. ensin 2. sitten • kilpailutus",
        "Hankinnat 12 miljoonaa euroa Vastuu –",
        "Johtaminen 1,4 3,0 2,5 Osaaminen 2,0 – 2,3 Tieto – 4,0 –",
        "Ehto 5 hankinnassa 1 31.12.2027 Ehto sopimuksissa 12 – a 2 b",
    ):
        assert each in text, text


@pytest.mark.parametrize(
    "text",
    ["Sanoja on monta, ja pitkiäkin: työllistämisvelvoitteenalaisuus. " * 40, "WMÖÄ " * 600, "- a\n  - b\n" * 60],
)
def test_what_was_shared_over_pages_fits_on_them(text: str) -> None:
    deck = deck_of(text)
    assert PaperPdf(deck_pdf(deck)).pages == len(pages(deck, ROOM)) + 1


def test_lists_are_lists_again() -> None:
    points = [
        Point((Span("a"),), 1, "•"),
        Point((Span("b"),), 0, "•"),
        Point((Span("c"),), 1, "3"),
        Point((Span("d"),), 1, "4"),
        Point((Span("e"),), 1),
        Point((Span("f"),), 0, "1"),
        Point((Span("g"),), 0),
        Point((Span("h"),), 0, "2"),
    ]

    def para(text: str) -> Para:
        return Para((Span(text),))

    inner = Listing(((para("c"),), (para("d"), para("e"))), numbered=True, start=3)
    assert grouped(points) == [
        Listing(((para("a"),), (para("b"), inner))),
        Listing(((para("f"),),), numbered=True),
        para("g"),
        Listing(((para("h"),),), numbered=True, start=2),
    ]


def test_the_same_deck_is_the_same_bytes() -> None:
    assert deck_pdf(DECK) == deck_pdf(DECK)


def test_an_empty_deck_is_made() -> None:
    assert faults(deck_pdf(Deck("", ""))) == []
    assert faults(deck_pdf(Deck("O", "fi", slides=[Slide("", [Points("")])]))) == []


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.text(max_size=100) | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x700), max_size=100))
def test_any_text_conforms(text: str) -> None:
    assert faults(deck_pdf(deck_of(text))) == []


def test_pictures_show_the_pages() -> None:
    assert len(deck_pictures(DECK, ppi=10)) == len(pages(DECK, ROOM)) + 1
