"""Around a meeting: small groups, who came, what people thought of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from soske.base.connect import duties_of
from soske.desk.actions import person_erase
from soske.intake.groups.models import GroupPerson, Member
from soske.people.models import Person
from soske.records.models import AuditRow
from soske.sprint.meetings import actions_after as actions
from soske.sprint.meetings.actions import meeting_reply
from soske.sprint.meetings.models import Attendance, Feedback, Participant
from soske.sprint.meetings.queries import beside_of, feedback_results, presence_of
from tests.support.sprinting import NOW, Sprinting
from tests.support.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AFTER = dt.datetime(2027, 1, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def invited(sprint: Sprinting) -> Sprinting:
    for number in range(4):
        for team in sprint.teams:
            GroupPerson.objects.create(
                group=team, person=person(f"lisa{number}.{team.pk}"), name=f"Lisä {number}", starts=dt.date(2026, 1, 1)
            )
    sprint.invite()
    return sprint


def say(sprint: Sprinting, name: str, *, now: dt.datetime = AFTER, **answers: str) -> Feedback:
    place = sprint.place(name)
    assert place.person is not None
    return actions.feedback_give(by=place.person, view=sprint.view(), participant=place, answers=answers, now=now)


# --- small groups ---------------------------------------------------------------------------------------------------
def test_teams_are_spread_evenly_and_sponsors_are_not_seated(invited: Sprinting) -> None:
    place = invited.place("toka")
    assert place.person is not None
    meeting_reply(by=place.person, participant=place, comes=False, now=NOW)
    seated = actions.tables_propose(by=invited.coordinator, meeting=invited.view().meeting, tables=3)
    assert seated == 10
    tables = Counter(Participant.objects.exclude(table=None).values_list("table", flat=True))
    assert sorted(tables.values()) == [3, 3, 4]
    for team in invited.teams:
        share = Counter(Participant.objects.filter(group=team).exclude(table=None).values_list("table", flat=True))
        assert max(share.values()) - min(share.values()) <= 1
    assert (invited.place("johto").table, invited.place("toka").table) == (None, None)
    assert len(beside_of(invited.place("eka"))) in {2, 3}


@pytest.mark.parametrize("tables", [0, -1, 51])
def test_number_of_small_groups_has_bounds(invited: Sprinting, tables: int) -> None:
    with pytest.raises(ValidationError):
        actions.tables_propose(by=invited.coordinator, meeting=invited.view().meeting, tables=tables)


def test_seats_are_changed_by_hand_only_in_their_own_meeting(invited: Sprinting) -> None:
    other = invited.invite("workshop_1")
    kickoff = invited.view().meeting
    mine, foreign = invited.place("eka"), invited.place("eka", "workshop_1")
    moved = actions.tables_write(by=invited.coordinator, meeting=kickoff, seats={mine.pk: 2, foreign.pk: 3})
    assert (moved, invited.place("eka").table, Participant.objects.get(pk=foreign.pk).table) == (1, 2, None)
    with pytest.raises(ValidationError):
        actions.tables_write(by=invited.coordinator, meeting=other, seats={foreign.pk: 51})
    assert actions.tables_write(by=invited.coordinator, meeting=kickoff, seats={mine.pk: None}) == 1


# --- who came -------------------------------------------------------------------------------------------------------
def test_attendance_tells_away_from_not_recorded(invited: Sprinting) -> None:
    meeting = invited.view().meeting
    first, second, third = [row.member for row in presence_of(meeting)]
    actions.attendance_write(by=invited.coordinator, meeting=meeting, people={first: 2, second: 0, third: None})
    assert [row.people for row in presence_of(meeting)] == [2, 0, None]
    actions.attendance_write(by=invited.coordinator, meeting=meeting, people={first: None, second: 1, third: 1})
    assert [row.people for row in presence_of(meeting)] == [None, 1, 1]
    with pytest.raises(ValidationError):
        actions.attendance_write(by=invited.coordinator, meeting=meeting, people={first: 101})
    stranger = Member.objects.exclude(group__programme=invited.programme).first()
    assert stranger is None or stranger.pk not in Attendance.objects.values_list("member", flat=True)


def test_attendance_of_very_many_organisations_is_written_page_by_page(
    invited: Sprinting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soske.sprint.meetings.views_after.MEMBERS", 2)
    meeting = invited.view().meeting
    members = [row.member for row in presence_of(meeting)]
    client, url = invited.client(), f"/en/desk/alpha/meetings/{meeting.pk}/attendance/"
    first, second = client.get(url), client.get(f"{url}?page=2")
    opened = [page.context["form"]["opened"].value() for page in (first, second)]
    assert [len(page.context["members"]) for page in (first, second)] == [2, 1]
    data = {f"member_{members[0]}": "2", f"member_{members[1]}": "0", "opened": opened[0]}
    assert client.post(url, data).headers["Location"] == f"{url}?page=2"
    # The second page was opened before the first was saved: it is another part of the form.
    answer = client.post(f"{url}?page=2", {f"member_{members[2]}": "1", "opened": opened[1]})
    assert answer.headers["Location"] == f"/en/desk/alpha/meetings/{meeting.pk}/"
    assert [row.people for row in presence_of(meeting)] == [2, 0, 1]
    assert client.post(url, data).status_code == 422  # opened before it was written


# --- what people thought --------------------------------------------------------------------------------------------
def test_feedback_is_given_once_begun_changed_and_counted_without_names(invited: Sprinting) -> None:
    with pytest.raises(ValidationError, match="has not begun"):
        say(invited, "eka", useful="5", now=NOW)
    say(invited, "eka", useful="5", pace="2", next="Hyvä ääniraita")
    say(invited, "toka", useful="3")
    say(invited, "eka", useful="4", next="Hyvä ääniraita")
    answered, results = feedback_results(invited.view().meeting)
    assert (answered, [result.counts for result in results]) == (
        2,
        [{1: 0, 2: 0, 3: 1, 4: 1, 5: 0}, {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}, {}],
    )
    assert results[2].texts == ["Hyvä ääniraita"]
    assert set(AuditRow.objects.filter(act="feedback_given").values_list("person_id", flat=True)) == {None}


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({}, "at least one"),
        ({"useful": "6"}, "Choose one"),
        ({"useful": "ä"}, "Choose one"),
        ({"next": "x" * 2001}, "too long"),
    ],
)
def test_wrong_feedback_is_refused(invited: Sprinting, answers: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        say(invited, "eka", **answers)
    assert not Feedback.objects.exists()


def test_neither_a_sponsor_nor_somebody_who_was_away_is_asked(invited: Sprinting) -> None:
    place = invited.place("toka")
    assert place.person is not None
    meeting_reply(by=place.person, participant=place, comes=False, now=NOW)
    for name in ("toka", "johto"):
        with pytest.raises(ValidationError):
            say(invited, name, useful="5")


def test_feedback_is_a_duty_for_a_week_and_stays_after_an_erasure(invited: Sprinting) -> None:
    who = Person.objects.get(email="eka@example.fi")

    def asked(now: dt.datetime) -> bool:
        with override("fi"):
            found = duties_of(person=who, programme=invited.fresh(), now=now)
        return any(duty.key.startswith("meeting_feedback") for duty in found)

    assert (asked(AFTER), asked(AFTER + dt.timedelta(days=8))) == (True, False)
    say(invited, "eka", useful="5")
    assert asked(AFTER) is False
    person_erase(by=None, person=who)
    assert Feedback.objects.get().person_id is None
    assert feedback_results(invited.view().meeting)[0] == 1
