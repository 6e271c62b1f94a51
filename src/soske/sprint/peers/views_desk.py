"""The coordinator's pages: the exchange as a picture, introductions proposed, made by hand and withdrawn."""

from __future__ import annotations

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
from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import titles_of as names_of_groups
from soske.intake.groups.queries_topics import exchanged_of, topics_counted
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get, remembered_of
from soske.programmes.workspace import workspace
from soske.sprint.peers import actions
from soske.sprint.peers.forms import LimitsForm, OutcomeForm
from soske.sprint.peers.models import Introduction
from soske.sprint.peers.queries import (
    PAGE,
    candidates,
    left_count,
    limits_of,
    met,
    states_counted,
    team_rows,
    teams_count,
    teams_of,
    titles_of,
)
from soske.sprint.peers.queries import introductions as introductions_of
from soske.sprint.peers.queries_board import anonymous_waits
from soske.sprint.peers.rules import may_close, may_withdraw
from soske.sprint.peers.shown import (
    candidate_rows,
    exchange_pairs,
    introductions_table,
    met_rows,
    named,
    state_tag,
    teams_table,
    topics_table,
)
from soske.sprint.peers.states import IntroductionState
from soske.sprint.peers.views import names_of

CANDIDATES = 25
SHOWN = [state for state in IntroductionState if state != IntroductionState.DRAFT]


def peers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who needs what, who can offer it, and is anybody left out?"""
    return _peers(request, None)


def _peers(request: HttpRequest, form: LimitsForm | None) -> HttpResponse:
    programme: Programme = Asked.of(request).programme
    lang, today = get_language() or "fi", timezone.localdate()
    limits, counts = limits_of(programme), states_counted(programme)
    left = request.GET.get("show") == "left"
    teams, without = teams_count(programme), left_count(programme)
    paginator = Paginator(range(without if left else teams), PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows = team_rows(programme, left=left, start=(page.number - 1) * PAGE)
    names = names_of(programme, lang)
    context = {
        "teams": teams,
        "without": without,
        "left": left,
        "drafts": counts.get(IntroductionState.DRAFT, 0),
        "counts": [(state.label, counts.get(state, 0)) for state in SHOWN if state != IntroductionState.WITHDRAWN],
        "topics_table": topics_table(topics_counted(programme), list(names.items())),
        "teams_table": teams_table(
            rows, names_of_groups(programme, [row.group for row in rows], lang), limits, programme.slug
        )
        if rows
        else "",
        "page": page,
        "query": "show=left&" if left else "",
        "form": form or LimitsForm(initial={"asked": limits.asked, "each": limits.each}),
        "anonymous_waiting": anonymous_waits(programme, today=today).seen,
        "tab": "picture",
        **workspace(request, "peers"),
    }
    return render(request, "peers/desk.html", context, status=422 if form and form.errors else 200)


@require_POST
def peers_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Save the limits and seek introductions by them, to be looked through before they are sent."""
    programme, by = Asked.of(request).programme, person_of(request)
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return _peers(request, form)
    try:
        actions.limits_save(by=by, programme=programme, **form.cleaned_data)
        made = actions.introductions_draft(by=by, programme=programme_get(slug) or programme)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("peers", slug)
    if not made:
        messages.warning(request, _("No new introductions were found. Below you see why teams are left out."))
        return redirect("peers", slug)
    return redirect("peers_drafts", slug)


def peers_drafts(request: HttpRequest, slug: str) -> HttpResponse:
    """The proposed introductions before the teams see them: leave some out, send, or discard them all."""
    programme: Programme = Asked.of(request).programme
    if request.method == "POST":
        return _drafts_act(request, programme)
    lang = get_language() or "fi"
    found = introductions_of(programme).filter(state=IntroductionState.DRAFT).order_by("pk")
    paginator = Paginator(found, PAGE)
    paginator.count = states_counted(programme).get(IntroductionState.DRAFT, 0)
    page = paginator.get_page(request.GET.get("page"))
    rows = list(page)
    titles, names = titles_of(_groups(rows), lang), names_of(programme, lang)
    context = {
        "rows": [
            {
                "pk": row.pk,
                "giver": titles.get(row.giver_id, ""),
                "taker": titles.get(row.taker_id, ""),
                "topics": named(row.topics, names),
                "back": named(row.back, names),
            }
            for row in rows
        ],
        "total": paginator.count,
        "page": page,
        "query": "",
        "tab": "introductions",
        **workspace(request, "peers"),
    }
    return render(request, "peers/drafts.html", context)


def _drafts_act(request: HttpRequest, programme: Programme) -> HttpResponse:
    act, by = request.POST.get("act", ""), person_of(request)
    if act == "send":
        try:
            sent = actions.drafts_send(by=by, programme=programme, now=timezone.now())
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect("peers_drafts", programme.slug)
        words = ngettext(
            "%(n)s introduction has been sent to its teams.",
            "%(n)s introductions have been sent to their teams.",
            sent.sent,
        )
        messages.success(request, words % {"n": sent.sent})
        if sent.left:
            words = ngettext(
                "%(n)s introduction is left out, because its teams have changed or are asked as often as is allowed.",
                "%(n)s introductions are left out, because their teams have changed or are asked as often as is "
                "allowed.",
                sent.left,
            )
            messages.warning(request, words % {"n": sent.left})
        return redirect("introductions", programme.slug)
    if act == "discard":
        actions.drafts_discard(by=by, programme=programme)
        messages.success(request, _("The drafts have been discarded. No team has seen them."))
        return redirect("peers", programme.slug)
    number = act.partition(":")[2]
    if number.isdecimal() and len(number) <= 18:
        draft = Introduction.objects.filter(programme=programme, pk=int(number)).first()
        if draft is not None:
            actions.draft_remove(by=by, introduction=draft)
    return redirect("peers_drafts", programme.slug)


def introductions(request: HttpRequest, slug: str) -> HttpResponse:
    """How have the introductions gone?"""
    programme: Programme = Asked.of(request).programme
    lang, state = get_language() or "fi", request.GET.get("state", "")
    counts = states_counted(programme)
    state = state if state in SHOWN else ""
    found = introductions_of(programme).exclude(state=IntroductionState.DRAFT)
    paginator = Paginator(found.filter(state=state) if state else found, PAGE)
    total = sum(counts.get(each, 0) for each in SHOWN)
    paginator.count = counts.get(state, 0) if state else total
    page = paginator.get_page(request.GET.get("page"))
    rows = list(page)
    context = {
        "total": total,
        "drafts": counts.get(IntroductionState.DRAFT, 0),
        "states": [(each.value, each.label, counts.get(each, 0), each == state) for each in SHOWN],
        "state": state,
        "table": introductions_table(rows, titles_of(_groups(rows), lang), names_of(programme, lang), slug)
        if rows
        else "",
        "page": page,
        "query": f"state={state}&" if state else "",
        "tab": "introductions",
        **workspace(request, "peers"),
    }
    return render(request, "peers/introductions.html", context)


def _groups(rows: list[Introduction]) -> set[int]:
    return {pk for row in rows for pk in (row.giver_id, row.taker_id)}


def introduction_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One introduction: what each team has said, and what came of it."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    subject: Introduction = Asked.of(request).subject
    subject.programme = programme
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = OutcomeForm(request.POST if act == "close" else None)
    try:
        if act == "withdraw":
            actions.introduction_withdraw(by=person_of(request), introduction=subject, now=timezone.now())
            messages.success(request, _("The introduction has been withdrawn. Both teams have been told."))
            return redirect("introduction_desk", slug, pk)
        if act == "close" and form.is_valid():
            actions.introduction_close(
                by=person_of(request), introduction=subject, outcome=form.cleaned_data["outcome"], now=timezone.now()
            )
            messages.success(request, _("The introduction has been closed."))
            return redirect("introduction_desk", slug, pk)
    except ValidationError as fault:
        if act == "withdraw":
            messages.error(request, " ".join(fault.messages))
            return redirect("introduction_desk", slug, pk)
        add_errors(form, fault)
    names = names_of(programme, lang)
    titles = titles_of([subject.giver_id, subject.taker_id], lang)
    context = {
        "introduction": subject,
        "giver": titles.get(subject.giver_id, ""),
        "taker": titles.get(subject.taker_id, ""),
        "topics": named(subject.topics, names),
        "back": named(subject.back, names),
        "state": state_tag(subject),
        "sides": [_side(subject, group, titles, lang) for group in (subject.giver_id, subject.taker_id)],
        "proposed": formats.date_short(timezone.localdate(subject.proposed_at), lang) if subject.proposed_at else "",
        "may_withdraw": may_withdraw(subject),
        "may_close": may_close(subject),
        "form": form,
        "tab": "introductions",
        **workspace(request, "peers"),
    }
    return render(request, "peers/introduction_desk.html", context, status=422 if form.errors else 200)


def _side(subject: Introduction, group: int, titles: dict[int, str], lang: str) -> dict[str, Any]:
    mine = met(subject, group).mine
    return {
        "pk": group,
        "team": titles.get(group, ""),
        "side": mine,
        "when": formats.date_short(timezone.localdate(mine.answered_at), lang) if mine else "",
    }


def peers_team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one team needs and gives, its introductions, and with whom it has something in common."""
    asked, lang = Asked.of(request), get_language() or "fi"
    programme: Programme = asked.programme
    team: Group = asked.subject
    if request.method == "POST":
        return _introduce(request, team)
    names = names_of(programme, lang)
    found = candidates(team)
    paginator = Paginator(found.values_list("pk", flat=True), CANDIDATES)
    paginator.count = remembered_of(programme, found.count, "candidates", pk)
    page = paginator.get_page(request.GET.get("page"))
    others = list(page)
    rows = list(introductions_of(programme).filter(giver=team)[:PAGE])
    rows += list(introductions_of(programme).filter(taker=team)[:PAGE])
    mets = [met(row, pk) for row in rows if row.state != IntroductionState.DRAFT]
    titles = titles_of({pk, *others, *(each.other for each in mets)}, lang)
    exchanged = exchanged_of([pk, *others])
    shown = met_rows(mets, titles, names, "introduction_desk", slug)
    context = {
        "team": titles[pk],
        "exchange": exchange_pairs(exchanged[pk], names, needs=_("Needs"), gives=_("Can offer")),
        "met": shown,
        "candidates": candidate_rows(pk, others, exchanged, titles, names),
        "page": page,
        "query": "",
        "tab": "picture",
        **workspace(request, "peers"),
    }
    return render(request, "peers/team.html", context)


def _introduce(request: HttpRequest, team: Group) -> HttpResponse:
    slug, number = team.programme.slug, request.POST.get("other", "")
    found = teams_of(team.programme).filter(pk=int(number)) if number.isdecimal() and len(number) <= 18 else None
    other = found.first() if found is not None else None
    if other is None or other.pk == team.pk:
        messages.error(request, _("Choose another team."))
        return redirect("peers_team", slug, team.pk)
    try:
        made = actions.introduction_make(by=person_of(request), one=team, other=other, now=timezone.now())
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("peers_team", slug, team.pk)
    messages.success(request, _("The introduction has been sent to both teams."))
    return redirect("introduction_desk", slug, made.pk)
