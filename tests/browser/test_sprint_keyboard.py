"""Agreeing on a session, moving and holding it, and accepting an introduction by keyboard alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.people.models import Person
from soske.sprint.meetings.models import Meeting
from soske.sprint.peers.actions_board import question_ask
from soske.sprint.peers.models import Introduction
from soske.sprint.sparring.actions_sessions import session_book
from soske.sprint.sparring.models import Opening, Session, SessionMember, Step
from tests.browser.test_keyboard import Hands
from tests.conftest import OpenPage
from tests.sprint.peers.teams import peers, someone
from tests.support.browsing import signed_in
from tests.support.keyboard import Keyboard
from tests.support.sparring import Sparring, next_week, offered, sparring

pytestmark = pytest.mark.django_db(transaction=True)


def ready() -> tuple[Sparring, list[Opening]]:
    """Anni coaches the team of eka and has three free hours on Monday."""
    spar = sparring()
    Meeting.objects.all().delete()
    monday = next_week(spar.sprint.programme)
    coach = spar.pair()
    return spar, offered(coach, monday, 3)


def booked(spar: Sparring, opening: Opening) -> Session:
    coach = spar.coaches[0]
    coach.programme = spar.programme
    by = Person.objects.get(email="eka@example.fi")
    return session_book(by=by, group=spar.teams[0], coach=coach, opening=opening.pk, now=timezone.now())


def test_session_is_agreed_and_asked_about_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    _spar, times = ready()
    hands = Hands(signed_in(open_page(width=390), someone("eka"), live_server.url))
    page = hands.page
    page.goto("/fi/academies/alpha/sparring/")
    hands.to(page.locator("[name=opening]").first)
    hands.press("Space")
    hands.press("ArrowDown")  # the next one of a group of buttons
    hands.send(hands.button("Sovi tämä aika"))
    assert hands.said() == ["Tapaaminen on sovittu. Kaikki siihen osallistuvat saavat viestin."]
    assert Session.objects.get().opening_id == times[1].pk
    hands.write(hands.field("questions"), "Mistä aloitamme?")
    hands.send(hands.button("Tallenna"))
    assert hands.said() == ["Tallennettu."]
    assert hands.field("questions").input_value() == "Mistä aloitamme?"
    assert hands.unseen == []


def test_session_is_moved_and_held_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    spar, times = ready()
    session = booked(spar, times[0])
    hands = Hands(signed_in(open_page(), spar.coaches[0].person, live_server.url))
    page = hands.page
    page.goto(f"/fi/academies/alpha/sparring/{session.pk}/")
    summary = page.locator("summary", has_text="Siirrä tapaaminen")
    hands.use(summary)
    assert summary.locator("xpath=..").get_attribute("open") is not None
    hands.use(page.locator("[name=opening]").first, "Space")
    hands.write(page.locator("[name=reason]:visible"), "Juna on myöhässä")
    hands.send(hands.button("Siirrä tähän aikaan"))
    assert hands.said() == ["Tapaaminen on siirretty. Kaikki siihen osallistuvat saavat viestin."]
    session.refresh_from_db()
    assert session.opening_id == times[1].pk

    starts = timezone.now() - dt.timedelta(hours=2)
    Session.objects.update(starts=starts, ends=starts + dt.timedelta(hours=1))
    page.goto(f"/fi/academies/alpha/sparring/{session.pk}/")
    hands.use(page.locator("summary", has_text="Lisää askel"))
    hands.write(hands.field("name"), "Kysy kolmelta toimittajalta")
    hands.send(hands.button("Lisää askel"))
    assert hands.said() == ["Askel on sovittu. Se on nyt tiimin tehtävissä."]
    assert Step.objects.count() == 1
    hands.write(hands.field("used"), "45")
    hands.use(page.locator("[name=present]").last, "Space")
    hands.send(hands.button("Merkitse pidetyksi"))
    assert hands.said() == ["Tapaaminen on merkitty pidetyksi."]
    session.refresh_from_db()
    assert (session.state, session.used) == ("held", 45)
    assert sorted(SessionMember.objects.values_list("present", flat=True)) == [False, True]
    assert hands.unseen == []


def test_introduction_is_accepted_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    three = peers()
    (row, *_others) = three.propose()
    three.answer(row, 1)
    hands = Hands(signed_in(open_page(width=390), someone("eka"), live_server.url))
    hands.page.goto("/fi/academies/alpha/peers/")
    hands.send(hands.link("Öjan kunta"))
    hands.write(hands.field("word"), "Aloitetaanko?")
    hands.send(hands.button("Hyväksy yhteys"))
    assert hands.said() == ["Molemmat tiimit ovat hyväksyneet ehdotuksen. Saatte toistenne yhteystiedot."]
    assert Introduction.objects.get(pk=row.pk).state == "accepted"
    hands.to(hands.page.locator("main a[href^='mailto:']"))
    assert hands.unseen == []


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_goes_through_the_pages_of_sparring_in_their_order(
    live_server: Any, open_page: OpenPage, width: int
) -> None:
    spar, times = ready()
    session, team, coach = booked(spar, times[0]), spar.teams[0].pk, spar.coaches[0]
    assert coach.person is not None
    pages: list[tuple[Person, str, list[Any]]] = [
        (spar.by, "teams", []),
        (spar.by, "team_desk", [team]),
        (spar.by, "pairs", []),
        (spar.by, "pair_edit", [team]),
        (spar.by, "desk_coaches", []),
        (spar.by, "coach_desk", [coach.pk]),
        (spar.by, "sparring_desk", []),
        (coach.person, "coach_front", []),
        (coach.person, "coach_times", []),
        (coach.person, "coach_terms", []),
        (coach.person, "coach_team", [team]),
        (coach.person, "session", [session.pk]),
        (someone("eka"), "own_sparring", []),
        (someone("eka"), "session", [session.pk]),
    ]
    assert toured(pages, live_server, open_page, width) == ({}, [])


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_goes_through_the_pages_of_peer_support_in_their_order(
    live_server: Any, open_page: OpenPage, width: int
) -> None:
    three = peers()
    (row, *_others) = three.propose()
    eka, now = someone("eka"), timezone.now()
    asked = question_ask(by=eka, group=three.team(0), title="Miten?", text="", topic="", now=now).pk
    pages: list[tuple[Person, str, list[Any]]] = [
        (eka, "own_peers", []),
        (eka, "exchange", []),
        (eka, "introduction", [row.pk]),
        (eka, "board", []),
        (eka, "question", [asked]),
        (eka, "anonymous", []),
        (three.coordinator, "peers", []),
        (three.coordinator, "introductions", []),
        (three.coordinator, "introduction_desk", [row.pk]),
        (three.coordinator, "peers_team", [three.teams[2].pk]),
        (three.coordinator, "board_desk", []),
        (three.coordinator, "question_desk", [asked]),
    ]
    assert toured(pages, live_server, open_page, width) == ({}, [])


def toured(
    pages: list[tuple[Person, str, list[Any]]], live_server: Any, open_page: OpenPage, width: int
) -> tuple[dict[str, Any], list[str]]:
    """(pages on which Tab does not take each stop once and in the order of the page, stops out of sight)."""
    keyboard, wrong = Keyboard(open_page(width=width)), {}
    for person, name, more in pages:
        signed_in(keyboard.page, person, live_server.url)
        with override("fi"):
            keyboard.page.goto(reverse(name, args=["alpha", *more]))
        stops, there = keyboard.tour(), keyboard.stops()
        if stops != list(range(there)):
            wrong[f"{person.email}: {name}"] = (stops, there)
    return wrong, keyboard.unseen
