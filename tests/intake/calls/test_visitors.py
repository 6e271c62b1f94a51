"""Interest and sign-ups without an account: letters, links, limits."""

from __future__ import annotations

import datetime as dt
import re
import threading
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.intake.calls.actions import call_change, info_signup, interest_mark, interested_tell, recording_send
from soske.intake.calls.models import Call, InfoSignup, Interest
from soske.intake.calls.queries import calls_to_tell, recording_waits, visitor_counts
from soske.intake.calls.tasks import calls_tell
from soske.programmes.models import Programme, Stage
from soske.records.actions import letters_send_due, revision_grow
from soske.records.models import AuditRow, Letter
from tests.support.calls import call_now
from tests.support.smtp import Received, Sink
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def alpha() -> Programme:
    """A published academy whose call opens in two days."""
    cache.clear()
    Programme.objects.filter(pk=programme("alpha").pk).update(state="public")
    made = call_now(Programme.objects.get(slug="alpha"), "before")
    info_on(made, timezone.localdate() + dt.timedelta(days=9))
    return call_now(made, "before")


def info_on(of: Programme, day: dt.date) -> None:
    Stage.objects.filter(programme=of, kind="info").update(starts=day, ends=day)
    revision_grow(of.pk)


def post(name: str, data: dict[str, Any], *args: Any, language: str = "fi") -> Any:
    with override(language):
        return Client().post(reverse(name, args=["alpha", *args]), data)


def own_link(letter: Letter) -> str:
    found = re.search(r"https?://[^/]+(/\w\w/academies/\S+?/call/(?:interest|info)/[0-9a-f-]{36}/)", letter.body)
    assert found, letter.body
    return found[1]


# --- interest -----------------------------------------------------------------------------------------------------
def test_interest_is_acknowledged_and_told_once(alpha: Programme, sink: Sink) -> None:
    answer = post("interest", {"email": "Hankkija@Kunta.example", "name": "Hankkija"}, language="sv")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sv/academies/alpha/call/done/interest/")
    row = Interest.objects.get()
    assert (row.email, row.language) == ("hankkija@kunta.example", "sv")
    letters_send_due(now=timezone.now())
    assert [mail.recipients for mail in sink.mails] == [["hankkija@kunta.example"]]
    assert calls_tell.func() == 0
    call_now(alpha, "open")
    assert (calls_tell.func(), calls_tell.func()) == (1, 0)
    assert list(Letter.objects.values_list("code", "address", "person")) == [
        ("interest", row.email, None),
        ("call_open", row.email, None),
    ]
    assert AuditRow.objects.filter(act="interested_told").count() == 1
    assert list(calls_to_tell()) == []


def test_interest_during_the_call_gets_the_link_at_once(alpha: Programme) -> None:
    call_now(alpha, "open")
    assert post("interest", {"email": "a@kunta.example"}).status_code == 302
    [letter] = Letter.objects.all()
    assert (letter.code, letter.address) == ("call_open", "a@kunta.example")
    assert reverse("call", args=["alpha"]) in letter.body
    calls_tell.func()
    assert Letter.objects.count() == 1


def test_opening_that_moves_is_told_when_it_comes_and_not_twice(alpha: Programme) -> None:
    post("interest", {"email": "a@kunta.example"})
    call_now(alpha, "before")
    assert calls_tell.func() == 0
    call_now(alpha, "open")
    assert calls_tell.func() == 1
    call_now(alpha, "before")  # moved once more, and somebody else wants to hear of it
    post("interest", {"email": "b@kunta.example"})
    call_now(alpha, "open")
    assert calls_tell.func() == 1
    told = Letter.objects.filter(code="call_open").values_list("address", flat=True)
    assert sorted(told) == ["a@kunta.example", "b@kunta.example"]


def test_interest_in_a_closed_call_is_refused(alpha: Programme) -> None:
    post("interest", {"email": "a@kunta.example"})
    call_now(alpha, "closed")
    assert post("interest", {"email": "b@kunta.example"}).status_code == 422
    assert (Interest.objects.count(), calls_tell.func()) == (1, 0)


def test_draft_academy_tells_nobody(alpha: Programme) -> None:
    post("interest", {"email": "a@kunta.example"})
    Programme.objects.update(state="draft")
    call_now(alpha, "open")
    assert calls_tell.func() == 0
    assert post("interest", {"email": "b@kunta.example"}).status_code == 404


def test_practice_academy_keeps_its_letters(alpha: Programme, sink: Sink) -> None:
    Programme.objects.update(practice=True)
    call_now(alpha, "before")
    post("interest", {"email": "a@kunta.example"})
    assert letters_send_due(now=timezone.now())["kept"] == 1
    assert sink.mails == []


# --- the info session ---------------------------------------------------------------------------------------------
def test_signup_is_acknowledged_with_place_link_and_time(alpha: Programme) -> None:
    call_change(by=person("c"), programme=alpha, info_place="Verkossa", info_link="https://kokous.example/a_b_c?x=1")
    answer = post("info_signup", {"email": "a@kunta.example", "attends": "on", "question": "Miksi?"})
    assert answer.headers["Location"] == "/fi/academies/alpha/call/done/info/"
    [letter] = Letter.objects.all()
    assert letter.code == "info_signup"
    for piece in ("Verkossa", "<https://kokous.example/a_b_c?x=1>", "klo\xa09–10"):
        assert piece in letter.body
    assert "Miksi" not in letter.body
    page = Client().get(own_link(letter)).content.decode()
    assert "https://kokous.example/a_b_c?x=1" in page
    assert "Miksi?" in page


def test_same_address_twice_is_one_signup_and_the_same_answer(alpha: Programme) -> None:
    first = post("info_signup", {"email": "a@kunta.example", "attends": "on"})
    second = post("info_signup", {"email": "A@KUNTA.example", "attends": "on", "organisation": "Kunta"})
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert InfoSignup.objects.count() == 1
    assert Letter.objects.count() == 1  # a form sent again is answered once a day


def test_signup_for_nothing_is_refused(alpha: Programme) -> None:
    answer = post("info_signup", {"email": "a@kunta.example"})
    assert answer.status_code == 422
    assert (InfoSignup.objects.count(), Letter.objects.count()) == (0, 0)


def test_own_page_changes_and_cancels(alpha: Programme) -> None:
    post("info_signup", {"email": "a@kunta.example", "attends": "on"})
    link = own_link(Letter.objects.get())
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link, {"wants_recording": "on", "name": "Kuulija"}).status_code == 200
    row = InfoSignup.objects.get()
    assert (row.attends, row.wants_recording, row.name) == (False, True, "Kuulija")
    assert client.post(link, {}).status_code == 422
    assert client.post(link, {"act": "remove"}).status_code == 200
    assert InfoSignup.objects.count() == 0
    assert Letter.objects.count() == 0
    assert client.get(link).status_code == 404


def test_link_that_was_followed_by_a_program_changes_nothing(alpha: Programme) -> None:
    post("interest", {"email": "a@kunta.example"})
    link = own_link(Letter.objects.get())
    assert (Client().get(link).status_code, Client().head(link).status_code) == (200, 200)
    assert Interest.objects.count() == 1
    Programme.objects.update(state="draft")  # her right to remove it stays
    revision_grow(alpha.pk)
    assert Client().post(link).status_code == 200
    assert Interest.objects.count() == 0


def test_forged_tokens_open_nothing(alpha: Programme) -> None:
    post("interest", {"email": "a@kunta.example"})
    post("info_signup", {"email": "a@kunta.example", "attends": "on"})
    tokens = [uuid.uuid4(), Interest.objects.get().token]  # the token of one kind does not open the other
    answers = [Client().get(reverse("info_own", args=["alpha", token])).status_code for token in tokens]
    answers += [Client().post(reverse("interest_own", args=["alpha", uuid.uuid4()])).status_code]
    answers += [Client().get("/fi/academies/alpha/call/info/1/").status_code]
    assert answers == [404, 404, 404, 404]
    assert (Interest.objects.count(), InfoSignup.objects.count()) == (1, 1)


# --- the recording ------------------------------------------------------------------------------------------------
def test_recording_goes_once_to_those_who_asked(alpha: Programme) -> None:
    post("info_signup", {"email": "a@kunta.example", "wants_recording": "on"})
    post("info_signup", {"email": "b@kunta.example", "attends": "on"})
    assert list(Letter.objects.values_list("code", flat=True)) == ["info_request", "info_signup"]
    with pytest.raises(ValidationError):
        recording_send(by=person("c"), programme=alpha)
    call_change(by=person("c"), programme=alpha, recording="https://video.example/1")
    assert recording_waits(alpha) == 1
    assert (recording_send(by=person("c"), programme=alpha), recording_send(by=person("c"), programme=alpha)) == (1, 0)
    assert recording_waits(alpha) == 0
    [letter] = Letter.objects.filter(code="info_recording")
    assert (letter.address, "https://video.example/1" in letter.body) == ("a@kunta.example", True)


def test_recording_that_is_there_is_sent_at_once(alpha: Programme) -> None:
    info_on(alpha, timezone.localdate() - dt.timedelta(days=1))
    call_change(by=person("c"), programme=alpha, recording="https://video.example/1")
    assert post("info_signup", {"email": "a@kunta.example", "wants_recording": "on"}).status_code == 302
    assert list(Letter.objects.values_list("code", flat=True)) == ["info_recording"]
    assert post("info_signup", {"email": "b@kunta.example", "attends": "on"}).status_code == 422  # it is over


# --- many at once, bad input --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_signups_of_one_address_at_once_are_one_row(alpha: Programme) -> None:
    faults: list[Exception] = []
    ready = threading.Barrier(4)

    def sign(email: str) -> None:
        try:
            ready.wait()
            interest_mark(programme=alpha, email=email, language="fi", now=timezone.now())
            info_signup(programme=alpha, email=email, language="fi", now=timezone.now())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=[email]) for email in ("a@k.example", "A@k.example") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert (Interest.objects.count(), InfoSignup.objects.count(), Call.objects.count()) == (1, 1, 1)
    assert Letter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_nodes_tell_once(alpha: Programme) -> None:
    for number in range(5):
        interest_mark(programme=alpha, email=f"a{number}@k.example", language="fi", now=timezone.now())
    call_now(alpha, "open")
    told: list[int] = []
    ready = threading.Barrier(3)

    def tell() -> None:
        ready.wait()
        told.append(interested_tell(slug="alpha", now=timezone.now()))
        connection.close()

    threads = [threading.Thread(target=tell) for _node in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 0, 5]
    assert Letter.objects.filter(code="call_open").count() == 5


ODD = [
    "a" * 1_000_000,
    "nul\x00nul",
    "\u202eoikealta\u202c",
    "😀" * 150,
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "rivi\r\nBcc: toinen@example.fi",
    "{programme} [x](https://paha.example) **b**",
    "\ud7ff\ufffe",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_answered_clearly(alpha: Programme, text: str) -> None:
    answer = post("info_signup", {"email": "a@kunta.example", "attends": "on", "name": text, "question": text})
    assert answer.status_code in {302, 422}
    for letter in Letter.objects.all():
        assert "paha.example" not in letter.body
        assert "\n" not in letter.subject
        assert b"<script>alert" not in Client().get(own_link(letter)).content
    assert post("interest", {"email": text}).status_code == 422


def test_ten_megabytes_are_refused(alpha: Programme) -> None:
    assert post("info_signup", {"email": "a@kunta.example", "question": "a" * 10_000_000}).status_code == 413


def test_many_forms_are_refused_in_words(alpha: Programme, smtp: list[Received]) -> None:
    answers = [post("interest", {"email": "a@kunta.example"}).status_code for _try in range(8)]
    assert answers == [302] * 6 + [422] * 2
    others = [post("interest", {"email": f"a{number}@kunta.example"}).status_code for number in range(20)]
    assert others.count(302) == 12  # twenty a minute from one network, the refused ones counted by address only
    assert visitor_counts(alpha).interested == 13


def test_signup_is_not_limited_by_an_address_of_another_academy(alpha: Programme) -> None:
    Programme.objects.filter(pk=programme("other").pk).update(state="public")
    call_now(Programme.objects.get(slug="other"), "before")
    for _try in range(6):
        post("interest", {"email": "a@kunta.example"})
    answer = Client().post(reverse("interest", args=["other"]), {"email": "a@kunta.example"})
    assert answer.status_code == 302
