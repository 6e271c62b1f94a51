"""When a call is open: by the minute, at midnight, on the nights on which clocks are changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from soske.base import formats
from soske.base.clock import is_left_out, moment
from soske.intake.calls.queries import answer_by, call_state, call_window, info_of
from soske.intake.calls.words import period, state_words, when
from soske.programmes.actions import stages_move
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from tests.support.calls import call_dates
from tests.support.queries import counted
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def states(made: Programme, at: dt.datetime) -> tuple[str, str, str]:
    """One minute before, at the very moment, one minute after."""
    return tuple(call_state(made, now) for now in (at - MINUTE, at, at + MINUTE))  # type: ignore[return-value]


def test_call_opens_and_closes_by_the_minute() -> None:
    made = call_dates(
        programme("alpha"), starts=dt.date(2026, 4, 7), ends=dt.date(2026, 5, 8), opens=dt.time(9), closes=dt.time(16)
    )
    assert call_window(made)[:2] == (utc(2026, 4, 7, 6), utc(2026, 5, 8, 13))
    assert states(made, utc(2026, 4, 7, 6)) == ("before", "open", "open")
    assert states(made, utc(2026, 5, 8, 13)) == ("open", "closed", "closed")


def test_call_without_times_is_open_for_whole_days() -> None:
    made = call_dates(programme("alpha"), starts=dt.date(2026, 4, 7), ends=dt.date(2026, 5, 8), closes=None)
    assert call_window(made) == (utc(2026, 4, 6, 21), utc(2026, 5, 8, 21), True)
    assert states(made, utc(2026, 4, 6, 21)) == ("before", "open", "open")
    assert states(made, utc(2026, 5, 8, 21)) == ("open", "closed", "closed")


@pytest.mark.parametrize(
    ("starts", "ends", "opens", "closes"),
    [
        (dt.date(2026, 3, 1), dt.date(2026, 4, 30), utc(2026, 2, 28, 22), utc(2026, 4, 30, 13)),
        (dt.date(2026, 10, 1), dt.date(2026, 11, 30), utc(2026, 9, 30, 21), utc(2026, 11, 30, 14)),
        (SPRING, SPRING, utc(2026, 3, 28, 22), utc(2026, 3, 29, 13)),
        (AUTUMN, AUTUMN, utc(2026, 10, 24, 21), utc(2026, 10, 25, 14)),
    ],
)
def test_four_in_the_afternoon_is_on_the_clock_of_the_day(
    starts: dt.date, ends: dt.date, opens: dt.datetime, closes: dt.datetime
) -> None:
    made = call_dates(programme("alpha"), starts=starts, ends=ends)
    assert call_window(made)[:2] == (opens, closes)
    assert "klo\xa016" in state_words("open", call_window(made), "fi")


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_last_day_of_the_change_ends_at_its_midnight(day: dt.date) -> None:
    made = call_dates(programme("alpha"), starts=dt.date(2026, 1, 1), ends=day, closes=None)
    closes = call_window(made).closes
    assert closes is not None
    assert closes.astimezone(formats.HELSINKI).replace(tzinfo=None) == dt.datetime.combine(
        day, dt.time.min
    ) + dt.timedelta(days=1)
    assert "23.59" in when(closes, "fi")


def test_time_that_is_shown_twice_closes_at_the_second_and_opens_at_the_first() -> None:
    half_past_three = dt.time(3, 30)
    assert moment(AUTUMN, half_past_three) == utc(2026, 10, 25, 0, 30)
    assert moment(AUTUMN, half_past_three, ends=True) == utc(2026, 10, 25, 1, 30)
    made = call_dates(programme("alpha"), starts=dt.date(2026, 10, 1), ends=AUTUMN, closes=half_past_three)
    assert states(made, utc(2026, 10, 25, 1, 30)) == ("open", "closed", "closed")
    assert "klo\xa03.30" in state_words("open", call_window(made), "fi")


def test_time_that_is_left_out_is_the_moment_of_the_change() -> None:
    half_past_three = dt.time(3, 30)
    assert is_left_out(SPRING, half_past_three)
    assert not is_left_out(AUTUMN, half_past_three)
    assert not is_left_out(SPRING, dt.time(4))
    assert moment(SPRING, half_past_three, ends=True) == moment(SPRING, half_past_three) == utc(2026, 3, 29, 1)
    made = call_dates(programme("alpha"), starts=dt.date(2026, 3, 1), ends=SPRING, closes=half_past_three)
    assert states(made, utc(2026, 3, 29, 1)) == ("open", "closed", "closed")


def test_programme_without_dates_or_of_the_past_has_no_call() -> None:
    undated, past = programme("undated", kickoff=None), programme("past")
    Programme.objects.filter(pk=past.pk).update(record_only=True)
    past.refresh_from_db()
    now = utc(2026, 9, 10, 12)
    assert call_state(programme("alpha"), now) == "open"
    assert (call_state(undated, now), call_state(past, now)) == ("none", "none")
    assert (info_of(past), answer_by(undated)) == (None, None)


def test_state_costs_no_query_while_nothing_changes() -> None:
    made = call_dates(programme("alpha"), starts=dt.date(2026, 4, 7), ends=dt.date(2026, 5, 8))
    for asked in (call_window, info_of, answer_by):
        asked(made)
    with counted() as count:
        for day in range(6, 12):
            call_state(made, utc(2026, 4, day, 12))
        info_of(made)
        answer_by(made)
    assert count.queries == 0


def test_moved_call_is_seen_at_once() -> None:
    made = programme_get(programme("alpha").slug)
    assert made is not None
    before = call_window(made).opens
    assert before is not None
    first, last = before.date() - dt.timedelta(days=6), before.date() + dt.timedelta(days=20)
    stages_move(
        by=person("c"), programme=made, times={"call": (first, last)}, clocks={"call": (dt.time(8, 15), dt.time(12))}
    )
    again = programme_get("alpha")
    assert again is not None
    assert call_window(again)[:2] == (moment(first, dt.time(8, 15)), moment(last, dt.time(12)))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", "7.4.–8.5.2026, klo 16"),
        ("sv", "7.4–8.5.2026, kl. 16"),
        ("en", "7 April – 8 May 2026, 16.00"),
    ],
)
def test_period_in_words(lang: str, words: str) -> None:
    made = call_dates(programme("alpha"), starts=dt.date(2026, 4, 7), ends=dt.date(2026, 5, 8))
    assert period(call_window(made), lang).replace("\xa0", " ") == words


@pytest.mark.parametrize("state", ["before", "open", "closed"])
def test_page_says_the_state_with_its_minute(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = programme("alpha")
    Programme.objects.filter(pk=made.pk).update(state="public")
    call_dates(made, starts=dt.date(2026, 4, 7), ends=dt.date(2026, 5, 8), opens=dt.time(9), closes=dt.time(16))
    at = {"before": utc(2026, 4, 7, 5, 59), "open": utc(2026, 5, 8, 12, 59), "closed": utc(2026, 5, 8, 13)}[state]
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    html = Client().get(reverse("call", args=["alpha"])).content.decode().replace("\xa0", " ")
    assert {
        "before": "Haku avautuu ti 7.4.2026 klo 9.",
        "open": "Haku on auki pe 8.5.2026 klo 16 asti.",
        "closed": "Haku päättyi pe 8.5.2026 klo 16.",
    }[state] in html
