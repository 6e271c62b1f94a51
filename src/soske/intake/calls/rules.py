"""Who may open the pages of the call, and who may look for a partner."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.calls.models import PartnerNotice
from soske.intake.calls.queries import call_state, interest_of, looks_for_partner, notice_get, signup_of
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme, sees_programme

NO_NOTICE = _("Only those who look for a partner themselves see this page. Make a notice of your own first.")


def sees_call(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Everyone who sees the programme. A record of the past has no call."""
    answer = sees_programme(request, slug=slug)
    return NOT_THERE if answer and Asked.of(request).programme.record_only else answer


def holds_signup(request: HttpRequest, *, slug: str, token: Any, **kwargs: Any) -> Answer:
    """Whoever has the link of the letter, also when the page of the academy is unpublished meanwhile."""
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.subject = signup_of(asked.programme, token) if asked.programme else None
    return YES if asked.subject is not None else NOT_THERE


def holds_interest(request: HttpRequest, *, slug: str, token: Any, **kwargs: Any) -> Answer:
    """Whoever has the link of the letter, also when the page of the academy is unpublished meanwhile."""
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.subject = interest_of(asked.programme, token) if asked.programme else None
    return YES if asked.subject is not None else NOT_THERE


# --- who looks for a partner ------------------------------------------------------------------------------------------
def may_make_notice(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Anyone who has signed in. Whether the time is right is said on the page."""
    answer = sees_call(request, slug=slug)
    return Answer(request.user.is_authenticated) if answer else answer


def sees_partners(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Those who look for a partner in this call, and its coordinators."""
    answer = may_make_notice(request, slug=slug)
    if not answer:
        return answer
    programme = Asked.of(request).programme
    looks, leads = looks_for_partner(programme, request.user), coordinates_programme(request, slug=slug)
    return YES if looks or leads else Answer(False, NO_NOTICE)


def writes_to_partner(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Those who look for a partner in this call; the notice must be in it."""
    answer = may_make_notice(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    if not looks_for_partner(asked.programme, request.user):
        return Answer(False, NO_NOTICE)
    asked.subject = notice_get(asked.programme, pk)
    there = asked.subject is not None and asked.subject.closed_at is None and asked.subject.person_id != request.user.pk
    return YES if there else NOT_THERE


def own_notice(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Whoever made the notice. For everybody else it is not there."""
    answer = may_make_notice(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = notice_get(asked.programme, pk)
    return YES if asked.subject is not None and asked.subject.person_id == request.user.pk else NOT_THERE


def may_close_notice(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Whoever made the notice, and the coordinators of the academy."""
    answer = own_notice(request, slug=slug, pk=pk)
    if answer or not request.user.is_authenticated:
        return answer
    asked = Asked.of(request)
    there = asked.programme is not None and asked.subject is not None
    return YES if there and coordinates_programme(request, slug=slug) else NOT_THERE


def may_look(programme: Programme, *, now: dt.datetime) -> Answer:
    """A partner is looked for until the call closes."""
    if programme.record_only:
        return Answer(False, _("This academy is a record of the past."))
    return Answer(
        call_state(programme, now) != "closed", _("The call has closed. Nobody is looking for a partner any more.")
    )


def may_contact(programme: Programme, notice: PartnerNotice, by: Person, *, now: dt.datetime) -> Answer:
    """Those with an open notice of their own write to those with another open one."""
    if notice.closed_at is not None:
        return Answer(False, _("This organisation is no longer looking for a partner."))
    if notice.person_id == by.pk:
        return Answer(False, _("This notice is your own."))
    if not looks_for_partner(programme, by):
        return Answer(False, NO_NOTICE)
    return may_look(programme, now=now)
