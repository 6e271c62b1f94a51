"""The self-assessment of the practice academy: the one at the start is closed, with made-up answers of every team."""

from __future__ import annotations

import datetime as dt
import random
from uuid import UUID

from django.utils import timezone

from soske.engines.maturity import HIGHEST, LOWEST, UNKNOWN
from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.actions import revision_grow
from soske.workbench.maturity import actions
from soske.workbench.maturity.models import Link, Moment, MomentKind
from soske.workbench.maturity.queries import long_names, model_of, teams

CLOSED_BEFORE = dt.timedelta(days=21)
OPEN_FOR = dt.timedelta(days=14)
STRONG, WEAK = ("competence", "requirements", "communication"), ("remedy", "monitoring", "measuring")


def build_maturity(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Three to ten people of each organisation have answered, and most of the teams; one organisation has two answers,
    which are too few."""
    today, now = timezone.localdate(), timezone.now()
    here = programme_get(programme.slug) or programme
    if not model_of(here).areas:
        return
    moment = actions.moment_open(
        by=by, programme=here, kind=MomentKind.START, closes_on=today, now=now - OPEN_FOR - CLOSED_BEFORE, today=today
    )
    for number, team in enumerate(teams(here)):
        team.programme = here
        people = GroupPerson.objects.filter(group=team, ends__isnull=True).select_related("person").order_by("pk")
        actions.links_open(by=people[0].person if people else by, group=team, moment=moment, today=today)
        for link in Link.objects.filter(moment=moment, member__group=team).order_by("pk"):
            link.moment = moment
            level = chance.choice([2.0, 2.4, 2.8, 3.2])
            for _each in range(2 if number == 1 and link.member_id % 2 else chance.randint(4, 10)):
                answers = {area.code: _value(chance, area.code, level) for area in model_of(here).areas}
                token = UUID(int=chance.getrandbits(128))
                actions.answer_give(link=link, answers=answers, token=token, today=today)
        for place in people:
            if chance.random() < 0.85:
                answers = {
                    name: _value(chance, area.code, 2.6) for area in model_of(here).areas for name in long_names(area)
                }
                actions.long_save(by=place.person, group=team, moment=moment, answers=answers, today=today)
    actions.moment_close(by=by, moment=moment, now=now - CLOSED_BEFORE)
    Moment.objects.filter(pk=moment.pk).update(closes_on=today - CLOSED_BEFORE)
    revision_grow(programme.pk)


def _value(chance: random.Random, area: str, level: float) -> int:
    """One answer: around the level, better in some areas than in others, now and then "I do not know"."""
    if chance.random() < 0.05:
        return UNKNOWN
    middle = level + (0.7 if area in STRONG else -0.8 if area in WEAK else 0.0)
    return max(LOWEST, min(HIGHEST, round(chance.gauss(middle, 0.9))))
