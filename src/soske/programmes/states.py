"""States of a programme's public page and the allowed moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.records.actions import audit_write, revision_grow

if TYPE_CHECKING:
    from soske.people.models import Person
    from soske.programmes.models import Programme


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLIC = "public", _("Published")


MOVES: dict[str, set[str]] = {
    ProgrammeState.DRAFT: {ProgrammeState.PUBLIC},
    ProgrammeState.PUBLIC: {ProgrammeState.DRAFT},
}


def programme_move(programme: Programme, to: ProgrammeState, *, by: Person | None) -> bool:
    """Publish the programme's page or take it back; False when it already moved."""
    if to not in MOVES[programme.state]:
        return False
    if not type(programme).objects.filter(pk=programme.pk, state=programme.state).update(state=to):
        return False
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act=f"programme_{to}")
    successors_grow(programme)
    programme.state = to
    return True


def successors_grow(programme: Programme) -> None:
    """Pages of programmes that continue this one show its name while it is public: nothing remembered of them stays."""
    for later in type(programme).objects.filter(continues=programme).values_list("pk", flat=True):
        revision_grow(later)
