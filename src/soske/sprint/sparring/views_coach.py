"""A coach's pages: who needs her, the terms, her times, one team of hers."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title, titles_of, topic_rows
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace
from soske.records.file_pages import files_shown
from soske.records.writings import writings_of
from soske.sprint.assignments.actions import FIELD
from soske.sprint.assignments.actions_coach import coach_comment_mark, work_coach_comment
from soske.sprint.assignments.queries import tasks_of
from soske.sprint.assignments.shown import state_tag as work_tag
from soske.sprint.assignments.states import SUBJECT as WORK
from soske.sprint.assignments.states import WorkState
from soske.sprint.meetings.views import feed_address, feed_made
from soske.sprint.sparring import actions, actions_times
from soske.sprint.sparring.actions_sessions import session_book
from soske.sprint.sparring.feeds import fault_words
from soske.sprint.sparring.forms import BusyForm, CutForm, ReasonForm, TermsForm, TimesForm
from soske.sprint.sparring.forms_sessions import CommentForm, TimeForm
from soske.sprint.sparring.models import Coach
from soske.sprint.sparring.queries import teams_of_coach, topic_names
from soske.sprint.sparring.queries_doing import doing_of, moods_of
from soske.sprint.sparring.queries_sessions import (
    OFFERED,
    openings_counted,
    openings_free,
    openings_of,
    sessions_of_coach,
    sessions_of_team,
    windows_ahead,
)
from soske.sprint.sparring.shown import days_of, doing_tag, opening_words, session_rows, window_dates, window_name
from soske.sprint.sparring.states import SessionState
from soske.sprint.sparring.views_pairs import number_of


def coach_front(request: HttpRequest, slug: str) -> HttpResponse:
    """Who needs me this week?"""
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    coach: Coach = asked.coach
    pairings = teams_of_coach(coach)
    teams = titles_of(asked.programme, [row.group_id for row in pairings], lang)
    sessions = sessions_of_coach(coach)
    titles = {each.pk: teams[each.group_id] for each in sessions if each.group_id in teams}
    known = [each for each in sessions if each.pk in titles]
    waits = [each for each in known if each.state == SessionState.BOOKED and each.ends and each.ends <= now]
    ahead = [each for each in known if each.state == SessionState.BOOKED and each.ends and each.ends > now]
    names = topic_names(asked.programme, lang)
    order = tuple(asked.programme.languages)
    windows = windows_ahead(asked.programme, now)
    free = openings_counted(coach, windows, now=now)
    context = {
        "coach": coach,
        "accepted": coach.accepted_at is not None,
        "waits": session_rows(waits, titles, asked.programme, now, lang),
        "ahead": session_rows(
            sorted(ahead, key=lambda each: (each.starts, each.pk)), titles, asked.programme, now, lang
        ),
        "teams": [(row.group_id, teams[row.group_id], names.get(row.topic, "")) for row in pairings],
        "feed": feed_address(person_of(request)),
        "windows": [(window_name(each, lang, order), free[each.code]) for each in windows],
        **workspace(request, "coach"),
    }
    return render(request, "sparring/coach.html", context)


@require_POST
def coach_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the secret address of one's calendar, or a new one."""
    feed_made(request)
    return redirect("coach_front", slug)


def coach_terms(request: HttpRequest, slug: str) -> HttpResponse:
    """The terms of confidentiality, and one's interests."""
    asked = Asked.of(request)
    coach: Coach = asked.coach
    tenders = {None: "", True: "yes", False: "no"}[coach.tenders]
    initial = {"tenders": tenders, "interests": coach.interests, "accepts": coach.accepted_at is not None}
    form = TermsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.terms_accept(
                by=person_of(request),
                coach=coach,
                tenders=data["tenders"] == "yes",
                interests=data["interests"],
                accepts=data["accepts"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Thank you. Your teams' drafts are now open to you."))
            return redirect("coach_front", slug)
    texts = pack_parts(asked.programme, "sparring").get("sparring")
    order = tuple(asked.programme.languages)
    context = {
        "coach": coach,
        "terms": texts.terms.spoken(get_language() or "fi", order) if texts else None,
        "form": form,
        **workspace(request, "coach"),
    }
    return render(request, "sparring/terms.html", context, status=422 if form.errors else 200)


# --- her times ------------------------------------------------------------------------------------------------------
def coach_times(request: HttpRequest, slug: str) -> HttpResponse:
    """When can your teams have you?"""
    return _times(request)


def _times(
    request: HttpRequest, *, times: TimesForm | None = None, cut: CutForm | None = None, busy: BusyForm | None = None
) -> HttpResponse:
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    coach: Coach = asked.coach
    windows = windows_ahead(asked.programme, now)
    openings = list(openings_of(coach, since=now)[:OFFERED])
    last = next((each.place for each in reversed(openings) if each.place), "")
    read = coach.busy_read_at
    context = {
        "coach": coach,
        "days": days_of(openings, lang),
        "windows": windows,
        "times": times or TimesForm(initial={"place": last}),
        "cut": cut or CutForm(windows=_window_choices(request), initial={"opens": dt.time(9), "place": last}),
        "busy": busy or BusyForm(initial={"busy_url": coach.busy_url}),
        "read": formats.date_and_time(read, lang) if read else "",
        "feed_fault": fault_words(coach.busy_fault),
        **workspace(request, "coach_times"),
    }
    wrong = any(form and form.errors for form in (times, cut, busy))
    return render(request, "sparring/times.html", context, status=422 if wrong else 200)


def _window_choices(request: HttpRequest) -> list[tuple[str, str]]:
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    order = tuple(programme.languages)
    return [
        (each.code, f"{window_name(each, lang, order)}, {window_dates(each, lang)}")
        for each in windows_ahead(programme, timezone.now())
    ]


@require_POST
def coach_times_act(request: HttpRequest, slug: str) -> HttpResponse:
    """Add times, cut them from working hours, take one away, give the address of one's calendar."""
    act = request.POST.get("act", "")
    coach: Coach = Asked.of(request).coach
    if act.startswith("remove:"):
        try:
            actions_times.opening_remove(by=person_of(request), coach=coach, opening=number_of(act[7:]))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        return redirect("coach_times", slug)
    answer = {"cut": _cut, "busy": _busy}.get(act, _add)(request, coach)
    return answer or redirect("coach_times", slug)


def _add(request: HttpRequest, coach: Coach) -> HttpResponse | None:
    form = TimesForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = actions_times.openings_add(
                by=person_of(request),
                coach=coach,
                starts=data["moment"],
                minutes=data["minutes"],
                count=data["count"],
                place=data["place"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            _added(request, made)
            return None
    return _times(request, times=form)


def _cut(request: HttpRequest, coach: Coach) -> HttpResponse | None:
    form = CutForm(request.POST, windows=_window_choices(request))
    if form.is_valid():
        data = form.cleaned_data
        window = actions_times.window_chosen(coach, data["window"], timezone.now())
        try:
            if window is None:
                raise ValidationError({"window": [_("These days are over.")]})
            made = actions_times.openings_cut(
                by=person_of(request),
                coach=coach,
                window=window,
                opens=data["opens"],
                closes=data["closes"],
                minutes=data["minutes"],
                place=data["place"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            _added(request, made)
            return None
    return _times(request, cut=form)


def _added(request: HttpRequest, made: int) -> None:
    messages.success(request, ngettext("%(n)s time is added.", "%(n)s times are added.", made) % {"n": made})


def _busy(request: HttpRequest, coach: Coach) -> HttpResponse | None:
    form = BusyForm(request.POST)
    if form.is_valid():
        url = form.cleaned_data["busy_url"]
        try:
            found = actions_times.busy_set(by=person_of(request), coach=coach, url=url, now=timezone.now())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            words = ngettext("%(n)s busy time was read.", "%(n)s busy times were read.", found) % {"n": found}
            messages.success(request, words if url else _("The address has been removed."))
            return None
    return _times(request, busy=form)


# --- one team of hers -----------------------------------------------------------------------------------------------
def coach_team(request: HttpRequest, slug: str, group: int) -> HttpResponse:
    """One team: what it needs, what it is doing, when we meet; a time can be agreed on its behalf."""
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    team, coach = asked.subject, asked.coach
    free = list(openings_free([coach.pk], now=now)[:OFFERED])
    form = TimeForm(
        posted(request) if request.POST.get("act") == "book" else None,
        times=[(str(each.pk), opening_words(each, lang)) for each in free],
    )
    tie = ReasonForm(
        posted(request) if request.POST.get("act") == "tie" else None, label=_("What ties you to the team")
    )
    if request.method == "POST" and (answer := _team_act(request, form, tie)):
        return answer
    (facts,) = group_facts(Group.objects.filter(pk=team.pk))
    sessions = [each for each in sessions_of_team(team) if each.coach_id == coach.pk]
    today = timezone.localdate(now)
    moods = moods_of(team, size=1)
    topics = topic_rows(team, lang)
    context = {
        "team": group_title(facts, lang),
        "group": team.pk,
        "sessions": session_rows(sessions, {each.pk: "" for each in sessions}, asked.programme, now, lang),
        "tasks": [
            (
                task.pk,
                task.assignment.name.spoken(lang, tuple(asked.programme.languages)),
                formats.weekday_day_month(task.due, lang) if task.due else "",
                work_tag(task.work, task.due, today),
                task.work.state != WorkState.OPEN,
            )
            for task in tasks_of(team)[:50]
        ],
        "needs": [row.name for row in topics if row.kind == "needs"],
        "gives": [row.name for row in topics if row.kind == "gives"],
        "mood": moods[0] if moods else None,
        "state": doing_tag(doing_of(team, now=now, today=today), now),
        "free": bool(free),
        "form": form,
        "tie": tie,
        **workspace(request, "coach"),
    }
    return render(request, "sparring/coach_team.html", context, status=422 if form.errors or tie.errors else 200)


def _team_act(request: HttpRequest, form: TimeForm, tie: ReasonForm) -> HttpResponse | None:
    asked, by, now = Asked.of(request), person_of(request), timezone.now()
    team, coach, slug = asked.subject, asked.coach, asked.programme.slug
    ties = request.POST.get("act") == "tie"
    chosen: TimeForm | ReasonForm = tie if ties else form
    if not chosen.is_valid():
        return None
    try:
        if ties:
            actions.tie_add(by=by, coach=coach, group=team, reason=chosen.cleaned_data["reason"], now=now)
            messages.success(request, _("The organiser sees this, and the team gets another coach."))
            return redirect("coach_front", slug)
        opening = chosen.cleaned_data["opening"]
        session = session_book(by=by, group=team, coach=coach, opening=opening, now=now)
    except ValidationError as fault:
        add_errors(chosen, fault)
        return None
    messages.success(request, _("The session is agreed. Everybody taking part gets a message."))
    return redirect("session", slug, session.pk)


def coach_work(request: HttpRequest, slug: str, group: int, pk: int) -> HttpResponse:
    """What a team of hers has handed in, and what she says of it."""
    asked, lang = Asked.of(request), get_language() or "fi"
    team = asked.subject
    task = next((each for each in tasks_of(team) if each.pk == pk and each.work.state != WorkState.OPEN), None)
    if task is None:
        raise Http404
    begins = {"comment": task.work.coach_comment, "opened": coach_comment_mark(task.work)}
    form = CommentForm(posted(request), initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            work_coach_comment(by=person_of(request), work=task.work, **form.cleaned_data, now=timezone.now())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            told = _("The comment is saved. The team gets a message about it.")
            messages.success(request, told if form.cleaned_data["comment"].strip() else _("Saved."))
            return redirect("coach_work", slug, group, pk)
    (facts,) = group_facts(Group.objects.filter(pk=team.pk))
    writing = writings_of((WORK, task.work.pk)).get(FIELD)
    context = {
        "team": group_title(facts, lang),
        "group": group,
        "name": task.assignment.name.spoken(lang, tuple(asked.programme.languages)),
        "task": task,
        "text": writing.text if writing else "",
        "files": files_shown(WORK, task.work.pk),
        "state": work_tag(task.work, task.due, timezone.localdate()),
        "form": form,
        **workspace(request, "coach"),
    }
    return render(request, "sparring/work.html", context, status=422 if form.errors else 200)
