"""What a form with errors keeps: a summary that leads to the fields, and each error beside its field."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """What is wrong with the errors that the page shows; a page without any is a fault too."""
    return list(page.evaluate(MEASURE))
