"""What waits for those who apply: to sign off, to submit, to complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soske.base import formats
from soske.base.connect import Duty
from soske.intake.applications.models import Application, CompletionRequest
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group, GroupPerson
from soske.programmes.models import Programme


def duties_in(
    place: GroupPerson,
    programme: Programme,
    *,
    opens: dt.datetime | None,
    closes: dt.datetime | None,
    now: dt.datetime,
    waiting: set[int],
    request: CompletionRequest | None,
) -> list[Duty]:
    """What waits for a person in one application. The place comes with its group, application and member; `waiting`
    are the members whose sign-off is missing, `request` what is to be completed. No query."""
    application = place.group.application
    if application.state == ApplicationState.SUBMITTED:
        return [_completion_duty(programme, request)] if request else []
    until = max((moment for moment in (closes, application.late_until) if moment), default=None)
    if application.state != ApplicationState.DRAFT or until is None or now >= until or (opens and now < opens):
        return []
    found = []
    leads = (place.member is not None and place.member.lead) or place.group.contact_id == place.person_id
    if place.member_id in waiting:
        found.append(_sign_duty(programme, application, until))
    if leads:
        found.append(_submit_duty(programme, application, until, len(waiting - {place.member_id or 0})))
    return found


def requests_open(applications: Sequence[int], *, now: dt.datetime) -> dict[int, CompletionRequest]:
    """Application -> its request for completion that can still be answered. One query."""
    rows = CompletionRequest.objects.filter(
        application__in=applications, answered_at__isnull=True, cancelled_at__isnull=True, due__gt=now
    )
    return {request.application_id: request for request in rows}


def members_unsigned(applications: Sequence[int]) -> dict[int, set[int]]:
    """Application -> its members whose sign-off is missing; those of joint groups only, because a single one needs
    none. Two queries."""
    joint = dict(
        Application.objects.filter(pk__in=applications, state=ApplicationState.DRAFT)
        .annotate(size=Count("group__members"))
        .filter(size__gt=1)
        .values_list("group", "pk")
    )
    members = Group.objects.filter(pk__in=joint).values_list("pk", "members", "members__sign_off__signed_at")
    found: dict[int, set[int]] = {}
    for group, member, signed in members:
        if signed is None and member is not None:
            found.setdefault(joint[group], set()).add(member)
    return found


def last_day(moment: dt.datetime) -> dt.date:
    """The day on which a time is up: of midnight it is the day that ends."""
    return timezone.localdate(moment - dt.timedelta(microseconds=1), formats.HELSINKI)


def _submit_duty(programme: Programme, application: Application, until: dt.datetime, others: int) -> Duty:
    text = _("Complete what is missing and submit the application in time. Everything you write is saved.")
    if others:
        text = ngettext(
            "%(n)s other member organisation has not signed off yet.",
            "%(n)s other member organisations have not signed off yet.",
            others,
        ) % {"n": others}
    return Duty(
        key=f"application_submit:{application.pk}",
        title=_("Submit the application"),
        text=text,
        button=_("Continue the application"),
        url=reverse("application", args=[programme.slug, application.pk]),
        due=last_day(until),
        weight=20,
    )


def _sign_duty(programme: Programme, application: Application, until: dt.datetime) -> Duty:
    return Duty(
        key=f"application_sign:{application.pk}",
        title=_("Sign off your organisation's part"),
        text=_("The joint application cannot be submitted until each member organisation has signed off its part."),
        button=_("Continue the application"),
        url=reverse("application", args=[programme.slug, application.pk]),
        due=last_day(until),
        weight=15,
    )


def _completion_duty(programme: Programme, request: CompletionRequest) -> Duty:
    return Duty(
        key=f"application_completion:{request.pk}",
        title=_("Complete the application"),
        text=_("The organiser has asked you to complete some answers. The rest stays as you submitted it."),
        button=_("Complete the answers"),
        url=reverse("application", args=[programme.slug, request.application_id]),
        due=last_day(request.due),
        weight=10,
    )
