"""Who reads the catalogue and a team's basket, and what may be done with what is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import YES, Answer
from soske.programmes.rules import coordinates_programme
from soske.sprint.assignments.rules import in_team
from soske.sprint.sparring.rules import accepted_coach, coaches_team
from soske.workbench.means.models import Kept

__all__ = ["coaches_team", "coordinates_programme", "in_team"]


def sees_means(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Everybody who takes part reads the catalogue: teams, coaches who have accepted the terms, the organiser."""
    if in_team(request, slug=slug):
        return YES
    coach = accepted_coach(request, slug=slug)
    if coach or coordinates_programme(request, slug=slug):
        return YES
    return coach


def may_remark(kept: Kept) -> Answer:
    """What is in the basket can be talked about."""
    return YES if kept.dropped_at is None else Answer(False, _("The team has taken this out of its basket."))
