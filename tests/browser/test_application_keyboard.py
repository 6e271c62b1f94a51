"""From the page of the call to the receipt by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from soske.intake.applications.models import Application
from tests.browser.test_keyboard import Hands
from tests.conftest import OpenPage
from tests.support import applying
from tests.support.applicants import call_opened
from tests.support.browsing import signed_in
from tests.support.keyboard import Keyboard
from tests.support.world import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_application_is_begun_written_and_submitted_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    call_opened()
    writer = person("eka")
    hands = Hands(signed_in(open_page(), writer, live_server.url))
    page = hands.page
    page.goto("/fi/academies/alpha/call/")
    hands.send(hands.link("Aloita hakemus"))
    hands.write(hands.field("organisation"), "Äänekosken kaupunki")
    hands.to(hands.field("type"))
    page.keyboard.type("kunta")
    hands.send(hands.button("Aloita hakemus"))
    assert hands.heading() == "Hakemus: Äänekosken kaupunki"

    # a management sponsor, behind its words; then a theme, which is saved by itself
    hands.use(page.locator(".members .more > summary").first)
    for end, text in (("name", "Johdon edustaja"), ("email", "johto@example.fi")):
        hands.write(page.locator(f"[name^=sponsor-][name$={end}]"), text)
    hands.send(page.get_by_role("button", name="Tallenna johdon edustaja"))
    assert hands.said() == ["Johdon edustaja on tallennettu."]
    hands.to(page.locator("[name=themes]").first)
    hands.press("Space")
    hands.send(page.get_by_role("button", name="Seuraava: Strategia"))
    hands.write(page.locator("[name='goal.1.text']"), "Hankinnoilla luodaan työtä.")
    hands.send(page.get_by_role("button", name="Seuraava: Pilottihankinta"))

    application = Application.objects.get()
    applying.fill(application, writer)
    assert applying.form(application).answers["goal.1.text"] == "Hankinnoilla luodaan työtä."
    page.reload()
    hands.send(page.locator(".state").get_by_role("link", name="Tarkista ja lähetä"))
    hands.send(hands.button("Lähetä hakemus"))
    assert hands.heading() == "Hakemus on lähetetty"
    hands.use(page.locator(".act-fold > summary"))
    hands.send(hands.button("Peru hakemus"))
    hands.send(hands.button("Avaa hakemus uudelleen"))
    assert hands.heading() == "Hakemus: Äänekosken kaupunki"
    assert hands.unseen == []


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_goes_through_the_pages_of_an_application_in_their_order(
    live_server: Any, open_page: OpenPage, width: int
) -> None:
    """Each stop once, in the order of the page, with the focus in sight."""
    call_opened()
    writer = person("eka")
    keyboard = Keyboard(signed_in(open_page(width=width), writer, live_server.url))
    keyboard.page.goto("/fi/academies/alpha/apply/")
    keyboard.page.locator("[name=organisation]").fill("Öjan kunta")
    keyboard.page.locator("[name=type]").select_option("municipality")
    keyboard.page.locator("main form .ds-button").click()
    keyboard.page.wait_for_url("**/write/**")
    pk = Application.objects.get().pk
    wrong = {}
    with override("fi"):
        rows = [("application_section", [code]) for code in ("group", "strategy", "learn", "files")]
        rows += [("application_check", []), ("desk", [])]
        for name, args in rows:
            keyboard.page.goto(reverse(name, args=[] if name == "desk" else ["alpha", pk, *args]))
            stops, there = keyboard.tour(), keyboard.stops()
            if stops != list(range(there)):
                wrong[name, *args] = (stops, there)
    assert wrong == {}
    assert keyboard.unseen == []
