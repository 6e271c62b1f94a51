"""States of a sparring session, and the allowed moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import pgettext_lazy

from soske.records.actions import audit_write

if TYPE_CHECKING:
    from soske.people.models import Person
    from soske.sprint.sparring.models import Session

SUBJECT = "session"
COACH = "coach"


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "Proposed")
    BOOKED = "booked", pgettext_lazy("session", "Agreed")
    HELD = "held", pgettext_lazy("session", "Held")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


MOVES: dict[str, set[str]] = {
    SessionState.PLANNED: {SessionState.BOOKED},
    SessionState.BOOKED: {SessionState.HELD, SessionState.CANCELLED},
    SessionState.HELD: {SessionState.BOOKED},
    SessionState.CANCELLED: {SessionState.BOOKED},
}
ACTS = {
    SessionState.BOOKED: "session_booked",
    SessionState.HELD: "session_held",
    SessionState.CANCELLED: "session_cancelled",
}


def session_move(session: Session, to: SessionState, *, by: Person | None, **values: Any) -> bool:
    """Move a session to a state, with these values of its fields, and write it in the log; False when it moved
    meanwhile or may not move so."""
    if to not in MOVES[session.state]:
        return False
    values["state"] = to
    if not type(session).objects.filter(pk=session.pk, state=session.state).update(**values):
        return False
    for name, value in values.items():
        setattr(session, name, value)
    session_written(by, session, ACTS[to])
    return True


def session_written(by: Person | None, session: Session, act: str) -> None:
    """Write down what happened to a session, with its time."""
    starts: dt.datetime | None = session.starts
    details = {"starts": starts.isoformat()} if starts else {}
    audit_write(by=by, scope=session.group.programme_id, subject=(SUBJECT, session.pk), act=act, details=details)
