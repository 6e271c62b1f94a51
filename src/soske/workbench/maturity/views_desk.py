"""The coordinator's page: two moments, how many have answered, the academy's average. No organisation's result."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.forms import saved
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import tag
from soske.base.urls import Asked
from soske.intake.groups.queries import titles_of
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.workspace import workspace
from soske.workbench.maturity import actions
from soske.workbench.maturity.forms import CloseForm, MomentForm
from soske.workbench.maturity.models import Moment, MomentKind
from soske.workbench.maturity.queries import (
    PAGE,
    academy_of,
    model_of,
    moment_latest,
    moments_of,
    silent_teams,
    team_counts,
    teams,
    totals_of,
)
from soske.workbench.maturity.rules import may_close, may_open
from soske.workbench.maturity.shown import academy_table

TAKES_ANSWERS = dt.timedelta(days=14)
"""For how long, unless the coordinator says otherwise."""


def maturity_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has answered, who has not, and how does the academy stand as a whole?"""
    asked, today = Asked.of(request), timezone.localdate()
    programme: Programme = asked.programme
    moments, latest = moments_of(programme), moment_latest(programme)
    act = request.POST.get("act", "")
    going = latest if latest is not None and may_close(latest) else None
    kind = next((kind for kind in MomentKind if may_open(programme, kind, moments)), None)
    opening = MomentForm(
        request.POST if act == "open" else None, prefix="open", initial={"closes_on": today + TAKES_ANSWERS}
    )
    moving = MomentForm(
        request.POST if act == "move" else None,
        prefix="move",
        initial={"closes_on": going.closes_on} if going else {},
    )
    closing = CloseForm(request.POST if act == "close" else None)
    if act and _done(request, act, programme, going, kind, opening, moving, closing):
        return redirect("maturity_desk", slug)
    context = {
        "moments": [(each, _state(each, today)) for each in moments.values()],
        "going": going,
        "over": going is not None and going.closes_on < today,
        "kind": kind,
        "why_not": may_open(programme, MomentKind.START, moments).reason if not moments and kind is None else "",
        "opening": opening,
        "moving": moving,
        "closing": closing,
        **_figures(request, programme, latest),
        **workspace(request, "maturity"),
    }
    wrong = opening.errors or moving.errors or closing.errors
    return render(request, "maturity/desk.html", context, status=422 if wrong else 200)


def _done(
    request: HttpRequest,
    act: str,
    programme: Programme,
    going: Moment | None,
    kind: MomentKind | None,
    opening: MomentForm,
    moving: MomentForm,
    closing: CloseForm,
) -> bool:
    """Whether what was asked for is done, or cannot be done any more."""
    by, now, today = person_of(request), timezone.now(), timezone.localdate()
    if act == "open" and kind is not None:
        done = saved(
            request,
            opening,
            lambda: actions.moment_open(
                by=by, programme=programme, kind=kind, now=now, today=today, **opening.cleaned_data
            ),
        )
        said = _("The self-assessment is open. The teams see it among what waits for them.")
    elif act == "move" and going is not None:
        done = saved(
            request, moving, lambda: actions.moment_move(by=by, moment=going, today=today, **moving.cleaned_data)
        )
        said = _("The last day for answers has been changed.")
    elif act == "close" and going is not None:
        done = saved(request, closing, lambda: actions.moment_close(by=by, moment=going, now=now))
        said = _("The self-assessment is closed, and its results are final.")
    else:
        messages.error(request, _("Somebody has changed the self-assessment meanwhile. Look at it as it is now."))
        return True
    if done:
        messages.success(request, said)
    return done


def _state(moment: Moment, today: Any) -> Any:
    if moment.closed_at is not None:
        return tag("ok", _("Closed"))
    return tag("go", _("Open")) if moment.closes_on >= today else tag("wait", _("Time is over, waits for closing"))


def _figures(request: HttpRequest, programme: Programme, moment: Moment | None) -> dict[str, Any]:
    """Counts of the latest moment by team, and the academy's averages of all."""
    lang, silent = get_language() or "fi", request.GET.get("show") == "silent"
    model = model_of(programme)
    academy = {kind: academy_of(each, Counter()) for kind, each in moments_of(programme).items()}
    context: dict[str, Any] = {
        "totals": totals_of(programme, moment),
        "academy": academy_table(academy, model, programme, lang),
        "latest": moment,
        "silent": silent,
        "teams_table": "",
        "query": "show=silent&" if silent else "",
    }
    if moment is not None:
        found = silent_teams(programme, moment) if silent else teams(programme)
        paginator = Paginator(found.values_list("pk", flat=True), PAGE)
        paginator.count = context["totals"].silent if silent else context["totals"].teams
        page = paginator.get_page(request.GET.get("page"))
        context |= {"page": page, "teams_table": _teams_table(programme, moment, list(page), lang)}
    return context


def _teams_table(programme: Programme, moment: Moment, groups: list[int], lang: str) -> Any:
    if not groups:
        return ""
    titles = titles_of(programme, groups, lang)
    columns = [
        Column(_("Team")),
        Column(_("Short form, answers"), number=True, labelled=True),
        Column(_("Organisations, three or more"), number=True, labelled=True),
        Column(_("Long form, answers"), number=True, labelled=True),
        Column(_("State"), spoken=True),
    ]
    return table(
        columns,
        (
            Row(
                [
                    titles.get(each.group, ""),
                    formats.number(each.answers, lang),
                    f"{each.enough} / {each.members}",
                    formats.number(each.long, lang),
                    "" if each.answers else tag("gap", _("No answers yet")),
                ]
            )
            for each in team_counts(programme, moment, groups)
        ),
    )
