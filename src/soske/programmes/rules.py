"""Who may open the pages of a programme, and what may be done to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.connect import answered
from soske.base.urls import Asked
from soske.packs.codes import StageKind
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, programme_get, remembered_of, stage_moments, stages_of
from soske.programmes.states import ProgrammeState

# What applicants and reviewers rely on from the moment when the call opens.
FROZEN_PARTS = frozenset({"eligibility", "criteria", "application", "topics", "themes"})


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


def structure_is_free(programme: Programme, now: dt.datetime) -> Answer:
    """Whether questions, criteria and the like may still be added, removed, moved and changed in kind: until the call
    opens and the first application is begun. Their wording may be corrected always.
    """
    if programme.record_only:
        return Answer(False, _("This is a record of the past: only its wording can be changed."))
    opening, _closing = remembered_of(
        programme, lambda: stage_moments(stages_of(programme), StageKind.CALL), "moments of the call"
    )
    if opening is not None and opening <= now:
        reason = _("The call has opened, so only wording can be changed. Each change is written in the log.")
        return Answer(False, reason)
    if any(source(programme) for source in answered):  # the opening was put off after it
        reason = _("Applications have been begun, so only wording can be changed. Each change is written in the log.")
        return Answer(False, reason)
    return YES


def may_change_structure(programme: Programme, part: str, now: dt.datetime) -> Answer:
    """The same for one part of the texts (a name of `actions.PARTS`)."""
    if part == "letters":
        return Answer(False, _("Soske sends these messages by their names, so none is added or removed here."))
    if part in FROZEN_PARTS or programme.record_only:
        return structure_is_free(programme, now)
    return YES
