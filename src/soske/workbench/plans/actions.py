"""Writes of a plan: texts, rows, comments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from soske.base.localtext import writable
from soske.base.opened import fresh
from soske.intake.groups.models import Group, Member
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.records.models import Writing
from soske.records.writings import Saved, writing_choose, writing_restore, writing_save
from soske.sprint.sparring.queries import coach_of_group
from soske.workbench.plans.columns import LEVELS, Column, ColumnKind, columns_of
from soske.workbench.plans.models import COMMENT, COMMENTS, QUOTE, ROWS, Comment, Plan, Row
from soske.workbench.plans.queries import SUBJECT
from soske.workbench.plans.rules import may_write

if TYPE_CHECKING:
    from soske.packs.schema_plan import PlanSection

LINE, TEXT = 200, 1000
"""Most characters of a column."""
NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
FIRST_YEAR, LAST_YEAR, MOST_DAYS = 2000, 2100, 3650


def plan_ensure(*, group: Group, now: dt.datetime) -> Plan:
    """The team's plan; made when there is none yet."""
    may_write(group).require()
    return Plan.objects.get_or_create(group=group, defaults={"begun_at": now})[0]


def _field(section: PlanSection, group: Group, member: int | None) -> str:
    """The field of the common text, or of an organisation's own part.

    Raises:
        ValidationError: the section has no parts of single organisations, or this one is not in the team.
    """
    if member is None:
        return section.code
    if not section.own or not Member.objects.filter(group=group, pk=member).exists():
        raise ValidationError(_("This part is not in the plan any more."))
    return f"{section.code}.{member}"


# --- texts ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def text_save(
    *,
    by: Person,
    group: Group,
    section: PlanSection,
    member: int | None,
    text: str,
    base: int,
    token: str,
    now: dt.datetime,
) -> Saved:
    """Save the text of a section (records.writings.writing_save).

    Raises:
        ValidationError: it is too long (keyed by the field); or the plan cannot be written.
    """
    plan, field = plan_ensure(group=group, now=now), _field(section, group, member)
    return writing_save(
        by=by,
        scope=group.programme_id,
        subject=(SUBJECT, plan.pk),
        field=field,
        text=text,
        base=base,
        token=token,
        now=now,
        longest=section.longest,
    )


@transaction.atomic
def text_choose(
    *,
    by: Person,
    group: Group,
    section: PlanSection,
    member: int | None,
    keep: str,
    parallel: int,
    base: int,
    now: dt.datetime,
) -> Writing:
    """Decide between two texts that were written at once (records.writings.writing_choose).

    Raises:
        Stale: someone has chosen, or has changed the text that stands.
        ValidationError: nothing to choose from, or both together are too long.
    """
    plan, field = plan_ensure(group=group, now=now), _field(section, group, member)
    return writing_choose(
        by=by, subject=(SUBJECT, plan.pk), field=field, keep=keep, parallel=parallel, base=base, now=now
    )


@transaction.atomic
def text_restore(
    *, by: Person, group: Group, section: PlanSection, member: int | None, version: int, now: dt.datetime
) -> Writing:
    """Bring an earlier text back.

    Raises:
        ValidationError: there is no such version.
    """
    plan, field = plan_ensure(group=group, now=now), _field(section, group, member)
    return writing_restore(by=by, subject=(SUBJECT, plan.pk), field=field, version=version, now=now)


# --- rows -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def row_add(
    *,
    by: Person,
    group: Group,
    section: PlanSection,
    values: Mapping[str, str],
    token: UUID,
    now: dt.datetime,
) -> Row:
    """Add a row to a section. The same form sent twice makes one row.

    Raises:
        ValidationError: keyed by column; or the section has as many rows as it can have, or none at all.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_ensure(group=group, now=now).pk)
    if (made := Row.objects.filter(plan=plan, token=token).first()) is not None:
        return made
    checked = row_checked(section.kind, values)
    rows = Row.objects.filter(plan=plan, section=section.code)
    if rows.filter(removed_at=None).count() >= ROWS:
        raise ValidationError(_("There are %(n)s rows already, which is the most.") % {"n": ROWS})
    last = rows.aggregate(last=Max("position"))["last"] or 0
    row = Row.objects.create(
        plan=plan, section=section.code, kind=section.kind, position=last + 1, values=checked, token=token
    )
    _written(by, group, plan, "plan_row_added", section=section.code, row=row.pk)
    return row


@transaction.atomic
def row_change(*, by: Person, group: Group, row: Row, values: Mapping[str, str], opened: str | None) -> bool:
    """Change what a row says; False when it says so already.

    Raises:
        ValidationError: keyed by column.
        Stale: somebody has changed or removed it since the form with the mark `opened` was opened.
    """
    may_write(group).require()
    held = Row.objects.select_for_update(of=("self",)).get(pk=row.pk)
    checked = row_checked(held.kind, values)
    fresh(opened, [held.values, held.removed_at])
    if checked == held.values:
        return False
    Row.objects.filter(pk=held.pk).update(values=checked)
    _written(by, group, row.plan, "plan_row_changed", section=held.section, row=held.pk)
    return True


@transaction.atomic
def row_remove(*, by: Person, group: Group, row: Row, now: dt.datetime) -> bool:
    """Take a row out; it can be brought back. False: it was out already."""
    may_write(group).require()
    out = Row.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now)
    if out:
        _written(by, group, row.plan, "plan_row_removed", section=row.section, row=row.pk)
    return bool(out)


@transaction.atomic
def row_return(*, by: Person, group: Group, row: Row) -> bool:
    """Bring a row back to its place. False: it is there."""
    may_write(group).require()
    back = Row.objects.filter(pk=row.pk).exclude(removed_at=None).update(removed_at=None)
    if back:
        _written(by, group, row.plan, "plan_row_returned", section=row.section, row=row.pk)
    return bool(back)


@transaction.atomic
def row_move(*, by: Person, group: Group, row: Row, step: int) -> bool:
    """Move a row up (-1) or down (1). False: it is first or last already."""
    may_write(group).require()
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=row.plan_id)
    rows = list(Row.objects.filter(plan=plan, section=row.section, removed_at=None))
    place = next((number for number, each in enumerate(rows) if each.pk == row.pk), None)
    if place is None or step not in (-1, 1) or not 0 <= place + step < len(rows):
        return False
    one, other = rows[place], rows[place + step]
    Row.objects.filter(pk=one.pk).update(position=other.position)
    Row.objects.filter(pk=other.pk).update(position=one.position)
    _written(by, group, plan, "plan_row_moved", section=row.section, row=row.pk)
    return True


def row_checked(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values of a row as they are stored: what is empty is left out.

    Raises:
        ValidationError: keyed by column.
    """
    columns, faults, checked = columns_of(kind), {}, {}
    if not columns:
        raise ValidationError(_("This section has no rows."))
    for column in columns:
        text = " ".join(writable(values.get(column.name, "")).split())
        if column.kind == ColumnKind.TEXT:
            text = writable(values.get(column.name, "")).strip()
        elif column.kind == ColumnKind.NUMBER:
            text = text.replace(" ", "").replace(",", ".")
        if fault := _fault(column, text):
            faults[column.name] = [fault]
        elif text:
            checked[column.name] = text
    if faults:
        raise ValidationError(faults)
    return checked


def _fault(column: Column, text: str) -> str:
    if not text:
        return _("Fill this in.") if column.needed else ""
    most = TEXT if column.kind == ColumnKind.TEXT else LINE
    if len(text) > most:
        return _("This is %(n)s characters too long.") % {"n": len(text) - most}
    match column.kind:
        case ColumnKind.NUMBER if not NUMBER.fullmatch(text):
            return _("Write a number, for example 120 or 7.5.")
        case ColumnKind.YEAR if not (text.isdecimal() and FIRST_YEAR <= int(text[:6]) <= LAST_YEAR):
            return _("Write a year with four digits.")
        case ColumnKind.DAYS if not (text.isdecimal() and 1 <= int(text[:6]) <= MOST_DAYS):
            return _("Write the number of days, from 1 to %(most)s.") % {"most": MOST_DAYS}
        case ColumnKind.CHOICE if text not in LEVELS:
            return _("Choose one of these.")
    return ""


# --- comments -------------------------------------------------------------------------------------------------------
@transaction.atomic
def comment_add(*, by: Person, group: Group, section: PlanSection, quote: str, text: str, now: dt.datetime) -> Comment:
    """Say something of a section, to the team and its coaches. The same comment sent twice is one.

    Raises:
        ValidationError: keyed by "text" or "quote"; or there are as many comments as there can be.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_ensure(group=group, now=now).pk)
    text, quote = writable(text).strip(), " ".join(writable(quote).split())
    if not text:
        raise ValidationError({"text": [_("Write your comment.")]})
    for name, said, most in (("text", text, COMMENT), ("quote", quote, QUOTE)):
        if (over := len(said) - most) > 0:
            raise ValidationError({name: [_("This is %(n)s characters too long.") % {"n": over}]})
    comments = Comment.objects.filter(plan=plan, section=section.code)
    last = comments.order_by("-written_at", "-pk").first()
    if last is not None and (last.person_id, last.text, last.quote) == (by.pk, text, quote):
        return last
    if comments.count() >= COMMENTS:
        raise ValidationError(_("There are %(n)s comments already, which is the most.") % {"n": COMMENTS})
    comment = Comment.objects.create(
        plan=plan,
        section=section.code,
        quote=quote,
        text=text,
        person=by,
        coach=coach_of_group(by, group.pk) is not None,
        written_at=now,
    )
    _written(by, group, plan, "plan_commented", section=section.code)
    return comment


@transaction.atomic
def comment_resolve(*, by: Person, group: Group, comment: int, section: str, resolved: bool, now: dt.datetime) -> bool:
    """Mark a comment as dealt with, or open it again. False: it is so already, or is not there."""
    rows = Comment.objects.filter(plan__group=group, section=section, pk=comment)
    found = rows.filter(resolved_at__isnull=resolved).select_related("plan").first()
    if found is None:
        return False
    rows.update(resolved_at=now if resolved else None, resolver=by if resolved else None)
    if resolved:
        _written(by, group, found.plan, "plan_comment_resolved", section=section)
    else:
        _written(by, group, found.plan, "plan_comment_opened", section=section)
    return True


def _written(by: Person, group: Group, plan: Plan, act: str, **details: object) -> None:
    audit_write(
        by=by, scope=group.programme_id, subject=(SUBJECT, plan.pk), act=act, details={"group": group.pk, **details}
    )
