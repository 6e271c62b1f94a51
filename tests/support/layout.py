"""What every page keeps, whatever it shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MEASURE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


class _InlineCode(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        where = f"<{tag}> in line {self.getpos()[0]}"
        if "style" in given:
            self.faults.append(f"style attribute: {where}")
        if tag == "style":
            self.faults.append(f"style element: {where}")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.faults.append(f"script in the page: {where}")
        self.faults += [f"{name} attribute: {where}" for name in given if re.fullmatch(r"on[a-z]+", name)]
        if any(
            given.get(name, "").strip().lower().startswith("javascript:") for name in ("href", "action", "formaction")
        ):
            self.faults.append(f"javascript: address: {where}")


def inline_code(html: str) -> list[str]:
    """Style and script that stand in the HTML itself, which the content policy forbids."""
    parser = _InlineCode()
    parser.feed(html)
    return parser.faults


def source(page: Page) -> str:
    """The HTML of this page as the server sends it to this visitor."""
    return page.context.request.get(page.url).text()


def faults(page: Page) -> list[str]:
    """What is wrong with the layout at this width: sideways scroll, headings, language, small targets, text cut off."""
    return list(page.evaluate(MEASURE))
