"""What a person does in a browser, whatever the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from soske.people.models import Person
    from tests.support.smtp import Received


def signed_in(page: Page, person: Person | None, server: str) -> Page:
    """The page in the session of this person (None: of nobody), without the detour over the sign-in page."""
    page.context.clear_cookies()
    if person is not None:
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
    return page


def code_in(mail: Received) -> str:
    """The sign-in code that a mail brings."""
    text = mail.message.get_body(("plain",)).get_content()
    found = re.search(r": (\S+)\s", text)
    assert found, text
    return found[1]


def open_here(page: Page, name: str) -> None:
    """Follow a link of the page itself."""
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    """Follow a link of the header's navigation; on a phone the menu is opened first."""
    menu = page.locator("details.menu > summary")
    link = page.locator("header").get_by_role("link", name=name)
    if menu.is_visible() and not link.is_visible():
        menu.click()
    link.click()


def plain(text: str) -> str:
    """A text without what only a typesetter sees: no-break spaces, soft hyphens, runs of white space."""
    return " ".join(text.replace("\xad", "").replace("\xa0", " ").split())


def texts(page: Page, selector: str) -> list[str]:
    """What stands in each element, in the order of the page."""
    return [plain(each) for each in page.locator(selector).all_inner_texts()]
