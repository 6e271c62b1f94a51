"""What may be done to a meeting, and who sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.queries import team_of
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import MeetingView, meeting_get, participant_of
from soske.sprint.meetings.states import MeetingState, Reply


def coordinates_meeting(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; a meeting of another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = meeting_get(asked.programme, pk)
    return YES if asked.subject is not None else NOT_THERE


def in_sprint(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Those who are in a team of the programme now. For others there is nothing here."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    if asked.programme is None:
        return NOT_THERE
    asked.team = team_of(request.user, asked.programme)
    return YES if asked.team is not None else NOT_THERE


def invited_to(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Those who are invited to this meeting and have got the invitation."""
    answer = in_sprint(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = meeting_get(asked.programme, pk)
    if asked.subject is None:
        return NOT_THERE
    asked.place = participant_of(asked.subject.meeting, request.user)
    return YES if asked.place is not None else NOT_THERE


def may_invite(view: MeetingView, *, now: dt.datetime) -> Answer:
    """A meeting with a day that is ahead and a place or a link."""
    if view.state == MeetingState.CANCELLED:
        return Answer(False, _("The meeting is cancelled. Choose ‘Hold it after all’ first."))
    return may_hold(view, now=now)


def may_hold(view: MeetingView, *, now: dt.datetime) -> Answer:
    """A meeting of which people can be told when and where it is, and that is ahead."""
    meeting = view.meeting
    if meeting.programme.record_only:
        return Answer(False, _("This academy is a record of the past. It sends no invitations."))
    if view.times.starts is None:
        return Answer(False, _("Set the day of the meeting first."))
    if not view.times.is_ahead(now):
        return Answer(False, _("The meeting has begun already."))
    return Answer(bool(meeting.place or meeting.link), _("Write the place or the link first."))


def may_tell(view: MeetingView, *, now: dt.datetime) -> Answer:
    """Of a new time or place: while those who are invited know another one and the meeting is ahead."""
    answer = may_invite(view, now=now)
    if not answer:
        return answer
    return Answer(view.untold, _("Everybody knows the time and the place already."))


def may_cancel(view: MeetingView, *, now: dt.datetime) -> Answer:
    """A meeting that is ahead, or has no day."""
    if view.state == MeetingState.CANCELLED:
        return Answer(False, _("The meeting is cancelled already."))
    return Answer(not view.is_over(now), _("The meeting is over."))


def may_remove(meeting: Meeting) -> Answer:
    """One to which nobody was invited."""
    return Answer(
        not Participant.objects.filter(meeting=meeting).exists(),
        _("People have been invited to this meeting. Cancel it instead."),
    )


def may_reply(view: MeetingView, *, now: dt.datetime) -> Answer:
    """Until the meeting begins."""
    if view.state == MeetingState.CANCELLED:
        return Answer(False, _("The meeting is cancelled."))
    return Answer(view.times.starts is None or view.times.is_ahead(now), _("The meeting has begun already."))


def may_give_feedback(view: MeetingView, participant: Participant, *, now: dt.datetime) -> Answer:
    """Once the meeting has begun, by those who were not away."""
    if view.state == MeetingState.CANCELLED or participant.sponsor:
        return Answer(False, _("No feedback is collected on this meeting."))
    if view.times.starts is None or now < view.times.starts:
        return Answer(False, _("The meeting has not begun yet."))
    return Answer(participant.reply != Reply.AWAY, _("You said that you are not coming."))
