"""Sparring: coaches named and told, a session agreed, moved, held and written up; what nobody else reads; away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.utils import timezone

from soske.base import formats
from soske.intake.groups.models import GroupTopic
from soske.people.models import Person
from soske.records.writings import writings_of
from soske.sprint.assignments.models import Assignment
from soske.sprint.meetings.models import Meeting
from soske.sprint.sparring.actions import coach_add, terms_accept
from soske.sprint.sparring.actions_after import NOTES, QUESTIONS
from soske.sprint.sparring.models import Coach, Mood, Opening, Pairing, Session, SessionMember
from soske.sprint.sparring.states import SUBJECT
from tests.browser.test_sprint_journey import JOURNEYS, Room
from tests.conftest import OpenPage
from tests.support.applicants import Applicant, Post, link_in, work_done
from tests.support.browsing import plain, texts
from tests.support.smtp import Received
from tests.support.sparring import given, next_week, offered
from tests.support.sprinting import Sprinting, sprinting

pytestmark = pytest.mark.django_db(transaction=True)

COACH, OTHER = "anni@example.fi", "borje@example.fi"
TEAM, ELSEWHERE = ("eka@example.fi", "toka@example.fi"), "kolmas@example.fi"
TOPIC = "employment_clause"
ASKED, NOTED = "Miten seuraamme työllistämisehtoa? Å, ä ja ö", "Kokeilkaa yhdessä hankinnassa. Ei kerrota muille."
STEP = "Kysy kolmelta toimittajalta"


@dataclass
class Coaching(Room):
    """The room of the sprint, and the Monday on which the days of sparring begin."""

    monday: dt.date = dt.date.min

    def person(self, email: str) -> Person:
        return Person.objects.get(email=email)

    def by_letter(self, email: str, link: str) -> Applicant:
        """Somebody follows the link of a letter."""
        return self.show(self.person(email), link.removeprefix(self.server).removeprefix(f"/{self.lang}"))


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_sparring_from_the_coaches_to_what_came_of_it(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> None:
    settings.BASE_URL, settings.UNDO_MINUTES = live_server.url, 0
    sprint = sprinting()
    Meeting.objects.all().delete()
    Person.objects.all().update(language=lang)
    GroupTopic.objects.create(group=sprint.teams[0], kind="needs", code=TOPIC)
    monday = next_week(sprint.programme)
    room = Coaching(sprint, open_page, live_server.url, Post(smtp), lang, width, script, monday)
    coordinator = room.show(sprint.coordinator, "/desk/alpha/coaches/")
    the_coordinator_adds_a_coach(room, coordinator)
    coach = the_coach_accepts_the_terms(room)
    the_coach_offers_times(room, coach)
    other = another_coach(sprint, monday)
    the_coordinator_names_the_coaches(room, coordinator, other)
    session = a_member_agrees_on_a_time_on_a_phone(room)
    member = another_member_writes_the_questions(room, session)
    the_coach_reads_them_and_moves_the_session(room, coach, session)
    the_coordinator_proposes_for_the_team_without_a_time(room, coordinator)
    over(session)
    the_coach_writes_it_up(room, coach, session)
    the_team_has_the_step_and_gives_its_mark(room, member)
    the_coordinator_sees_how_they_are_doing_and_no_notes(room, coordinator)
    the_coach_agrees_on_another_session_for_the_team(room, coach)
    the_coach_is_away(room, coordinator)


# --- who coaches ----------------------------------------------------------------------------------------------------
def the_coordinator_adds_a_coach(room: Coaching, coordinator: Applicant) -> None:
    assert coordinator.heading() == coordinator.words("Who are the coaches?")
    coordinator.follow("Add a coach")
    page = coordinator.page
    for name, text in (("name", "Anni"), ("email", COACH), ("employer", "Kuvitelma Oy"), ("about", "Tuntee ehdot.")):
        page.locator(f"main [name={name}]").fill(text)
    page.locator(f"[name=topics][value={TOPIC}]").check()
    for each in page.locator("[name=languages]").all():
        each.set_checked(each.get_attribute("value") == room.lang)
    coordinator.press("Add the coach")
    assert coordinator.said() == [coordinator.words("The coach has been added and gets a message.")]
    assert coordinator.heading() == "Anni"
    work_done()


def the_coach_accepts_the_terms(room: Coaching) -> Applicant:
    letter = room.post.one(COACH)
    assert link_in(letter) == f"{room.server}/{room.lang}/academies/alpha/coach/"  # in a language in which she works
    coach = room.by_letter(COACH, link_in(letter))
    assert coach.heading() == coach.words("Who needs you this week?")
    coach.follow("Read the terms")
    coach.page.locator("[name=tenders][value=yes]").check()
    coach.page.locator("[name=interests]").fill("Työnantajani on mukana Öjan tarjouskilpailussa")
    coach.page.locator("[name=accepts]").check()
    coach.press("Accept the terms")
    assert coach.said() == [coach.words("Thank you. Your teams' drafts are now open to you.")]
    row = Coach.objects.get(person__email=COACH)
    assert (row.accepted_at is not None, row.tenders) == (True, True)
    assert "Öjan" in row.interests
    return coach


def the_coach_offers_times(room: Coaching, coach: Applicant) -> None:
    """Three by hand, the rest cut from her working hours: fifteen hours in five mornings."""
    coach.follow("Offer times")
    assert coach.heading() == coach.words("When can your teams meet you?")
    fold = coach.open("Add times")
    for name, text in (("day", f"{room.monday:%d.%m.%Y}"), ("clock", "9.00"), ("place", "Huone Å")):
        fold.locator(f"[name={name}]").fill(text)
    coach.press("Add the times")
    assert Opening.objects.count() == 3
    fold = coach.open("Divide your working hours into times")
    assert fold.locator("[name=place]").input_value() == "Huone Å"
    days = formats.date_range(room.monday, room.monday + dt.timedelta(days=4), room.lang)
    assert plain(days) in plain(fold.locator("[name=window] option").first.inner_text())
    fold.locator("[name=closes]").fill("12.00")
    coach.press("Offer these times")
    assert Opening.objects.count() == 15
    assert coach.page.locator("main section.part h2").count() == 5
    with coach.page.expect_navigation():
        coach.page.locator("button[value^='remove:']").last.click()
    assert Opening.objects.count() == 14


def another_coach(sprint: Sprinting, monday: dt.date) -> Coach:
    """Börje, who is nobody's main coach by himself and has one time."""
    values, now = given("börje", email=OTHER, most=0), timezone.now()
    made = coach_add(
        by=sprint.coordinator, programme=sprint.fresh(), values=values, now=now, today=timezone.localdate()
    )
    assert made.person is not None
    terms_accept(by=made.person, coach=made, tenders=False, interests="", accepts=True, now=now)
    offered(made, monday, 1)
    return made


def the_coordinator_names_the_coaches(room: Coaching, coordinator: Applicant, other: Coach) -> None:
    work_done()
    room.post.new(OTHER)  # that he is a coach
    coordinator.go(f"/{room.lang}/desk/alpha/pairs/")
    coordinator.press("Propose coaches")
    assert set(Pairing.objects.filter(topic="").values_list("coach__name", "told_at")) == {("Anni", None)}
    link = coordinator.page.locator("main table").get_by_role("link").filter(has_text="Öja")
    link.click()
    with coordinator.page.expect_navigation():
        coordinator.page.locator("button[value^='choose:']").filter(has_text=other.name).click()
    assert coordinator.said() == [coordinator.words("Saved. The team is told when you send the changes.")]
    work_done()
    assert room.post.new(TEAM[0]) == []
    coordinator.press("Tell the teams and the coaches")
    told = Pairing.objects.filter(topic="", told_at__isnull=False).order_by("group")
    assert list(told.values_list("coach__name", flat=True)) == ["Anni", other.name]
    work_done()


# --- a session ------------------------------------------------------------------------------------------------------
def a_member_agrees_on_a_time_on_a_phone(room: Coaching) -> Session:
    letter = room.post.one(TEAM[0])
    assert "Anni" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert len(room.post.new(COACH)) == 1  # which teams she has
    member = replace(room, width=390).by_letter(TEAM[0], link_in(letter))
    assert member.heading() == member.words("Who helps us, and when do we meet?")
    assert texts(member.page, "main dl.pairs dt") == ["Anni"]
    assert "Tuntee ehdot." in member.page.locator("main dl.pairs dd").inner_text()
    member.page.locator("[name=opening]").first.check()
    member.press("Choose this time")
    assert member.said() == [member.words("The session is agreed. Everybody taking part gets a message.")]
    work_done()
    session = Session.objects.get()
    assert (session.state, session.window, session.coach.name) == ("booked", "sparring_1", "Anni")
    return session


def another_member_writes_the_questions(room: Coaching, session: Session) -> Applicant:
    """Saved by itself where scripts run, by the button elsewhere."""
    letter = room.post.new(TEAM[1])[-1]
    assert methods(letter) == ["REQUEST"]
    assert link_in(letter) == f"{room.server}/{room.lang}/academies/alpha/sparring/{session.pk}/"
    member = room.by_letter(TEAM[1], link_in(letter))
    member.page.locator(f"[name={QUESTIONS}]").fill(ASKED)
    member.save()
    assert writings_of((SUBJECT, session.pk))[QUESTIONS].text == ASKED
    return member


def the_coach_reads_them_and_moves_the_session(room: Coaching, coach: Applicant, session: Session) -> None:
    room.post.new(TEAM[0])
    before = session.starts
    coach.go(link_in(room.post.one(COACH)))
    assert coach.page.locator(f"[name={QUESTIONS}]").input_value() == ASKED
    fold = coach.open("Move the session")
    fold.locator("[name=opening]").last.check()
    fold.locator("[name=reason]").fill("Lento myöhästyy")
    coach.press("Move to this time")
    assert coach.said() == [coach.words("The session has been moved. Everybody taking part gets a message.")]
    session.refresh_from_db()
    assert before is not None
    assert session.starts is not None
    assert session.starts > before
    work_done()
    letter = room.post.one(TEAM[0])
    assert methods(letter) == ["REQUEST"]
    assert "Lento myöhästyy" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert writings_of((SUBJECT, session.pk))[QUESTIONS].text == ASKED


def the_coordinator_proposes_for_the_team_without_a_time(room: Coaching, coordinator: Applicant) -> None:
    room.post.new(ELSEWHERE)
    coordinator.go(f"/{room.lang}/desk/alpha/sparring/")
    assert coordinator.heading() == coordinator.words("When does each team meet its coach?")
    coordinator.press("Propose times")
    assert sorted(Session.objects.values_list("coach__name", "state")) == [("Anni", "booked"), ("Börje", "planned")]
    work_done()
    assert room.post.new(ELSEWHERE) == []
    coordinator.press("Send the proposed times")
    assert set(Session.objects.values_list("state", flat=True)) == {"booked"}
    work_done()
    assert methods(room.post.one(ELSEWHERE)) == ["REQUEST"]
    assert room.post.new(TEAM[0]) == []


# --- what came of it ------------------------------------------------------------------------------------------------
def over(session: Session) -> None:
    """The session was three days ago."""
    starts = timezone.now() - dt.timedelta(days=3)
    span = {"starts": starts, "ends": starts + dt.timedelta(hours=1)}
    Opening.objects.filter(session=session).update(**span)
    Session.objects.filter(pk=session.pk).update(**span)


def the_coach_writes_it_up(room: Coaching, coach: Applicant, session: Session) -> None:
    coach.go(f"/{room.lang}/academies/alpha/coach/")
    waits = coach.page.locator("section.part").filter(has_text=coach.words("To be written up"))
    assert waits.get_by_role("link").count() == 1
    coach.go(f"/{room.lang}/desk/")  # what she sees when she signs in
    coach.page.locator(f"main a[href$='/sparring/{session.pk}/']").first.click()
    coach.page.locator(f"[name={NOTES}]").fill(NOTED)
    coach.save()
    fold = coach.open("Add a step")
    fold.locator("[name=name]").fill(STEP)
    fold.locator("[name=day]").fill(f"{room.monday + dt.timedelta(days=14):%d.%m.%Y}")
    coach.press("Add the step")
    assert coach.said() == [coach.words("The step is agreed. It is now one of the team's assignments.")]
    assert coach.page.locator(f"[name={NOTES}]").input_value() == NOTED
    coach.page.locator("[name=used]").fill("75")
    coach.page.locator("[name=present]").last.uncheck()
    coach.press("Mark as held")
    assert coach.said() == [coach.words("The session is marked as held.")]
    session.refresh_from_db()
    assert (session.state, session.used) == ("held", 75)
    assert sorted(SessionMember.objects.values_list("present", flat=True)) == [False, True]
    work_done()


def the_team_has_the_step_and_gives_its_mark(room: Coaching, member: Applicant) -> None:
    letter = room.post.one(TEAM[0])
    assert STEP in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert NOTED not in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    member.go(f"/{room.lang}/academies/alpha/assignments/")
    member.page.locator("main").get_by_role("link", name=STEP).first.click()
    assert member.heading() == STEP
    assert Assignment.objects.get().day == room.monday + dt.timedelta(days=14)
    member.go(f"/{room.lang}/academies/alpha/sparring/")
    fold = member.open("Say how it is going")
    fold.locator("[name=mark][value='2']").check()
    fold.locator("[name=note]").fill("Aika ei riitä")
    with member.page.expect_navigation():
        fold.get_by_role("button").click()
    assert member.said() == [member.words("Saved. Your coach and the organiser see it.")]
    assert Mood.objects.get().mark == 2


def the_coordinator_sees_how_they_are_doing_and_no_notes(room: Coaching, coordinator: Applicant) -> None:
    coordinator.go(f"/{room.lang}/desk/alpha/teams/")
    assert coordinator.heading() == coordinator.words("How is each team doing?")
    row = coordinator.page.locator("main tbody tr").filter(has_text="Äänekosken")
    assert "2/5" in row.inner_text()
    assert coordinator.words("Asks for help") in plain(row.inner_text())
    quiet = coordinator.page.locator("main tbody tr").filter(has_text="Öjan")
    assert coordinator.words("Nothing heard") in plain(quiet.inner_text())
    row.get_by_role("link").click()
    shown = coordinator.page.content()
    assert STEP in shown
    assert "Aika ei riitä" in shown
    assert "75" in coordinator.page.locator("main section.part").first.inner_text()
    for text in (ASKED, NOTED):
        assert text not in shown
    session = Session.objects.get(state="held")
    answer = coordinator.page.request.get(f"/{room.lang}/academies/alpha/sparring/{session.pk}/")
    assert answer.status == 404


# --- away -----------------------------------------------------------------------------------------------------------
def the_coach_agrees_on_another_session_for_the_team(room: Coaching, coach: Applicant) -> None:
    coach.go(f"/{room.lang}/academies/alpha/coach/teams/{room.sprint.teams[0].pk}/")
    assert "2/5" in coach.page.locator("main aside").inner_text()
    fold = coach.open("Choose a time for the team")
    fold.locator("[name=opening]").first.check()
    coach.press("Choose this time")
    assert coach.said() == [coach.words("The session is agreed. Everybody taking part gets a message.")]
    work_done()


def the_coach_is_away(room: Coaching, coordinator: Applicant) -> None:
    room.post.new(TEAM[0])
    coordinator.go(f"/{room.lang}/desk/alpha/coaches/")
    coordinator.follow("Anni")
    fold = coordinator.open("The coach is away")
    fold.locator("[name=since]").fill(f"{room.monday:%d.%m.%Y}")
    fold.locator("[name=until]").fill(f"{room.monday + dt.timedelta(days=4):%d.%m.%Y}")
    fold.locator("[name=reason]").fill("Sparraaja on sairaana")
    coordinator.press("Cancel the sessions of these days")
    found = sorted(Session.objects.values_list("coach__name", "state"))
    assert found == [("Anni", "cancelled"), ("Anni", "held"), ("Börje", "booked")]
    assert not Opening.objects.filter(coach__name="Anni", starts__gt=timezone.now()).exists()
    work_done()
    letter = room.post.one(TEAM[0])
    assert methods(letter) == ["CANCEL"]
    assert "Sparraaja on sairaana" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert room.post.new(ELSEWHERE) == []


def methods(letter: Any) -> list[Any]:
    """What the entries for calendars in a letter ask for."""
    return [part.get_param("method") for part in letter.walk() if part.get_content_type() == "text/calendar"]
