"""Writing together in real browsers: what was typed survives lost connections, failing servers, ended sessions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session

from soske.people.models import Person
from soske.records.models import ParallelWriting, Writing
from soske.records.writings import writing_history, writings_of
from tests.conftest import OpenPage
from tests.support.axe import violations
from tests.support.browsing import plain, signed_in, texts
from tests.support.killable import free_port, serving
from tests.support.watch import NO_ANSWER
from tests.support.world import person
from tests.support.writing_site import SUBJECT, paper_save

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.django_db(transaction=True)
WHY, WHAT = "#f-q-why", "#f-q-what"


@pytest.fixture(autouse=True)
def _paper(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.support.writing_site"


class Opens:
    """Opens the page as a person, each in a browser session of her own."""

    def __init__(self, open_page: OpenPage, server: str) -> None:
        self.open_page, self.server = open_page, server

    def __call__(self, who: Person, *, allow: tuple[int, ...] = (), **more: Any) -> Page:
        page = signed_in(self.open_page(allow=allow, **more), who, self.server)
        page.goto("/fi/paper/")
        return page


@pytest.fixture
def opens(open_page: OpenPage, live_server: Any) -> Opens:
    return Opens(open_page, live_server.url)


@pytest.fixture
def aino(db: None) -> Person:
    return person("aino")


@pytest.fixture
def bo(db: None) -> Person:
    return person("bo")


def type_in(page: Page, text: str, field: str = WHY) -> None:
    page.locator(field).press("Control+End")
    page.keyboard.type(text)


def until(holds: Callable[[], bool], *, page: Page, seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, (status(page), unsent(page), stored())
        page.wait_for_timeout(50)


def status(page: Page) -> str:
    return plain(page.locator("[data-save-status]").inner_text())


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    until(lambda: status(page).startswith("Tallennettu klo") and unsent(page) == [], page=page)


def unsent(page: Page) -> list[str]:
    return list(
        page.evaluate("Object.keys(localStorage).sort().map((key) => JSON.parse(localStorage.getItem(key)).text)")
    )


def stored(field: str = "q.why") -> str:
    views = writings_of(SUBJECT)
    return views[field].text if field in views else ""


def beside() -> list[str]:
    return list(ParallelWriting.objects.order_by("pk").values_list("text", flat=True))


# --- saving ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [1280, 390])
def test_text_is_saved_as_one_types(opens: Opens, aino: Person, width: int) -> None:
    page = opens(aino, width=width)
    type_in(page, "Siivous")
    saved(page)
    assert stored() == "Siivous"
    type_in(page, " ja ruoka")
    page.get_by_label("Ihmisoikeudet").check()
    until(lambda: (stored(), stored("themes")) == ("Siivous ja ruoka", "rights"), page=page)
    saved(page)
    page.reload()
    assert page.locator(WHY).input_value() == "Siivous ja ruoka"
    assert page.get_by_label("Ihmisoikeudet").is_checked()
    assert violations(page) == []


def test_nothing_is_asked_of_the_server_while_one_types(opens: Opens, aino: Person) -> None:
    page = opens(aino)
    sent: list[str] = []
    page.on("request", lambda request: request.resource_type == "fetch" and sent.append(request.method))
    type_in(page, "S" * 30)
    assert (sent, unsent(page)) == ([], ["S" * 30])
    saved(page)
    assert sent == ["POST"]


def test_counter_says_how_much_is_left(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(422,))
    line = page.locator("#f-q-why-left")
    assert plain(line.inner_text()) == "200 merkkiä jäljellä"
    page.locator(WHY).fill("ä" * 199)
    assert plain(line.inner_text()) == "1 merkki jäljellä"
    page.locator(WHY).fill("ä" * 203)
    assert plain(line.inner_text()) == "3 merkkiä liikaa"


def test_too_long_text_is_refused_beside_its_field_and_stays(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(422,))
    page.locator(WHY).fill("ä" * 203)
    error = page.locator(".field:has(#f-q-why) .errors")
    error.wait_for()
    assert plain(error.inner_text()) == "Käytä enintään 200 merkkiä. Nyt merkkejä on 203."
    assert error.get_attribute("id") in (page.locator(WHY).get_attribute("aria-describedby") or "").split()
    assert (unsent(page), violations(page)) == (["ä" * 203], [])
    page.locator(WHY).fill("ä" * 200)
    saved(page)
    assert (error.count(), stored()) == (0, "ä" * 200)


def test_button_sends_what_was_typed_a_moment_ago(opens: Opens, aino: Person) -> None:
    page = opens(aino)
    for _time in range(2):
        type_in(page, "Siivous ")
        with page.expect_navigation():
            page.get_by_role("button", name="Jatka").click()
        assert unsent(page) == []
    assert (stored(), beside(), writing_history(SUBJECT, "q.why")) == ("Siivous Siivous ", [], [])


# --- without a connection, a server, a session ----------------------------------------------------------------------
def test_text_typed_without_a_connection_is_sent_when_it_is_back(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(NO_ANSWER,))
    page.context.set_offline(True)
    type_in(page, "Ilman verkkoa")
    until(lambda: status(page) == "Ei yhteyttä. Teksti on tallessa tällä laitteella.", page=page)
    assert plain(page.locator("[data-save-spoken]").inner_text()) == status(page)
    assert (stored(), unsent(page)) == ("", ["Ilman verkkoa"])
    page.context.set_offline(False)
    saved(page)
    assert stored() == "Ilman verkkoa"


def test_text_of_a_page_that_was_closed_comes_back_and_is_sent(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(NO_ANSWER,))
    page.context.route("**/paper/save/", lambda route: route.abort())
    type_in(page, "Ennen sulkemista")
    until(lambda: status(page).startswith("Ei yhteyttä"), page=page)
    page.context.unroute("**/paper/save/")
    page.goto("about:blank")
    page.goto("/fi/paper/")
    saved(page)
    assert (page.locator(WHY).input_value(), stored(), beside()) == ("Ennen sulkemista", "Ennen sulkemista", [])


def test_text_of_another_section_is_sent_from_any_page_of_the_same_paper(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(NO_ANSWER,))
    page.context.route("**/paper/save/", lambda route: route.abort())
    type_in(page, "Toinen osa")
    until(lambda: unsent(page) == ["Toinen osa"], page=page)
    page.evaluate("""() => {
        const key = Object.keys(localStorage)[0], record = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key.replace("q.why", "q.other"), JSON.stringify({...record, field: "q.other"}));
        localStorage.removeItem(key);
    }""")
    page.goto("about:blank")
    page.context.unroute("**/paper/save/")
    page.goto("/fi/paper/")
    until(lambda: (stored("q.other"), unsent(page)) == ("Toinen osa", []), page=page)


def test_window_that_sleeps_goes_on_after_another_has_sent_its_text(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(NO_ANSWER,))
    page.route("**/paper/save/", lambda route: route.abort())
    type_in(page, "Puhelimessa")
    until(lambda: status(page).startswith("Ei yhteyttä"), page=page)
    other = page.context.new_page()
    other.goto("/fi/paper/")
    until(lambda: stored() == "Puhelimessa", page=other)
    page.unroute("**/paper/save/")
    type_in(page, " ja junassa")
    saved(page)
    assert (stored(), beside()) == ("Puhelimessa ja junassa", [])


def test_server_that_fails_is_asked_again(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(502,))
    answers = [502, 502]

    def fail(route: Route) -> None:
        if answers:
            route.fulfill(status=answers.pop(), body="<h1>Bad gateway</h1>", content_type="text/html")
        else:
            route.continue_()

    page.context.route("**/paper/save/", fail)
    type_in(page, "Sitkeä")
    until(lambda: status(page).startswith("Ei yhteyttä"), page=page)
    saved(page)
    assert (answers, stored()) == ([], "Sitkeä")


def test_long_time_without_a_connection_is_waited_out(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(NO_ANSWER,))
    page.clock.install()
    page.goto("/fi/paper/")
    tries: list[str] = []
    page.context.set_offline(True)
    page.on("requestfailed", lambda request: tries.append(request.method))
    type_in(page, "Tunnelissa")
    for _second in range(75):
        page.clock.run_for(1000)
        page.wait_for_timeout(10)
    assert 5 <= tries.count("POST") <= 9  # 1, 2, 4, 8, 16 and then 30 seconds
    type_in(page, " ja yhä")
    page.clock.run_for(1000)
    assert unsent(page) == ["Tunnelissa ja yhä"]
    page.context.set_offline(False)
    saved(page)
    assert (stored(), beside()) == ("Tunnelissa ja yhä", [])


def test_server_that_was_killed_and_comes_back_gets_the_text(opens: Opens, aino: Person) -> None:
    port = free_port()
    server = f"http://127.0.0.1:{port}"
    page = signed_in(opens.open_page(allow=(NO_ANSWER,)), aino, server)
    with serving(port) as process:
        page.goto(f"{server}/fi/paper/")
        type_in(page, "Palvelin ")
        saved(page)
        process.kill()
        type_in(page, "nurin")
        until(lambda: status(page) == "Ei yhteyttä. Teksti on tallessa tällä laitteella.", page=page)
        # A button that would send the form into nothing leaves the page as it is.
        page.get_by_role("button", name="Jatka").click()
        page.wait_for_timeout(500)
        assert (page.url, page.locator(WHY).input_value()) == (f"{server}/fi/paper/", "Palvelin nurin")
    assert (stored(), unsent(page)) == ("Palvelin ", ["Palvelin nurin"])
    with serving(port):
        saved(page)
        page.goto("about:blank")
    assert (stored(), beside()) == ("Palvelin nurin", [])


def test_browser_that_keeps_nothing_saves_all_the_same(opens: Opens, aino: Person, open_page: OpenPage) -> None:
    page = signed_in(open_page(), aino, opens.server)
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})")
    page.goto("/fi/paper/")
    type_in(page, "Yksityinen ikkuna")
    until(lambda: stored() == "Yksityinen ikkuna", page=page)
    until(lambda: status(page).startswith("Tallennettu klo"), page=page)


def test_save_whose_answer_was_lost_makes_no_conflict_with_oneself(opens: Opens, aino: Person) -> None:
    page = opens(aino, allow=(NO_ANSWER,))
    lost: list[int] = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.context.route("**/paper/save/", lose)
    type_in(page, "Siivous")
    until(lambda: len(lost) == 1, page=page)
    type_in(page, " ja ruoka")
    until(lambda: len(lost) == 2, page=page)
    type_in(page, " ja muutto")
    saved(page)
    assert (lost, stored(), beside()) == ([200, 200], "Siivous ja ruoka ja muutto", [])


def test_session_that_ended_keeps_the_text_until_the_next_sign_in(opens: Opens, aino: Person, live_server: Any) -> None:
    page = opens(aino)
    type_in(page, "Ennen ")
    saved(page)
    Session.objects.all().delete()
    type_in(page, "ja jälkeen")
    until(lambda: "Kirjautumisesi on päättynyt" in status(page), page=page)
    link = page.locator("[data-save-status] a")
    assert (plain(link.inner_text()), link.get_attribute("href")) == (
        "Kirjaudu ja jatka",
        "/fi/sign-in/?next=%2Ffi%2Fpaper%2F",
    )
    assert (stored(), unsent(page)) == ("Ennen ", ["Ennen ja jälkeen"])
    signed_in(page, aino, live_server.url)
    page.goto("/fi/paper/")
    saved(page)
    assert (page.locator(WHY).input_value(), stored(), beside()) == ("Ennen ja jälkeen", "Ennen ja jälkeen", [])


def test_session_that_ended_is_told_before_one_types(opens: Opens, aino: Person, live_server: Any) -> None:
    page = opens(aino)
    page.clock.install()
    page.goto("/fi/paper/")
    Session.objects.all().delete()
    page.clock.run_for(21_000)
    until(lambda: "Kirjautumisesi on päättynyt" in status(page), page=page)
    signed_in(page, aino, live_server.url)
    page.clock.run_for(21_000)
    until(lambda: page.locator("[data-save-status]").inner_text() == "", page=page)


def test_new_sign_in_in_another_tab_gives_the_page_a_new_token(opens: Opens, aino: Person, live_server: Any) -> None:
    page = opens(aino, allow=(403,))
    type_in(page, "Ennen ")
    saved(page)
    signed_in(page, aino, live_server.url)  # also takes the cookie that the token of the page belongs to
    type_in(page, "ja jälkeen")
    saved(page)
    assert (stored(), beside()) == ("Ennen ja jälkeen", [])


def test_text_is_not_saved_as_another_person(opens: Opens, aino: Person, bo: Person, live_server: Any) -> None:
    page = opens(aino, allow=(401, 403))
    type_in(page, "Ainon")
    saved(page)
    signed_in(page, bo, live_server.url)
    type_in(page, " salaisuus")
    until(lambda: "joku muu" in status(page), page=page)
    page.goto("/fi/paper/")
    assert page.locator(WHY).input_value() == "Ainon"
    page.wait_for_timeout(300)
    assert (stored(), Writing.objects.get(field="q.why").person_id) == ("Ainon", aino.pk)


def test_what_is_on_the_device_is_sent_and_forgotten_when_one_signs_out(opens: Opens, aino: Person) -> None:
    page = opens(aino)
    type_in(page, "Viimeiset sanat")
    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.wait_for_url("**/fi/")
    assert (unsent(page), stored()) == ([], "Viimeiset sanat")


def test_page_that_is_left_sends_what_was_typed(opens: Opens, aino: Person) -> None:
    page = opens(aino)
    type_in(page, "Nopeasti pois")
    page.goto("/fi/accessibility/")
    until(lambda: stored() == "Nopeasti pois", page=page)
    page.goto("/fi/paper/")
    assert (page.locator(WHY).input_value(), unsent(page), beside()) == ("Nopeasti pois", [], [])


# --- two browsers ---------------------------------------------------------------------------------------------------
def test_two_texts_are_compared_and_joined(opens: Opens, aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "Sopimus päättyy.", 0)
    one, two = opens(aino), opens(bo, allow=(409,))
    type_in(one, " Mallila.")
    saved(one)
    type_in(two, " Esimerkkilä.")
    box = two.locator("[data-two-texts]")
    box.wait_for()
    assert status(two) == "Kaksi tekstiä. Vertaa ja valitse."
    assert texts(two, "[data-two-texts] h3, [data-two-texts] h4") == [
        "Miksi juuri tämä hankinta?",
        "Oma tekstisi",
        "Aino",
    ]
    assert texts(two, "[data-two-texts] ins") == ["Esimerkkilä.", "Mallila."]
    assert texts(two, "[data-two-texts] button") == ["Yhdistä molemmat", "Pidä oma", "Ota toisen teksti"]
    assert (stored(), beside()) == ("Sopimus päättyy. Mallila.", ["Sopimus päättyy. Esimerkkilä."])
    assert violations(two) == []
    # who types goes on typing, and so does the text beside
    type_in(two, " Ja lisää.")
    until(lambda: beside() == ["Sopimus päättyy. Esimerkkilä. Ja lisää."], page=two)
    two.get_by_role("button", name="Yhdistä molemmat").click()
    until(lambda: beside() == [], page=two)
    joined = "Sopimus päättyy. Mallila.\n\nSopimus päättyy. Esimerkkilä. Ja lisää."
    two.wait_for_function("document.querySelector('#f-q-why')?.value.includes('Mallila')")
    assert (stored(), two.locator(WHY).input_value(), unsent(two)) == (joined, joined, [])


@pytest.mark.parametrize(("button", "text"), [("Pidä oma", "Esimerkkilä"), ("Ota toisen teksti", "Mallila")])
@pytest.mark.parametrize("javascript", [True, False])
def test_choice_works_with_and_without_scripts(
    opens: Opens, aino: Person, bo: Person, button: str, text: str, javascript: bool
) -> None:
    paper_save(aino, "q.why", "Mallila", 0)
    paper_save(bo, "q.why", "Esimerkkilä", 0)
    page = opens(bo, javascript=javascript)
    assert page.locator(WHY + " [data-two-texts]").count() == 1
    page.locator(WHAT).fill("Samalla kirjoitettu")
    page.get_by_role("button", name=button).click()
    page.locator(f"textarea{WHY}").wait_for()
    assert (stored(), stored("q.what"), beside()) == (text, "Samalla kirjoitettu", [])
    assert page.locator(WHY).input_value() == text


def test_writer_of_the_text_that_stands_sees_the_same_choice_as_hers(opens: Opens, aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "Mallila", 0)
    paper_save(bo, "q.why", "Esimerkkilä", 0)
    page = opens(aino)
    assert texts(page, "[data-two-texts] h4") == ["Oma tekstisi", "Bo"]
    page.get_by_role("button", name="Pidä oma").click()
    page.locator(f"textarea{WHY}").wait_for()
    assert (stored(), beside()) == ("Mallila", [])


def test_conflict_of_a_text_that_comes_back_stands_in_the_place_of_the_field(
    opens: Opens, aino: Person, bo: Person
) -> None:
    page = opens(bo, allow=(409, NO_ANSWER))
    page.context.route("**/paper/save/", lambda route: route.abort())
    type_in(page, "Junassa")
    until(lambda: status(page).startswith("Ei yhteyttä"), page=page)
    paper_save(aino, "q.why", "Työpöydällä", 0)
    page.context.unroute("**/paper/save/")
    page.goto("about:blank")
    page.goto("/fi/paper/")
    page.locator("[data-two-texts]").wait_for()
    assert not page.locator(f"textarea{WHY}").is_visible()
    assert (stored(), beside()) == ("Työpöydällä", ["Junassa"])


def test_different_fields_of_one_page_never_meet(opens: Opens, aino: Person, bo: Person) -> None:
    one, two = opens(aino), opens(bo)
    type_in(one, "Miksi")
    type_in(two, "Mitä", WHAT)
    saved(one)
    saved(two)
    type_in(one, " näin")
    one.get_by_role("button", name="Jatka").click()
    until(lambda: stored() == "Miksi näin", page=one)
    assert (stored("q.what"), beside()) == ("Mitä", [])


# --- without scripts ------------------------------------------------------------------------------------------------
def test_whole_form_saves_only_what_was_changed_in_it(opens: Opens, aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "Alku", 0)
    page = opens(bo, javascript=False)
    paper_save(aino, "q.why", "Alku ja jatko", 1)
    page.locator(WHAT).fill("Selvitys\ntehty")
    page.get_by_label("Ihmisoikeudet").check()
    page.get_by_role("button", name="Jatka").click()
    assert (stored(), stored("q.what"), stored("themes"), beside()) == (
        "Alku ja jatko",
        "Selvitys\ntehty",
        "rights",
        [],
    )


def test_enter_in_a_form_with_two_texts_chooses_nothing(opens: Opens, aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "Mallila", 0)
    paper_save(bo, "q.why", "Esimerkkilä", 0)
    page = opens(bo, javascript=False)
    page.get_by_label("Ihmisoikeudet").press("Enter")
    page.wait_for_load_state()
    assert beside() == ["Esimerkkilä"]


# --- who is here ----------------------------------------------------------------------------------------------------
def test_page_shows_who_else_is_here(opens: Opens, aino: Person, bo: Person) -> None:
    page = opens(aino)
    assert texts(page, "[data-present] li") == ["Aino"]
    page.clock.install()
    page.goto("/fi/paper/")
    opens(bo)
    page.clock.run_for(21_000)
    until(lambda: texts(page, "[data-present] li") == ["Aino", "Bo"], page=page)
