"""Two teams with coaches, and the days between their workshops."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from soske.base.clock import moment
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import programme_get
from soske.records.models import Letter
from soske.sprint.sparring.actions import CoachInput, coach_add, terms_accept
from soske.sprint.sparring.actions_pairs import pair_set, pairs_tell
from soske.sprint.sparring.actions_sessions import session_book
from soske.sprint.sparring.actions_times import openings_add
from soske.sprint.sparring.models import Coach, Opening, Session
from soske.sprint.sparring.queries_sessions import Window, windows_of
from tests.support.sprinting import Sprinting, sprinting
from tests.support.world import person

NOW = dt.datetime(2027, 1, 25, 8, 0, tzinfo=dt.UTC)
"""After the kick-off of 21 January 2027; the first window is 11 to 18 February."""
TODAY = NOW.date()
FIRST = dt.datetime(2027, 2, 11, 7, 0, tzinfo=dt.UTC)
"""9.00 in Finland on the first day of the first window."""
HOUR = dt.timedelta(hours=1)


def given(who: str, **more: object) -> CoachInput:
    """What the coordinator writes of a coach."""
    values: dict[str, object] = {
        "name": who.capitalize(),
        "email": f"{who}@example.fi",
        "employer": "Kuvitelma",
        "about": "Tuntee ehdot.",
        "topics": ["employment_clause"],
        "sectors": ["municipal"],
        "languages": ["fi"],
        "most": 2,
        "sessions": 6,
    }
    return CoachInput(**{**values, **more})  # type: ignore[arg-type]


@dataclass
class Sparring:
    """Teams `eka` (with two organisations) and `kolmas`, coaches Anni and Börje, who have accepted the terms."""

    sprint: Sprinting
    coaches: list[Coach]

    @property
    def programme(self) -> Programme:
        found = programme_get("alpha")
        assert found is not None
        return found

    @property
    def by(self) -> Person:
        return self.sprint.coordinator

    @property
    def teams(self) -> list[Group]:
        for team in self.sprint.teams:
            team.programme = self.programme
        return self.sprint.teams

    def window(self, number: int = 0) -> Window:
        return windows_of(self.programme)[number]

    def pair(self, team: int = 0, coach: int = 0, now: dt.datetime = NOW) -> Coach:
        """The team knows that this is its main coach."""
        chosen = self.coaches[coach]
        chosen.programme = self.programme
        pair_set(by=self.by, group=self.teams[team], topic="", coach=chosen, now=now)
        pairs_tell(by=self.by, programme=self.programme, now=now)
        return chosen

    def offer(self, coach: int = 0, starts: dt.datetime = FIRST, count: int = 1) -> list[Opening]:
        """Hours that a coach offers one after another."""
        owner = self.coaches[coach]
        owner.programme = self.programme
        assert owner.person is not None
        openings_add(by=owner.person, coach=owner, starts=starts, minutes=60, count=count, place="Huone Ä", now=NOW)
        return list(Opening.objects.filter(coach=owner, starts__gte=starts).order_by("starts")[:count])

    def book(self, opening: Opening, team: int = 0, coach: int = 0) -> Session:
        owner = self.coaches[coach]
        owner.programme = self.programme
        member = person("eka" if team == 0 else "kolmas")
        return session_book(by=member, group=self.teams[team], coach=owner, opening=opening.pk, now=NOW)


def sparring() -> Sparring:
    sprint = sprinting()
    days = {"sparring_1": (dt.date(2027, 2, 11), dt.date(2027, 2, 18))}
    for code, (starts, ends) in days.items():
        Stage.objects.filter(programme=sprint.programme, code=code).update(starts=starts, ends=ends)
    programme = sprint.fresh()
    made = []
    for name in ("anni", "börje"):
        values = given(name, email=f"{name.replace('ö', 'o')}@example.fi")
        coach = coach_add(by=sprint.coordinator, programme=programme, values=values, now=NOW, today=TODAY)
        assert coach.person is not None
        terms_accept(by=coach.person, coach=coach, tenders=False, interests="", accepts=True, now=NOW)
        coach.refresh_from_db()
        made.append(coach)
    return Sparring(sprint, made)


def next_week(of: Programme) -> dt.date:
    """The first window is Monday to Friday of next week, whenever that is: its Monday. For those who act in a browser,
    whose clock nobody sets."""
    today = timezone.localdate()
    monday = today + dt.timedelta(days=7 - today.weekday())
    Stage.objects.filter(programme=of, code="sparring_1").update(starts=monday, ends=monday + dt.timedelta(days=4))
    return monday


def offered(coach: Coach, day: dt.date, count: int) -> list[Opening]:
    """Hours that a coach offers from nine o'clock on a day to come."""
    found = programme_get("alpha")
    assert found is not None
    assert coach.person is not None
    coach.programme, now = found, timezone.now()
    starts = moment(day, dt.time(9))
    openings_add(by=coach.person, coach=coach, starts=starts, minutes=60, count=count, place="Huone Ö", now=now)
    return list(Opening.objects.filter(coach=coach, starts__gte=starts).order_by("starts"))


def letters(code: str) -> list[Letter]:
    """The letters of a kind that wait."""
    return list(Letter.objects.filter(code=code, state="waiting").order_by("pk"))
