"""The braid: the same slug gives the same picture for ever, and it is the one of the design (page on looks, 12)."""

import re
from collections.abc import Callable
from functools import partial
from xml.etree import ElementTree

import pytest

from soske.base import pattern

SVG = "{http://www.w3.org/2000/svg}"
SLUGS = [
    "soske-2022",
    "harjoitus-2026",
    "vahahiilinen-2027",
    "kiertotalous-2027",
    "hyvinvointi-2028",
    "rakentaminen-2028",
]
DRAWINGS = {
    **{f"{form}-{slug}": pattern.braid_svg(slug, form, "plum") for form in pattern.FORMATS for slug in SLUGS},
    "chip": pattern.chip_svg("plum"),
    "mark": pattern.mark_svg(),
    "joint": pattern.joint_svg("plum"),
}


def paths(document: str) -> list[ElementTree.Element]:
    """Return the paths of a drawing in the order in which they are painted."""
    return list(ElementTree.fromstring(document).iter(f"{SVG}path"))


def strands(document: str, form: str) -> list[ElementTree.Element]:
    """Return the paths of a braid that go from edge to edge, by the lane they start in."""
    return paths(document)[: pattern.FORMATS[form].lanes]


def crossings(document: str, form: str) -> list[tuple[int, int, bool]]:
    """Return the crossings of a braid as (column, upper lane, whether the strand on top goes down)."""
    size = pattern.FORMATS[form]
    found = []
    for path in paths(document)[size.lanes :: 2]:
        numbers = [float(text) for text in re.findall(r"-?[\d.]+", path.attrib["d"])]
        column = round(numbers[0] / (size.width / size.columns))
        start, end = (round(height / (size.height / size.lanes) - 0.5) for height in (numbers[1], numbers[-1]))
        found.append((column, min(start, end), end > start))
    return found


def test_braid_svg_of_the_first_academy_is_as_drawn_in_the_design() -> None:
    card = pattern.braid_svg("soske-2022", "card", "brick")
    # Read off the design's picture of the parts, left to right and from the top.
    assert crossings(card, "card") == [
        (0, 1, False),
        (1, 1, False),
        (2, 2, False),
        (3, 0, False),
        (3, 2, False),
        (4, 1, True),
        (4, 3, True),
        (5, 0, False),
        (5, 2, True),
        (6, 2, False),
    ]
    # 32, 32 and 74 % of brick, the thread, and brick itself.
    assert [strand.attrib["stroke"] for strand in strands(card, "card")] == [
        "#D6B7A6",
        "#D6B7A6",
        "#B27459",
        "#12505F",
        "#9C4A2A",
    ]


def test_braid_svg_of_one_straight_and_one_crossing_strand_is_written_so() -> None:
    strand = strands(pattern.braid_svg("soske-2022", "card", "brick"), "card")[3]
    assert strand.attrib["d"] == (
        "M0 67.2H85.7C108 67.2 106.3 48 128.6 48C150.9 48 149.1 67.2 171.4 67.2C193.7 67.2 192 86.4 214.3 86.4H300"
    )


@pytest.mark.parametrize("form", pattern.FORMATS)
@pytest.mark.parametrize("slug", SLUGS)
def test_braid_svg_has_the_thread_once_and_never_starting_outermost(slug: str, form: str) -> None:
    colours = [strand.attrib["stroke"] for strand in strands(pattern.braid_svg(slug, form, "moss"), form)]
    assert colours.count(pattern.ACCENT) == 1
    assert pattern.ACCENT not in (colours[0], colours[-1])


@pytest.mark.parametrize("form", pattern.FORMATS)
@pytest.mark.parametrize("slug", SLUGS)
def test_braid_svg_strands_fill_every_lane_at_both_edges(slug: str, form: str) -> None:
    size = pattern.FORMATS[form]
    middles = [round((lane + 0.5) * size.height / size.lanes, 1) for lane in range(size.lanes)]
    ways = [strand.attrib["d"] for strand in strands(pattern.braid_svg(slug, form, "moss"), form)]
    heights = [re.findall(r"[\d.]+", way.removesuffix(f"H{size.width}")) for way in ways]
    assert [float(numbers[1]) for numbers in heights] == middles
    assert sorted(float(numbers[-1]) for numbers in heights) == middles
    assert [way for way in ways if not re.search(rf"(H{size.width}|{size.width} [\d.]+)$", way)] == []


@pytest.mark.parametrize("form", pattern.FORMATS)
@pytest.mark.parametrize("slug", SLUGS)
def test_braid_svg_strands_cross_only_with_a_neighbour(slug: str, form: str) -> None:
    taken = [
        (column, lane)
        for column, upper, _ in crossings(pattern.braid_svg(slug, form, "moss"), form)
        for lane in (upper, upper + 1)
    ]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize("form", pattern.FORMATS)
def test_braid_svg_stays_small(form: str) -> None:
    assert max(len(pattern.braid_svg(f"akatemia-{year}", form, "rose")) for year in range(2000, 2100)) < 15_000


@pytest.mark.parametrize("form", pattern.FORMATS)
def test_braid_svg_has_the_size_of_its_format(form: str) -> None:
    size = pattern.FORMATS[form]
    root = ElementTree.fromstring(pattern.braid_svg("soske-2022", form, "brick"))
    assert [root.attrib[name] for name in ("width", "height", "viewBox")] == [
        str(size.width),
        str(size.height),
        f"0 0 {size.width} {size.height}",
    ]


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_has_presentation_attributes_only(name: str) -> None:
    root = ElementTree.fromstring(DRAWINGS[name])
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "g", "rect", "path"}
    assert {attribute for element in root.iter() for attribute in element.attrib} <= {
        "width",
        "height",
        "viewBox",
        "preserveAspectRatio",
        "aria-hidden",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "rx",
        "d",
        "transform",
    }


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_is_one_hidden_document_on_one_line(name: str) -> None:
    root = ElementTree.fromstring(DRAWINGS[name])
    assert (root.tag, root.attrib["aria-hidden"], "\n" in DRAWINGS[name]) == (f"{SVG}svg", "true", False)


def test_braid_svg_of_name_and_of_its_hex_are_the_same() -> None:
    assert pattern.braid_svg("soske-2022", "card", "brick") == pattern.braid_svg("soske-2022", "card", "#9c4a2a")


def test_braid_svg_of_other_slug_is_another_braid() -> None:
    assert len({pattern.braid_svg(slug, "phone", "brick") for slug in SLUGS}) == len(SLUGS)


@pytest.mark.parametrize("slug", ["", "ä", '"/><script>', "a" * 10_000])
def test_braid_svg_of_any_slug_holds_nothing_of_it(slug: str) -> None:
    document = pattern.braid_svg(slug, "card", "brick")
    assert {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(document).iter()} == {
        "svg",
        "rect",
        "g",
        "path",
    }
    assert len(document) < 5_000


def test_braid_svg_is_kept() -> None:
    assert pattern.braid_svg("soske-2022", "wide", "brick") is pattern.braid_svg("soske-2022", "wide", "brick")


def test_braid_svg_of_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown format 'poster', expected one of hero, wide, phone, card"):
        pattern.braid_svg("soske-2022", "poster", "brick")


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#1234567", "#12345G", "9C4A2A", '#9C4A2A"/>', "#9C4A2A\n"])
@pytest.mark.parametrize(
    "draw", [partial(pattern.braid_svg, "soske-2022", "card"), pattern.chip_svg, pattern.joint_svg]
)
def test_drawing_in_unknown_colour_is_refused(draw: Callable[[str], str], colour: str) -> None:
    with pytest.raises(ValueError, match="unknown colour"):
        draw(colour)


def test_palette_index_is_fnv1a_modulo_six() -> None:
    # The published test values of FNV-1a, 32 bit.
    assert [pattern.palette_index(text) for text in ("", "a", "foobar")] == [
        0x811C9DC5 % 6,
        0xE40C292C % 6,
        0xBF9CF968 % 6,
    ]


def test_palette_index_of_letters_beyond_ascii_is_over_utf8() -> None:
    assert pattern.palette_index("ä") == (((0x811C9DC5 ^ 0xC3) * 0x01000193 % 2**32 ^ 0xA4) * 0x01000193 % 2**32) % 6


def test_palette_colours_are_those_of_the_design() -> None:
    assert list(pattern.PALETTE) == ["brick", "plum", "moss", "ochre", "blue", "rose"]


def test_chip_svg_has_the_programmes_colour_as_ground() -> None:
    ground = next(ElementTree.fromstring(pattern.chip_svg("ochre")).iter(f"{SVG}rect"))
    assert [ground.attrib[name] for name in ("width", "height", "fill")] == ["32", "32", "#8F6414"]


def test_mark_svg_is_accent_over_pale_brick_without_ground() -> None:
    root = ElementTree.fromstring(pattern.mark_svg())
    assert [element.tag.removeprefix(SVG) for element in root.iter()] == ["svg", "g", "path", "path", "path"]
    assert (root[0].attrib["fill"], root[1].attrib["stroke"]) == ("#B98A74", "#12505F")


def test_joint_svg_is_26_by_12() -> None:
    root = ElementTree.fromstring(pattern.joint_svg("brick"))
    assert [root.attrib[name] for name in ("width", "height", "viewBox")] == ["26", "12", "0 0 26 12"]
