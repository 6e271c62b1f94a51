"""Three teams that need and give things, and ways to act for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from soske.intake.groups.models import Group, GroupTopic
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.models import Letter
from soske.sprint.peers import actions
from soske.sprint.peers.models import Introduction
from soske.sprint.peers.queries import Met, introduction_of
from soske.sprint.peers.states import IntroductionState
from tests.support.sprinting import sprinting
from tests.support.world import group

NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
OWN, DESK = "/fi/academies/alpha/peers/", "/fi/desk/alpha/peers/"


@dataclass
class Peers:
    """Äänekoski (contact eka, toka) gives roles and needs audits; Öja (kolmas) gives audits and needs roles; Åland
    (neljas) needs audits and gives nothing."""

    coordinator: Person
    teams: list[Group]

    def fresh(self) -> Programme:
        found = programme_get("alpha")
        assert found is not None
        return found

    def team(self, number: int) -> Group:
        found = Group.objects.get(pk=self.teams[number].pk)
        found.programme = self.fresh()
        return found

    def client(self, name: str = "coordinator") -> Client:
        client = Client()
        client.force_login(someone(name))
        return client

    def propose(self) -> list[Introduction]:
        """What the engine finds, sent; the first is between Äänekoski and Öja."""
        actions.introductions_draft(by=self.coordinator, programme=self.fresh())
        actions.drafts_send(by=self.coordinator, programme=self.fresh(), now=NOW)
        return list(Introduction.objects.filter(state="proposed").order_by("pk"))

    def met(self, row: Introduction, number: int) -> Met:
        found = introduction_of(self.team(number), row.pk)
        assert found is not None
        found.introduction.programme = self.fresh()
        return found

    def answer(self, row: Introduction, number: int, *, yes: bool = True, word: str = "") -> IntroductionState:
        by = someone(("eka", "kolmas", "neljas")[number])
        return actions.introduction_answer(by=by, each=self.met(row, number), yes=yes, word=word, now=NOW)


def someone(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.fi")


def letters(code: str) -> list[str]:
    rows = Letter.objects.filter(code=code).order_by("person__email")
    return [email.split("@")[0] for email in rows.values_list("person__email", flat=True)]


def says(team: Group, *, needs: tuple[str, ...] = (), gives: tuple[str, ...] = ()) -> None:
    GroupTopic.objects.bulk_create(
        GroupTopic(group=team, kind=kind, code=code)
        for kind, codes in (("needs", needs), ("gives", gives))
        for code in codes
    )


def peers() -> Peers:
    made = sprinting()
    third = group(made.programme, made.coordinator, "Ålands landskap", contact="neljas")
    Group.objects.filter(pk=third.pk).update(team_since=timezone.now())
    teams = [*made.teams, third]
    says(teams[0], needs=("audits",), gives=("roles",))
    says(teams[1], needs=("roles",), gives=("audits",))
    says(teams[2], needs=("audits",))
    return Peers(made.coordinator, teams)
