"""An academy of many teams, made at once: for what writes to all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from soske.base.localtext import LocalText
from soske.intake.groups.models import Exchange, Group, GroupPerson, GroupTopic, Member
from soske.people.models import Organisation, Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import programme_get
from soske.sprint.assignments.models import Assignment
from soske.sprint.meetings.actions import meetings_of_stages
from soske.sprint.meetings.models import Meeting
from soske.sprint.meetings.queries import meeting_views
from soske.sprint.peers.models import Introduction
from soske.sprint.sparring.models import Coach, Opening, Pairing, Session
from soske.sprint.sparring.queries_sessions import Window, windows_of
from tests.support import world

NOW = dt.datetime(2027, 1, 15, 8, 0, tzinfo=dt.UTC)
"""Before the kick-off of 21 January 2027."""
FIRST = dt.datetime(2027, 2, 11, 7, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
EACH = 3
"""Teams of one coach."""


@dataclass
class Wide:
    """Teams of some people, who read Finnish and Swedish by turns."""

    slug: str
    by: Person
    teams: list[Group]

    @property
    def programme(self) -> Programme:
        found = programme_get(self.slug)
        assert found is not None
        return found

    @property
    def window(self) -> Window:
        return windows_of(self.programme)[0]

    def meeting(self, stage: str = "kickoff") -> Meeting:
        """The meeting of a stage; it has a place."""
        Meeting.objects.filter(programme__slug=self.slug, stage=stage).update(place="Sali Ä")
        return next(view for view in meeting_views(self.programme) if view.meeting.stage == stage).meeting

    def assignment(self) -> Assignment:
        made = Assignment.objects.create(
            programme=self.programme,
            name=LocalText(fi="Tehtävä", sv="Uppgift", en="Assignment"),
            text=LocalText(fi="Tehkää tämä.", sv="Gör det här.", en="Do this."),
            day=FIRST.date(),
        )
        made.programme = self.programme
        return made

    def pairs(self) -> None:
        """A main coach is planned for each team."""
        people = Person.objects.bulk_create(
            Person(name=f"Sparraaja {n}", email=f"sparraaja.{n}@{self.slug}.example", language="fi")
            for n in range(-(-len(self.teams) // EACH))
        )
        coaches = Coach.objects.bulk_create(
            Coach(programme=self.programme, person=each, name=each.name, starts=NOW.date(), accepted_at=NOW)
            for each in people
        )
        Pairing.objects.bulk_create(Pairing(group=team, coach=coaches[n // EACH]) for n, team in enumerate(self.teams))

    def sessions(self) -> list[Session]:
        """A time is proposed for each team with its main coach, who is told."""
        Pairing.objects.update(told_at=NOW)
        pairings = list(Pairing.objects.filter(group__in=self.teams).order_by("group"))
        times = Opening.objects.bulk_create(
            Opening(
                coach_id=row.coach_id,
                starts=FIRST + n % EACH * HOUR,
                ends=FIRST + (n % EACH + 1) * HOUR,
                place="Huone Ä",
            )
            for n, row in enumerate(pairings)
        )
        return Session.objects.bulk_create(
            Session(group_id=row.group_id, coach_id=row.coach_id, window=self.window.code, planned=time)
            for row, time in zip(pairings, times, strict=True)
        )

    def drafts(self) -> None:
        """Each team is to help the next one."""
        GroupTopic.objects.bulk_create(
            GroupTopic(group=team, kind=kind, code=code)
            for team in self.teams
            for kind, code in ((Exchange.GIVES, "roles"), (Exchange.NEEDS, "roles"))
        )
        Introduction.objects.bulk_create(
            Introduction(programme=self.programme, giver=giver, taker=taker, topics=["roles"])
            for giver, taker in zip(self.teams, [*self.teams[1:], self.teams[0]], strict=True)
        )


def wide(teams: int, *, people: int = 4, slug: str = "wide") -> Wide:
    made, by = world.programme(slug), world.person(f"{slug}.coordinator")
    Programme.objects.filter(pk=made.pk).update(state="public")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    days = {"starts": dt.date(2027, 2, 11), "ends": dt.date(2027, 2, 18)}
    Stage.objects.filter(programme=made, code="sparring_1").update(**days)
    organisations = Organisation.objects.bulk_create(
        Organisation(name=LocalText(fi=f"{slug} {n} Äkunta"), type="municipality") for n in range(teams)
    )
    groups = Group.objects.bulk_create(Group(programme=made, team_since=NOW) for _each in organisations)
    members = Member.objects.bulk_create(
        Member(group=group, organisation=organisation, lead=True, position=0)
        for group, organisation in zip(groups, organisations, strict=True)
    )
    persons = Person.objects.bulk_create(
        Person(name=f"Jäsen {n}", email=f"jasen.{n}@{slug}.example", language=("fi", "sv")[n % 2])
        for n in range(teams * people)
    )
    GroupPerson.objects.bulk_create(
        GroupPerson(group=groups[n // people], member=members[n // people], person=each, name=each.name, starts=NOW)
        for n, each in enumerate(persons)
    )
    meetings_of_stages(by=by, programme=made)
    return Wide(slug, by, groups)
