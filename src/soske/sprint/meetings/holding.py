"""What every write of meetings begins and ends with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from soske.base.localtext import one_line, writable
from soske.people.models import Person
from soske.programmes.queries import programme_get
from soske.records.actions import audit_write, calendar_entry_set, letters_cancel_all
from soske.records.models import CalendarEntry
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import MeetingView, invited_now, meeting_get
from soske.sprint.meetings.states import SUBJECT

LETTERS = ("meeting_invite", "meeting_sponsor", "meeting_moved", "meeting_cancelled", "meeting_seat")


def meeting_held(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    found = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    if found is None:
        raise ValidationError(_("The meeting has been removed meanwhile."))
    programme = programme_get(meeting.programme.slug)
    if programme is not None:
        found.programme = programme
    return found


def meeting_fresh(meeting: Meeting) -> MeetingView:
    """The meeting with its times as they are now, also within this transaction."""
    programme = programme_get(meeting.programme.slug) or meeting.programme
    view = meeting_get(programme, meeting.pk)
    if view is None:
        raise ValidationError(_("The meeting has been removed meanwhile."))
    return view


def entry_make(view: MeetingView, *, grow: bool = False) -> CalendarEntry:
    """The calendar entry of a meeting that has a day, made or brought up to date."""
    if view.times.starts is None or view.times.ends is None:
        raise ValidationError(_("Set the day of the meeting first."))
    return calendar_entry_set(
        scope=view.meeting.programme_id,
        subject=(SUBJECT, view.pk),
        name=view.name,
        starts=view.times.starts,
        ends=view.times.ends,
        all_day=view.times.whole,
        grow=grow,
    )


def told_places(meeting: Meeting) -> QuerySet[Participant]:
    """Those who have been invited and still are."""
    return invited_now(Participant.objects.filter(meeting=meeting, told__isnull=False))


def waiting_cancel(meeting: Meeting) -> None:
    """Cancel the letters about a meeting that still wait: what they say is not true any more."""
    letters_cancel_all(scope=meeting.programme_id, kind=SUBJECT, pks=[meeting.pk], codes=LETTERS)


def reason_line(text: str) -> str:
    return one_line(writable(text))[:500]


def meeting_written(by: Person | None, meeting: Meeting, act: str, **details: Any) -> None:
    audit_write(by=by, scope=meeting.programme_id, subject=(SUBJECT, meeting.pk), act=act, details=details)
