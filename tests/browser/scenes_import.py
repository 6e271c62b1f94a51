"""The pages of an import: what the columns mean, what would come of it, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse

from soske.intake.applications.actions_import import import_store
from tests.support.importing import FULL, HEAD, book
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from soske.people.models import Person

Row = tuple[str, str, "Callable[[Page], None] | None", int]


def of_import(world: World, coordinator: Person) -> list[Row]:
    """(name, address, act, status) of the scenes."""
    content = book(
        HEAD,
        FULL,
        ("Uusi toimija", "", "Johtaja", "johtaja@example.fi", "", "x" * 300, "paljon"),
        ("Äänekosken kaupunki", "", "Johtaja", "ei osoitetta"),
    )
    size = len(content.getvalue())
    stored = import_store(by=coordinator, programme=world.alpha, name="hakemukset.xlsx", upload=content, size=size)
    here = reverse("application_import", args=["alpha", stored.pk])

    def look(page: Page) -> None:
        page.locator("button[name=step][value=preview]").click()

    def without_columns(page: Page) -> None:
        for each in page.locator("select[name^=column]").all():
            each.select_option("")
        look(page)

    def without_file(page: Page) -> None:
        page.locator("main form button").click()

    return [
        ("columns", here, None, 200),
        ("columns of contacts", f"{here}?kind=contacts", None, 200),
        ("preview", here, look, 200),
        ("no columns", here, without_columns, 422),
        ("no file", reverse("applications_import", args=["alpha"]), without_file, 422),
    ]
