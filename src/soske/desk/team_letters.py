"""Letters to those who join a team, leave it, or take over what somebody did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title
from soske.people.models import Person
from soske.programmes.letters import Post, as_list, letter_language
from soske.sprint.assignments.models import Assignment
from soske.sprint.meetings.actions_people import Kept
from soske.sprint.meetings.letters import calendars_of, meeting_line
from soske.sprint.sparring.actions_ending import Kept as KeptSessions
from soske.sprint.sparring.letters import calendar_of, session_line


def duty_lines(group: Group, heir: GroupPerson, works: Iterable[Assignment], *, contact: bool) -> list[str]:
    """What somebody takes over, line by line, in her language."""
    language, order = _language(group, heir), tuple(group.programme.languages)
    with override(language):
        lines = [_("You are the contact person of the team")] if contact else []
        names = [work.name.spoken(language, order).text for work in works]
        return lines + [_("Assignment: %(name)s") % {"name": name} for name in names]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is ahead of a team: meetings and sessions, with their entries."""

    meetings: Kept
    sessions: KeptSessions


def letter_joined(
    group: Group,
    place: GroupPerson,
    meetings: Kept,
    sessions: KeptSessions,
    duties: Sequence[str],
    *,
    by: Person | None,
    now: dt.datetime,
) -> None:
    """Who has joined a team: where it is, what she takes over, the meetings and sessions ahead with their entries."""
    ahead = Ahead(meetings, sessions)
    lines = [*duties, *_lines(group, place, ahead)]
    if not lines:
        with override(_language(group, place)):
            lines = [_("Nothing yet. You get a message of each meeting and assignment.")]
    _queue("team_joined", group, place, lines, ahead=ahead, sender=_sender(group, by), now=now)


def letter_left(group: Group, place: GroupPerson, meetings: Kept, sessions: KeptSessions, *, now: dt.datetime) -> None:
    """Who has left a team: that she has, and that the meetings and sessions ahead leave her calendar."""
    ahead = Ahead(meetings, sessions)
    _queue("team_left", group, place, _lines(group, place, ahead), ahead=ahead, cancels=True, now=now)


def letter_successor(group: Group, place: GroupPerson, lines: Sequence[str], *, now: dt.datetime) -> None:
    """Who takes over what somebody did."""
    _queue("team_successor", group, place, lines, now=now)


def _lines(group: Group, place: GroupPerson, ahead: Ahead) -> list[str]:
    language = _language(group, place)
    lines = [(entry.starts, meeting_line(view, language)) for view, entry in ahead.meetings]
    lines += [(entry.starts, session_line(session, language)) for session, entry in ahead.sessions]
    return [line for _starts, line in sorted(lines)]


def _language(group: Group, place: GroupPerson) -> str:
    return letter_language(group.programme, place.person.language)


def _sender(group: Group, by: Person | None) -> str:
    """The name by which the team knows whoever acts; a coordinator's is in every letter already."""
    own = GroupPerson.objects.filter(group=group, person=by, ends__isnull=True).first() if by is not None else None
    return own.name if own is not None else ""


def _queue(
    code: str,
    group: Group,
    place: GroupPerson,
    lines: Sequence[str],
    *,
    now: dt.datetime,
    ahead: Ahead | None = None,
    cancels: bool = False,
    sender: str = "",
) -> None:
    programme = group.programme
    if programme.record_only:
        return
    (facts,) = group_facts(Group.objects.filter(pk=group.pk))

    def words(language: str) -> dict[str, str]:
        with override(language):
            link = settings.BASE_URL + reverse("own_team", args=[programme.slug])
        said = {"list": as_list(lines), "meetings": f"{number or ''}"}
        return {"group": group_title(facts, language), "link": link, "sender": sender, **said}

    language, person = _language(group, place), place.person
    entries, number = "", 0
    if ahead is not None:
        ordered = sorted(ahead.meetings, key=lambda pair: pair[1].starts)
        entries = calendars_of(ordered, person, language, cancels=cancels)
        team = group_title(facts, language)
        entries += "".join(
            calendar_of(session, entry, person, language, team=team, cancels=cancels)
            for session, entry in ahead.sessions
        )
        number = len(ordered) + len(ahead.sessions)
    post = Post(programme, subject=("group", group.pk), leaves_at=now)
    key = f"{code}:{place.pk}:{now:%Y%m%d%H%M%S%f}"
    post.queue(code, place.person, key=key, words=words, calendar=entries)
