"""What pages remember of sparring is never out of date: times that have passed, plans, people who have left."""

from __future__ import annotations

import datetime as dt

import pytest

from soske.sprint.sparring import actions, actions_after, actions_proposing, actions_sessions
from soske.sprint.sparring.models import Opening, Session
from soske.sprint.sparring.queries import coach_in, mains_told, pair_rows, teams_page, told_of
from soske.sprint.sparring.queries_doing import doing_rows
from soske.sprint.sparring.queries_sessions import free_ahead, sessions_of_coach, sessions_of_team, window_sessions
from tests.support.queries import counted
from tests.support.sparring import FIRST, NOW, TODAY, Sparring
from tests.support.world import person

pytestmark = pytest.mark.django_db
QUARTER = dt.timedelta(minutes=15)


def free(spar: Sparring, now: dt.datetime) -> list[int]:
    return [each.pk for each in free_ahead(spar.programme, [spar.coaches[0].pk], now=now)]


def test_free_time_that_has_passed_is_not_offered_within_the_same_hour(spar: Sparring) -> None:
    times = spar.offer(starts=FIRST + QUARTER, count=2)
    assert free(spar, FIRST) == [time.pk for time in times]
    with counted() as count:
        assert free(spar, FIRST + QUARTER * 2) == [times[1].pk]
    assert count.queries == 1  # the revision


def test_free_time_that_somebody_takes_is_offered_to_nobody_else(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer(count=2)
    assert free(spar, NOW) == [time.pk for time in times]
    session = spar.book(times[0])
    assert free(spar, NOW) == [times[1].pk]
    actions_sessions.session_cancel(by=person("anni"), session=session, reason="Este", now=NOW)
    assert free(spar, NOW) == [time.pk for time in times]


def test_coach_who_leaves_is_gone_from_what_is_remembered(spar: Sparring) -> None:
    spar.pair()
    spar.book(spar.offer()[0])
    team, anni = spar.teams[0], person("anni")
    coach = coach_in(spar.programme, anni)
    assert coach is not None
    assert [each.coach_id for each in told_of(team)] == [coach.pk]
    assert [each.state for each in sessions_of_team(team)] == ["booked"]
    assert [each.state for each in sessions_of_coach(coach)] == ["booked"]
    actions.coach_end(by=spar.by, coach=coach, reason="Muutti", now=NOW, today=TODAY)
    team = spar.teams[0]
    assert coach_in(spar.programme, anni) is None
    assert told_of(team) == []
    assert [each.state for each in sessions_of_team(team)] == ["cancelled"]


def test_what_a_request_changes_in_its_coach_stays_with_it(spar: Sparring) -> None:
    programme = spar.programme
    first = coach_in(programme, person("anni"))
    assert first is not None
    first.name = "Muutettu"
    again = coach_in(programme, person("anni"))
    assert again is not None
    assert again.name != "Muutettu"


def test_lists_of_the_coordinator_follow_what_is_planned_and_told(spar: Sparring) -> None:
    titles = teams_page(spar.programme, 0, "fi")
    first, second = titles
    assert [row.main for row in pair_rows(spar.programme, titles, 0)] == [None, None]
    spar.pair()
    assert [row.main is None for row in pair_rows(spar.programme, titles, 0)] == [False, True]
    assert set(mains_told(spar.programme, titles, 0)) == {first}
    spar.offer()
    window = spar.window()
    assert window_sessions(spar.programme, window, titles, 0) == {}
    actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    assert set(window_sessions(spar.programme, window, titles, 0)) == {first}
    assert second not in window_sessions(spar.programme, window, titles, 0)


def test_team_without_a_session_stands_out_when_the_window_comes_near(spar: Sparring) -> None:
    """The same day and the same data: what comes near by the clock alone is not remembered."""
    starts = spar.window().starts
    far, near = starts - dt.timedelta(days=7), starts - dt.timedelta(days=7) + dt.timedelta(seconds=1)

    def lacking(now: dt.datetime) -> list[bool]:
        return [row.lacks for row in doing_rows(spar.programme, start=0, now=now, today=starts.date())]

    assert (lacking(far), lacking(near)) == ([False, False], [True, True])


def test_contact_moves_a_team_to_the_end_of_the_list(spar: Sparring) -> None:
    def order() -> list[int]:
        return [row.group for row in doing_rows(spar.programme, start=0, now=NOW, today=TODAY)]

    first, second = order()
    team = next(team for team in spar.teams if team.pk == first)
    actions_after.contact_note(by=spar.by, group=team, note="", now=NOW)
    assert order() == [second, first]


def test_proposal_that_is_taken_back_is_free_again(spar: Sparring) -> None:
    spar.pair()
    times = spar.offer()
    actions_proposing.sessions_propose(
        by=spar.by, programme=spar.programme, window=spar.window(), movable=False, now=NOW
    )
    assert (Session.objects.count(), free(spar, NOW)) == (1, [])
    actions_proposing.plans_clear(by=spar.by, programme=spar.programme, window=spar.window())
    assert free(spar, NOW) == [time.pk for time in times]
    assert Opening.objects.count() == 1
