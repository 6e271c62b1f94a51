"""Writes of coaches: who coaches, what she has accepted, what bars her."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import one_line, writable
from soske.intake.groups.models import Group
from soske.people.actions import person_ensure
from soske.people.models import Person, Sector
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, pack_parts
from soske.records.actions import audit_write
from soske.records.tasks import outbox_send
from soske.sprint.sparring.actions_ending import coaching_end
from soske.sprint.sparring.letters import letter_welcome
from soske.sprint.sparring.models import MOST_SESSIONS, MOST_TEAMS, Coach, Opening, Tie
from soske.sprint.sparring.queries import COACHES, coaches_of
from soske.sprint.sparring.reasons import TIED
from soske.sprint.sparring.states import COACH


@dataclass(frozen=True, slots=True)
class CoachInput:
    """What the coordinator writes of a coach. Topics are codes of the pack; `email` is used for a new one only."""

    name: str
    email: str
    employer: str
    about: str
    topics: list[str]
    sectors: list[str]
    languages: list[str]
    most: int
    sessions: int


@transaction.atomic
def coach_add(
    *, by: Person | None, programme: Programme, values: CoachInput, now: dt.datetime, today: dt.date
) -> Coach:
    """Make a person a coach and tell her; one who comes back has her earlier bars again.

    Raises:
        ValidationError: keyed by field; she is a coach already, or there are 500.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if coaches_of(programme).count() >= COACHES:
        raise ValidationError(_("An academy has at most %(n)s coaches.") % {"n": COACHES})
    # The first letter comes in a language in which she works.
    language = next((code for code in values.languages if code in programme.languages), programme.languages[0])
    person, _made = person_ensure(email=values.email, name=one_line(values.name), language=language)
    if coordinates(person, programme, today=today):
        raise ValidationError(
            {"email": [_("A coordinator cannot coach in the academy: notes are for the teams only.")]}
        )
    known = Coach.objects.filter(programme=programme, person=person).order_by("-pk")
    if known.filter(ends__isnull=True).exists():
        raise ValidationError({"email": [_("This person is a coach already.")]})
    coach = known.first() or Coach(programme=programme, person=person, starts=today)
    coach.programme, coach.person, coach.ends = programme, person, None
    _fill(coach, values)
    coach.save()
    _written(by, coach, "coach_added")
    letter_welcome(coach, now=now)
    outbox_send.enqueue()
    return coach


@transaction.atomic
def coach_save(*, by: Person, coach: Coach, values: CoachInput) -> Coach:
    """Change what is known of a coach.

    Raises:
        ValidationError: keyed by field; or she has left.
    """
    held = coach_held(coach)
    _fill(held, values)
    held.save()
    _written(by, held, "coach_changed")
    return held


def _fill(coach: Coach, values: CoachInput) -> None:
    faults: dict[str, list[str]] = {}
    if not one_line(values.name):
        faults["name"] = [_("Write a name or a role, at most 120 characters.")]
    for field, least, most in (("most", 0, MOST_TEAMS), ("sessions", 0, MOST_SESSIONS)):
        if not least <= getattr(values, field) <= most:
            faults[field] = [_("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}]
    known = {
        "topics": {each.code for each in pack_parts(coach.programme, "topics").get("topics", [])},
        "sectors": set(Sector.values),
        "languages": set(coach.programme.languages),
    }
    for field, codes in known.items():
        if set(getattr(values, field)) - codes:
            faults[field] = [_("Choose one of these.")]
    if faults:
        raise ValidationError(faults)
    coach.name, coach.employer = one_line(values.name)[:120], one_line(values.employer)[:200]
    coach.about = one_line(writable(values.about))[:500]
    for field in ("topics", "sectors", "languages", "most", "sessions"):
        setattr(coach, field, getattr(values, field))


@transaction.atomic
def coach_end(*, by: Person, coach: Coach, reason: str, now: dt.datetime, today: dt.date) -> int:
    """She coaches no more: her teams are without her, and what was agreed with her and is ahead is cancelled with a
    letter; how many sessions.

    Raises:
        ValidationError: she has left already.
    """
    held = coach_held(coach)
    cancelled = coaching_end(by=by, coach=held, groups=None, reason=one_line(writable(reason))[:500], now=now)
    Opening.objects.filter(coach=held, session__isnull=True).delete()
    held.busy.all().delete()
    # A day that has begun counts, so one who was added today leaves as if she had never been.
    Coach.objects.filter(pk=held.pk).update(ends=max(today - dt.timedelta(days=1), held.starts), busy_url="")
    _written(by, held, "coach_ended")
    return cancelled


@transaction.atomic
def terms_accept(*, by: Person, coach: Coach, tenders: bool, interests: str, accepts: bool, now: dt.datetime) -> None:
    """Accept the terms of confidentiality and declare one's interests: whether the employer may tender for contracts of
    the teams, and what else there is.

    Raises:
        ValidationError: keyed by "accepts" or "interests".
    """
    held = coach_held(coach)
    interests = writable(interests).strip()
    faults: dict[str, list[str]] = {}
    if not accepts:
        faults["accepts"] = [_("Accept the terms to see your teams' drafts.")]
    if tenders and not interests:
        faults["interests"] = [_("Write whose contracts your employer may tender for.")]
    if len(interests) > 1000:
        faults["interests"] = [_("Use at most %(n)s characters.") % {"n": 1000}]
    if faults:
        raise ValidationError(faults)
    Coach.objects.filter(pk=held.pk).update(accepted_at=now, tenders=tenders, interests=interests)
    _written(by, held, "coach_accepted")


@transaction.atomic
def tie_add(*, by: Person, coach: Coach, group: Group, reason: str, now: dt.datetime) -> Tie:
    """Record what bars a coach from a team: she sees nothing of it from now on, and sessions ahead are cancelled.

    Raises:
        ValidationError: keyed by "reason".
    """
    held = coach_held(coach)
    reason = one_line(writable(reason))
    if not reason:
        raise ValidationError({"reason": [_("Write in a few words what ties the coach to the team.")]})
    tie, _made = Tie.objects.update_or_create(coach=held, group=group, defaults={"reason": reason[:500]})
    coaching_end(by=by, coach=held, groups=[group.pk], reason=TIED, now=now)
    _written(by, held, "coach_barred", group=group.pk)
    return tie


@transaction.atomic
def tie_remove(*, by: Person, tie: Tie) -> None:
    """Take back what barred a coach from a team. She gets the team only when it is given to her anew."""
    _written(by, tie.coach, "coach_unbarred", group=tie.group_id)
    tie.delete()


def coach_held(coach: Coach) -> Coach:
    """The coach as she is now, held until the transaction ends.

    Raises:
        ValidationError: she has left.
    """
    rows = Coach.objects.select_for_update(of=("self",)).select_related("person")
    found = rows.filter(pk=coach.pk, ends__isnull=True).first()
    if found is None:
        raise ValidationError(_("This person is not a coach any more."))
    found.programme = coach.programme
    return found


def _written(by: Person | None, coach: Coach, act: str, **details: Any) -> None:
    audit_write(by=by, scope=coach.programme_id, subject=(COACH, coach.pk), act=act, details=details)
