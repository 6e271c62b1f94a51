"""Letters of sparring: to coaches and teams about each other, and about sessions, with entries for calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

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
from soske.sprint.sparring.queries_sessions import session_people
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
    queued, seen = 0, set()
    places = GroupPerson.objects.filter(group__in=groups, ends__isnull=True).select_related("person").order_by("pk")
    for place in places:
        if place.person_id not in seen:
            seen.add(place.person_id)
            words = partial(_team_words, programme, of_group.get(place.group_id, []))
            queued += post.queue(
                "team_coaches", place.person, key=f"team_coaches:{place.person_id}:{stamp}", words=words
            )
    of_coach: dict[int, list[Pairing]] = {}
    for row in rows.filter(coach__in=coaches).select_related("coach__person").order_by("topic", "pk"):
        of_coach.setdefault(row.coach_id, []).append(row)
    titles = {each.pk: each for each in group_facts(Group.objects.filter(pairings__coach__in=coaches).distinct())}
    for pairings in of_coach.values():
        person = pairings[0].coach.person
        if person is not None:
            words = partial(_coach_words, programme, pairings, titles)
            queued += post.queue("coach_teams", person, key=f"coach_teams:{person.pk}:{stamp}", words=words)
    return queued


def _team_words(programme: Programme, pairings: Iterable[Pairing], language: str) -> dict[str, str]:
    names = topic_names(programme, language)
    with override(language):
        main = _("%(coach)s, main coach")
    lines = []
    for each in pairings:
        who = main % {"coach": each.coach.name} if not each.topic else f"{each.coach.name}: {names.get(each.topic, '')}"
        lines.append(f"{who}. {each.coach.about}" if each.coach.about else who)
    return {"list": as_list(lines), "link": _address("own_sparring", programme, language)}


def _coach_words(
    programme: Programme, pairings: Iterable[Pairing], titles: dict[int, Any], language: str
) -> dict[str, str]:
    names = topic_names(programme, language)
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
        return {"list": as_list(group_title(each, language) for each in titles), "why": reason}

    return post.queue("coach_ended", coach.person, key=f"coach_ended:{coach.pk}:{now:%Y%m%d%H%M%S%f}", words=words)


def letters_team_ended(coach: Coach, groups: Iterable[Group], reason: str, *, now: dt.datetime) -> int:
    """Tell these teams that a coach does not go on with them; how many letters wait."""
    queued = 0
    for group in groups:
        post = Post(coach.programme, subject=("group", group.pk), leaves_at=now)
        (facts,) = group_facts(Group.objects.filter(pk=group.pk))

        def words(language: str, facts: Any = facts) -> dict[str, str]:
            link = _address("own_sparring", coach.programme, language)
            return {"coach": coach.name, "group": group_title(facts, language), "why": reason, "link": link}

        places = GroupPerson.objects.filter(group=group, ends__isnull=True).select_related("person").order_by("pk")
        for place in places:
            key = f"team_coach_ended:{coach.pk}:{group.pk}:{place.person_id}:{now:%Y%m%d%H%M%S%f}"
            queued += post.queue("team_coach_ended", place.person, key=key, words=words)
    return queued


# --- sessions -------------------------------------------------------------------------------------------------------
def letters_of_session(
    session: Session,
    code: str,
    *,
    entry: CalendarEntry,
    now: dt.datetime,
    before: tuple[dt.datetime, dt.datetime] | None = None,
) -> int:
    """Queue the letter `code` to everybody in a session; how many wait. `before` is when it was to be."""
    programme = session.group.programme
    post = Post(programme, subject=(SUBJECT, session.pk), leaves_at=now)
    (facts,) = group_facts(Group.objects.filter(pk=session.group_id))
    queued = 0
    for person in session_people(session):
        language = letter_language(programme, person.language)
        cancels = code == "session_cancelled"
        calendar = calendar_of(session, entry, person, language, team=group_title(facts, language), cancels=cancels)
        key = f"{code}:{session.pk}:{entry.sequence}:{person.pk}:{now:%Y%m%d%H%M%S%f}"
        words = partial(_session_words, session, facts, before)
        queued += post.queue(code, person, key=key, words=words, calendar=calendar)
    return queued


def calendar_of(
    session: Session, entry: CalendarEntry, person: Person, language: str, *, team: str, cancels: bool
) -> str:
    """The entry of a session for one person; `cancels` takes it out of her calendar."""
    make = cancellation if cancels else invitation
    shown = replace(entry_shown(session, entry, language, team=team), cancelled=cancels)
    organiser = organiser_of(session.group.programme)
    return make(shown, organiser=organiser, guest=Someone(person.email), now=timezone.now()).decode()


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
        "why": session.reason,
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

    people: dict[int, Person] = {place.person_id: place.person for place in places}
    return sum(
        post.queue("session_steps", person, key=f"session_steps:{session.pk}:{pk}:{now:%Y%m%d%H%M%S%f}", words=words)
        for pk, person in people.items()
    )
