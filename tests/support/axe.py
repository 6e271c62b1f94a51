"""axe-core on the page that is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
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
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        with copy_with_script(page) as copy:
            return violations(copy)
    # Through the driver, because the content policy rightly blocks a script tag put into the page.
    if not page.evaluate("() => 'axe' in window"):  # the page may have been measured at another width already
        page.evaluate(script())
    results = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


@contextmanager
def copy_with_script(page: Page) -> Iterator[Page]:
    """The page as it stands, without its scripts, where axe (which waits for promises) can run."""
    html = re.sub(r"<script\b.*?</script>|</?noscript>", "", page.content(), flags=re.DOTALL)
    assert page.context.browser is not None
    context = page.context.browser.new_context(viewport=page.viewport_size, reduced_motion="reduce")
    try:
        copy = context.new_page()
        if page.url.startswith("http"):
            copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
            copy.goto(page.url)
        else:
            copy.set_content(html)
        yield copy
    finally:
        context.close()
