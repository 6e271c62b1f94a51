"""Pages of sparring: who sees what, wrong input, pages that do not grow."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from soske.intake.groups.models import Group, GroupPerson
from soske.programmes.actions import coordinator_add
from soske.records.writings import writings_of
from soske.sprint.sparring import actions_after, actions_proposing
from soske.sprint.sparring.actions_after import NOTES
from soske.sprint.sparring.models import Coach, Opening, Pairing, Session
from soske.sprint.sparring.states import SUBJECT
from tests.support.crowd import crowd
from tests.support.queries import counted
from tests.support.sparring import FIRST, NOW, Sparring
from tests.support.world import person

pytestmark = pytest.mark.django_db
SECRET = "Salainen huomautus"
PAGES = ("teams", "pairs", "sparring_desk", "desk_coaches")


def url(name: str, *args: object) -> str:
    return reverse(name, args=["alpha", *args])


# --- who sees what --------------------------------------------------------------------------------------------------
def test_organiser_sees_when_and_how_long_but_never_the_notes(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    anni = person("anni")
    actions_after.session_write(by=anni, session=session, field=NOTES, text=SECRET, base=0, now=NOW)
    actions_after.session_hold(by=anni, session=session, used=45, present={}, now=FIRST + dt.timedelta(hours=1))
    client = spar.sprint.client(spar.by)
    team = client.get(url("team_desk", spar.teams[0].pk)).content.decode()
    assert "kesti 45 min" in team.replace("\u00a0", " ")
    pages = [
        team,
        *(client.get(url(name)).content.decode() for name in (*PAGES, "log")),
    ]
    assert all(SECRET not in page for page in pages)
    assert client.get(url("session", session.pk)).status_code == 404


def test_notes_are_for_the_team_and_its_coach_only(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 1)
    session = spar.book(spar.offer()[0])
    answers = {
        name: spar.sprint.client(person(name)).get(url("session", session.pk)).status_code
        for name in ("eka", "toka", "kolmas", "anni", "borje", "johto", "outsider")
    }
    assert answers == {
        "eka": 200,
        "toka": 200,
        "kolmas": 404,
        "anni": 200,
        "borje": 404,
        "johto": 404,
        "outsider": 404,
    }


def test_person_who_left_the_team_sees_its_sessions_no_more(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    GroupPerson.objects.filter(person=person("toka")).update(ends=NOW.date())
    assert spar.sprint.client(person("toka")).get(url("session", session.pk)).status_code == 404


def test_proposed_session_has_no_page(spar: Sparring) -> None:
    spar.pair()
    spar.offer()
    actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    planned = Session.objects.get()
    assert spar.sprint.client(person("eka")).get(url("session", planned.pk)).status_code == 404


def test_coach_of_one_team_does_not_open_another(spar: Sparring) -> None:
    spar.pair(0, 0)
    client = spar.sprint.client(person("anni"))
    found = [client.get(url("coach_team", team.pk)).status_code for team in spar.teams]
    assert found == [200, 404]


# --- what is sent ---------------------------------------------------------------------------------------------------
def test_team_agrees_on_a_time_on_its_page(spar: Sparring) -> None:
    spar.pair()
    time = spar.offer(starts=dt.datetime(2100, 2, 11, 7, tzinfo=dt.UTC))[0]
    client = spar.sprint.client(person("eka"))
    refused = client.post(url("session_new"), {})
    assert (refused.status_code, "Valitkaa aika." in refused.content.decode()) == (422, True)
    stranger = client.post(url("session_new"), {"opening": "999999"})
    assert stranger.status_code == 422
    answer = client.post(url("session_new"), {"opening": str(time.pk)})
    session = Session.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("session", session.pk))


def test_wrong_form_of_a_session_keeps_what_was_typed(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer(starts=dt.datetime(2100, 2, 11, 7, tzinfo=dt.UTC))[0])
    client = spar.sprint.client(person("eka"))
    answer = client.post(url("session_act", session.pk), {"act": "step", "name": "Äyriäinen", "day": "31.2.2100"})
    page = answer.content.decode()
    assert (answer.status_code, 'value="Äyriäinen"' in page, "31.2.2100" in page) == (422, True, True)
    unknown = client.post(url("session_act", session.pk), {"act": "explode"})
    assert unknown.status_code == 302
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    late = client.post(url("session_act", session.pk), {"act": "cancel", "reason": "Este"})
    assert late.status_code == 422


def test_notes_are_saved_as_they_are_typed(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    client = spar.sprint.client(person("anni"))
    page = url("session_answer", session.pk)
    first = client.post(page, {"field": "notes", "text": "Yksi", "version": "0-", "token": "w.1"})
    assert (first.status_code, first.json()["state"]) == (200, "saved")
    other = spar.sprint.client(person("eka")).post(page, {"field": "notes", "text": "Kaksi", "version": "0-"})
    assert (other.status_code, other.json()["state"]) == (409, "parallel")
    long = client.post(page, {"field": "questions", "text": "x" * 3001, "version": "0-"})
    assert long.status_code == 422
    assert writings_of((SUBJECT, session.pk))[NOTES].text == "Yksi"


def test_coordinator_chooses_and_bars_on_the_page_of_a_team(spar: Sparring) -> None:
    client = spar.sprint.client(spar.by)
    page = url("pair_edit", spar.teams[0].pk)
    client.post(page, {"act": f"choose:{spar.coaches[0].pk}"})
    assert Pairing.objects.get(topic="").coach_id == spar.coaches[0].pk
    client.post(page, {"act": f"tie:{spar.coaches[0].pk}", f"reason-{spar.coaches[0].pk}": "Veli"})
    assert not Pairing.objects.filter(ended_at__isnull=True).exists()
    assert "Esteellinen" in client.get(page).content.decode()
    assert client.post(page, {"act": "choose:999999"}).status_code == 302
    assert client.get(f"{page}?topic=sorcery").status_code == 404


# --- large ----------------------------------------------------------------------------------------------------------
def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows) for the coordinator of an academy with so many teams, half of them coached."""
    slug = f"spar{size}"
    made = crowd(size, slug=slug)
    Group.objects.filter(programme=made).update(team_since=NOW)
    coaches = Coach.objects.bulk_create(
        Coach(programme=made, person=person(f"{slug}coach{number}"), name=f"Sparraaja {number}", starts=NOW.date())
        for number in range(max(size // 2, 1))
    )
    groups = list(Group.objects.filter(programme=made).order_by("pk"))
    Pairing.objects.bulk_create(
        Pairing(group=group, coach=coaches[number % len(coaches)], told_at=NOW) for number, group in enumerate(groups)
    )
    Session.objects.bulk_create(
        Session(
            group=group,
            coach=coaches[number % len(coaches)],
            window="sparring_1",
            state="booked",
            starts=FIRST,
            ends=FIRST + dt.timedelta(hours=1),
        )
        for number, group in enumerate(groups)
    )
    by = person("measurer")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(by)
    found = {}
    for name in PAGES:
        address = reverse(name, args=[slug])
        assert client.get(address).status_code == 200, name
        with counted() as count:
            client.get(address)
        found[name] = (count.queries, count.rows)
    return found


def test_pages_ask_as_much_for_three_teams_as_for_three_hundred() -> None:
    few, many = measured(3), measured(300)
    assert {name: queries for name, (queries, _rows) in many.items()} == {
        name: queries for name, (queries, _rows) in few.items()
    }
    # The session, the person, the programme with its revision, whether she coordinates it: the rest is remembered.
    assert set(many.values()) == {(4, 4)}


def test_pages_without_teams_and_coaches_say_how_to_begin(spar: Sparring) -> None:
    Opening.objects.all().delete()
    Coach.objects.all().delete()
    Group.objects.all().update(team_since=None)
    client = spar.sprint.client(spar.by)
    for name in PAGES:
        answer = client.get(url(name))
        assert (answer.status_code, 'class="empty"' in answer.content.decode()) == (200, True), name
