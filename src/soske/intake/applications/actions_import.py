"""Does what the plan of an import says: all in one transaction, in few statements however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base import formats
from soske.intake.applications.actions_sending import submission_freeze
from soske.intake.applications.imports import ApplicationRow, Plan, plan_of
from soske.intake.applications.imports_fields import Kind, targets_of
from soske.intake.applications.imports_making import (
    answers_make,
    answers_of,
    contact_of,
    form_made,
    members_make,
    mirrors_make,
    organisations_make,
    people_make,
    places_make,
)
from soske.intake.applications.imports_sheet import Table
from soske.intake.applications.models import Application
from soske.intake.applications.queries import SUBJECT
from soske.intake.applications.states import ApplicationState
from soske.intake.applications.tasks_import import IMPORT, import_forget
from soske.intake.calls.models import Call, Interest
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, file_remove, file_store
from soske.records.models import AuditRow, StoredFile
from soske.records.queries import files_of

KEPT_FOR = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Options:
    """How rows are imported: the state of applications, when those were received that do not say it, the language of
    those that name none, and whether the contact persons get an acknowledgement."""

    kind: str
    language: str
    state: str = ApplicationState.SUBMITTED
    received: dt.datetime | None = None
    letters: bool = False


@transaction.atomic
def import_store(*, by: Person, programme: Programme, name: str, upload: IO[bytes], size: int) -> StoredFile:
    """Keep a sheet until it is imported, at most a day.

    Raises:
        ValidationError: it is too large or no XLSX file.
    """
    if name.rsplit(".", 1)[-1].lower() != "xlsx":
        raise ValidationError(_("Choose an XLSX file. Other files can be saved as XLSX in a spreadsheet program."))
    stored = file_store(by=by, scope=programme.pk, subject=(IMPORT, programme.pk), name=name, upload=upload, size=size)
    leaves = timezone.now() + KEPT_FOR
    transaction.on_commit(lambda: import_forget.using(run_after=leaves).enqueue(stored.pk))
    return stored


def import_of(programme: Programme, pk: int) -> StoredFile | None:
    """A sheet that waits for its import, or None."""
    return files_of(IMPORT, programme.pk).filter(pk=pk).first()


@transaction.atomic
def import_do(
    *,
    by: Person,
    programme: Programme,
    table: Table,
    mapping: Mapping[int, str],
    options: Options,
    stored: StoredFile | None = None,
    now: dt.datetime,
) -> Plan:
    """Import what is new in the table; what is there already and what is refused is left out. The plan that was done.

    The same table again adds nothing. The sheet itself is thrown away afterwards.

    Raises:
        ValidationError: keyed by "mapping" or "received": a column or the day is missing; the academy is a record.
    """
    if programme.record_only:
        raise ValidationError(_("This academy is a record of the past. It takes no applications."))
    Programme.objects.select_for_update().get(pk=programme.pk)
    targets = targets_of(programme, options.kind, options.language)
    plan = plan_of(programme, options.kind, table, mapping, targets, language=options.language)
    if options.kind == Kind.CONTACTS:
        _contacts_add(programme, plan)
    else:
        _applications_add(by, programme, plan.applications, options, now=now)
    audit_write(
        by=by,
        scope=programme.pk,
        subject=(IMPORT, programme.pk),
        act="contacts_imported" if options.kind == Kind.CONTACTS else "applications_imported",
        details={"new": plan.new, "there": len(plan.there), "refused": len(plan.refused)},
    )
    if stored is not None:
        file_remove(by=by, stored=stored)
    return plan


def _contacts_add(programme: Programme, plan: Plan) -> None:
    call, _made = Call.objects.get_or_create(programme=programme)
    Interest.objects.bulk_create(
        [
            Interest(call=call, email=row.email, name=row.name, organisation=row.organisation, language=row.language)
            for row in plan.contacts
        ],
        ignore_conflicts=True,  # somebody has left the address meanwhile
        batch_size=500,
    )


# --- applications ---------------------------------------------------------------------------------------------------
def _applications_add(
    by: Person, programme: Programme, rows: Sequence[ApplicationRow], options: Options, *, now: dt.datetime
) -> None:
    submitted = options.state == ApplicationState.SUBMITTED
    if submitted and any(row.received is None for row in rows) and options.received is None:
        raise ValidationError({"received": [_("Say when the applications were received.")]})
    if not rows:
        return
    organisations = organisations_make(programme, rows)
    people = people_make(rows)
    groups = Group.objects.bulk_create(
        [
            Group(
                programme=programme,
                themes=list(row.themes),
                token=row.token,
                ready=submitted,
                contact=contact_of(row, people),
            )
            for row in rows
        ],
        batch_size=500,
    )
    members = members_make(groups, rows, organisations, people)
    places_make(groups, rows, members, people)
    last = Application.objects.filter(programme=programme).aggregate(last=Max("number"))["last"] or 0
    received = {row.token: row.received or options.received or now for row in rows}
    ordered = sorted(rows, key=lambda row: (received[row.token], row.rows))
    numbers = {row.token: last + place for place, row in enumerate(ordered, start=1)}
    applications = Application.objects.bulk_create(
        [
            Application(
                programme=programme,
                group=group,
                state=options.state,
                language=row.language,
                case_number=row.case_number,
                other_way=True,
                number=numbers[row.token] if submitted else None,
                submitted_at=received[row.token] if submitted else None,
            )
            for group, row in zip(groups, rows, strict=True)
        ],
        batch_size=500,
    )
    answers = [answers_of(row, own) for row, own in zip(rows, members, strict=True)]
    answers_make(by, applications, answers, now=now)
    mirrors_make(applications, answers, members)
    AuditRow.objects.bulk_create(
        [
            AuditRow(
                person_id=by.pk,
                scope=programme.pk,
                subject_type=SUBJECT,
                subject_id=application.pk,
                act="application_imported",
                details={"row": row.rows[0], "number": application.number},
            )
            for application, row in zip(applications, rows, strict=True)
        ],
        batch_size=500,
    )
    if submitted:
        for application, own, texts in zip(applications, members, answers, strict=True):
            application.programme = application.group.programme = programme
            form = form_made(application, own, texts)
            submission_freeze(
                application,
                form,
                by=by,
                now=application.submitted_at or now,
                completion=False,
                tell=options.letters,
            )


def noon(day: dt.date) -> dt.datetime:
    """The moment that stands for a day of which no time is known."""
    return dt.datetime.combine(day, dt.time(12), formats.HELSINKI)
