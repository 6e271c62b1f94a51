"""What sparring gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.connect import Dated, Duty, Kept, Subject, duties, own_dates, personal_data, readers, subject_add
from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title, team_of
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates
from soske.records.models import CalendarEntry
from soske.sprint.sparring.models import Coach, Contact, Mood, Session
from soske.sprint.sparring.queries import coach_in, coach_of_group, coach_people, told_of, untold_counted
from soske.sprint.sparring.queries_sessions import (
    openings_free,
    session_of,
    sessions_of_coach,
    sessions_of_team,
    window_counts,
    window_next,
)
from soske.sprint.sparring.states import COACH, SUBJECT, SessionState
from soske.sprint.sparring.words import session_words

AHEAD = dt.timedelta(days=14)
"""How long before the days of a window a time should be agreed."""
SOON = dt.timedelta(days=7)
"""How long before a session its questions are asked for."""
MOST = 200
DATES = 100


# --- duties ---------------------------------------------------------------------------------------------------------
@duties.add
def sparring_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator sees that every team has a coach and a time; a coach accepts the terms, offers times and writes up
    what was held; a team agrees on a time and writes its questions."""
    if programme.record_only or not person.is_authenticated or not coach_people(programme):
        return []
    found: list[Duty] = []
    if coordinates(person, programme, today=timezone.localdate(now)):
        found += _coordinator(programme, now)
    coach = coach_in(programme, person)
    if coach is not None:
        found += _coach(programme, coach, now)
    team = team_of(person, programme)
    if team is not None:
        team.programme = programme
        found += _team(programme, team, now)
    return found[:20]


def _coordinator(programme: Programme, now: dt.datetime) -> list[Duty]:
    found, untold = [], untold_counted(programme)
    if untold.without:
        words = ngettext("%(n)s team has no main coach.", "%(n)s teams have no main coach.", untold.without)
        found.append(
            Duty(
                key=f"coach_lacking:{programme.pk}",
                title=_("Choose the coaches of the teams"),
                text=words % {"n": untold.without},
                button=_("Choose the coaches"),
                url=reverse("pairs", args=[programme.slug]),
                weight=16,
            )
        )
    elif untold.pairings:
        words = ngettext("%(n)s team has not been told.", "%(n)s teams have not been told.", untold.teams)
        found.append(
            Duty(
                key=f"coach_untold:{programme.pk}",
                title=_("Tell the teams who their coaches are"),
                text=words % {"n": untold.teams},
                button=_("Look and send"),
                url=reverse("pairs", args=[programme.slug]),
                weight=10,
            )
        )
    window = window_next(programme, now)
    if window is not None and (counts := window_counts(programme).get(window.code)) and counts.planned:
        words = ngettext(
            "%(n)s time is proposed and not sent.", "%(n)s times are proposed and not sent.", counts.planned
        )
        found.append(
            Duty(
                key=f"session_unsent:{programme.pk}",
                title=_("Send the proposed times for sparring"),
                text=words % {"n": counts.planned},
                button=_("Look and send"),
                url=reverse("sparring_desk", args=[programme.slug]) + f"?window={window.code}",
                due=timezone.localdate(window.starts),
                weight=15,
            )
        )
    return found


def _coach(programme: Programme, coach: Coach, now: dt.datetime) -> list[Duty]:
    if coach.accepted_at is None:
        return [
            Duty(
                key=f"coach_terms:{coach.pk}",
                title=_("Accept the terms for coaches"),
                text=_("After that you see your teams' drafts. It takes three minutes."),
                button=_("Read the terms"),
                url=reverse("coach_terms", args=[programme.slug]),
                weight=10,
            )
        ]
    found = []
    sessions = sessions_of_coach(coach)
    titles = _titles([each.pk for each in sessions if each.state == SessionState.BOOKED])
    for each in sessions:
        if each.state == SessionState.BOOKED and each.ends is not None and each.ends <= now:
            found.append(_held_duty(programme, each, titles.get(each.pk, "")))
    window = window_next(programme, now)
    if window is not None and window.starts - now < AHEAD:
        free = openings_free([coach.pk], now=now).filter(starts__lt=window.ends).exists()
        agreed = any(each.window == window.code and each.state != SessionState.CANCELLED for each in sessions)
        if not free and not agreed:
            found.append(
                Duty(
                    key=f"coach_times:{coach.pk}:{window.code}",
                    title=_("Offer times to your teams"),
                    text=_("Your teams cannot agree on a session: you have no free times."),
                    button=_("Offer times"),
                    url=reverse("coach_times", args=[programme.slug]),
                    due=timezone.localdate(window.starts),
                    weight=20,
                )
            )
    return found


def _held_duty(programme: Programme, session: Session, title: str) -> Duty:
    return Duty(
        key=f"session_hold:{session.pk}",
        title=_("Write up the session: %(session)s") % {"session": title},
        text=_("Notes, agreed steps and who took part."),
        button=_("Go to the session"),
        url=reverse("session", args=[programme.slug, session.pk]),
        weight=30,
    )


def _team(programme: Programme, team: Group, now: dt.datetime) -> list[Duty]:
    coaches = told_of(team)
    if not coaches:
        return []
    lang = get_language() or "fi"
    sessions = sessions_of_team(team)
    ahead = [each for each in sessions if each.state == SessionState.BOOKED and each.starts and each.starts > now]
    found = [
        Duty(
            key=f"session_questions:{each.pk}",
            title=_("Write your questions to the coach: %(coach)s") % {"coach": each.coach.name},
            text=_("You meet %(when)s.") % {"when": session_words(each.starts, each.ends, lang)},
            button=_("Write the questions"),
            url=reverse("session", args=[programme.slug, each.pk]),
            due=timezone.localdate(each.starts),
            weight=35,
        )
        for each in ahead
        if each.starts is not None and each.starts - now < SOON
    ]
    window = window_next(programme, now)
    if window is None or window.starts - now > AHEAD:
        return found
    here = [each for each in sessions if each.window == window.code and each.state != SessionState.CANCELLED]
    if not here and openings_free([each.coach_id for each in coaches], now=now).exists():
        found.append(
            Duty(
                key=f"session_book:{team.pk}:{window.code}",
                title=_("Agree on a time with your coach"),
                text=_("The coach has free times to choose from."),
                button=_("Choose a time"),
                url=reverse("own_sparring", args=[programme.slug]),
                due=timezone.localdate(window.starts),
                weight=32,
            )
        )
    return found


# --- the calendar of a person ---------------------------------------------------------------------------------------
@own_dates.add
def session_dates(*, person: Any) -> Sequence[Dated]:
    """The sessions of a person, for her team or as a coach, in every programme; the latest hundred. Four queries."""
    groups = GroupPerson.objects.filter(person=person, ends__isnull=True, group__team_since__isnull=False)
    known = Session.objects.exclude(state=SessionState.PLANNED).select_related("group__programme", "coach")
    rows = known.filter(group__in=groups.values("group")) | known.filter(coach__person=person, coach__ends=None)
    by_pk = {row.pk: row for row in rows.distinct().order_by("-starts", "-pk")[:DATES]}
    entries = CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id__in=by_pk)
    titles = {
        each.pk: each for each in group_facts(Group.objects.filter(pk__in={row.group_id for row in by_pk.values()}))
    }
    return [_dated(by_pk[entry.subject_id], entry, titles) for entry in entries]


def _dated(session: Session, entry: CalendarEntry, titles: dict[int, Any]) -> Dated:
    programme = session.group.programme
    lang = get_language() or programme.languages[0]
    team = group_title(titles[session.group_id], lang)
    name = _("Sparring: %(team)s and %(coach)s") % {"team": team, "coach": session.coach.name}
    return Dated(
        uid=entry.uid,
        sequence=entry.sequence,
        name=LocalText({lang: name}),
        starts=timezone.localtime(entry.starts),
        ends=timezone.localtime(entry.ends),
        cancelled=session.state == SessionState.CANCELLED,
        place=session.place,
        url=settings.BASE_URL + reverse("session", args=[programme.slug, session.pk]),
        of=programme.name,
    )


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """Those who are in the session."""
    return YES if session_of(person, pk) is not None else NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    """The team and the coach of sessions."""
    lang = get_language() or "fi"
    rows = list(Session.objects.filter(pk__in=set(ids)).values_list("pk", "group", "coach__name"))
    facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in={group for _pk, group, _name in rows}))}
    return {pk: f"{group_title(facts[group], lang)}, {name}" for pk, group, name in rows}


def _url(pk: int) -> str:
    session = Session.objects.select_related("group__programme").get(pk=pk)
    return reverse("team_desk", args=[session.group.programme.slug, session.group_id])


def _receives(person: Any, pk: int) -> bool:
    return session_of(person, pk) is not None


def _coach_may(person: Any, pk: int, act: str) -> Answer:
    return NOT_THERE


def _coach_titles(ids: Iterable[int]) -> dict[int, str]:
    return dict(Coach.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def _coach_url(pk: int) -> str:
    coach = Coach.objects.select_related("programme").get(pk=pk)
    return reverse("coach_desk", args=[coach.programme.slug, pk])


subject_add(
    Subject(
        type=SUBJECT, label=gettext_lazy("Sparring session"), may=_may, titles=_titles, url=_url, receives=_receives
    )
)
subject_add(
    Subject(type=COACH, label=gettext_lazy("Coach of an academy"), may=_coach_may, titles=_coach_titles, url=_coach_url)
)


# --- readers --------------------------------------------------------------------------------------------------------
@readers.add
def coach_reads(*, person: Any, group: int) -> bool:
    """Its coaches, who have accepted the terms."""
    return coach_of_group(person, group) is not None


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """What a person does as a coach, and how she has said that her team is doing."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        places = Coach.objects.filter(person=person).select_related("programme").order_by("-pk")[:MOST]
        marks = Mood.objects.filter(person=person).order_by("-at").values_list("mark", "note")[:MOST]
        return [
            Kept(
                kind=gettext_lazy("Academies in which you are a coach"),
                ground=gettext_lazy("Shows the teams who helps them, and the organiser who is bound by the terms."),
                retention=gettext_lazy("Until the academy is erased. After an erasure it does not say who it was."),
                rows=[(each.programme.name.spoken(get_language() or "fi").text, each.name) for each in places],
            ),
            Kept(
                kind=gettext_lazy("Marks that you have given on how your team is doing"),
                ground=gettext_lazy("Shows the coach and the organiser who needs help."),
                retention=gettext_lazy("Until the academy is erased. After an erasure it does not say whose it is."),
                rows=[(f"{mark}/5", note) for mark, note in marks],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """A coach's sessions stay with her team as somebody's; her name, interests, times and calendar go."""
        places, marks = Coach.objects.filter(person=person), Mood.objects.filter(person=person)
        found = [
            (_("Places as a coach, with times and interests"), places.count()),
            (_("Whose mark of a team it is"), marks.count()),
        ]
        if not preview:
            for place in places:
                place.busy.all().delete()
                place.openings.filter(session__isnull=True).delete()
                place.pairings.filter(ended_at__isnull=True).update(ended_at=timezone.now())
            places.update(
                person=None, name=_("Erased"), employer="", about="", interests="", busy_url="", busy_fault=""
            )
            marks.update(person=None)
            Contact.objects.filter(person_id=person.pk).update(person_id=None)
        return found


personal_data.add(Personal())
