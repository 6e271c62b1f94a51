"""Contrast from the colours that are rendered, also where axe cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Measured:
    """One piece of text, one placeholder or one border with its ratio."""

    what: str
    text: str
    where: str
    ratio: float
    needed: float
    image: str
    """Elements with a background image behind it: there the ratio holds for the colour below the image only."""

    def __str__(self) -> str:
        return f"{self.what} {self.text!r} in {self.where}: {self.ratio:.2f}, needed {self.needed}"


def measured(page: Page) -> list[Measured]:
    """Everything on the page that has to be told apart from its background; disabled controls need not."""
    return [Measured(**row) for row in page.evaluate(MEASURE)]


def too_weak(page: Page) -> list[Measured]:
    """What falls short: 4.5, or 3 for large text, placeholders and borders of fields."""
    return [one for one in measured(page) if round(one.ratio, 2) < one.needed]
