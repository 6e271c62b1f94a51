"""Every address as every role, of this programme and of another one."""

from __future__ import annotations

from operator import attrgetter

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from soske.base.checks import every_page_has_a_rule, url_patterns
from soske.intake.groups.models import Group
from soske.people.models import Organisation
from soske.programmes.models import Programme
from soske.records.models import AuditRow, Letter, StoredFile
from tests.demo.access import TABLE as DEMO
from tests.desk.access import TABLE as DESK
from tests.intake.applications.access import TABLE as APPLICATIONS
from tests.intake.calls.access import TABLE as CALLS
from tests.intake.groups.access import TABLE as GROUPS
from tests.intake.reviews.access import TABLE as REVIEWS
from tests.intake.selection.access import TABLE as SELECTION
from tests.people.access import TABLE as PEOPLE
from tests.programmes.access import TABLE as PROGRAMMES
from tests.records.access import TABLE as RECORDS
from tests.sprint.assignments.access import TABLE as ASSIGNMENTS
from tests.sprint.meetings.access import TABLE as MEETINGS
from tests.sprint.peers.access import TABLE as PEERS
from tests.sprint.sparring.access import TABLE as SPARRING
from tests.support.access import ROLES, Row
from tests.support.world import World
from tests.workbench.maturity.access import TABLE as MATURITY
from tests.workbench.means.access import TABLE as MEANS
from tests.workbench.plans.access import TABLE as PLANS

TABLE: dict[str, Row] = {
    **PEOPLE,
    **RECORDS,
    **PROGRAMMES,
    **GROUPS,
    **CALLS,
    **APPLICATIONS,
    **REVIEWS,
    **SELECTION,
    **ASSIGNMENTS,
    **MEETINGS,
    **SPARRING,
    **PEERS,
    **MATURITY,
    **MEANS,
    **PLANS,
    **DEMO,
    **DESK,
}


@pytest.fixture
def world(world: World) -> World:
    """With its applications, so that none is made while answers are compared."""
    return world.apply()


def address(name: str, kwargs: dict[str, str], world: World) -> str:
    """The address of a page, its arguments taken from the world."""
    values: dict[str, object] = {}
    for key, source in kwargs.items():
        if source.startswith("text:"):
            values[key] = source.removeprefix("text:")
        elif source == "alpha_organisation":
            values[key] = Organisation.objects.filter(name__fi="Äänekosken kaupunki").get().pk
        else:
            subject = attrgetter(source)(world)
            values[key] = getattr(subject, key) if key in {"slug", "token"} else subject.pk
    return reverse(name, kwargs=values)


def status(answer: HttpResponseBase) -> int:
    """The status of an answer; a file that it sends is closed, without the signal that would close the database."""
    for close in answer._resource_closers if answer.streaming else []:  # type: ignore[attr-defined]
        close()
    return answer.status_code


def counts() -> list[int]:
    return [model.objects.count() for model in (Programme, Group, Letter, StoredFile, AuditRow, Organisation)]


def test_every_address_stands_in_the_tables() -> None:
    assert {pattern.name for _route, pattern in url_patterns()} == set(TABLE)


def test_every_address_has_a_rule() -> None:
    assert every_page_has_a_rule(None) == []


def test_address_without_a_rule_is_refused(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import path

    bare = path("bare/", lambda request: None, name="bare")  # type: ignore[arg-type, return-value]
    monkeypatch.setattr("soske.base.checks.url_patterns", lambda: [("bare/", bare)])
    assert [error.id for error in every_page_has_a_rule(None)] == ["soske.E001"]


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_the_tables_say(world: World, role: str) -> None:
    client = world.client(role)
    found = {name: status(client.get(address(name, row.kwargs, world))) for name, row in TABLE.items()}
    assert found == {name: row.statuses[role] for name, row in TABLE.items()}


@pytest.mark.parametrize("role", ["visitor", "outsider", "organiser", "member", "other", "applicant", "reviewer"])
def test_who_may_not_read_may_not_write(world: World, role: str) -> None:
    client = world.client(role)
    refused = {name: row for name, row in TABLE.items() if row.statuses[role] in {302, 403} and row.kwargs}
    before = counts()
    found = {
        name: client.post(address(name, row.kwargs, world), {"outcome": "open"}).status_code
        for name, row in refused.items()
    }
    assert found == {name: row.statuses[role] for name, row in refused.items()}
    assert counts() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_things_of_another_programme_are_not_there(world: World, method: str) -> None:
    client = world.client("coordinator")
    rows = {name: row for name, row in TABLE.items() if row.foreign}
    before = counts()
    found = {
        name: getattr(client, method)(address(name, {**row.kwargs, **row.foreign}, world)).status_code
        for name, row in rows.items()
    }
    assert found == dict.fromkeys(rows, 404)
    assert counts() == before


def test_file_of_another_programme_cannot_be_removed(world: World) -> None:
    answer = world.client("coordinator").post(reverse("file_remove", args=["alpha", world.beta_file.pk]))
    assert answer.status_code == 404
    assert StoredFile.objects.filter(pk=world.beta_file.pk).exists()


@pytest.mark.parametrize("name", ["programme", "announcement", "calendar"])
def test_draft_is_not_there_for_others(world: World, name: str) -> None:
    url = reverse(name, args=["beta"])
    found = {role: world.client(role).get(url).status_code for role in ROLES}
    assert found == {**dict.fromkeys(ROLES, 404), "other": 200}


@pytest.mark.parametrize("role", ["outsider", "organiser", "member", "coordinator"])
def test_draft_of_another_programme_answers_as_one_that_does_not_exist(world: World, role: str) -> None:
    client = world.client(role)
    pages = [client.get(f"/fi/{place}/{slug}/") for place in ("desk", "academies") for slug in ("beta", "nothing")]
    assert {page.status_code for page in pages} == {404}
    assert {b"data-programme" in page.content for page in pages} == {False}


def test_private_pages_are_not_kept(world: World) -> None:
    client = world.client("coordinator")
    kept = {
        path: client.get(path).headers.get("Cache-Control", "") for path in ("/fi/desk/alpha/", "/fi/desk/me/", "/fi/")
    }
    assert {"no-store" in header and "private" in header for header in kept.values()} == {True}
    assert "Cache-Control" not in world.client("visitor").get("/fi/").headers


def test_visitor_is_led_to_sign_in_and_back(world: World) -> None:
    answer = world.client("visitor").get(reverse("stages", args=["alpha"]))
    assert answer.headers["Location"] == "/fi/sign-in/?next=/fi/desk/alpha/dates/"


def test_visitor_does_not_learn_which_programmes_there_are(world: World) -> None:
    client = world.client("visitor")
    found = {client.get(f"/fi/desk/{slug}/dates/").status_code for slug in ("alpha", "beta", "nothing")}
    assert found == {302}


def test_coordinator_whose_time_is_over_is_refused(world: World) -> None:
    import datetime as dt

    from soske.programmes.models import ProgrammeRole

    ProgrammeRole.objects.filter(person=world.people["coordinator"]).update(ends=dt.date(2021, 1, 1))
    assert world.client("coordinator").get(reverse("stages", args=["alpha"])).status_code == 403
