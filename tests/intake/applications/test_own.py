"""The applications of one person on her own front page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.intake.applications import actions_sending
from soske.intake.applications.models import Application
from soske.intake.applications.queries_own import own_applications
from soske.people.models import Person
from soske.programmes.models import Programme
from tests.support import applying, world
from tests.support.applying import OPEN, begin, fill, fresh, invite, sign, submit
from tests.support.calls import call_now, call_rows
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
PARTNER = "kumppani@example.fi"


@pytest.fixture
def programme() -> Programme:
    made = world.programme("alpha")
    Programme.objects.filter(pk=made.pk).update(state="public")
    return applying.fresh(begin(made, world.person("muu"), organisation="Muun kunta")).programme


@pytest.fixture
def writer() -> Person:
    return world.person("kirjoittaja")


def shown(person: Person, now: dt.datetime = OPEN) -> list[tuple[list[str], str]]:
    """Of each application of hers the keys of what waits, and what is next in words."""
    with override("en"):
        rows = own_applications(person, "en", now=now)
    return [([duty.key.split(":")[0] for duty in row.duties], row.words) for row in rows]


def joint(programme: Programme, writer: Person) -> Application:
    return invite(begin(programme, writer), writer, organisation="Åbo stad", email=PARTNER)


def test_draft_of_one_organisation_waits_to_be_submitted(programme: Programme, writer: Person) -> None:
    begin(programme, writer)
    assert shown(writer) == [(["application_submit"], "The call closes on 1 October 2026 at 16.00.")]


def test_own_part_comes_before_the_submission_and_only_the_lead_submits(programme: Programme, writer: Person) -> None:
    application = fill(joint(programme, writer), writer)
    partner = Person.objects.get(email=PARTNER)
    assert [keys for keys, _words in shown(writer)] == [["application_sign", "application_submit"]]
    sign(application, partner)
    assert shown(partner) == [
        ([], "The lead organisation submits the application. The call closes on 1 October 2026 at 16.00.")
    ]


def test_submitted_one_says_by_when_one_hears_and_what_is_asked(programme: Programme, writer: Person) -> None:
    application = submit(fill(begin(programme, writer), writer), writer)
    ((keys, words),) = shown(writer)
    assert (keys, words.startswith("You hear of the selection by ")) == ([], True)
    actions_sending.completion_ask(
        by=world.person("coordinator"),
        application=application,
        fields=["themes"],
        message="Tarkentakaa.",
        due=OPEN + dt.timedelta(days=3),
        now=OPEN,
    )
    assert [keys for keys, _words in shown(writer)] == [["application_completion"]]
    assert [keys for keys, _words in shown(writer, OPEN + dt.timedelta(days=4))] == [[]]


def test_draft_and_withdrawn_one_after_the_call_say_that_it_has_closed(programme: Programme, writer: Person) -> None:
    begin(programme, writer)
    gone = begin(programme, writer, organisation="Öjan kunta")
    actions_sending.application_withdraw(by=writer, application=gone, now=OPEN)
    assert shown(writer)[0] == ([], "You can reopen it until the call closes.")
    assert shown(writer, OPEN + dt.timedelta(days=90)) == [([], "The call has closed.")] * 2


def test_who_has_left_sees_nothing_of_it(programme: Programme, writer: Person) -> None:
    application = joint(programme, writer)
    partner = Person.objects.get(email=PARTNER)
    fresh(application).group.people.filter(person=partner).update(ends=timezone.localdate())
    assert shown(partner) == []


def test_page_shows_each_academy_once_with_calls_and_notices(programme: Programme, writer: Person) -> None:
    begin(programme, writer)
    others = [call_now(world.programme(slug), state) for slug, state in (("beta", "open"), ("gamma", "closed"))]
    Programme.objects.filter(pk__in=[each.pk for each in others]).update(state="public")
    call_now(programme, "open")
    call_rows(others[0], by=writer, another=world.person("toinen"))
    client = Client()
    client.force_login(writer)
    page = client.get("/en/desk/")
    assert [each["programme"].slug for each in page.context["calls"]] == ["beta"]
    assert [notice.person for notice in page.context["notices"]] == [writer]
    assert [duty.key.split(":")[0] for duty, _each in page.context["next"]] == ["application_submit"]
    assert page.context["places"] == []


def test_page_asks_as_much_for_five_applications_as_for_one(programme: Programme, writer: Person) -> None:
    client = Client()
    client.force_login(writer)
    queries = []
    for number in range(5):
        made = programme if number == 0 else world.programme(f"akatemia-{number}")
        invite(begin(made, writer, organisation=f"Kunta {number}"), writer, organisation=f"Muu {number}", email=PARTNER)
        client.get(reverse("desk"))
        with counted() as count:
            client.get(reverse("desk"))
        queries.append(count.queries)
    assert queries[1:] == queries[:1] * 4, queries
