"""The short form: opened by a link, on any device, without an account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.groups.queries import member_titles
from soske.workbench.maturity.actions import answer_give
from soske.workbench.maturity.forms import ShortForm
from soske.workbench.maturity.models import Link
from soske.workbench.maturity.queries import model_of
from soske.workbench.maturity.rules import may_answer

SALT = "soske.maturity.answered"
KEEP = dt.timedelta(days=400)


def maturity_answer(request: HttpRequest, slug: str, token: Any) -> HttpResponse:
    """Five minutes of anybody who takes part in the procurement of an organisation. That this browser has answered is
    kept in the browser alone: the cookie says so of the link, and is the same for everybody."""
    asked, lang, today = Asked.of(request), get_language() or "fi", timezone.localdate()
    link: Link = asked.subject
    programme, order = asked.programme, tuple(asked.programme.languages)
    model = model_of(programme)
    cookie, may = f"soske-answered-{link.pk}", may_answer(link.moment, today)
    context = {
        "moment": link.moment,
        "organisation": member_titles([link.member_id], lang).get(link.member_id, ""),
        "about": model.about,
        "privacy": model.privacy,
        "may": may,
    }
    if request.get_signed_cookie(cookie, default=None, salt=SALT) == str(link.pk):
        return render(request, "maturity/answered.html", context)
    if not may:
        return render(request, "maturity/answer_over.html", context, status=409 if request.method == "POST" else 200)
    form = ShortForm(posted(request), areas=model.areas, lang=lang, order=order)
    if request.method == "POST" and form.is_valid():
        try:
            answer_give(link=link, answers=form.answers(), token=form.cleaned_data["token"], today=today)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            # No redirect: what is said stands in the answer itself, and "reload" sends the same form, which is one.
            response = render(request, "maturity/answered.html", context)
            response.set_signed_cookie(
                cookie,
                str(link.pk),
                salt=SALT,
                max_age=KEEP,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
            return response
    context |= {"form": form, "number": len(model.areas)}
    return render(request, "maturity/answer.html", context, status=422 if form.errors else 200)
