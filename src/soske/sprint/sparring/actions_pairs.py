"""Writes of who coaches whom: proposed from needs, changed by hand, told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.engines.apart import ApartFailed
from soske.engines.pairing.coaches import matched_apart
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write
from soske.records.tasks import outbox_send
from soske.sprint.sparring.actions_ending import coaching_end, farewell
from soske.sprint.sparring.fit import BARRED, Offered, Wanted, fit, fit_for_topic
from soske.sprint.sparring.letters import letters_told
from soske.sprint.sparring.models import Coach, Pairing
from soske.sprint.sparring.queries import (
    COACHES,
    Coaching,
    coach_offered,
    coaches_of,
    coachings_of,
    teams_of,
    ties_of,
    wanted_of,
)
from soske.sprint.sparring.reasons import NEW_COACH

EXPERTS = 3
"""Most experts that a proposal gives one team beside its main coach."""
TOPICS_OF_COACH = 4
"""Most topics of other teams that a proposal gives one coach as an expert."""


def pairs_propose(*, by: Person | None, programme: Programme) -> int:
    """Plan a main coach for each team, and experts for needs that the main coach does not know: as many as there are,
    as fairly as the loads allow, the best fit. What was chosen by hand stays, and of what the teams know as little as
    possible changes. How many plans there are now; nobody is told yet. The engine works outside of any transaction;
    what has changed meanwhile is left out.

    Raises:
        ValidationError: there is no coach, or the proposal was not ready in time.
    """
    coaches = list(coaches_of(programme)[:COACHES])
    groups = list(teams_of(programme).values_list("pk", flat=True))
    if not coaches or not groups:
        raise ValidationError(_("Add coaches first.") if groups else _("There are no teams yet."))
    wanted, barred = wanted_of(groups), ties_of(programme)
    offered = {coach.pk: coach_offered(coach) for coach in coaches}
    standing = coachings_of(groups)
    try:
        main = _main(groups, coaches, wanted, offered, barred, standing)
        experts = _experts(groups, coaches, wanted, offered, barred, standing, main)
    except ApartFailed as fault:
        raise ValidationError(_("The proposal was not ready in time. Try again.")) from fault
    planned = [(group, coach, "") for group, coach in main.items()]
    planned += [(group, coach, topic) for (group, topic), coach in experts.items()]
    return _plan(by, programme, planned)


def _main(
    groups: list[int],
    coaches: list[Coach],
    wanted: Mapping[int, Wanted],
    offered: Mapping[int, Offered],
    barred: set[tuple[int, int]],
    standing: Mapping[int, Mapping[str, Coaching]],
) -> dict[int, int]:
    fits = [
        [BARRED if (group, coach.pk) in barred else fit(wanted[group], offered[coach.pk]) for coach in coaches]
        for group in groups
    ]
    kept, before = _stands({group: own.get("") for group, own in standing.items()})
    plan = matched_apart(groups, {coach.pk: coach.most for coach in coaches}, fits, kept=kept, before=before)
    return plan.pairs


def _experts(
    groups: list[int],
    coaches: list[Coach],
    wanted: Mapping[int, Wanted],
    offered: Mapping[int, Offered],
    barred: set[tuple[int, int]],
    standing: Mapping[int, Mapping[str, Coaching]],
    main: Mapping[int, int],
) -> dict[tuple[int, str], int]:
    """(group, topic) -> coach."""
    asks: list[tuple[int, str]] = []
    for group in groups:
        own = offered[main[group]].topics if group in main else frozenset()
        known = {topic for topic in standing[group] if topic}
        asks += [(group, topic) for topic in sorted(known | set(sorted(wanted[group].topics - own)[:EXPERTS]))]
    if not asks:
        return {}
    fits = [
        [
            BARRED
            if (group, coach.pk) in barred or coach.pk == main.get(group)
            else fit_for_topic(topic, wanted[group], offered[coach.pk])
            for coach in coaches
        ]
        for group, topic in asks
    ]
    kept, before = _stands({number: standing[group].get(topic) for number, (group, topic) in enumerate(asks)})
    room = {coach.pk: TOPICS_OF_COACH for coach in coaches}
    plan = matched_apart(range(len(asks)), room, fits, kept=kept, before=before)
    return {asks[number]: coach for number, coach in plan.pairs.items()}


def _stands(known: Mapping[int, Coaching | None]) -> tuple[dict[int, int], dict[int, int]]:
    """What was chosen by hand, and what is there otherwise."""
    kept, before = {}, {}
    for ask, coaching in known.items():
        pairing = coaching.next if coaching else None
        if pairing is not None and pairing.kept:
            kept[ask] = pairing.coach_id
        elif coaching is not None and coaching.told is not None:
            before[ask] = coaching.told.coach_id
    return kept, before


@transaction.atomic
def _plan(by: Person | None, programme: Programme, planned: list[tuple[int, int, str]]) -> int:
    """Keep as plans what differs from what the teams know; plans by hand stay. How many plans there are now."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    open_plans = Pairing.objects.filter(group__programme=programme, ended_at__isnull=True, told_at__isnull=True)
    open_plans.exclude(kept=True, coach__ends__isnull=True).delete()
    coaches = set(coaches_of(programme).values_list("pk", flat=True))
    groups = set(teams_of(programme).values_list("pk", flat=True))
    standing, barred = coachings_of(groups), ties_of(programme)
    made = []
    for group, coach, topic in planned:
        if coach not in coaches or group not in groups or (group, coach) in barred:
            continue
        known = standing[group].get(topic)
        if known is not None and known.planned is not None:
            continue
        if known is not None and known.told is not None and (known.told.coach_id == coach or known.told.kept):
            continue
        made.append(Pairing(group_id=group, coach_id=coach, topic=topic))
    Pairing.objects.bulk_create(made)
    number = open_plans.count()
    details = {"pairings": number}
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act="pairs_proposed", details=details)
    return number


@transaction.atomic
def pair_set(*, by: Person, group: Group, topic: str, coach: Coach | None, now: dt.datetime) -> None:
    """Choose by hand who coaches a team ("" as its main coach, else for one topic); None: nobody. A choice is a plan
    until it is told; taking somebody away is told at once.

    Raises:
        ValidationError: there is no such topic, or something bars the coach.
    """
    programme = group.programme
    Programme.objects.select_for_update().get(pk=programme.pk)
    known = {each.code for each in pack_parts(programme, "topics").get("topics", [])}
    if topic and topic not in known:
        raise ValidationError({"topic": [_("Choose one of these.")]})
    if coach is not None:
        held = Coach.objects.select_for_update(of=("self",)).filter(pk=coach.pk, ends__isnull=True)
        if held.first() is None:
            raise ValidationError({"coach": [_("This person is not a coach any more.")]})
        if (group.pk, coach.pk) in ties_of(programme, [group.pk]):
            raise ValidationError({"coach": [_("%(name)s has a conflict of interest.") % {"name": coach.name}]})
    rows = Pairing.objects.filter(group=group, topic=topic, ended_at__isnull=True)
    rows.filter(told_at__isnull=True).delete()
    told = rows.first()
    if coach is None:
        if told is not None:
            _end(told, by=by, now=now)
    elif told is not None and told.coach_id == coach.pk:
        rows.update(kept=True)
    else:
        Pairing.objects.create(group=group, coach=coach, topic=topic, kept=True)
    _written(by, group, "pair_set", topic=topic, coach=coach.pk if coach else None)


@transaction.atomic
def pairs_tell(*, by: Person | None, programme: Programme, now: dt.datetime) -> int:
    """Tell the teams and the coaches what is planned: each person gets one letter. How many letters wait.

    Raises:
        ValidationError: nothing is planned.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    rows = Pairing.objects.filter(
        group__programme=programme, ended_at__isnull=True, told_at__isnull=True, coach__ends__isnull=True
    )
    plans = list(rows.select_related("coach__person", "group").order_by("group", "topic", "pk"))
    if not plans:
        raise ValidationError(_("Everybody has already been told about the choices."))
    plan_of = {(plan.group_id, plan.topic): plan for plan in plans}
    known = Pairing.objects.filter(
        group__in={group for group, _topic in plan_of}, ended_at__isnull=True, told_at__isnull=False
    )
    old = [row for row in known.select_related("coach__person", "group") if (row.group_id, row.topic) in plan_of]
    Pairing.objects.filter(pk__in=[row.pk for row in old]).update(ended_at=now)
    Pairing.objects.filter(pk__in=[plan.pk for plan in plans]).update(told_at=now)
    _replaced(old, plan_of, programme, by=by, now=now)
    queued = letters_told(programme, {plan.group_id for plan in plans}, {plan.coach_id for plan in plans}, now=now)
    outbox_send.enqueue()
    details = {"pairings": len(plans), "letters": queued}
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act="pairs_told", details=details)
    return queued


def _replaced(
    old: list[Pairing],
    plan_of: Mapping[tuple[int, str], Pairing],
    programme: Programme,
    *,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Those whose place somebody else has taken are told once; what was asked of a main coach goes to the next one."""
    still = set(
        Pairing.objects.filter(ended_at__isnull=True, told_at__isnull=False, group__in={row.group_id for row in old})
        .order_by()
        .values_list("coach", "group")
    )
    leaving: dict[int, list[Pairing]] = {}
    for row in old:
        if (row.coach_id, row.group_id) not in still:
            leaving.setdefault(row.coach_id, []).append(row)
    for rows in leaving.values():
        coach = rows[0].coach
        coach.programme = programme
        heirs = {row.group_id: plan_of[row.group_id, row.topic].coach_id for row in rows}
        teams = {row.group_id: row.group for row in rows}
        farewell(by=by, coach=coach, teams=teams, reason=NEW_COACH, now=now, heirs=heirs)


def _end(pairing: Pairing, *, by: Person, now: dt.datetime) -> None:
    """Somebody is taken away by hand and nobody comes in her place: at once, with a letter when it was her last task
    with the team."""
    rows = Pairing.objects.filter(group=pairing.group_id, coach=pairing.coach_id, ended_at__isnull=True)
    if rows.exclude(pk=pairing.pk).filter(told_at__isnull=False).exists():
        rows.filter(pk=pairing.pk).update(ended_at=now)
        return
    coach = Coach.objects.select_related("person", "programme").get(pk=pairing.coach_id)
    coaching_end(by=by, coach=coach, groups=[pairing.group_id], reason="", now=now)


def _written(by: Person, group: Group, act: str, **details: Any) -> None:
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act=act, details=details)
