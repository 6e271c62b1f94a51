"""The coordinator's pages: how each team is doing, the coaches."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.clock import span
from soske.base.forms import add_errors, posted
from soske.base.localtext import LANGUAGE_NAMES
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title, titles_of
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.sprint.assignments.shown import state_tag as work_tag
from soske.sprint.sparring import actions, actions_after, actions_sessions
from soske.sprint.sparring.forms import AwayForm, CoachForm, ReasonForm
from soske.sprint.sparring.forms_sessions import ContactForm
from soske.sprint.sparring.models import Coach
from soske.sprint.sparring.queries import PAGE, coach_people, coach_rows, told_of, topic_names
from soske.sprint.sparring.queries_doing import (
    contacts_of,
    doing_of,
    doing_rows,
    minutes_by_coach,
    moods_of,
    sparred,
)
from soske.sprint.sparring.queries_sessions import sessions_of_coach, sessions_of_team, steps_of, works_of_steps
from soske.sprint.sparring.shown import (
    clock_words,
    coach_tag,
    coaches_table,
    doing_table,
    doing_tag,
    quiet_days,
    state_tag,
)
from soske.sprint.sparring.views_pairs import number_of


def teams(request: HttpRequest, slug: str) -> HttpResponse:
    """How is each team doing, and who needs help?"""
    programme, lang, now = Asked.of(request).programme, get_language() or "fi", timezone.now()
    counts = sparred(programme, now)
    page = Paginator(range(counts.teams), PAGE).get_page(request.GET.get("page"))
    rows = doing_rows(programme, start=(page.number - 1) * PAGE, now=now, today=timezone.localdate(now))
    titles = titles_of(programme, [row.group for row in rows], lang)
    context = {
        "counts": counts,
        "hours": formats.number(round(counts.minutes / 60, 1), lang),
        "table": doing_table(programme, titles, rows, now) if rows else "",
        "shown": len(rows),
        "page": page,
        "query": "",
        "days": quiet_days(),
        **workspace(request, "teams"),
    }
    return render(request, "sparring/teams.html", context)


def team_desk(request: HttpRequest, slug: str, group: int) -> HttpResponse:
    """One team: its coaches, sessions (when and how long, never the notes), open steps, marks, contacts."""
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    team, today = asked.subject, timezone.localdate()
    form = ContactForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions_after.contact_note(by=person_of(request), group=team, note=form.cleaned_data["note"], now=now)
        messages.success(request, _("The contact has been recorded."))
        return redirect("team_desk", slug, group)
    order = tuple(asked.programme.languages)
    (facts,) = group_facts(Group.objects.filter(pk=team.pk))
    names, sessions = topic_names(asked.programme, lang), sessions_of_team(team)
    steps = steps_of([each.pk for each in sessions])
    works = works_of_steps(steps)
    context = {
        "team": group_title(facts, lang),
        "group": team.pk,
        "state": doing_tag(doing_of(team, now=now, today=today), now),
        "coaches": [(each.coach.name, names.get(each.topic, "")) for each in told_of(team)],
        "sessions": [
            {
                "day": formats.weekday_day_month(timezone.localtime(each.starts).date(), lang) if each.starts else "",
                "when": clock_words(each, lang),
                "coach": each.coach.name,
                "used": each.used,
                "state": state_tag(each, now),
            }
            for each in sessions
        ],
        "steps": [
            {
                "pk": each.assignment_id,
                "name": each.assignment.name.spoken(lang, order),
                "day": formats.weekday_day_month(each.assignment.day, lang) if each.assignment.day else "",
                "state": work_tag(works.get(each.assignment_id), each.assignment.day, today),
            }
            for each in steps
        ],
        "moods": [(formats.date_short(timezone.localdate(each.at), lang), each) for each in moods_of(team)],
        "contacts": [(formats.date_short(timezone.localdate(each.at), lang), each) for each in contacts_of(team)],
        "form": form,
        **workspace(request, "teams"),
    }
    return render(request, "sparring/team.html", context, status=422 if form.errors else 200)


# --- the coaches ----------------------------------------------------------------------------------------------------
def _form(request: HttpRequest, coach: Coach | None) -> CoachForm:
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    return CoachForm(
        posted(request),
        topics=list(topic_names(programme, lang).items()),
        languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in programme.languages],
        known=coach is not None,
        initial=CoachForm.initial_of(coach) if coach else {"languages": programme.languages[:1]},
    )


def desk_coaches(request: HttpRequest, slug: str) -> HttpResponse:
    """Who coaches in the academy, and how much each has to do?"""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    page = Paginator(range(len(coach_people(programme))), PAGE).get_page(request.GET.get("page"))
    rows = coach_rows(programme, start=(page.number - 1) * PAGE)
    context = {
        "table": coaches_table(programme, rows, minutes_by_coach(programme), lang) if rows else "",
        "page": page,
        "query": "",
        **workspace(request, "coaches"),
    }
    return render(request, "sparring/coaches.html", context)


def coach_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more coach."""
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = actions.coach_add(
                by=person_of(request),
                programme=Asked.of(request).programme,
                values=form.values(),
                now=now,
                today=timezone.localdate(now),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The coach has been added and gets a message."))
            return redirect("coach_desk", slug, made.pk)
    context = {"form": form, "coach": None, **workspace(request, "coaches")}
    return render(request, "sparring/coach_edit.html", context, status=422 if form.errors else 200)


def coach_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what is known of a coach."""
    coach: Coach = Asked.of(request).subject
    form = _form(request, coach)
    if request.method == "POST" and form.is_valid():
        try:
            actions.coach_save(by=person_of(request), coach=coach, values=form.values())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("coach_desk", slug, pk)
    context = {"form": form, "coach": coach, **workspace(request, "coaches")}
    return render(request, "sparring/coach_edit.html", context, status=422 if form.errors else 200)


def coach_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One coach: what she knows, what bars her, whom she meets; she is away, or leaves."""
    return _coach(request)


def _coach(request: HttpRequest, *, away: AwayForm | None = None, end: ReasonForm | None = None) -> HttpResponse:
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    coach: Coach = asked.subject
    names = topic_names(asked.programme, lang)
    sessions = sessions_of_coach(coach, now=False)
    pairings = coach.pairings.filter(ended_at__isnull=True, told_at__isnull=False).order_by("topic", "pk")[:PAGE]
    ties = list(coach.ties.order_by("pk")[:PAGE])
    wanted = {each.group_id for rows in (sessions, pairings, ties) for each in rows}
    facts = {each.pk: group_title(each, lang) for each in group_facts(Group.objects.filter(pk__in=wanted))}
    context = {
        "coach": coach,
        "state": coach_tag(coach.accepted_at, coach.tenders),
        "topics": [names[code] for code in coach.topics if code in names],
        "teams": [(each.group_id, facts.get(each.group_id, ""), names.get(each.topic, "")) for each in pairings],
        "ties": [(each, facts.get(each.group_id, "")) for each in ties],
        "sessions": [
            {
                "day": formats.weekday_day_month(timezone.localtime(each.starts).date(), lang) if each.starts else "",
                "when": clock_words(each, lang),
                "name": facts.get(each.group_id, ""),
                "state": state_tag(each, now),
            }
            for each in sessions
        ],
        "away": away or AwayForm(),
        "end": end or ReasonForm(label=_("What the teams read")),
        **workspace(request, "coaches"),
    }
    wrong = any(form and form.errors for form in (away, end))
    return render(request, "sparring/coach_desk.html", context, status=422 if wrong else 200)


@require_POST
def coach_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """She is away for a time, leaves, or a bar is taken back."""
    coach: Coach = Asked.of(request).subject
    act, by, now = request.POST.get("act", ""), person_of(request), timezone.now()
    if act.startswith("untie:"):
        tie = coach.ties.filter(pk=number_of(act[6:])).first()
        if tie is not None:
            tie.coach = coach
            actions.tie_remove(by=by, tie=tie)
        return redirect("coach_desk", slug, pk)
    if act == "away":
        away = AwayForm(request.POST)
        if away.is_valid():
            data: dict[str, Any] = away.cleaned_data
            first, last = data["since"], max(data["since"], data["until"])
            since, until = span(first, last, None, None)
            if data["until"] < first:
                until = since - dt.timedelta(days=1)
            try:
                cancelled = actions_sessions.coach_away(
                    by=by, coach=coach, since=since, until=until, reason=data["reason"], now=now
                )
            except ValidationError as fault:
                add_errors(away, fault)
            else:
                messages.success(request, _cancelled(cancelled))
                return redirect("coach_desk", slug, pk)
        return _coach(request, away=away)
    if act != "end":
        return redirect("coach_desk", slug, pk)
    end = ReasonForm(request.POST, label=_("What the teams read"))
    if end.is_valid():
        try:
            cancelled = actions.coach_end(
                by=by, coach=coach, reason=end.cleaned_data["reason"], now=now, today=timezone.localdate(now)
            )
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _cancelled(cancelled))
        return redirect("desk_coaches", slug)
    return _coach(request, end=end)


def _cancelled(number: int) -> str:
    words = ngettext(
        "Saved. %(n)s session is cancelled, and its team gets a message.",
        "Saved. %(n)s sessions are cancelled, and their teams get a message.",
        number,
    )
    return words % {"n": number} if number else _("Saved. No session had to be cancelled.")
