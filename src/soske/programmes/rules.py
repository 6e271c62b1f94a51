"""Who may open the pages of a programme, and what may be done to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, programme_get
from soske.programmes.states import ProgrammeState


def _asked_programme(request: HttpRequest, slug: str) -> Programme | None:
    programme = programme_get(slug)
    Asked.of(request).programme = programme
    return programme


def _coordinates(request: HttpRequest, programme: Programme) -> bool:
    asked = Asked.of(request)
    asked.coordinates = coordinates(request.user, programme, today=timezone.localdate())
    return asked.coordinates


def sees_programme(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """The public, once it is published; its coordinators before that."""
    programme = _asked_programme(request, slug)
    if programme is None:
        return NOT_THERE
    return YES if programme.state == ProgrammeState.PUBLIC or _coordinates(request, programme) else NOT_THERE


def coordinates_programme(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Coordinators of this very programme. A visitor is asked to sign in before she learns whether it exists."""
    if not request.user.is_authenticated:
        return Answer(False)
    programme = _asked_programme(request, slug)
    if programme is None:
        return NOT_THERE
    if not _coordinates(request, programme) and programme.state == ProgrammeState.DRAFT:
        return NOT_THERE  # that a draft exists is told to nobody else
    return Answer(Asked.of(request).coordinates, _("Only the coordinators of this academy see this page."))


def may_make_programmes(request: HttpRequest, **kwargs: Any) -> Answer:
    """Those whom the operator has made organisers."""
    return Answer(
        request.user.is_authenticated and request.user.can_organise,
        _("Only organisers make academies. The operator of this service can give you that right."),
    )
