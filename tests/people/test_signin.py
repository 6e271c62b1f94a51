"""Sign-in by a code, over a real mail server."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from soske.people.signin import Adapter
from soske.records.models import AuditRow, Letter
from tests.support.smtp import Received, Sink
from tests.support.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(smtp: list[Received]) -> list[Received]:
    cache.clear()  # rate limits of the sign-in
    return smtp


def ask(client: Client, email: str, language: str = "fi") -> Any:
    return client.post(f"/{language}/sign-in/?next=/fi/desk/me/", {"email": email, "next": "/fi/desk/me/"})


def code_in(message: Any) -> str:
    found = re.search(
        r"^\S*?:? ?([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$|: ([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", message.get_content(), re.M
    )
    assert found, message.get_content()
    return found[1] or found[2]


def test_code_signs_in_and_leads_back(mails: list[Received]) -> None:
    person("matti")
    client = Client()
    assert ask(client, "Matti@Example.fi").status_code == 302
    [(recipients, message)] = mails
    assert recipients == ["matti@example.fi"]
    answer = client.post("/fi/sign-in/code/", {"code": code_in(message), "next": "/fi/desk/me/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fi/desk/me/")
    assert client.get("/fi/desk/me/").status_code == 200


def test_mail_speaks_the_language_of_the_person(mails: list[Received]) -> None:
    person("svea", "sv")
    ask(Client(), "svea@example.fi", "fi")
    assert "inloggningskod" in mails[0][1]["Subject"].lower()


def test_code_is_in_no_subject_outbox_or_log(mails: list[Received], caplog: pytest.LogCaptureFixture) -> None:
    person("matti")
    ask(Client(), "matti@example.fi")
    code = code_in(mails[0][1])
    assert code not in mails[0][1]["Subject"]
    assert code not in caplog.text
    assert (Letter.objects.count(), AuditRow.objects.count()) == (0, 0)


def test_unknown_address_sees_the_same_page(mails: list[Received]) -> None:
    person("matti")
    pages = []
    for email in ("matti@example.fi", "nobody@example.fi"):
        client = Client()
        assert ask(client, email).status_code == 302
        html = client.get("/fi/sign-in/code/").content.decode()
        pages.append(re.sub(r'value="[^"]*"', "", html).replace(email, ""))
    assert pages[0] == pages[1]
    assert len(mails) == 2
    assert not re.search(r"\b[A-Z0-9]{3}-?[A-Z0-9]{3}\b", mails[1][1].get_content())


def test_wrong_code_is_refused_and_five_end_the_try(mails: list[Received]) -> None:
    person("matti")
    client = Client()
    ask(client, "matti@example.fi")
    codes = [client.post("/fi/sign-in/code/", {"code": "ZZZZZZ"}).status_code for _try in range(5)]
    assert set(codes[:4]) == {200}
    right = client.post("/fi/sign-in/code/", {"code": code_in(mails[0][1])})
    assert client.get("/fi/desk/me/").status_code == 302, right.status_code


def test_old_code_is_refused(mails: list[Received], settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    person("matti")
    client = Client()
    ask(client, "matti@example.fi")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    client.post("/fi/sign-in/code/", {"code": code_in(mails[0][1])})
    assert client.get("/fi/desk/me/").status_code == 302


def test_many_codes_for_one_address_are_refused(mails: list[Received]) -> None:
    person("matti")
    answers = [ask(Client(), "matti@example.fi").status_code for _try in range(6)]
    assert answers == [302, 302, 302, 200, 200, 200]
    assert len(mails) == 3


def test_new_code_is_sent_and_works(mails: list[Received]) -> None:
    person("matti")
    client = Client()
    ask(client, "matti@example.fi")
    client.post("/fi/sign-in/code/", {"action": "resend"})
    assert len(mails) == 2
    client.post("/fi/sign-in/code/", {"code": code_in(mails[1].message)})
    assert client.get("/fi/desk/me/").status_code == 200


def test_another_address_can_be_tried(mails: list[Received]) -> None:
    person("matti")
    client = Client()
    ask(client, "wrong@example.fi")
    answer = client.post("/fi/sign-out/", {"next": "/fi/sign-in/"})
    assert answer.headers["Location"] == "/fi/sign-in/"
    assert client.get("/fi/sign-in/").status_code == 200


def test_nobody_signs_up_by_herself() -> None:
    assert Client().post("/fi/sign-in/new/", {"email": "new@example.fi"}).headers["Location"] == "/fi/sign-in/"


def test_closed_account_does_not_get_in(mails: list[Received]) -> None:
    closed = person("matti")
    closed.is_active = False
    closed.save()
    client = Client()
    ask(client, "matti@example.fi")
    assert client.get("/fi/desk/me/").status_code == 302


def test_sign_out_ends_the_session() -> None:
    client = Client()
    client.force_login(person("matti"))
    assert client.get("/fi/desk/me/").status_code == 200
    client.post("/fi/sign-out/")
    assert client.get("/fi/desk/me/").status_code == 302


@pytest.mark.parametrize("email", ["matti@example.fi", "nobody@example.fi"])
def test_mail_server_that_is_down_is_no_failure_and_the_log_has_no_address(
    email: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    person("matti")
    answer = ask(Client(), email)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fi/sign-in/code/?next=%2Ffi%2Fdesk%2Fme%2F")
    assert [record.getMessage() for record in caplog.records] == [
        "mail of the sign-in not delivered: ConnectionRefusedError"
    ]


def test_refused_address_of_the_sign_in_is_not_logged(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    sink.refuse.add("matti@example.fi")
    person("matti")
    assert ask(Client(), "matti@example.fi").status_code == 302
    assert [record.getMessage() for record in caplog.records] == [
        "mail of the sign-in not delivered: SMTPRecipientsRefused"
    ]


@pytest.mark.parametrize("addresses", ["192.0.2.1", "192.0.2.1, 198.51.100.1", "nonsense", ""])
def test_sign_in_works_behind_fewer_proxies_than_said(addresses: str, mails: list[Received], settings: Any) -> None:
    settings.PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    person("matti")
    headers = {"X-Forwarded-For": addresses}
    answer = Client().post("/fi/sign-in/", {"email": "matti@example.fi"}, headers=headers)
    assert (answer.status_code, len(mails)) == (302, 1)


def test_visitors_behind_fewer_proxies_than_said_keep_their_addresses(rf: Any, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    found = [
        Adapter().get_client_ip(rf.get("/", headers={"X-Forwarded-For": f"{address}, 198.51.100.1"}))
        for address in ("192.0.2.1", "192.0.2.2")
    ]
    assert found == ["192.0.2.1", "192.0.2.2"]


def test_next_never_leads_elsewhere(mails: list[Received]) -> None:
    person("matti")
    client = Client()
    client.post("/fi/sign-in/", {"email": "matti@example.fi", "next": "https://elsewhere.example/"})
    answer = client.post("/fi/sign-in/code/", {"code": code_in(mails[0][1]), "next": "https://elsewhere.example/"})
    assert answer.headers["Location"].startswith("/")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Kirjoita sähköpostiosoitteesi."), ("ei osoite", "Kirjoita osoite muodossa nimi@example.fi.")],
)
def test_wrong_address_is_refused_in_our_words(typed: str, words: str) -> None:
    answer = Client().post("/fi/sign-in/", {"email": typed})
    assert answer.status_code == 200
    assert words in answer.content.decode()
