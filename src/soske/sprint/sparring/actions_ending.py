"""Writes of what ends: a coach does not go on with a team, somebody leaves a team or joins it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write
from soske.records.models import CalendarEntry
from soske.records.tasks import outbox_send
from soske.sprint.sparring.actions_sessions import entry_make, session_call_off
from soske.sprint.sparring.letters import letter_ended, letters_team_ended
from soske.sprint.sparring.models import Coach, Pairing, Session
from soske.sprint.sparring.queries import leftover
from soske.sprint.sparring.states import SessionState

Kept = list[tuple[Session, CalendarEntry]]
"""Sessions with their calendar entries, for the letter of the caller."""


def coaching_end(
    *, by: Person | None, coach: Coach, groups: Collection[int] | None, reason: str, now: dt.datetime
) -> int:
    """A coach does not go on with these teams, or with any (None): see `farewell`. How many sessions were cancelled.
    Called inside a transaction."""
    pairings = Pairing.objects.filter(coach=coach, ended_at__isnull=True)
    if groups is not None:
        pairings = pairings.filter(group__in=groups)
    pairings.filter(told_at__isnull=True).delete()
    teams = {row.group_id: row.group for row in pairings.select_related("group").order_by("group")}
    pairings.update(ended_at=now)
    return farewell(by=by, coach=coach, teams=teams, reason=reason, now=now, heirs={})


def farewell(
    *,
    by: Person | None,
    coach: Coach,
    teams: Mapping[int, Group],
    reason: str,
    now: dt.datetime,
    heirs: Mapping[int, int],
) -> int:
    """The last pairing of a coach with these teams has ended: sessions ahead are cancelled, and the coach and the teams
    are told in one letter each. A team in `heirs` (group -> coach) has somebody else in her place and is told so by the
    caller; what was asked of her goes to that coach. How many sessions were cancelled. Called inside a transaction."""
    Session.objects.filter(coach=coach, group__in=teams, state=SessionState.PLANNED).delete()
    agreed = Session.objects.filter(coach=coach, group__in=teams, state=SessionState.BOOKED, starts__gt=now)
    found = list(agreed.select_related("group", "opening").order_by("starts", "pk"))
    for session in found:
        session.coach, session.group.programme = coach, coach.programme
        session_call_off(session, reason=reason, by=by, now=now)
        if session.group_id in heirs:
            Session.objects.filter(pk=session.pk).update(coach=heirs[session.group_id])
    if teams:
        letter_ended(coach, teams, reason, now=now)
        letters_team_ended(coach, [team for pk, team in teams.items() if pk not in heirs], reason, now=now)
        outbox_send.enqueue()
    return len(found)


def sessions_touched(*, group: Group, now: dt.datetime) -> Kept:
    """The agreed sessions of a team that are ahead, their entries grown: for the letter to somebody who has joined the
    team or left it."""
    rows = Session.objects.filter(group=group, state=SessionState.BOOKED, starts__gt=now).select_related("coach")
    found: Kept = []
    for session in rows.order_by("starts", "pk"):
        session.group = group
        found.append((session, entry_make(session)))
    return found


@transaction.atomic
def leftovers_end(*, by: Person, programme: Programme, reason: str, now: dt.datetime) -> int:
    """Groups that are no teams any more still have coaches or sessions: they end, with a letter; how many sessions were
    cancelled."""
    rows = Pairing.objects.filter(leftover(), group__programme=programme).select_related("coach__person", "group")
    of: dict[int, list[Pairing]] = {}
    for row in rows.order_by("coach", "group"):
        of.setdefault(row.coach_id, []).append(row)
    cancelled = 0
    for pairings in of.values():
        coach = pairings[0].coach
        coach.programme = programme
        groups = {row.group_id for row in pairings}
        cancelled += coaching_end(by=by, coach=coach, groups=groups, reason=reason, now=now)
    subject = ("programme", programme.pk)
    audit_write(by=by, scope=programme.pk, subject=subject, act="leftovers_ended", details={"sessions": cancelled})
    return cancelled
