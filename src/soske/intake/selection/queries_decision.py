"""Reads for the choice of groups: the ranked list, what is chosen so far, what still keeps the decision from being
made, and the decision as it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery

from soske.engines import selection as engine
from soske.intake.applications.models import Application
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group, GroupTopic, Member
from soske.intake.groups.queries import GroupFacts, group_facts
from soske.intake.reviews.fields import weighed
from soske.intake.reviews.models import EligibilityCheck, Interview, Lot, Standing
from soske.intake.reviews.queries import candidates_of
from soske.intake.reviews.queries_interviews import eligibility_states
from soske.intake.reviews.states import Verdict
from soske.intake.selection.models import Alternative, Choice, Decision
from soske.intake.selection.states import DecisionState, Outcome
from soske.people.models import Sector
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of

PAGE = 50
DECIDED = (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED)


# --- the ranked list ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Filters:
    """What of the ranked list is shown. Unknown values show everything."""

    outcome: str = ""
    sector: str = ""

    @classmethod
    def of(cls, wanted: Any) -> Filters:
        outcome, sector = wanted.get("outcome", ""), wanted.get("sector", "")
        return cls(
            outcome=outcome if outcome in Outcome.values else "", sector=sector if sector in Sector.values else ""
        )

    def __bool__(self) -> bool:
        return bool(self.outcome or self.sector)

    def query(self) -> str:
        """The filters as they stand in an address, with "&" at the end; "" without any."""
        pairs = (("outcome", self.outcome), ("sector", self.sector))
        return "".join(f"{name}={value}&" for name, value in pairs if value)


class Ranked(NamedTuple):
    """A row of the ranked list. `alike` is how many parts of the sort key it shares with a neighbour: 0 when nothing
    but the score was needed. `tied`: it shares all of them and no lot is drawn."""

    facts: GroupFacts
    themes: list[str]
    application: int | None
    rank: int | None
    score: Fraction | None
    spread: int | None
    reviews: int
    alike: int
    tied: bool
    outcome: str
    position: int | None
    reasoned: bool
    needs: list[str]
    gives: list[str]
    eligible: str  # the worst verdict (reviews.states.Verdict), "" while nobody has looked
    interview: int | None  # points of the interview


COLUMNS = (
    "pk",
    "themes",
    "application",
    "application__number",
    "application__standing",
    "application__standing__key",
    "application__standing__lot",
    "application__standing__total",
    "application__standing__reviews",
    "application__standing__spread",
    "choice__outcome",
    "choice__position",
    "choice__reason",
    "application__interview__points",
)


class _Read(NamedTuple):
    pk: int
    themes: list[str]
    application: int | None
    number: int | None
    standing: int | None
    key: str | None
    lot: str | None
    total: int | None
    reviews: int | None
    spread: int | None
    outcome: str | None
    position: int | None
    reason: str | None
    interview: int | None


def ranked_groups(programme: Programme, filters: Filters | None = None) -> QuerySet[Group]:
    """The groups in the order of their scores, those without one last; of them only what the filters let through."""
    rows = Group.objects.filter(programme=programme, ready=True)
    if filters and filters.sector:
        members = Member.objects.filter(organisation__sector=filters.sector)
        rows = rows.filter(pk__in=members.values("group"))
    if filters and filters.outcome == Outcome.OPEN:
        rows = rows.filter(Q(choice__isnull=True) | Q(choice__outcome=Outcome.OPEN))
    elif filters and filters.outcome:
        rows = rows.filter(choice__outcome=filters.outcome)
    return rows.order_by(
        F("application__standing__key").asc(nulls_last=True),
        F("application__standing__lot").asc(nulls_last=True),
        F("application__number").asc(nulls_last=True),
        "pk",
    )


def ranked_rows(programme: Programme, filters: Filters, *, start: int, size: int = PAGE) -> list[Ranked]:
    """One page of the ranked list. Six queries when something has changed. What settled a tie is told where the
    neighbours of a row are its neighbours in the whole list, so not with filters."""
    return remembered_of(
        programme, lambda: _ranked_rows(programme, filters, start, size), "ranked", filters, start, size
    )


def _ranked_rows(programme: Programme, filters: Filters, start: int, size: int) -> list[Ranked]:
    before = min(start, 1)
    found = ranked_groups(programme, filters).values_list(*COLUMNS)[start - before : start + size + 1]
    rows = [_Read(*row) for row in found]
    shown = rows[before : before + size]
    ranks = _ranks(programme, shown, every=bool(filters))
    facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in=[row.pk for row in shown]))}
    topics = _topics([row.pk for row in shown])
    eligible = eligibility_states([row.application for row in shown if row.application is not None])
    made = []
    for place, row in enumerate(shown, start=before):
        alike = 0 if filters else max(_alike(row, rows, place - 1), _alike(row, rows, place + 1))
        made.append(
            Ranked(
                facts=facts[row.pk],
                themes=row.themes,
                application=row.application,
                rank=ranks.get(row.standing or 0),
                score=Fraction(row.total, row.reviews) if row.total is not None and row.reviews else None,
                spread=row.spread,
                reviews=row.reviews or 0,
                alike=alike,
                tied=bool(row.key) and not row.lot and alike * engine.DIGITS == len(row.key or ""),
                outcome=row.outcome or Outcome.OPEN,
                position=row.position,
                reasoned=bool(row.reason),
                needs=topics.get((row.pk, "needs"), []),
                gives=topics.get((row.pk, "gives"), []),
                eligible=eligible.get(row.application or 0, ""),
                interview=row.interview,
            )
        )
    return made


def _alike(row: _Read, rows: Sequence[_Read], other: int) -> int:
    if not row.key or not 0 <= other < len(rows):
        return 0
    return engine.key_parts_alike(row.key, rows[other].key or "")


def _topics(groups: Collection[int]) -> dict[tuple[int, str], list[str]]:
    """(group, "needs" or "gives") -> codes of topics. One query."""
    found: dict[tuple[int, str], list[str]] = {}
    for group, kind, code in GroupTopic.objects.filter(group__in=groups).values_list("group", "kind", "code"):
        found.setdefault((group, kind), []).append(code)
    return found


def _ranks(programme: Programme, rows: Sequence[_Read], *, every: bool) -> dict[int, int]:
    """Rank of each standing among all. Rows that are not filtered follow one another, so that of the first is enough;
    those that nothing tells apart share theirs. One query."""
    standings = [row for row in rows if row.standing is not None]
    if not standings:
        return {}
    better = Standing.objects.filter(
        Q(key__lt=OuterRef("key")) | Q(key=OuterRef("key"), lot__lt=OuterRef("lot")),
        application__programme=programme,
        application__group__ready=True,
    ).order_by()
    counted = better.annotate(n=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("n")
    asked = standings if every else standings[:1]
    ranks = {
        pk: count + 1
        for pk, count in Standing.objects.filter(pk__in=[row.standing for row in asked])
        .annotate(better=Subquery(counted))
        .values_list("pk", "better")
    }
    if every:
        return ranks
    first = standings[0]
    rank = ranks[first.standing or 0]
    place = rank + _earlier(programme, first)  # in the order of the list; a rank may be shared
    for last, row in zip([None, *standings], standings, strict=False):
        if last is not None:
            rank = rank if (last.key, last.lot) == (row.key, row.lot) else place
            ranks[row.standing or 0] = rank
        place += 1
    return ranks


def _earlier(programme: Programme, row: _Read) -> int:
    """How many stand before a row with its rank: a page may begin within a tie. At most one query."""
    if row.lot:
        return 0
    same = Standing.objects.filter(key=row.key, lot="", application__programme=programme)
    return same.filter(application__group__ready=True, application__number__lt=row.number).count()


def has_applications(programme: Programme) -> bool:
    """Whether anything has been received. Without it the groups are entered by hand and nothing is ranked."""
    return remembered_of(programme, lambda: _received(programme).exists(), "has applications")


def late_ones(programme: Programme, *, now: dt.datetime) -> int:
    """How many drafts may still be submitted by leave of the coordinator."""
    drafts = Application.objects.filter(programme=programme, state=ApplicationState.DRAFT)
    return drafts.filter(late_until__gt=now).count()


def _received(programme: Programme) -> QuerySet[Application]:
    return Application.objects.filter(programme=programme, state=ApplicationState.SUBMITTED)


# --- what is decided so far -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Progress:
    """What keeps the decision from being made: groups that are not decided, decided ones without a reason, groups that
    nothing but the lot tells apart, decided otherwise while no lot is drawn, and those that are selected or on the
    reserve list though they fail a requirement."""

    outcomes: dict[str, int]
    undecided: int
    unreasoned: int
    tied: int
    failed: int


def decision_progress(programme: Programme) -> Progress:
    """Counts of the whole programme. Five queries when something has changed."""
    return remembered_of(programme, lambda: _progress(programme), "decision progress")


def _progress(programme: Programme) -> Progress:
    total = Group.objects.filter(programme=programme, ready=True).count()
    decided = Choice.objects.filter(group__programme=programme, group__ready=True, outcome__in=DECIDED)
    outcomes = dict(decided.order_by().values_list("outcome").annotate(Count("pk")))
    return Progress(
        outcomes=outcomes,
        undecided=total - sum(outcomes.values()),
        unreasoned=decided.filter(reason="").count(),
        tied=tied_apart(programme),
        failed=decided.exclude(outcome=Outcome.NOT_SELECTED)
        .filter(group__application__eligibility__verdict=Verdict.FAIL)
        .distinct()
        .count(),
    )


def tied_apart(programme: Programme) -> int:
    """How many groups share all their points with another one that has another outcome, while no lot is drawn."""
    rows = Standing.objects.filter(application__programme=programme, application__group__ready=True, lot="")
    keys = rows.values("key").annotate(
        outcomes=Count("application__group__choice__outcome", distinct=True), groups=Count("pk")
    )
    return sum(keys.filter(outcomes__gt=1).order_by().values_list("groups", flat=True)[:1000])


def lot_of(programme: Programme) -> Lot | None:
    """The lot of the programme, once it is drawn."""
    return remembered_of(programme, lambda: Lot.objects.filter(programme=programme).first(), "lot")


def alternatives_of(programme: Programme) -> list[Alternative]:
    """Choices that were kept under a name, the newest first; at most 20."""
    return list(Alternative.objects.filter(programme=programme).order_by("-kept_at", "-pk")[:20])


# --- the decision ---------------------------------------------------------------------------------------------------
def decision_of(programme: Programme) -> Decision | None:
    """The decision that holds, made or told; None while there is none. Its content, which holds every point that was
    given, is not with it (decision_whole)."""
    return remembered_of(programme, lambda: _decision(programme), "decision")


def _decision(programme: Programme) -> Decision | None:
    found = Decision.objects.filter(programme=programme).exclude(state=DecisionState.OPENED)
    return found.defer("content").first()


def decision_whole(decision: Decision) -> dict[str, Any]:
    """The content of a decision, read anew and kept nowhere. One query."""
    return dict(Decision.objects.values_list("content", flat=True).get(pk=decision.pk))


def is_released(programme: Programme) -> bool:
    """Whether the applicants have been told."""
    decision = decision_of(programme)
    return decision is not None and decision.state == DecisionState.RELEASED


def is_told(programme: Programme, *, now: dt.datetime) -> bool:
    """Whether the applicants may see the decision: it has been released, and that can no longer be undone."""
    decision = decision_of(programme)
    if decision is None or decision.state != DecisionState.RELEASED:
        return False
    return decision.letters_leave_at is None or decision.letters_leave_at <= now


def decision_content(programme: Programme) -> dict[str, Any]:
    """Everything that a decision is made of, as it is now (engines.selection.decided): the verdicts on eligibility and
    the points of interviews stand beside what is ranked. Seven queries."""
    criteria = weighed(pack_parts(programme, "criteria")["criteria"])
    applications = list(_received(programme).filter(group__ready=True).order_by("number"))
    groups = {each.number: each.group_id for each in applications}
    drawn = lot_of(programme)
    choices = Choice.objects.filter(group__programme=programme, group__ready=True, outcome__in=DECIDED)
    decided = engine.decided(
        criteria=criteria,
        candidates=candidates_of(applications),
        seed=drawn.seed if drawn else "",
        seats=programme.seats,
        groups={number or 0: group for number, group in groups.items()},
        choices=[
            {"group": group, "outcome": outcome, "position": position, "reason": reason, "advice": advice}
            for group, outcome, position, reason, advice in choices.order_by("group").values_list(
                "group", "outcome", "position", "reason", "advice"
            )
        ],
    )
    checks = EligibilityCheck.objects.filter(application__in=applications).order_by("application", "requirement")
    heard = Interview.objects.filter(application__in=applications, points__isnull=False).order_by("application")
    return {
        **decided,
        "eligibility": [list(row) for row in checks.values_list("application__group", "requirement", "verdict")],
        "interviews": [list(row) for row in heard.values_list("application__group", "points")],
    }
