"""Queueing a message of the organiser."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.opened import Stale
from soske.desk.letters import Message, message_letters, reader_key, readers_mark, readers_of
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, letters_queue
from soske.records.actions_letters import BATCH_CODE, batch_key
from soske.records.models import AuditRow, Letter
from soske.records.states import LetterState
from soske.records.tasks import outbox_send

SAME_WITHIN = dt.timedelta(days=1)


@transaction.atomic
def message_queue(*, by: Person, programme: Programme, message: Message, seen: str) -> int:
    """Put a letter for each reader into the outbox; how many. They leave after the time in which an act can be undone.

    `seen` is the mark of the readers who were shown (letters.readers_mark, before any was left out). 0: this very form
    has been queued already.

    Raises:
        Stale: the readers are others than were shown.
        ValidationError: nobody is left, or the same message was queued to the same audience within a day.
    """
    programme = Programme.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=programme.pk)
    if programme.record_only:
        raise ValidationError(_("This academy is a record of the past: it sends no messages."))
    if Letter.objects.filter(key__startswith=batch_key(message.token, "")).exists():
        return 0
    everyone = readers_of(message, programme)
    if readers_mark(everyone) != seen:
        raise Stale(_("The recipients have changed meanwhile. Nothing is queued yet. Check the list again."))
    readers = [reader for reader in everyone if reader_key(reader) not in message.left_out]
    if not readers:
        raise ValidationError(_("Nobody is left to get the message. Choose at least one recipient."))
    now = timezone.now()
    _refuse_again(programme, message, now)
    leaves_at = now + dt.timedelta(minutes=settings.UNDO_MINUTES)
    letters = [
        Letter(
            key=batch_key(message.token, reader_key(reader)),
            code=BATCH_CODE,
            person_id=reader.person,
            address="" if reader.person else reader.address,
            language=composed.language,
            subject=composed.subject,
            body=composed.body,
            scope=programme.pk,
            subject_type="programme",
            subject_id=programme.pk,
            leaves_at=leaves_at,
            reply_to=programme.address,
            sends=not programme.practice,
        )
        for reader, composed in message_letters(message, programme, readers)
    ]
    letters_queue(letters)
    outbox_send.using(run_after=leaves_at).enqueue()
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("programme", programme.pk),
        act="letters_queued",
        details={
            "token": str(message.token),
            "digest": message.digest(),
            "audience": message.audience.code,
            "chosen": dict(message.chosen),
            "count": len(letters),
        },
    )
    return len(letters)


def _refuse_again(programme: Programme, message: Message, now: dt.datetime) -> None:
    """Two coordinators with the same words, or one with two windows, do not send them twice."""
    same = AuditRow.objects.filter(
        scope=programme.pk, act="letters_queued", at__gte=now - SAME_WITHIN, details__digest=message.digest()
    )
    for row in same.order_by("-at")[:20]:
        left = Letter.objects.filter(key__startswith=batch_key(row.details["token"], ""))
        if left.exclude(state=LetterState.CANCELLED).exists():
            raise ValidationError(
                _("The same message was queued for the same recipients: %(when)s. To send it again, change its text.")
                % {"when": formats.date_and_time(row.at, get_language() or "fi")}
            )
