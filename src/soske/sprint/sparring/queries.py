"""Reads of coaches and of who coaches whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from soske.base.sorting import sort_key
from soske.intake.groups.models import Exchange, Group, GroupPerson, GroupTopic, Member
from soske.intake.groups.queries import group_facts, group_title
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of
from soske.sprint.sparring.fit import BARRED, Offered, Wanted, fit, fit_for_topic
from soske.sprint.sparring.models import Coach, Pairing, Tie

COACHES = 500
"""Most coaches of one academy."""
PAGE = 50


def coaches_of(programme: Programme) -> QuerySet[Coach]:
    """Those who coach in the programme now, in the order in which they were added."""
    return Coach.objects.filter(programme=programme, ends__isnull=True, person__isnull=False).order_by("pk")


def coach_in(programme: Programme, person: Any) -> Coach | None:
    """The person as a coach of the programme now. One query when something has changed; none for a visitor or somebody
    who is not a coach."""
    if person.pk not in coach_people(programme):
        return None
    known = remembered_of(programme, lambda: coaches_of(programme).filter(person=person).first(), "coach of", person.pk)
    if known is None:
        return None
    found = copy(known)  # a request may change what it got
    found.programme = programme
    return found


def coach_people(programme: Programme) -> frozenset[int]:
    """The persons who coach in the programme now, at most 500."""
    return remembered_of(
        programme,
        lambda: frozenset(coaches_of(programme).order_by().values_list("person", flat=True)[:COACHES]),
        "coach people",
    )


class CoachRow(NamedTuple):
    """A coach with her load."""

    coach: Coach
    teams: int  # as main coach, plans included
    topics: int  # as an expert


def coach_rows(programme: Programme, *, start: int, size: int = PAGE) -> list[CoachRow]:
    """One page of the coaches with their loads. One query when something has changed."""
    return remembered_of(programme, lambda: _coach_rows(programme, start, size), "coach rows", start, size)


def _coach_rows(programme: Programme, start: int, size: int) -> list[CoachRow]:
    now = Q(pairings__ended_at__isnull=True, pairings__group__team_since__isnull=False)
    rows = coaches_of(programme).annotate(
        main=Count("pairings__group", filter=now & Q(pairings__topic=""), distinct=True),
        expert=Count("pairings", filter=now & ~Q(pairings__topic=""), distinct=True),
    )
    return [CoachRow(row, row.main, row.expert) for row in rows[start : start + size]]


def coach_offered(coach: Coach) -> Offered:
    return Offered.of(coach.topics, coach.sectors, coach.languages)


def topic_names(programme: Programme, lang: str) -> dict[str, str]:
    """Code -> name of the topics of the pack."""
    order = tuple(programme.languages)
    topics = pack_parts(programme, "topics").get("topics", [])
    return {each.code: each.name.spoken(lang, order).text for each in topics}


# --- teams ----------------------------------------------------------------------------------------------------------
def teams_of(programme: Programme) -> QuerySet[Group]:
    """The teams of the programme, in the order in which they were entered."""
    return Group.objects.filter(programme=programme, ready=True, team_since__isnull=False).order_by("pk")


def teams_counted(programme: Programme) -> int:
    """How many teams there are."""
    return remembered_of(programme, lambda: teams_of(programme).count(), "teams")


def teams_page(programme: Programme, start: int, lang: str) -> dict[int, str]:
    """One page of the teams: group -> its name in a language. Three queries when something has changed."""
    return remembered_of(
        programme,
        lambda: {each.pk: group_title(each, lang) for each in group_facts(teams_of(programme)[start : start + PAGE])},
        "teams page",
        start,
        lang,
    )


def team_get(programme: Programme, pk: int) -> Group | None:
    """One team of the programme."""
    found = teams_of(programme).filter(pk=pk).first()
    if found is not None:
        found.programme = programme
    return found


def wanted_of(groups: Collection[int]) -> dict[int, Wanted]:
    """Group -> what it needs. Two queries."""
    topics: dict[int, set[str]] = {}
    sectors: dict[int, set[str]] = {}
    languages: dict[int, set[str]] = {}
    needs = GroupTopic.objects.filter(group__in=groups, kind=Exchange.NEEDS)
    for group, code in needs.values_list("group", "code"):
        topics.setdefault(group, set()).add(code)
    members = Member.objects.filter(group__in=groups)
    for group, sector, spoken in members.values_list("group", "organisation__sector", "organisation__languages"):
        sectors.setdefault(group, set()).add(sector)
        languages.setdefault(group, set()).update(spoken)
    return {
        group: Wanted(
            frozenset(topics.get(group, ())), frozenset(sectors.get(group, ())), frozenset(languages.get(group, ()))
        )
        for group in groups
    }


def ties_of(programme: Programme, groups: Collection[int] | None = None) -> set[tuple[int, int]]:
    """(group, coach) that may not be: conflicts of interest, and teams of which the coach is one herself. Two
    queries."""
    rows = Tie.objects.filter(coach__programme=programme, coach__ends__isnull=True)
    inside = GroupPerson.objects.filter(
        group__programme=programme,
        ends__isnull=True,
        person__coach_places__programme=programme,
        person__coach_places__ends__isnull=True,
    )
    if groups is not None:
        rows, inside = rows.filter(group__in=groups), inside.filter(group__in=groups)
    return {*rows.values_list("group", "coach"), *inside.values_list("group", "person__coach_places")}


# --- who coaches whom -----------------------------------------------------------------------------------------------
def pairings_open(groups: Iterable[int]) -> QuerySet[Pairing]:
    """Told and planned pairings of these groups, with their coaches; main coaches first."""
    rows = Pairing.objects.filter(group__in=groups, ended_at__isnull=True, coach__ends__isnull=True)
    return rows.select_related("coach").order_by("topic", "pk")


class Coaching(NamedTuple):
    """Who coaches a team in one topic ("" as its main coach): as the team knows it, and as it is planned."""

    topic: str
    told: Pairing | None
    planned: Pairing | None

    @property
    def next(self) -> Pairing | None:
        """Who it is once everything is told."""
        return self.planned or self.told


def coachings_of(groups: Collection[int]) -> dict[int, dict[str, Coaching]]:
    """Group -> topic -> who coaches it. One query."""
    found: dict[int, dict[str, Coaching]] = {group: {} for group in groups}
    for pairing in pairings_open(groups):
        own = found[pairing.group_id]
        each = own.get(pairing.topic, Coaching(pairing.topic, None, None))
        own[pairing.topic] = each._replace(told=pairing) if pairing.told_at else each._replace(planned=pairing)
    return found


def mains_told(programme: Programme, groups: Collection[int], start: int) -> dict[int, str]:
    """Group -> its main coach as it knows her, for the page of teams at `start`. One query when something has
    changed."""

    def make() -> dict[int, str]:
        rows = pairings_open(groups).filter(topic="", told_at__isnull=False)
        return dict(rows.values_list("group", "coach__name"))

    return remembered_of(programme, make, "mains told", start)


def told_of(group: Group) -> list[Pairing]:
    """The coaches that a team knows, its main coach first. One query when something has changed."""

    def make() -> list[Pairing]:
        return list(pairings_open([group.pk]).filter(told_at__isnull=False).exclude(coach__person=None))

    return remembered_of(group.programme, make, "told of", group.pk)


def teams_of_coach(coach: Coach) -> list[Pairing]:
    """The teams that a coach has been told of, those of which she is the main coach first; at most 200, with their
    groups. One query when something has changed."""

    def make() -> list[Pairing]:
        rows = Pairing.objects.filter(
            coach=coach, ended_at__isnull=True, told_at__isnull=False, group__team_since__isnull=False
        )
        return list(rows.select_related("group").order_by("topic", "pk")[:200])

    return remembered_of(coach.programme, make, "teams of coach", coach.pk)


def coaches(coach: Coach, group: Group | int) -> bool:
    """Whether she coaches this team now, as it knows, whether or not she has accepted the terms. One query."""
    rows = Pairing.objects.filter(coach=coach, group=group, ended_at__isnull=True, told_at__isnull=False)
    return rows.filter(coach__ends__isnull=True, group__team_since__isnull=False).exists()


def coaching_now() -> QuerySet[Pairing]:
    """Pairings that give a coach access to what is her team's: told, not ended, no bar between them, the terms
    accepted; and the group is a team."""
    barred = Tie.objects.filter(coach=OuterRef("coach"), group=OuterRef("group"))
    return Pairing.objects.filter(
        ~Exists(barred),
        ended_at__isnull=True,
        told_at__isnull=False,
        coach__ends__isnull=True,
        coach__accepted_at__isnull=False,
        group__team_since__isnull=False,
    )


def coach_of_group(person: Any, group: int) -> Coach | None:
    """The person as a coach of this team now, once she has accepted the terms. One query."""
    found = coaching_now().filter(group=group, coach__person=person).select_related("coach__programme").first()
    return found.coach if found is not None else None


class PairRow(NamedTuple):
    """Who coaches one team: its main coach as it is once everything is told, how well she suits it (None without a main
    coach), the experts with their topics, and whether something of it is not told yet."""

    group: int
    main: str | None
    fit: int | None
    experts: list[tuple[str, str]]
    untold: bool


def pair_rows(programme: Programme, groups: Collection[int], start: int) -> list[PairRow]:
    """Who coaches these teams, which are one page of them. Three queries when something has changed."""
    return remembered_of(programme, lambda: _pair_rows(groups), "pair rows", start)


def _pair_rows(groups: Collection[int]) -> list[PairRow]:
    coachings, wanted = coachings_of(groups), wanted_of(groups)
    found = []
    for group, own in coachings.items():
        main = own[""].next if "" in own else None
        found.append(
            PairRow(
                group,
                main.coach.name if main else None,
                fit(wanted[group], coach_offered(main.coach)) if main else None,
                [(each.next.coach.name, topic) for topic, each in own.items() if topic and each.next],
                any(each.planned for each in own.values()),
            )
        )
    return found


class Untold(NamedTuple):
    """What is planned and not told: how many pairings, of how many teams; and teams without any main coach."""

    pairings: int
    teams: int
    without: int


def untold_counted(programme: Programme) -> Untold:
    """Counted once for the academy as it is now."""
    return remembered_of(programme, lambda: _untold(programme), "pairings untold")


def _untold(programme: Programme) -> Untold:
    open_ones = Pairing.objects.filter(group__programme=programme, ended_at__isnull=True, coach__ends__isnull=True)
    planned = open_ones.filter(told_at__isnull=True)
    main = open_ones.filter(topic="", group=OuterRef("pk"))
    return Untold(
        planned.count(),
        planned.aggregate(n=Count("group", distinct=True))["n"],
        teams_of(programme).filter(~Exists(main)).count(),
    )


class Candidate(NamedTuple):
    """A coach as she suits one team; `fit` is -1 where she may not coach it."""

    coach: Coach
    fit: int
    shared: list[str]  # codes of the needs that she knows
    sector: bool
    language: bool
    load: int


def candidates_of(group: Group, topic: str = "") -> list[Candidate]:
    """Every coach of the programme as she suits this team, or it for one topic; the best first. Five queries."""
    wanted = wanted_of([group.pk])[group.pk]
    barred = {coach for _group, coach in ties_of(group.programme, [group.pk])}
    found = []
    for row in coach_rows(group.programme, start=0, size=COACHES):
        offered = coach_offered(row.coach)
        points = fit_for_topic(topic, wanted, offered) if topic else fit(wanted, offered)
        found.append(
            Candidate(
                coach=row.coach,
                fit=BARRED if row.coach.pk in barred else points,
                shared=sorted(wanted.topics & offered.topics),
                sector=bool(wanted.sectors & offered.sectors),
                language=bool(wanted.languages & offered.languages),
                load=row.teams,
            )
        )
    return sorted(found, key=lambda each: (-each.fit, sort_key(each.coach.name), each.coach.pk))


def leftover() -> Q:
    """Pairings of groups that are no teams any more: their seat was given up."""
    return Q(ended_at__isnull=True, told_at__isnull=False, group__team_since__isnull=True)


def leftovers_counted(programme: Programme) -> int:
    """How many groups that are no teams any more still have coaches; counted once for the academy as it is now."""
    return remembered_of(
        programme,
        lambda: Pairing.objects.filter(leftover(), group__programme=programme).values("group").distinct().count(),
        "leftovers",
    )
