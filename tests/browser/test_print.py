"""The announcement on paper: its whole text, and nothing of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from soske.base.localtext import LocalText
from soske.demo.practice import practice_load
from soske.demo.record import record_load
from soske.intake.selection.actions import QuoteInput, announcement_write
from soske.intake.selection.models import Announcement
from tests.browser.scenes_organiser import completed
from tests.conftest import OpenPage
from tests.support.browsing import signed_in
from tests.support.pdf import Pdf
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

# Each piece of text of the article that one sees, or hears, on the screen.
PIECES = """article => {
  const found = [], texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    if (texts.currentNode.data.trim() && texts.currentNode.parentElement.checkVisibility())
      found.push(texts.currentNode.data);
  return found;
}"""
SCREEN_ONLY = "header, nav, footer, button, .ds-button, form, .skip, .crumbs, .languages, .menu, .practice, .strip"


def squeezed(text: str) -> str:
    """Only what is drawn: lines and words break elsewhere on paper."""
    return "".join(text.replace("\xad", "").split())


def of_the_screen(page: Page) -> list[str]:
    """What of the screen would be on the paper; the source of a quote is a footer, but no part of the screen."""
    return [
        str(each.evaluate("element => element.outerHTML.slice(0, 60)"))
        for each in page.locator(SCREEN_ONLY).all()
        if each.is_visible() and not each.evaluate("element => element.closest('blockquote') !== null")
    ]


@pytest.fixture
def announced(db: None) -> str:
    made = record_load()
    quote = QuoteInput(
        LocalText(fi="Nyt aloitetaan.", sv="Nu börjar vi."), LocalText(fi="hankintapäällikkö", sv="upphandlingschef")
    )
    announcement = Announcement.objects.get()
    announcement_write(
        by=None, programme=made, texts={"unites": announcement.unites}, quotes=[quote], version=announcement.version
    )
    return f"academies/{made.slug}/announcement/"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_announcement_on_paper_is_its_whole_text_and_nothing_else(
    live_server: Any, open_page: OpenPage, announced: str, language: str
) -> None:
    page = open_page()
    page.goto(f"/{language}/{announced}")
    assert of_the_screen(page) != []
    pieces = page.locator("article").evaluate(PIECES)
    assert len(pieces) > 30
    chrome = page.locator("header .brand").inner_text(), page.locator("footer a").first.inner_text()

    page.emulate_media(media="print")
    assert of_the_screen(page) == []
    assert page.locator("article").evaluate(PIECES) == pieces

    printed = Pdf(page.pdf(prefer_css_page_size=True, print_background=True))
    text = squeezed(printed.text())
    assert [piece for piece in pieces if squeezed(piece) not in text] == []
    assert squeezed(chrome[1]) not in text
    assert 1 <= len(printed.pages) <= 3


@pytest.mark.parametrize("name", ["", "announcement/"])
def test_paper_says_that_an_academy_is_for_practice(live_server: Any, open_page: OpenPage, db: None, name: str) -> None:
    practice_load(stage="announced", seed=7)
    page = open_page()
    page.goto(f"/fi/academies/harjoitus/{name}")
    page.emulate_media(media="print")
    marked = "Harjoitusakatemia. Organisaatiot ja henkilöt ovat keksittyjä."
    assert squeezed(marked) in squeezed(Pdf(page.pdf()).text())


def test_application_on_paper_is_its_answers_without_notes_and_forms(
    world: World, live_server: Any, open_page: OpenPage
) -> None:
    coordinator = world.people["coordinator"]
    completed(world.alpha_submitted, coordinator, "lisää")
    page = open_page()
    signed_in(page, coordinator, live_server.url)
    page.goto(f"/fi/desk/alpha/applications/{world.alpha_submitted.pk}/")
    answers = page.locator(".answers").evaluate_all(
        "lists => lists.flatMap(list => [...list.querySelectorAll('dt, dd')].map(each => each.innerText))"
    )
    assert len(answers) > 20
    page.emulate_media(media="print")
    assert of_the_screen(page) == []
    text = squeezed(Pdf(page.pdf(prefer_css_page_size=True)).text())
    assert [piece for piece in answers if squeezed(piece) not in text] == []
    assert squeezed("ESIM/1234/2026") in text
    assert "Kysyhinnasta" not in text
