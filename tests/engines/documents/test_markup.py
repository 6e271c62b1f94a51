"""Rich text is read once to a small tree; what is not in the subset stands as it was typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.documents.markup import Cells, Listing, Para, Quoted, Small, Span, held, line, parsed
from tests.support.reports import TEXT


def para(*spans: Span | str) -> Para:
    return Para(tuple(Span(span) if isinstance(span, str) else span for span in spans))


def test_every_kind_of_block_is_read() -> None:
    numbered = Listing(((para("ensin"),), (para("sitten"),)), numbered=True)
    assert parsed(TEXT) == (
        para(
            "Kaupunki ostaa palveluja ",
            Span("12 miljoonalla eurolla", bold=True),
            " ja ",
            Span("seuraa", italic=True),
            " ehtoja.\nUusi rivi, katso ",
            Span("ohje", link="https://example.test/ohje?a=1&b=2"),
            ".",
        ),
        para("Mallissa on:"),
        Listing(
            (
                (para("valmistelu"), Listing(((para("riskit"), numbered),))),
                (para("kilpailutus"),),
            )
        ),
        Listing(((para("kolmas"),), (para("neljäs"),)), numbered=True, start=3),
        Small((Span("Arjessa"),)),
        Quoted((para("Ehto unohtui."),)),
        Cells(
            ((Span("Vaihe"),), (Span("Päiviä"),)),
            (((Span("Valmistelu"),), (Span("14"),)), ((Span("Öljy & åbo"),), ())),
            frozenset({1}),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b> <script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,a)",
        "[x](file:///etc/passwd)",
        f"[x](https://a.test/{'a' * 2000})",
        "`koodi`",
        "---",
        "[viite]: https://a.test",
    ],
)
def test_what_is_not_in_the_subset_stands_as_it_was_typed(text: str) -> None:
    assert parsed(text) == (para(text),)


def test_links_of_three_kinds_are_links() -> None:
    links = ["http://a.test", "https://a.test/%C3%A4", "mailto:a@b.test"]
    text = " ".join(f"[x](<{link}>)" for link in links)
    found = next(block.spans for block in parsed(text) if isinstance(block, Para))
    assert [span.link for span in found if span.link] == links


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b\u00ad", "\0\x07"])
def test_nothing_seen_is_nothing(text: str) -> None:
    assert parsed(text) == ()


def test_text_is_kept_where_lists_and_quotes_are_too_deep() -> None:
    assert parsed(">" * 500 + " syvällä") == (para(">" * 500 + " syvällä"),)


@pytest.mark.parametrize(
    "text",
    [
        "*" * 50_000,
        "[" * 20_000,
        ">" * 30_000,
        "_a " * 30_000,
        "[a](" * 10_000,
        "`" * 50_000,
        "x" * 100_000,
        "<a" * 30_000,
    ],
)
def test_hostile_text_is_read_in_seconds(text: str) -> None:
    began = time.perf_counter()
    assert parsed(text)
    assert time.perf_counter() - began < 20


def test_control_characters_go_and_what_is_no_character_is_a_box() -> None:
    assert held("a\0b\x1fc\ud800d\uffffe\r\nf\u2028g\th") == "abc\ufffdd\ufffde\nf\ng    h"
    assert line(" a\n b\x0c") == "a b"


@given(st.text(st.characters(codec=None)))
def test_any_text_is_read_and_can_be_held(text: str) -> None:
    parsed(text)
    assert held(held(text)) == held(text)
    held(text).encode("utf-8")
