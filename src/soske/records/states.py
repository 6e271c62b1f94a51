"""States of a letter and the allowed moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from soske.records.models import Letter


class LetterState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending began")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Kept, not sent")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Not delivered")


MOVES: dict[str, set[str]] = {
    LetterState.WAITING: {LetterState.SENDING, LetterState.KEPT, LetterState.CANCELLED},
    # Back to waiting only when the mail server said that it has not taken the letter, or was not reached at all.
    LetterState.SENDING: {LetterState.SENT, LetterState.FAILED, LetterState.WAITING},
    LetterState.FAILED: {LetterState.WAITING, LetterState.CANCELLED},
}


def letter_move(letter: Letter, to: LetterState, *, fault: str = "", **changes: Any) -> bool:
    """Move the letter if nobody moved it meanwhile. One atomic UPDATE: of two workers only one gets True.

    `changes` are fields that change with the state.

    A kill between SENDING and SENT leaves SENDING: such a letter is shown to the coordinator and never sent again by
    itself, because it may have left.
    """
    if to not in MOVES.get(letter.state, set()):
        return False
    changed = (
        type(letter)
        .objects.filter(pk=letter.pk, state=letter.state)
        .update(state=to, fault=fault[:200], changed_at=timezone.now(), **changes)
    )
    if changed:
        letter.state = to
    return bool(changed)


def letters_move(letters: QuerySet[Letter], start: LetterState, to: LetterState) -> int:
    """Move those of the letters that stand in `start`, in one atomic UPDATE; how many.

    Raises:
        ValueError: there is no such move.
    """
    if to not in MOVES.get(start, set()):
        raise ValueError(f"{start} -> {to}")
    return letters.filter(state=start).update(state=to, changed_at=timezone.now())
