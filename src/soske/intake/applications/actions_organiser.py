"""Writes of the coordinator: private notes, and an application that begins after the call."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.localtext import writable
from soske.intake.applications.actions import application_make
from soske.intake.applications.actions_sending import late_allow
from soske.intake.applications.models import Application, CompletionRequest, Note
from soske.intake.applications.queries import SUBJECT, application_of_token
from soske.intake.groups.actions import MemberInput
from soske.intake.groups.actions_members import group_begin
from soske.people.actions import person_ensure
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write

LONGEST = 5000


@transaction.atomic
def note_add(*, by: Person, application: Application, text: str) -> Note:
    """Add a private note. Other coordinators see it, applicants never.

    Raises:
        ValidationError: keyed by "text": it is empty or too long.
    """
    text = writable(text).strip()
    if not text:
        raise ValidationError({"text": [_("Write the note first.")]})
    if len(text) > LONGEST:
        raise ValidationError({"text": [_("Use at most %(n)s characters.") % {"n": LONGEST}]})
    note = Note.objects.create(application=application, person_id=by.pk, text=text)
    _written(by, application, "note_added", note=note.pk)
    return note


@transaction.atomic
def note_remove(*, by: Person, application: Application, pk: int) -> bool:
    """Remove one's own note; False when it is not there or somebody else wrote it."""
    gone, _rows = Note.objects.filter(pk=pk, application=application, person_id=by.pk).delete()
    if gone:
        _written(by, application, "note_removed", note=pk)
    return bool(gone)


@transaction.atomic
def completion_read(*, by: Person, application: Application, request: int) -> bool:
    """Say that a completion has been read, so that it waits for no coordinator any more; False when it was not
    answered, or is of another application. Said twice, it is written once."""
    answered = CompletionRequest.objects.filter(pk=request, application=application, answered_at__isnull=False)
    if answered.filter(read_at__isnull=True).update(read_at=timezone.now()):
        _written(by, application, "completion_read", request=request)
        return True
    return answered.exists()


@transaction.atomic
def late_begin(
    *,
    by: Person,
    programme: Programme,
    member: MemberInput,
    name: str,
    email: str,
    language: str,
    until: dt.datetime,
    token: UUID,
    now: dt.datetime,
) -> Application:
    """Begin an application for an organisation after the call has closed: its contact person gets a message and can
    submit it until then. The same `token` begins one.

    Raises:
        ValidationError: keyed by "members", "name", "email" or "until"; or the programme is a record of the past.
    """
    made = application_of_token(programme, token)
    if made is not None:
        return made
    if programme.record_only:
        raise ValidationError(_("This academy is a record of the past. It takes no applications."))
    if until <= now:
        raise ValidationError({"until": [_("Choose a time that is ahead.")]})
    try:
        contact, _made = person_ensure(email=email, name=name, language=language)
    except ValidationError as fault:
        raise fault if hasattr(fault, "error_dict") else ValidationError({"email": fault.messages}) from fault
    group = group_begin(by=by, programme=programme, member=member, token=token, contact=contact, name=name)
    application = application_make(by=by, group=group, language=language)
    application.programme = application.group.programme = programme
    _written(by, application, "late_begun")
    late_allow(by=by, application=application, until=until, now=now)
    return application


def _written(by: Person, application: Application, act: str, **details: object) -> None:
    audit_write(by=by, scope=application.programme_id, subject=(SUBJECT, application.pk), act=act, details=details)
