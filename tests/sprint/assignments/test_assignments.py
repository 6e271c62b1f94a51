"""Assignments: given, written together, handed in, put off, commented; steps of a quarter of an hour; hours."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from soske.base.connect import duties_of
from soske.base.localtext import LocalText
from soske.base.memo import forget_all
from soske.base.opened import Stale
from soske.desk.actions import person_erase
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.actions import coordinator_add, stages_move
from soske.programmes.models import Programme
from soske.records.models import Letter, Writing
from soske.sprint.assignments import actions
from soske.sprint.assignments.actions import AssignmentInput
from soske.sprint.assignments.models import Assignment, Hours, Work
from soske.sprint.assignments.queries import Task, assignments_of, task_get, tasks_of, worked
from tests.support.at_once import at_once
from tests.support.crowd import crowd
from tests.support.nasty import TEXTS
from tests.support.queries import counted
from tests.support.sprinting import NOW, Sprinting, sprinting
from tests.support.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TODAY = dt.date(2026, 12, 1)
OWN, DESK = "/fi/academies/alpha/assignments/", "/fi/desk/alpha/assignments/"


@pytest.fixture
def sprint(db: None) -> Sprinting:
    return sprinting()


def someone(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.fi")


def given(sprint: Sprinting, code: str = "starting_point") -> Assignment:
    """An assignment of the pack that the teams have got."""
    actions.assignments_of_pack(by=None, programme=sprint.fresh())
    made = Assignment.objects.get(code=code)
    made.programme = sprint.fresh()
    actions.assignment_give(by=sprint.coordinator, assignment=made, now=NOW)
    return made


def task(sprint: Sprinting, team: int = 0, code: str = "starting_point") -> Task:
    group = Group.objects.get(pk=sprint.teams[team].pk)
    group.programme = sprint.fresh()
    found = task_get(group, Assignment.objects.get(code=code).pk)
    assert found is not None
    return found


def write(sprint: Sprinting, text: str = "Lähdemme tästä: ä ö", name: str = "eka") -> None:
    actions.work_save(by=someone(name), task=task(sprint), text=text, base=0, now=NOW)


def work_of(sprint: Sprinting) -> Work:
    work = Work.objects.select_related("assignment", "group").get()
    work.assignment.programme = sprint.fresh()
    return work


def letters(code: str) -> list[str]:
    rows = Letter.objects.filter(code=code).order_by("person__email")
    return [email.split("@")[0] for email in rows.values_list("person__email", flat=True)]


# --- giving ---------------------------------------------------------------------------------------------------------
def test_assignments_of_the_pack_are_made_once_and_move_with_their_stage(sprint: Sprinting) -> None:
    assert actions.assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh()) == 3
    assert actions.assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh()) == 0
    assert [(each.code, each.kind, due) for each, due in assignments_of(sprint.fresh())] == [
        ("starting_point", "pre", dt.date(2027, 1, 18)),
        ("present_state", "between", dt.date(2027, 2, 22)),
        ("first_draft", "between", dt.date(2027, 3, 22)),
    ]
    day = dt.date(2027, 1, 26)
    stages_move(by=sprint.coordinator, programme=sprint.programme, times={"kickoff": (day, day)})
    dues = {each.code: due for each, due in assignments_of(sprint.fresh())}
    assert dues["starting_point"] == dt.date(2027, 1, 23)


def test_everybody_in_a_team_is_told_once(sprint: Sprinting) -> None:
    made = given(sprint)
    assert letters("assignment_given") == ["eka", "kolmas", "toka"]
    letter = Letter.objects.filter(code="assignment_given").latest("pk")
    assert letter.subject == "Uusi tehtävä: Ennakkotehtävä – lähtötilanteemme"
    assert "- Palautetaan viimeistään: maanantaina 18.1.2027" in letter.body
    with pytest.raises(ValidationError, match="already"):
        actions.assignment_give(by=None, assignment=made, now=NOW)
    with pytest.raises(ValidationError, match="so it stays"):
        actions.assignment_remove(by=sprint.coordinator, assignment=made)


@pytest.mark.django_db(transaction=True)
def test_given_by_four_at_once_it_is_given_once() -> None:
    sprint = sprinting()
    actions.assignments_of_pack(by=None, programme=sprint.fresh())
    made = Assignment.objects.get(code="starting_point")
    made.programme = sprint.fresh()

    def give() -> int:
        try:
            return actions.assignment_give(by=None, assignment=made, now=NOW)
        except ValidationError:
            return 0

    assert sorted(at_once([give] * 4)) == [0, 0, 0, 3]
    assert len(letters("assignment_given")) == 3


VALUES = AssignmentInput(
    name=LocalText({"fi": "Oma"}),
    text=LocalText({"fi": "Tehkää"}),
    before="",
    days=2,
    day=dt.date(2027, 2, 1),
    hours=2.5,
)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": LocalText()}, "name"),
        ({"text": LocalText({"fi": "ä" * 10_001})}, "text"),
        ({"days": 366}, "days"),
        ({"before": "nothing"}, "before"),
        ({"hours": 501.0}, "hours"),
    ],
)
def test_wrong_values_are_said_beside_their_fields(sprint: Sprinting, more: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        actions.assignment_make(by=None, programme=sprint.fresh(), values=replace(VALUES, **more))
    assert list(fault.value.message_dict) == [field]


def test_own_assignment_is_changed_and_removed_while_nobody_has_it(sprint: Sprinting) -> None:
    made = actions.assignment_make(by=sprint.coordinator, programme=sprint.fresh(), values=VALUES)
    save = partial(actions.assignment_save, by=sprint.coordinator, assignment=made)
    save(values=replace(VALUES, before="workshop_1"), version=1)
    with pytest.raises(Stale):
        save(values=VALUES, version=1)
    assert assignments_of(sprint.fresh())[0][1] == dt.date(2027, 2, 2)
    actions.assignment_remove(by=sprint.coordinator, assignment=made)
    assert not Assignment.objects.exists()


# --- what a team does -----------------------------------------------------------------------------------------------
def test_work_is_written_handed_in_and_opened_again(sprint: Sprinting) -> None:
    given(sprint)
    hand = partial(actions.work_hand, by=someone("toka"), now=NOW)
    with pytest.raises(ValidationError, match="Write first"):
        hand(task=task(sprint))
    write(sprint)
    hand(task=task(sprint))
    assert task(sprint).work.state == "handed"
    with pytest.raises(ValidationError, match="handed in"):
        write(sprint, "Vielä")
    actions.work_open(by=someone("eka"), task=task(sprint), now=NOW)
    write(sprint, "Vielä")
    assert (task(sprint).work.state, task(sprint, 1).work.pk) == ("open", None)


def test_two_texts_wait_for_a_choice_before_it_is_handed_in(sprint: Sprinting) -> None:
    given(sprint)
    write(sprint, "Eka")
    write(sprint, "Toka", name="toka")
    with pytest.raises(ValidationError, match="Two texts"):
        actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_first_text_of_three_at_once_loses_nothing() -> None:
    sprint = sprinting()
    given(sprint)
    people = [someone("eka"), someone("toka"), someone("eka")]
    at_once([partial(actions.work_save, by=by, task=task(sprint), text=f"Teksti {n}", base=0, now=NOW)
             for n, by in enumerate(people)])  # fmt: skip
    assert Work.objects.count() == 1
    writing = Writing.objects.get(subject_type="work")
    kept = {
        writing.text,
        *writing.parallels.values_list("text", flat=True),
        *writing.earlier.values_list("text", flat=True),
    }
    assert {"Teksti 1"} <= kept and len(kept) >= 2


def test_steps_are_ticked_and_offered_one_by_one(sprint: Sprinting) -> None:
    given(sprint)
    tick = partial(actions.step_tick, by=someone("eka"))
    first = task(sprint).next_step()
    assert first is not None and first.code == "purchases"
    tick(task=task(sprint), code="purchases", done=True)
    tick(task=task(sprint), code="purchases", done=True)
    following = task(sprint).next_step()
    assert following is not None and following.code == "people"
    assert task(sprint).work.steps == ["purchases"]
    with pytest.raises(ValidationError):
        tick(task=task(sprint), code="nothing", done=True)
    tick(task=task(sprint), code="purchases", done=False)
    assert task(sprint).work.steps == []


def test_who_does_it_is_somebody_of_the_team_and_gets_the_duty(sprint: Sprinting) -> None:
    given(sprint)
    with pytest.raises(ValidationError, match="of the team"):
        actions.work_person(by=someone("eka"), task=task(sprint), person=someone("kolmas").pk)

    def told(name: str) -> list[str]:
        with override("fi"):
            found = duties_of(
                person=someone(name), programme=sprint.fresh(), now=dt.datetime(2027, 1, 10, tzinfo=dt.UTC)
            )
        return [duty.text for duty in found if duty.key.startswith("assignment:")]

    step = "15 minuutissa: Listatkaa kolme tulevaa hankintaa, joissa sosiaaliset tavoitteet voisivat näkyä."
    assert (told("eka"), told("toka")) == ([step], [step])
    actions.work_person(by=someone("eka"), task=task(sprint), person=someone("toka").pk)
    assert (told("eka"), told("toka")) == ([], [step])


# --- too much to do -------------------------------------------------------------------------------------------------
def test_team_asks_for_a_later_day_and_gets_an_answer(sprint: Sprinting) -> None:
    given(sprint)
    ask = partial(actions.later_ask, by=someone("eka"), task=task(sprint), today=TODAY)
    for wrong, field in (
        ({"day": dt.date(2027, 1, 18), "why": "x"}, "day"),
        ({"day": dt.date(2027, 1, 20), "why": " "}, "why"),
    ):
        with pytest.raises(ValidationError) as fault:
            ask(**wrong)  # type: ignore[arg-type]
        assert list(fault.value.message_dict) == [field]
    ask(day=dt.date(2027, 1, 20), why="Talousarvio vie ajan")
    work = work_of(sprint)
    actions.later_answer(by=sprint.coordinator, work=work, grants=True, now=NOW)
    assert task(sprint).due == dt.date(2027, 1, 20)
    assert (letters("assignment_later"), task(sprint, 1).due) == (["eka", "toka"], dt.date(2027, 1, 18))
    with pytest.raises(ValidationError, match="does not ask"):
        actions.later_answer(by=sprint.coordinator, work=work, grants=True, now=NOW)
    actions.later_ask(by=someone("eka"), task=task(sprint), today=TODAY, day=dt.date(2027, 1, 25), why="Vielä")
    actions.later_answer(by=sprint.coordinator, work=work_of(sprint), grants=False, now=NOW + dt.timedelta(days=1))
    assert (task(sprint).due, letters("assignment_same")) == (dt.date(2027, 1, 20), ["eka", "toka"])


# --- the organiser --------------------------------------------------------------------------------------------------
def test_organiser_reads_what_is_handed_in_and_nothing_before(sprint: Sprinting) -> None:
    made = given(sprint)
    write(sprint, "Salainen luonnos")
    page = f"{DESK}{made.pk}/{sprint.teams[0].pk}/"
    client = sprint.client()
    assert "Salainen luonnos" not in client.get(page).content.decode()
    actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)
    assert "Salainen luonnos" in client.get(page).content.decode()
    client.post(page, {"act": "back", "comment": "Kertokaa lisää <b>tästä</b>"})
    assert (task(sprint).work.state, letters("assignment_comment")) == ("open", [])
    assert letters("assignment_back") == ["eka", "toka"]
    assert "- Palautetaan viimeistään: maanantaina 18.1.2027" in Letter.objects.filter(code="assignment_back")[0].body
    shown = sprint.client(someone("eka")).get(f"{OWN}{made.pk}/").content.decode()
    assert "Kertokaa lisää &lt;b&gt;tästä&lt;/b&gt;" in shown
    actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)
    client.post(page, {"act": "done", "comment": ""})
    assert task(sprint).work.state == "done"
    with pytest.raises(ValidationError, match="valmiiksi"):
        actions.work_open(by=someone("eka"), task=task(sprint), now=NOW)


def test_comment_on_what_was_opened_again_meanwhile_is_refused(sprint: Sprinting) -> None:
    given(sprint)
    write(sprint)
    with pytest.raises(ValidationError, match="not handed"):
        actions.work_comment(by=sprint.coordinator, work=work_of(sprint), comment="", done=True, opens=False, now=NOW)
    with pytest.raises(ValidationError):
        actions.work_comment(
            by=sprint.coordinator, work=work_of(sprint), comment="x" * 4001, done=False, opens=False, now=NOW
        )


def test_comment_that_is_taken_back_is_gone_from_the_page_of_the_team(sprint: Sprinting) -> None:
    given(sprint)
    write(sprint)
    actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)
    seen = []
    for comment in ("Hyvä alku", ""):
        actions.work_comment(
            by=sprint.coordinator, work=work_of(sprint), comment=comment, done=False, opens=False, now=NOW
        )
        seen.append(task(sprint).work.comment)
    assert seen == ["Hyvä alku", ""]


def test_what_a_request_changes_in_its_assignment_stays_with_it(sprint: Sprinting) -> None:
    given(sprint)
    group = Group.objects.get(pk=sprint.teams[0].pk)
    group.programme = sprint.fresh()
    pk = task(sprint).pk
    first = task_get(group, pk)
    assert first is not None
    first.work.state, first.assignment.name = "handed", LocalText(fi="Muutettu")
    again = task_get(group, pk)
    assert again is not None
    assert (again.work.state, again.assignment.name == first.assignment.name) == ("open", False)


# --- hours ----------------------------------------------------------------------------------------------------------
def test_hours_are_counted_against_the_promised_workload(sprint: Sprinting) -> None:
    group = Group.objects.get(pk=sprint.teams[0].pk)
    group.programme = sprint.fresh()
    add = partial(actions.hours_add, by=someone("eka"), group=group, today=TODAY)
    add(day=TODAY, hours=1.5)
    add(day=TODAY - dt.timedelta(days=1), hours=0.25)
    for wrong in (
        {"day": TODAY + dt.timedelta(days=1), "hours": 1.0},
        {"day": TODAY, "hours": 24.5},
        {"day": TODAY, "hours": 0.0},
    ):
        with pytest.raises(ValidationError):
            add(**wrong)  # type: ignore[arg-type]
    time = worked(group, someone("eka"))
    assert (time.used, time.promised, time.left) == (1.75, 75.0, 73.25)
    assert worked(group, someone("toka")).used == 0
    person_erase(by=None, person=someone("eka"))
    assert not Hours.objects.exists()


# --- pages ----------------------------------------------------------------------------------------------------------
def test_team_goes_through_its_pages_without_a_script(sprint: Sprinting) -> None:
    made = given(sprint)
    client, page = sprint.client(someone("eka")), f"{OWN}{made.pk}/"
    listed = client.get(OWN).content.decode()
    assert ("15 minuutin osa" in listed, page in listed) == (True, True)
    client.post(f"{page}act/", {"act": "done:purchases"})
    client.post(f"{page}act/", {"act": "person", "person": str(someone("toka").pk)})
    answer = client.post(page, {"text": "Teksti ä", "text:version": "0-", "go": "hand"}, follow=True).content.decode()
    assert "Tehtävä on palautettu. Järjestäjä näkee sen nyt." in answer
    work = Work.objects.get()
    assert (work.state, work.steps, work.person_id) == ("handed", ["purchases"], someone("toka").pk)
    client.post(f"{OWN}hours/", {"day": "1.11.2026", "hours": "1,5"})
    assert Hours.objects.get().minutes == 90


def test_field_is_saved_as_it_is_typed(sprint: Sprinting) -> None:
    made = given(sprint)
    client, page = sprint.client(someone("eka")), f"{OWN}{made.pk}/"
    sent = {"field": "text", "text": "Yksi", "version": "0-", "token": "window-of-one.1"}
    answer = client.post(f"{page}answer/", sent)
    assert (answer.status_code, json.loads(answer.content)["state"]) == (200, "saved")
    assert Writing.objects.get(subject_type="work").text == "Yksi"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_bad_input_gets_a_clear_answer(sprint: Sprinting, text: str) -> None:
    made = given(sprint)
    client, page = sprint.client(someone("eka")), f"{OWN}{made.pk}/"
    sent = {"text": text, "text:version": text, "go": text, "choose": text}
    assert client.post(page, sent).status_code in {302, 422}
    assert client.post(f"{page}answer/", {"field": text, "text": text, "version": text, "token": text}).status_code in {
        200,
        409,
        422,
    }
    for form in ({"act": text}, {"act": "person", "person": text}, {"act": "later", "day": text, "why": text}):
        assert client.post(f"{page}act/", form).status_code in {302, 422}
    assert client.post(f"{OWN}hours/", {"day": text, "hours": text}).status_code in {302, 422}
    desk = sprint.client()
    for name in ("name_fi", "text_fi", "before", "days", "day", "hours", "version"):
        assert desk.post(f"{DESK}new/", {name: text}).status_code in {302, 422}
    assert desk.post(f"{DESK}{made.pk}/{sprint.teams[0].pk}/", {"act": text, "comment": text}).status_code in {
        302,
        404,
        422,
    }


def test_nobody_outside_a_team_sees_an_assignment(sprint: Sprinting) -> None:
    made = given(sprint)
    for who in (person("ulkopuolinen"), someone("johto"), sprint.coordinator):
        assert sprint.client(who).get(f"{OWN}{made.pk}/").status_code == 404
    GroupPerson.objects.filter(person=someone("eka")).update(ends=TODAY)
    assert sprint.client(someone("eka")).get(f"{OWN}{made.pk}/").status_code == 404


# --- size -----------------------------------------------------------------------------------------------------------
def measured(size: int) -> dict[str, tuple[int, int]]:
    made = crowd(size, slug=f"tasks{size}")
    Group.objects.filter(programme=made).update(team_since=timezone.now())
    groups = list(Group.objects.filter(programme=made).order_by("pk"))
    who, by = person(f"tekija{size}"), person(f"katsoja{size}")
    GroupPerson.objects.create(group=groups[0], person=who, name="Tekijä", starts=TODAY)
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    actions.assignments_of_pack(by=by, programme=Programme.objects.get(pk=made.pk))
    given_one = Assignment.objects.filter(programme=made).earliest("pk")
    Assignment.objects.filter(pk=given_one.pk).update(given_at=timezone.now())
    Work.objects.bulk_create(Work(assignment=given_one, group=group) for group in groups)
    desk, own = f"/fi/desk/{made.slug}/assignments/", f"/fi/academies/{made.slug}/assignments/"
    found = {}
    for reader, address in ((by, desk), (by, f"{desk}{given_one.pk}/"), (who, own), (who, f"{own}{given_one.pk}/")):
        client = Sprinting(made, by, []).client(reader)
        forget_all()
        assert client.get(address).status_code == 200
        with counted() as count:
            client.get(address)
        found[address.replace(made.slug, "x").replace(str(given_one.pk), "1")] = (count.queries, count.rows)
    return found


def test_pages_ask_as_much_of_300_teams_as_of_10() -> None:
    few, many = measured(10), measured(300)
    assert {name: queries for name, (queries, _rows) in many.items() if queries > few[name][0]} == {}
    assert {name: rows for name, (_queries, rows) in many.items() if rows > 450} == {}


def test_list_of_a_team_is_sorted_by_what_is_open(sprint: Sprinting) -> None:
    given(sprint)
    given(sprint, "present_state")
    write(sprint)
    actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)
    group = Group.objects.get(pk=sprint.teams[0].pk)
    group.programme = sprint.fresh()
    assert [each.assignment.code for each in tasks_of(group)] == ["present_state", "starting_point"]


def test_a_day_that_has_passed_is_not_asked_for_again(sprint: Sprinting) -> None:
    given(sprint)
    write(sprint)
    actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)
    late = dt.datetime(2027, 1, 19, 8, 0, tzinfo=dt.UTC)
    actions.work_comment(by=sprint.coordinator, work=work_of(sprint), comment="", done=False, opens=True, now=late)
    body = Letter.objects.filter(code="assignment_back")[0].body
    assert "täydennystä" in body
    assert "viimeistään" not in body


def test_text_that_is_too_long_is_counted_as_it_is_kept(sprint: Sprinting) -> None:
    given(sprint)
    write(sprint, "rivi\r\n" * 2000)  # 10,000 characters, 12,000 as the browser sends them
    with pytest.raises(ValidationError, match=r"\b1 characters"), override("en"):
        write(sprint, "rivi\r\n" * 2000 + "x")
