"""A line of the picture shows its values where they stand."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from soske.engines.documents.strips import ACCENT, HEIGHT, OTHERS, PIXELS, WIDTH, mark_png, place, strip_png


def colour(png: bytes, value: float, *, above: float = 0.5) -> str:
    """Of the pixel at a value, at a share of the height."""
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (WIDTH * PIXELS, HEIGHT * PIXELS)
        red, green, blue = image.convert("RGB").getpixel((int(place(value) * image.width), int(above * image.height)))  # type: ignore[misc]
    return f"#{red:02X}{green:02X}{blue:02X}"


def test_start_is_a_ring_end_a_disc_and_average_a_bar() -> None:
    png = strip_png(1.0, 5.0, 3.0)
    assert [colour(png, value) for value in (1.0, 2.0, 5.0)] == ["#FFFFFF", ACCENT, ACCENT]
    assert [colour(png, value, above=0.15) for value in (1.0, 3.0, 5.0)] == ["#FFFFFF", OTHERS, "#FFFFFF"]


@pytest.mark.parametrize("values", [(None, None, None), (2.0, None, None), (None, 4.0, None), (None, None, 1.0)])
def test_what_is_not_known_is_not_shown(values: tuple[float | None, float | None, float | None]) -> None:
    start, end, average = values
    png = strip_png(*values)
    assert (colour(png, 4.0) == ACCENT) == (end is not None)
    assert (colour(png, 1.0, above=0.15) == OTHERS) == (average is not None)
    assert (colour(png, 2.0) == "#FFFFFF") == (start is not None)


def test_marks_differ() -> None:
    assert len({mark_png(kind) for kind in ("start", "end", "average")}) == 3
