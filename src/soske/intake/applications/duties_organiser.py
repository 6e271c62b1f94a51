"""What waits for a coordinator in the applications of a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from soske.base.connect import Duty, duties
from soske.intake.applications.counts import call_overview
from soske.intake.applications.models import CompletionRequest
from soske.intake.calls.queries import call_window
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, remembered_of

SOON = dt.timedelta(days=7)
MOST = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests for completion that a coordinator deals with: those not answered, and answers that nobody has read."""

    unanswered: tuple[tuple[int, int, dt.datetime], ...]  # request, application, due
    unread: tuple[tuple[int, int, str], ...]  # request, application, name of its group in the language of the page


def completions_waiting(programme: Programme) -> Waiting:
    """At most 20 of each, the oldest first. Four queries when something has changed."""
    lang = get_language() or "fi"
    return remembered_of(programme, lambda: _waiting(programme, lang), "completions waiting", lang)


def _waiting(programme: Programme, lang: str) -> Waiting:
    rows = CompletionRequest.objects.filter(application__programme=programme, cancelled_at__isnull=True)
    unanswered = rows.filter(answered_at__isnull=True).order_by("due", "pk").values_list("pk", "application", "due")
    answered = rows.filter(answered_at__isnull=False, read_at__isnull=True).order_by("answered_at", "pk")
    unread = list(answered.values_list("pk", "application", "application__group")[:MOST])
    facts = group_facts(Group.objects.filter(pk__in=[group for _pk, _application, group in unread]))
    names = {each.pk: group_title(each, lang) for each in facts}
    return Waiting(
        tuple(unanswered[:MOST]), tuple((pk, application, names.get(group, "")) for pk, application, group in unread)
    )


@duties.add
def organiser_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """Completions to read, completions whose time has passed, drafts without sign-offs when the call closes soon."""
    if programme.record_only or not coordinates(person, programme, today=timezone.localdate(now)):
        return []
    waiting = completions_waiting(programme)
    found = [_read_duty(programme, *row) for row in waiting.unread[:MOST]]
    late = [row for row in waiting.unanswered if row[2] <= now]
    if late:
        found.append(_late_duty(programme, late))
    closes = call_window(programme).closes
    if closes is not None and now < closes <= now + SOON and call_overview(programme).unsigned:
        found.append(_unsigned_duty(programme, call_overview(programme).unsigned, closes))
    return found[:MOST]


def _read_duty(programme: Programme, request: int, application: int, name: str) -> Duty:
    return Duty(
        key=f"completion_read:{request}",
        title=_("Read the completion: %(name)s") % {"name": name},
        text=_("The applicants have completed what was asked. Mark it as read when you have seen it."),
        button=_("Read the completion"),
        url=reverse("application_page", args=[programme.slug, application]),
        weight=30,
    )


def _late_duty(programme: Programme, late: Sequence[tuple[int, int, dt.datetime]]) -> Duty:
    if len(late) == 1:
        url = reverse("application_page", args=[programme.slug, late[0][1]])
    else:
        url = f"{reverse('applications', args=[programme.slug])}?completion=1"
    return Duty(
        # A new key for each that joins them, so that its reminder is sent.
        key=f"completion_late:{programme.pk}:{late[-1][0]}",
        title=_("Decide what to do about a missing completion"),
        text=ngettext(
            "%(n)s completion has not come in time. Cancel the request, or ask again with a new time.",
            "%(n)s completions have not come in time. Cancel the requests, or ask again with a new time.",
            len(late),
        )
        % {"n": len(late)},
        button=_("Show what is missing"),
        url=url,
        weight=32,
    )


def _unsigned_duty(programme: Programme, number: int, closes: dt.datetime) -> Duty:
    return Duty(
        key=f"drafts_unsigned:{programme.pk}:{timezone.localdate(closes).isoformat()}",
        title=_("Remind joint applications of their sign-offs"),
        text=ngettext(
            "The call closes soon, and %(n)s joint draft lacks sign-offs.",
            "The call closes soon, and %(n)s joint drafts lack sign-offs.",
            number,
        )
        % {"n": number},
        button=_("Show the joint drafts"),
        url=f"{reverse('applications', args=[programme.slug])}?state=draft&joint=1",
        due=timezone.localdate(closes - dt.timedelta(microseconds=1)),
        weight=35,
    )
