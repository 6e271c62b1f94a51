"""Reads of introductions: of one team, of all of them, and who is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from soske.intake.groups.models import Exchange, Group, GroupPerson, GroupTopic
from soske.intake.groups.queries import group_facts, group_title
from soske.intake.groups.queries_topics import exchanged_of, topics_counted
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.sprint.peers.models import Introduction, Limits, Side
from soske.sprint.peers.states import GOT, IntroductionState

PAGE = 50
OWN = 100


def limits_of(programme: Programme) -> Limits:
    """How often teams are asked; not saved while nobody has changed it. One query when something has changed."""
    return remembered_of(
        programme,
        lambda: Limits.objects.filter(programme=programme).first() or Limits(programme=programme),
        "peer limits",
    )


def teams_of(programme: Programme) -> QuerySet[Group]:
    """The teams of a programme, as they were entered."""
    return Group.objects.filter(programme=programme, ready=True, team_since__isnull=False).order_by("pk")


def teams_count(programme: Programme) -> int:
    return remembered_of(programme, lambda: teams_of(programme).count(), "peer teams")


def titles_of(groups: Collection[int], lang: str) -> dict[int, str]:
    """Group -> its name. Two queries."""
    return {each.pk: group_title(each, lang) for each in group_facts(Group.objects.filter(pk__in=set(groups)))}


# --- introductions of one team --------------------------------------------------------------------------------------
def about(group: int) -> Q:
    """Introductions in which a team is one of the two."""
    return Q(giver=group) | Q(taker=group)


@dataclass(frozen=True, slots=True)
class Met:
    """An introduction as one of its teams sees it. `gets` are topics in which the other team can help, `gives` those
    in which this one can."""

    introduction: Introduction
    group: int
    other: int
    gets: list[str]
    gives: list[str]
    mine: Side | None
    theirs: Side | None

    @property
    def pk(self) -> int:
        return self.introduction.pk

    @property
    def waits(self) -> bool:
        """Whether this team has not answered yet."""
        return self.introduction.state == IntroductionState.PROPOSED and self.mine is None


def met(introduction: Introduction, group: int) -> Met:
    """Pure when the sides are prefetched."""
    giver = introduction.giver_id == group
    sides = {side.group_id: side for side in introduction.sides.all()}
    other = introduction.taker_id if giver else introduction.giver_id
    gets, gives = (introduction.back, introduction.topics) if giver else (introduction.topics, introduction.back)
    return Met(introduction, group, other, gets, gives, sides.get(group), sides.get(other))


def introductions_of(group: Group) -> list[Met]:
    """The introductions of a team that were proposed to it, at most 100: what waits for it first, then those that go
    on, then the rest, the latest first. Two queries when something has changed."""
    return remembered_of(group.programme, lambda: _introductions_of(group), "introductions of", group.pk)


def _introductions_of(group: Group) -> list[Met]:
    rows = Introduction.objects.filter(about(group.pk), programme=group.programme_id)
    rows = rows.exclude(state=IntroductionState.DRAFT).prefetch_related("sides").order_by("-pk")[:OWN]
    order = {IntroductionState.PROPOSED: 1, IntroductionState.ACCEPTED: 2}
    found = [met(row, group.pk) for row in rows]
    return sorted(found, key=lambda each: (not each.waits, order.get(IntroductionState(each.introduction.state), 3)))


def introduction_of(group: Group, pk: int) -> Met | None:
    """One introduction as a team sees it; None when it is not its own, or was never proposed to it. Two queries."""
    rows = Introduction.objects.filter(about(group.pk), pk=pk).exclude(state=IntroductionState.DRAFT)
    row = rows.prefetch_related("sides").first()
    return met(row, group.pk) if row is not None else None


def contact_of(group: int) -> Any:
    """Who answers for a team: its contact person, or else the one who has been in it longest; None: nobody."""
    team = Group.objects.filter(pk=group, contact__is_active=True).select_related("contact").first()
    if team is not None:
        return team.contact
    places = GroupPerson.objects.filter(group=group, ends__isnull=True, person__is_active=True)
    place = places.select_related("person").order_by("pk").first()
    return place.person if place else None


# --- the programme --------------------------------------------------------------------------------------------------
def introductions(programme: Programme) -> QuerySet[Introduction]:
    """Those of a programme with their sides, the latest first."""
    return Introduction.objects.filter(programme=programme).prefetch_related("sides").order_by("-pk")


def introduction_get(programme: Programme, pk: int) -> Introduction | None:
    """One of this programme, drafts too."""
    return introductions(programme).filter(pk=pk).first()


def states_counted(programme: Programme) -> dict[str, int]:
    """State -> how many introductions. One query when something has changed."""

    def make() -> dict[str, int]:
        rows = Introduction.objects.filter(programme=programme).order_by().values_list("state")
        return dict(rows.annotate(Count("pk")))

    return remembered_of(programme, make, "introductions counted")


class Standing(NamedTuple):
    """What the matching has to know: pairs (giver, taker) that stand, and those that were declined."""

    standing: list[tuple[int, int]]
    declined: list[tuple[int, int]]


def standing_of(programme: Programme) -> Standing:
    """One query; as many rows as there are introductions."""
    found = Standing([], [])
    rows = Introduction.objects.filter(programme=programme, state__in=[*GOT, IntroductionState.DECLINED])
    for giver, taker, state in rows.order_by("pk").values_list("giver", "taker", "state"):
        (found.declined if state == IntroductionState.DECLINED else found.standing).append((giver, taker))
    return found


def helping(groups: Collection[int] | QuerySet[Any]) -> Counter[int]:
    """Group -> how often it is asked to help: as the giver, or in return. Two queries."""
    return _numbers("giver", "taker", groups)


def helped(groups: Collection[int]) -> Counter[int]:
    """Group -> in how many introductions it gets something. Two queries."""
    return _numbers("taker", "giver", groups)


def _numbers(role: str, in_return: str, groups: Collection[int] | QuerySet[Any]) -> Counter[int]:
    rows = Introduction.objects.filter(state__in=GOT).order_by()
    found: Counter[int] = Counter()
    for field, some in ((role, rows), (in_return, rows.exclude(back=[]))):
        found.update(dict(some.filter(**{f"{field}__in": groups}).values_list(field).annotate(Count("pk"))))
    return found


# --- who is left out ------------------------------------------------------------------------------------------------
class Left(StrEnum):
    """Why a team gets nothing."""

    NO_NEEDS = "no_needs"  # it has not said what it needs
    NOBODY_GIVES = "nobody_gives"  # no other team gives what it needs
    ASKED_ENOUGH = "asked_enough"  # those who give it have been asked as often as they may be
    WAITS = "waits"  # it could be introduced


def left_out(programme: Programme) -> QuerySet[Group]:
    """Teams that have got nothing and do not wait for an answer."""
    own = Introduction.objects.filter(state__in=GOT)
    gets = own.filter(taker=OuterRef("pk")), own.filter(giver=OuterRef("pk")).exclude(back=[])
    return teams_of(programme).filter(~Exists(gets[0]), ~Exists(gets[1]))


def left_count(programme: Programme) -> int:
    return remembered_of(programme, lambda: left_out(programme).count(), "left out")


def sought_count(programme: Programme) -> int:
    """For how many teams introductions should be sought: before the first are sent for all that are left out, later for
    those of them that got nothing because an introduction was declined. Remembered while nothing changes."""
    return remembered_of(programme, lambda: _sought(programme), "introductions sought")


def _sought(programme: Programme) -> int:
    rows = Introduction.objects.filter(programme=programme).exclude(state=IntroductionState.DRAFT)
    if not rows.exists():
        return left_out(programme).count()
    declined = rows.filter(state=IntroductionState.DECLINED)
    return left_out(programme).filter(Q(pk__in=declined.values("taker")) | Q(pk__in=declined.values("giver"))).count()


class TeamRow(NamedTuple):
    """What the table says of a team. `left` is None when it gets something."""

    group: int
    needs: list[str]
    gives: list[str]
    given: int  # introductions in which it helps
    taken: int  # in which it is helped
    left: Left | None


def team_rows(programme: Programme, *, left: bool, start: int, size: int = PAGE) -> list[TeamRow]:
    """One page of the teams, or of those that are left out. Ten queries at most when something has changed."""
    return remembered_of(programme, lambda: _team_rows(programme, left, start, size), "peer rows", left, start, size)


def _team_rows(programme: Programme, left: bool, start: int, size: int) -> list[TeamRow]:
    found = left_out(programme) if left else teams_of(programme)
    page = list(found.values_list("pk", flat=True)[start : start + size])
    without = set(page) if left else set(left_out(programme).filter(pk__in=page).values_list("pk", flat=True))
    exchanged = exchanged_of(page)
    given, taken = helping(page), helped(page)
    givers, free = topics_counted(programme)[Exchange.GIVES], room_counted(programme)
    full = limits_of(programme).asked

    def why(pk: int) -> Left:
        own = exchanged[pk]
        if not own.needs:
            return Left.NO_NEEDS
        if not any(givers.get(code, 0) - (code in own.gives) > 0 for code in own.needs):
            return Left.NOBODY_GIVES
        mine = given[pk] < full  # the team is among those with room itself
        room = any(free.get(code, 0) - (code in own.gives and mine) > 0 for code in own.needs)
        return Left.WAITS if room else Left.ASKED_ENOUGH

    return [
        TeamRow(pk, exchanged[pk].needs, exchanged[pk].gives, given[pk], taken[pk], why(pk) if pk in without else None)
        for pk in page
    ]


def room_counted(programme: Programme) -> dict[str, int]:
    """Topic -> how many teams give it and may still be asked. One query when something has changed."""
    return remembered_of(programme, lambda: _room(programme), "room to ask")


def _room(programme: Programme) -> dict[str, int]:
    rows = GroupTopic.objects.filter(
        group__in=teams_of(programme).order_by().values("pk"), kind=Exchange.GIVES, seen_by_id__isnull=True
    )
    asked = _count("giver") + _count("taker", in_return=True)
    free = rows.annotate(asked=asked).filter(asked__lt=limits_of(programme).asked)
    return dict(free.order_by().values_list("code").annotate(Count("group", distinct=True)))


def _count(role: str, *, in_return: bool = False) -> Coalesce:
    rows = Introduction.objects.filter(**{role: OuterRef("group")}, state__in=GOT)
    if in_return:
        rows = rows.exclude(back=[])
    counted = rows.order_by().values(role).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# --- by hand --------------------------------------------------------------------------------------------------------
def candidates(group: Group) -> QuerySet[Group]:
    """Other teams that can give what this one needs, or need what it gives, those with most in common first (`common`
    is the number of topics). Those to which it was introduced already are left out, unless one of the two declined."""
    topics = exchanged_of([group.pk])[group.pk]
    match = Q(topics__kind=Exchange.GIVES, topics__code__in=topics.needs) | Q(
        topics__kind=Exchange.NEEDS, topics__code__in=topics.gives
    )
    rows = Introduction.objects.filter(state__in=[IntroductionState.DRAFT, *GOT])
    met_ones = rows.filter(Q(giver=group, taker=OuterRef("pk")) | Q(taker=group, giver=OuterRef("pk")))
    found = teams_of(group.programme).exclude(pk=group.pk).filter(~Exists(met_ones))
    common = Count("topics", filter=match & Q(topics__seen_by_id__isnull=True))
    return found.annotate(common=common).filter(common__gt=0).order_by("-common", "pk")


def teams_with(programme: Programme, *, kind: str, topic: str) -> QuerySet[Group]:
    """Teams that need or give a topic; all of them when there is no topic."""
    found = teams_of(programme)
    if not topic:
        return found
    rows = GroupTopic.objects.filter(kind=kind, code=topic, seen_by_id__isnull=True)
    return found.filter(pk__in=rows.values("group"))
