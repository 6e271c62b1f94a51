"""The path of stages with today on it."""

from __future__ import annotations

import datetime as dt

import pytest

from soske.programmes.models import Programme
from soske.programmes.queries import Path, pack_parts, path_of, stages_of
from tests.support.world import KICKOFF, programme

pytestmark = pytest.mark.django_db


def path(made: Programme, today: dt.date, lang: str = "fi") -> Path:
    return path_of(pack_parts(made, "path")["path"], stages_of(made), today=today, lang=lang)


def test_before_the_call_nothing_has_begun() -> None:
    found = path(programme("alpha"), KICKOFF - dt.timedelta(days=365))
    assert (found.position, found.current) == (None, None)
    assert {step.state for step in found.steps} == {"later"}
    assert found.next_code == "call"


def test_on_the_day_of_the_kickoff_it_is_the_current_step() -> None:
    found = path(programme("alpha"), KICKOFF)
    assert found.current is not None
    assert (found.current.code, found.current.state) == ("kickoff", "now")
    assert [step.state for step in found.steps] == ["done"] * 4 + ["now"] + ["later"] * 4
    assert found.position == round(4 / 9 * 100, 1)


def test_between_two_steps_the_last_one_that_began_is_current() -> None:
    found = path(programme("alpha"), KICKOFF + dt.timedelta(days=7))
    assert found.current is not None
    assert (found.current.code, found.current.state) == ("kickoff", "done")
    assert 4 / 9 * 100 < (found.position or 0) < 5 / 9 * 100


def test_after_everything_today_is_at_the_end() -> None:
    found = path(programme("alpha"), KICKOFF + dt.timedelta(days=1000))
    assert (found.position, found.next, {step.state for step in found.steps}) == (100.0, "", {"done"})


@pytest.mark.parametrize(
    ("lang", "call", "by", "months"),
    [
        ("fi", "3.9.–1.10.2026, päättyy klo 16", "viimeistään 6.5.2027", "11/2027 ja 5/2028"),
        ("sv", "3.9–1.10.2026, går ut kl. 16", "senast 6.5.2027", "11/2027 och 5/2028"),
        ("en", "3 September – 1 October 2026, closes at 16.00", "by 6 May 2027", "November 2027 and May 2028"),
    ],
)
def test_dates_of_steps_are_written_as_the_language_does(lang: str, call: str, by: str, months: str) -> None:
    steps = {step.code: step for step in path(programme("alpha"), KICKOFF, lang).steps}
    assert [steps[code].dates.replace("\xa0", " ") for code in ("call", "handling", "followup")] == [call, by, months]


def test_note_of_a_step_vanishes_with_its_date() -> None:
    made = programme("alpha")
    assert path(made, KICKOFF).steps[0].note == "Infotilaisuus 10.9."
    made.stages.filter(code="info").update(starts=None, ends=None)
    assert path(made, KICKOFF).steps[0].note == ""


def test_position_never_goes_back_from_day_to_day() -> None:
    made = programme("alpha")
    steps, stages = pack_parts(made, "path")["path"], stages_of(made)
    positions = [
        path_of(steps, stages, today=KICKOFF + dt.timedelta(days=day), lang="fi").position or 0.0
        for day in range(-160, 500)
    ]
    assert positions == sorted(positions)
    assert positions[0] >= 0 and positions[-1] <= 100
