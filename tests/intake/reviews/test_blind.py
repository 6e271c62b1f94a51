"""Persons are planted everywhere in an application; a reviewer meets none of them."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.intake.applications import actions
from soske.intake.applications.models import Application
from soske.intake.reviews.actions import review_assign, reviewer_add
from soske.intake.reviews.blind import Cleaner, blind_of
from soske.people.actions import person_ensure
from soske.programmes.models import Programme
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.models import Letter
from tests.access.test_access import TABLE
from tests.intake.reviews.conftest import TODAY
from tests.support import applying
from tests.support.world import PDF

pytestmark = pytest.mark.django_db

WRITER, PARTNER = ("Säde Äyräväinen", "sade.ayravainen@example.fi"), ("Göran von Öst", "partner.salainen@example.fi")
OTHERS = ("outo.henkilo@muualla.example", "+358 40 123 4567", "040 765 4321")
PLANTED = f"{WRITER[0]}, {WRITER[1]}; {PARTNER[0].upper()}; Äyräväinen Säde; " + "; ".join(OTHERS)
LINK = re.compile(r'(?:href|action|hx-get|src)="(/[^"#]*)"')
TRACES = (
    "äyräväinen",
    "sade.ayravainen",
    "göran von",
    "partner.salainen",
    "outo.henkilo",
    "123 4567",
    "765 4321",
    "salalomake",
)


@pytest.fixture
def planted(programme: Programme) -> Application:
    """A joint application whose every text names persons, with an attachment that does."""
    writer, _made = person_ensure(email=WRITER[1], name=WRITER[0])
    made = applying.begin(programme, writer, organisation="Öjan kunta")
    made = applying.invite(made, writer, organisation="Åbo stad", email=PARTNER[1])
    partner, _made = person_ensure(email=PARTNER[1], name=PARTNER[0])
    made.group.people.filter(person=partner).update(name=PARTNER[0])
    made = applying.fill(made, writer)
    for section in applying.form(made).sections:
        for field in section.fields:
            if field.kind in {"text", "line"}:
                applying.save(made, writer, field.key, PLANTED[: field.longest])
    actions.attachment_add(
        by=writer,
        application=applying.fill(made, writer),  # goals that were begun
        name="salalomake Äyräväinen.pdf",
        upload=io.BytesIO(PDF),
        size=len(PDF),
    )
    for each in (writer, partner):
        applying.sign(made, each)
    return applying.submit(made, writer)


def test_names_addresses_and_numbers_are_taken_out_of_every_text(planted: Application) -> None:
    with override("fi"):
        blind = blind_of(planted, "fi")
    assert blind is not None
    shown = repr(blind)
    assert [trace for trace in TRACES if trace in shown.lower()] == []
    assert "[nimi poistettu]" in shown
    assert blind.members == ("Öjan kunta", "Åbo stad")


def test_answers_that_the_pack_hides_are_left_out(planted: Application) -> None:
    submission = planted.submissions.get()
    section = next(each for each in submission.content["sections"] if each["code"] == "pilot")
    first, second, *_rest = section["answers"]
    first["hidden"] = True
    submission.save()
    blind = blind_of(planted, "fi")
    assert blind is not None
    shown = {line.key for chapter in blind.chapters for line in chapter.lines}
    assert (first["key"] in shown, second["key"] in shown) == (False, True)


def test_nothing_that_a_reviewer_reaches_names_a_person(planted: Application) -> None:
    programme = planted.programme
    programme_move(programme, ProgrammeState.PUBLIC, by=None)
    reviewer = reviewer_add(
        by=None, programme=programme, name="Arvioija", email="arvioija@example.fi", employer="", most=5, today=TODAY
    )
    review = review_assign(by=None, application=planted, reviewer=reviewer, now=timezone.now())
    client = Client(raise_request_exception=True)
    assert reviewer.person is not None
    client.force_login(reviewer.person)
    ties = reverse("reviews_ties", args=["alpha"])
    asked = client.get(ties).content.decode().lower()
    assert [trace for trace in TRACES if trace in asked] == []
    assert client.get(f"/fi/reviews/alpha/{planted.pk}/").headers["Location"] == ties
    assert client.post(ties, {f"tie_{review.pk}": "", "sure": "on"}).status_code == 302
    numbers = {"slug": "alpha", "pk": planted.pk, "file": 1, "position": 1, "review": 1, "code": "pilot", "note": 1}
    found: dict[str, list[str]] = {}
    met = set()
    waiting = [reverse("reviews", args=["alpha"]), "/fi/desk/me/", "/feed/fi/"]
    for name, row in TABLE.items():
        if all(key in numbers for key in row.kwargs):
            waiting.append(reverse(name, kwargs={key: numbers[key] for key in row.kwargs}))
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in met or len(met) > 400 or "/sign-out" in address:
            continue
        met.add(address)
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        text = (body.decode("utf-8", "replace") + str(answer.headers)).lower()
        if wrong := [trace for trace in TRACES if trace in text]:
            found[address] = wrong
        if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            waiting += LINK.findall(body.decode())
    assert f"/fi/reviews/alpha/{planted.pk}/" in met
    assert found == {}
    letter = Letter.objects.get(person=reviewer.person)
    assert letter.code == "review_given"
    assert [trace for trace in TRACES if trace in f"{letter.subject} {letter.body}".lower()] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Säde Äyräväinen vastaa.", "[x] vastaa."),
        ("ÄYRÄVÄINEN,  säde", "[x]"),
        ("Säde  Äyräväinen\nja muut", "[x]\nja muut"),
        ("Äyräväisen Säde", "Äyräväisen Säde"),
        ("Soita 040 123 4567 tai 050-1234567.", "Soita [y] tai [y]."),
        (
            "Vuonna 2026, 31.5.2026, 1 200 000 euroa, 0,5 prosenttia",
            "Vuonna 2026, 31.5.2026, 1 200 000 euroa, 0,5 prosenttia",
        ),
        ("Y-tunnus 0201256-6, CPV 90910000", "Y-tunnus 0201256-6, CPV 90910000"),
        ("a.b@c.example, muut", "[z], muut"),
        ("", ""),
    ],
)
def test_what_is_taken_out_of_a_text(text: str, left: str) -> None:
    with override("en"):
        cleaned = Cleaner([WRITER[0], "Yksi"])(text)
    for words, sign in (("name", "x"), ("telephone number", "y"), ("e-mail address", "z")):
        cleaned = cleaned.replace(f"[{words} removed]", f"[{sign}]")
    assert cleaned == left


def test_no_names_take_nothing_out() -> None:
    assert Cleaner(["", "  "])("Kaikki jää.") == "Kaikki jää."
