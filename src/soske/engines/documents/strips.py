"""One line of the picture of areas: a scale from 1 to 5 with a ring, a disc and a bar, as PNG for office files."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from soske.engines.documents.report import HIGHEST, KINDS, LOWEST

WIDTH, HEIGHT = 60.0, 6.0  # mm
EDGE = 0.06  # share of the width that stays free at both ends, for the marks at 1 and 5
PIXELS, FINER = 12, 3  # pixels of a mm, and how much finer they are drawn first
MARK = 4.0  # mm
RULE, ACCENT, OTHERS = "#8A7F6D", "#12505F", "#B57514"


def place(value: float) -> float:
    """Where a value stands, as a share of the width."""
    return EDGE + (value - LOWEST) / (HIGHEST - LOWEST) * (1 - 2 * EDGE)


@lru_cache(maxsize=512)
def strip_png(start: float | None, end: float | None, average: float | None) -> bytes:
    """The scale with what is known of the three values (1 to 5)."""
    return _written(_drawn(start, end, average, axis=True))


@lru_cache(maxsize=3)
def mark_png(kind: str) -> bytes:
    """The mark of start, end or average by itself, MARK mm in square, to stand beside its word."""
    image = _drawn(*(3.0 if kind == each else None for each in KINDS), axis=False)
    middle, half = image.width // 2, round(MARK / 2 * PIXELS * FINER)
    above = (image.height - 2 * half) // 2
    return _written(image.crop((middle - half, above, middle + half, above + 2 * half)))


def _drawn(start: float | None, end: float | None, average: float | None, *, axis: bool) -> Any:
    from PIL import Image, ImageDraw

    unit = PIXELS * FINER
    image = Image.new("RGB", (round(WIDTH * unit), round(HEIGHT * unit)), "white")
    draw = ImageDraw.Draw(image)
    middle = HEIGHT / 2

    def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        draw.line([x1 * unit, y1 * unit, x2 * unit, y2 * unit], fill=colour, width=round(width * unit))

    def disc(value: float, radius: float, fill: str) -> None:
        x = place(value) * WIDTH
        box = [(x - radius) * unit, (middle - radius) * unit, (x + radius) * unit, (middle + radius) * unit]
        draw.ellipse(box, fill=fill, outline=ACCENT, width=round(0.5 * unit))

    if axis:
        line(EDGE * WIDTH, middle, (1 - EDGE) * WIDTH, middle, RULE, 0.2)
        for value in range(int(LOWEST), int(HIGHEST) + 1):
            line(place(value) * WIDTH, middle - 0.9, place(value) * WIDTH, middle + 0.9, RULE, 0.2)
    if start is not None and end is not None:
        line(place(start) * WIDTH, middle, place(end) * WIDTH, middle, ACCENT, 0.7)
    if average is not None:
        line(place(average) * WIDTH, 0.5, place(average) * WIDTH, HEIGHT - 0.5, OTHERS, 0.8)
    if start is not None:
        disc(start, 1.5, "white")
    if end is not None:
        disc(end, 1.7, ACCENT)
    return image


def _written(image: Any) -> bytes:
    from PIL import Image

    small = image.resize((image.width // FINER, image.height // FINER), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "PNG", dpi=(PIXELS * 25.4, PIXELS * 25.4))
    return out.getvalue()
