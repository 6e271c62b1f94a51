"""What everyone sees of the call: its page, the forms for those without an account, what they can change by a link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.context import public_addresses
from soske.base.forms import add_errors, posted
from soske.base.parts import facts, shown
from soske.base.urls import Asked
from soske.intake.calls.actions import info_signup, interest_mark, signup_change, visitor_remove
from soske.intake.calls.forms import InterestForm, OwnSignupForm, SignupForm
from soske.intake.calls.letters import waits_until
from soske.intake.calls.page import blocks_html
from soske.intake.calls.queries import (
    answer_by,
    call_of,
    call_window,
    case_number,
    info_of,
    window_state,
)
from soske.intake.calls.sections import call_blocks, call_texts
from soske.intake.calls.words import info_when, period, state_words
from soske.people.signin import within_limit
from soske.programmes.models import Programme
from soske.programmes.pathline import path_line, path_list
from soske.programmes.queries import kickoff_of, programme_path


def call(request: HttpRequest, slug: str) -> HttpResponse:
    """The call: when, for whom, what is asked, how the choice is made."""
    asked = Asked.of(request)
    asked.section = "academies"
    programme = asked.programme
    lang = get_language() or "fi"
    now = timezone.now()
    today = timezone.localdate(now)
    window = call_window(programme)
    state = window_state(window, now)
    info = info_of(programme)
    texts = call_texts(programme, lang)
    path = programme_path(programme, today=today, lang=lang)
    today_words = _("Today %(date)s") % {"date": path.today}
    hears = answer_by(programme)
    kickoff = kickoff_of(programme)
    context = {
        "name": shown(programme.name, lang),
        "lead": shown(texts.lead, lang),
        "about": texts.lead.spoken(lang).text,
        "to": public_addresses(lang, slug, programme.colour),
        "state": state,
        "state_words": state_words(state, window, lang),
        "apply": reverse("apply", args=[slug]) if state == "open" else "",
        "facts": facts(
            (_("Application period"), period(window, lang)),
            (_("Info session"), info_when(info, lang) if info else ""),
            (_("You hear of the selection by"), formats.date_short(hears, lang) if hears else ""),
            (_("The academy begins"), formats.date_short(kickoff, lang) if kickoff else ""),
            *([(_("Case number"), number)] if (number := case_number(programme)) else []),
        ),
        "blocks": blocks_html(call_blocks(programme, texts, state=state, now=now, lang=lang, user=request.user)),
        "path_line": path_line(path, today_words),
        "path_list": path_list(path, lang, today_words),
    }
    return render(request, "calls/call.html", context)


# --- expressions of interest ------------------------------------------------------------------------------------------
def interest(request: HttpRequest, slug: str) -> HttpResponse:
    """Express interest, without an account."""
    programme = Asked.of(request).programme
    now = timezone.now()
    window = call_window(programme)
    state = window_state(window, now)
    form = InterestForm(posted(request))
    if request.method == "POST" and form.is_valid() and limited(request, form, programme):
        try:
            interest_mark(programme=programme, language=get_language() or "fi", now=now, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            return redirect("call_done", slug, "interest")
    context = {"form": form, "state": state, "state_words": state_words(state, window, get_language() or "fi")}
    return render(request, "calls/interest.html", context, status=422 if form.errors else 200)


def interest_own(request: HttpRequest, slug: str, token: Any) -> HttpResponse:
    """What I left, by the link of the letter; removed by a button, because programs follow links."""
    row = Asked.of(request).subject
    if request.method == "POST":
        visitor_remove(row=row)
        return removed(request, slug)
    return render(request, "calls/interest_own.html", {"row": row})


# --- the info session -------------------------------------------------------------------------------------------------
def info(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign up for the info session or ask for its recording, without an account."""
    programme = Asked.of(request).programme
    session = info_of(programme)
    if session is None:
        raise Http404
    now = timezone.now()
    over = not waits_until(now, session)
    form = SignupForm(posted(request), over=over, initial={"wants_recording": over})
    if request.method == "POST" and form.is_valid() and limited(request, form, programme):
        try:
            info_signup(programme=programme, language=get_language() or "fi", now=now, **form.values())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            return redirect("call_done", slug, "info")
    return render(
        request, "calls/info.html", {"form": form, **_session(programme, now)}, status=422 if form.errors else 200
    )


def info_own(request: HttpRequest, slug: str, token: Any) -> HttpResponse:
    """My sign-up, by the link of the letter: change it or cancel it."""
    asked = Asked.of(request)
    row, programme = asked.subject, asked.programme
    now = timezone.now()
    over = not waits_until(now, info_of(programme))
    if request.method == "POST" and request.POST.get("act") == "remove":
        visitor_remove(row=row)
        return removed(request, slug)
    fields = ("attends", "wants_recording", "name", "organisation", "question")
    initial = {field: getattr(row, field) for field in fields}
    form = OwnSignupForm(posted(request), over=over, initial=initial)
    saved = False
    if request.method == "POST" and form.is_valid() and limited(request, form, programme, row.email):
        try:
            values = {**form.values(), **({"question": row.question} if over else {})}
            signup_change(programme=programme, row=row, now=now, **values)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            saved = True
    context = {
        "form": form,
        "row": row,
        "saved": saved,
        "link": row.call.info_link if row.attends and not over else "",
        **_session(programme, now),
    }
    return render(request, "calls/info_own.html", context, status=422 if form.errors else 200)


def _session(programme: Programme, now: dt.datetime) -> dict[str, Any]:
    """What the pages of the info session say of it."""
    session, entered = info_of(programme), call_of(programme)
    return {
        "when": info_when(session, get_language() or "fi") if session else "",
        "place": entered.info_place if entered else "",
        "over": not waits_until(now, session),
    }


# --- both -------------------------------------------------------------------------------------------------------------
def limited(request: HttpRequest, form: Any, programme: Programme, email: str = "") -> bool:
    """Whether the form may be handled now; says why not on the form."""
    email = email or form.cleaned_data["email"]
    if within_limit(request, "call_form", key=f"{programme.pk}:{email.lower()}"):
        return True
    form.add_error(None, _("Many messages were asked for in a short time. Wait a few minutes and try again."))
    return False


def done(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """What happens next, the same whether the address was known or not."""
    if what not in {"interest", "info"}:
        raise Http404
    programme = Asked.of(request).programme
    now = timezone.now()
    context = {"what": what, "state": window_state(call_window(programme), now), "apply": reverse("apply", args=[slug])}
    return render(request, "calls/done.html", {**context, **_session(programme, now)})


def removed(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing of her is kept any more. No address of its own: the page of the academy may be unpublished."""
    return render(request, "calls/removed.html", {"slug": slug})
