"""The braid: the one ornament of Soske, drawn from a programme's slug.

Strands cross and go on, and one of them, the thread, has Soske's accent. The same slug, format and colour give the same
picture for ever, so the pictures can be cached without an end date. Everything is decoration: it goes into a page as an
image with an empty ``alt``, or inline (the drawings carry ``aria-hidden``).

Every function returns one complete SVG document: one line of text, drawn in user units (one unit is one pixel at its
natural size), presentation attributes only, so that it needs no exception in the content security policy.

Source: the design's page on looks, section 12 (braid) and section 1 (colours).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

ACCENT: Final = "#12505F"
GROUND: Final = "#F1EBE0"
PALE_BRICK: Final = "#B98A74"

PALETTE: Final[dict[str, str]] = {
    "brick": "#9C4A2A",
    "plum": "#6E3B5E",
    "moss": "#5B6B2F",
    "ochre": "#8F6414",
    "blue": "#3F5B8C",
    "rose": "#A2415F",
}
"""The programme colours, name to hex; the order is the one that ``palette_index`` counts in."""


class Format(NamedTuple):
    """Size of a braid: width and height in pixels, lanes (rows of strands) and columns (places for a crossing)."""

    width: int
    height: int
    lanes: int
    columns: int


FORMATS: Final[dict[str, Format]] = {
    "hero": Format(480, 340, 7, 6),
    "wide": Format(1400, 260, 7, 20),
    "phone": Format(358, 112, 5, 8),
    "card": Format(300, 96, 5, 7),
}

_TINTS: Final = (100, 74, 50, 32)  # per cent of the programme's colour on the ground
_DISCARDED: Final = 8  # xorshift's first numbers still resemble the seed, and so would similar slugs each other
_HANDLE: Final = 0.52  # of a column
_STROKE: Final = 0.56  # of a lane
_GAP: Final = 0.26  # of a lane, by which the ground below an upper strand is wider than the strand
_OVERLAP: Final = 2  # pixels by which an upper strand is drawn again beyond its crossing, to hide the seam

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_WORD: Final = 0xFFFFFFFF


class _Crossing(NamedTuple):
    """Strands of lanes ``lane`` and ``lane + 1`` change places; ``down`` when the one going down lies on top."""

    lane: int
    down: bool


def palette_index(slug: str) -> int:
    """Return the place (0-5) in ``PALETTE`` that a slug asks for; who holds it already is for the caller to see."""
    return _fnv1a(slug) % len(PALETTE)


@lru_cache(maxsize=256)
def braid_svg(slug: str, form: str, colour: str) -> str:
    """Return the braid of a slug as an SVG document of 15 KB at most.

    ``form`` is a key of ``FORMATS``; ``colour`` is a key of ``PALETTE`` or ``#RRGGBB``. In a box of another shape the
    picture fills the box and loses its edges; it never shrinks into bands.

    Raises ValueError for an unknown format or colour.
    """
    if form not in FORMATS:
        raise ValueError(f"unknown format {form!r}, expected one of {', '.join(FORMATS)}")
    size = FORMATS[form]
    full = _hex(colour)
    numbers = _numbers(_fnv1a(slug))
    for _ in range(_DISCARDED):
        next(numbers)

    strokes = _strokes(size.lanes, full, numbers)
    columns = [_crossings(size.lanes, numbers) for _ in range(size.columns)]
    return _draw(size, strokes, columns)


def chip_svg(colour: str) -> str:
    """Return the chip of a programme, 32 x 32 px: a white strand over a half-white one on the programme's colour.

    ``colour`` as in ``braid_svg``; raises ValueError for an unknown one.
    """
    full = _hex(colour)
    over = "M-1 10C13 10 19 22 33 22"
    return (
        f'{_open(32, 32)}<rect width="32" height="32" rx="3" fill="{full}"/><g fill="none" stroke-width="5">'
        f'<path d="M-1 22C13 22 19 10 33 10" stroke="#FFFFFF" stroke-opacity=".55"/>'
        f'<path d="{over}" stroke="{full}" stroke-width="9"/><path d="{over}" stroke="#FFFFFF"/></g></svg>'
    )


def mark_svg() -> str:
    """Return Soske's own mark, 28 x 20 px: the crossing in accent and pale brick, transparent around and between.

    The lower strand is an outline cut along the edge of the gap, not a line painted over with the ground, because the
    mark stands on white, on paper and in print. Its other half is the same outline turned around the centre.
    """
    half = "M1 1.8C5.2 1.7 9.2 3.6 12.5 6.1L8.9 8.9C6.6 7.3 3.9 6.2 1 6.2Z"
    return (
        f'{_open(28, 20)}<g fill="{PALE_BRICK}"><path d="{half}"/><path d="{half}" transform="rotate(180 14 10)"/></g>'
        f'<path d="M1 16C12 16 16 4 27 4" fill="none" stroke="{ACCENT}" stroke-width="4.4"/></svg>'
    )


def joint_svg(colour: str) -> str:
    """Return the mark of a joint team, 26 x 12 px: the crossing in one colour, without a gap, which would be too small.

    ``colour`` as in ``braid_svg``; raises ValueError for an unknown one.
    """
    return (
        f'{_open(26, 12)}<path d="M1 2.5C11 2.5 15 9.5 25 9.5M1 9.5C11 9.5 15 2.5 25 2.5" fill="none"'
        f' stroke="{_hex(colour)}" stroke-width="2.4"/></svg>'
    )


def _fnv1a(text: str) -> int:
    """Return FNV-1a, 32 bit, over the UTF-8 bytes of the text."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & _WORD
    return value


def _numbers(seed: int) -> Iterator[float]:
    """Yield the numbers of xorshift32 (13, 17, 5) from the seed, each divided by 2^32: at least 0, below 1."""
    state = seed
    while True:
        state ^= (state << 13) & _WORD
        state ^= state >> 17
        state ^= (state << 5) & _WORD
        yield state / 2**32


def _hex(colour: str) -> str:
    """Return the hex value of a palette name, or the hex value itself once it has been checked."""
    value = PALETTE.get(colour, colour)
    if not _HEX.fullmatch(value):
        raise ValueError(f"unknown colour {colour!r}, expected #RRGGBB or one of {', '.join(PALETTE)}")
    return value.upper()


def _tint(colour: str, percent: int) -> str:
    """Return so many per cent of a colour mixed with the ground."""
    mixed = (
        round((int(colour[at : at + 2], 16) * percent + int(GROUND[at : at + 2], 16) * (100 - percent)) / 100)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _strokes(lanes: int, colour: str, numbers: Iterator[float]) -> list[str]:
    """Draw the colour of each strand, by the lane it starts in; the accent is never an outermost one."""
    accent = 1 + int(next(numbers) * (lanes - 2))
    return [ACCENT if lane == accent else _tint(colour, _TINTS[int(next(numbers) * 4)]) for lane in range(lanes)]


def _crossings(lanes: int, numbers: Iterator[float]) -> list[_Crossing]:
    """Draw the crossings of one column: first where they are, then, from the top, which strand of each lies on top."""
    found = []
    lane = 0 if next(numbers) < 0.5 else 1
    while lane < lanes - 1:
        crosses = next(numbers) < 0.46
        if crosses:
            found.append(lane)
        lane += 2 if crosses else 1
    return [_Crossing(lane, next(numbers) < 0.5) for lane in found]


def _draw(size: Format, strokes: list[str], columns: list[list[_Crossing]]) -> str:
    """Draw every strand once along its whole way, then the upper strand of each crossing again above the rest."""
    lane_height = size.height / size.lanes
    column_width = size.width / size.columns
    handle = column_width * _HANDLE
    order = list(range(size.lanes))  # the strand that runs in each lane
    ways = [[f"M0 {_middle(lane, lane_height)}"] for lane in order]
    upper: list[tuple[str, str, str]] = []  # stroke colour, path of the gap, path of the strand
    for column, crossings in enumerate(columns):
        left, right = column * column_width, (column + 1) * column_width
        steps = dict.fromkeys(order, f"H{_number(right)}")
        for lane, down in crossings:
            falling, rising = order[lane], order[lane + 1]
            order[lane], order[lane + 1] = rising, falling
            high, low = _middle(lane, lane_height), _middle(lane + 1, lane_height)
            first, second = _number(left + handle), _number(right - handle)
            steps[falling] = f"C{first} {high} {second} {low} {_number(right)} {low}"
            steps[rising] = f"C{first} {low} {second} {high} {_number(right)} {high}"
            strand, start = (falling, high) if down else (rising, low)
            gap = f"M{_number(left)} {start}{steps[strand]}"
            way = f"M{_number(left - _OVERLAP)} {start}H{_number(left)}{steps[strand]}h{_OVERLAP}"
            upper.append((strokes[strand], gap, way))
        for strand, step in steps.items():
            if step[0] == ways[strand][-1][0] == "H":
                ways[strand].pop()  # two straight pieces in a row are one
            ways[strand].append(step)
    width = lane_height * _STROKE
    lines = [f'<path d="{"".join(way)}" stroke="{stroke}"/>' for way, stroke in zip(ways, strokes, strict=True)]
    for stroke, gap, way in upper:
        lines.append(f'<path d="{gap}" stroke="{GROUND}" stroke-width="{_number(width + lane_height * _GAP)}"/>')
        lines.append(f'<path d="{way}" stroke="{stroke}"/>')
    return (
        f'{_open(size.width, size.height)}<rect width="{size.width}" height="{size.height}" fill="{GROUND}"/>'
        f'<g fill="none" stroke-width="{_number(width)}">{"".join(lines)}</g></svg>'
    )


def _middle(lane: int, lane_height: float) -> str:
    """Return the vertical middle of a lane, written out."""
    return _number((lane + 0.5) * lane_height)


def _number(value: float) -> str:
    """Write a coordinate with at most one decimal: nobody sees a twentieth of a pixel, and the file stays small."""
    return f"{value:.1f}".removesuffix(".0")


def _open(width: int, height: int) -> str:
    """Return the opening tag of a drawing of this size."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
    )
