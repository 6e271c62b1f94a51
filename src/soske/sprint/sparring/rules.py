"""Who sees sparring, and what may be done with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import team_of
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme
from soske.sprint.sparring.models import Session
from soske.sprint.sparring.queries import coach_in, coach_of_group, coaches, coaches_of, team_get
from soske.sprint.sparring.queries_sessions import session_get
from soske.sprint.sparring.states import SessionState


def coaches_programme(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Those who coach in this programme now. For everybody else there is nothing here."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.coach = coach_in(asked.programme, request.user) if asked.programme else None
    return YES if asked.coach is not None else NOT_THERE


def accepted_coach(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """The same, once she has accepted the terms."""
    answer = coaches_programme(request, slug=slug)
    return may_read(request) if answer else answer


def may_read(request: HttpRequest) -> Answer:
    """A coach opens no draft before she has accepted the terms and declared her interests."""
    coach = Asked.of(request).coach
    return Answer(coach.accepted_at is not None, _("First accept the terms for coaches on your own page."))


def coaches_team(request: HttpRequest, *, slug: str, group: int, **kwargs: Any) -> Answer:
    """A coach of this very team."""
    answer = accepted_coach(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = team_get(asked.programme, group)
    return YES if asked.subject is not None and coach_of_group(request.user, group) else NOT_THERE


def in_session(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """The team of a session, and its coaches now; while the group is a team."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    session = session_get(asked.programme, pk) if asked.programme else None
    if session is None:
        return NOT_THERE
    asked.subject = session
    team = team_of(request.user, asked.programme)
    if team is not None and team.pk == session.group_id:
        asked.team = session.group
        return YES
    asked.coach = coach_of_group(request.user, session.group_id)
    if asked.coach is not None:
        return YES
    # She coaches the team and has not accepted the terms: she is told what to do first.
    asked.coach = coach_in(asked.programme, request.user)
    if asked.coach is not None and asked.coach.accepted_at is None and coaches(asked.coach, session.group_id):
        return may_read(request)
    asked.coach = None
    return NOT_THERE


def coordinates_coach(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; a coach of another programme, or who has left, is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = coaches_of(asked.programme).filter(pk=pk).select_related("person").first()
    if asked.subject is None:
        return NOT_THERE
    asked.subject.programme = asked.programme
    return YES


def coordinates_team(request: HttpRequest, *, slug: str, group: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; a team of another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = team_get(asked.programme, group)
    return YES if asked.subject is not None else NOT_THERE


# --- what may be done -----------------------------------------------------------------------------------------------
def may_move(session: Session, now: dt.datetime) -> Answer:
    """An agreed session that has not begun."""
    if session.state != SessionState.BOOKED:
        return Answer(False, _("The session is not agreed any more."))
    return Answer(session.starts is not None and session.starts > now, _("The session has begun already."))


def may_hold(session: Session, now: dt.datetime) -> Answer:
    """An agreed session that has begun."""
    if session.state == SessionState.HELD:
        return Answer(False, _("The session is marked as held already."))
    if session.state != SessionState.BOOKED:
        return Answer(False, _("The session is not agreed any more."))
    return Answer(session.starts is not None and session.starts <= now, _("The session has not begun yet."))


def may_write(session: Session) -> Answer:
    """Questions and notes are written while the session is not cancelled."""
    return Answer(session.state != SessionState.CANCELLED, _("The session is cancelled."))


def may_book(group: Group) -> Answer:
    """Books in the academy's name: not in a record of the past."""
    record = group.programme.record_only
    return Answer(not record, _("This academy is a record of the past. No sessions are agreed in it."))
