"""From an empty service to a selection that the world reads, and back: with and without scripts, desktop and phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from soske.people.actions import organiser_set
from soske.people.models import Organisation, Person
from soske.records.models import Letter
from tests.conftest import OpenPage
from tests.support.browsing import code_in, follow, open_here, plain, texts
from tests.support.smtp import Received

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

UNITES = {
    "fi": "Kaikki kolme haluavat, että *siivous* työllistää.",
    "sv": "Alla tre vill att *städningen* ger arbete.",
}
QUOTE = {"fi": "Nyt aloitetaan.", "sv": "Nu börjar vi."}
SPEAKER = {"fi": "hankintapäällikkö, Porin kaupunki", "sv": "upphandlingschef, Björneborgs stad"}


@pytest.fixture
def organiser(db: None) -> Person:
    return organiser_set(email="kerttu@example.fi", name="Kerttu Koordinaattori", language="fi", may=True)


def heading(page: Page) -> str:
    return plain(page.locator("h1").inner_text())


def said(page: Page) -> list[str]:
    """What the page tells after something was done."""
    return texts(page, ".notices [role=status]")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, smtp: list[Received], email: str) -> None:
    page.goto("/fi/")
    follow(page, "Kirjaudu")
    page.locator("[name=email]").fill(email)
    press(page, "Lähetä koodi")
    assert heading(page) == "Kirjoita koodi"
    assert [mail.recipients for mail in smtp] == [[email]]
    page.locator("[name=code]").fill(code_in(smtp[0]))
    press(page, "Kirjaudu")
    assert heading(page) == "Mitä sinulla on työn alla?"


def make_programme(page: Page) -> None:
    page.get_by_role("link", name="Perusta akatemia").click()
    page.locator("[name=name_fi]").fill("Kokeiluakatemia 2031")
    page.locator("[name=name_sv]").fill("Försöksakademin 2031")
    page.locator("[name=name_en]").fill("Trial Academy 2031")
    page.get_by_label("Sivun osoite").fill("kokeilu-2031")
    page.get_by_label("Aloitustilaisuuden päivä").fill("23.1.2031")
    page.get_by_label("Akatemian sähköpostiosoite").fill("akatemia@example.fi")
    press(page, "Perusta akatemia")
    assert said(page) == ["Akatemia on perustettu. Tarkista aikataulu. Voit siirtää päiviä yksitellen."]
    assert heading(page) == "Milloin kukin vaihe on?"


def move_a_date(page: Page) -> None:
    """First to where it cannot be, then to where it can."""
    first, day = page.locator("[name=call_starts]"), page.locator("[name=info_starts]")
    assert (first.input_value(), day.input_value()) == ("5.9.2030", "12.9.2030")
    day.fill("1.9.2030")
    press(page, "Tallenna aikataulu")
    fault = "Tämän pitää osua toisen vaiheen päiviin: Hakuaika"
    assert texts(page, ".error-summary h2, .error-summary li") == ["Korjaa nämä kohdat", f"Infotilaisuus: {fault}"]
    assert texts(page, ".field:has([name=info_starts]) .errors") == [fault]
    assert texts(page, ".errors") == [fault]
    assert (day.input_value(), day.get_attribute("aria-invalid")) == ("1.9.2030", "true")
    assert day.get_attribute("aria-describedby") == page.locator(".errors").get_attribute("id")
    page.locator(".error-summary a").click()
    assert page.url.endswith(f"#{day.get_attribute('id')}")

    day.fill("13.9.2030")
    press(page, "Tallenna aikataulu")
    assert said(page) == ["Aikataulu on tallennettu."]
    assert day.input_value() == "13.9.2030"
    assert texts(page, ".date-row:has([name=info_starts]) .quiet") == ["13.9.2030 klo 9–10"]


def add_groups(page: Page) -> None:
    """Two of one organisation each and a joint one of three, for which a row is added."""
    follow(page, "Valinta")
    open_here(page, "Ryhmät")
    assert texts(page, "main h2") == ["Ryhmiä ei ole vielä"]
    for number, members in enumerate(
        [
            ["Äänekosken kaupunki"],
            ["Porin kaupunki", "Porin seudun kuntayhtymä", "Satakunnan järjestö ry"],
            ["Öjan kunta"],
        ]
    ):
        page.get_by_role("link", name="Lisää ryhmä").first.click()
        assert heading(page) == "Lisää ryhmä"
        kinds = ["kunta", "kuntayhtymä", "järjestö"]
        for row, name in enumerate(members):
            if row == 2:
                assert page.locator("[name=members-2-organisation]").count() == 0
                page.get_by_role("button", name="Lisää rivi").first.click()
                assert [page.locator(f"[name=members-{each}-organisation]").input_value() for each in range(3)] == [
                    *members[:2],
                    "",
                ]
            page.locator(f"[name=members-{row}-organisation]").fill(name)
            page.locator(f"[name=members-{row}-type]").select_option(label=kinds[row])
        if number == 0:
            page.locator("[name=people-0-name]").fill("Hankintapäällikkö")
            page.locator("[name=people-0-email]").fill("hankinta@example.fi")
            page.locator("[name=people-0-contact]").check()
        press(page, "Tallenna ryhmä")
        assert said(page) == ["Ryhmä on tallennettu."]
        assert page.locator("h1 + *, .page-head .joint").filter(has_text="Yhteisryhmä").count() == (len(members) > 1)
        if number == 1:
            translate(page, "Porin kaupunki", "Björneborgs stad")
        open_here(page, "Ryhmät")
    assert texts(page, "tbody th") == [
        "Äänekosken kaupunki",
        "Porin kaupunki, Porin seudun kuntayhtymä ja Satakunnan järjestö ry yhteisryhmä",
        "Öjan kunta",
    ]


def translate(page: Page, name: str, swedish: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    page.locator("[name=name_sv]").fill(swedish)
    press(page, "Tallenna organisaatio")
    assert said(page) == ["Organisaatio on tallennettu."]


def select_all(page: Page) -> None:
    follow(page, "Valinta")
    assert texts(page, "aside .figure") == ["0 / 6"]
    for chosen in (1, 2, 3):
        buttons = page.locator("form.joined button[value=selected][aria-pressed=false]")
        assert buttons.count() == 4 - chosen
        buttons.first.click()
        expect(page.locator("aside .figure")).to_have_text(f"{chosen} / 6")
    pressed = page.locator("form.joined button[aria-pressed=true]")
    assert [plain(each).split(":")[0].strip() for each in pressed.all_inner_texts()] == ["Valittu"] * 3


def write_texts(page: Page) -> None:
    page.locator("aside").get_by_role("link", name="Siirry julkistukseen").click()
    page.locator("[name=quote_1_fi]").fill(QUOTE["fi"])
    press(page, "Tallenna tekstit")
    assert texts(page, ".error-summary li") == [
        "Puhuja, sitaatti 1: Kirjoita puhujan rooli, esimerkiksi hankintapäällikkö."
    ]
    assert page.locator("[name=quote_1_fi]").input_value() == QUOTE["fi"]
    for lang in ("fi", "sv"):
        page.locator(f"[name=unites_{lang}]").fill(UNITES[lang])
        page.locator(f"[name=quote_1_{lang}]").fill(QUOTE[lang])
        page.locator(f"[name=role_1_{lang}]").fill(SPEAKER[lang])
    press(page, "Tallenna tekstit")
    assert said(page) == ["Tekstit on tallennettu."]


def look_and_publish(page: Page) -> None:
    page.locator("aside").get_by_role("link", name="suomi").click()
    assert heading(page) == "Kolme organisaatioryhmää kehittää hankintojensa sosiaalista kestävyyttä"
    assert texts(page, ".notices p") == [
        "Luonnos: tämä sivu näkyy vain akatemian koordinaattoreille. Palaa julkistukseen"
    ]
    page.get_by_role("link", name="Palaa julkistukseen").click()
    press(page, "Julkista valinta")
    assert texts(page, ".page-head .tag") == ["Julkaistu"]
    assert re.fullmatch(r"Valinta on julkistettu\. Viestit lähtevät .* klo \d+(\.\d\d)?\.", texts(page, ".undo p")[0])


def read_in_swedish(page: Page) -> None:
    """Three clicks at most from the front page; the rest is read."""
    page.goto("/")
    assert page.url.endswith("/sv/")
    page.get_by_role("link", name="Försöksakademin 2031").click()
    assert heading(page) == "Försöksakademin 2031"
    page.get_by_role("link", name="Läs om de utvalda grupperna").first.click()
    assert page.url.endswith("/sv/academies/kokeilu-2031/announcement/")
    assert page.locator("html").get_attribute("lang") == "sv"
    assert heading(page) == "Tre organisationsgrupper utvecklar den sociala hållbarheten i sina upphandlingar"
    lead = plain(page.locator("article .lead").inner_text())
    assert lead.split(". ")[0] == "Till akademin har tre organisationsgrupper valts ut"
    assert texts(page, ".chosen .name") == [
        "Björneborgs stad, Porin seudun kuntayhtymä och Satakunnan järjestö ry",
        "Äänekosken kaupunki",
        "Öjan kunta",
    ]
    assert texts(page, ".chosen .name [lang=fi]") == [
        "Porin seudun kuntayhtymä",
        "Satakunnan järjestö ry",
        "Äänekosken kaupunki",
        "Öjan kunta",
    ]
    assert texts(page, ".chosen .sector") == ["Kommun, samkommun och förening", "Kommun", "Kommun"]
    assert texts(page, ".chosen li:nth-child(1) .joint") == texts(page, ".chosen .joint") == ["Gemensam grupp"]
    assert texts(page, ".fact-list dt") == ["Börjar", "Längd", "Grupper", "Samhällssektorer"]
    assert texts(page, ".fact-list dd") == [
        "23.1.2031",
        "4 månader",
        "3, varav 1 gemensam grupp",
        "kommuner, föreningar",
    ]
    assert texts(page, ".section:has(h2:text('Det här förenar grupperna')) .prose") == [
        "Alla tre vill att städningen ger arbete."
    ]
    assert texts(page, ".quote") == ["”Nu börjar vi.” upphandlingschef, Björneborgs stad"]


def undo(page: Page) -> None:
    press(page, "Kumoa")
    assert said(page) == ["Julkistus on kumottu. Se näkyy nyt vain koordinaattoreille, ja sen viestit on peruttu."]
    assert texts(page, ".page-head .tag") == ["Luonnos"]
    follow(page, "Viestit")
    assert texts(page, "tbody th") == ["Tulkaa aloitustilaisuuteen torstaina 23.1.2031: Kokeiluakatemia 2031"]
    assert texts(page, "tbody .tag") == ["Peruttu"]
    page.locator("tbody th a").click()
    assert texts(page, ".page-head .tag") == ["Peruttu"]
    assert "hankinta@example.fi" in page.locator("aside").inner_text()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("javascript", [True, False])
def test_selection_is_announced_read_and_undone(
    live_server: Any,
    open_page: OpenPage,
    smtp: list[Received],
    organiser: Person,
    javascript: bool,
    width: int,
) -> None:
    coordinator = open_page(width=width, javascript=javascript, allow=(422,))
    sign_in(coordinator, smtp, organiser.email)
    make_programme(coordinator)
    move_a_date(coordinator)
    add_groups(coordinator)
    select_all(coordinator)
    write_texts(coordinator)
    look_and_publish(coordinator)

    visitor = open_page(width=width, javascript=javascript, locale="sv-FI", allow=(404,))
    read_in_swedish(visitor)
    undo(coordinator)
    answer = visitor.reload()
    assert answer is not None and answer.status == 404
    assert heading(visitor) == "Sidan hittades inte"

    assert [(letter.state, letter.person.email) for letter in Letter.objects.select_related("person")] == [  # type: ignore[union-attr]
        ("cancelled", "hankinta@example.fi")
    ]
    assert [mail.recipients for mail in smtp] == [[organiser.email]]
    assert Organisation.objects.count() == 5
