"""A team's page: who helps us, when do we meet next, how are we doing."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.intake.groups.queries import titles_of
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.sprint.sparring import actions_after
from soske.sprint.sparring.actions_sessions import session_book
from soske.sprint.sparring.forms_sessions import MoodForm, TimeForm
from soske.sprint.sparring.queries import told_of, topic_names
from soske.sprint.sparring.queries_doing import moods_of
from soske.sprint.sparring.queries_sessions import (
    OFFERED,
    free_ahead,
    openings_free,
    session_next,
    sessions_of_team,
)
from soske.sprint.sparring.shown import next_words, opening_words, session_rows
from soske.sprint.sparring.words import place_words

TIMES = 12
"""How many free times are shown first."""


def own_sparring(request: HttpRequest, slug: str) -> HttpResponse:
    """Who helps us, and when do we meet next?"""
    return _own(request)


def _own(request: HttpRequest, *, book: TimeForm | None = None, mood: MoodForm | None = None) -> HttpResponse:
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    team, names = asked.team, topic_names(asked.programme, lang)
    coaches = told_of(team)
    sessions = sessions_of_team(team)
    titles = {each.pk: each.coach.name for each in sessions}
    following = session_next(sessions, now)
    moods = moods_of(team, size=1)
    free = _times(request)
    few = [] if "all" in request.GET or book else free[:TIMES]
    context = {
        "team": titles_of(asked.programme, [team.pk], lang)[team.pk],
        "coaches": [(each, names.get(each.topic, "")) for each in coaches],
        "following": following,
        "when": next_words(sessions, now, lang),
        "sessions": session_rows(sessions, titles, asked.programme, now, lang),
        "free": bool(free),
        "all": "all" in request.GET,
        "more": len(free) if few and len(free) > len(few) else 0,
        "place": place_words(following.place) if following else "",
        "book": book or TimeForm(times=few or free),
        "mood": moods[0] if moods else None,
        "said": formats.weekday_day_month(timezone.localdate(moods[0].at), lang) if moods else "",
        "mood_form": mood or MoodForm(),
        **workspace(request, "sparring"),
    }
    wrong = any(form and form.errors for form in (book, mood))
    return render(request, "sparring/own.html", context, status=422 if wrong else 200)


def _times(request: HttpRequest) -> list[tuple[str, str]]:
    """The free times of the team's coaches; with several coaches it is said whose they are."""
    asked, lang = Asked.of(request), get_language() or "fi"
    coaches = {each.coach_id: each.coach for each in told_of(asked.team)}
    rows = free_ahead(asked.programme, coaches, now=timezone.now())[:OFFERED]
    several = len(coaches) > 1
    return [
        (
            str(each.pk),
            f"{opening_words(each, lang)} · {coaches[each.coach].name}" if several else opening_words(each, lang),
        )
        for each in rows
    ]


@require_POST
def session_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Agree a session at one of the free times."""
    asked, form = Asked.of(request), TimeForm(request.POST, times=_times(request))
    if form.is_valid():
        opening = form.cleaned_data["opening"]
        coaches = {each.coach_id: copy(each.coach) for each in told_of(asked.team)}
        found = openings_free(coaches, now=timezone.now()).filter(pk=opening).first()
        try:
            if found is None:
                raise ValidationError(_("This time is not free any more. Choose another one."))
            coach = coaches[found.coach_id]
            coach.programme = asked.programme
            session = session_book(
                by=person_of(request), group=asked.team, coach=coach, opening=opening, now=timezone.now()
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The session is agreed. Everybody taking part gets a message."))
            return redirect("session", slug, session.pk)
    return _own(request, book=form)


@require_POST
def mood_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how the team is doing."""
    form = MoodForm(request.POST)
    if form.is_valid():
        actions_after.mood_set(
            by=person_of(request), group=Asked.of(request).team, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved. Your coach and the organiser see it."))
        return redirect("own_sparring", slug)
    return _own(request, mood=form)
