"""States of a programme's public page and the allowed moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.records.actions import audit_write

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
    programme.state = to
    return True
