"""Reads of the self-assessment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.utils.crypto import salted_hmac

from soske.base.localtext import LocalText
from soske.engines import maturity as engine
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import member_titles, team_of
from soske.people.models import Person
from soske.programmes.models import PackPart, Programme
from soske.programmes.queries import pack_parts, remembered_of
from soske.sprint.sparring.models import Pairing
from soske.workbench.maturity.models import Link, LongAnswer, Moment, MomentKind, TeamResult

if TYPE_CHECKING:
    from soske.packs.schema_maturity import Area, Maturity

PAGE = 50


def model_of(programme: Programme) -> Maturity:
    """The maturity model in the texts of the academy; without areas when it has none."""
    found: Maturity | None = pack_parts(programme, "maturity").get("maturity")
    return found or _none()


def _none() -> Maturity:
    from soske.packs.schema_maturity import Maturity  # pydantic: not at the start of a worker

    return Maturity()


def long_names(area: Area) -> list[str]:
    """The questions of an area in the long form: its level, and its statements."""
    return [area.code, *(f"{area.code}.{each.code}" for each in area.statements)]


def moments_of(programme: Programme) -> dict[str, Moment]:
    """Kind -> moment, the start first. One query when something has changed; not for writing to."""
    return remembered_of(programme, lambda: _moments(programme), "maturity moments")


def _moments(programme: Programme) -> dict[str, Moment]:
    found = {each.kind: each for each in Moment.objects.filter(programme=programme)}
    return {kind: found[kind] for kind in MomentKind.values if kind in found}


def moment_now(programme: Programme, today: dt.date) -> Moment | None:
    """The one that takes answers today."""
    for each in moments_of(programme).values():
        if each.closed_at is None and each.closes_on >= today:
            return _own_copy(each, programme)
    return None


def moment_latest(programme: Programme) -> Moment | None:
    """The one that was opened last, closed or not."""
    found = list(moments_of(programme).values())
    return _own_copy(found[-1], programme) if found else None


def _own_copy(moment: Moment, programme: Programme) -> Moment:
    """What is remembered belongs to all requests; this one belongs to the one that has loaded the programme."""
    found = copy(moment)
    found.programme = programme
    return found


# --- links ----------------------------------------------------------------------------------------------------------
def link_of(programme: Programme, token: Any) -> Link | None:
    """The link with this address, while its group is a team. One query."""
    rows = Link.objects.filter(moment__programme=programme, token=token, member__group__team_since__isnull=False)
    found = rows.select_related("moment", "member").first()
    if found is not None:
        found.moment.programme = programme
    return found


def link_of_team(group: Group, pk: int) -> Link | None:
    """A link of one of the team's organisations."""
    rows = Link.objects.filter(pk=pk, member__group=group, moment__programme=group.programme)
    found = rows.select_related("moment").first()
    if found is not None:
        found.moment.programme = group.programme
    return found


@dataclass(frozen=True, slots=True)
class Asking:
    """How far one organisation has come with a moment; without a link nobody has been asked yet."""

    member: int
    name: str
    link: Link | None

    @property
    def answers(self) -> int:
        return self.link.answers if self.link else 0

    @property
    def enough(self) -> bool:
        """Whether there are answers enough for a result."""
        return self.answers >= engine.BATCH


def askings(group: Group, moment: Moment, lang: str) -> list[Asking]:
    """The organisations of a team in their order. Three queries when something has changed; not for writing to."""
    return remembered_of(
        group.programme, lambda: _askings(group, moment, lang), "maturity askings", group.pk, moment.pk, lang
    )


def _askings(group: Group, moment: Moment, lang: str) -> list[Asking]:
    links = {each.member_id: each for each in Link.objects.filter(moment=moment, member__group=group)}
    members = list(Member.objects.filter(group=group).order_by("position").values_list("pk", flat=True))
    titles = member_titles(members, lang)
    return [Asking(pk, titles[pk], links.get(pk)) for pk in members]


class Lacking(NamedTuple):
    """Organisations of a team: all, and those with answers enough."""

    members: int
    enough: int


def lacking(group: Group, moment: Moment) -> Lacking:
    """One query when something has changed."""
    enough = Count("pk", filter=Q(pk__in=_enough(moment)))
    rows = Member.objects.filter(group=group)
    return remembered_of(
        group.programme,
        lambda: Lacking(**rows.aggregate(members=Count("pk"), enough=enough)),
        "maturity lacking",
        moment.pk,
        group.pk,
    )


def _enough(moment: Moment) -> Any:
    return Link.objects.filter(moment=moment, answers__gte=engine.BATCH).values("member")


# --- the long form --------------------------------------------------------------------------------------------------
def owner_of(moment: Moment, person: Person) -> str:
    """What stands for a person beside her long answer. It needs the key of the service; each moment has another."""
    return salted_hmac("soske.maturity.long", f"{moment.pk}:{person.pk}", algorithm="sha256").hexdigest()


def long_of(moment: Moment, person: Person) -> LongAnswer | None:
    """What the person has answered, until the moment is closed. One query."""
    return LongAnswer.objects.filter(moment=moment, owner=owner_of(moment, person)).first()


def long_done(moment: Moment, person: Person) -> bool:
    """Whether she has. One query when something has changed."""
    rows = LongAnswer.objects.filter(moment=moment, owner=owner_of(moment, person))
    return remembered_of(moment.programme, rows.exists, "maturity long", moment.pk, person.pk)


class LongCount(NamedTuple):
    answered: int
    people: int


def long_count(group: Group, moment: Moment) -> LongCount:
    """How many of the team have answered the long form. Two queries when something has changed."""
    return remembered_of(group.programme, lambda: _long_count(group, moment), "maturity longs", group.pk, moment.pk)


def _long_count(group: Group, moment: Moment) -> LongCount:
    people = GroupPerson.objects.filter(group=group, ends__isnull=True).values("person").distinct().count()
    if moment.closed_at is None:
        return LongCount(LongAnswer.objects.filter(moment=moment, group=group).count(), people)
    kept = TeamResult.objects.filter(moment=moment, group=group).values_list("answers", flat=True).first()
    return LongCount(kept or 0, people)


# --- results --------------------------------------------------------------------------------------------------------
class Shown(NamedTuple):
    """What is shown of an area: an average with one decimal, and a word for how people differ ("" from too few)."""

    average: float
    spread: str


@dataclass(slots=True)
class Series:
    """One line of the picture: an organisation (its number), or the long forms of the team (0). Kind of a moment ->
    area -> what is shown; kind -> how many answers are counted."""

    member: int
    name: str
    areas: dict[str, dict[str, Shown]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Result:
    """What a team has come to: its organisations, its long forms, the academy's average, the weakest areas with their
    averages. `kind` is the moment from which the weakest are."""

    series: list[Series]
    long: Series
    academy: dict[str, dict[str, tuple[float, int]]]
    kind: str = ""
    weakest: list[tuple[str, float]] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return any(each.areas for each in (*self.series, self.long))


def result_of(group: Group, *, known: Mapping[int, Counter[str]], lang: str) -> Result:
    """The result of a team for somebody who sees so many organisations' results (`known_to`). Four queries when
    something has changed."""
    own = remembered_of(group.programme, lambda: _own_result(group, lang), "maturity result", group.pk, lang)
    return replace(own, academy=_academy(moments_of(group.programme), known))


def _own_result(group: Group, lang: str) -> Result:
    programme = group.programme
    moments = moments_of(programme)
    kinds = {each.pk: kind for kind, each in moments.items()}
    members = list(Member.objects.filter(group=group).order_by("position").values_list("pk", flat=True))
    titles = member_titles(members, lang)
    series = {pk: Series(pk, titles[pk]) for pk in members}
    exact: dict[str, list[Mapping[str, Any]]] = {}
    links = Link.objects.filter(member__in=members, moment__in=kinds)
    for member, moment, answers, tally in links.values_list("member", "moment", "answers", "shown"):
        kind, scores = kinds[moment], engine.scores(tally)
        series[member].counted[kind] = answers - answers % engine.BATCH
        if scores:
            series[member].areas[kind] = {
                area: Shown(engine.rounded(score.average), score.spread or "") for area, score in scores.items()
            }
            exact.setdefault(kind, []).append({area: score.average for area, score in scores.items()})
    result = Result(list(series.values()), _long_series(group, kinds), {})
    _weakest(result, exact, [area.code for area in model_of(programme).areas])
    return result


def _long_series(group: Group, kinds: Mapping[int, str]) -> Series:
    found = Series(0, "")
    rows = TeamResult.objects.filter(group=group, moment__in=kinds)
    for moment, answers, areas in rows.values_list("moment", "answers", "areas"):
        found.counted[kinds[moment]] = answers
        if areas:
            found.areas[kinds[moment]] = {area: Shown(value, spread or "") for area, (value, spread) in areas.items()}
    return found


def _academy(
    moments: Mapping[str, Moment], known: Mapping[int, Counter[str]]
) -> dict[str, dict[str, tuple[float, int]]]:
    return {kind: academy_of(each, known.get(each.pk, Counter())) for kind, each in moments.items()}


def academy_of(moment: Moment, known: Counter[str]) -> dict[str, tuple[float, int]]:
    """Area -> the academy's average and of how many organisations, as it was counted when the moment was closed; left
    out where too few others remain beside those that the reader knows."""
    return {
        area: (value, number) for area, (value, number) in moment.academy.items() if engine.remain(number, known[area])
    }


def _weakest(result: Result, exact: Mapping[str, list[Mapping[str, Any]]], order: list[str]) -> None:
    """Of the latest moment that has a result; of the short form where there is one."""
    for kind in (MomentKind.END, MomentKind.START):
        averages = engine.mean(exact.get(kind, []))
        if averages:
            result.weakest = [(area, engine.rounded(averages[area])) for area in engine.weakest(averages, order)]
        elif kind in result.long.areas:
            long = {area: shown.average for area, shown in result.long.areas[kind].items()}
            result.weakest = [(area, long[area]) for area in engine.weakest(long, order)]  # type: ignore[arg-type]
        if result.weakest:
            result.kind = kind
            return


def known_to(person: Person, programme: Programme) -> dict[int, Counter[str]]:
    """Moment -> area -> how many organisations' results somebody sees or has seen: those of her own team, and of the
    teams that she coaches or has coached. Two queries when something has changed."""
    return remembered_of(programme, lambda: _known_to(person, programme), "maturity known", person.pk)


def _known_to(person: Person, programme: Programme) -> dict[int, Counter[str]]:
    own = team_of(person, programme)
    coached = Pairing.objects.filter(coach__person=person, group__programme=programme, told_at__isnull=False)
    groups = {*coached.values_list("group", flat=True), *([own.pk] if own else [])}
    found: dict[int, Counter[str]] = {}
    rows = Link.objects.filter(member__group__in=groups, moment__programme=programme)
    for moment, tally in rows.values_list("moment", "shown"):
        found.setdefault(moment, Counter()).update(engine.scores(tally).keys())
    return found


def means_named(programme: Programme, codes: Iterable[str], lang: str) -> dict[str, str]:
    """Code -> name of means of the catalogue; those that the academy does not have are left out. One query."""
    rows = PackPart.objects.filter(programme=programme, name="means", item__in=set(codes))
    order = tuple(programme.languages)
    found = rows.values_list("item", "content")
    return {code: LocalText(content["name"]).spoken(lang, order).text for code, content in found}


# --- the coordinator ------------------------------------------------------------------------------------------------
class TeamCount(NamedTuple):
    """How far a team has come: answers to the short form, organisations with answers enough and all of them, long
    forms. Nothing of what was answered."""

    group: int
    answers: int
    enough: int
    members: int
    long: int


def team_counts(programme: Programme, moment: Moment, groups: list[int]) -> list[TeamCount]:
    """For the teams of one page. Three queries when something has changed."""
    return remembered_of(programme, lambda: _team_counts(moment, groups), "maturity counts", moment.pk, tuple(groups))


def _team_counts(moment: Moment, groups: list[int]) -> list[TeamCount]:
    sums = Link.objects.filter(moment=moment, member__group__in=groups).values("member__group").order_by()
    sums = sums.annotate(given=Sum("answers"), enough=Count("pk", filter=Q(answers__gte=engine.BATCH)))
    links: dict[int, tuple[int, int]] = {row["member__group"]: (row["given"], row["enough"]) for row in sums}
    members = dict(Member.objects.filter(group__in=groups).values_list("group").annotate(Count("pk")).order_by())
    if moment.closed_at is None:
        rows = LongAnswer.objects.filter(moment=moment, group__in=groups).values_list("group")
        long = dict(rows.annotate(Count("pk")).order_by())
    else:
        long = dict(TeamResult.objects.filter(moment=moment, group__in=groups).values_list("group", "answers"))
    return [TeamCount(group, *links.get(group, (0, 0)), members.get(group, 0), long.get(group, 0)) for group in groups]


class Totals(NamedTuple):
    """Of a moment: answers, organisations with answers enough, organisations and teams in all, teams with no answer."""

    answers: int
    enough: int
    organisations: int
    teams: int
    silent: int


def totals_of(programme: Programme, moment: Moment | None) -> Totals:
    """Three queries when something has changed."""
    return remembered_of(programme, lambda: _totals(programme, moment), "maturity totals", moment and moment.pk)


def teams(programme: Programme) -> Any:
    return Group.objects.filter(programme=programme, ready=True, team_since__isnull=False).order_by("pk")


def has_teams(programme: Programme) -> bool:
    """One query when something has changed."""
    return remembered_of(programme, lambda: bool(teams(programme).exists()), "maturity teams")


def silent_teams(programme: Programme, moment: Moment) -> Any:
    """Teams in which nobody has answered the short form."""
    answered = Link.objects.filter(moment=moment, answers__gt=0).values("member__group")
    return teams(programme).exclude(pk__in=answered)


def _totals(programme: Programme, moment: Moment | None) -> Totals:
    here = teams(programme)
    members = Member.objects.filter(group__in=here.order_by().values("pk")).count()
    if moment is None:
        return Totals(0, 0, members, here.count(), 0)
    rows = Link.objects.filter(moment=moment, member__group__in=here.order_by().values("pk"))
    sums = rows.aggregate(given=Sum("answers"), enough=Count("pk", filter=Q(answers__gte=engine.BATCH)))
    silent = silent_teams(programme, moment).count()
    return Totals(sums["given"] or 0, sums["enough"], members, here.count(), silent)
