"""What sparring gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.connect import (
    Dated,
    Duty,
    Moved,
    Subject,
    duties,
    moves,
    own_dates,
    personal_data,
    readers,
    subject_add,
)
from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title, team_of, titles_of
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, stage_span
from soske.records.models import CalendarEntry
from soske.sprint.sparring.models import Coach, Session
from soske.sprint.sparring.personal import Personal
from soske.sprint.sparring.queries import (
    coach_in,
    coach_of_group,
    coach_people,
    coaching_now,
    leftovers_counted,
    told_of,
    untold_counted,
)
from soske.sprint.sparring.queries_sessions import (
    free_ahead,
    in_window,
    session_of,
    sessions_of_coach,
    sessions_of_team,
    window_counts,
    window_next,
    windows_of,
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
                title=_("Choose coaches for the teams"),
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
                button=_("Check and send"),
                url=reverse("pairs", args=[programme.slug]),
                weight=10,
            )
        )
    if left := leftovers_counted(programme):
        words = ngettext(
            "%(n)s group is not a team any more and still has a coach.",
            "%(n)s groups are not teams any more and still have a coach.",
            left,
        )
        found.append(
            Duty(
                key=f"coach_leftover:{programme.pk}",
                title=_("End the sparring of groups that are not teams any more"),
                text=words % {"n": left},
                button=_("Check and end"),
                url=reverse("pairs", args=[programme.slug]),
                weight=17,
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
                button=_("Check and send"),
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
                text=_("After that you see your teams' drafts. This takes three minutes."),
                button=_("Read the terms"),
                url=reverse("coach_terms", args=[programme.slug]),
                weight=10,
            )
        ]
    found = []
    sessions = sessions_of_coach(coach)
    over = [each for each in sessions if each.state == SessionState.BOOKED and each.ends and each.ends <= now]
    names = titles_of(programme, [each.group_id for each in over], get_language() or "fi") if over else {}
    for each in over:
        found.append(_held_duty(programme, each, f"{names[each.group_id]}, {coach.name}"))
    window = window_next(programme, now)
    if window is not None and window.starts - now < AHEAD:
        free = any(each.starts < window.ends for each in free_ahead(programme, [coach.pk], now=now))
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
            text=_("You meet on %(when)s.") % {"when": session_words(each.starts, each.ends, lang)},
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
    if not here and free_ahead(programme, [each.coach_id for each in coaches], now=now):
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
    hers = Exists(coaching_now().filter(coach=OuterRef("coach"), group=OuterRef("group"), coach__person=person))
    rows = known.filter(group__in=groups.values("group")) | known.filter(hers, coach__person=person)
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
    Subject(type=COACH, label=gettext_lazy("Coach in an academy"), may=_coach_may, titles=_coach_titles, url=_coach_url)
)


# --- readers --------------------------------------------------------------------------------------------------------
@readers.add
def coach_reads(*, person: Any, group: int) -> bool:
    """Its coaches, who have accepted the terms."""
    return coach_of_group(person, group) is not None


# --- personal data --------------------------------------------------------------------------------------------------
personal_data.add(Personal())


# --- what moves with the dates of the path ---------------------------------------------------------------------------
@moves.add
def session_moves(*, programme: Programme, stages: Mapping[str, Any]) -> Sequence[Moved]:
    """Agreed sessions ahead that would no longer be within the days of their window: they stay at their time, which the
    coordinator should know. Two queries."""
    lang, now = get_language() or "fi", timezone.now()
    left = []
    for window in windows_of(programme):
        stage = stages.get(window.code)
        if stage is None:
            continue
        starts, ends = stage_span(stage)
        rows = Session.objects.filter(in_window(window), group__programme=programme, state=SessionState.BOOKED)
        inside = Q(starts__gte=starts, ends__lte=ends) if starts is not None and ends is not None else Q(pk=None)
        left += list(rows.filter(starts__gt=now).exclude(inside).order_by("starts", "pk")[:MOST])
    titles = _titles([each.pk for each in left])
    return [
        Moved(
            kind=_("Sparring session, outside its days"),
            name=LocalText({lang: titles[each.pk]}),
            before=session_words(each.starts, each.ends, lang),
            after=_("stays at its time"),
        )
        for each in left[:MOST]
    ]
