"""Beginning with a name and an address: an account for those who want to apply."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from soske.people.actions import person_ensure, persons_clear
from soske.people.models import Person
from soske.records.tasks import leftovers_clear
from tests.people.test_signin import code_in
from tests.support.smtp import Received
from tests.support.world import World, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(smtp: list[Received]) -> list[Received]:
    cache.clear()  # rate limits of the sign-in
    return smtp


def begin(
    client: Client, email: str, name: str = "Hankintapäällikkö", to: str = "/fi/desk/me/", language: str = "fi"
) -> Any:
    return client.post(f"/{language}/start/", {"email": email, "name": name, "next": to})


def test_new_person_gets_a_code_and_goes_on(mails: list[Received]) -> None:
    client = Client()
    answer = begin(client, "Uusi@Kunta.example", language="sv")
    assert answer.status_code == 302
    made = Person.objects.get()
    assert (made.email, made.name, made.language, made.last_login) == (
        "uusi@kunta.example",
        "Hankintapäällikkö",
        "sv",
        None,
    )
    code = code_in(mails[0].message)
    answer = client.post("/fi/sign-in/code/", {"code": code, "next": "/fi/desk/me/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fi/desk/me/")
    made.refresh_from_db()
    assert made.last_login is not None


def test_known_person_keeps_her_name_and_sees_the_same(mails: list[Received]) -> None:
    person("matti", "sv")
    pages = []
    for email in ("matti@example.fi", "nobody@example.fi"):
        client = Client()
        assert begin(client, email, name="Toinen nimi").status_code == 302
        html = client.get("/fi/sign-in/code/").content.decode()
        pages.append(re.sub(r'value="[^"]*"', "", html).replace(email, ""))
    assert pages[0] == pages[1]
    assert len(mails) == 2
    known = Person.objects.get(email="matti@example.fi")
    assert (known.name, known.language) == ("Matti", "sv")


def test_first_sign_in_brings_the_name_that_she_gives_herself(mails: list[Received]) -> None:
    """Whoever invited her, or began with her address, may have called her anything."""
    person_ensure(email="maija@example.fi", name="Haukkumasana")
    stranger = Client()
    begin(stranger, "maija@example.fi", name="Toinen haukkumasana")
    assert Person.objects.get().name == "Haukkumasana"  # who has no code changes nothing
    own = Client()
    begin(own, "Maija@Example.fi", name="Maija Mallikas")
    assert Person.objects.get().name == "Haukkumasana"
    own.post("/fi/sign-in/code/", {"code": code_in(mails[1].message)})
    assert Person.objects.get().name == "Maija Mallikas"
    assert "Maija Mallikas" in own.get("/fi/desk/me/").content.decode()


def test_name_given_with_one_address_is_not_that_of_another(mails: list[Received]) -> None:
    person_ensure(email="maija@example.fi", name="Kutsuttu")
    client = Client()
    begin(client, "toinen@example.fi", name="Toinen nimi")
    session = client.session
    del session["account_login"]  # she gave it up
    session.save()
    client.post("/fi/sign-in/", {"email": "maija@example.fi"})
    client.post("/fi/sign-in/code/", {"code": code_in(mails[-1].message)})
    found = Person.objects.get(email="maija@example.fi")
    assert (found.name, found.last_login is None) == ("Kutsuttu", False)


def test_who_has_signed_in_keeps_her_name(mails: list[Received]) -> None:
    Person.objects.filter(pk=person("matti").pk).update(last_login=timezone.now() - dt.timedelta(days=1))
    client = Client()
    begin(client, "matti@example.fi", name="Toinen nimi")
    client.post("/fi/sign-in/code/", {"code": code_in(mails[0].message)})
    assert Person.objects.get().name == "Matti"
    assert "Matti" in client.get("/fi/desk/me/").content.decode()


def test_closed_account_is_not_opened_again(mails: list[Received]) -> None:
    Person.objects.filter(pk=person("matti").pk).update(is_active=False)
    client = Client()
    assert begin(client, "matti@example.fi").status_code == 302
    assert not re.search(r"\b[A-Z0-9]{3}-?[A-Z0-9]{3}\b", mails[0].message.get_content())


@pytest.mark.parametrize("to", ["https://paha.example/", "//paha.example/", "javascript:alert(1)", "/\\paha.example"])
def test_next_leads_to_no_other_site(mails: list[Received], to: str) -> None:
    client = Client()
    answer = begin(client, "uusi@kunta.example", to=to)
    assert "paha" not in answer.headers["Location"]
    answer = client.post("/fi/sign-in/code/", {"code": code_in(mails[0].message), "next": to})
    assert answer.headers["Location"] == "/fi/desk/"


def test_many_codes_are_refused_together_with_those_of_the_sign_in(mails: list[Received]) -> None:
    answers = [begin(Client(), "uusi@kunta.example").status_code for _try in range(5)]
    assert answers == [302, 302, 302, 422, 422]
    assert (len(mails), Person.objects.count()) == (3, 1)


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("", "Hankkija"),
        ("ei osoite", "Hankkija"),
        ("a@k.example", ""),
        ("a@k.example", " \u200b\u0000 "),
        ("a@k.example", "a" * 121),
        ("a" * 250 + "@k.example", "Hankkija"),
        ("a@k.example\nBcc: b@k.example", "Hankkija"),
    ],
)
def test_odd_input_is_refused(mails: list[Received], email: str, name: str) -> None:
    assert begin(Client(), email, name).status_code == 422
    assert (len(mails), Person.objects.count()) == (0, 0)


def test_name_with_html_is_shown_as_it_is(mails: list[Received]) -> None:
    client = Client()
    begin(client, "a@k.example", "<b>Hankkija</b> \u202eö 😀")
    client.post("/fi/sign-in/code/", {"code": code_in(mails[0].message)})
    assert "&lt;b&gt;Hankkija&lt;/b&gt;" in client.get("/fi/desk/me/").content.decode()


def test_signed_in_person_goes_on_at_once() -> None:
    client = Client()
    client.force_login(person("matti"))
    answer = client.get("/fi/start/?next=/fi/desk/me/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fi/desk/me/")


def test_who_never_finished_is_forgotten_after_two_days(world: World, mails: list[Received]) -> None:
    before = Person.objects.count()
    begin(Client(), "uusi@kunta.example")
    now = timezone.now()
    assert persons_clear(now=now + dt.timedelta(hours=47)) == 0
    signed_in = person("signed-in")
    Person.objects.filter(pk=signed_in.pk).update(last_login=now)
    gone = persons_clear(now=now + dt.timedelta(days=3))
    left = set(Person.objects.values_list("email", flat=True))
    # Contacts, members, sponsors, coordinators and organisers have a place; "outsider" has none.
    assert "uusi@kunta.example" not in left
    assert {"signed-in@example.fi", "contact@example.fi", "member@example.fi", "organiser@example.fi"} <= left
    assert gone == before + 2 - len(left)


def test_clearing_job_clears_persons_too(mails: list[Received]) -> None:
    begin(Client(), "uusi@kunta.example")
    Person.objects.update(joined_at=timezone.now() - dt.timedelta(days=3))
    leftovers_clear.func()
    assert Person.objects.count() == 0
