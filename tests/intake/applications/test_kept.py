"""What was sent without a script after the session had ended is there after the next sign-in."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from soske.intake.applications import actions_group
from soske.intake.applications.kept import MOST, writer_mark
from soske.intake.applications.models import Application
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.models import Writing
from tests.support import world
from tests.support.applying import OPEN, begin, save

pytestmark = pytest.mark.django_db
KEY = "goal.1.text"
TEXT = "Työtä äideille ja isille"
NOT_SAVED = "ei ole vielä tallennettu"


@pytest.fixture
def application(programme: Programme, writer: Person) -> Application:
    return begin(programme, writer)


@pytest.fixture
def address(application: Application) -> str:
    return reverse("application_section", args=["alpha", application.pk, "strategy"])


def writer_of(address: str) -> str:
    """The mark that the page had for its writer."""
    client = Client()
    client.force_login(Person.objects.get(email__startswith="kirjoittaja"))
    found = re.search(r'name="writer" value="([^"]*)"', read(client, address))
    assert found
    return found[1]


def signed_out(address: str, text: str = TEXT) -> Client:
    """A browser that has sent a section after its session had ended."""
    client = Client()
    data = {KEY: text, f"{KEY}:version": "0-", "go": "pilot", "writer": writer_of(address)}
    answer = client.post(address, data)
    assert answer.status_code == 302
    assert not Writing.objects.filter(text=text).exists()
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def mark(page: str) -> str:
    found = re.search(rf'name="{re.escape(KEY)}:version" value="([^"]*)"', page)
    assert found
    return found[1]


def test_text_waits_for_the_next_sign_in(address: str, writer: Person) -> None:
    client = signed_out(address)
    client.force_login(writer)
    page = read(client, address)
    assert TEXT in page
    assert page.count(NOT_SAVED) == 2  # above the form and beside the field
    assert not Writing.objects.filter(field=KEY).exists()  # reading a page saves nothing
    assert client.post(address, {KEY: TEXT, f"{KEY}:version": mark(page)}).status_code == 302
    assert Writing.objects.get(field=KEY).text == TEXT
    assert NOT_SAVED not in read(client, address)


def test_text_that_another_saved_meanwhile_stays(address: str, application: Application, writer: Person) -> None:
    client = signed_out(address)
    other = world.person("toinen")
    member = application.group.members.get()
    actions_group.place_add(
        by=writer, application=application, member=member.pk, name="Toinen", email=other.email, role="", now=OPEN
    )
    save(application, other, KEY, "Toisen teksti")
    client.force_login(writer)
    page = read(client, address)
    assert client.post(address, {KEY: TEXT, f"{KEY}:version": mark(page)}).status_code == 422  # two texts
    assert Writing.objects.get(field=KEY).text == "Toisen teksti"
    page = read(client, address)
    assert TEXT in page
    assert "Toisen teksti" in page


def test_text_is_shown_only_where_it_was_written_and_to_members_only(address: str, writer: Person) -> None:
    client = signed_out(address)
    client.force_login(writer)
    assert TEXT not in read(client, address.replace("strategy", "pilot"))
    assert TEXT in read(client, address)
    other = signed_out(address)
    other.force_login(world.person("muu"))
    assert other.get(address).status_code == 404


def test_what_is_too_long_and_what_comes_too_often_is_not_kept(address: str) -> None:
    writer = writer_of(address)
    before = Session.objects.count()
    client = signed_out(address, "a" * MOST)
    assert "sessionid" not in client.cookies
    for _each in range(30):
        Client().post(address, {KEY: TEXT, "writer": writer})
    assert 0 < Session.objects.count() - before <= 21  # one more is of the page that was read


def test_text_of_one_is_not_shown_to_another_of_the_same_group(
    address: str, application: Application, writer: Person
) -> None:
    client = signed_out(address)
    other = world.person("toinen")
    member = application.group.members.get()
    actions_group.place_add(
        by=writer, application=application, member=member.pk, name="Toinen", email=other.email, role="", now=OPEN
    )
    client.force_login(other)
    assert TEXT not in read(client, address)
    assert "kept_text" not in client.session  # forgotten, also when she comes back
    client.force_login(writer)
    assert TEXT not in read(client, address)


def test_nothing_is_kept_of_somebody_who_was_never_given_the_page(
    address: str, application: Application, writer: Person
) -> None:
    good = writer_mark(writer.pk, application.pk)
    nowhere = reverse("application_section", args=["nowhere", 999_999, "strategy"])
    tries = [(address, each) for each in ("", "1", f"{good}x", writer_mark(writer.pk, application.pk + 1))]
    for path, mark_sent in [*tries, (nowhere, good), (nowhere, "")]:
        client = Client()
        assert client.post(path, {KEY: TEXT, "writer": mark_sent}).status_code == 302
        assert "sessionid" not in client.cookies, (path, mark_sent)
    assert Session.objects.count() == 0
