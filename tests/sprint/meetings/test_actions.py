"""Meetings are planned, invited to, moved and cancelled; people answer; calendars follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import vobject
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from soske.base.connect import duties_of
from soske.base.localtext import LocalText
from soske.base.memo import forget_all
from soske.base.opened import Stale
from soske.desk.actions import person_erase
from soske.intake.groups.models import GroupPerson, Member
from soske.people.models import Person
from soske.programmes.actions import stages_move
from soske.programmes.models import PackPart, Stage
from soske.records.actions import feed_renew
from soske.records.actions_letters import letter_again
from soske.records.models import AuditRow, CalendarEntry, Letter
from soske.sprint.assignments.actions import assignment_give, assignments_of_pack
from soske.sprint.assignments.models import Assignment
from soske.sprint.meetings import actions
from soske.sprint.meetings.actions_after import attendance_write
from soske.sprint.meetings.actions_many import meetings_tell
from soske.sprint.meetings.inputs import MeetingInput
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import (
    guests,
    meeting_views,
    people_present,
    presence_of,
    stages_without_meeting,
    uninvited,
)
from tests.support.at_once import at_once
from tests.support.sprinting import NOW, Sprinting, sprinting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LATER = NOW + dt.timedelta(days=1)


def written(sprint: Sprinting, stage: str = "kickoff", **more: Any) -> MeetingInput:
    """What the form of a meeting would send if only `more` were changed."""
    meeting, row = sprint.view(stage).meeting, Stage.objects.get(programme=sprint.programme, code=stage)
    values = MeetingInput(
        name=meeting.name,
        starts=row.starts,
        ends=row.ends,
        opens=row.opens,
        closes=row.closes,
        place=meeting.place,
        link=meeting.link,
        agenda=meeting.agenda,
        sponsors=meeting.sponsors,
        seats=meeting.seats,
        recording=meeting.recording,
    )
    return replace(values, **more)


def save(sprint: Sprinting, stage: str = "kickoff", **more: Any) -> Meeting:
    meeting = sprint.view(stage).meeting
    return actions.meeting_save(
        by=sprint.coordinator, meeting=meeting, values=written(sprint, stage, **more), version=meeting.version
    )


def letters(code: str) -> dict[str, Letter]:
    rows = Letter.objects.filter(code=code).select_related("person").order_by("pk")
    return {row.person.email.split("@")[0]: row for row in rows if row.person is not None}


def event_of(letter: Letter) -> Any:
    return vobject.readOne(letter.calendar).vevent


def reply(sprint: Sprinting, name: str, comes: bool = True, *, stage: str = "kickoff", now: dt.datetime = NOW) -> str:
    place = sprint.place(name, stage)
    assert place.person is not None
    return actions.meeting_reply(by=place.person, participant=place, comes=comes, now=now)


# --- planning -------------------------------------------------------------------------------------------------------
def test_meetings_are_made_of_the_stages_once(sprint: Sprinting) -> None:
    kinds = [(view.meeting.kind, view.meeting.sponsors) for view in meeting_views(sprint.fresh())]
    assert kinds == [
        ("kickoff", True),
        ("workshop", False),
        ("workshop", True),
        ("workshop", False),
        ("workshop", False),
        ("closing", True),
    ]
    assert actions.meetings_of_stages(by=sprint.coordinator, programme=sprint.programme) == 0
    assert stages_without_meeting(sprint.fresh()) == []


def test_meeting_and_its_stage_move_together(sprint: Sprinting) -> None:
    day = dt.date(2027, 2, 5)
    save(sprint, "workshop_1", starts=day, ends=day, opens=dt.time(10), closes=dt.time(14, 30))
    stage = Stage.objects.get(programme=sprint.programme, code="workshop_1")
    assert (stage.starts, stage.opens, stage.closes) == (day, dt.time(10), dt.time(14, 30))
    times = sprint.view("workshop_1").times
    assert (times.starts, times.ends) == (
        dt.datetime(2027, 2, 5, 8, 0, tzinfo=dt.UTC),
        dt.datetime(2027, 2, 5, 12, 30, tzinfo=dt.UTC),
    )
    monday = dt.date(2027, 2, 8)
    stages_move(by=sprint.coordinator, programme=sprint.programme, times={"workshop_1": (monday, monday)})
    moved = sprint.view("workshop_1").times.starts
    assert moved is not None and moved.date() == monday


def test_meeting_that_would_leave_the_order_of_the_path_is_refused(sprint: Sprinting) -> None:
    with pytest.raises(ValidationError, match="order of the path"):
        save(sprint, "closing", starts=dt.date(2026, 12, 20), ends=dt.date(2026, 12, 20))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends": None}, "ends"),
        ({"ends": dt.date(2026, 1, 1)}, "ends"),
        ({"opens": dt.time(9), "closes": None}, "closes"),
        ({"opens": dt.time(9), "closes": dt.time(9)}, "closes"),
        ({"seats": 0}, "seats"),
        ({"seats": 1001}, "seats"),
        ({"agenda": LocalText({"fi": "ä" * 10_001})}, "agenda"),
    ],
)
def test_wrong_values_are_said_beside_their_fields(sprint: Sprinting, more: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        save(sprint, **more)
    assert list(fault.value.message_dict) == [field]


def test_two_who_save_the_same_meeting_keep_the_first(sprint: Sprinting) -> None:
    meeting = sprint.view().meeting
    save(sprint, place="Sali A")
    with pytest.raises(Stale):
        actions.meeting_save(by=sprint.coordinator, meeting=meeting, values=written(sprint, place="Sali B"), version=1)
    assert sprint.view().meeting.place == "Sali A"


def test_meeting_of_its_own_crosses_midnight_and_is_removed_while_nobody_is_invited(sprint: Sprinting) -> None:
    values = written(
        sprint,
        name=LocalText({"fi": "Iltatapaaminen"}),
        starts=dt.date(2027, 3, 27),
        ends=dt.date(2027, 3, 28),
        opens=dt.time(22),
        closes=dt.time(6),
        place="Sali",
    )
    made = actions.meeting_make(by=sprint.coordinator, programme=sprint.programme, values=values)
    view = next(view for view in meeting_views(sprint.fresh()) if view.pk == made.pk)
    assert view.times.starts is not None and view.times.ends is not None
    assert view.times.ends - view.times.starts == dt.timedelta(hours=7)  # clocks are put forward that night
    actions.meeting_remove(by=sprint.coordinator, meeting=made)
    assert not Meeting.objects.filter(pk=made.pk).exists()
    with pytest.raises(ValidationError):
        actions.meeting_make(
            by=sprint.coordinator, programme=sprint.programme, values=replace(values, name=LocalText())
        )


# --- inviting -------------------------------------------------------------------------------------------------------
def test_everybody_in_a_team_and_the_sponsors_are_invited_once(sprint: Sprinting) -> None:
    meeting = sprint.placed()
    with pytest.raises(ValidationError, match="has begun already"):
        actions.meeting_invite(by=None, meeting=meeting, now=dt.datetime(2027, 1, 22, tzinfo=dt.UTC))
    assert uninvited(meeting) == 4
    assert actions.meeting_invite(by=sprint.coordinator, meeting=meeting, now=NOW) == 4
    assert actions.meeting_invite(by=sprint.coordinator, meeting=meeting, now=NOW) == 0
    found = letters("meeting_invite") | letters("meeting_sponsor")
    assert set(letters("meeting_sponsor")) == {"johto"}
    assert set(found) == {"eka", "toka", "kolmas", "johto"}
    assert found["eka"].subject.startswith("Aloitustilaisuus torstaina 21.1.2027")
    assert f"/fi/academies/alpha/meetings/{meeting.pk}/" in found["eka"].body
    assert ("/meetings/" in found["johto"].body, found["johto"].language) == (False, "sv")
    event = event_of(found["toka"])
    assert (event.attendee.value, event.organizer.value) == ("mailto:toka@example.fi", "mailto:alpha@example.fi")
    assert event.dtstart.value == dt.date(2027, 1, 21)
    assert {event_of(letter).uid.value for letter in found.values()} == {
        CalendarEntry.objects.get(subject_type="meeting", subject_id=meeting.pk).uid
    }
    assert (uninvited(sprint.view().meeting), sprint.view().state) == (0, "invited")


def test_whoever_joins_a_team_later_is_invited_later(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    GroupPerson.objects.create(
        group=sprint.teams[1], person=sprint.coordinator, name="Uusi", starts=dt.date(2026, 1, 1)
    )
    assert uninvited(meeting) == 1
    assert actions.meeting_invite(by=None, meeting=meeting, now=LATER) == 1
    assert set(letters("meeting_invite")) == {"eka", "toka", "kolmas", "coordinator"}


@pytest.mark.parametrize("missing", ["place", "day"])
def test_nobody_is_invited_to_a_meeting_without_a_day_or_a_place(sprint: Sprinting, missing: str) -> None:
    if missing == "day":
        meeting = sprint.placed()
        stages_move(by=sprint.coordinator, programme=sprint.programme, times={"kickoff": (None, None)})
    else:
        meeting = sprint.view().meeting
    with pytest.raises(ValidationError, match="first"):
        actions.meeting_invite(by=None, meeting=meeting, now=NOW)
    assert not Participant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_invited_by_four_at_once_everybody_gets_one_letter() -> None:
    sprint = sprinting()
    meeting = sprint.placed()
    invite = partial(actions.meeting_invite, by=sprint.coordinator, meeting=meeting, now=NOW)
    assert sorted(at_once([invite] * 4)) == [0, 0, 0, 4]
    assert Letter.objects.filter(code__in=["meeting_invite", "meeting_sponsor"]).count() == 4
    assert CalendarEntry.objects.filter(subject_type="meeting").count() == 1


# --- moving and cancelling ------------------------------------------------------------------------------------------
def test_moved_meeting_is_told_in_one_letter_that_changes_the_same_entry(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    with pytest.raises(ValidationError, match="knows the time"):
        actions.meeting_tell(by=None, meeting=meeting, reason="", now=NOW)
    day = dt.date(2027, 2, 5)
    save(sprint, "workshop_1", starts=day, ends=day)
    save(sprint, "workshop_1", opens=dt.time(10))
    assert sprint.view("workshop_1").untold is True
    told = actions.meeting_tell(by=sprint.coordinator, meeting=meeting, reason=" Sali ei ole vapaa ", now=LATER)
    before, after = letters("meeting_invite")["eka"], letters("meeting_moved")["eka"]
    assert (told, set(letters("meeting_moved"))) == (3, {"eka", "toka", "kolmas"})
    assert "Aika: perjantaina 5.2.2027 klo\N{NO-BREAK SPACE}10–15" in after.body
    assert "Aiempi aika: torstaina 4.2.2027 klo\N{NO-BREAK SPACE}9" in after.body
    assert "Syy: Sali ei ole vapaa" in after.body
    old, new = event_of(before), event_of(after)
    assert (old.uid.value, int(old.sequence.value) < int(new.sequence.value)) == (new.uid.value, True)
    assert new.dtstart.value.astimezone(dt.UTC) == dt.datetime(2027, 2, 5, 8, 0, tzinfo=dt.UTC)
    assert sprint.view("workshop_1").untold is False


def test_moved_back_before_anybody_was_told_there_is_nothing_to_tell(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    save(sprint, "workshop_1", starts=dt.date(2027, 2, 5), ends=dt.date(2027, 2, 5))
    save(sprint, "workshop_1", starts=dt.date(2027, 2, 4), ends=dt.date(2027, 2, 4))
    assert sprint.view("workshop_1").untold is False
    with pytest.raises(ValidationError):
        actions.meeting_tell(by=None, meeting=meeting, reason="", now=NOW)


def test_moved_and_cancelled_in_the_same_minute_it_is_cancelled_everywhere(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    save(sprint, "workshop_1", starts=dt.date(2027, 2, 5), ends=dt.date(2027, 2, 5))
    actions.meeting_tell(by=None, meeting=meeting, reason="", now=LATER)
    actions.meeting_cancel(by=sprint.coordinator, meeting=meeting, reason="Kouluttaja on sairaana", now=LATER)
    with pytest.raises(ValidationError, match="cancelled already"):
        actions.meeting_cancel(by=None, meeting=meeting, reason="", now=LATER)
    moved, cancelled = event_of(letters("meeting_moved")["eka"]), event_of(letters("meeting_cancelled")["eka"])
    assert (cancelled.status.value, cancelled.uid.value) == ("CANCELLED", moved.uid.value)
    assert int(cancelled.sequence.value) > int(moved.sequence.value)
    assert "METHOD:CANCEL" in letters("meeting_cancelled")["eka"].calendar
    assert "Syy: Kouluttaja on sairaana" in letters("meeting_cancelled")["eka"].body
    with pytest.raises(ValidationError, match="is cancelled"):
        reply(sprint, "eka", stage="workshop_1")


def test_cancelled_meeting_that_is_held_after_all_comes_back_into_the_calendars(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    actions.meeting_cancel(by=None, meeting=meeting, reason="Lakko", now=NOW)
    assert actions.meeting_take_back(by=sprint.coordinator, meeting=meeting, now=LATER) == 4
    with pytest.raises(ValidationError, match="not cancelled"):
        actions.meeting_take_back(by=None, meeting=meeting, now=LATER)
    last = Letter.objects.filter(code="meeting_moved", person__email="eka@example.fi").latest("pk")
    assert "Tapaaminen pidetään sittenkin." in last.body
    assert int(event_of(last).sequence.value) >= 2
    assert "METHOD:REQUEST" in last.calendar
    assert (sprint.view().state, sprint.view().meeting.reason) == ("invited", "")


def test_one_to_which_people_are_invited_is_cancelled_and_not_removed(sprint: Sprinting) -> None:
    with pytest.raises(ValidationError, match="Cancel it instead"):
        actions.meeting_remove(by=sprint.coordinator, meeting=sprint.invite())


# --- answering ------------------------------------------------------------------------------------------------------
def test_seats_are_given_in_turn_and_the_one_who_waited_is_told(sprint: Sprinting) -> None:
    sprint.invite()
    Meeting.objects.update(seats=1)
    assert [reply(sprint, name) for name in ("eka", "toka", "kolmas", "eka")] == [
        "coming",
        "waiting",
        "waiting",
        "coming",
    ]
    assert reply(sprint, "eka", comes=False, now=LATER) == "away"
    assert [sprint.place(name).reply for name in ("eka", "toka", "kolmas")] == ["away", "coming", "waiting"]
    assert set(letters("meeting_seat")) == {"toka"}
    save(sprint, seats=2)
    assert sprint.place("kolmas").reply == "coming"
    with pytest.raises(ValidationError, match="has begun"):
        reply(sprint, "eka", now=dt.datetime(2027, 1, 22, tzinfo=dt.UTC))
    assert AuditRow.objects.filter(act="meeting_replied").count() == 6


@pytest.mark.django_db(transaction=True)
def test_one_seat_wanted_by_three_at_once_is_one_person_s() -> None:
    sprint = sprinting()
    sprint.invite()
    Meeting.objects.update(seats=1)
    answers = at_once([partial(reply, sprint, name) for name in ("eka", "toka", "kolmas")])
    assert sorted(answers) == ["coming", "waiting", "waiting"]
    assert Participant.objects.filter(reply="coming").count() == 1


# --- duties and erasure ---------------------------------------------------------------------------------------------
def test_duties_lead_from_the_invitation_to_the_answer(sprint: Sprinting) -> None:
    person = Person.objects.get(email="eka@example.fi")

    def keys(who: Person) -> list[str]:
        with override("fi"):
            found = duties_of(person=who, programme=sprint.fresh(), now=dt.datetime(2026, 12, 15, tzinfo=dt.UTC))
        return [duty.key.split(":")[0] for duty in found if duty.key.startswith("meeting")]

    assert (keys(sprint.coordinator), keys(person)) == (["meeting_invite"], [])
    sprint.invite()
    assert (keys(sprint.coordinator), keys(person)) == ([], ["meeting_reply"])
    reply(sprint, "eka")
    save(sprint, starts=dt.date(2027, 1, 22), ends=dt.date(2027, 1, 22))
    assert (keys(sprint.coordinator), keys(person)) == (["meeting_tell"], [])


def test_erased_person_is_in_no_meeting(sprint: Sprinting) -> None:
    sprint.invite()
    reply(sprint, "toka")
    person_erase(by=None, person=Person.objects.get(email="toka@example.fi"))
    assert Participant.objects.count() == 3
    assert not Letter.objects.filter(calendar__contains="toka@example.fi").exists()


# --- what a hostile reading found -----------------------------------------------------------------------------------
def leave(name: str) -> None:
    GroupPerson.objects.filter(person__email=f"{name}@example.fi").update(ends=dt.date(2026, 12, 1))


def test_whoever_has_left_the_team_sees_and_gets_nothing_more(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    who = Person.objects.get(email="toka@example.fi")
    feed = feed_renew(person=who, now=NOW)
    page = f"/fi/academies/alpha/meetings/{meeting.pk}/"
    assert sprint.client(who).get(page).status_code == 200
    leave("toka")
    save(sprint, "workshop_1", starts=dt.date(2027, 2, 5), ends=dt.date(2027, 2, 5))
    assert actions.meeting_tell(by=None, meeting=meeting, reason="", now=LATER) == 2
    assert set(letters("meeting_moved")) == {"eka", "kolmas"}
    assert sprint.client(who).get(page).status_code == 404
    assert b"VEVENT" not in Client().get(f"/calendar/{feed.token}.ics").content
    assert [guest.name for guest in guests(meeting, start=0, size=9)] == ["Eka", "Kolmas"]


def test_sponsor_has_no_page_and_no_seat(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    sponsor = Person.objects.get(email="johto@example.fi")
    assert sprint.client(sponsor).get(f"/fi/academies/alpha/meetings/{meeting.pk}/").status_code == 404
    assert sprint.client(sponsor).get("/fi/academies/alpha/meetings/").status_code == 404


def test_whole_days_are_told_as_they_were(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    save(sprint, starts=dt.date(2027, 1, 22), ends=dt.date(2027, 1, 23))
    actions.meeting_tell(by=None, meeting=meeting, reason="", now=LATER)
    body = letters("meeting_moved")["eka"].body
    assert "Aiempi aika: torstaina 21.1.2027\n" in body
    assert "Aika: 22.–23.1.2027\n" in body


def test_cancellation_names_the_time_that_people_know(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    save(sprint, "workshop_1", starts=dt.date(2027, 2, 5), ends=dt.date(2027, 2, 5))
    actions.meeting_cancel(by=None, meeting=meeting, reason="a\nb\x00", now=LATER)
    letter = letters("meeting_cancelled")["eka"]
    assert "torstaina 4.2.2027" in letter.subject
    assert "Syy: a b" in letter.body


def test_letters_that_wait_are_overtaken_by_what_is_true_now(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    assert set(Letter.objects.filter(code="meeting_invite").values_list("state", flat=True)) == {"waiting"}
    actions.meeting_cancel(by=None, meeting=meeting, reason="", now=LATER)
    assert set(Letter.objects.filter(code="meeting_invite").values_list("state", flat=True)) == {"cancelled"}


def test_another_place_alone_changes_the_entry(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    before = event_of(letters("meeting_invite")["eka"])
    save(sprint, place="Toinen sali")
    actions.meeting_tell(by=None, meeting=meeting, reason="", now=LATER)
    after = event_of(letters("meeting_moved")["eka"])
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.location.value == "Toinen sali"


def test_freed_seat_goes_to_the_one_who_waits_and_not_to_a_newcomer(sprint: Sprinting) -> None:
    sprint.invite()
    Meeting.objects.update(seats=1)
    assert [reply(sprint, name) for name in ("eka", "toka")] == ["coming", "waiting"]
    person_erase(by=None, person=Person.objects.get(email="eka@example.fi"))
    assert sprint.place("toka").reply == "coming"
    assert reply(sprint, "kolmas") == "waiting"


def test_attendance_outlives_the_member(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    rows = presence_of(meeting)
    attendance_write(by=sprint.coordinator, meeting=meeting, people={row.member: 2 for row in rows})
    with pytest.raises(Stale):
        attendance_write(by=sprint.coordinator, meeting=meeting, people={rows[0].member: 5}, opened="old")
    Member.objects.filter(pk=rows[1].member).delete()
    assert people_present(meeting) == 6


def test_answer_that_says_nothing_changes_nothing(sprint: Sprinting) -> None:
    meeting = sprint.invite()
    reply(sprint, "eka")
    who = Person.objects.get(email="eka@example.fi")
    sprint.client(who).post(f"/fi/academies/alpha/meetings/{meeting.pk}/reply/", {"comes": "maybe"})
    assert sprint.place("eka").reply == "coming"


def test_pre_assignment_comes_with_the_invitation_to_the_kick_off(sprint: Sprinting) -> None:
    assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh())
    sprint.invite("workshop_1")
    assert not Assignment.objects.filter(given_at__isnull=False).exists()
    sprint.invite()
    line = "- Tehtävä ennen tapaamista: Ennakkotehtävä – lähtötilanteemme, maanantaina 18.1.2027"
    [letter] = Letter.objects.filter(
        code="meeting_invite", person__email="eka@example.fi", body__contains="Sali Ä"
    ).filter(subject__startswith="Aloitustilaisuus")
    assert line in letter.body
    assert "Ennakkotehtävä" not in letters("meeting_sponsor")["johto"].body
    assert list(Assignment.objects.filter(given_at__isnull=False).values_list("code", flat=True)) == ["starting_point"]
    assert not Letter.objects.filter(code="assignment_given").exists()
    sprint.invite()  # nothing more
    assert Assignment.objects.filter(given_at__isnull=False).count() == 1


def test_pre_assignment_made_after_the_invitations_is_given_aloud(sprint: Sprinting) -> None:
    sprint.invite()
    assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh())
    sprint.invite()  # for those who have come since; the others would not be told
    assert not Assignment.objects.filter(given_at__isnull=False).exists()
    made = Assignment.objects.get(code="starting_point")
    made.programme = sprint.fresh()
    assert assignment_give(by=sprint.coordinator, assignment=made, now=NOW) == 3


# --- whole days, and letters that were not delivered ----------------------------------------------------------------
def whole_day(sprint: Sprinting, day: dt.date) -> Meeting:
    """The kick-off on a day, without times of day, to which everybody is invited."""
    Stage.objects.filter(programme=sprint.programme, code="kickoff").update(
        starts=day, ends=day, opens=None, closes=None
    )
    return sprint.invite()


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (dt.date(2027, 1, 21), dt.datetime(2027, 1, 21, 21, 59, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 28), dt.datetime(2027, 3, 28, 20, 59, tzinfo=dt.UTC)),  # clocks are put forward that night
        (dt.date(2027, 10, 31), dt.datetime(2027, 10, 31, 21, 59, tzinfo=dt.UTC)),
    ],
)
def test_meeting_without_times_can_be_answered_until_its_day_is_over(
    sprint: Sprinting, day: dt.date, last: dt.datetime
) -> None:
    whole_day(sprint, day)
    assert reply(sprint, "eka", now=last) == "coming"
    with pytest.raises(ValidationError, match="begun already"):
        reply(sprint, "toka", now=last + dt.timedelta(minutes=1))


def failed(code: str, name: str) -> Letter:
    letter = letters(code)[name]
    Letter.objects.filter(pk=letter.pk).update(state="failed", tries=7)
    letter.refresh_from_db()
    return letter


def test_invitation_that_was_not_delivered_is_sent_again_with_the_present_time(sprint: Sprinting) -> None:
    sprint.invite("workshop_1")
    letter = failed("meeting_invite", "eka")
    day = dt.date(2027, 2, 9)
    stages_move(by=sprint.coordinator, programme=sprint.programme, times={"workshop_1": (day, day)})
    letter_again(by=sprint.coordinator, letter=letter)
    letter.refresh_from_db()
    event = event_of(letter)
    assert (letter.state, event.dtstart.value.date(), event.sequence.value) == ("waiting", day, "1")
    assert "9.2.2027" in letter.body and "9.2.2027" in letter.subject


def test_invitation_to_a_meeting_that_is_cancelled_or_has_begun_is_not_sent_again(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    letter = failed("meeting_invite", "eka")
    actions.meeting_cancel(by=sprint.coordinator, meeting=meeting, reason="", now=NOW)
    with pytest.raises(ValidationError, match="has since been cancelled"):
        letter_again(by=sprint.coordinator, letter=letter)
    cancelled = failed("meeting_cancelled", "eka")
    letter_again(by=sprint.coordinator, letter=cancelled)
    cancelled.refresh_from_db()
    assert (cancelled.state, vobject.readOne(cancelled.calendar).method.value) == ("waiting", "CANCEL")
    past = dt.date(2020, 1, 2)
    Stage.objects.filter(programme=sprint.programme, code="workshop_1").update(starts=past, ends=past)
    letter = failed("meeting_cancelled", "toka")
    with pytest.raises(ValidationError, match="has begun already"):
        letter_again(by=sprint.coordinator, letter=letter)


def test_letter_of_several_changes_is_sent_again_with_what_is_true_now(sprint: Sprinting) -> None:
    for stage in ("workshop_1", "workshop_3"):
        sprint.invite(stage)
    first, third = dt.date(2027, 2, 9), dt.date(2027, 3, 26)
    times = {"workshop_1": (first, first), "workshop_3": (third, third)}
    stages_move(by=sprint.coordinator, programme=sprint.programme, times=times)
    meetings_tell(by=sprint.coordinator, programme=sprint.fresh(), reason="", now=NOW)
    letter = failed("meetings_moved", "eka")
    later = dt.date(2027, 2, 10)
    stages_move(by=sprint.coordinator, programme=sprint.programme, times={"workshop_1": (later, later)})
    letter_again(by=sprint.coordinator, letter=letter)
    letter.refresh_from_db()
    assert (letter.calendar.count("BEGIN:VEVENT"), "10.2.2027" in letter.body, "26.3.2027" in letter.body) == (
        2,
        True,
        True,
    )


def test_academy_whose_texts_lack_the_letters_of_meetings_invites_all_the_same(sprint: Sprinting) -> None:
    PackPart.objects.filter(programme=sprint.programme, name="letters").update(content=[])
    forget_all()
    sprint.invite()
    assert set(letters("meeting_invite")) == {"eka", "toka", "kolmas"}
