"""Writes of the self-assessment. Giving an answer is told no person and writes no row of the log."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base.clock import span
from soske.base.localtext import LocalText
from soske.engines import maturity as engine
from soske.intake.groups.models import Group, Member
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, calendar_entry_cancel, calendar_entry_set, revision_grow
from soske.workbench.maturity.models import Link, LongAnswer, Moment, MomentKind, Pending, Sent, TeamResult
from soske.workbench.maturity.queries import long_names, model_of, owner_of
from soske.workbench.maturity.rules import may_answer, may_close, may_open, may_share

SUBJECT = "maturity_moment"
MOST = 2000
"""How many answers a link takes: more are not the people of one organisation."""
FAR = dt.timedelta(days=400)


# --- the coordinator ------------------------------------------------------------------------------------------------
@transaction.atomic
def moment_open(
    *, by: Person, programme: Programme, kind: MomentKind, closes_on: dt.date, now: dt.datetime, today: dt.date
) -> Moment:
    """Begin the self-assessment at the start or at the end.

    Raises:
        ValidationError: keyed by "closes_on"; or it has been opened before, or cannot be opened now.
    """
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    held = {each.kind: each for each in Moment.objects.filter(programme=programme)}
    may_open(programme, kind, held).require()
    _check_day(closes_on, today)
    moment = Moment.objects.create(programme=programme, kind=kind, opened_at=now, closes_on=closes_on)
    _entry(moment)
    _written(by, moment, "maturity_opened", closes_on=closes_on.isoformat())
    return moment


@transaction.atomic
def moment_move(*, by: Person, moment: Moment, closes_on: dt.date, today: dt.date) -> None:
    """Take answers until another day.

    Raises:
        ValidationError: keyed by "closes_on"; or the moment is closed.
    """
    held = _held(moment)
    may_close(held).require()
    _check_day(closes_on, today)
    if held.closes_on != closes_on:
        Moment.objects.filter(pk=held.pk).update(closes_on=closes_on)
        held.closes_on = closes_on
        _entry(held)
        _written(by, held, "maturity_moved", closes_on=closes_on.isoformat())


@transaction.atomic
def moment_close(*, by: Person, moment: Moment, now: dt.datetime) -> None:
    """Take no more answers, count what needs everybody once and for all, and forget every single answer.

    Raises:
        ValidationError: it is closed already.
    """
    held = _held(moment)
    may_close(held).require()
    _count_teams(held)
    rows = Link.objects.filter(moment=held, member__group__team_since__isnull=False)
    shown = [
        (team, {area: score.average for area, score in engine.scores(tally).items()})
        for team, tally in rows.values_list("member__group", "shown")
    ]
    counted = [each for each in shown if each[1]]
    academy = {area: [each.average, each.organisations] for area, each in engine.academy(counted).items()}
    Pending.objects.filter(link__moment=held).delete()
    Sent.objects.filter(link__moment=held).delete()
    LongAnswer.objects.filter(moment=held).delete()
    Link.objects.filter(moment=held).update(waiting={})
    Moment.objects.filter(pk=held.pk).update(closed_at=now, academy=academy, organisations=len(counted))
    if held.closes_on > timezone.localdate(now):
        calendar_entry_cancel(subject=(SUBJECT, held.pk))
    _written(by, held, "maturity_closed")


def _count_teams(moment: Moment) -> None:
    people: dict[int, list[Mapping[str, int]]] = {}
    for group, answers in LongAnswer.objects.filter(moment=moment).values_list("group", "answers"):
        people.setdefault(group, []).append(answers)
    areas = model_of(moment.programme).areas
    TeamResult.objects.bulk_create(
        TeamResult(
            moment=moment,
            group_id=group,
            answers=len(rows),
            areas={
                area: [engine.rounded(score.average), score.spread]
                for area, score in engine.team_scores([_own(areas, row) for row in rows]).items()
            },
        )
        for group, rows in people.items()
    )


def _own(areas: Any, answers: Mapping[str, int]) -> Mapping[str, Any]:
    parts = {area.code: [answers.get(name, engine.UNKNOWN) for name in long_names(area)] for area in areas}
    return engine.own_scores(parts)


# --- a team ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def links_open(*, by: Person, group: Group, moment: Moment, today: dt.date) -> int:
    """Make a link for each member organisation that has none; how many.

    Raises:
        ValidationError: no answers are taken now.
    """
    held = _held(moment)
    may_share(held, today).require()
    there = set(Link.objects.filter(moment=held, member__group=group).values_list("member", flat=True))
    members = Member.objects.filter(group=group).exclude(pk__in=there).order_by("position")
    made = Link.objects.bulk_create(Link(moment=held, member=member) for member in members)
    if made:
        _written(by, held, "maturity_links_made", group=group.pk)
    return len(made)


@transaction.atomic
def link_renew(*, by: Person, link: Link, today: dt.date) -> None:
    """Give the link a new address; the old one stops. What has been answered stays.

    Raises:
        ValidationError: no answers are taken now.
    """
    held = _held(link.moment)
    may_share(held, today).require()
    Link.objects.filter(pk=link.pk).update(token=uuid.uuid4())
    _written(by, held, "maturity_link_renewed", member=link.member_id)


@transaction.atomic
def long_save(*, by: Person, group: Group, moment: Moment, answers: Mapping[str, int], today: dt.date) -> None:
    """What somebody of the team answers in the long form; it takes the place of what she has answered before. Who `by`
    is stays in a keyed hash only.

    Raises:
        ValidationError: keyed by the name of the question; or no answers are taken now.
    """
    held = _held(moment)
    may_answer(held, today).require()
    names = [name for area in model_of(group.programme).areas for name in long_names(area)]
    checked = _checked(answers, names)
    LongAnswer.objects.update_or_create(
        moment=held, owner=owner_of(held, by), defaults={"group": group, "answers": checked}
    )
    revision_grow(held.programme_id)


# --- anybody with a link --------------------------------------------------------------------------------------------
@transaction.atomic
def answer_give(*, link: Link, answers: Mapping[str, int], token: uuid.UUID, today: dt.date) -> None:
    """One answer to the short form. The same `token` (of the form) is one answer. There is no person among the
    arguments, and no day or time is kept.

    Raises:
        ValidationError: keyed by area; or the link takes no answers (any more).
    """
    moment = _held(link.moment)
    may_answer(moment, today).require()
    held = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    checked = _checked(answers, [area.code for area in model_of(moment.programme).areas])
    if Sent.objects.filter(link=held, token=token).exists():
        return
    if held.answers >= MOST:
        raise ValidationError(_("This link has taken as many answers as it can. Tell the team that sent it."))
    Sent.objects.create(link=held, token=token)
    Pending.objects.create(link=held, answers=checked)
    waiting = list(Pending.objects.filter(link=held).order_by("pk"))
    if len(waiting) >= engine.BATCH:
        counted = engine.fold(engine.Counted(held.shown, held.waiting), [each.answers for each in waiting])
        held.shown, held.waiting = counted
        held.save(update_fields=["shown", "waiting"])
        Pending.objects.filter(link=held).delete()
    Link.objects.filter(pk=held.pk).update(answers=F("answers") + 1)
    revision_grow(moment.programme_id)  # without a row of the log, which would say when


# --- shared ---------------------------------------------------------------------------------------------------------
def _held(moment: Moment) -> Moment:
    """The moment as it is now; others that write to it wait."""
    held = Moment.objects.select_for_update(of=("self",)).get(pk=moment.pk)
    held.programme = moment.programme
    return held


def _checked(answers: Mapping[str, int], names: list[str]) -> dict[str, int]:
    """The answers to these questions, each from 0 to 5; anything else that was sent is left out."""
    missing = [name for name in names if answers.get(name) not in range(engine.HIGHEST + 1)]
    if missing:
        raise ValidationError({name: [_("Choose an answer from 1 to 5, or “I do not know”.")] for name in missing})
    return {name: int(answers[name]) for name in names}


def _entry(moment: Moment) -> None:
    """The last day for answers in people's calendars."""
    starts, ends = span(moment.closes_on, moment.closes_on, None, None)
    name = LocalText()
    for lang in moment.programme.languages:
        with override(lang):
            name[lang] = _("Last day to answer the self-assessment")
    calendar_entry_set(
        scope=moment.programme_id, subject=(SUBJECT, moment.pk), name=name, starts=starts, ends=ends, all_day=True
    )


def _check_day(day: dt.date, today: dt.date) -> None:
    if day < today:
        raise ValidationError({"closes_on": [_("Choose today or a later day.")]})
    if day > today + FAR:
        raise ValidationError({"closes_on": [_("Choose a day within a year or so.")]})


def _written(by: Person, moment: Moment, act: str, **details: Any) -> None:
    subject = (SUBJECT, moment.pk)
    audit_write(by=by, scope=moment.programme_id, subject=subject, act=act, details={"kind": moment.kind, **details})
