"""States of a meeting and of those who are invited, and the allowed moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.records.actions import audit_write, calendar_entry_cancel

if TYPE_CHECKING:
    from soske.people.models import Person
    from soske.sprint.meetings.models import Meeting, Participant

SUBJECT = "meeting"


class MeetingKind(models.TextChoices):
    """The first three are codes of packs.codes.StageKind."""

    KICKOFF = "kickoff", pgettext_lazy("meeting", "Kick-off")
    WORKSHOP = "workshop", _("Workshop")
    CLOSING = "closing", pgettext_lazy("meeting", "Closing")
    OTHER = "other", pgettext_lazy("meeting", "Other meeting")


class MeetingState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    INVITED = "invited", _("Invitations sent")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class Reply(models.TextChoices):
    OPEN = "open", _("No answer yet")
    COMING = "coming", _("Coming")
    WAITING = "waiting", _("On the waiting list")
    AWAY = "away", _("Not coming")


MEETING_MOVES: dict[str, set[str]] = {
    MeetingState.PLANNED: {MeetingState.INVITED, MeetingState.CANCELLED},
    MeetingState.INVITED: {MeetingState.CANCELLED},
    MeetingState.CANCELLED: {MeetingState.PLANNED, MeetingState.INVITED},
}
MEETING_ACTS = {
    MeetingState.PLANNED: "meeting_taken_back",
    MeetingState.INVITED: "meeting_invited",
    MeetingState.CANCELLED: "meeting_cancelled",
}


def meeting_move(meeting: Meeting, to: MeetingState, *, by: Person | None, now: dt.datetime) -> bool:
    """Move a meeting and write it in the log; False when it moved meanwhile or may not move so. A cancelled one is
    cancelled in the calendars as well; its letters are the caller's."""
    if to not in MEETING_MOVES[meeting.state]:
        return False
    cancelled_at = now if to == MeetingState.CANCELLED else None
    rows = type(meeting).objects.filter(pk=meeting.pk, state=meeting.state)
    if not rows.update(state=to, cancelled_at=cancelled_at):
        return False
    meeting.state, meeting.cancelled_at = to, cancelled_at
    if to == MeetingState.CANCELLED:
        calendar_entry_cancel(subject=(SUBJECT, meeting.pk))
    audit_write(by=by, scope=meeting.programme_id, subject=(SUBJECT, meeting.pk), act=MEETING_ACTS[to])
    return True


def reply_move(participant: Participant, to: Reply, *, by: Person | None, now: dt.datetime) -> bool:
    """What somebody who is invited answers, from any answer to any other; False when it is so already."""
    if participant.reply == to:
        return False
    participant.reply, participant.replied_at = to, None if to == Reply.OPEN else now
    participant.save(update_fields=["reply", "replied_at"])
    meeting = participant.meeting
    details = {"participant": participant.pk, "reply": str(to)}
    audit_write(
        by=by, scope=meeting.programme_id, subject=(SUBJECT, meeting.pk), act="meeting_replied", details=details
    )
    return True
