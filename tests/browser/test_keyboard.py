"""The main path by keyboard alone, and where the focus goes on every page of a coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from soske.intake.selection.models import Announcement
from soske.people.actions import organiser_set
from soske.programmes.models import Programme
from tests.conftest import OpenPage
from tests.support.browsing import code_in, plain, signed_in, texts
from tests.support.keyboard import Keyboard
from tests.support.smtp import Received
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.django_db(transaction=True)


class Hands(Keyboard):
    """Short ways to name a field, a button, a link."""

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name={name}]").first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True).first

    def heading(self) -> str:
        return plain(self.page.locator("h1").inner_text())

    def said(self) -> list[str]:
        return texts(self.page, ".notices [role=status]")


def test_selection_is_announced_and_undone_by_keyboard(
    live_server: Any, open_page: OpenPage, smtp: list[Received], db: None
) -> None:
    organiser = organiser_set(email="kerttu@example.fi", name="Kerttu Koordinaattori", language="fi", may=True)
    hands = Hands(open_page(allow=(422,)))
    page = hands.page
    page.goto("/fi/")
    hands.send(hands.link("Kirjaudu"))
    hands.write(hands.field("email"), organiser.email)
    with page.expect_navigation():
        hands.press("Enter")
    hands.write(hands.field("code"), code_in(smtp[0]))
    hands.send(page.locator("main").get_by_role("button", name="Kirjaudu", exact=True))

    hands.send(hands.link("Perusta akatemia"))
    for name, text in (("name_fi", "Kokeiluakatemia"), ("slug", "kokeilu"), ("kickoff", "23.1.2031")):
        hands.write(hands.field(name), text)
    hands.send(hands.button("Perusta akatemia"))
    assert hands.heading() == "Milloin kukin vaihe on?"
    hands.write(hands.field("info_starts"), "1.9.2030")
    hands.send(hands.button("Tallenna aikataulu"))
    where = hands.focus()
    assert page.locator(".error-summary").evaluate("element => element === document.activeElement"), where
    hands.use(page.locator(".error-summary a"))
    assert hands.field("info_starts").evaluate("element => element === document.activeElement")
    hands.write(hands.field("info_starts"), "13.9.2030")
    hands.send(hands.button("Tallenna aikataulu"))
    assert hands.said() == ["Aikataulu on tallennettu."]

    hands.send(hands.link("Valinta"))
    for members in (["Äänekosken kaupunki"], ["Porin kaupunki", "Öjan kunta", "Ulvilan kaupunki"], ["Oulun kaupunki"]):
        hands.send(hands.link("Ryhmät"))
        hands.send(hands.link("Lisää ryhmä"))
        for row, name in enumerate(members):
            if row == 2:
                hands.send(hands.button("Lisää rivi"))
            hands.write(hands.field(f"members-{row}-organisation"), name)
            hands.to(hands.field(f"members-{row}-type"))
            page.keyboard.type("kunta")
            assert hands.field(f"members-{row}-type").input_value() == "municipality"
        hands.to(hands.field("themes"))
        hands.press("Space")
        hands.send(hands.button("Tallenna ryhmä"))
        assert hands.said() == ["Ryhmä on tallennettu."]

    hands.send(hands.link("Valinta"))
    for chosen in (1, 2, 3):
        hands.use(page.locator("form.joined button[value=selected][aria-pressed=false]").first)
        expect(page.locator("aside .figure")).to_have_text(f"{chosen} / 6")
        where = hands.focus()
        assert where is not None and where["words"].startswith("button Valittu"), where
    hands.send(hands.link("Siirry julkistukseen"))
    hands.write(hands.field("unites_fi"), "Kaikki haluavat työllistää.")
    hands.use(page.locator("details.more > summary").first)
    assert page.locator("details.more").first.get_attribute("open") is not None
    hands.send(hands.button("Tallenna tekstit"))
    assert hands.said() == ["Tekstit on tallennettu."]
    hands.send(page.locator("aside").get_by_role("link", name="suomi"))
    assert hands.heading() == "Kolme organisaatioryhmää kehittää hankintojensa sosiaalista kestävyyttä"
    hands.send(hands.link("Palaa julkistukseen"))
    hands.send(hands.button("Julkista valinta"))
    assert Announcement.objects.get().state == "published"
    hands.send(hands.button("Kumoa"))
    assert Announcement.objects.get().state == "draft"
    assert hands.unseen == []


PAGES = ("desk", "own_data", "today", "stages", "programme_settings", "files", "groups", "group_new", "selection",
         "announcement_edit", "announcement_copy", "letters", "log", "programme", "announcement")  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_goes_through_every_page_in_its_order(
    world: World, live_server: Any, open_page: OpenPage, width: int
) -> None:
    """Each stop once, in the order of the page, with the focus in sight."""
    Programme.objects.filter(pk=world.alpha.pk).update(address="alpha@example.fi")
    keyboard = Keyboard(signed_in(open_page(width=width), world.people["coordinator"], live_server.url))
    page = keyboard.page
    wrong = {}
    for name in PAGES:
        with override("fi"):
            page.goto(reverse(name, args=[] if name in {"desk", "own_data"} else ["alpha"]))
        stops, there = keyboard.tour(), keyboard.stops()
        if stops != list(range(there)):
            wrong[name] = (stops, there)
    assert wrong == {}
    assert keyboard.unseen == []


def test_skip_link_leads_to_the_content(world: World, live_server: Any, open_page: OpenPage) -> None:
    keyboard = Keyboard(open_page())
    keyboard.page.goto("/fi/")
    keyboard.step()
    keyboard.press("Enter")
    assert keyboard.page.locator("main").evaluate("main => main === document.activeElement")
    found = keyboard.step()
    assert found is not None
    assert found["words"] == "a Alpha-akatemia"


def test_menu_of_the_phone_opens_and_closes_by_keyboard(world: World, live_server: Any, open_page: OpenPage) -> None:
    keyboard = Keyboard(signed_in(open_page(width=390), world.people["coordinator"], live_server.url))
    page = keyboard.page
    page.goto("/fi/desk/alpha/")
    summary, dates = page.locator(".menu > summary"), page.locator(".nav").get_by_role("link", name="Aikataulu")
    keyboard.to(summary)
    assert not dates.is_visible()
    keyboard.press("Enter")
    assert dates.is_visible()
    keyboard.to(dates)
    keyboard.press("Escape")
    assert not dates.is_visible()
    assert summary.evaluate("summary => summary === document.activeElement")
    assert (keyboard.focus() or {})["seen"] is True
    keyboard.press("Space")
    keyboard.to(dates)
    with page.expect_navigation():
        keyboard.press("Enter")
    assert page.url.endswith("/fi/desk/alpha/dates/")
    assert keyboard.unseen == []


def test_menu_stands_open_on_a_desktop(world: World, live_server: Any, open_page: OpenPage) -> None:
    page = open_page(width=1280)
    page.goto("/fi/")
    assert not page.locator(".menu > summary").is_visible()
    assert texts(page, ".nav a") == ["Akatemiat", "Tietoa Soskesta"]
    assert page.locator(".nav a").first.is_visible()
