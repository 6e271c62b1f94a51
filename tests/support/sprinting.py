"""An academy whose teams have begun, with its meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from soske.intake.groups.models import Group, Member
from soske.people.actions import person_ensure
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.meetings.actions import meeting_invite, meetings_of_stages
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import MeetingView, meeting_views
from tests.support import world

NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
"""A moment before the kick-off of tests.support.world (21 January 2027)."""


@dataclass
class Sprinting:
    """Two teams: eka and toka with two organisations and a sponsor, kolmas alone."""

    programme: Programme
    coordinator: Person
    teams: list[Group]

    def fresh(self) -> Programme:
        found = programme_get(self.programme.slug)
        assert found is not None
        return found

    def client(self, person: Person | None = None) -> Client:
        client = Client()
        client.force_login(person or self.coordinator)
        return client

    def view(self, stage: str = "kickoff") -> MeetingView:
        return next(view for view in meeting_views(self.fresh()) if view.meeting.stage == stage)

    def placed(self, stage: str = "kickoff", place: str = "Sali Ä") -> Meeting:
        """The meeting of a stage, which has a place."""
        Meeting.objects.filter(programme=self.programme, stage=stage).update(place=place)
        return self.view(stage).meeting

    def invite(self, stage: str = "kickoff", *, now: dt.datetime = NOW) -> Meeting:
        meeting = self.placed(stage)
        meeting_invite(by=self.coordinator, meeting=meeting, now=now)
        return self.view(stage).meeting

    def place(self, name: str, stage: str = "kickoff") -> Participant:
        rows = Participant.objects.filter(meeting__programme=self.programme, meeting__stage=stage)
        found = rows.select_related("person").get(person__email=f"{name}@example.fi")
        found.meeting = self.view(stage).meeting
        return found


def sprinting() -> Sprinting:
    made = world.programme("alpha")
    Programme.objects.filter(pk=made.pk).update(state="public")
    coordinator = world.person("coordinator")
    coordinator_add(by=None, programme=made, person=coordinator, starts=dt.date(2020, 1, 1))
    found = programme_get("alpha")
    assert found is not None
    teams = [
        world.group(found, coordinator, "Äänekosken kaupunki", "Åbo stad", contact="eka", member="toka"),
        world.group(found, coordinator, "Öjan kunta", contact="kolmas"),
    ]
    Group.objects.filter(pk__in=[team.pk for team in teams]).update(team_since=timezone.now())
    sponsor, _made = person_ensure(email="johto@example.fi", name="Johto", language="sv")
    Member.objects.filter(group=teams[0], lead=True).update(sponsor=sponsor, sponsor_name="Johto")
    meetings_of_stages(by=coordinator, programme=found)
    return Sprinting(found, coordinator, teams)
