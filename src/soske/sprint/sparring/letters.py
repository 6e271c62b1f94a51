"""Letters of sparring: to coaches and teams about each other, and about sessions, with entries for calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.base.localtext import one_line
from soske.engines.calendars import Entry, Someone, cancellation, invitation
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title
from soske.people.models import Person
from soske.programmes.letters import Post, as_list, letter_language
from soske.programmes.models import Programme
from soske.records.models import CalendarEntry
from soske.sprint.meetings.letters import organiser_of
from soske.sprint.sparring.models import Coach, Pairing, Session, Step
from soske.sprint.sparring.queries import topic_names
from soske.sprint.sparring.queries_sessions import people_of_sessions
from soske.sprint.sparring.reasons import reason_words
from soske.sprint.sparring.states import COACH, SUBJECT, SessionState
from soske.sprint.sparring.words import session_words


def _address(name: str, programme: Programme, language: str, *args: Any) -> str:
    with override(language):
        return settings.BASE_URL + reverse(name, args=[programme.slug, *args])


# --- coaches and teams ----------------------------------------------------------------------------------------------
def letter_welcome(coach: Coach, *, now: dt.datetime) -> bool:
    """Tell somebody that she is a coach, and what she does first."""
    if coach.person is None:
        return False
    post = Post(coach.programme, subject=(COACH, coach.pk), leaves_at=now)

    def words(language: str) -> dict[str, str]:
        return {"link": _address("coach_front", coach.programme, language)}

    return post.queue("coach_welcome", coach.person, key=f"coach_welcome:{coach.pk}:{now:%Y%m%d%H%M%S%f}", words=words)


def letters_told(programme: Programme, groups: Collection[int], coaches: Collection[int], *, now: dt.datetime) -> int:
    """Tell these teams who their coaches are, and these coaches which their teams are; how many letters wait."""
    post = Post(programme, subject=("programme", programme.pk), leaves_at=now)
    rows = Pairing.objects.filter(ended_at__isnull=True, told_at__isnull=False, coach__ends__isnull=True)
    stamp = f"{now:%Y%m%d%H%M%S%f}"
    of_group: dict[int, list[Pairing]] = {}
    for row in rows.filter(group__in=groups).select_related("coach").order_by("topic", "pk"):
        of_group.setdefault(row.group_id, []).append(row)
    names = cache(partial(topic_names, programme))
    words = {group: partial(_team_words, programme, of_group.get(group, []), names) for group in groups}
    places = GroupPerson.objects.filter(group__in=groups, ends__isnull=True).select_related("person").order_by("pk")
    for place in places:  # in two teams, she reads of the first: the key is the same
        key = f"team_coaches:{place.person_id}:{stamp}"
        post.add("team_coaches", place.person, key=key, words=words[place.group_id])
    of_coach: dict[int, list[Pairing]] = {}
    for row in rows.filter(coach__in=coaches).select_related("coach__person").order_by("topic", "pk"):
        of_coach.setdefault(row.coach_id, []).append(row)
    titles = {each.pk: each for each in group_facts(Group.objects.filter(pairings__coach__in=coaches).distinct())}
    for pairings in of_coach.values():
        person = pairings[0].coach.person
        if person is not None:
            own = partial(_coach_words, programme, pairings, titles, names)
            post.add("coach_teams", person, key=f"coach_teams:{person.pk}:{stamp}", words=own)
    return post.send()


Names = Callable[[str], dict[str, str]]
"""Names of the topics in a language, by code."""


def _team_words(programme: Programme, pairings: Iterable[Pairing], names_in: Names, language: str) -> dict[str, str]:
    names = names_in(language)
    with override(language):
        main = _("%(coach)s, main coach")
    lines = []
    for each in pairings:
        who = main % {"coach": each.coach.name} if not each.topic else f"{each.coach.name}: {names.get(each.topic, '')}"
        lines.append(f"{who}. {each.coach.about}" if each.coach.about else who)
    return {"list": as_list(lines), "link": _address("own_sparring", programme, language)}


def _coach_words(
    programme: Programme, pairings: Iterable[Pairing], titles: dict[int, Any], names_in: Names, language: str
) -> dict[str, str]:
    names = names_in(language)
    with override(language):
        main = _("%(team)s: you are the main coach")
    lines = []
    for each in pairings:
        team = group_title(titles[each.group_id], language)
        lines.append(f"{team}: {names.get(each.topic, '')}" if each.topic else main % {"team": team})
    return {"list": as_list(lines), "link": _address("coach_front", programme, language)}


def letter_ended(coach: Coach, groups: Collection[int], reason: str, *, now: dt.datetime) -> bool:
    """Tell a coach that she does not coach these teams any more."""
    if coach.person is None:
        return False
    post = Post(coach.programme, subject=(COACH, coach.pk), leaves_at=now)
    titles = group_facts(Group.objects.filter(pk__in=groups).order_by("pk"))

    def words(language: str) -> dict[str, str]:
        return {"list": as_list(group_title(each, language) for each in titles), "why": reason_words(reason, language)}

    return post.queue("coach_ended", coach.person, key=f"coach_ended:{coach.pk}:{now:%Y%m%d%H%M%S%f}", words=words)


def letters_team_ended(coach: Coach, groups: Iterable[Group], reason: str, *, now: dt.datetime) -> int:
    """Tell these teams that a coach does not go on with them; how many letters wait."""
    teams = [group.pk for group in groups]
    if not teams:
        return 0
    post = Post(coach.programme, subject=(COACH, coach.pk), leaves_at=now)

    def words_of(facts: Any, language: str) -> dict[str, str]:
        link = _address("own_sparring", coach.programme, language)
        why = reason_words(reason, language)
        return {"coach": coach.name, "group": group_title(facts, language), "why": why, "link": link}

    words = {each.pk: partial(words_of, each) for each in group_facts(Group.objects.filter(pk__in=teams))}
    places = GroupPerson.objects.filter(group__in=teams, ends__isnull=True).select_related("person").order_by("pk")
    for place in places:
        group = place.group_id
        key = f"team_coach_ended:{coach.pk}:{group}:{place.person_id}:{now:%Y%m%d%H%M%S%f}"
        post.add("team_coach_ended", place.person, key=key, words=words[group], subject=("group", group))
    return post.send()


# --- sessions -------------------------------------------------------------------------------------------------------
class Told(NamedTuple):
    """A session of which everybody in it is told, with its entry. `before` is when it was to be."""

    session: Session
    entry: CalendarEntry
    before: tuple[dt.datetime, dt.datetime] | None = None


def letters_of_sessions(told: Sequence[Told], code: str, *, now: dt.datetime) -> int:
    """Queue the letter `code` to everybody in these sessions of one programme; how many wait. The same number of
    queries for one session and for a hundred, when they have their coaches with them."""
    if not told:
        return 0
    programme = told[0].session.group.programme
    post = Post(programme, subject=("programme", programme.pk), leaves_at=now)
    sessions = [each.session for each in told]
    found = group_facts(Group.objects.filter(pk__in={session.group_id for session in sessions}))
    facts, people = {each.pk: each for each in found}, people_of_sessions(sessions)
    cancels = code == "session_cancelled"
    for session, entry, before in told:
        group, shown = facts[session.group_id], dict[str, Entry]()
        words = partial(_session_words, session, group, before)
        for person in people[session.pk]:
            language = letter_language(programme, person.language)
            if language not in shown:
                shown[language] = entry_shown(session, entry, language, team=group_title(group, language))
            key = f"{code}:{session.pk}:{entry.sequence}:{person.pk}:{now:%Y%m%d%H%M%S%f}"
            calendar = _calendar(shown[language], programme, person, cancels=cancels)
            post.add(code, person, key=key, words=words, calendar=calendar, subject=(SUBJECT, session.pk))
    return post.send()


def calendar_of(
    session: Session, entry: CalendarEntry, person: Person, language: str, *, team: str, cancels: bool
) -> str:
    """The entry of a session for one person; `cancels` takes it out of her calendar."""
    shown = entry_shown(session, entry, language, team=team)
    return _calendar(shown, session.group.programme, person, cancels=cancels)


def _calendar(shown: Entry, programme: Programme, person: Person, *, cancels: bool) -> str:
    make = cancellation if cancels else invitation
    own, guest = replace(shown, cancelled=cancels), Someone(person.email)
    return make(own, organiser=organiser_of(programme), guest=guest, now=timezone.now()).decode()


def session_line(session: Session, language: str) -> str:
    """A session in one line of a list: with whom, when and where."""
    with override(language):
        name = _("Sparring: %(coach)s") % {"coach": session.coach.name}
    when = session_words(session.starts, session.ends, language)
    return "; ".join(part for part in (f"{name}, {when}", session.place) if part)


def entry_shown(session: Session, entry: CalendarEntry, language: str, *, team: str) -> Entry:
    """A session in a language, as a calendar gets it."""
    programme = session.group.programme
    with override(language):
        name = _("Sparring: %(team)s and %(coach)s") % {"team": team, "coach": session.coach.name}
    return Entry(
        uid=entry.uid,
        sequence=entry.sequence,
        summary=one_line(f"{name} – {programme.name.spoken(language, tuple(programme.languages)).text}"),
        starts=timezone.localtime(entry.starts, formats.HELSINKI),
        ends=timezone.localtime(entry.ends, formats.HELSINKI),
        place=one_line(session.place),
        text="",
        url=_address("session", programme, language, session.pk),
        cancelled=session.state == SessionState.CANCELLED,
    )


def _session_words(
    session: Session, facts: Any, before: tuple[dt.datetime, dt.datetime] | None, language: str
) -> dict[str, str]:
    programme = session.group.programme
    return {
        "group": group_title(facts, language),
        "coach": session.coach.name,
        "due": session_words(session.starts, session.ends, language),
        "before": session_words(*before, language) if before else "",
        "place": session.place,
        "why": reason_words(session.reason, language),
        "link": _address("session", programme, language, session.pk),
    }


def letters_steps(session: Session, steps: Iterable[Step], names: dict[int, str], *, now: dt.datetime) -> int:
    """Tell the team what was agreed in a session: each step, by when and who does it; how many letters wait. `names`
    are those of the organisations, by member."""
    programme = session.group.programme
    post = Post(programme, subject=(SUBJECT, session.pk), leaves_at=now)
    rows = list(steps)
    places = GroupPerson.objects.filter(group=session.group, ends__isnull=True).select_related("person").order_by("pk")

    def words(language: str) -> dict[str, str]:
        lines = []
        for step in rows:
            parts = [step.assignment.name.spoken(language).text]
            if step.assignment.day is not None:
                parts.append(formats.weekday_day_month(step.assignment.day, language))
            if step.member_id in names:
                parts.append(names[step.member_id])
            lines.append(", ".join(parts))
        return {
            "coach": session.coach.name,
            "list": as_list(lines),
            "link": _address("session", programme, language, session.pk),
        }

    for place in places:
        key = f"session_steps:{session.pk}:{place.person_id}:{now:%Y%m%d%H%M%S%f}"
        post.add("session_steps", place.person, key=key, words=words)
    return post.send()
