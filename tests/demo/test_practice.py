"""The practice academy as the demo shows it: from the call to the news."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.utils import timezone

from soske.demo.actions import demo_load, stage_names
from soske.intake.applications.models import Application
from soske.intake.groups.models import Group, Member
from soske.intake.selection.models import Announcement, Decision, Seat
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import letters_send_due
from soske.records.models import AuditRow
from soske.sprint.assignments.models import Work
from soske.sprint.meetings.models import Feedback, Meeting, Participant
from tests.support.once import made_once

pytestmark = pytest.mark.django_db


def loaded() -> Programme:
    demo_load(seed=1)
    return Programme.objects.get(slug="harjoitus")


@pytest.fixture(scope="module")
def _made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Programme]:
    with made_once(django_db_blocker, tmp_path_factory.getbasetemp(), loaded) as made:
        yield made


@pytest.fixture
def practice(_made: Programme, db: None) -> Programme:
    """The practice academy as the demo shows it without a stage: everything up to the news."""
    return deepcopy(_made)


def test_practice_academy_is_marked_and_made_up(practice: Programme) -> None:
    assert practice.practice is True
    members = Member.objects.filter(group__programme=practice).select_related("organisation")
    assert {member.organisation.made_up for member in members} == {True}
    assert Group.objects.filter(programme=practice).count() == 40
    assert all(person.email.endswith("@harjoitus.example") for person in Person.objects.all())
    assert Announcement.objects.filter(programme=practice).exists()


def test_stages_build_on_one_another_where_they_say_so(practice: Programme) -> None:
    assert stage_names() == ["call", "groups", "review", "decision", "announced", "sprint"]
    assert (Group.objects.filter(programme__slug="harjoitus").count(), Application.objects.count()) == (40, 40)
    assert Announcement.objects.filter(programme__slug="harjoitus", state="published").exists()
    seats = Counter(Seat.objects.values_list("state", flat=True))
    assert seats == {"accepted": 6, "declined": 1}
    assert Group.objects.filter(team_since__isnull=False).count() == 6
    assert Decision.objects.get().state == "released"
    assert not AuditRow.objects.filter(at__gt=timezone.now()).exists()
    assert Counter(Meeting.objects.values_list("kind", flat=True)) == {"workshop": 4, "kickoff": 1, "closing": 1}
    assert Participant.objects.filter(meeting__kind="kickoff").exclude(reply="open").count() >= 10
    assert Feedback.objects.count() >= 3
    states = Counter(Work.objects.values_list("assignment__code", "state"))
    assert (states["starting_point", "done"], states["present_state", "open"]) == (5, 2)
    assert Work.objects.filter(asked_day__isnull=False).count() == 1


def test_letters_of_the_practice_academy_are_never_sent(practice: Programme, smtp: list[Any]) -> None:
    sent = letters_send_due(now=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    assert (sent["sent"], sent["failed"], smtp) == (0, 0, [])
    assert sent["kept"] > 50
