"""States of an application and the allowed moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.records.actions import audit_write

if TYPE_CHECKING:
    from soske.intake.applications.models import Application
    from soske.people.models import Person


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What may be done while the call is open, or later by leave of the coordinator, is asked in rules.py.
MOVES: dict[str, set[str]] = {
    ApplicationState.DRAFT: {ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN},
    ApplicationState.SUBMITTED: {ApplicationState.DRAFT, ApplicationState.WITHDRAWN},
    ApplicationState.WITHDRAWN: {ApplicationState.DRAFT},
}


def application_move(
    application: Application, to: ApplicationState, *, by: Person | None, details: dict[str, Any] | None = None
) -> bool:
    """Move an application and write it down; False when it already moved. The group of a submitted one takes part
    in the choice, that of a draft or a withdrawn one does not."""
    if to not in MOVES[application.state]:
        return False
    rows = type(application).objects.filter(pk=application.pk, state=application.state)
    if not rows.update(state=to):
        return False
    application.state = to
    type(application.group).objects.filter(pk=application.group_id).update(ready=to == ApplicationState.SUBMITTED)
    audit_write(
        by=by,
        scope=application.programme_id,
        subject=("application", application.pk),
        act=f"application_{to}",
        details=details,
    )
    return True
