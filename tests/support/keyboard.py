"""Nothing but keys: moving by Tab, with the focus in sight at every stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FOCUS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
MOST = 300


class Keyboard:
    """A person at the keyboard of a page. `unseen` collects stops at which one does not see where one is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def focus(self) -> dict[str, Any] | None:
        """Where the focus is: place among all stops, words, whether it is seen; None before the first stop."""
        found: dict[str, Any] = self.page.evaluate(FOCUS)
        return None if found["place"] is None else found

    def stops(self) -> int:
        """How many stops the page has."""
        return int(self.page.evaluate(FOCUS)["count"])

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def step(self, key: str = "Tab") -> dict[str, Any] | None:
        """One stop further."""
        self.press(key)
        found = self.focus()
        if found and not found["seen"]:
            self.unseen.append(f"{self.page.url}: {found['words']}")
        return found

    def to(self, target: Locator) -> None:
        """Tab until the target has the focus."""
        for _step in range(MOST):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.step()
        raise AssertionError(f"not reached by Tab: {target}")

    def use(self, target: Locator, key: str = "Enter") -> None:
        """Go to what stays on this page and press it."""
        self.to(target)
        self.press(key)

    def send(self, target: Locator) -> None:
        """Go to a link or button that leads to another page and press it."""
        self.to(target)
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Go to a field and write over what is in it."""
        self.to(target)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def tour(self) -> list[int]:
        """Places of all stops from the beginning of the page until Tab leaves it or begins anew."""
        places: list[int] = []
        while (found := self.step()) is not None and len(places) < MOST:
            if places and found["place"] == places[0]:  # a browser without a window has nowhere else to go
                break
            if places[-1:] != [found["place"]]:  # a date has several stops inside
                places.append(found["place"])
        return places
