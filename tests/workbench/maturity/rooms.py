"""An academy that assesses itself: two teams with three organisations, and ways to answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from soske.intake.groups.models import Group, Member
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.sprint.sparring.models import Coach, Pairing
from soske.workbench.maturity import actions
from soske.workbench.maturity.models import Link, Moment, MomentKind
from soske.workbench.maturity.queries import long_names, model_of
from tests.support.sprinting import Sprinting, sprinting
from tests.support.world import group, person

OWN, DESK = "/fi/academies/alpha/maturity/", "/fi/desk/alpha/maturity/"


def someone(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.fi")


@dataclass
class Assessed:
    """Äänekoski and Åbo in one team (contact eka, member toka), Öja alone (kolmas)."""

    sprint: Sprinting

    @property
    def coordinator(self) -> Person:
        return self.sprint.coordinator

    def fresh(self) -> Programme:
        return self.sprint.fresh()

    def team(self, number: int) -> Group:
        found = Group.objects.get(pk=self.sprint.teams[number].pk)
        found.programme = self.fresh()
        return found

    def client(self, name: str = "coordinator") -> Client:
        client = Client()
        client.force_login(someone(name))
        return client

    def open(self, kind: MomentKind = MomentKind.START, *, days: int = 14) -> Moment:
        """A moment that takes answers for so many days, with the links of all teams."""
        today = timezone.localdate()
        moment = actions.moment_open(
            by=self.coordinator,
            programme=self.fresh(),
            kind=kind,
            closes_on=today + dt.timedelta(days=days),
            now=timezone.now(),
            today=today,
        )
        for each in Group.objects.filter(programme=self.sprint.programme, team_since__isnull=False):
            each.programme = self.fresh()
            actions.links_open(by=self.coordinator, group=each, moment=moment, today=today)
        return moment

    def links(self, kind: MomentKind = MomentKind.START) -> list[Link]:
        """In the order of teams and their organisations."""
        rows = Link.objects.filter(moment__programme=self.sprint.programme, moment__kind=kind)
        found = list(rows.select_related("moment", "member").order_by("member__group", "member__position"))
        for each in found:
            each.moment.programme = self.fresh()
        return found

    def close(self, kind: MomentKind = MomentKind.START) -> Moment:
        moment = Moment.objects.get(programme=self.sprint.programme, kind=kind)
        moment.programme = self.fresh()
        actions.moment_close(by=self.coordinator, moment=moment, now=timezone.now())
        moment.refresh_from_db()
        return moment

    def more(self, number: int) -> None:
        """So many teams of one organisation beside the two."""
        for each in range(number):
            made = group(self.sprint.programme, self.coordinator, f"Kunta {each}", contact=f"kunta{each}")
            Group.objects.filter(pk=made.pk).update(team_since=timezone.now())
            self.sprint.teams.append(made)

    def coach(self, *teams: int) -> Person:
        """A coach of these teams, who has accepted the terms."""
        who = person("sparraaja")
        made = Coach.objects.create(
            programme=self.sprint.programme,
            person=who,
            name="Sparraaja",
            starts=dt.date(2020, 1, 1),
            accepted_at=timezone.now(),
            tenders=False,
        )
        for each in teams:
            Pairing.objects.create(group=self.sprint.teams[each], coach=made, told_at=timezone.now())
        return who


def assessed() -> Assessed:
    return Assessed(sprinting())


def give(link: Link, *values: int, **areas: int) -> None:
    """Answers to the short form, each with the same value in every area but for those that are named."""
    for value in values:
        answers = everywhere(link.moment.programme, value) | areas
        actions.answer_give(link=link, answers=answers, token=uuid4(), today=timezone.localdate())


def everywhere(programme: Programme, value: int) -> dict[str, int]:
    return {area.code: value for area in model_of(programme).areas}


def long_everywhere(programme: Programme, value: int) -> dict[str, int]:
    return {name: value for area in model_of(programme).areas for name in long_names(area)}


def members(team: Group) -> list[int]:
    return list(Member.objects.filter(group=team).order_by("position").values_list("pk", flat=True))
