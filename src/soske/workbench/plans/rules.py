"""Who reads a plan, who writes it, and who comments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.programmes.rules import coordinates_programme
from soske.sprint.assignments.rules import in_team
from soske.sprint.sparring.queries import team_get
from soske.sprint.sparring.rules import coaches_team

__all__ = ["in_team", "reads_plan", "writes_plan"]


def reads_plan(request: HttpRequest, *, slug: str, group: int, **kwargs: Any) -> Answer:
    """The team itself, its coaches who have accepted the terms, and the organiser. For others there is nothing here."""
    asked = Asked.of(request)
    if in_team(request, slug=slug) and asked.team.pk == group:
        asked.subject = asked.team
        return YES
    coach = coaches_team(request, slug=slug, group=group)
    if coach:
        return YES
    if coordinates_programme(request, slug=slug):
        asked.subject = team_get(asked.programme, group)
        return YES if asked.subject is not None else NOT_THERE
    return coach


def writes_plan(request: HttpRequest, *, slug: str, group: int, **kwargs: Any) -> Answer:
    """The team alone."""
    answer = in_team(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = asked.team
    return YES if asked.team.pk == group else NOT_THERE


def comments_plan(request: HttpRequest, *, slug: str, group: int, **kwargs: Any) -> Answer:
    """The team and its coaches: two audiences, never more (the organiser has her own)."""
    asked = Asked.of(request)
    if in_team(request, slug=slug) and asked.team.pk == group:
        asked.subject = asked.team
        return YES
    return coaches_team(request, slug=slug, group=group)


def may_write(group: Group) -> Answer:
    """While the academy is under way."""
    if group.programme.record_only:
        return Answer(False, _("This academy is a record of the past. It has no plans to write."))
    return Answer(group.team_since is not None, _("Only teams of the sprint write a plan."))
