"""Writes of the times of coaches: offered by hand, or cut from working hours that her own calendar leaves free."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.clock import moment
from soske.base.formats import HELSINKI
from soske.base.localtext import one_line
from soske.people.models import Person
from soske.records.actions import audit_write, revision_grow
from soske.sprint.sparring.feeds import FeedFailed, address_checked, busy_fetched
from soske.sprint.sparring.models import Busy, Coach, Opening
from soske.sprint.sparring.queries_sessions import OPENINGS, Window, windows_ahead
from soske.sprint.sparring.states import COACH

LEAST_MINUTES, MOST_MINUTES = 15, 240
WEEKDAYS = 5
AHEAD = dt.timedelta(days=400)
"""How far ahead a coach's calendar is read."""


@transaction.atomic
def openings_add(
    *, by: Person, coach: Coach, starts: dt.datetime, minutes: int, count: int, place: str, now: dt.datetime
) -> int:
    """Offer times that follow one another; how many are new. One that overlaps a time of hers is there already.

    Raises:
        ValidationError: keyed by field: the first one has passed, they are too short, too long or too many.
    """
    faults: dict[str, list[str]] = {}
    if starts <= now:
        faults["day"] = [_("Choose a time that has not passed.")]
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        faults["minutes"] = [_range(LEAST_MINUTES, MOST_MINUTES)]
    if not 1 <= count <= 20:
        faults["count"] = [_range(1, 20)]
    if faults:
        raise ValidationError(faults)
    begins = starts.astimezone(dt.UTC)  # an hour is an hour also when the clocks change
    length = dt.timedelta(minutes=minutes)
    spans = [(begins + length * number, begins + length * (number + 1)) for number in range(count)]
    return _offer(coach, spans, place, by=by, now=now)


@transaction.atomic
def openings_cut(
    *,
    by: Person,
    coach: Coach,
    window: Window,
    opens: dt.time,
    closes: dt.time,
    minutes: int,
    place: str,
    now: dt.datetime,
) -> int:
    """Offer all times of a length from Monday to Friday between two times of day (Helsinki) within a window, but for
    those at which her own calendar says that she is busy; how many are new.

    Raises:
        ValidationError: keyed by field.
    """
    faults: dict[str, list[str]] = {}
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        faults["minutes"] = [_range(LEAST_MINUTES, MOST_MINUTES)]
    if closes <= opens:
        faults["closes"] = [_("The end is before the beginning.")]
    if faults:
        raise ValidationError(faults)
    length, spans = dt.timedelta(minutes=minutes), []
    day = timezone.localtime(max(window.starts, now), HELSINKI).date()
    while (begins := moment(day, opens)) < window.ends:
        finishes = moment(day, closes, ends=True)
        while day.weekday() < WEEKDAYS and begins + length <= min(finishes, window.ends):
            if begins > now and begins >= window.starts:
                spans.append((begins, begins + length))
            begins += length
        day += dt.timedelta(days=1)
    busy = list(Busy.objects.filter(coach=coach, ends__gt=now).values_list("starts", "ends"))
    free = [span for span in spans if not _overlaps(span, busy)]
    return _offer(coach, free, place, by=by, now=now)


def _offer(
    coach: Coach, spans: list[tuple[dt.datetime, dt.datetime]], place: str, *, by: Person, now: dt.datetime
) -> int:
    Coach.objects.select_for_update(of=("self",)).get(pk=coach.pk)
    known = list(Opening.objects.filter(coach=coach, ends__gt=now).values_list("starts", "ends"))
    fresh = [span for span in spans if not _overlaps(span, known)]
    if len(known) + len(fresh) > OPENINGS:
        raise ValidationError(_("There are at most %(most)s times. Remove free ones first.") % {"most": OPENINGS})
    place = one_line(place)[:300]
    Opening.objects.bulk_create(Opening(coach=coach, starts=starts, ends=ends, place=place) for starts, ends in fresh)
    if fresh:
        _written(by, coach, "openings_added", times=len(fresh))
    return len(fresh)


def _overlaps(span: tuple[dt.datetime, dt.datetime], others: list[tuple[dt.datetime, dt.datetime]]) -> bool:
    return any(starts < span[1] and span[0] < ends for starts, ends in others)


@transaction.atomic
def opening_remove(*, by: Person, coach: Coach, opening: int) -> None:
    """Take a free time away. One that is merely proposed to a team loses the proposal.

    Raises:
        ValidationError: a session is agreed at it.
    """
    held = Opening.objects.select_for_update(of=("self",)).filter(pk=opening, coach=coach).first()
    if held is None:
        return
    if hasattr(held, "session"):
        raise ValidationError(_("A session is agreed at this time. Move or cancel the session first."))
    held.delete()
    _written(by, coach, "opening_removed")


# --- her own calendar -----------------------------------------------------------------------------------------------
def busy_set(*, by: Person, coach: Coach, url: str, now: dt.datetime) -> int:
    """Say at which address one's own calendar is, and read from it when one is busy; "" forgets it. How many busy times
    there are. Only when somebody is busy is kept, never with what.

    Raises:
        ValidationError: keyed by "busy_url": it is no address that may be read, or no calendar is there.
    """
    url = url.strip()
    if url:
        address_checked(url)
    with transaction.atomic():
        Coach.objects.filter(pk=coach.pk).update(busy_url=url, busy_fault="", busy_read_at=None)
        Busy.objects.filter(coach=coach).delete()
        _written(by, coach, "busy_set" if url else "busy_forgotten")
    coach.busy_url = url
    return busy_read(coach=coach, now=now) if url else 0


def busy_read(*, coach: Coach, now: dt.datetime) -> int:
    """Read the calendar of a coach anew; how many busy times there are. What was read before stays when it cannot be
    read, and the fault is kept for her to see.

    Raises:
        ValidationError: keyed by "busy_url".
    """
    try:
        spans = busy_fetched(coach.busy_url, since=now, until=now + AHEAD)
    except FeedFailed as fault:
        Coach.objects.filter(pk=coach.pk, busy_url=coach.busy_url).update(busy_fault=fault.code)
        revision_grow(coach.programme_id)
        raise ValidationError({"busy_url": [fault.words()]}) from fault
    with transaction.atomic():
        held = Coach.objects.select_for_update(of=("self",)).filter(pk=coach.pk, busy_url=coach.busy_url)
        if held.first() is None:  # the address was changed meanwhile
            return 0
        Busy.objects.filter(coach=coach).delete()
        Busy.objects.bulk_create(Busy(coach=coach, starts=starts, ends=ends) for starts, ends in spans)
        Coach.objects.filter(pk=coach.pk).update(busy_read_at=now, busy_fault="")
        revision_grow(coach.programme_id)  # nobody did it, so there is no row of the log; free times have changed
    return len(spans)


def _range(least: int, most: int) -> str:
    return _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}


def _written(by: Person, coach: Coach, act: str, **details: int) -> None:
    audit_write(by=by, scope=coach.programme_id, subject=(COACH, coach.pk), act=act, details=details)


def window_chosen(coach: Coach, code: str, now: dt.datetime) -> Window | None:
    """The window of this code, while it is not over."""
    return next((window for window in windows_ahead(coach.programme, now) if window.code == code), None)
