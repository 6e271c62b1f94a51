"""Writes of the outbox that a coordinator asks for: many letters at once, cancelling, sending again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base.connect import subjects
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.records.models import Letter
from soske.records.queries import still_receives
from soske.records.states import LetterState, letter_move, letters_move
from soske.records.tasks import outbox_send

BATCH_CODE = "message"


def batch_key(token: object, reader: str) -> str:
    """Key of the letter of one reader among those that were queued together by one form."""
    return f"{BATCH_CODE}:{token}:{reader}"


@transaction.atomic
def batch_cancel(*, by: Person, scope: int, token: object) -> int:
    """Cancel those of the letters queued together that still wait; how many."""
    waiting = Letter.objects.filter(scope=scope, key__startswith=batch_key(token, ""))
    cancelled = letters_move(waiting, LetterState.WAITING, LetterState.CANCELLED)
    if cancelled:
        audit_write(
            by=by,
            scope=scope,
            subject=("programme", scope),
            act="letters_cancelled",
            details={"token": str(token), "count": cancelled},
        )
    return cancelled


@transaction.atomic
def letter_cancel(*, by: Person, letter: Letter) -> None:
    """Cancel one letter.

    Raises:
        ValidationError: it has left, or it is cancelled already.
    """
    if letter.state == LetterState.CANCELLED or not letter_move(letter, LetterState.CANCELLED):
        raise ValidationError(_("The message can no longer be cancelled."))
    _written(letter, by, "letter_cancelled")


@transaction.atomic
def letter_again(*, by: Person, letter: Letter) -> None:
    """Let a letter that was not delivered wait once more; it leaves at once, with what is true now.

    Raises:
        ValidationError: it does not stand as not delivered any more, its reader may not get it any more, or what it
            says has no sense any more.
    """
    now = timezone.now()
    if letter.state == LetterState.FAILED and not still_receives(letter):
        raise ValidationError(
            _("The recipient does not take part any more, or the account is closed. The message is not sent again.")
        )
    subject = subjects.get(letter.subject_type)
    renew = subject.renew if subject is not None and letter.state == LetterState.FAILED else None
    fresh = renew(letter) if renew is not None else {}
    changes: dict[str, Any] = {**fresh, "tries": 0, "leaves_at": now}
    if letter.state != LetterState.FAILED or not letter_move(letter, LetterState.WAITING, **changes):
        raise ValidationError(_("Only a message that was not delivered can be sent again."))
    _written(letter, by, "letter_again")
    outbox_send.enqueue()


def letters_unname(*, person: Person) -> int:
    """Take the words, the name and the address of an erased person out of the letters to others that were written in
    her name; those that have not left do not leave. How many."""
    written = Letter.objects.filter(author_id=person.pk)
    for start in (LetterState.WAITING, LetterState.FAILED):
        letters_move(written, start, LetterState.CANCELLED)
    for language in list(written.order_by().values_list("language", flat=True).distinct()):
        with override(language):
            body = _("The text has been removed, because the person who wrote it has been erased.")
        written.filter(language=language).update(body=body)
    # Also answers to the organiser, where her address was the organiser's.
    Letter.objects.filter(reply_to__iexact=person.email).update(reply_to="")
    return written.update(reply_to="", author_id=None)


def _written(letter: Letter, by: Person, act: str) -> None:
    scope = letter.scope or 0
    audit_write(by=by, scope=scope, subject=("programme", scope), act=act, details={"letter": letter.pk})
