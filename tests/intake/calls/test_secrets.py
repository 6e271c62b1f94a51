"""What a visitor left is hers: nobody else changes it, its link stands in no log, and it goes with its letters."""

from __future__ import annotations

import datetime as dt
import io
import logging
import uuid
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soske.base.logs import Discreet
from soske.intake.calls.actions import call_change
from soske.intake.calls.models import InfoSignup, Interest
from soske.programmes.models import Programme, Stage
from soske.records.actions import letters_send_due, revision_grow
from soske.records.models import Letter
from soske.records.states import LetterState
from tests.support.calls import call_now
from tests.support.smtp import Sink
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
HERS = {"email": "a@kunta.example", "name": "Hankkija", "organisation": "Kunta", "attends": "on", "question": "Miksi?"}
FORGED = {"email": "A@kunta.example", "name": "Joku muu", "wants_recording": "on"}
FACTS = ("name", "organisation", "language", "attends", "wants_recording", "question", "email")


@pytest.fixture
def alpha() -> Programme:
    """A published academy whose call opens in two days and whose info session is in nine."""
    cache.clear()
    Programme.objects.filter(pk=programme("alpha").pk).update(state="public")
    made = call_now(Programme.objects.get(slug="alpha"), "before")
    info_on(made, 9)
    return call_now(made, "before")


def info_on(of: Programme, days: int) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    Stage.objects.filter(programme=of, kind="info").update(starts=day, ends=day)
    revision_grow(of.pk)


def post(name: str, data: dict[str, Any], *args: Any) -> Any:
    return Client().post(reverse(name, args=["alpha", *args]), data)


def own_page(row: Interest | InfoSignup) -> str:
    return reverse("interest_own" if isinstance(row, Interest) else "info_own", args=["alpha", row.token])


def tomorrow() -> Any:
    """The next day, for the clock that the letters look at."""
    return mock.patch(
        "soske.intake.calls.letters.timezone.localdate", return_value=timezone.localdate() + dt.timedelta(days=1)
    )


# --- nobody else changes it -----------------------------------------------------------------------------------------
def test_form_with_the_address_of_another_changes_nothing_and_says_nothing(alpha: Programme) -> None:
    first = post("info_signup", HERS)
    [before] = InfoSignup.objects.values(*FACTS)
    second = post("info_signup", FORGED)
    assert list(InfoSignup.objects.values(*FACTS)) == [before]
    unknown = post("info_signup", {**FORGED, "email": "b@kunta.example"})
    answers = {(each.status_code, each.headers["Location"], each.content) for each in (first, second, unknown)}
    assert len(answers) == 1


def test_interest_with_the_address_of_another_changes_nothing(alpha: Programme) -> None:
    first = post("interest", HERS)
    second = post("interest", FORGED)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    row = Interest.objects.get()
    assert (row.name, row.organisation) == ("Hankkija", "Kunta")
    assert Letter.objects.count() == 1


def test_link_to_the_own_page_comes_again_once_a_day(alpha: Programme) -> None:
    post("info_signup", HERS)
    post("interest", HERS)
    with tomorrow():
        for _try in range(2):
            post("info_signup", FORGED)
            post("interest", FORGED)
    assert list(Letter.objects.order_by("pk").values_list("code", flat=True)) == [
        *("info_signup", "interest"),
        *("info_signup", "interest"),
    ]
    for letter in Letter.objects.all():
        row = (InfoSignup if letter.code == "info_signup" else Interest).objects.get()
        assert (own_page(row) in letter.body, letter.address) == (True, "a@kunta.example")
        assert "Joku muu" not in letter.body


def test_interest_during_the_call_gets_the_own_link_when_asked_for_again(alpha: Programme) -> None:
    call_now(alpha, "open")
    for _try in range(3):
        post("interest", HERS)
    assert list(Letter.objects.order_by("pk").values_list("code", flat=True)) == ["call_open", "interest"]
    assert own_page(Interest.objects.get()) in Letter.objects.get(code="interest").body


def test_who_came_asks_for_the_recording_afterwards(alpha: Programme) -> None:
    """The only thing that the public form adds to a sign-up; nothing of it is lost."""
    post("info_signup", HERS)
    info_on(alpha, -1)
    post("info_signup", FORGED)
    row = InfoSignup.objects.get()
    assert (row.name, row.question, row.attends, row.wants_recording) == ("Hankkija", "Miksi?", True, True)
    assert list(Letter.objects.order_by("pk").values_list("code", flat=True)) == ["info_signup", "info_request"]
    InfoSignup.objects.update(wants_recording=False)
    call_change(by=person("c"), programme=alpha, recording="https://video.example/1")
    post("info_signup", FORGED)
    assert Letter.objects.filter(code="info_recording").count() == 1
    assert Letter.objects.count() == 3


# --- it goes with its letters ---------------------------------------------------------------------------------------
def test_removal_deletes_letters_that_left_and_those_that_wait(alpha: Programme, sink: Sink) -> None:
    post("info_signup", HERS)
    post("info_signup", {**HERS, "email": "b@kunta.example"})
    letters_send_due(now=timezone.now())
    row = InfoSignup.objects.get(email="a@kunta.example")
    message_to(alpha, row)
    client = Client()
    client.post(own_page(row), {"attends": "on", "name": "Uusi"})  # one more letter, which waits
    states = Letter.objects.filter(address=row.email).values_list("state", flat=True)
    assert set(states) == {LetterState.SENT, LetterState.WAITING}
    assert client.post(own_page(row), {"act": "remove"}).status_code == 200
    left = Letter.objects.all()
    assert [each.address for each in left] == ["b@kunta.example"]
    assert not any(str(row.token) in each.body for each in left)
    assert letters_send_due(now=timezone.now())["sent"] == 0


def test_removal_of_one_thing_leaves_the_letters_of_the_other(alpha: Programme) -> None:
    post("info_signup", HERS)
    post("interest", HERS)
    signup, interest = InfoSignup.objects.get(), Interest.objects.get()
    for row in (signup, interest):
        message_to(alpha, row)
    Client().post(own_page(interest))
    assert [str(signup.token) in each.body for each in Letter.objects.all()] == [True, True]
    Client().post(own_page(signup), {"act": "remove"})
    assert Letter.objects.count() == 0


def test_removal_leaves_what_the_address_got_from_another_academy(alpha: Programme) -> None:
    post("interest", HERS)
    other = programme("other")
    row = Interest.objects.get()
    message_to(other, row)
    Client().post(own_page(row))
    assert list(Letter.objects.values_list("scope", flat=True)) == [other.pk]


def message_to(of: Programme, row: Interest | InfoSignup) -> None:
    """A message that the organiser has sent to many: it is about the programme, and has her link."""
    Letter.objects.create(
        key=f"message:{uuid.uuid4()}",
        code="message",
        address=row.email,
        language="fi",
        subject="Viesti",
        body=f"<{settings.BASE_URL}{own_page(row)}>",
        scope=of.pk,
        subject_type="programme",
        subject_id=of.pk,
        state=LetterState.SENT,
        leaves_at=timezone.now(),
    )


# --- its link stands in no log --------------------------------------------------------------------------------------
@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the handler of the settings writes."""
    [handler] = [each for each in logging.getLogger().handlers if isinstance(each.formatter, Discreet)]
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def test_no_line_of_the_log_has_a_token(alpha: Programme, log: io.StringIO) -> None:
    post("info_signup", HERS)
    row = InfoSignup.objects.get()
    path = own_page(row)
    assert Client().post(path, {}).status_code == 422
    assert Client(enforce_csrf_checks=True).post(path, {}).status_code == 403
    assert Client().get(f"{path}x").status_code == 404
    assert Client().get(path.replace("/info/", "/interest/")).status_code == 404
    with mock.patch("soske.intake.calls.views.waits_until", side_effect=RuntimeError(path)):
        assert Client(raise_request_exception=False).get(path).status_code == 500
    lines = log.getvalue()
    assert lines.count("/call/info/<token>/") >= 5
    assert "RuntimeError" in lines
    assert str(row.token) not in lines


@pytest.mark.parametrize("change", [str, str.upper, lambda text: text.replace("-", "%2d")])
def test_token_is_found_however_it_is_written(change: Any) -> None:
    token = change(str(uuid.uuid4()))
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Error: %s", (f"/info/{token}/",), None)
    assert Discreet("%(message)s").format(record) == "Error: /info/<token>/"


def test_other_loggers_have_no_handlers_of_their_own() -> None:
    for name in ("django", "django.request", "django.security.csrf", "django.server"):
        own = [each for each in logging.getLogger(name).handlers if not type(each).__module__.startswith("_pytest")]
        assert own == [], name


# --- its page is kept nowhere ---------------------------------------------------------------------------------------
def test_pages_behind_a_token_are_not_kept_and_not_found(alpha: Programme) -> None:
    post("info_signup", HERS)
    post("interest", HERS)
    signup, interest = own_page(InfoSignup.objects.get()), own_page(Interest.objects.get())
    client = Client()
    answers = [client.get(signup), client.post(signup, {}), client.get(interest)]
    answers += [client.post(signup, {"act": "remove"}), client.post(interest)]
    assert [each.status_code for each in answers] == [200, 422, 200, 200, 200]
    for answer in answers:
        assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
        assert answer.headers["X-Robots-Tag"] == "noindex"
    public = client.get(reverse("call", args=["alpha"]))
    assert "no-store" not in public.headers.get("Cache-Control", "")
    assert "X-Robots-Tag" not in public.headers
