"""Letters of the reviewing and of the interviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.base import formats
from soske.intake.applications.models import Application
from soske.intake.groups.queries import group_title
from soske.intake.reviews.models import Review, Reviewer, Slot
from soske.intake.reviews.queries_interviews import without_time
from soske.intake.reviews.states import ReviewState
from soske.packs.codes import StageKind
from soske.people.models import Person
from soske.programmes.letters import letter_language, letter_send, moment_words
from soske.programmes.models import Programme
from soske.programmes.queries import first_day_of
from soske.records.models import Letter
from soske.records.states import LetterState, letters_move


def letters_given(programme: Programme, reviewers: Iterable[Reviewer], *, now: dt.datetime) -> None:
    """Tell reviewers that they have applications to review, each at most once a day. Without a day of the selection
    there is nothing to tell them by: what waits stands in their digest."""
    due, day = first_day_of(programme, StageKind.SELECTION), timezone.localdate(now).isoformat()
    for reviewer in reviewers:
        person = reviewer.person
        if person is None or due is None:
            continue
        language = letter_language(programme, person.language)
        with override(language):
            link = settings.BASE_URL + reverse("reviews", args=[programme.slug])
        letter_send(
            programme=programme,
            code="review_given",
            person=person,
            language=person.language,
            words={"link": link, "due": formats.date_weekday_long(due, language)},
            key=f"review_given:{reviewer.pk}:{day}",
            subject=("programme", programme.pk),
            leaves_at=now + dt.timedelta(minutes=settings.UNDO_MINUTES),
        )


def letters_given_cancel(reviewer: Reviewer) -> int:
    """A reviewer from whom everything was taken back before the letter left is not told of it; how many letters."""
    if Review.objects.filter(reviewer=reviewer, state=ReviewState.ASSIGNED).exists():
        return 0
    hers = Letter.objects.filter(scope=reviewer.programme_id, code="review_given", person=reviewer.person_id)
    return letters_move(hers, LetterState.WAITING, LetterState.CANCELLED)


def _send(
    programme: Programme, application: Application, code: str, *, key: str, now: dt.datetime, **words: str
) -> bool:
    contact: Person | None = application.group.contact
    if contact is None:
        return False
    language = letter_language(programme, contact.language)
    with override(language):
        link = settings.BASE_URL + reverse("interview_book", args=[programme.slug, application.pk])
    own = {"group": group_title(application.group, language), "link": link, **words}
    return bool(
        letter_send(
            programme=programme,
            code=code,
            person=contact,
            language=contact.language,
            words=own,
            key=key,
            subject=("application", application.pk),
            leaves_at=now,
        )
    )


def _when(programme: Programme, application: Application, moment: dt.datetime) -> str:
    contact = application.group.contact
    return moment_words(moment, letter_language(programme, contact.language if contact else ""))


def letter_booked(slot: Slot, application: Application, *, now: dt.datetime) -> bool:
    """The time that a group has booked, or moved to."""
    due = _when(slot.programme, application, slot.starts)
    key = f"interview_booked:{application.pk}:{slot.pk}:{now.isoformat()}"
    return _send(slot.programme, application, "interview_booked", key=key, now=now, due=due, place=slot.place)


def letter_cancelled(slot: Slot, application: Application, *, now: dt.datetime) -> bool:
    """A booked time is taken away by the organiser: another one has to be booked."""
    due = _when(slot.programme, application, slot.starts)
    key = f"interview_cancelled:{application.pk}:{slot.pk}"
    return _send(slot.programme, application, "interview_cancelled", key=key, now=now, due=due)


def letters_invite(programme: Programme, last: dt.datetime, *, now: dt.datetime) -> int:
    """Ask every group without a time to book one; `last` is the last free time."""
    day, queued = timezone.localdate(now), 0
    for application in without_time(programme).select_related("group__contact"):
        contact = application.group.contact
        language = letter_language(programme, contact.language if contact else "")
        due = formats.date_weekday_long(timezone.localdate(last, formats.HELSINKI), language)
        key = f"interview_invite:{application.pk}:{day.isoformat()}"
        queued += _send(programme, application, "interview_invite", key=key, now=now, due=due)
    return queued
