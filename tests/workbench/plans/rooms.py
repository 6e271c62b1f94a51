"""A team that writes its plan, with a coach; another team beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.sprint.sparring.models import Coach, Pairing
from soske.workbench.plans import actions
from soske.workbench.plans.models import Row
from soske.workbench.plans.queries import section_of
from tests.support.sprinting import Sprinting, sprinting
from tests.support.world import person

if TYPE_CHECKING:
    from soske.packs.schema_plan import PlanSection

GOAL = {"goal": "Töihin 40 ihmistä, joiden on vaikea löytää työtä", "year": "2029", "owner": "hankintajohtaja"}


@dataclass
class Planning:
    """eka and toka write for two organisations, kolmas is in another team, `coach` coaches the first."""

    sprint: Sprinting
    coach: Person

    def team(self, number: int = 0) -> Group:
        found = Group.objects.get(pk=self.sprint.teams[number].pk)
        found.programme = self.sprint.fresh()
        return found

    def section(self, code: str = "goals") -> PlanSection:
        found = section_of(self.sprint.fresh(), code)
        assert found is not None
        return found

    def client(self, name: str = "eka") -> Client:
        client = Client()
        client.force_login(Person.objects.get(email=f"{name}@example.fi"))
        return client

    def page(self, code: str = "", number: int = 0) -> str:
        base = f"/fi/academies/alpha/plans/{self.sprint.teams[number].pk}/"
        return f"{base}{code}/" if code else base

    def row(self, **values: str) -> Row:
        return actions.row_add(
            by=Person.objects.get(email="eka@example.fi"),
            group=self.team(),
            section=self.section(),
            values=GOAL | values,
            token=uuid4(),
            now=timezone.now(),
        )


def planning() -> Planning:
    sprint = sprinting()
    coach = person("sparraaja")
    made = Coach.objects.create(
        programme=sprint.programme,
        person=coach,
        name="Sparraaja",
        starts=dt.date(2020, 1, 1),
        accepted_at=timezone.now(),
        tenders=False,
    )
    Pairing.objects.create(group=sprint.teams[0], coach=made, told_at=timezone.now())
    return Planning(sprint, coach)
