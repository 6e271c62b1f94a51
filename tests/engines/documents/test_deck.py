"""Slides are shared over pages so that all fits in letters that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soske.engines.documents.deck import (
    LEADING,
    ROW,
    SMALLEST,
    Deck,
    Facts,
    Page,
    Point,
    Points,
    Room,
    Slide,
    pages,
)
from soske.engines.documents.fitting import broken, cut_lines, lines
from soske.engines.documents.markup import Span, plain
from soske.engines.documents.report import Area, Grid, ScaleHeads, Scales
from tests.support.reports import DECK, deck_of

ROOM = Room(880, 366)


def of(*blocks: object, title: str = "Otsikko", room: Room = ROOM) -> list[Page]:
    return pages(Deck("D", "fi", slides=[Slide(title, blocks)]), room)  # type: ignore[arg-type]


def texts(page: Page) -> list[tuple[int, str, str]]:
    assert isinstance(page.content, list)
    return [(point.level, point.mark, plain(point.spans)) for point in page.content]


def test_lists_become_points_and_paragraphs_stay_without_a_mark() -> None:
    (page,) = of(Points("Aluksi\n\n- a\n  - b\n    1. c\n- d\n\n  e\n\n### f\n\n> g"))
    assert texts(page) == [
        (0, "", "Aluksi"),
        (0, "•", "a"),
        (1, "•", "b"),
        (2, "1", "c"),
        (0, "•", "d"),
        (0, "", "e"),
        (0, "", "f"),
        (0, "", "g"),
    ]


def test_what_does_not_fit_goes_on_under_a_numbered_title() -> None:
    found = of(Points("\n".join(f"- kohta {number}" for number in range(25))))
    assert [page.title for page in found] == ["Otsikko 1/3", "Otsikko 2/3", "Otsikko 3/3"]
    assert [text for page in found for _level, _mark, text in texts(page)] == [
        f"kohta {number}" for number in range(25)
    ]


def test_a_heading_goes_with_what_follows() -> None:
    found = of(Points("\n\n".join(["rivi"] * 9) + "\n\n### Otsake\n\n" + "teksti " * 30))
    assert [texts(page)[0][2] for page in found] == ["rivi", "Otsake"]


def test_a_long_paragraph_is_cut_between_words_and_nothing_is_lost() -> None:
    words = [f"sana{number}" for number in range(400)]
    found = of(Points("- " + " ".join(words)))
    assert len(found) > 2
    assert [mark for page in found for _level, mark, _text in texts(page)] == ["•", *[""] * (len(found) - 1)]
    assert " ".join(text for page in found for _level, _mark, text in texts(page)).split() == words


def test_rows_of_a_table_are_shared_and_a_high_one_is_cut() -> None:
    grid = Grid(["a", "b"], [["x", "sana " * 600], ["y", "z"]])
    found = of(grid)
    grids = [page.content for page in found if isinstance(page.content, Grid)]
    assert len(grids) == len(found) > 2 and {tuple(each.columns) for each in grids} == {("a", "b")}
    assert [row[0] for each in grids for row in each.rows] == ["x", *[""] * (len(found) - 1), "y"]
    assert sum(row[1].count("sana") for each in grids for row in each.rows) == 600


def test_a_table_of_many_columns_becomes_points() -> None:
    (page,) = of(Grid([f"c{number}" for number in range(8)], [[f"v{number}" for number in range(8)]], "Kuva"))
    assert texts(page)[:3] == [(0, "", "Kuva"), (0, "", "v0"), (1, "•", "c1: v1")]


def test_each_table_and_picture_has_a_page_and_its_caption() -> None:
    scales = Scales([Area("a", 1.0)] * 15, ScaleHeads("A", "B", "C", "D"), "Kuva")
    found = of(Facts([("a", "b")]), Grid(["a"], [["b"]], "otsikko"), scales)
    assert [page.title for page in found] == [f"Otsikko {number}/4" for number in range(1, 5)]
    assert [page.caption for page in found] == ["", "otsikko", "Kuva", "Kuva"]
    assert of(Grid(["a"], [["b"]], "Otsikko"))[0].caption == ""


def test_each_page_of_a_picture_has_the_columns_of_the_whole() -> None:
    areas = [Area("a", 1.0), *[Area("b", None, 2.0)] * 15]
    assert {tuple(page.kinds) for page in of(Scales(areas, ScaleHeads("A", "B", "C", "D")))} == {("start", "end")}


def test_a_title_that_is_too_long_is_shortened_and_said_in_full() -> None:
    title = "sana " * 40
    (page,) = of(Points("- a"), title=title)
    assert page.title.endswith("…") and len(page.title) <= 91
    assert texts(page) == [(0, "", title.strip()), (0, "•", "a")]


def test_notes_and_languages_are_kept() -> None:
    found = pages(DECK, ROOM)
    assert [page.notes for page in found if page.notes] == ["Kerro ensin, miksi.\nSitten hinta: ä."]
    assert [page.lang for page in found if page.title.startswith("Målen")] == ["sv", "sv"]
    assert found[-1] == Page("Vain otsikko", None, "fi")


def test_a_point_in_another_language_begins_a_page() -> None:
    assert [page.lang for page in of(Points("a"), Points("b", "sv"), Points("c", "sv"))] == ["fi", "sv"]


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(codec=None)) | st.text("ab \n-|", max_size=400), st.integers(260, 900), st.integers(150, 400)
)
def test_nothing_is_higher_than_its_page(text: str, width: int, height: int) -> None:
    room = Room(width, height)
    for page in pages(deck_of(text), room):
        if isinstance(page.content, list):
            high = sum(_height(point, room) for point in page.content)
            assert high <= height or len(page.content) == 1
        assert sum(page.heights) <= height or len(page.heights) <= 2
        for row in getattr(page.content, "rows", ()):
            assert len(row) == (len(page.content.columns) or 2)  # type: ignore[union-attr]


def _height(point: Point, room: Room) -> float:
    assert point.size >= 18
    return lines(plain(point.spans), point.size, room.width - point.indent()) * point.size * LEADING


@pytest.mark.parametrize("text", ["sana " * 20_000, "x" * 100_000, "- a\n" * 5_000, "😀" * 20_000])
def test_huge_text_is_shared(text: str) -> None:
    found = of(Points(text))
    letters = "".join(text for page in found for _level, _mark, text in texts(page))
    for sign in "sxa😀":
        assert letters.count(sign) == text.count(sign)


# --- lines ------------------------------------------------------------------------------------------------------------
def test_lines_end_between_words_and_at_breaks() -> None:
    text = "aaaa aaaa aaaa\nb"
    assert [text[begin:end] for begin, end in _pieces(text, 70)] == ["aaaa aaaa ", "aaaa\n", "b"]


def test_a_word_that_is_longer_than_the_line_is_broken() -> None:
    assert list(broken("x" * 25, 10, 55.1)) == [10, 20, 25]


def _pieces(text: str, room: float) -> list[tuple[int, int]]:
    ends = list(broken(text, 10, room))
    return list(zip([0, *ends], ends, strict=False))


@given(st.text("ab \nä", max_size=60), st.integers(1, 5), st.integers(10, 100))
def test_cutting_loses_only_spaces(text: str, count: int, room: int) -> None:
    first, rest = cut_lines([Span(text[:7], bold=True), Span(text[7:])], count, 10, room)
    assert (plain(first) + plain(rest)).split() == text.split() or "".join(text.split()) == "".join(
        (plain(first) + plain(rest)).split()
    )


@given(st.text(st.characters(codec=None)), st.integers(10, 300))
def test_lines_go_forward_to_the_end(text: str, room: int) -> None:
    ends = list(broken(text, 18, room))
    assert ends == sorted(ends) and ends[-1] == len(text)


def test_a_row_has_space_for_its_lines() -> None:
    (page,) = of(Grid(["a"], [["b"]]))
    assert list(page.heights) == [SMALLEST * LEADING + ROW] * 2
