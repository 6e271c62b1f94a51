"""Sessions and their persons, read with queries made once, answer as those of Django do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from soske.people.models import Person
from soske.people.sessions import SessionStore
from tests.support.world import person

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> bool:
    return client.get("/fi/desk/me/").status_code == 200


def test_session_is_that_of_django() -> None:
    made = db.SessionStore()
    made["word"] = "kevät"
    made.save()
    assert dict(SessionStore(made.session_key).items()) == {"word": "kevät"}
    assert dict(SessionStore("' OR 1=1 --").items()) == {}
    ours = SessionStore()
    ours["word"] = "syksy"
    ours.save()
    assert dict(db.SessionStore(ours.session_key).items()) == {"word": "syksy"}


@pytest.mark.parametrize("left", [dt.timedelta(0), dt.timedelta(days=-1)])
def test_session_that_has_ended_is_empty(left: dt.timedelta) -> None:
    made = SessionStore()
    made["word"] = "kevät"
    made.save()
    Session.objects.update(expire_date=timezone.now() + left)
    again = SessionStore(made.session_key)
    assert dict(again.items()) == {}
    assert again.session_key is None


def test_session_without_a_key_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert dict(SessionStore().items()) == {}


def test_person_of_a_session_is_read_anew(client: Client) -> None:
    someone = person("lukija")
    client.force_login(someone)
    assert signed_in(client)
    Person.objects.filter(pk=someone.pk).update(name="Uusi Nimi")
    assert "Uusi Nimi" in client.get("/fi/").content.decode()


def test_person_whose_sign_in_was_taken_away_is_a_visitor(client: Client) -> None:
    someone = person("lukija")
    client.force_login(someone)
    Person.objects.filter(pk=someone.pk).update(is_active=False)
    assert not signed_in(client)


def test_person_who_was_removed_is_a_visitor(client: Client) -> None:
    someone = person("lukija")
    client.force_login(someone)
    Person.objects.filter(pk=someone.pk).delete()
    assert not signed_in(client)
