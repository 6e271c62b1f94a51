"""What somebody could do with bad will, bad luck or a page that is out of date."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from soske.base.connect import dates_of_person, moves_with
from soske.desk.actions import person_erase
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Stage
from soske.programmes.queries import stages_of
from soske.records.models import Letter
from soske.records.writings import writings_of
from soske.sprint.sparring import actions, actions_after, actions_ending, actions_proposing, actions_sessions
from soske.sprint.sparring.actions_after import NOTES, QUESTIONS
from soske.sprint.sparring.actions_pairs import pair_set, pairs_propose, pairs_tell
from soske.sprint.sparring.models import Busy, Coach, Opening, Pairing, Session, Step, Tie
from soske.sprint.sparring.queries import leftovers_counted, told_of
from soske.sprint.sparring.queries_sessions import session_of
from soske.sprint.sparring.states import SUBJECT
from tests.support.sparring import FIRST, HOUR, NOW, TODAY, Sparring, given, letters
from tests.support.world import person

pytestmark = pytest.mark.django_db
FAR = dt.datetime(2100, 2, 11, 7, tzinfo=dt.UTC)


def propose(spar: Sparring, *, movable: bool = False) -> actions_proposing.Proposed:
    return actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=movable, now=NOW
    )


def send(spar: Sparring) -> actions_proposing.Proposed:
    return actions_proposing.sessions_send(by=spar.by, programme=spar.programme, window=spar.window(), now=NOW)


# --- who reads the notes --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("ends", ["barred", "replaced", "left"])
def test_coach_who_does_not_go_on_reads_and_writes_nothing_any_more(spar: Sparring, ends: str) -> None:
    coach = spar.pair()
    session = spar.book(spar.offer()[0])
    actions_after.session_write(by=person("anni"), session=session, field=NOTES, text="Salainen", base=0, now=NOW)
    actions_after.session_hold(by=person("anni"), session=session, used=45, present={}, now=FIRST + HOUR)
    if ends == "barred":
        actions.tie_add(by=spar.by, coach=coach, group=spar.teams[0], reason="Veli", now=NOW)
    elif ends == "replaced":
        spar.pair(0, 1, NOW + HOUR)
    else:
        actions.coach_end(by=spar.by, coach=coach, reason="Muu työ", now=NOW, today=TODAY)
        actions.coach_add(by=spar.by, programme=spar.programme, values=given("anni"), now=NOW, today=TODAY)
    client = spar.sprint.client(person("anni"))
    pages = [reverse(name, args=["alpha", session.pk]) for name in ("session", "session_answer", "session_act")]
    answers = [client.get(pages[0]), *(client.post(page, {"act": "reopen", "field": "notes"}) for page in pages[1:])]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert session_of(person("anni"), session.pk) is None
    assert [each.name for each in dates_of_person(person=person("anni"))] == []


def test_every_coach_of_the_team_reads_the_notes(spar: Sparring) -> None:
    spar.pair(0, 0)
    session = spar.book(spar.offer()[0])
    pair_set(by=spar.by, group=spar.teams[0], topic="requirements", coach=spar.coaches[1], now=NOW)
    client = spar.sprint.client(person("borje"))
    page = reverse("session", args=["alpha", session.pk])
    assert client.get(page).status_code == 404  # planned, and not told yet
    pairs_tell(by=spar.by, programme=spar.programme, now=NOW + HOUR)
    assert client.get(page).status_code == 200


def test_nobody_coaches_an_academy_that_she_coordinates_or_a_team_that_she_is_in(spar: Sparring) -> None:
    values = given("coordinator")
    with pytest.raises(ValidationError) as refused:
        actions.coach_add(by=spar.by, programme=spar.programme, values=values, now=NOW, today=dt.date(2027, 1, 25))
    assert set(refused.value.message_dict) == {"email"}
    eka = actions.coach_add(by=spar.by, programme=spar.programme, values=given("eka"), now=NOW, today=TODAY)
    with pytest.raises(ValidationError):
        pair_set(by=spar.by, group=spar.teams[0], topic="", coach=eka, now=NOW)
    Coach.objects.exclude(pk=eka.pk).update(ends=TODAY)
    pairs_propose(by=spar.by, programme=spar.programme)
    assert list(Pairing.objects.filter(topic="").values_list("group", flat=True)) == [spar.teams[1].pk]


# --- impossible states ----------------------------------------------------------------------------------------------
def test_cancelled_session_is_not_brought_back_by_a_form_for_held_ones(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    time = spar.offer()[0]
    session = spar.book(time)
    actions_sessions.session_cancel(by=person("eka"), session=session, reason="Este", now=NOW)
    spar.book(time, 1)
    with pytest.raises(ValidationError):
        actions_after.session_reopen(by=person("eka"), session=session)
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_acts_that_are_not_there_end_nobody(spar: Sparring) -> None:
    spar.pair()
    client = spar.sprint.client(spar.by)
    coach = reverse("coach_desk", args=["alpha", spar.coaches[0].pk])
    team = reverse("pair_edit", args=["alpha", spar.teams[0].pk])
    huge = "9" * 5000
    for page, acts in (
        (coach + "act/", ("", "explode", f"untie:{huge}")),
        (team, ("", "tie:999999", "choose:999999", f"choose:{huge}", f"tie:{huge}")),
    ):
        for act in acts:
            assert client.post(page, {"act": act, "reason": "x"}).status_code == 302, (page, act)
    assert Coach.objects.filter(ends__isnull=True).count() == 2
    assert len(told_of(spar.teams[0])) == 1
    times = reverse("coach_times_act", args=["alpha"])
    assert spar.sprint.client(person("anni")).post(times, {"act": f"remove:{huge}"}).status_code == 302


# --- a proposal that is out of date ---------------------------------------------------------------------------------
def test_proposal_is_sent_only_where_everything_is_as_it_was(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 1)
    spar.offer(0)
    spar.offer(1)
    assert propose(spar) == (2, 0)
    spar.pair(0, 1, NOW + HOUR)  # another main coach meanwhile
    Busy.objects.create(coach=spar.coaches[1], starts=FIRST, ends=FIRST + HOUR)  # and this one is busy
    assert send(spar) == (0, 1)
    assert letters("session_booked") == []


def test_proposal_for_a_coach_who_has_become_busy_is_left_out_and_counted(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 1)
    spar.offer(0)
    spar.offer(1)
    propose(spar)
    Busy.objects.create(coach=spar.coaches[1], starts=FIRST, ends=FIRST + HOUR)
    assert send(spar) == (1, 1)
    assert list(Session.objects.filter(state="booked").values_list("coach", flat=True)) == [spar.coaches[0].pk]


def test_proposal_for_a_group_that_is_no_team_any_more_is_left_out(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 1)
    spar.offer(0)
    spar.offer(1)
    propose(spar)
    Group.objects.filter(pk=spar.teams[0].pk).update(team_since=None)
    assert send(spar) == (1, 1)


def test_team_that_agrees_on_something_else_meanwhile_does_not_get_two_sessions_at_once(spar: Sparring) -> None:
    spar.pair(0, 0)
    pair_set(by=spar.by, group=spar.teams[0], topic="requirements", coach=spar.coaches[1], now=NOW)
    pairs_tell(by=spar.by, programme=spar.programme, now=NOW + HOUR)
    spar.offer(0)
    other = spar.offer(1)[0]
    assert propose(spar).times == 1
    spar.book(other, 0, 1)
    assert send(spar) == (0, 1)
    assert Session.objects.filter(state="booked").count() == 1


def test_move_of_a_session_that_was_held_meanwhile_is_left_out(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=2)
    session = spar.book(times[0])
    Session.objects.filter(pk=session.pk).update(planned=times[1], state="held", held_at=NOW, used=60)
    assert send(spar) == (0, 1)
    session.refresh_from_db()
    assert (session.state, session.starts, session.planned_id) == ("held", FIRST, None)


def test_time_that_is_booked_while_the_engine_works_is_not_planned(
    spar: Sparring, monkeypatch: pytest.MonkeyPatch
) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    time = spar.offer()[0]
    engine = actions_proposing.scheduled_apart

    def meanwhile(*args: object, **named: object) -> object:
        plan = engine(*args, **named)  # type: ignore[arg-type]
        chosen = next(iter(plan.places))
        spar.book(time, 1 if chosen == 0 else 0)
        return plan

    monkeypatch.setattr(actions_proposing, "scheduled_apart", meanwhile)
    found = propose(spar)
    assert found.times == 0
    assert not Session.objects.filter(planned__isnull=False).exists()
    assert Session.objects.filter(state="booked").count() == 1


def test_questions_of_a_cancelled_session_come_along_when_the_organiser_proposes_anew(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=2)
    session = spar.book(times[0])
    actions_after.session_write(by=person("eka"), session=session, field=QUESTIONS, text="Miten?", base=0, now=NOW)
    actions_sessions.coach_away(
        by=spar.by, coach=spar.coaches[0], since=FIRST, until=FIRST + HOUR, reason="Sairaana", now=NOW
    )
    assert propose(spar) == (1, 0)
    assert send(spar) == (1, 0)
    session.refresh_from_db()
    assert (session.state, session.starts) == ("booked", FIRST + HOUR)
    assert writings_of((SUBJECT, session.pk))[QUESTIONS].text == "Miten?"


def test_window_is_where_a_session_is_also_when_its_days_have_moved(spar: Sparring) -> None:
    spar.pair()
    spar.book(spar.offer()[0])
    stages = stages_of(spar.programme)
    stages["sparring_1"].starts, stages["sparring_1"].ends = dt.date(2027, 3, 1), dt.date(2027, 3, 8)
    moved = [each for each in moves_with(programme=spar.programme, stages=stages) if each.after]
    if dt.datetime.now(dt.UTC) < FIRST:
        assert any("Anni" in str(each.name) for each in moved)
    Stage.objects.filter(programme=spar.programme, code="sparring_1").update(
        starts=dt.date(2027, 3, 1), ends=dt.date(2027, 3, 8)
    )
    spar.by.save()
    actions_after.contact_note(by=spar.by, group=spar.teams[0], note="", now=NOW)  # the revision grows
    spar.offer(starts=dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC))
    assert propose(spar) == (1, 0)


# --- limits ---------------------------------------------------------------------------------------------------------
def test_one_team_does_not_take_all_the_times_of_a_coach(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=3)
    spar.book(times[0])
    with pytest.raises(ValidationError):
        spar.book(times[1])
    coach = spar.coaches[0]
    coach.programme = spar.programme
    actions_sessions.session_book(by=person("anni"), group=spar.teams[0], coach=coach, opening=times[1].pk, now=NOW)
    assert Session.objects.filter(state="booked").count() == 2  # she herself may agree on more


def test_coach_takes_no_more_sessions_than_she_said(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    Coach.objects.filter(pk=spar.coaches[0].pk).update(sessions=1)
    times = spar.offer(count=2)
    spar.book(times[0], 0)
    with pytest.raises(ValidationError):
        spar.book(times[1], 1)


def test_coach_of_two_academies_is_at_one_place_at_a_time(spar: Sparring) -> None:
    spar.pair()
    time = spar.offer()[0]
    other = Coach.objects.create(
        programme=spar.sprint.programme, person=spar.coaches[0].person, name="Anni", starts=TODAY, ends=TODAY
    )
    Session.objects.create(
        group=spar.teams[1], coach=other, state="booked", starts=FIRST, ends=FIRST + HOUR, place="Muualla"
    )
    with pytest.raises(ValidationError):
        spar.book(time)


# --- steps ----------------------------------------------------------------------------------------------------------
def test_step_that_is_sent_twice_is_one_and_is_told_once(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    after = FIRST + HOUR
    values = {"name": "Kysytään johdolta", "day": None, "person": None, "member": None}
    for _time in range(2):
        actions_after.step_agree(
            by=person("anni"),
            session=session,
            now=after,
            today=after.date(),
            **values,  # type: ignore[arg-type]
        )
    assert Step.objects.count() == 1
    actions_after.session_hold(by=person("anni"), session=session, used=60, present={}, now=after)
    actions_after.session_reopen(by=person("anni"), session=session)
    actions_after.session_hold(by=person("anni"), session=session, used=60, present={}, now=after)
    assert len(letters("session_steps")) == 2  # two people, once each
    values["name"] = "Vielä yksi"
    actions_after.step_agree(
        by=person("anni"),
        session=session,
        now=after + HOUR,
        today=after.date(),
        **values,  # type: ignore[arg-type]
    )
    assert len(letters("session_steps")) == 4  # agreed afterwards: told at once


# --- groups that are no teams any more ------------------------------------------------------------------------------
def test_group_that_gave_its_seat_up_is_seen_by_its_coach_no_more_and_can_be_ended(spar: Sparring) -> None:
    coach = spar.pair()
    session = spar.book(spar.offer(starts=FAR)[0])
    Group.objects.filter(pk=spar.teams[0].pk).update(team_since=None)
    client = spar.sprint.client(person("anni"))
    assert client.get(reverse("session", args=["alpha", session.pk])).status_code == 404
    assert "Äänekosken" not in client.get(reverse("coach_front", args=["alpha"])).content.decode()
    actions_after.contact_note(by=spar.by, group=spar.teams[1], note="", now=NOW)  # the revision grows
    assert leftovers_counted(spar.programme) == 1
    page = spar.sprint.client(spar.by)
    page.post(reverse("pairs_act", args=["alpha"]), {"act": "leftovers"})
    session.refresh_from_db()
    assert (session.state, Pairing.objects.filter(coach=coach, ended_at__isnull=True).count()) == ("cancelled", 0)
    assert actions_ending.leftovers_end(by=spar.by, programme=spar.programme, reason="", now=NOW) == 0


# --- erasure --------------------------------------------------------------------------------------------------------
def test_name_of_an_erased_coach_stands_in_no_letter_and_her_sessions_are_cancelled(spar: Sparring) -> None:
    coach = spar.pair()
    session = spar.book(spar.offer(starts=FAR)[0])
    Tie.objects.create(coach=coach, group=spar.teams[1], reason="Annin puoliso")
    assert isinstance(coach.person, Person)
    person_erase(by=None, person=coach.person)
    session.refresh_from_db()
    assert session.state == "cancelled"
    for letter in Letter.objects.all():
        assert "Anni" not in f"{letter.subject} {letter.body} {letter.calendar}", letter.code
    assert list(Tie.objects.values_list("reason", flat=True)) == [""]
    coach.refresh_from_db()
    assert (coach.topics, coach.accepted_at, coach.ends is None) == ([], None, False)


def test_coordinator_who_is_in_a_team_is_not_its_coach_by_proposal(spar: Sparring) -> None:
    coordinator_add(by=None, programme=spar.sprint.programme, person=person("borje"), starts=dt.date(2020, 1, 1))
    GroupPerson.objects.create(
        group=spar.teams[0], person=person("anni"), name="Anni", starts=TODAY, member=spar.teams[0].members.first()
    )
    pairs_propose(by=spar.by, programme=spar.programme)
    found = dict(Pairing.objects.filter(topic="").values_list("group", "coach"))
    assert found.get(spar.teams[0].pk) != spar.coaches[0].pk
    assert Opening.objects.count() == 0
