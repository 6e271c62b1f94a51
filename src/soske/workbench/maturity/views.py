"""The team's pages: links to share, the long form, the result; and the result as the team's coach reads it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import titles_of
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.workspace import workspace
from soske.workbench.maturity import actions
from soske.workbench.maturity.forms import LongForm
from soske.workbench.maturity.models import Moment
from soske.workbench.maturity.queries import (
    Asking,
    askings,
    known_to,
    long_count,
    long_of,
    model_of,
    moment_latest,
    moment_now,
    result_of,
)
from soske.workbench.maturity.rules import may_answer
from soske.workbench.maturity.shown import next_steps, picture, result_table


def own_maturity(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has answered, and how do the others get the link?"""
    asked, lang, today = Asked.of(request), get_language() or "fi", timezone.localdate()
    team: Group = asked.team
    moment = moment_latest(asked.programme)
    context: dict[str, Any] = {
        "team": titles_of(asked.programme, [team.pk], lang).get(team.pk, ""),
        "moment": moment,
        "tab": "answers",
        **workspace(request, "maturity"),
    }
    if moment is not None:
        rows = askings(team, moment, lang)
        may = may_answer(moment, today)
        context |= {
            "may": may,
            "rows": [_row(each, moment, lang) for each in rows],
            "without": sum(each.link is None for each in rows),
            "enough": sum(each.enough for each in rows),
            "long": long_count(team, moment),
            "own": may and long_of(moment, person_of(request)) is not None,
            "about": model_of(asked.programme).about,
            "privacy": model_of(asked.programme).privacy,
        }
    return render(request, "maturity/own.html", context)


def _row(each: Asking, moment: Moment, lang: str) -> dict[str, Any]:
    """An organisation with its link, and the message that asks its people to answer."""
    row: dict[str, Any] = {"asking": each, "link": each.link}
    if each.link is not None:
        address = settings.BASE_URL + reverse("maturity_answer", args=[moment.programme.slug, each.link.token])
        subject = _("Five minutes: how do we advance social goals in procurement?")
        body = _(
            "Hello,\n\n"
            "we are taking part in an academy that develops socially sustainable procurement. Tell us how you see our "
            "situation: the form has %(n)s questions and takes about five minutes. You need no account, and your name "
            "is not asked for. Nobody sees single answers.\n\n"
            "Answer by %(day)s: %(link)s\n\n"
            "We will tell you what the answers show and what we do next."
        ) % {
            "n": len(model_of(moment.programme).areas),
            "day": formats.date_weekday_long(moment.closes_on, lang),
            "link": address,
        }
        mail = f"mailto:?subject={quote(subject)}&body={quote(body)}"
        row |= {"address": address, "subject": subject, "body": body, "mail": mail}
    return row


@require_POST
def maturity_links(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the links of the team's organisations."""
    asked, today = Asked.of(request), timezone.localdate()
    moment = moment_now(asked.programme, today)
    try:
        if moment is not None:
            actions.links_open(by=person_of(request), group=asked.team, moment=moment, today=today)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("own_maturity", slug)


@require_POST
def maturity_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give one of them a new address."""
    link = Asked.of(request).subject
    try:
        actions.link_renew(by=person_of(request), link=link, today=timezone.localdate())
        messages.success(request, _("The link has a new address. The old one does not work any more."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("own_maturity", slug)


def maturity_long(request: HttpRequest, slug: str) -> HttpResponse:
    """Twenty minutes of somebody in the team. That it is saved is said by the page and not by the session."""
    asked, lang, today = Asked.of(request), get_language() or "fi", timezone.localdate()
    programme: Programme = asked.programme
    by, model, moment = person_of(request), model_of(programme), moment_now(programme, today)
    context = {"moment": moment, "privacy": model.privacy, "tab": "answers", **workspace(request, "maturity")}
    if moment is None:
        return render(request, "maturity/long_over.html", context, status=409 if request.method == "POST" else 200)
    own = long_of(moment, by)
    initial = {name: str(value) for name, value in own.answers.items()} if own else {}
    form = LongForm(posted(request), initial=initial, areas=model.areas, lang=lang, order=tuple(programme.languages))
    if request.method == "POST" and form.is_valid():
        try:
            actions.long_save(by=by, group=asked.team, moment=moment, answers=form.answers(), today=today)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            return redirect("own_maturity", slug)
    context |= {"form": form, "own": own is not None}
    return render(request, "maturity/long.html", context, status=422 if form.errors else 200)


def maturity_result(request: HttpRequest, slug: str) -> HttpResponse:
    """Where are we, and what do we do next?"""
    asked = Asked.of(request)
    asked.team.programme = asked.programme
    return _result(request, asked.team, "maturity", coached=False)


def coach_maturity(request: HttpRequest, slug: str, group: int) -> HttpResponse:
    """The same for a coach of the team."""
    asked = Asked.of(request)
    asked.subject.programme = asked.programme
    return _result(request, asked.subject, "coach", coached=True)


def _result(request: HttpRequest, team: Group, section: str, *, coached: bool) -> HttpResponse:
    asked, lang = Asked.of(request), get_language() or "fi"
    programme: Programme = asked.programme
    result = result_of(team, known=known_to(person_of(request), programme), lang=lang)
    model = model_of(programme)
    context = {
        "team": titles_of(programme, [team.pk], lang).get(team.pk, ""),
        "moment": moment_latest(programme),
        "result": result,
        "picture": picture(result, model, programme, lang) if result.any else "",
        "table": result_table(result, model, programme, lang) if result.any else "",
        "steps": next_steps(result, model, programme, lang, links=not coached),
        "counted": _counted(result),
        "privacy": model.privacy,
        "coached": coached,
        "group": team.pk,
        "tab": "result",
        **workspace(request, section),
    }
    return render(request, "maturity/result.html", context)


def _counted(result: Any) -> list[tuple[str, list[tuple[str, int]]]]:
    """Organisation -> how many answers are counted at each moment."""
    return [(each.name, sorted(each.counted.items(), reverse=True)) for each in result.series]
