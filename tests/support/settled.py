"""Nothing is read from half a page.

A click in a browser ends when the next page has begun to arrive. What waits for an element then finds it in time; what
looks once and answers at once (how many, which texts, what a script says) would see a page of which only the head is
there. Such a look waits here until the document is whole. It costs nothing where it is whole already.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

LOOKS = {
    "Page": ("evaluate", "content"),
    "Locator": ("all", "all_inner_texts", "all_text_contents", "count", "evaluate_all", "is_visible", "is_hidden"),
}


def wait_for_whole_pages() -> None:
    """From now on every look of Playwright's waits for the document; called again it changes nothing."""
    from playwright import sync_api

    for name, looks in LOOKS.items():
        kind = getattr(sync_api, name)
        for look in looks:
            own = getattr(kind, look)
            if not hasattr(own, "waits"):
                setattr(kind, look, _waiting(own, whole_page=name == "Page"))


def _waiting(look: Callable[..., Any], *, whole_page: bool) -> Callable[..., Any]:
    @functools.wraps(look)
    def waiting(self: Any, *args: Any, **kwargs: Any) -> Any:
        page = self if whole_page else self.page
        page.wait_for_load_state("domcontentloaded")
        return look(self, *args, **kwargs)

    waiting.waits = True  # type: ignore[attr-defined]
    return waiting
