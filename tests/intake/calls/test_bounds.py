"""Pages of the call ask as much of the database with 300 visitors as with 10."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice
from soske.people.models import Organisation, Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.records.models import Letter
from tests.support.calls import call_now
from tests.support.crowd import crowd
from tests.support.queries import counted
from tests.support.world import person

pytestmark = pytest.mark.django_db
PAGES = ("call", "info_signup", "interest", "partners", "partner_new", "call_desk", "info_signups", "today")
ROWS = {"partners": 330}  # at most 300 notices are looked through; other lists show 50 rows


def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows) for a coordinator who looks for a partner too, warm; "visitor" is the call page."""
    made = crowd(3, slug=f"call{size}")
    Programme.objects.filter(pk=made.pk).update(state="public")
    call = Call.objects.create(programme=made, recording="https://video.example/1")
    people = Person.objects.bulk_create(
        Person(email=f"p{number}@call{size}.example", name="Hankkija") for number in range(size)
    )
    organisation = Organisation.objects.earliest("pk")
    Interest.objects.bulk_create(
        Interest(call=call, email=f"i{number}@k.example", language="fi") for number in range(size)
    )
    signups = InfoSignup.objects.bulk_create(
        InfoSignup(call=call, email=f"s{number}@k.example", language="fi", wants_recording=number % 2 == 0)
        for number in range(size)
    )
    Letter.objects.bulk_create(
        Letter(
            key=f"info_recording:{signup.pk}",
            code="info_recording",
            address=signup.email,
            language="fi",
            subject="Tallenne",
            body="Hei",
            scope=made.pk,
            subject_type="info_signup",
            subject_id=signup.pk,
            leaves_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        )
        for signup in signups[::4]
    )
    by = person("measurer")
    PartnerNotice.objects.bulk_create(
        PartnerNotice(call=call, person=each, organisation=organisation, brings="Väkeä", language="fi")
        for each in [*people, by]
    )
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    call_now(Programme.objects.get(pk=made.pk), "open")
    client = Client()
    client.force_login(by)
    found = {}
    for name, browser in [*((name, client) for name in PAGES), ("visitor", Client())]:
        url = reverse("call" if name == "visitor" else name, args=[made.slug])
        assert browser.get(url).status_code == 200, name
        with counted() as count:
            browser.get(url)
        found[name] = (count.queries, count.rows)
    return found


def test_pages_of_the_call_ask_as_much_of_300_visitors_as_of_10() -> None:
    few, many = measured(10), measured(300)
    assert {name: queries for name, (queries, _rows) in many.items()} == {
        name: queries for name, (queries, _rows) in few.items()
    }
    assert {name: rows for name, (_queries, rows) in many.items() if rows > ROWS.get(name, 120)} == {}
    assert many["visitor"] == (1, 1)
