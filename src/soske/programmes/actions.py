"""Writes of programmes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from soske.base.clock import span
from soske.base.localtext import LocalText
from soske.base.opened import fresh
from soske.base.pattern import PALETTE, palette_index
from soske.packs.codes import APART
from soske.packs.dates import OrderFault, order_faults, order_rules, stage_dates
from soske.people.actions import organisation_make
from soske.people.models import Organisation, OrganisationType, Person
from soske.people.queries import organisation_named
from soske.programmes.models import PackPart, Precision, Programme, ProgrammeRole, RoleKind, Stage
from soske.programmes.packs import letters_completed
from soske.programmes.queries import (
    Clocks,
    StageTimes,
    pack_part_dump,
    pack_parts,
    programme_facts,
    stages_facts,
    stages_of,
)
from soske.programmes.states import successors_grow
from soske.records.actions import audit_write, calendar_entry_cancel, calendar_entry_set

if TYPE_CHECKING:
    from soske.packs.schema import Pack


HELSINKI = ZoneInfo("Europe/Helsinki")
# What of a pack is kept as a part of the snapshot; the rest become columns of the programme.
PARTS = (
    "public",
    "themes",
    "roles",
    "workload",
    "path",
    "announcement",
    "tags",
    "letters",
    "call",
    "seat",
    "eligibility",
    "criteria",
    "interview",
    "application",
    "topics",
    "assignments",
    "sparring",
    "feedback",
    "maturity",
    "purchases",
    "means",
    "plan",
)


def part_rows(part: str, content: Any) -> dict[str, Any]:
    """Item -> content of the rows in which a part is stored: one without an item, and one for each long item."""
    if part not in APART:
        return {"": content}
    return {"": [item["code"] for item in content], **{item["code"]: item for item in content}}


def colour_for(slug: str) -> str:
    """The palette entry of the slug, or the next one that no programme of this installation has."""
    names = list(PALETTE)
    taken = set(Programme.objects.values_list("colour", flat=True)[:500])
    start = palette_index(slug)
    for step in range(len(names)):
        name = names[(start + step) % len(names)]
        if name not in taken:
            return name
    return names[start]


@transaction.atomic
def programme_make(
    *,
    by: Person | None,
    pack: Pack,
    name: LocalText,
    slug: str,
    kickoff: dt.date | None,
    organiser: Organisation | None = None,
    address: str = "",
    practice: bool = False,
    record_only: bool = False,
) -> Programme:
    """Make a programme from a pack and its kick-off date: snapshot, stages with dates, its maker as coordinator.

    Without a kick-off date every date is "not recorded".

    Raises:
        ValidationError: keyed by field: the slug is taken or empty, the name is missing.
    """
    slug = slugify(slug)[:60]
    if not slug:
        raise ValidationError(
            {"slug": _("Write the address in small letters, numbers and hyphens, for example akatemia-2027.")}
        )
    if not name:
        raise ValidationError({"name": _("Write this in at least one language.")})
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                slug=slug,
                name=name,
                languages=list(pack.languages),
                length_months=pack.length_months,
                seats=pack.seats,
                colour=colour_for(slug),
                organiser=organiser,
                address=address,
                practice=practice,
                record_only=record_only,
            )
    except IntegrityError as taken:
        raise ValidationError({"slug": _("This address is taken. Write another one.")}) from taken
    if not record_only:
        pack = letters_completed(pack)
    PackPart.objects.bulk_create(
        PackPart(programme=programme, name=part, item=item, content=content)
        for part in PARTS
        for item, content in part_rows(part, pack_part_dump(part, getattr(pack, part))).items()
    )
    days = stage_dates(pack.stages(), kickoff) if kickoff else {}
    Stage.objects.bulk_create(
        Stage(
            programme=programme,
            code=stage.code,
            kind=stage.kind,
            position=position,
            starts=days.get(stage.code, (None, None))[0],
            ends=days.get(stage.code, (None, None))[1],
            opens=stage.opens if kickoff else None,
            closes=stage.closes if kickoff else None,
        )
        for position, stage in enumerate(pack.stages())
    )
    if by is not None:
        ProgrammeRole.objects.create(
            programme=programme, person=by, kind=RoleKind.COORDINATOR, starts=dt.datetime.now(HELSINKI).date()
        )
    calendar_write(programme)
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("programme", programme.pk),
        act="programme_made",
        details={"pack": pack.code, "version": pack.version},
    )
    return programme


@transaction.atomic
def coordinator_add(*, by: Person | None, programme: Programme, person: Person, starts: dt.date) -> ProgrammeRole:
    """Make a person a coordinator of the programme; nothing changes when she is one already."""
    role, added = ProgrammeRole.objects.get_or_create(
        programme=programme, person=person, kind=RoleKind.COORDINATOR, ends=None, defaults={"starts": starts}
    )
    if added:
        audit_write(
            by=by,
            scope=programme.pk,
            subject=("programme", programme.pk),
            act="coordinator_added",
            details={"person": person.pk},
        )
    return role


@transaction.atomic
def programme_change(
    *,
    by: Person,
    programme: Programme,
    name: LocalText,
    organiser: Organisation | None,
    address: str,
    colour: str,
    seats: int,
    continues: Programme | None,
    continues_name: LocalText,
    continues_url: str,
    case_number: str = "",
    organiser_new: str = "",
    opened: str | None = None,
) -> Programme:
    """Change what is said of the programme itself. `organiser_new` names an organiser instead of `organiser`; it is
    made when there is none of this name. `opened` is the mark of what the form began from.

    Raises:
        ValidationError: keyed by field: an unknown colour, an academy that continues itself, two predecessors.
        Stale: it was changed after the form was opened.
    """
    faults: dict[str, str] = {}
    if colour not in PALETTE:
        faults["colour"] = _("Choose one of the colours.")
    if continues is not None and continues.pk == programme.pk:
        faults["continues"] = _("An academy does not continue itself. Choose another one.")
    elif continues is not None and continues_name:
        faults["continues_name"] = _("Choose an academy of this service or write the name of another one, not both.")
    if faults:
        raise ValidationError({field: [text] for field, text in faults.items()})
    current = Programme.objects.select_for_update().get(pk=programme.pk)
    fresh(opened, programme_facts(current))
    if organiser_new:
        organiser = organisation_named(organiser_new, made_up=programme.practice) or organisation_make(
            name=LocalText({programme.languages[0]: organiser_new}),
            type=OrganisationType.OTHER,
            made_up=programme.practice,
        )
    values = {
        "name": name,
        "organiser": organiser,
        "address": address,
        "case_number": case_number,
        "colour": colour,
        "seats": seats,
        "continues": continues,
        "continues_name": continues_name,
        "continues_url": continues_url,
    }
    changed = sorted(field for field, value in values.items() if getattr(current, field) != value)
    for field, value in values.items():
        setattr(programme, field, value)
    if changed:
        programme.save(update_fields=changed)
        audit_write(
            by=by,
            scope=programme.pk,
            subject=("programme", programme.pk),
            act="programme_changed",
            details={"fields": changed},
        )
        successors_grow(programme)
    return programme


def stage_order_faults(programme: Programme, times: Mapping[str, StageTimes]) -> list[OrderFault]:
    """What is wrong with the order of dates that somebody wants to set."""
    stages = [stage for step in pack_parts(programme, "path")["path"] for stage in step.stages]
    return order_faults(times, order_rules(stages))


@transaction.atomic
def stages_move(
    *,
    by: Person,
    programme: Programme,
    times: Mapping[str, StageTimes],
    clocks: Mapping[str, Clocks] | None = None,
    opened: str | None = None,
) -> list[str]:
    """Set the dates of stages (code -> first and last day, None = not recorded) and the times of day of some of them
    (code -> of the beginning and of the end, None = the whole day); the codes that moved.

    The caller shows `stage_order_faults` beside the fields; here they are the last line of defence.

    Raises:
        ValidationError: the order of the dates or times is wrong or a code is unknown.
        Stale: a date was moved after the form with the mark `opened` was opened.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    stages = stages_of(programme)
    fresh(opened, stages_facts(stages))
    clocks = clocks or {}
    if (set(times) | set(clocks)) - set(stages):
        raise ValidationError(_("The stages have changed. Open the page again."))
    wanted = {code: times.get(code, (stage.starts, stage.ends)) for code, stage in stages.items()}
    if stage_order_faults(programme, wanted):
        raise ValidationError(_("The dates are not in the order of the path."))
    moved: dict[str, list[str | None]] = {}
    for code, (starts, ends) in wanted.items():
        stage = stages[code]
        opens, closes = clocks.get(code, (stage.opens, stage.closes))
        if starts and starts == ends and opens and closes and closes <= opens:
            raise ValidationError(_("A stage of one day has to end later than it begins. Change one of the times."))
        before, after = (stage.starts, stage.ends, stage.opens, stage.closes), (starts, ends, opens, closes)
        if before == after:
            continue
        moved[code] = [str(part) if part else None for part in (*before, *after)]
        stage.starts, stage.ends, stage.opens, stage.closes = after
        stage.precision = Precision.DAY
        stage.save(update_fields=["starts", "ends", "opens", "closes", "precision"])
    if moved:
        calendar_write(programme)
        audit_write(
            by=by, scope=programme.pk, subject=("programme", programme.pk), act="stages_moved", details={"moved": moved}
        )
    return list(moved)


@transaction.atomic
def stages_record(*, programme: Programme, stages: Mapping[str, Mapping[str, Any]]) -> None:
    """Enter dates from a record: code -> {starts, ends, precision, remark}, each of which may be missing.

    Raises:
        ValidationError: a code is unknown.
    """
    rows = stages_of(programme)
    unknown = set(stages) - set(rows)
    if unknown:
        raise ValidationError(f"unknown stages: {sorted(unknown)}")
    for code, facts in stages.items():
        stage = rows[code]
        stage.starts, stage.ends = facts.get("starts"), facts.get("ends")
        stage.precision = facts.get("precision", Precision.DAY)
        stage.remark = LocalText(facts.get("remark"))
        stage.save()
    calendar_write(programme)
    audit_write(
        by=None,
        scope=programme.pk,
        subject=("programme", programme.pk),
        act="stages_moved",
        details={"codes": list(stages)},
    )


def calendar_write(programme: Programme) -> None:
    """Bring the calendar entries of the stages up to date."""
    names = {stage.code: stage.name for step in pack_parts(programme, "path")["path"] for stage in step.stages}
    for code, stage in stages_of(programme).items():
        subject = ("stage", stage.pk)
        if stage.starts is None or stage.ends is None:
            calendar_entry_cancel(subject=subject)
            continue
        # The time at which a stage of several days ends is no time of an entry.
        timed = stage.starts == stage.ends and stage.opens is not None and stage.closes is not None
        opens, closes = (stage.opens, stage.closes) if timed else (None, None)
        starts, ends = span(stage.starts, stage.ends, opens, closes)
        calendar_entry_set(
            scope=programme.pk,
            subject=subject,
            name=names[code],
            starts=starts,
            ends=ends,
            all_day=not timed,
        )
