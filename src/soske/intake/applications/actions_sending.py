"""Writes that move an application: sign off, submit, withdraw, reopen, complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base.opened import Stale
from soske.intake.applications import letters
from soske.intake.applications.actions import place_held
from soske.intake.applications.content import content_build, content_hash, names_freeze
from soske.intake.applications.models import Application, CompletionRequest, SignOff, Submission
from soske.intake.applications.queries import SUBJECT, Form, form_of, part_mark, place_in, request_open
from soske.intake.applications.rules import may_handle, may_reopen, may_sign, may_submit, may_withdraw, speaks_for
from soske.intake.applications.states import ApplicationState, application_move
from soske.intake.applications.tasks import submission_follow
from soske.intake.groups.queries import group_title, group_with_members
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.actions import audit_write
from soske.records.search import search_write
from soske.records.writings import writing_milestone


@transaction.atomic
def sign_off(*, by: Person, application: Application, member: int, now: dt.datetime, opened: str | None = None) -> None:
    """Confirm the own part of a member organisation; nothing changes when it is confirmed already. `opened` is the mark
    of the part as it was read (queries.part_mark).

    Raises:
        Stale: the part has been changed since it was read.
        ValidationError: the person is of another organisation, the part lacks something, or it is no draft.
    """
    application = _locked(application)
    place = place_in(application, by)
    if place is None or not may_sign(place, member):
        raise ValidationError(_("Each organisation signs off its own part."))
    if application.state != ApplicationState.DRAFT:
        raise ValidationError(_("The application is not a draft, so there is nothing to sign off."))
    form = form_of(application, application.language)
    if any(each.member == member for each in form.missing):
        raise ValidationError(_("Something is missing from your part. Complete it first."))
    if opened is not None and opened != part_mark(form, member):
        raise Stale(_("Your part has been changed after you opened this page. Read it once more, then sign it off."))
    row, _made = SignOff.objects.get_or_create(application=application, member_id=member)
    if row.signed_at is not None:
        return
    row.signed_at, row.signed_by_id, row.undone_at = now, by.pk, None
    row.save()
    _written(by, application, "signed_off", member=member)


@transaction.atomic
def application_submit(*, by: Person, application: Application, now: dt.datetime) -> Submission:
    """Submit a draft: it gets its number and is frozen as it is; those who wrote it are told. Submitting what has
    been submitted a moment ago gives that submission.

    Raises:
        ValidationError: there is no time left, something is missing, or a member has not signed off.
    """
    Programme.objects.select_for_update().get(pk=application.programme_id)  # numbers are given one after another
    application = _locked(application)
    # Its dates may have been moved while this waited.
    application.programme = application.group.programme = (
        programme_get(application.programme.slug) or application.programme
    )
    place = place_held(application, by)
    if application.state == ApplicationState.SUBMITTED:
        return application.submissions.latest("position")
    may_submit(application, place, now=now).require()
    with override(application.language):
        form = form_of(application, application.language)
    if form.missing:
        raise ValidationError(_("Something is missing. Complete it first."))
    if form.unsigned:
        raise ValidationError(_("Every member organisation has to sign off its part first."))
    if application.number is None:
        last = Application.objects.filter(programme=application.programme_id).aggregate(last=Max("number"))["last"]
        application.number = (last or 0) + 1
    application.submitted_at = now
    application.save(update_fields=["number", "submitted_at"])
    application_move(application, ApplicationState.SUBMITTED, by=by, details={"number": application.number})
    return submission_freeze(application, form, by=by, now=now, completion=False)


@transaction.atomic
def application_withdraw(*, by: Person, application: Application, now: dt.datetime) -> None:
    """Withdraw an application. What was written stays; it can be reopened while there is time.

    Raises:
        ValidationError: it has been withdrawn already, or the person does not speak for the group.
    """
    application = _locked(application)
    may_withdraw(application, place_held(application, by)).require()
    was_received = application.state == ApplicationState.SUBMITTED
    application_move(application, ApplicationState.WITHDRAWN, by=by)
    _request_close(application, now=now)
    letters.letters_withdrawn(application, by=by, received=was_received, now=now)


@transaction.atomic
def application_reopen(*, by: Person, application: Application, now: dt.datetime) -> None:
    """Take a submitted or withdrawn application back to a draft. It has to be submitted again in time.

    Raises:
        ValidationError: there is no time left, or the person does not speak for the group.
    """
    application = _locked(application)
    may_reopen(application, place_held(application, by), now=now).require()
    application_move(application, ApplicationState.DRAFT, by=by)
    _request_close(application, now=now)


@transaction.atomic
def completion_ask(
    *,
    by: Person,
    application: Application,
    fields: Sequence[str],
    message: str,
    due: dt.datetime,
    now: dt.datetime,
) -> CompletionRequest:
    """Ask to complete some fields by a time; the rest stays closed.

    Raises:
        ValidationError: keyed by field: no field chosen, no message, a time that is past; or it is not submitted.
    """
    application = _locked(application)
    may_handle(application, by).require()
    if application.state != ApplicationState.SUBMITTED:
        raise ValidationError(_("Only a submitted application can be completed."))
    if request_open(application, now=now) is not None:
        raise ValidationError(_("A request for completion is open already. Cancel it first."))
    form = form_of(application, application.language)
    faults = {}
    chosen = [each.key for section in form.sections for each in section.completable if each.key in set(fields)]
    if not chosen:
        faults["fields"] = [_("Choose at least one question.")]
    if not message.strip():
        faults["message"] = [_("Write what should be completed.")]
    if due <= now:
        faults["due"] = [_("Choose a time that is ahead.")]
    if faults:
        raise ValidationError(faults)
    CompletionRequest.objects.filter(
        application=application, answered_at__isnull=True, cancelled_at__isnull=True
    ).update(cancelled_at=now)
    request = CompletionRequest.objects.create(
        application=application, fields=chosen, message=message.strip()[:2000], due=due, asked_by_id=by.pk
    )
    _written(by, application, "completion_asked", request=request.pk, fields=chosen)
    letters.letters_completion(application, request)
    return request


@transaction.atomic
def completion_cancel(*, by: Person, application: Application, now: dt.datetime) -> bool:
    """Take an open request for completion back; False when there is none."""
    application = _locked(application)
    closed = _request_close(application, now=now)
    if closed:
        _written(by, application, "completion_cancelled")
    return closed


@transaction.atomic
def completion_send(*, by: Person, application: Application, now: dt.datetime) -> Submission:
    """Send what was asked to be completed. It is frozen as one more submission; the earlier ones stay.

    Raises:
        ValidationError: no request is open, its time is past, what was asked is still missing, or the person does not
            speak for the group.
    """
    application = _locked(application)
    speaks_for(application, place_held(application, by)).require()
    request = request_open(application, now=now)
    if request is None:
        raise ValidationError(_("No completion is open: it was sent, or its time has passed."))
    with override(application.language):
        form = form_of(application, application.language)
    if any(each.key in request.fields for each in form.missing):
        raise ValidationError(_("Something is missing. Complete it first."))
    request.answered_at, request.answered_by_id = now, by.pk
    request.save(update_fields=["answered_at", "answered_by_id"])
    _written(by, application, "completion_sent", request=request.pk)
    return submission_freeze(application, form, by=by, now=now, completion=True)


@transaction.atomic
def late_allow(*, by: Person, application: Application, until: dt.datetime, now: dt.datetime) -> None:
    """Give leave to submit after the call has closed.

    Raises:
        ValidationError: keyed by "until": it is past.
    """
    application = _locked(application)
    may_handle(application, by).require()
    if until <= now:
        raise ValidationError({"until": [_("Choose a time that is ahead.")]})
    application.late_until = until
    application.save(update_fields=["late_until"])
    _written(by, application, "late_allowed", until=until.isoformat())
    letters.letters_late(application, until=until, now=now)


@transaction.atomic
def case_number_set(*, by: Person, application: Application, case_number: str) -> None:
    """Enter the number that the organiser's registry has given.

    Raises:
        ValidationError: keyed by "case_number": longer than 60 characters.
    """
    case_number = " ".join(case_number.split())
    if len(case_number) > 60:
        raise ValidationError({"case_number": [_("Use at most %(n)s characters.") % {"n": 60}]})
    Application.objects.filter(pk=application.pk).update(case_number=case_number)
    _written(by, application, "case_number_set")


def submission_freeze(
    application: Application,
    form: Form,
    *,
    by: Person,
    now: dt.datetime,
    completion: bool,
    tell: bool = True,
) -> Submission:
    """Keep the application as it is now, for good. The worker makes its PDF and sends the acknowledgement, which is
    left out when `tell` is False."""
    lang = application.language
    group = group_with_members(application.group)
    names = [text for member in group.members.all() for text in member.organisation.name.values()]
    with override(lang):
        content, called = content_build(form, title=group_title(group, lang))
    submission = Submission.objects.create(
        application=application,
        position=application.submissions.count() + 1,
        at=now,
        by_id=by.pk,
        completion=completion,
        told=not tell,
        content=content,
        sha256=content_hash(content),
    )
    names_freeze(submission, called)
    writing_milestone((SUBJECT, application.pk))
    search_write(
        scope=application.programme_id,
        subject=(SUBJECT, application.pk),
        texts=[
            content["title"],
            application.case_number,
            *names,
            *(answer["text"] for section in content["sections"] for answer in section["answers"]),
        ],
    )
    submission_follow.enqueue(submission.pk)
    return submission


def _locked(application: Application) -> Application:
    """The application as it is now, held until the end of the transaction; with the programme that was loaded."""
    found = Application.objects.select_for_update(of=("self",)).select_related("group").get(pk=application.pk)
    found.programme = found.group.programme = application.programme
    return found


def _request_close(application: Application, *, now: dt.datetime) -> bool:
    open_ones = CompletionRequest.objects.filter(
        application=application, answered_at__isnull=True, cancelled_at__isnull=True
    )
    return bool(open_ones.update(cancelled_at=now))


def _written(by: Person, application: Application, act: str, **details: object) -> None:
    audit_write(by=by, scope=application.programme_id, subject=(SUBJECT, application.pk), act=act, details=details)
