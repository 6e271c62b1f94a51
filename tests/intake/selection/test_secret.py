"""Nobody below the coordinator sees anything of a decision before it is told: whatever page, feed, file, search word or
letter. Each reader's whole reach is compared with and without the decision."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soske.base.memo import forget_all
from soske.desk.digest import digests_queue
from soske.intake.applications.models import Application
from soske.intake.selection import actions_decision as actions
from soske.people.models import Person
from soske.records.models import Letter, SearchText
from tests.access.test_access import TABLE
from tests.support.deciding import SECRET, Deciding

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|action|hx-get|src)="(/[^"#]*)"')
# What is another at each look: tokens of forms, the moment at which a feed or a calendar was made.
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|<updated>[^<]*<|DTSTAMP:\S*|"csrf": "[^"]*"')


def reach(person: Person | None, of: Deciding) -> dict[str, tuple[int, str]]:
    """Address -> (status, what it says), for everything that this reader finds by links, and every address there is."""
    forget_all()
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person)
    application = of.applications[0]
    numbers = {
        "slug": "alpha",
        "pk": application.pk,
        "file": 1,
        "position": 1,
        "review": 1,
        "code": "pilot",
        "note": 1,
        "number": 1,
    }
    waiting = ["/fi/", "/fi/desk/me/", "/feed/fi/", "/fi/academies/alpha/", "/fi/academies/alpha/announcement/"]
    for group in of.groups:
        waiting.append(reverse("outcome", args=["alpha", group.pk]))
    for name, row in TABLE.items():
        if all(key in numbers for key in row.kwargs):
            waiting.append(reverse(name, kwargs={key: numbers[key] for key in row.kwargs}))
    met: dict[str, tuple[int, str]] = {}
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in met or len(met) > 400 or "/sign-out" in address or address.startswith("/static/"):
            continue
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        text = body.decode("utf-8", "replace")
        met[address] = (answer.status_code, CHANGING.sub("", text))
        if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            waiting += LINK.findall(text)
    return met


def readers(of: Deciding) -> dict[str, Person | None]:
    outsider, _made = Person.objects.get_or_create(email="muu@example.fi", defaults={"name": "Muu"})
    return {
        "visitor": None,
        "outsider": outsider,
        "selected": Person.objects.get(email="hakija1@example.fi"),
        "reserve": Person.objects.get(email="hakija3@example.fi"),
        "not selected": Person.objects.get(email="hakija4@example.fi"),
        "sponsor": Person.objects.get(email="johto1@example.fi"),
        "reviewer": of.reviewers[0].person,
    }


def test_nobody_finds_anything_before_the_release(deciding: Deciding) -> None:
    people = readers(deciding)
    before = {name: reach(person, deciding) for name, person in people.items()}
    deciding.choose("s", "s", "r", "n")
    actions.alternative_keep(by=deciding.coordinator, programme=deciding.programme, name=SECRET)
    actions.lot_draw(by=deciding.coordinator, programme=deciding.programme)
    deciding.decide()
    after = {name: reach(person, deciding) for name, person in people.items()}
    changed = {
        (name, address): (before[name].get(address), seen)
        for name, pages in after.items()
        for address, seen in pages.items()
        if before[name].get(address) != seen
    }
    assert changed == {}
    assert len(after["reviewer"]) > 20
    assert Letter.objects.count() == 0
    assert SearchText.objects.filter(text__contains=SECRET).count() == 0
    digests_queue(now=timezone.now())
    told = [letter.body for letter in Letter.objects.exclude(person=deciding.coordinator)]
    assert [body for body in told if "päät" in body.lower() or SECRET in body] == []
    assert mail.outbox == []


def test_after_the_release_each_group_reads_its_own_and_no_other(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    for place, group in enumerate(deciding.groups):
        deciding.reason(group, f"{SECRET}{place}")
    deciding.decide()
    deciding.tell()
    seen: dict[str, set[str]] = {}
    for name, person in readers(deciding).items():
        words = " ".join(text for _status, text in reach(person, deciding).values())
        seen[name] = set(re.findall(rf"{SECRET}\d", words))
    assert seen == {
        "visitor": set(),
        "outsider": set(),
        "selected": {f"{SECRET}0"},
        "reserve": {f"{SECRET}2"},
        "not selected": {f"{SECRET}3"},
        "sponsor": set(),
        "reviewer": set(),
    }
    assert Application.objects.count() == 4
