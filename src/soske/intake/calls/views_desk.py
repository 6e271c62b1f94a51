"""The coordinator's pages of the call."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.calls.actions import call_change, recording_send
from soske.intake.calls.forms import CallForm
from soske.intake.calls.letters import waits_until
from soske.intake.calls.queries import (
    PAGE,
    call_of,
    call_window,
    info_of,
    notices_count,
    recording_waits,
    signups_found,
    visitor_counts,
    window_state,
)
from soske.intake.calls.tables import signups_table
from soske.intake.calls.words import info_when, period, state_words
from soske.people.rules import person_of
from soske.programmes.workspace import workspace

FILTERS = ("attends", "recording", "question")


def call_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the call stands: dates, who waits for it, the info session, the case number."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    now = timezone.now()
    form = CallForm.of(posted(request), call_of(programme))
    if request.method == "POST" and form.is_valid():
        try:
            call_change(by=person_of(request), programme=programme, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The information of the call is saved."))
            return redirect("call_desk", slug)
    window, session, entered = call_window(programme), info_of(programme), call_of(programme)
    state = window_state(window, now)
    context = {
        "form": form,
        "state": state,
        "state_words": state_words(state, window, lang),
        "period": period(window, lang),
        "session": session,
        "info_when": info_when(session, lang) if session else "",
        "over": not waits_until(now, session),
        "counts": visitor_counts(programme),
        "partners": notices_count(programme),
        "told_at": entered.told_at if entered else None,
        "recording": entered.recording if entered else "",
        "recording_waits": recording_waits(programme),
        **workspace(request, "call"),
    }
    return render(request, "calls/desk.html", context, status=422 if form.errors else 200)


@require_POST
def recording(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the recording to those who asked for it."""
    programme = Asked.of(request).programme
    try:
        queued = recording_send(by=person_of(request), programme=programme)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    except LookupError:
        messages.error(request, _("The content of the academy has no text for this message."))
    else:
        sent = ngettext("The recording is sent to %(n)s person.", "The recording is sent to %(n)s people.", queued)
        messages.success(request, sent % {"n": queued} if queued else _("Everyone who asked for it has it already."))
    return redirect("call_desk", slug)


def signups(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes to the info session, who wants the recording, what they ask."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    which = request.GET.get("which", "")
    which = which if which in FILTERS else ""
    counts = visitor_counts(programme)
    page = Paginator(signups_found(programme, which=which), PAGE).get_page(request.GET.get("page"))
    context = {
        "table": signups_table(page.object_list, lang),
        "page": page,
        "counts": counts,
        "which": which,
        "shown": len(page.object_list),
        "total": page.paginator.count,
        "query": f"which={which}&" if which else "",
        **workspace(request, "call"),
    }
    return render(request, "calls/signups.html", context)
