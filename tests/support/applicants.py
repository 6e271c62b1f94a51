"""People who apply, each in a browser of her own; what they press is named by the words of their language."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext, override

from soske.intake.applications.fields import Field
from soske.intake.applications.models import Application
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.actions import letters_send_due
from tests.support import applying, world
from tests.support.browsing import code_in, plain, texts
from tests.support.calls import call_now
from tests.support.worker import jobs_done

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.support.smtp import Received

LINK = re.compile(r"<?(https?://[^\s>]+)>?")


def academy(slug: str = "alpha") -> tuple[Programme, Person]:
    """A published academy and its coordinator. Its call is that of tests.support.world, in which applying.py acts;
    `call_now` moves it to the day of the test."""
    made = world.programme(slug)
    coordinator = world.person("coordinator")
    coordinator_add(by=None, programme=made, person=coordinator, starts=dt.date(2020, 1, 1))
    programme_move(made, ProgrammeState.PUBLIC, by=coordinator)
    found = programme_get(slug)
    assert found is not None
    return found, coordinator


def call_opened(slug: str = "alpha") -> tuple[Programme, Person]:
    """A published academy whose call is open now, and its coordinator."""
    made, coordinator = academy(slug)
    return call_now(made, "open"), coordinator


def work_done() -> None:
    """The worker does what waits, and the letters leave."""
    jobs_done()
    while any(letters_send_due(now=timezone.now()).values()):
        pass


@dataclass
class Post:
    """The mail that has come, read by address."""

    smtp: list[Received]
    read: dict[str, int] = field(default_factory=dict)

    def new(self, address: str) -> list[EmailMessage]:
        """What came to an address and was not read yet."""
        mails = [mail.message for mail in self.smtp if mail.recipients == [address]]
        fresh = mails[self.read.get(address, 0) :]
        self.read[address] = len(mails)
        return fresh

    def one(self, address: str) -> EmailMessage:
        """The one letter that came."""
        found = self.new(address)
        assert len(found) == 1, [mail["Subject"] for mail in found]
        return found[0]

    def code(self, address: str) -> str:
        mail = next(mail for mail in reversed(self.smtp) if mail.recipients == [address])
        self.read[address] = sum(1 for mail in self.smtp if mail.recipients == [address])
        return code_in(mail)


def link_in(mail: Any) -> str:
    """The first address that a letter names."""
    found = LINK.search(mail.get_body(("plain",)).get_content())
    assert found is not None
    return found[1]


def attached(mail: Any) -> list[tuple[str, str, bytes]]:
    """Name, type and first bytes of each file that came with a letter."""
    return [(part.get_filename(), part.get_content_type(), part.get_content()[:5]) for part in mail.iter_attachments()]


@dataclass
class Applicant:
    """Somebody at a page. `script` says whether her browser runs scripts."""

    page: Page
    lang: str = "fi"
    script: bool = True
    email: str = ""
    name: str = ""

    # --- words ------------------------------------------------------------------------------------------------------
    def words(self, message: str, /, **values: Any) -> str:
        """A message in her language."""
        with override(self.lang):
            return plain(gettext(message) % values if values else gettext(message))

    def heading(self) -> str:
        return plain(self.page.locator("h1").inner_text())

    def section(self) -> str:
        return plain(self.page.locator("h2.section-name").inner_text())

    def said(self) -> list[str]:
        """What the page tells after something was done."""
        return texts(self.page, ".notices [role=status]")

    def status(self) -> str:
        return plain(self.page.locator("[data-save-status]").inner_text())

    # --- going ------------------------------------------------------------------------------------------------------
    def go(self, path: str) -> None:
        self.page.goto(path)

    def button(self, message: str, **values: Any) -> Locator:
        return self.page.get_by_role("button", name=self.words(message, **values), exact=True)

    def press(self, message: str, **values: Any) -> None:
        """Press a button that leads to another page or brings this one anew."""
        with self.page.expect_navigation():
            self.button(message, **values).first.click()

    def link(self, message: str, **values: Any) -> Locator:
        return self.page.locator("main").get_by_role("link", name=self.words(message, **values), exact=True).first

    def follow(self, message: str, **values: Any) -> None:
        self.link(message, **values).click()

    def open(self, message: str) -> Locator:
        """Open what is folded and give it."""
        summary = self.page.locator("summary", has_text=self.words(message)).first
        fold = summary.locator("xpath=..")
        if fold.get_attribute("open") is None:
            summary.click()
        return fold

    def to_section(self, number: int) -> None:
        """By the list of sections, which a phone shows when it is opened."""
        fold = self.page.locator(".places-fold > summary")
        if fold.is_visible():
            fold.click()
        self.page.locator(".places a").nth(number - 1).click()
        self.page.wait_for_url("**/write/**")

    # --- signing in -------------------------------------------------------------------------------------------------
    def begin(self, post: Post) -> None:
        """From the page that asks who she is, by the code that comes to her address."""
        if self.heading() == self.words("Sign in"):
            self.follow("I am here for the first time")
        assert self.heading() == self.words("Who are you?")
        self.page.locator("[name=name]").fill(self.name)
        self.page.locator("[name=email]").fill(self.email)
        self.press("Send the code")
        self.page.locator("[name=code]").fill(post.code(self.email))
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=self.words("Sign in"), exact=True).click()

    # --- writing ----------------------------------------------------------------------------------------------------
    def input(self, each: Field) -> Locator:
        return self.page.locator(f"[id='{each.anchor}']")

    def answer(self, each: Field, text: str) -> None:
        """Fill one field, whatever it is."""
        self.unfold(each)
        if each.kind in {"choice", "choices"}:
            for code in text.split("\n"):
                self.input(each).locator(f"input[value='{code}']").check()
        else:
            self.input(each).fill(text)

    def unfold(self, each: Field) -> None:
        fold = self.page.locator("details", has=self.input(each))
        if fold.count() and fold.first.get_attribute("open") is None:
            fold.first.locator("summary").first.click()

    def saved(self) -> None:
        """Wait until the script has saved everything."""
        begin = self.words("Saved at %(time)s").split("%")[0]
        self.until(lambda: self.status().startswith(begin) and self.kept() == [])

    def kept(self) -> list[str]:
        """Texts that are on the device only."""
        return list(
            self.page.evaluate("Object.keys(localStorage).sort().map((key) => JSON.parse(localStorage[key]).text)")
        )

    def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, (self.page.url, self.status())
            self.page.wait_for_timeout(50)

    def save(self) -> None:
        """What was written is saved: by itself, or by the button."""
        if self.script:
            self.saved()
        else:
            self.press("Save")
            assert self.said() == [self.words("Saved.")]

    def fill_sections(self, application: Application, *, wanted: Callable[[Field], bool]) -> None:
        """Go through the sections and answer the wanted fields that lack an answer."""
        asked = applying.form(application, self.lang)
        lacking = {each.key for each in asked.missing}
        for number, section in enumerate(asked.sections, start=1):
            fields = [each for each in section.fields if each.key in lacking and wanted(each)]
            if not fields:
                continue
            self.to_section(number)
            assert self.section() == f"{number}. {plain(section.name.text)}"
            for each in fields:
                self.answer(each, applying.text_for(each))
            self.save()

    def sponsor(self, member: int) -> None:
        """Name the management sponsor of a member."""
        row = self.page.locator(f"#member-{member}")
        fold = row.locator("details").first
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        row.locator("[name$=-name]").fill(self.words("Management sponsor"))
        row.locator("[name$=-email]").fill(f"johto.{member}@example.fi")
        with self.page.expect_navigation():
            row.get_by_role("button", name=self.words("Save the sponsor")).click()
        assert self.said() == [self.words("The management sponsor is saved.")]

    # --- what is missing --------------------------------------------------------------------------------------------
    def lacks(self) -> list[str]:
        return texts(self.page, ".lacks a")

    def focused(self) -> str:
        """The id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))


def own_part(member: int) -> Callable[[Field], bool]:
    """Fields that are the own part of this member."""
    return lambda each: each.member == member


def shared(each: Field) -> bool:
    """Fields that all write together."""
    return each.member is None
