"""States of an introduction, the allowed moves, and the letter that each move queues."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import pgettext_lazy

from soske.records.actions import audit_write

if TYPE_CHECKING:
    from soske.people.models import Person
    from soske.sprint.peers.models import Introduction

SUBJECT = "introduction"


class IntroductionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("introduction", "Draft")  # seen by the coordinators only
    PROPOSED = "proposed", pgettext_lazy("introduction", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("introduction", "Accepted")
    DECLINED = "declined", pgettext_lazy("introduction", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("introduction", "Withdrawn")
    CLOSED = "closed", pgettext_lazy("introduction", "Closed")


STANDING = (IntroductionState.PROPOSED, IntroductionState.ACCEPTED)
"""Two teams have at most one of these with each other."""
GOT = (*STANDING, IntroductionState.CLOSED)
"""What a team has got, or may get still; what counts when a team is asked not too often."""

MOVES: dict[str, dict[str, tuple[str, str]]] = {
    # state -> next state -> (act of the log, letter)
    IntroductionState.DRAFT: {IntroductionState.PROPOSED: ("introduction_proposed", "introduction_proposed")},
    IntroductionState.PROPOSED: {
        IntroductionState.ACCEPTED: ("introduction_accepted", "introduction_accepted"),
        IntroductionState.DECLINED: ("introduction_declined", "introduction_declined"),
        IntroductionState.WITHDRAWN: ("introduction_withdrawn", "introduction_withdrawn"),
    },
    IntroductionState.ACCEPTED: {IntroductionState.CLOSED: ("introduction_closed", "")},
}


def introduction_move(
    introduction: Introduction, to: IntroductionState, *, by: Person | None, now: dt.datetime, **values: Any
) -> str | None:
    """Move an introduction and write it in the log; the code of the letter that goes with it ("": none), or None when
    it moved meanwhile or may not move so."""
    move = MOVES.get(introduction.state, {}).get(to)
    if move is None:
        return None
    values |= {"state": to}
    values["proposed_at" if to == IntroductionState.PROPOSED else "ended_at"] = now
    if to == IntroductionState.ACCEPTED:
        del values["ended_at"]
    if not type(introduction).objects.filter(pk=introduction.pk, state=introduction.state).update(**values):
        return None
    for name, value in values.items():
        setattr(introduction, name, value)
    act, letter = move
    audit_write(by=by, scope=introduction.programme_id, subject=(SUBJECT, introduction.pk), act=act)
    return letter
