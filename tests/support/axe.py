"""axe-core on the page that is open."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@cache
def script() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each place: rule, impact, where, what. Every rule counts, also the best practices."""
    # Through the driver, because the content policy rightly blocks a script tag put into the page.
    page.evaluate(script())
    results = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {rule['help']}. {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]
