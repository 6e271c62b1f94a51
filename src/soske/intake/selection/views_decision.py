"""The decision: what is still missing, the lot, the memo, telling the applicants; and what a group reads of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors
from soske.base.sheets import workbook
from soske.base.urls import Asked
from soske.engines.selection import decided_again, sha256_of
from soske.intake.groups import actions_topics
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title, topic_rows
from soske.intake.selection import actions_decision as actions
from soske.intake.selection.forms import DayForm
from soske.intake.selection.models import Choice, Decision
from soske.intake.selection.queries_decision import (
    decision_of,
    decision_progress,
    decision_whole,
    lot_of,
)
from soske.intake.selection.rules import may_decide, may_open, may_release, may_undo_release
from soske.intake.selection.states import DecisionState, Outcome
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import kickoff_of, programme_get
from soske.programmes.workspace import workspace

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAYS_TO_ANSWER = 14


def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """What keeps the decision from being made, and what can be done with it now."""
    return _page(request, DayForm(initial={"answer_by": _answer_by(Asked.of(request).programme)}))


def _answer_by(programme: Programme) -> dt.date:
    """Two weeks from now, but before the kick-off."""
    today = timezone.localdate()
    kickoff = kickoff_of(programme)
    wanted = today + dt.timedelta(days=DAYS_TO_ANSWER)
    if kickoff is not None and today < kickoff <= wanted:
        return max(today, kickoff - dt.timedelta(days=1))
    return wanted


def _page(request: HttpRequest, form: DayForm) -> HttpResponse:
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    found, progress, now = decision_of(programme), decision_progress(programme), timezone.now()
    reserve = Choice.objects.filter(group__programme=programme, group__ready=True, outcome=Outcome.RESERVE)
    groups = list(reserve.order_by("position").values_list("group", flat=True)[:100])
    facts = {each.pk: group_title(each, lang) for each in group_facts(Group.objects.filter(pk__in=groups))}
    context = {
        "decision": found,
        "progress": progress,
        "counts": [(words, progress.outcomes.get(code, 0)) for code, words in Outcome.choices if code != Outcome.OPEN],
        "reserve": [(pk, facts[pk]) for pk in groups],
        "lot": lot_of(programme),
        "form": form,
        "again": found is not None and sha256_of(decided_again(decision_whole(found))) == found.sha256,
        "earlier": Decision.objects.filter(programme=programme, state=DecisionState.OPENED).order_by("number")[:20],
        "may_decide": may_decide(progress, programme, now=now),
        "may_open": may_open(found) if found else None,
        "may_release": may_release(found, progress, programme, now=now) if found else None,
        "may_undo": may_undo_release(found, now) if found else None,
        "undo_minutes": settings.UNDO_MINUTES,
        **workspace(request, "decision"),
    }
    return render(request, "selection/decision.html", context, status=422 if form.errors else 200)


@require_POST
def decision_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the decision."""
    programme, form = Asked.of(request).programme, DayForm(request.POST)
    if form.is_valid():
        try:
            actions.decision_make(
                by=person_of(request), programme=programme, today=timezone.localdate(), **form.cleaned_data
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The decision is made. Nobody has been told yet."))
            return redirect("decision", slug)
    Asked.of(request).programme = programme_get(slug) or programme
    return _page(request, form)


def _done(request: HttpRequest, act: Callable[..., Any], said: str) -> HttpResponse:
    """Do one thing with the decision and come back to its page."""
    programme: Programme = Asked.of(request).programme
    try:
        act(by=person_of(request), programme=programme)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        if said:
            messages.success(request, said)
    return redirect("decision", programme.slug)


@require_POST
def lot_draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw the lot."""
    return _done(request, actions.lot_draw, _("The lot is drawn."))


@require_POST
def decision_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the decision again."""
    return _done(request, actions.decision_open, _("The decision is open again. What it was stays on record."))


@require_POST
def decision_release(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the applicants."""
    return _done(request, actions.decision_release, "")


@require_POST
def release_undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the telling back."""
    return _done(request, actions.release_undo, _("Undone. No message was sent, and nobody sees the decision."))


# --- the memo -------------------------------------------------------------------------------------------------------
def _decision_asked(request: HttpRequest, number: int) -> Decision:
    programme: Programme = Asked.of(request).programme
    found = Decision.objects.select_related("programme__organiser").filter(programme=programme, number=number).first()
    if found is None:
        raise Http404
    return found


def memo_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The memo as PDF in the language of the page."""
    from soske.engines.documents.apart import paper_pdf_apart
    from soske.intake.selection.memo import decision_paper

    content = paper_pdf_apart(decision_paper(_decision_asked(request, number), get_language() or "fi"))
    return _download(content, f"{slug}-decision-{number}.pdf", "application/pdf")


def memo_xlsx(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The memo as a workbook in the language of the page."""
    from soske.intake.selection.memo import decision_sheets

    content = workbook(decision_sheets(_decision_asked(request, number), get_language() or "fi"))
    return _download(content, f"{slug}-decision-{number}.xlsx", XLSX)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


# --- what a group reads ---------------------------------------------------------------------------------------------
def outcome(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was decided of one's own group, and why."""
    asked = Asked.of(request)
    group: Group = asked.subject
    found = decision_of(asked.programme)
    # While a decision holds, nothing of a choice changes: it says what was decided without the whole of it.
    own = Choice.objects.filter(group=group).exclude(outcome=Outcome.OPEN).first()
    if own is None or found is None:
        raise Http404
    context = {
        "title": group_title(group, get_language() or "fi"),
        "group": group,
        "seen": [row for row in topic_rows(group, get_language() or "fi") if row.seen],
        "own": own,
        "answer_by": found.answer_by,
        "seat": getattr(group, "seat", None),
        **workspace(request, "outcome"),
    }
    return render(request, "selection/outcome.html", context)


@require_POST
def topic_settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The group says whether a need or a give that others saw is right."""
    kind, _dot, code = request.POST.get("topic", "").partition(".")
    right = request.POST.get("right") == "yes"
    group: Group = Asked.of(request).subject
    if actions_topics.topic_settle(by=person_of(request), group=group, kind=kind, code=code, right=right):
        messages.success(request, _("Confirmed.") if right else _("Removed."))
    return redirect("outcome", slug, pk)
