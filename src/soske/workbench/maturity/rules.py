"""Who sees which part of the self-assessment, and when something can be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.assignments.rules import in_team
from soske.workbench.maturity.models import Moment, MomentKind
from soske.workbench.maturity.queries import link_of, link_of_team, model_of

__all__ = ["in_team"]


def holds_link(request: HttpRequest, *, slug: str, token: Any, **kwargs: Any) -> Answer:
    """Whoever has the link that a team has shared."""
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.subject = link_of(asked.programme, token) if asked.programme else None
    return YES if asked.subject is not None else NOT_THERE


def has_link(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """The team of the organisation that the link is for."""
    answer = in_team(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = link_of_team(asked.team, pk)
    return YES if asked.subject is not None else NOT_THERE


# --- what may be done -----------------------------------------------------------------------------------------------
def may_open(programme: Programme, kind: str, moments: Mapping[str, Moment]) -> Answer:
    """Once each; the one at the end when that of the start is not under way; not in a record of the past."""
    if programme.record_only:
        return Answer(False, _("This academy is a record of the past. It has no self-assessment."))
    if not model_of(programme).areas:
        return Answer(False, _("The texts of this academy have no maturity model."))
    if kind in moments:
        return Answer(False, _("This self-assessment has been opened already."))
    start = moments.get(MomentKind.START)
    if start is not None and start.closed_at is None:
        return Answer(False, _("Close the self-assessment of the start first."))
    return Answer(
        kind in MomentKind.values and MomentKind.END not in moments, _("The academy has been assessed already.")
    )


def may_close(moment: Moment) -> Answer:
    return Answer(moment.closed_at is None, _("The self-assessment is closed. Its results stay as they are."))


def may_answer(moment: Moment, today: dt.date) -> Answer:
    """Until the end of the last day, unless the coordinator closes it before."""
    if moment.closed_at is not None:
        return Answer(False, _("The self-assessment has ended, so no more answers are taken."))
    return Answer(moment.closes_on >= today, _("The time for answering is over."))


may_share = may_answer
