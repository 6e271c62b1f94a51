"""Peer support: needs told, teams introduced to each other, questions asked of everybody and without a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from soske.intake.groups.models import GroupTopic
from soske.people.models import Person
from soske.records.actions import revision_grow
from soske.sprint.peers.models import Anonymous, Introduction, Question
from tests.browser.test_sprint_journey import JOURNEYS, Room
from tests.conftest import OpenPage
from tests.sprint.peers.teams import peers, someone
from tests.support.applicants import Applicant, Post, link_in, work_done
from tests.support.browsing import plain, texts
from tests.support.smtp import Received
from tests.support.sprinting import Sprinting

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND, THIRD = "eka@example.fi", "kolmas@example.fi", "neljas@example.fi"
OUTCOME = "Saimme mallin auditoinnin ehdoista: å, ä ja ö"


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_introductions_from_the_needs_to_what_came_of_them(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> None:
    room = begun(live_server, open_page, smtp, settings, lang, width, script)
    member = room.show(someone("eka"), "/academies/alpha/peers/")
    a_team_tells_what_it_needs_and_can_offer(member)
    coordinator = room.show(room.sprint.coordinator, "/desk/alpha/peers/")
    the_coordinator_finds_and_sends_introductions(room, coordinator)
    other = both_accept_one_of_them_on_a_phone(room, member)
    each_sees_the_contact_of_the_other(room, member, other)
    one_closes_it_with_a_line(member, other)
    another_team_declines_with_a_word(room, coordinator)


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_questions_to_all_and_without_a_name_are_asked_and_answered(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> None:
    room = begun(live_server, open_page, smtp, settings, lang, width, script)
    member = room.show(someone("eka"), "/academies/alpha/peers/")
    coordinator = room.show(room.sprint.coordinator, "/desk/alpha/peers/")
    a_question_is_asked_answered_and_solved(room, member)
    a_question_is_asked_without_a_name(room, member, coordinator)
    the_coordinator_answers_it_to_all(room, coordinator, member)


def begun(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> Room:
    settings.BASE_URL, settings.UNDO_MINUTES = live_server.url, 0
    made = peers()
    Person.objects.all().update(language=lang)
    sprint = Sprinting(made.fresh(), made.coordinator, made.teams)
    return Room(sprint, open_page, live_server.url, Post(smtp), lang, width, script)


# --- introductions --------------------------------------------------------------------------------------------------
def a_team_tells_what_it_needs_and_can_offer(member: Applicant) -> None:
    assert member.heading() == member.words("Who could help us, and whom could we help?")
    member.follow("Edit needs and offers")
    assert member.page.locator("[name=gives][value=roles]").is_checked()
    member.page.locator("[name=needs][value=indicators]").check()
    member.page.locator("[name=gives][value=requirements]").check()
    member.page.locator("[name=gives_text]").fill("Näytämme mallin ja kerromme, mikä ei toiminut.")
    member.press("Save for all teams")
    assert member.said() == [member.words("Saved. The other teams see it now.")]
    assert "Näytämme mallin" in plain(member.page.locator("main").inner_text())
    rows = GroupTopic.objects.filter(group__contact__email=FIRST).order_by("kind", "code")
    assert list(rows.values_list("kind", "code")) == [
        ("gives", "requirements"),
        ("gives", "roles"),
        ("needs", "audits"),
        ("needs", "indicators"),
    ]


def the_coordinator_finds_and_sends_introductions(room: Room, coordinator: Applicant) -> None:
    """Between eka and kolmas, who help each other, and from kolmas to neljas."""
    assert coordinator.heading() == coordinator.words("Does every team get help from another team?")
    coordinator.press("Find introductions")
    assert coordinator.heading() == coordinator.words("Which introductions do you want to send?")
    assert set(Introduction.objects.values_list("state", flat=True)) == {"draft"}
    work_done()
    assert room.post.new(FIRST) == []
    with coordinator.page.expect_navigation():
        coordinator.page.locator("[name=act][value=send]").click()
    assert coordinator.heading() == coordinator.words("How have the introductions gone?")
    sent = Introduction.objects.filter(state="proposed")
    pairs = {frozenset(pair) for pair in sent.values_list("giver__contact__email", "taker__contact__email")}
    assert pairs == {frozenset({FIRST, SECOND}), frozenset({SECOND, THIRD})}
    work_done()


def both_accept_one_of_them_on_a_phone(room: Room, member: Applicant) -> Applicant:
    """The first one from the page of her team, the other one by the link of the letter."""
    assert room.post.one(FIRST)["Subject"]
    member.go(f"/{room.lang}/academies/alpha/peers/")
    member.page.locator("main").get_by_role("link", name="Öjan kunta").click()
    assert SECOND not in member.page.content()
    member.press("Accept the introduction")
    assert member.said() == [
        member.words("You have accepted. When the other team accepts too, you both get each other's contact details.")
    ]
    pk = member.page.url.rstrip("/").rsplit("/", 1)[1]
    (letter,) = (each for each in room.post.new(SECOND) if link_in(each).endswith(f"/{pk}/"))
    path = link_in(letter).removeprefix(room.server).removeprefix(f"/{room.lang}")
    other = replace(room, width=390).show(someone("kolmas"), path)
    assert FIRST not in other.page.content()
    other.page.locator("[name=word]").fill("Aloitetaanko rooleista?")
    other.press("Accept the introduction")
    assert other.said() == [other.words("Both teams have accepted. You now have each other's contact details.")]
    assert Introduction.objects.get(pk=pk).state == "accepted"
    work_done()
    return other


def each_sees_the_contact_of_the_other(room: Room, member: Applicant, other: Applicant) -> None:
    member.go(member.page.url)
    assert "Aloitetaanko rooleista?" in member.page.content()
    for one, theirs, own in ((member, SECOND, FIRST), (other, FIRST, SECOND)):
        assert texts(one.page, "main a[href^='mailto:']") == [theirs]
        assert theirs in room.post.one(own).get_body(("plain",)).get_content()  # type: ignore[union-attr]


def one_closes_it_with_a_line(member: Applicant, other: Applicant) -> None:
    member.page.locator("[name=outcome]").fill(OUTCOME)
    member.press("Close the introduction")
    assert member.said() == [member.words("The introduction has been closed. Thank you.")]
    other.go(other.page.url)
    assert OUTCOME in plain(other.page.locator("main").inner_text())
    assert other.page.locator("[name=outcome]").count() == 0


def another_team_declines_with_a_word(room: Room, coordinator: Applicant) -> None:
    path = link_in(room.post.one(THIRD)).removeprefix(room.server).removeprefix(f"/{room.lang}")
    third = room.show(someone("neljas"), path)
    third.page.locator("[name=word]").fill("Ei nyt, kiitos")
    with third.page.expect_navigation():
        third.page.locator("[name=act][value=no]").click()
    assert third.said() == [third.words("You have declined. The other team has been told.")]
    work_done()
    (letter,) = room.post.new(SECOND)
    assert third.page.url == link_in(letter)  # the same page, where the word is read
    assert room.post.new(THIRD) == []
    coordinator.go(f"/{room.lang}/desk/alpha/peers/introductions/?state=declined")
    coordinator.page.locator("main table").get_by_role("link").first.click()
    assert "Ei nyt, kiitos" in plain(coordinator.page.locator("main").inner_text())


# --- questions ------------------------------------------------------------------------------------------------------
def a_question_is_asked_answered_and_solved(room: Room, member: Applicant) -> None:
    member.follow("Open questions")
    member.follow("Ask the teams")
    member.page.locator("main [name=title]").fill("Kuka valvoo työllistämisehtoa?")
    member.page.locator("main [name=text]").fill("Meillä ei ole sopimusvastaavaa.")
    member.page.locator("main [name=topic]").select_option("audits")
    member.press("Put the question on the board")
    assert member.said() == [member.words("The question is on the board.")]
    other = room.show(someone("kolmas"), "/academies/alpha/peers/board/")
    other.page.locator("main").get_by_role("link", name="Kuka valvoo työllistämisehtoa?").click()
    assert other.page.get_by_role("button", name=other.words("Mark as solved")).count() == 0
    other.page.locator("main [name=text]").fill("Meillä <b>hankinnan omistaja</b>.")
    other.press("Put the answer on the board")
    assert other.said() == [other.words("The answer is on the board.")]
    member.go(member.page.url)
    member.page.locator("main [name=text]").fill("Kiitos!")
    member.press("Put the addition on the board")
    assert member.said() == [member.words("The addition is on the board.")]
    assert "Meillä <b>hankinnan omistaja</b>." in plain(member.page.locator("main").inner_text())
    member.press("Mark as solved")
    assert Question.objects.get().solved_at is not None
    other.go(f"/{room.lang}/academies/alpha/peers/board/")
    assert other.page.locator("main ul.rows-plain").count() == 0
    other.go(f"/{room.lang}/academies/alpha/peers/board/?show=solved")
    assert texts(other.page, "main a.name") == ["Kuka valvoo työllistämisehtoa?"]


def a_question_is_asked_without_a_name(room: Room, member: Applicant, coordinator: Applicant) -> None:
    """The organiser sees it the day after, not at once."""
    member.page.locator("main nav a[href$='/peers/anonymous/']").click()
    member.page.locator("main [name=text]").fill("Saako aiheen vielä vaihtaa?")
    member.press("Send anonymously")
    assert member.heading() == member.words("The question is sent")
    coordinator.go(f"/{room.lang}/desk/alpha/peers/anonymous/")
    assert "Saako aiheen" not in coordinator.page.content()
    Anonymous.objects.update(day=timezone.localdate() - dt.timedelta(days=1))
    revision_grow(room.sprint.programme.pk)  # what was counted today is not asked for again
    coordinator.go(f"/{room.lang}/desk/alpha/peers/anonymous/")
    shown = coordinator.page.content()
    assert "Saako aiheen vielä vaihtaa?" in shown
    assert "Eka" not in shown
    assert "Äänekosken" not in shown


def the_coordinator_answers_it_to_all(room: Room, coordinator: Applicant, member: Applicant) -> None:
    coordinator.page.locator("main ul.rows-plain").get_by_role("link").click()
    coordinator.page.locator("[name=answer]").fill("Saa, helmikuun loppuun asti.")
    coordinator.press("Send the answer to all teams")
    work_done()
    for address in (FIRST, SECOND, THIRD):
        letter = room.post.one(address)
        assert "Saa, helmikuun loppuun asti." in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    member.follow("Show the answered questions")
    assert texts(member.page, "main .said") == ["Saa, helmikuun loppuun asti."]
