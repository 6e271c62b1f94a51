"""Who may change a team."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.queries import people_of
from soske.sprint.assignments.rules import in_team


def may_change_place(request: HttpRequest, *, slug: str, place: int, **kwargs: Any) -> Answer:
    """A person of the team herself, and its contact person."""
    answer = in_team(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.place = people_of(asked.team).filter(pk=place).first()
    if asked.place is None:
        return NOT_THERE
    if request.user.pk in {asked.place.person_id, asked.team.contact_id}:
        return YES
    return Answer(False, _("The contact person decides who is in the team. Anybody can leave on their own."))
