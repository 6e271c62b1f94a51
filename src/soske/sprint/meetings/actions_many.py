"""Acts over several meetings at once, in which each person gets one letter."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.tasks import outbox_send
from soske.sprint.meetings.actions import meeting_tell
from soske.sprint.meetings.holding import (
    entry_make,
    meeting_fresh,
    meeting_held,
    meeting_written,
    reason_line,
    told_places,
    waiting_cancel,
)
from soske.sprint.meetings.letters import Change, letters_of_changes
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import meeting_views, told_now, told_times
from soske.sprint.meetings.rules import may_tell


@transaction.atomic
def meetings_tell(*, by: Person | None, programme: Programme, reason: str, now: dt.datetime) -> int:
    """Tell of every new time and place at once: whoever is invited to several of these meetings gets one letter with
    all of them. Those of which nothing can be told yet are left; how many letters wait.

    Raises:
        ValidationError: there is nothing to tell.
    """
    fresh = programme_get(programme.slug) or programme
    views = [view for view in meeting_views(fresh) if may_tell(view, now=now)]
    if not views:
        raise ValidationError(_("Everybody knows the times and the places already."))
    if len(views) == 1:
        return meeting_tell(by=by, meeting=views[0].meeting, reason=reason, now=now)
    held = [meeting_held(meeting) for meeting in sorted((view.meeting for view in views), key=lambda each: each.pk)]
    changes: dict[int, list[Change]] = {}
    for meeting in held:
        if not may_tell(meeting_fresh(meeting), now=now):
            continue  # somebody has told of it meanwhile
        Meeting.objects.filter(pk=meeting.pk).update(reason=reason_line(reason))
        view, before = meeting_fresh(meeting), told_times(meeting)
        entry = entry_make(view, grow=True)
        waiting_cancel(meeting)
        rows = list(told_places(meeting).select_related("person"))
        for row in rows:
            changes.setdefault(row.person_id or 0, []).append(Change(view, entry, before, row))
        Participant.objects.filter(pk__in=[row.pk for row in rows]).update(told=entry.sequence)
        Meeting.objects.filter(pk=meeting.pk).update(told=told_now(meeting, view.times))
        meeting_written(by, meeting, "meeting_moved", letters=len(rows))
    for several in changes.values():
        several.sort(key=lambda each: (each.entry.starts, each.view.pk))
    queued = letters_of_changes(fresh, changes, leaves_at=now)
    if queued:
        outbox_send.enqueue()
    return queued
