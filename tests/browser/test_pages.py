"""Every page in every state: structure, names, contrast, layout, language; with and without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from soske.demo.practice import practice_load
from tests.browser.scenes import Scene, Site, build, main_text, names_of_pages
from tests.conftest import OpenPage
from tests.support import axe, contrast, forms, languages, layout
from tests.support.smtp import Received
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

EXPECTED = (403, 404, 422)
WIDTHS = (320, 390, 760, 900, 999, 1000, 1240, 1280)


@pytest.fixture
def site(world: World, live_server: Any, smtp: list[Received], settings: Any) -> Site:
    return build(world, live_server.url, smtp, settings)


def faults(page: Page, language: str, widths: Iterable[int], *, axe_at: Iterable[int] = WIDTHS) -> list[str]:
    """What is wrong with the open page, each fault once with the widths that have it."""
    found: dict[str, set[int]] = {fault: set() for fault in languages.faults(page, language)}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        ruled = axe.violations(page) if width in axe_at else []
        for fault in [*ruled, *map(str, contrast.too_weak(page)), *layout.faults(page)]:
            found.setdefault(fault, set()).add(width)
    return [f"{fault} {sorted(widths) or ''}" for fault, widths in found.items()]


def sweep(
    site: Site,
    page: Page,
    bare: Page,
    scenes: list[Scene],
    language: str,
    widths: Sequence[int],
    *,
    in_turns: bool = False,
) -> dict[str, list[str]]:
    """Scene -> faults. `bare` runs no scripts; it has to show the same text. With `in_turns` axe looks at each scene at
    one of the widths, and every third scene is shown without scripts: both take longest."""
    wrong = {}
    for number, scene in enumerate(scenes):
        axe_at = (widths[number % len(widths)],) if in_turns else widths
        page.set_viewport_size({"width": 1280, "height": 900})
        site.show(page, scene, language)
        found = [*(forms.faults(page) if scene.errors else []), *faults(page, language, widths, axe_at=axe_at)]
        page.set_viewport_size({"width": 1280, "height": 900})
        if not in_turns or number % 3 == 0:
            site.show(bare, scene, language)
            if (one := main_text(page)) != (other := main_text(bare)) or not one:
                found.append(f"not the same without scripts: {one!r}, {other!r}")
        if found:
            wrong[scene.name] = found
    return wrong


def test_every_page_of_the_tables_is_in_the_sweep(site: Site) -> None:
    assert names_of_pages() - {scene.name for scene in site.scenes} == {"demo_roles"}


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_page_in_finnish(site: Site, open_page: OpenPage, part: int) -> None:
    page, bare = open_page(allow=EXPECTED), open_page(allow=EXPECTED, javascript=False)
    assert sweep(site, page, bare, site.scenes[part::3], "fi", (1280, 390), in_turns=True) == {}


@pytest.mark.long
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_in_every_language(site: Site, open_page: OpenPage, language: str) -> None:
    page, bare = open_page(allow=EXPECTED), open_page(allow=EXPECTED, javascript=False)
    assert sweep(site, page, bare, site.scenes, language, (1280, 900, 760, 390)) == {}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_page_of_roles(world: World, live_server: Any, open_page: OpenPage, settings: Any, language: str) -> None:
    practice_load(stage="groups", seed=7)
    settings.DEMO = True
    page = open_page()
    page.goto(f"/{language}/demo/")
    assert page.locator("main form").count() == 4
    assert faults(page, language, (1280, 390)) == []


@pytest.mark.long
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_page_scrolls_sideways_at_any_width(site: Site, open_page: OpenPage, language: str) -> None:
    page = open_page(allow=EXPECTED, locale=f"{language}-FI")
    wrong = {}
    for scene in site.scenes:
        site.show(page, scene, language)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := layout.faults(page):
                wrong[f"{scene.name} {width}"] = found
    assert wrong == {}
