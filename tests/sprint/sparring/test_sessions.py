"""Sessions: agreed, moved, cancelled, proposed; two at once; calendars."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.exceptions import ValidationError
from vobject import readOne

from soske.base.connect import dates_of_person
from soske.records.models import CalendarEntry
from soske.records.writings import writings_of
from soske.sprint.sparring import actions_after, actions_proposing, actions_sessions, actions_times
from soske.sprint.sparring.actions_after import NOTES, QUESTIONS
from soske.sprint.sparring.models import Busy, Coach, Opening, Session, SessionMember, Step
from soske.sprint.sparring.queries_doing import doing_rows, sparred
from soske.sprint.sparring.queries_sessions import openings_free, window_counts
from soske.sprint.sparring.states import SUBJECT
from tests.support.at_once import at_once
from tests.support.sparring import FIRST, HOUR, NOW, Sparring, letters, sparring
from tests.support.world import person

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    """With common spaces."""
    return text.replace("\u00a0", " ")


# --- agreed ---------------------------------------------------------------------------------------------------------
def test_everybody_in_a_session_gets_one_letter_with_an_entry_that_another_library_reads(spar: Sparring) -> None:
    coach = spar.pair()
    session = spar.book(spar.offer()[0])
    found = letters("session_booked")
    assert {letter.person.email for letter in found if letter.person} == {
        "eka@example.fi",
        "toka@example.fi",
        "anni@example.fi",
    }
    event = readOne(found[0].calendar).vevent
    assert (event.dtstart.value, event.dtend.value) == (FIRST, FIRST + HOUR)
    assert (event.sequence.value, readOne(found[0].calendar).method.value) == ("0", "REQUEST")
    assert "torstaina 11.2.2027 klo 9–10" in plain(found[0].subject)
    assert (session.window, session.coach_id) == ("sparring_1", coach.pk)


def test_time_that_is_taken_cannot_be_had_twice(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    time = spar.offer()[0]
    spar.book(time, 0)
    with pytest.raises(ValidationError):
        spar.book(time, 1)
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_teams_that_want_a_time_at_once_one_gets_it() -> None:
    spar = sparring()
    spar.pair(0, 0)
    spar.pair(1, 0)
    time = spar.offer()[0]
    with pytest.raises(ValidationError):
        at_once([lambda: spar.book(time, 0), lambda: spar.book(time, 1)])
    assert Session.objects.filter(state="booked").count() == 1


def test_coach_of_another_team_cannot_be_booked(spar: Sparring) -> None:
    spar.pair(1, 0)
    with pytest.raises(ValidationError):
        spar.book(spar.offer()[0], 0)


def test_time_at_which_the_coach_is_busy_or_the_team_meets_is_not_free(spar: Sparring) -> None:
    coach = spar.pair()
    times = spar.offer(count=3)
    Busy.objects.create(coach=coach, starts=FIRST + dt.timedelta(minutes=30), ends=FIRST + HOUR)
    assert [each.pk for each in openings_free([coach.pk], now=NOW)] == [times[1].pk, times[2].pk]
    with pytest.raises(ValidationError):
        spar.book(times[0])
    kickoff = dt.datetime(2027, 2, 4, 8, tzinfo=dt.UTC)  # workshop 1 of the team, 4 February
    clash = spar.offer(starts=kickoff)[0]
    with pytest.raises(ValidationError) as refused:
        spar.book(clash)
    assert "tapaaminen" in str(refused.value)


def test_time_that_has_passed_is_not_free(spar: Sparring) -> None:
    coach = spar.pair()
    time = spar.offer()[0]
    assert not openings_free([coach.pk], now=FIRST).exists()
    with pytest.raises(ValidationError):
        actions_sessions.session_book(
            by=person("eka"), group=spar.teams[0], coach=coach, opening=time.pk, now=FIRST + HOUR
        )


# --- moved and cancelled --------------------------------------------------------------------------------------------
def test_moved_session_changes_the_same_entry_and_frees_its_time(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=3)
    session = spar.book(times[0])
    actions_sessions.session_shift(
        by=person("eka"), session=session, opening=times[2].pk, reason="Toinen kokous", now=NOW + HOUR
    )
    moved = letters("session_moved")
    assert len(moved) == 3
    assert letters("session_booked") == []  # what they say is not true any more
    first, second = CalendarEntry.objects.get(subject_type=SUBJECT), readOne(moved[0].calendar).vevent
    assert (second.uid.value, second.sequence.value) == (first.uid, "1")
    assert second.dtstart.value == FIRST + 2 * HOUR
    assert "Toinen kokous" in moved[0].body
    assert openings_free([spar.coaches[0].pk], now=NOW).filter(pk=times[0].pk).exists()


def test_cancelled_session_keeps_its_questions_and_is_agreed_again_as_the_same(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=2)
    session = spar.book(times[0])
    eka = person("eka")
    actions_after.session_write(by=eka, session=session, field=QUESTIONS, text="Miten ä ja ö?", base=0, now=NOW)
    with pytest.raises(ValidationError):
        actions_sessions.session_cancel(by=eka, session=session, reason=" ", now=NOW)
    actions_sessions.session_cancel(by=eka, session=session, reason="Este", now=NOW)
    assert readOne(letters("session_cancelled")[0].calendar).method.value == "CANCEL"
    again = spar.book(times[1])
    assert again.pk == session.pk
    assert writings_of((SUBJECT, again.pk))[QUESTIONS].text == "Miten ä ja ö?"
    entry = CalendarEntry.objects.get(subject_type=SUBJECT)
    assert (entry.cancelled, entry.sequence) == (False, 2)


def test_moved_and_cancelled_in_the_same_minute_leaves_one_letter_each(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=2)
    session = spar.book(times[0])
    eka = person("eka")
    actions_sessions.session_shift(by=eka, session=session, opening=times[1].pk, reason="", now=NOW)
    actions_sessions.session_cancel(by=eka, session=session, reason="Este", now=NOW)
    waiting = letters("session_booked") + letters("session_moved") + letters("session_cancelled")
    assert sorted(letter.person.email for letter in waiting if letter.person) == [
        "anni@example.fi",
        "eka@example.fi",
        "toka@example.fi",
    ]
    assert {readOne(letter.calendar).vevent.sequence.value for letter in waiting} == {"2"}


@pytest.mark.parametrize(
    ("starts", "local"),
    [
        (dt.datetime(2027, 3, 27, 21, 30, tzinfo=dt.UTC), "23.30"),  # crosses midnight, the night clocks go forward
        (dt.datetime(2027, 10, 30, 20, 30, tzinfo=dt.UTC), "23.30"),  # and the night they go back
        (dt.datetime(2028, 2, 29, 8, 0, tzinfo=dt.UTC), "10"),  # a leap day
        (dt.datetime(2027, 12, 31, 21, 30, tzinfo=dt.UTC), "23.30"),  # the turn of the year
    ],
)
def test_session_is_read_back_at_its_moment_all_year(spar: Sparring, starts: dt.datetime, local: str) -> None:
    spar.pair()
    session = spar.book(spar.offer(starts=starts)[0])
    letter = letters("session_booked")[0]
    event = readOne(letter.calendar).vevent
    assert (event.dtstart.value.astimezone(dt.UTC), event.dtend.value.astimezone(dt.UTC)) == (starts, starts + HOUR)
    assert f"klo {local}" in plain(letter.subject)
    assert session.window == ""


# --- proposed -------------------------------------------------------------------------------------------------------
def test_proposal_is_known_to_nobody_before_it_is_sent(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    spar.offer(count=3)
    made = actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    assert made == (2, 0)
    assert letters("session_booked") == []
    assert list(Session.objects.values_list("state", flat=True)) == ["planned", "planned"]
    assert [each.name for each in dates_of_person(person=person("eka"))] == []
    sent = actions_proposing.sessions_send(by=spar.by, programme=spar.programme, window=spar.window(), now=NOW)
    assert (sent, len(letters("session_booked"))) == ((2, 0), 5)
    assert window_counts(spar.programme)["sparring_1"].agreed == 2
    assert len({row.starts for row in Session.objects.all()}) == 2


def test_team_without_a_time_is_named_with_the_reason(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    spar.offer(count=1)
    made = actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    assert made == (1, 1)
    assert list(Session.objects.exclude(blocked="").values_list("blocked", flat=True)) == ["taken"]
    Opening.objects.all().delete()
    actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    assert set(Session.objects.values_list("blocked", flat=True)) == {"no_times"}
    Coach.objects.update(sessions=0)
    spar.offer(count=2)
    actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    assert set(Session.objects.values_list("blocked", flat=True)) == {"most"}


def test_agreed_session_moves_only_when_it_may_and_has_to(spar: Sparring) -> None:
    """Team 0 has the only time at which team 1 could meet the coach; it could meet at another one itself."""
    spar.pair(0, 0)
    spar.pair(1, 0)
    times = spar.offer(count=2)
    agreed = spar.book(times[1], 0)
    other = spar.coaches[1]
    other.programme = spar.programme
    # Team 1 meets another coach at the first time.
    taken = spar.offer(1)[0]
    Session.objects.create(
        group=spar.teams[1], coach=other, state="booked", opening=taken, starts=taken.starts, ends=taken.ends
    )
    window = spar.window()
    assert actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=window, movable=False, now=NOW
    ) == (0, 1)
    assert list(Session.objects.exclude(blocked="").values_list("blocked", flat=True)) == ["team_busy"]
    assert actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=window, movable=True, now=NOW
    ) == (2, 0)
    assert actions_proposing.sessions_send(by=spar.by, programme=spar.programme, window=window, now=NOW) == (2, 0)
    agreed.refresh_from_db()
    assert (agreed.starts, agreed.opening_id, agreed.planned_id) == (times[0].starts, times[0].pk, None)
    moved = letters("session_moved")
    assert {letter.person.email for letter in moved if letter.person} == {
        "eka@example.fi",
        "toka@example.fi",
        "anni@example.fi",
    }


def test_proposal_that_is_taken_back_leaves_what_is_agreed(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 0)
    times = spar.offer(count=2)
    kept = spar.book(times[0], 0)
    window = spar.window()
    actions_proposing.sessions_propose(by=spar.by, programme=spar.programme, window=window, movable=True, now=NOW)
    actions_proposing.plans_clear(by=spar.by, programme=spar.programme, window=window)
    assert list(Session.objects.values_list("pk", "state", "planned")) == [(kept.pk, "booked", None)]
    with pytest.raises(ValidationError):
        actions_proposing.sessions_send(by=spar.by, programme=spar.programme, window=window, now=NOW)


# --- times ----------------------------------------------------------------------------------------------------------
def test_times_are_cut_from_working_days_and_leave_out_what_is_busy(spar: Sparring) -> None:
    coach = spar.coaches[0]
    coach.programme = spar.programme
    assert coach.person is not None
    Busy.objects.create(coach=coach, starts=FIRST + 2 * HOUR, ends=FIRST + 3 * HOUR)
    made = actions_times.openings_cut(
        by=coach.person,
        coach=coach,
        window=spar.window(),
        opens=dt.time(9),
        closes=dt.time(12),
        minutes=60,
        place="Etä",
        now=NOW,
    )
    days = {row.starts.date() for row in Opening.objects.all()}
    assert days == {dt.date(2027, 2, day) for day in (11, 12, 15, 16, 17, 18)}  # no Saturday, no Sunday
    assert made == 6 * 3 - 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"starts": NOW - HOUR}, "day"),
        ({"minutes": 10}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"count": 0}, "count"),
        ({"count": 21}, "count"),
    ],
)
def test_wrong_times_are_refused_beside_their_field(spar: Sparring, more: dict[str, object], field: str) -> None:
    coach = spar.coaches[0]
    assert coach.person is not None
    values: dict[str, object] = {"starts": FIRST, "minutes": 60, "count": 1, "place": ""}
    with pytest.raises(ValidationError) as refused:
        actions_times.openings_add(by=coach.person, coach=coach, now=NOW, **{**values, **more})  # type: ignore[arg-type]
    assert set(refused.value.message_dict) == {field}


def test_times_of_one_coach_never_overlap(spar: Sparring) -> None:
    spar.offer(count=2)
    coach = spar.coaches[0]
    assert coach.person is not None
    again = actions_times.openings_add(
        by=coach.person,
        coach=coach,
        starts=FIRST + dt.timedelta(minutes=30),
        minutes=60,
        count=3,
        place="",
        now=NOW,
    )
    assert again == 1  # the third hour only; the first two overlap
    rows = list(Opening.objects.order_by("starts").values_list("starts", "ends"))
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(rows))


def test_time_that_is_agreed_cannot_be_taken_away(spar: Sparring) -> None:
    spar.pair()
    time = spar.offer()[0]
    spar.book(time)
    with pytest.raises(ValidationError):
        actions_times.opening_remove(by=person("anni"), coach=spar.coaches[0], opening=time.pk)
    assert Opening.objects.filter(pk=time.pk).exists()


# --- afterwards -----------------------------------------------------------------------------------------------------
def test_held_session_tells_the_team_its_steps_which_are_assignments_now(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    anni, eka = person("anni"), person("eka")
    with pytest.raises(ValidationError):
        actions_after.session_hold(by=anni, session=session, used=60, present={}, now=NOW)  # it has not begun
    members = list(spar.teams[0].members.order_by("position"))
    after = FIRST + HOUR
    actions_after.step_agree(
        by=anni,
        session=session,
        name="Sovitaan työllisyyspalvelujen kanssa",
        day=dt.date(2027, 3, 1),
        person=eka.pk,
        member=members[1].pk,
        now=after,
        today=after.date(),
    )
    present = {members[0].pk: True, members[1].pk: False}
    assert actions_after.session_hold(by=anni, session=session, used=55, present=present, now=after) == 2
    letter = letters("session_steps")[0]
    assert "Sovitaan työllisyyspalvelujen kanssa, ma 1.3., Åbo stad" in plain(letter.body)
    assert sorted(SessionMember.objects.values_list("present", flat=True)) == [False, True]
    step = Step.objects.get()
    client = spar.sprint.client(eka)
    assert client.get(f"/fi/academies/alpha/assignments/{step.assignment_id}/").status_code == 200
    stranger = spar.sprint.client(person("kolmas"))
    assert stranger.get(f"/fi/academies/alpha/assignments/{step.assignment_id}/").status_code == 404
    assert (sparred(spar.programme, after).held, sparred(spar.programme, after).minutes) == (1, 55)


def test_step_of_a_stranger_or_a_day_that_has_passed_is_refused(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    with pytest.raises(ValidationError) as refused:
        actions_after.step_agree(
            by=person("anni"),
            session=session,
            name=" ",
            day=dt.date(2027, 1, 1),
            person=person("kolmas").pk,
            member=None,
            now=NOW,
            today=NOW.date(),
        )
    assert set(refused.value.message_dict) == {"name", "day", "person"}
    other = spar.teams[1].members.get().pk
    with pytest.raises(ValidationError):
        actions_after.step_agree(
            by=person("anni"), session=session, name="x", day=None, person=None, member=other, now=NOW, today=NOW.date()
        )
    assert not Step.objects.exists()


def test_two_who_write_notes_at_once_lose_nothing(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    anni, eka = person("anni"), person("eka")
    actions_after.session_write(by=anni, session=session, field=NOTES, text="Annin", base=0, now=NOW)
    second = actions_after.session_write(by=eka, session=session, field=NOTES, text="Ekan", base=0, now=NOW)
    assert second.state == "parallel"
    writing = writings_of((SUBJECT, session.pk))[NOTES]
    assert (writing.text, [each.text for each in writing.parallels]) == ("Annin", ["Ekan"])


def test_cancelled_session_takes_no_notes(spar: Sparring) -> None:
    spar.pair()
    session = spar.book(spar.offer()[0])
    actions_sessions.session_cancel(by=person("eka"), session=session, reason="Este", now=NOW)
    with pytest.raises(ValidationError):
        actions_after.session_write(by=person("eka"), session=session, field=NOTES, text="x", base=0, now=NOW)


# --- how each team is doing -----------------------------------------------------------------------------------------
def test_quiet_teams_come_first_and_stand_out(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 1)
    actions_after.mood_set(by=person("kolmas"), group=spar.teams[1], mark=2, note="Kiire", now=NOW)
    rows = doing_rows(spar.programme, start=0, now=NOW, today=NOW.date())
    assert [(row.group, row.mood, row.quiet(NOW)) for row in rows] == [
        (spar.teams[0].pk, 0, True),
        (spar.teams[1].pk, 2, False),
    ]
    actions_after.contact_note(by=spar.by, group=spar.teams[0], note="Soitettu", now=NOW + HOUR)
    rows = doing_rows(spar.programme, start=0, now=NOW + HOUR, today=NOW.date())
    assert [row.group for row in rows] == [spar.teams[1].pk, spar.teams[0].pk]
    assert [row.quiet(NOW + dt.timedelta(days=15)) for row in rows] == [True, True]


@pytest.mark.parametrize("mark", [0, 6])
def test_mark_out_of_range_is_refused(spar: Sparring, mark: int) -> None:
    with pytest.raises(ValidationError):
        actions_after.mood_set(by=person("eka"), group=spar.teams[0], mark=mark, note="", now=NOW)


def test_earlier_contact_does_not_hide_a_later_one(spar: Sparring) -> None:
    actions_after.touch(spar.teams[0], NOW)
    actions_after.touch(spar.teams[0], NOW - HOUR)
    rows = doing_rows(spar.programme, start=0, now=NOW, today=NOW.date())
    assert max(row.contact for row in rows if row.contact) == NOW
