"""Writes of the call: what is entered of it, who wants to hear of it, who comes to its info session."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import one_line, writable
from soske.base.opened import fresh
from soske.intake.calls.letters import Post, waits_until
from soske.intake.calls.models import Call, InfoSignup, Interest, Visitor
from soske.intake.calls.queries import call_facts, call_state, info_of
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, programme_get
from soske.programmes.states import ProgrammeState
from soske.records.actions import audit_write, letters_forget


def call_locked(programme: Programme) -> Call:
    """What is entered of the call, made when nothing was, locked until the transaction ends. The programme is locked
    first, as everywhere."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    call, _made = Call.objects.get_or_create(programme=programme)
    return Call.objects.select_for_update().get(pk=call.pk)


@transaction.atomic
def call_change(*, by: Person, programme: Programme, opened: str | None = None, **values: str) -> Call:
    """Set the case number of the call, the place and the links of its info session (any of them). `opened` is the mark
    of what the form began from.

    Raises:
        Stale: it was changed after the form was opened.
    """
    call = call_locked(programme)
    fresh(opened, call_facts(call))
    changed = sorted(field for field, value in values.items() if getattr(call, field) != value)
    for field in changed:
        setattr(call, field, values[field])
    if changed:
        call.save(update_fields=changed)
        audit_write(
            by=by, scope=programme.pk, subject=("call", call.pk), act="call_changed", details={"fields": changed}
        )
    return call


# --- expressions of interest ------------------------------------------------------------------------------------------
@transaction.atomic
def interest_mark(
    *, programme: Programme, email: str, language: str, now: dt.datetime, name: str = "", organisation: str = ""
) -> Interest:
    """Somebody wants to hear of the call: she is told when it opens, or at once when it is open. Marking the same
    address again changes nothing: she gets the link to what she left, once a day.

    Raises:
        ValidationError: the call has closed, or the address is not one.
    """
    state = call_state(programme, now)
    if state == "closed" or programme.record_only:
        raise ValidationError(_("The call has closed."))
    call = call_locked(programme)
    row: Interest
    row, new = _visitor(Interest, call, email, language=language, name=name, organisation=organisation)
    post = Post(programme)
    if state == "open":
        post.call_open(row)
        if not new:
            post.interest(row)
    else:
        if call.told_at is not None:  # it opens once more: those who were told are not told again
            Call.objects.filter(pk=call.pk).update(told_at=None)
        post.interest(row)
    post.leave()
    return row


@transaction.atomic
def interested_tell(*, slug: str, now: dt.datetime) -> int:
    """Tell those who had expressed an interest that the call is open; how many letters were queued. Done once: of
    several nodes one queues them, and a letter of the same key is never queued twice."""
    programme = programme_get(slug)
    if programme is None or programme.state != ProgrammeState.PUBLIC or call_state(programme, now) != "open":
        return 0
    if not has_letter(programme, "call_open"):
        return 0
    call = call_locked(programme)
    if call.told_at is not None:
        return 0
    Call.objects.filter(pk=call.pk).update(told_at=now)
    post = Post(programme)
    for row in Interest.objects.filter(call=call).order_by("pk").iterator(chunk_size=500):
        post.call_open(row)
    audit_write(
        by=None,
        scope=programme.pk,
        subject=("call", call.pk),
        act="interested_told",
        details={"letters": post.queued},
    )
    return post.leave()


def has_letter(programme: Programme, code: str) -> bool:
    """Whether the programme's pack has a letter of this code."""
    return any(letter.code == code for letter in pack_parts(programme, "letters")["letters"])


# --- the info session -------------------------------------------------------------------------------------------------
@transaction.atomic
def info_signup(
    *,
    programme: Programme,
    email: str,
    language: str,
    now: dt.datetime,
    name: str = "",
    organisation: str = "",
    attends: bool = True,
    wants_recording: bool = False,
    question: str = "",
) -> InfoSignup:
    """Somebody signs up for the info session, asks for its recording, or both. A recording that is there is sent at
    once. Signing up the same address again sends the link to the sign-up, once a day, and changes nothing of it; only
    the recording can still be asked for when the session is over.

    Raises:
        ValidationError: neither is wanted, the session is over, or the address is not one.
    """
    if programme.record_only or info_of(programme) is None:
        raise ValidationError(_("This academy has no info session."))
    attends = _attends(programme, now, attends=attends, wants_recording=wants_recording)
    call = call_locked(programme)
    over = not waits_until(now, info_of(programme))
    row: InfoSignup
    row, new = _visitor(
        InfoSignup,
        call,
        email,
        language=language,
        name=name,
        organisation=organisation,
        attends=attends,
        wants_recording=wants_recording,
        question=writable(question).strip(),
    )
    if not new and over and not row.wants_recording:
        row.wants_recording = True
        row.save(update_fields=["wants_recording"])
    _answer(programme, row, call, again=not new)
    return row


@transaction.atomic
def signup_change(
    *,
    programme: Programme,
    row: InfoSignup,
    now: dt.datetime,
    attends: bool,
    wants_recording: bool,
    **texts: str,
) -> InfoSignup:
    """Change a sign-up by the link in its letter; its address stays.

    Raises:
        ValidationError: neither is wanted: then the sign-up is cancelled, not changed. Or it is gone meanwhile.
    """
    attends = _attends(programme, now, attends=attends, wants_recording=wants_recording)
    call = call_locked(programme)
    current = InfoSignup.objects.filter(pk=row.pk, call=call).first()
    if current is None:
        raise ValidationError(_("This sign-up has been cancelled meanwhile."))
    current.attends, current.wants_recording = attends, wants_recording
    for field, text in texts.items():
        setattr(current, field, writable(text).strip() if field == "question" else one_line(text))
    current.save()
    _answer(programme, current, call, again=False)
    return current


def _attends(programme: Programme, now: dt.datetime, *, attends: bool, wants_recording: bool) -> bool:
    """Whether she comes: nobody comes to a session that is over."""
    attends = attends and waits_until(now, info_of(programme))
    if not attends and not wants_recording:
        raise ValidationError({"attends": [_("Choose whether you come, want the recording, or both.")]})
    return attends


def _answer(programme: Programme, row: InfoSignup, call: Call, *, again: bool) -> None:
    """Acknowledge a sign-up, and send the recording to whom asked for it once it is there. `again`: it was signed up
    for already, so she needs the link to it."""
    post = Post(programme)
    ready = row.wants_recording and call.recording
    sent = bool(ready) and post.recording(row, call)
    if row.attends or not ready or (again and not sent):
        post.signup(row, call)
    post.leave()


@transaction.atomic
def recording_send(*, by: Person, programme: Programme) -> int:
    """Send the recording to those who asked for it and did not get it yet; how many letters were queued.

    Raises:
        ValidationError: the address of the recording is not recorded.
    """
    call = call_locked(programme)
    if not call.recording:
        raise ValidationError(_("Save the address of the recording first."))
    post = Post(programme)
    for row in InfoSignup.objects.filter(call=call, wants_recording=True).order_by("pk").iterator(chunk_size=500):
        post.recording(row, call)
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("call", call.pk),
        act="recording_sent",
        details={"letters": post.queued},
    )
    return post.leave()


# --- both -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def visitor_remove(*, row: Visitor) -> None:
    """Forget somebody who left her address, with the letters to her: those that wait and those that have left. What
    she left otherwise for this call stays, with its own letters."""
    kind, other = ("interest", InfoSignup) if isinstance(row, Interest) else ("info_signup", Interest)
    stays = other.objects.filter(call=row.call_id, email__iexact=row.email).exists()
    scope = Call.objects.values_list("programme", flat=True).get(pk=row.call_id)
    letters_forget(scope=scope, subject=(kind, row.pk), address=row.email, token=row.token, all_of=not stays)
    row.delete()


def _visitor(model: type[Any], call: Call, email: str, **values: Any) -> tuple[Any, bool]:
    """The row of this address in the call, and whether it is new; capital letters of an address do not matter. A row
    that is there keeps its values: anybody can write an address into a form."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as fault:
        raise ValidationError({"email": [_("Write the address in the form name@example.fi.")]}) from fault
    if len(email) > 254:
        raise ValidationError({"email": [_("Use an address of at most 254 characters.")]})
    for field, most in (("name", 120), ("organisation", 200)):
        values[field] = one_line(values[field])[:most]
    row = model.objects.filter(call=call, email__iexact=email).first()
    return (row, False) if row is not None else (model.objects.create(call=call, email=email, **values), True)
