"""The coordinator's pages: who coaches which team, and when they meet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.sprint.sparring import actions, actions_ending, actions_pairs, actions_proposing
from soske.sprint.sparring.queries import (
    PAGE,
    candidates_of,
    coach_people,
    coaches_of,
    coachings_of,
    leftovers_counted,
    mains_told,
    pair_rows,
    teams_counted,
    teams_page,
    topic_names,
    untold_counted,
    wanted_of,
)
from soske.sprint.sparring.queries_sessions import Window, window_counts, window_next, window_sessions, windows_of
from soske.sprint.sparring.reasons import NO_TEAM
from soske.sprint.sparring.shown import candidate_words, pairs_table, sessions_table, window_dates, window_name


def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """Who coaches which team?"""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    page = Paginator(range(teams_counted(programme)), PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PAGE
    titles = teams_page(programme, start, lang)
    rows = pair_rows(programme, titles, start)
    context = {
        "table": pairs_table(programme, titles, rows, topic_names(programme, lang)) if rows else "",
        "untold": untold_counted(programme),
        "leftovers": leftovers_counted(programme),
        "coaches": bool(coach_people(programme)),
        "page": page,
        "query": "",
        **workspace(request, "pairs"),
    }
    return render(request, "sparring/pairs.html", context)


@require_POST
def pairs_act(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose, or tell what is planned."""
    programme, by = Asked.of(request).programme, person_of(request)
    try:
        if request.POST.get("act") == "leftovers":
            ended = actions_ending.leftovers_end(by=by, programme=programme, reason=NO_TEAM, now=timezone.now())
            words = ngettext("Ended. %(n)s session is cancelled.", "Ended. %(n)s sessions are cancelled.", ended)
            messages.success(request, words % {"n": ended})
        elif request.POST.get("act") == "tell":
            sent = actions_pairs.pairs_tell(by=by, programme=programme, now=timezone.now())
            words = ngettext("%(n)s message leaves now.", "%(n)s messages leave now.", sent)
            messages.success(request, words % {"n": sent})
        else:
            made = actions_pairs.pairs_propose(by=by, programme=programme)
            words = ngettext(
                "%(n)s change is proposed. Nobody is told before you send it.",
                "%(n)s changes are proposed. Nobody is told before you send them.",
                made,
            )
            messages.success(request, words % {"n": made} if made else _("No change would make it better."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("pairs", slug)


def pair_edit(request: HttpRequest, slug: str, group: int) -> HttpResponse:
    """Who coaches one team: every coach as she suits it, and experts for single topics."""
    asked, lang = Asked.of(request), get_language() or "fi"
    team, names = asked.subject, topic_names(asked.programme, lang)
    topic = request.GET.get("topic", "")
    if topic and topic not in names:
        raise Http404
    if request.method == "POST":
        return _pair_set(request, team, topic)
    coachings = coachings_of([team.pk])[team.pk]
    current = coachings[topic].next if topic in coachings else None
    needs = wanted_of([team.pk])[team.pk].topics
    near = needs | set(coachings) | {topic}
    (facts,) = group_facts(Group.objects.filter(pk=team.pk))
    context = {
        "team": group_title(facts, lang),
        "group": team.pk,
        "topic": topic,
        "topic_name": names.get(topic, ""),
        "topics": [
            (code, name, known.coach.name if code in coachings and (known := coachings[code].next) else "")
            for code, name in names.items()
            if code in near
        ],
        "other": [(code, name) for code, name in names.items() if code not in near],
        "needs": [names[code] for code in names if code in needs],
        "current": current,
        "candidates": [
            (each, candidate_words(each, names), current is not None and current.coach_id == each.coach.pk)
            for each in candidates_of(team, topic)
            if topic == "" or each.fit >= 0 or (current is not None and current.coach_id == each.coach.pk)
        ][:PAGE],
        **workspace(request, "pairs"),
    }
    return render(request, "sparring/pair.html", context)


def _pair_set(request: HttpRequest, team: Group, topic: str) -> HttpResponse:
    by, now, slug = person_of(request), timezone.now(), team.programme.slug
    act, _mark, number = request.POST.get("act", "").partition(":")
    coach = coaches_of(team.programme).filter(pk=number_of(number)).first()
    try:
        if act in {"tie", "choose"} and coach is None:
            messages.error(request, _("This person is not a coach any more."))
        elif act == "tie" and coach is not None:
            coach.programme = team.programme
            actions.tie_add(by=by, coach=coach, group=team, reason=request.POST.get(f"reason-{coach.pk}", ""), now=now)
            messages.success(request, _("The conflict of interest has been recorded."))
        elif act in {"choose", "nobody"}:
            actions_pairs.pair_set(by=by, group=team, topic=topic, coach=coach, now=now)
            messages.success(request, _("Saved. The team is told when you send the changes."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("pairs", slug)


def number_of(typed: str) -> int:
    """The number of a row in a form; 0, which no row has, for anything else."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


# --- when they meet -------------------------------------------------------------------------------------------------
def _window(request: HttpRequest) -> Window | None:
    """The one of the address, or the one that is now or next, or the last."""
    windows = windows_of(Asked.of(request).programme)
    code = request.GET.get("window") or request.POST.get("window") or ""
    chosen = next((each for each in windows if each.code == code), None)
    return chosen or window_next(Asked.of(request).programme, timezone.now()) or (windows[-1] if windows else None)


def sparring_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Which team meets its coach when, and who has no time yet?"""
    programme, lang, now = Asked.of(request).programme, get_language() or "fi", timezone.now()
    order, window = tuple(programme.languages), _window(request)
    page = Paginator(range(teams_counted(programme)), PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PAGE
    titles = teams_page(programme, start, lang)
    mains = mains_told(programme, titles, start)
    counts = window_counts(programme)
    here = counts.get(window.code) if window else None
    sessions = window_sessions(programme, window, titles, start) if window else {}
    context: dict[str, Any] = {
        "window": window,
        "windows": [
            (each.code, window_name(each, lang, order), counts[each.code].agreed if each.code in counts else 0)
            for each in windows_of(programme)
        ],
        "name": window_name(window, lang, order),
        "dates": window_dates(window, lang) if window else "",
        "agreed": here.agreed if here else 0,
        "planned": here.planned if here else 0,
        "total": teams_counted(programme),
        "over": window is not None and window.ends <= now,
        "table": sessions_table(programme, titles, mains, sessions, now, lang) if titles and window else "",
        "blocked": any(row.blocked for rows in sessions.values() for row in rows),
        "page": page,
        "query": f"window={window.code}&" if window else "",
        **workspace(request, "sparring"),
    }
    return render(request, "sparring/desk.html", context)


@require_POST
def sparring_act(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose times, send them, or take the proposal back."""
    programme, window, by, now = Asked.of(request).programme, _window(request), person_of(request), timezone.now()
    if window is None:
        raise Http404
    act = request.POST.get("act", "")
    try:
        if act == "send":
            sent, left = actions_proposing.sessions_send(by=by, programme=programme, window=window, now=now)
            words = ngettext(
                "%(n)s session is agreed. Everybody taking part gets a message.",
                "%(n)s sessions are agreed. Everybody taking part gets a message.",
                sent,
            )
            messages.success(request, words % {"n": sent})
            if left:
                words = ngettext(
                    "%(n)s proposed time does not suit any more and was not sent.",
                    "%(n)s proposed times do not suit any more and were not sent.",
                    left,
                )
                messages.warning(request, words % {"n": left})
        elif act == "clear":
            actions_proposing.plans_clear(by=by, programme=programme, window=window)
            messages.success(request, _("The proposal has been withdrawn. Agreed sessions stay."))
        else:
            made, without = actions_proposing.sessions_propose(
                by=by, programme=programme, window=window, movable=act == "propose_moving", now=now
            )
            messages.success(request, _proposed(made, without))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    answer = redirect("sparring_desk", slug)
    answer["Location"] += f"?window={window.code}"
    return answer


def _proposed(made: int, without: int) -> str:
    words = ngettext("%(n)s time is proposed.", "%(n)s times are proposed.", made) % {"n": made}
    if not without:
        return words
    more = ngettext("%(n)s team is without a time.", "%(n)s teams are without a time.", without) % {"n": without}
    return f"{words} {more}"
