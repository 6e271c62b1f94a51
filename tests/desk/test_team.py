"""Members of a team join, leave and are replaced; what they did goes on, and a contact person is never missing."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
import vobject
from django.core.exceptions import ValidationError

from soske.desk.actions import group_save, person_erase
from soske.desk.team_actions import person_join, person_leave, person_replace, team_contact_set
from soske.intake.groups.actions import MemberInput, PersonInput
from soske.intake.groups.models import Group, GroupPerson
from soske.people.actions import person_ensure
from soske.people.models import Person
from soske.records.models import AuditRow, CalendarEntry, Letter
from soske.sprint.assignments.actions import assignment_give, assignments_of_pack, work_person
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import task_get
from soske.sprint.meetings.actions import meeting_reply
from soske.sprint.meetings.models import Meeting, Participant
from tests.support.at_once import at_once
from tests.support.nasty import TEXTS
from tests.support.sprinting import NOW, Sprinting, sprinting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def sprint(db: None) -> Sprinting:
    return sprinting()


def someone(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.fi")


def place(name: str) -> GroupPerson:
    return GroupPerson.objects.get(person__email=f"{name}@example.fi", ends__isnull=True)


def team(sprint: Sprinting) -> Group:
    found = Group.objects.select_related("programme").get(pk=sprint.teams[0].pk)
    found.programme = sprint.fresh()
    return found


def leave(sprint: Sprinting, name: str, successor: str = "") -> None:
    person_leave(
        by=sprint.coordinator,
        group=team(sprint),
        place=place(name).pk,
        successor=someone(successor).pk if successor else None,
        now=NOW,
    )


def join(sprint: Sprinting, name: str) -> GroupPerson:
    member = team(sprint).members.get(lead=True).pk
    return person_join(
        by=sprint.coordinator,
        group=team(sprint),
        member=member,
        name=name,
        email=f"{name}@example.fi",
        role="",
        now=NOW,
    )


def replace(sprint: Sprinting, name: str, by: str) -> GroupPerson:
    return person_replace(
        by=sprint.coordinator, group=team(sprint), place=place(name).pk, name=by, email=f"{by}@example.fi", now=NOW
    )


def given(sprint: Sprinting, doer: str) -> Work:
    """An assignment of the first team that somebody does."""
    assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh())
    first = Assignment.objects.filter(programme=sprint.programme).earliest("pk")
    first.programme = sprint.fresh()
    assignment_give(by=sprint.coordinator, assignment=first, now=NOW)
    task = task_get(team(sprint), first.pk)
    assert task is not None
    work_person(by=sprint.coordinator, task=task, person=someone(doer).pk)
    return Work.objects.get()


def letter(code: str, name: str) -> Letter:
    return Letter.objects.get(code=code, person__email=f"{name}@example.fi")


def entries(of: Letter) -> list[tuple[str, str, str]]:
    """(method, uid, sequence) of the entries that go with a letter."""
    found = []
    for part in of.calendar.split("BEGIN:VCALENDAR")[1:]:
        calendar = vobject.readOne(f"BEGIN:VCALENDAR{part}")
        found.append((calendar.method.value, calendar.vevent.uid.value, calendar.vevent.sequence.value))
    return found


# --- leaving --------------------------------------------------------------------------------------------------------
def test_duties_go_to_the_successor_and_the_meetings_leave_the_calendar_in_one_letter(sprint: Sprinting) -> None:
    for stage in ("kickoff", "workshop_1"):
        sprint.invite(stage)
    work = given(sprint, "toka")
    join(sprint, "neljas")
    leave(sprint, "toka", "neljas")
    work.refresh_from_db()
    assert work.person == someone("neljas")
    left = letter("team_left", "toka")
    uids = set(CalendarEntry.objects.filter(subject_type="meeting").values_list("uid", flat=True))
    assert ({method for method, *_rest in entries(left)}, {uid for _m, uid, _s in entries(left)}) == ({"CANCEL"}, uids)
    assert not Participant.objects.filter(person=someone("toka")).exists()
    assert work.assignment.name["fi"] in letter("team_successor", "neljas").body
    assert "Tapaamisia, joihin sinun ei enää tarvitse tulla: 2." in left.body
    assert AuditRow.objects.filter(act="person_left").count() == 1


def test_without_a_successor_the_contact_person_goes_on(sprint: Sprinting) -> None:
    work = given(sprint, "toka")
    leave(sprint, "toka")
    work.refresh_from_db()
    assert work.person == someone("eka")


def test_what_is_done_stays_with_the_one_who_did_it(sprint: Sprinting) -> None:
    work = given(sprint, "toka")
    Work.objects.update(state="done", done_at=NOW)
    leave(sprint, "toka")
    work.refresh_from_db()
    assert work.person == someone("toka")


def test_contact_person_names_another_before_leaving(sprint: Sprinting) -> None:
    with pytest.raises(ValidationError) as fault:
        leave(sprint, "eka")
    assert list(fault.value.message_dict) == ["successor"]
    leave(sprint, "eka", "toka")
    assert team(sprint).contact == someone("toka")
    assert (
        "yhteyshenkilö" in letter("team_successor", "toka").body or "contact" in letter("team_successor", "toka").body
    )


def test_only_person_of_a_team_can_be_replaced_but_not_leave(sprint: Sprinting) -> None:
    leave(sprint, "toka")
    with pytest.raises(ValidationError, match="at least one person"):
        leave(sprint, "eka")
    new = replace(sprint, "eka", "uusi")
    assert (team(sprint).contact, [each.person.email for each in GroupPerson.objects.filter(
        group=team(sprint), ends__isnull=True)]) == (new.person, ["uusi@example.fi"])  # fmt: skip


def test_successor_of_another_team_is_refused(sprint: Sprinting) -> None:
    with pytest.raises(ValidationError) as fault:
        leave(sprint, "toka", "kolmas")
    assert list(fault.value.message_dict) == ["successor"]
    assert place("toka").ends is None


def test_free_seat_goes_to_whoever_waits(sprint: Sprinting) -> None:
    sprint.invite("workshop_1")
    Meeting.objects.filter(stage="workshop_1").update(seats=1)
    for name in ("toka", "kolmas"):
        mine = sprint.place(name, "workshop_1")
        meeting_reply(by=someone(name), participant=mine, comes=True, now=NOW)
    assert sprint.place("kolmas", "workshop_1").reply == "waiting"
    leave(sprint, "toka")
    assert sprint.place("kolmas", "workshop_1").reply == "coming"


def test_person_who_is_in_another_team_too_keeps_her_place(sprint: Sprinting) -> None:
    sprint.invite("workshop_1")
    GroupPerson.objects.create(group=sprint.teams[1], person=someone("toka"), name="Toka", starts=dt.date(2026, 1, 1))
    person_leave(
        by=sprint.coordinator,
        group=team(sprint),
        place=GroupPerson.objects.get(group=sprint.teams[0], person=someone("toka")).pk,
        successor=None,
        now=NOW,
    )
    assert sprint.place("toka", "workshop_1").group == sprint.teams[1]
    assert letter("team_left", "toka").calendar == ""


def test_meeting_that_has_begun_stays_as_it_was(sprint: Sprinting) -> None:
    sprint.invite("kickoff")
    later = dt.datetime(2027, 1, 22, tzinfo=dt.UTC)
    person_leave(by=sprint.coordinator, group=team(sprint), place=place("toka").pk, successor=None, now=later)
    assert Participant.objects.filter(person=someone("toka")).count() == 1
    left = letter("team_left", "toka")
    assert (left.calendar, "Tapaamisia" in left.body) == ("", False)


def test_erased_contact_person_has_a_follower_and_a_sole_one_has_none(sprint: Sprinting) -> None:
    work = given(sprint, "eka")
    person_erase(by=None, person=someone("eka"))
    work.refresh_from_db()
    assert (team(sprint).contact, work.person) == (someone("toka"), None)
    person_erase(by=None, person=someone("toka"))
    assert team(sprint).contact is None
    with pytest.raises(ValidationError, match="any more"):
        person_leave(by=sprint.coordinator, group=team(sprint), place=1, successor=None, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_do_not_leave_the_team_empty(sprint: Sprinting) -> None:
    def act(name: str, successor: str) -> bool:
        try:
            leave(sprint, name, successor)
        except ValidationError:
            return False
        return True

    done = at_once([partial(act, "toka", "eka"), partial(act, "eka", "toka")])
    assert sorted(done) == [False, True]
    rest = GroupPerson.objects.filter(group=team(sprint), ends__isnull=True)
    assert [each.person_id for each in rest] == [team(sprint).contact_id]


@pytest.mark.django_db(transaction=True)
def test_person_who_is_added_twice_at_once_has_one_place_and_one_letter(sprint: Sprinting) -> None:
    sprint.invite("kickoff")

    def act() -> bool:
        try:
            join(sprint, "neljas")
        except ValidationError:
            return False
        return True

    assert sorted(at_once([act, act])) == [False, True]
    assert (GroupPerson.objects.filter(person=someone("neljas")).count(), letter("team_joined", "neljas").state) == (
        1,
        "waiting",
    )


# --- joining --------------------------------------------------------------------------------------------------------
def test_who_joins_is_invited_to_the_meetings_ahead_in_one_letter(sprint: Sprinting) -> None:
    for stage in ("kickoff", "workshop_1"):
        sprint.invite(stage)
    new = join(sprint, "neljas")
    joined = letter("team_joined", "neljas")
    assert [method for method, *_rest in entries(joined)] == ["REQUEST", "REQUEST"]
    assert "/academies/alpha/team/" in joined.body
    assert [each.told is not None for each in Participant.objects.filter(person=new.person)] == [True, True]


def test_who_comes_back_gets_entries_above_those_that_were_cancelled(sprint: Sprinting) -> None:
    sprint.invite("kickoff")
    leave(sprint, "toka")
    (cancelled,) = entries(letter("team_left", "toka"))
    join(sprint, "toka")
    (again,) = entries(letter("team_joined", "toka"))
    assert (again[0], again[1], int(again[2]) > int(cancelled[2])) == ("REQUEST", cancelled[1], True)
    assert sprint.place("toka").reply == "open"


def test_who_takes_a_place_gets_its_role_and_duties_in_the_letter_of_welcome(sprint: Sprinting) -> None:
    work = given(sprint, "toka")
    role = place("toka").role
    new = replace(sprint, "toka", "äää".replace("ä", "a"))
    work.refresh_from_db()
    assert (new.role, work.person) == (role, new.person)
    assert work.assignment.name["fi"] in letter("team_joined", "aaa").body
    assert not Letter.objects.filter(code="team_successor").exists()


def test_who_is_in_the_team_already_is_not_added_again(sprint: Sprinting) -> None:
    with pytest.raises(ValidationError) as fault:
        join(sprint, "eka")
    assert list(fault.value.message_dict) == ["email"]


def test_new_contact_person_is_told_once(sprint: Sprinting) -> None:
    for _time in range(2):
        team_contact_set(by=sprint.coordinator, group=team(sprint), place=place("toka").pk, now=NOW)
    assert (team(sprint).contact, Letter.objects.filter(code="team_successor").count()) == (someone("toka"), 1)


def test_group_that_is_not_a_team_is_not_changed_here(sprint: Sprinting) -> None:
    Group.objects.update(team_since=None)
    with pytest.raises(ValidationError, match="not a team"):
        join(sprint, "neljas")


# --- the coordinator's form of the whole group ----------------------------------------------------------------------
def saved(sprint: Sprinting, *people: PersonInput) -> Group:
    current = team(sprint)
    members = [MemberInput("Äänekosken kaupunki", lead=True), MemberInput("Åbo stad")]
    return group_save(
        by=sprint.coordinator,
        programme=current.programme,
        group=current,
        version=current.version,
        members=members,
        people=people,
    )


def test_form_of_the_group_hands_over_too(sprint: Sprinting) -> None:
    sprint.invite("kickoff")
    work = given(sprint, "toka")
    saved(sprint, PersonInput("Eka", "eka@example.fi", "", 0, True), PersonInput("Uusi", "uusi@example.fi"))
    work.refresh_from_db()
    assert work.person == someone("eka")
    assert (entries(letter("team_left", "toka"))[0][0], entries(letter("team_joined", "uusi"))[0][0]) == (
        "CANCEL",
        "REQUEST",
    )


def test_form_that_leaves_a_team_without_a_contact_person_is_refused(sprint: Sprinting) -> None:
    with pytest.raises(ValidationError) as fault:
        saved(sprint, PersonInput("Eka", "eka@example.fi"), PersonInput("Toka", "toka@example.fi"))
    assert list(fault.value.message_dict) == ["people"]
    assert team(sprint).contact == someone("eka")


# --- pages ----------------------------------------------------------------------------------------------------------
OWN = "/en/academies/alpha/team/"


def test_contact_adds_replaces_and_leaves_on_the_pages(sprint: Sprinting) -> None:
    client = sprint.client(someone("eka"))
    member = team(sprint).members.get(lead=True).pk
    data = {"name": "Neljäs", "email": "neljas@example.fi", "member": member, "role": ""}
    assert "Neljäs" in client.post(OWN, data, follow=True).content.decode()
    one = f"{OWN}{place('eka').pk}/"
    assert client.post(one, {"act": "leave", "successor": ""}).status_code == 422
    away = client.post(one, {"act": "leave", "successor": someone("neljas").pk})
    assert away.headers["Location"] == "/en/desk/"
    assert client.get(OWN).status_code == 404
    heir = sprint.client(someone("neljas"))
    new = {"act": "replace", "name": "Viides", "email": "viides@example.fi"}
    assert heir.post(f"{OWN}{place('toka').pk}/", new, follow=True).status_code == 200
    assert place("viides").member == GroupPerson.objects.get(person=someone("toka")).member


def test_who_is_not_the_contact_changes_only_her_own_place(sprint: Sprinting) -> None:
    client = sprint.client(someone("toka"))
    assert client.get(f"{OWN}{place('eka').pk}/").status_code == 403
    assert client.post(OWN, {"name": "X", "email": "x@example.fi"}).status_code == 403
    assert client.post(f"{OWN}{place('toka').pk}/", {"act": "contact"}).status_code == 404
    assert team(sprint).contact == someone("eka")
    assert client.get(f"{OWN}{place('kolmas').pk}/").status_code == 404
    assert client.post(f"{OWN}{place('toka').pk}/", {"act": "leave"}).status_code == 302
    assert not GroupPerson.objects.filter(person=someone("toka"), ends__isnull=True).exists()


def test_coordinator_has_the_same_on_the_page_of_the_group(sprint: Sprinting) -> None:
    client, url = sprint.client(), f"/en/desk/alpha/groups/{sprint.teams[0].pk}/team/"
    assert url.encode() in client.get(f"/en/desk/alpha/groups/{sprint.teams[0].pk}/").content
    assert client.post(f"{url}{place('toka').pk}/", {"act": "contact"}).status_code == 302
    assert team(sprint).contact == someone("toka")
    assert client.get(f"{url}{place('kolmas').pk}/").status_code == 404
    Group.objects.filter(pk=sprint.teams[0].pk).update(team_since=None)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_bad_input_gets_a_clear_answer(sprint: Sprinting, text: str) -> None:
    client = sprint.client(someone("eka"))
    for name in ("name", "email", "member", "role"):
        assert client.post(OWN, {"name": "N", "email": "n@example.fi", name: text}).status_code in {302, 422}
    one = f"{OWN}{place('toka').pk}/"
    assert client.post(one, {"act": text}).status_code == 404
    assert client.post(one, {"act": "replace", "name": text, "email": text}).status_code in {302, 422}
    assert client.post(one, {"act": "leave", "successor": text}).status_code in {302, 422}


def test_address_of_somebody_who_was_known_elsewhere_is_used(sprint: Sprinting) -> None:
    known, _made = person_ensure(email="neljas@example.fi", name="Toinen nimi", language="sv")
    assert join(sprint, "neljas").person == known
    assert letter("team_joined", "neljas").language == "sv"
