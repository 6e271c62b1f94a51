"""The team's pages: what we need and give, what the others do, and introductions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors, posted
from soske.base.opened import mark
from soske.base.urls import Asked
from soske.intake.groups.actions_topics import exchange_set, topic_settle
from soske.intake.groups.models import Exchange, Group
from soske.intake.groups.queries import topic_rows, topics_of
from soske.intake.groups.queries_topics import Exchanged, exchange_facts, exchanged_of
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.programmes.workspace import workspace
from soske.sprint.peers import actions
from soske.sprint.peers.forms import AnswerForm, ExchangeForm, OutcomeForm
from soske.sprint.peers.queries import Met, contact_of, introductions_of, teams_with, titles_of
from soske.sprint.peers.rules import may_answer, may_close
from soske.sprint.peers.shown import exchange_pairs, met_rows, named, state_tag
from soske.sprint.peers.states import IntroductionState

PAGE = 25


def names_of(programme: Programme, lang: str) -> dict[str, str]:
    """Topic -> its name, in the order of the pack."""
    return remembered_of(programme, lambda: dict(topics_of(programme, lang)), "topic names", lang)


def own_peers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who could help us, and whom can we help?"""
    asked, lang = Asked.of(request), get_language() or "fi"
    team: Group = asked.team
    names, facts = names_of(asked.programme, lang), exchange_facts(team)
    rows = introductions_of(team)
    titles = titles_of({each.other for each in rows} | {team.pk}, lang)
    going = (IntroductionState.PROPOSED, IntroductionState.ACCEPTED)
    context = {
        "team": titles.get(team.pk, ""),
        "exchange": exchange_pairs(Exchanged(**facts), names, needs=_("What we need"), gives=_("What we can offer")),
        "said": any(facts.values()),
        "seen": [row for row in topic_rows(team, lang) if row.seen],
        "closed_words": team.words.filter(open=False).exists(),
        "going": met_rows(
            (each for each in rows if each.introduction.state in going), titles, names, "introduction", slug
        ),
        "over": met_rows(
            (each for each in rows if each.introduction.state not in going), titles, names, "introduction", slug
        ),
        "tab": "own",
        **workspace(request, "peers"),
    }
    return render(request, "peers/own.html", context)


def exchange_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What we need, and what we can offer to others."""
    asked, lang = Asked.of(request), get_language() or "fi"
    team: Group = asked.team
    facts = exchange_facts(team)
    topics = list(names_of(asked.programme, lang).items())
    form = ExchangeForm(posted(request), topics=topics, initial={**facts, "opened": mark(facts)})
    if request.method == "POST" and form.is_valid():
        try:
            exchange_set(
                by=person_of(request),
                group=team,
                topics=form.topics(),
                words=form.words(),
                opened=form.cleaned_data["opened"],
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Saved. The other teams see it now."))
            return redirect("own_peers", slug)
    context = {
        "form": form,
        "seen": [row for row in topic_rows(team, lang) if row.seen],
        "tab": "own",
        **workspace(request, "peers"),
    }
    return render(request, "peers/exchange_edit.html", context, status=422 if form.errors else 200)


@require_POST
def exchange_settle(request: HttpRequest, slug: str) -> HttpResponse:
    """The team says whether a topic that others saw in its application is right."""
    kind, _dot, code = request.POST.get("topic", "").partition(".")
    right = request.POST.get("right") == "yes"
    if topic_settle(by=person_of(request), group=Asked.of(request).team, kind=kind, code=code, right=right):
        messages.success(request, _("Confirmed.") if right else _("Removed."))
    return redirect("own_peers", slug)


def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """What do the teams need, and what can they offer?"""
    asked, lang = Asked.of(request), get_language() or "fi"
    programme: Programme = asked.programme
    names = names_of(programme, lang)
    kind = Exchange.NEEDS if request.GET.get("kind") == Exchange.NEEDS else Exchange.GIVES
    topic = request.GET.get("topic", "")
    topic = topic if topic in names else ""
    found = teams_with(programme, kind=kind, topic=topic).values_list("pk", flat=True)
    paginator = Paginator(found, PAGE)
    paginator.count = remembered_of(programme, found.count, "teams with", kind, topic)
    page = paginator.get_page(request.GET.get("page"))
    shown = list(page)
    exchanged, titles = exchanged_of(shown), titles_of(shown, lang)
    words = {"needs": _("They need"), "gives": _("They can offer")}
    context = {
        "rows": [
            (
                titles.get(pk, ""),
                exchange_pairs(exchanged[pk], names, **words),
                asked.team is not None and pk == asked.team.pk,
            )
            for pk in shown
        ],
        "page": page,
        "query": f"kind={kind}&topic={topic}&" if topic else "",
        "topics": [(code, name, code == topic) for code, name in names.items()],
        "kinds": [
            (Exchange.GIVES, pgettext("teams", "Can offer this"), kind == Exchange.GIVES),
            (Exchange.NEEDS, pgettext("teams", "Need this"), kind == Exchange.NEEDS),
        ],
        "topic": topic,
        "tab": "teams",
        **workspace(request, "peers" if asked.team else "coach"),
    }
    return render(request, "peers/exchange.html", context)


def introduction(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One introduction: what we could help each other with, and our answer."""
    each: Met = Asked.of(request).subject
    each.introduction.programme = Asked.of(request).programme
    act = request.POST.get("act", "") if request.method == "POST" else ""
    answer = AnswerForm(request.POST if act in {"yes", "no"} else None)
    outcome = OutcomeForm(request.POST if act == "close" else None)
    form = outcome if act == "close" else answer
    if act in {"yes", "no", "close"} and form.is_valid():
        try:
            messages.success(request, _done(request, each, act, form.cleaned_data))
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            return redirect("introduction", slug, pk)
    return _introduction(request, each, answer, outcome)


def _done(request: HttpRequest, each: Met, act: str, values: dict[str, Any]) -> str:
    """Answer or close; what is said of it."""
    by, now = person_of(request), timezone.now()
    if act == "close":
        actions.introduction_close(by=by, introduction=each.introduction, outcome=values["outcome"], now=now)
        return _("The introduction has been closed. Thank you.")
    state = actions.introduction_answer(by=by, each=each, yes=act == "yes", word=values["word"], now=now)
    if state == IntroductionState.ACCEPTED:
        return _("Both teams have accepted. You now have each other's contact details.")
    if state == IntroductionState.DECLINED:
        return _("You have declined. The other team has been told.")
    return _("You have accepted. When the other team accepts too, you both get each other's contact details.")


def _introduction(request: HttpRequest, each: Met, answer: AnswerForm, outcome: OutcomeForm) -> HttpResponse:
    lang, row = get_language() or "fi", each.introduction
    names = names_of(Asked.of(request).programme, lang)
    exchanged = exchanged_of([each.other])[each.other]
    agreed = row.state in {IntroductionState.ACCEPTED, IntroductionState.CLOSED}
    context = {
        "each": each,
        "team": titles_of([each.other], lang).get(each.other, ""),
        "state": state_tag(row),
        "gets": named(each.gets, names),
        "gives": named(each.gives, names),
        "exchange": exchange_pairs(exchanged, names, needs=_("They need"), gives=_("They can offer")),
        "contact": contact_of(each.other) if agreed else None,
        "answer_by": formats.date_weekday_long(row.answer_by, lang) if row.answer_by and each.waits else "",
        "may_answer": may_answer(each),
        "may_close": may_close(row),
        "answer": answer,
        "outcome": outcome,
        "tab": "own",
        **workspace(request, "peers"),
    }
    wrong = answer.errors or outcome.errors
    return render(request, "peers/introduction.html", context, status=422 if wrong else 200)
