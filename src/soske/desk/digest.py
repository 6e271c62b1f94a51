"""The digest: one letter a day with what waits for a person in all her academies (docs/decisions/0010)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from soske.base import formats
from soske.base.connect import Duty, duties_of
from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.programmes.letters import as_line, letter_compose, letter_language, letter_words
from soske.programmes.models import Programme, ProgrammeRole, RoleKind
from soske.programmes.queries import coordinates, programme_get
from soske.programmes.states import ProgrammeState
from soske.records.actions import letter_queue
from soske.records.models import Reminder
from soske.sprint.sparring.models import Coach

log = logging.getLogger(__name__)

CODE = "digest"
BEGINS, ENDS = dt.time(8), dt.time(20)  # when digests may leave, in Finland
OFFSETS = (0, 2, 7)  # days before the due date; the nearest one that is reached counts
UNDATED = -1
URGENT = 1  # days: what is due by tomorrow is told at weekends too
SATURDAY = 5
BATCH = 200
LISTED = 30


@dataclass(slots=True)
class Waiting:
    """What waits for a person in one academy."""

    programme: Programme
    duties: list[Duty] = field(default_factory=list)


def may_leave(now: dt.datetime) -> bool:
    """Whether it is the time of day for digests in Finland."""
    return BEGINS <= timezone.localtime(now, formats.HELSINKI).time() < ENDS


def today_of(now: dt.datetime) -> dt.date:
    return timezone.localtime(now, formats.HELSINKI).date()


def reminder_key(duty: Duty) -> str:
    """A duty with its date: when the date moves, people are reminded of the new one."""
    return f"{duty.key}:{duty.due.isoformat() if duty.due else ''}"[:200]


def offset_of(duty: Duty, today: dt.date) -> int | None:
    """Which reminder of the duty is due: 7, 2 or 0 days before its date (0 afterwards too), -1 without a date; None
    when its date is far."""
    if duty.due is None:
        return UNDATED
    left = (duty.due - today).days
    return next((offset for offset in OFFSETS if left <= offset), None)


# --- whom ----------------------------------------------------------------------------------------------------------
def _programmes() -> QuerySet[Programme]:
    return Programme.objects.filter(state=ProgrammeState.PUBLIC, record_only=False)


def _roles(today: dt.date) -> QuerySet[ProgrammeRole]:
    return ProgrammeRole.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today),
        kind=RoleKind.COORDINATOR,
        starts__lte=today,
        programme__in=_programmes(),
    )


def _places() -> QuerySet[GroupPerson]:
    return GroupPerson.objects.filter(ends__isnull=True, group__programme__in=_programmes())


def _coaches() -> QuerySet[Coach]:
    return Coach.objects.filter(ends__isnull=True, person__isnull=False, programme__in=_programmes())


def people_after(after: int, *, today: dt.date, limit: int = BATCH) -> list[tuple[Person, list[str]]]:
    """The next people with a part in a published academy, in order of their numbers, and the slugs of these academies.
    Four queries."""
    found = Person.objects.filter(
        Q(pk__in=_roles(today).values("person"))
        | Q(pk__in=_places().values("person"))
        | Q(pk__in=_coaches().values("person")),
        pk__gt=after,
        is_active=True,
    )
    people = {person.pk: person for person in found.order_by("pk")[:limit]}
    slugs: dict[int, dict[str, None]] = {pk: {} for pk in people}
    parts: tuple[tuple[QuerySet[Any], str], ...] = (
        (_roles(today), "programme__slug"),
        (_places(), "group__programme__slug"),
        (_coaches(), "programme__slug"),
    )
    for rows, path in parts:
        for pk, slug in rows.filter(person__in=list(people)).order_by("pk").values_list("person", path):
            slugs[pk][slug] = None
    return [(person, list(slugs[pk])) for pk, person in people.items()]


# --- what ----------------------------------------------------------------------------------------------------------
def digests_queue(*, now: dt.datetime, after: int = 0, limit: int = BATCH) -> tuple[int, int | None]:
    """Queue the digests of the next people; how many, and the number after which to go on (None: all are done).

    It may be done twice, at once or after a kill: each person gets one digest a day.
    """
    today = today_of(now)
    people = people_after(after, today=today, limit=limit)
    programmes: dict[str, Programme | None] = {}
    queued = 0
    for person, slugs in people:
        for slug in slugs:
            if slug not in programmes:
                programmes[slug] = programme_get(slug)
        taking_part = [programme for slug in slugs if (programme := programmes[slug]) is not None]
        for practice in (False, True):
            some = [programme for programme in taking_part if programme.practice == practice]
            try:
                queued += bool(some and digest_queue(person=person, programmes=some, now=now))
            except Exception:  # a fault in what one person reads must not keep the others from theirs
                log.exception("no digest for person %s", person.pk)
    return queued, people[-1][0].pk if len(people) == limit else None


@transaction.atomic
def digest_queue(*, person: Person, programmes: Sequence[Programme], now: dt.datetime) -> bool:
    """Queue the digest of one person, if something has to be told today; False when nothing has, or it is queued.

    It comes from the academy with the most urgent duty. All are real ones, or all are practice.
    """
    today = today_of(now)
    language = letter_language(programmes[0], person.language)
    with override(language):
        waiting = [Waiting(each, duties_of(person=person, programme=each, now=now)) for each in programmes]
    waiting = sorted((each for each in waiting if each.duties), key=lambda each: _urgency(each.duties[0]))
    due = _reminders(person, [duty for each in waiting for duty in each.duties], today)
    if not _worth_telling(due, today):
        return False
    first = waiting[0].programme
    with override(language):
        words = _words(person, waiting, language, today)
    composed = letter_compose(first, CODE, language=language, words=letter_words(first, language, **words))
    letter = letter_queue(
        key=f"{CODE}:{person.pk}:{today.isoformat()}{':practice' if first.practice else ''}",
        code=CODE,
        person=person,
        language=composed.language,
        subject_line=composed.subject,
        body=composed.body,
        scope=first.pk,
        subject=("programme", first.pk),
        leaves_at=now,
        reply_to=first.address,
        sends=not first.practice,
    )
    if letter is None:
        return False
    Reminder.objects.bulk_create(
        [Reminder(person=person, key=key, days=days, at=now) for key, days in due], ignore_conflicts=True
    )
    return True


def _urgency(duty: Duty) -> tuple[dt.date, int, str]:
    return (duty.due or dt.date.max, duty.weight, duty.key)


def _reminders(person: Person, duties: Sequence[Duty], today: dt.date) -> dict[tuple[str, int], Duty]:
    """Reminders of these duties that are due and were not sent yet. One query."""
    reached = {(reminder_key(duty), offset): duty for duty in duties if (offset := offset_of(duty, today)) is not None}
    sent = Reminder.objects.filter(person=person, key__in={key for key, _days in reached})
    for pair in sent.values_list("key", "days"):
        reached.pop(pair, None)
    return reached


def _worth_telling(due: dict[tuple[str, int], Duty], today: dt.date) -> bool:
    """On weekdays whatever is new; at weekends only what is due by tomorrow."""
    if today.weekday() < SATURDAY:
        return bool(due)
    return any(duty.due is not None and (duty.due - today).days <= URGENT for duty in due.values())


def _words(person: Person, waiting: Sequence[Waiting], language: str, today: dt.date) -> dict[str, str]:
    only = waiting[0].programme
    if len(waiting) == 1 and coordinates(person, only, today=today):
        page = reverse("today", args=[only.slug])
    else:
        page = reverse("desk")
    nearest = min((duty.due for each in waiting for duty in each.duties if duty.due), default=None)
    return {
        "list": _listed(waiting, language),
        "link": settings.BASE_URL + page,
        "due": formats.date_weekday_long(nearest, language) if nearest else "",
    }


def _listed(waiting: Sequence[Waiting], language: str) -> str:
    """The duties as Markdown, under the names of their academies when there are several."""
    parts: list[str] = []
    room = LISTED
    for each in waiting:
        shown, room = each.duties[: max(room, 0)], room - len(each.duties)
        if len(waiting) > 1 and shown:
            name = each.programme.name.spoken(language, tuple(each.programme.languages)).text
            parts.append(f"**{as_line(name)}**")
        parts.append("\n".join(_items(shown, language)))
    if room < 0:
        parts.append(ngettext("And %(n)s other thing.", "And %(n)s other things.", -room) % {"n": -room})
    return "\n\n".join(part for part in parts if part)


def _items(duties: Iterable[Duty], language: str) -> Iterable[str]:
    for duty in duties:
        due = _("Due: %(date)s") % {"date": formats.date_short(duty.due, language)} if duty.due else ""
        lines = [as_line(duty.title), due, f"<{settings.BASE_URL}{duty.url}>"]
        yield "- " + "  \n  ".join(line for line in lines if line)
