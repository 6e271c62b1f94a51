"""The pages of meetings: with bad input, as others, in size; the calendar by its secret address."""

from __future__ import annotations

import datetime as dt
import io
from uuid import uuid4

import pytest
import vobject
from django.test import Client
from django.utils import timezone

from soske.base.memo import forget_all
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.actions import coordinator_add, stages_move
from soske.records.actions import feed_renew
from soske.records.models import CalendarFeed
from soske.sprint.meetings.actions import meeting_cancel, meeting_invite, meeting_reply
from soske.sprint.meetings.models import Meeting, Participant
from tests.access.test_access import status
from tests.support.crowd import crowd
from tests.support.nasty import TEXTS
from tests.support.queries import counted
from tests.support.sprinting import NOW, Sprinting
from tests.support.world import PDF, person

pytestmark = pytest.mark.django_db

DESK = "/fi/desk/alpha/meetings/"
OWN = "/fi/academies/alpha/meetings/"


def someone(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.fi")


def test_coordinator_plans_invites_moves_and_cancels_on_the_pages(sprint: Sprinting) -> None:
    client, meeting = sprint.client(), sprint.view("workshop_1").meeting
    one = f"{DESK}{meeting.pk}/"
    form = {
        "name_fi": "", "starts": "4.2.2027", "ends": "", "opens": "9", "closes": "15.30", "place": "Sali Ä",
        "agenda_fi": "- Ääkköset", "version": "1", "opened": "", "along": "no",
    }  # fmt: skip
    assert client.post(f"{one}edit/", form, follow=True).status_code == 200
    page = client.post(f"{one}act/", {"act": "invite"}, follow=True).content.decode()
    assert "3 kutsua lähetettiin." in page
    form |= {"starts": "5.2.2027", "version": "2"}
    page = client.post(f"{one}edit/", form, follow=True).content.decode()
    assert "Kutsutuilla on vielä vanha aika tai paikka." in page
    page = client.post(f"{one}act/", {"act": "tell", "reason": "Sali"}, follow=True).content.decode()
    assert "3 viestiä lähetettiin." in page
    page = client.post(f"{one}act/", {"act": "cancel", "reason": "<b>Lakko</b>"}, follow=True).content.decode()
    assert "&lt;b&gt;Lakko&lt;/b&gt;" in page
    assert client.post(f"{one}act/", {"act": "nothing"}).status_code == 404
    shown = sprint.client(someone("eka")).get(f"{OWN}{meeting.pk}/").content.decode()
    assert ("Tapaaminen on peruttu." in shown, "<b>Lakko" in shown) == (True, False)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_bad_input_gets_a_clear_answer(sprint: Sprinting, text: str) -> None:
    meeting = sprint.invite()
    client, one = sprint.client(), f"{DESK}{meeting.pk}/"
    names = ("name_fi", "starts", "ends", "opens", "closes", "place", "link", "agenda_fi", "seats", "recording")
    for address in (f"{DESK}new/", f"{one}edit/"):
        for name in (*names, "version", "opened"):
            assert client.post(address, {"version": "1", name: text}).status_code in {200, 302, 422}
    for address in (f"{one}tables/", f"{one}attendance/"):
        assert client.post(address, {"tables": text, "propose": text}).status_code in {302, 422}
        assert client.post(address, {f"table_{sprint.place('eka').pk}": text}).status_code in {302, 422}
    assert client.post(f"{one}files/", {"remove": text}).status_code in {302, 422}
    member = sprint.client(someone("eka"))
    assert member.post(f"{OWN}{meeting.pk}/reply/", {"comes": text}).status_code == 302
    assert member.post(f"{OWN}{meeting.pk}/feedback/", {"useful": text, "next": text}).status_code in {302, 422}
    assert client.get(one, {"page": text}).status_code == 200


def test_material_is_for_those_who_are_invited_only(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    upload = io.BytesIO(PDF)
    upload.name = "ohjelma.pdf"
    page = sprint.client().post(f"{DESK}{meeting.pk}/files/", {"file": upload}, follow=True).content.decode()
    address = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/fi/files/"))
    assert status(sprint.client(someone("eka")).get(address)) == 200
    assert sprint.client(person("ulkopuolinen")).get(address).status_code == 404
    assert Client().get(address).status_code == 404
    number = address.rstrip("/").rsplit("/", 1)[1]
    sprint.client().post(f"{DESK}{meeting.pk}/files/", {"remove": number})
    assert sprint.client(someone("eka")).get(address).status_code == 404


def test_nobody_sees_a_meeting_to_which_she_is_not_invited(sprint: Sprinting) -> None:
    meeting, other = sprint.invite(), sprint.view("workshop_1").meeting
    client = sprint.client(someone("eka"))
    assert client.get(f"{OWN}{meeting.pk}/").status_code == 200
    assert client.get(f"{OWN}{other.pk}/").status_code == 404
    assert client.post(f"{OWN}{other.pk}/reply/", {"comes": "yes"}).status_code == 404
    assert sprint.client(person("ulkopuolinen")).get(OWN).status_code == 404


# --- the calendar ---------------------------------------------------------------------------------------------------
def events(token: object) -> list[object]:
    answer = Client().get(f"/calendar/{token}.ics")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer.headers["Cache-Control"]
    return list(vobject.readOne(answer.content.decode()).contents.get("vevent", []))


def test_calendar_follows_the_meetings_and_a_new_address_empties_the_old_one(sprint: Sprinting) -> None:
    who = someone("eka")
    sprint.invite()
    meeting = sprint.invite("workshop_1")
    sprint.client(who).post(f"{OWN}feed/")
    feed = CalendarFeed.objects.get(person=who)
    assert f"/calendar/{feed.token}.ics" in sprint.client(who).get(OWN).content.decode()
    first = {event.uid.value: event for event in events(feed.token)}  # type: ignore[attr-defined]
    assert len(first) == 2
    day = dt.date(2027, 2, 5)
    stages_move(by=sprint.coordinator, programme=sprint.programme, times={"workshop_1": (day, day)})
    moved = next(event for event in events(feed.token) if event.dtstart.value.isoformat().startswith("2027-02-05"))  # type: ignore[attr-defined]
    assert int(moved.sequence.value) > int(first[moved.uid.value].sequence.value)  # type: ignore[attr-defined]
    meeting_cancel(by=None, meeting=meeting, reason="", now=NOW)
    states = sorted(event.status.value for event in events(feed.token) if hasattr(event, "status"))
    assert states == ["CANCELLED"]
    place = sprint.place("eka")
    meeting_reply(by=who, participant=place, comes=False, now=NOW)
    assert len(events(feed.token)) == 1
    feed_renew(person=who, now=timezone.now())
    assert Client().get(f"/calendar/{feed.token}.ics").status_code == 404
    assert Client().get(f"/calendar/{uuid4()}.ics").status_code == 404


# --- size -----------------------------------------------------------------------------------------------------------
def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows) with so many teams of one person, all invited to one meeting."""
    made = crowd(size, slug=f"sprint{size}")
    Group.objects.filter(programme=made).update(team_since=timezone.now())
    groups = list(Group.objects.filter(programme=made).order_by("pk"))
    people = Person.objects.bulk_create(
        Person(email=f"jasen{number}@{made.slug}.example", name="Jäsen") for number in range(len(groups))
    )
    GroupPerson.objects.bulk_create(
        GroupPerson(group=group, person=each, name="Jäsen", starts=dt.date(2020, 1, 1))
        for group, each in zip(groups, people, strict=True)
    )
    who, by = people[0], person(f"mittaaja{size}")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    meeting = Meeting.objects.create(
        programme=made, kind="other", starts=dt.date(2099, 1, 5), ends=dt.date(2099, 1, 5), place="Sali"
    )
    meeting_invite(by=by, meeting=meeting, now=timezone.now())
    assert Participant.objects.filter(meeting=meeting).count() >= size
    found = {}
    desk, own = f"/fi/desk/{made.slug}/meetings/", f"/fi/academies/{made.slug}/meetings/"
    for reader, address in ((by, desk), (by, f"{desk}{meeting.pk}/"), (who, own), (who, f"{own}{meeting.pk}/")):
        client = Client()
        client.force_login(reader)
        forget_all()
        assert client.get(address).status_code == 200
        with counted() as count:
            client.get(address)
        found[address.replace(made.slug, "x").replace(str(meeting.pk), "1")] = (count.queries, count.rows)
    return found


def test_pages_ask_as_much_of_300_teams_as_of_10() -> None:
    few, many = measured(10), measured(300)
    assert {name: queries for name, (queries, _rows) in many.items() if queries > few[name][0]} == {}
    assert {name: rows for name, (_queries, rows) in many.items() if rows > 450} == {}
