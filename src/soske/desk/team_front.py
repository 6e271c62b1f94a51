"""The front page of a team: what is next, by when, who helps?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.connect import duties_of
from soske.base.localtext import LocalText
from soske.base.parts import shown
from soske.base.urls import Asked
from soske.desk.queries import TEAM_DUTIES, duties_in
from soske.intake.groups.queries import titles_of
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.sprint.assignments.queries import tasks_of, worked
from soske.sprint.assignments.shown import hours_shown, quarter_of
from soske.sprint.assignments.states import WorkState
from soske.sprint.meetings.queries import meetings_of_person
from soske.sprint.meetings.states import MeetingState
from soske.sprint.sparring.queries import told_of
from soske.sprint.sparring.queries_sessions import sessions_of_team
from soske.sprint.sparring.states import SessionState

COMING = 6
"""How many dates are shown."""


def team_front(request: HttpRequest, slug: str) -> HttpResponse:
    """What is next for us, by when, who helps?"""
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    person, team = person_of(request), asked.team
    tasks, coaches = tasks_of(team), told_of(team)
    waiting = duties_in(duties_of(person=person, programme=asked.programme, now=now), TEAM_DUTIES)
    context = {
        "team": titles_of(asked.programme, [team.pk], lang)[team.pk],
        "now": timezone.localtime(now),
        "today": timezone.localdate(now),
        "first": waiting[0] if waiting else None,
        "rest": waiting[1:6],
        "main": next((each.coach for each in coaches if not each.topic), None),
        "step": quarter_of(tasks, asked.programme, lang),
        "hours": hours_shown(worked(team, person), lang),
        "coming": _coming(request, tasks, now, lang),
        "done": sum(task.work.state != WorkState.OPEN for task in tasks),
        "given": len(tasks),
        **workspace(request, "front"),
    }
    return render(request, "desk/team_front.html", context)


def _coming(request: HttpRequest, tasks: list[Any], now: dt.datetime, lang: str) -> list[dict[str, Any]]:
    """What is ahead, in order of time: meetings, sessions, due dates."""
    asked, slug = Asked.of(request), Asked.of(request).programme.slug
    found: list[tuple[dt.date, str, int, Any, str]] = []
    for view, _mine in meetings_of_person(person_of(request), asked.programme):
        if view.times.starts is not None and view.times.starts > now and view.state != MeetingState.CANCELLED:
            day = timezone.localdate(view.times.starts)
            found.append((day, "meeting", view.pk, view.name, view.meeting.place))
    for session in sessions_of_team(asked.team):
        if session.state == SessionState.BOOKED and session.starts is not None and session.starts > now:
            day = timezone.localdate(session.starts)
            words = formats.time_of_day(timezone.localtime(session.starts), lang)
            name = _("Sparring: %(coach)s") % {"coach": session.coach.name}
            found.append((day, "session", session.pk, name, words))
    for task in tasks:
        if task.work.state == WorkState.OPEN and task.due is not None and task.due >= timezone.localdate(now):
            found.append((task.due, "assignment", task.pk, task.assignment.name, _("Assignment, due")))
    found.sort(key=lambda row: row[:3])
    return [
        {
            "day": formats.weekday_day_month(day, lang),
            "url": reverse(page, args=[slug, pk]),
            "name": shown(name, lang) if isinstance(name, LocalText) else name,
            "more": more,
        }
        for day, page, pk, name, more in found[:COMING]
    ]
