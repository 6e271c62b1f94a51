"""Applicants' pages for checking and sending: everything on one page, submit, receipt, withdraw, reopen, complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.urls import Asked
from soske.intake.applications import actions_sending as acts
from soske.intake.applications.content import content_build, content_read, submission_read
from soske.intake.applications.models import Application
from soske.intake.applications.pages import fields_asked, until_words
from soske.intake.applications.queries import form_of, part_mark, request_open, submit_until
from soske.intake.applications.rules import in_time, may_reopen, may_submit, may_withdraw, speaks_for
from soske.intake.applications.states import ApplicationState
from soske.intake.applications.views import side
from soske.intake.calls.queries import answer_by, case_number
from soske.intake.groups.queries import group_get_any, group_title
from soske.people.rules import person_of
from soske.programmes.workspace import workspace


def check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The whole application to read before it is sent, with what is missing and who has signed off."""
    asked = Asked.of(request)
    subject: Application = asked.subject
    if subject.state == ApplicationState.SUBMITTED and not request_open(subject, now=timezone.now()):
        return redirect("application_received", slug, pk)
    lang = get_language() or "fi"
    form = form_of(subject, lang)
    beside = side(request, form, "")
    content, names = content_build(form, title=beside["title"])
    own = next((member for member in form.members if member.pk == asked.place.member_id), None)
    context = {
        "form": form,
        "reading": content_read(content, subject, lang, names=names),
        "own": own,
        "speaks": speaks_for(subject, asked.place),
        "own_mark": part_mark(form, own.pk) if own else "",
        "own_lacks": [each for each in form.missing if own and each.member == own.pk],
        "may_submit": may_submit(subject, asked.place, now=timezone.now()),
        "unsigned": form.unsigned,
        **beside,
    }
    return render(request, "applications/check.html", context)


def received(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was received and by when one hears; or that it is a draft or withdrawn."""
    asked = Asked.of(request)
    subject: Application = asked.subject
    if subject.state == ApplicationState.DRAFT:
        return redirect("application", slug, pk)
    lang, now = get_language() or "fi", timezone.now()
    submissions = list(subject.submissions.defer("content").select_related("pdf").order_by("-position")[:20])
    latest = subject.submissions.order_by("-position").first()
    group = group_get_any(subject.programme, subject.group_id)
    hears = answer_by(subject.programme)
    wanted = request_open(subject, now=now)
    context = {
        "application": subject,
        "title": group_title(group, lang) if group else "",
        "reading": submission_read(latest, lang) if latest else None,
        "submissions": submissions,
        "answer_by": hears,
        "request": wanted,
        "asked_fields": fields_asked(form_of(subject, lang), wanted) if wanted else [],
        "case_number": subject.case_number or case_number(subject.programme),
        "may_reopen": may_reopen(subject, asked.place, now=now),
        "in_time": in_time(subject, now=now),
        "may_withdraw": may_withdraw(subject, asked.place),
        "until": until_words(submit_until(subject), lang),
        **workspace(request, "application"),
    }
    return render(request, "applications/received.html", context)


@require_POST
def submit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Submit the application."""
    return _act(
        request,
        lambda application: acts.application_submit(by=person_of(request), application=application, now=timezone.now()),
        failed="application_check",
    )


@require_POST
def complete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send the completion."""
    return _act(
        request,
        lambda application: acts.completion_send(by=person_of(request), application=application, now=timezone.now()),
        done=_("The completion has been sent."),
        failed="application_check",
    )


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw the application."""
    return _act(
        request,
        lambda application: acts.application_withdraw(
            by=person_of(request), application=application, now=timezone.now()
        ),
        done=_("The application is withdrawn. What you wrote is kept."),
    )


@require_POST
def reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the application back to a draft."""
    return _act(
        request,
        lambda application: acts.application_reopen(by=person_of(request), application=application, now=timezone.now()),
        done=_("The application is a draft again. Remember to submit it in time."),
        goes="application_check",
    )


def _act(
    request: HttpRequest,
    act: Callable[[Application], Any],
    *,
    done: str = "",
    goes: str = "application_received",
    failed: str = "application_received",
) -> HttpResponse:
    """Do one act and lead on; a refusal is said on the page that it came from."""
    application: Application = Asked.of(request).subject
    address = [application.programme.slug, application.pk]
    try:
        act(application)
    except ValidationError as fault:
        for text in fault.messages:
            messages.error(request, text)
        return redirect(failed, *address)
    if done:
        messages.success(request, done)
    return redirect(goes, *address)
