"""Writes of the texts of a programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.opened import fresh
from soske.packs.codes import APART
from soske.people.models import Person
from soske.programmes.actions import calendar_write, part_rows
from soske.programmes.models import EarlierPart, PackPart, Programme, Stage
from soske.programmes.queries import pack_part_dump, pack_part_parse, stages_of
from soske.programmes.queries_texts import content_then, contents_of
from soske.programmes.rules import may_change_structure
from soske.programmes.texts import Contents, Place, change_of, listed, new_place, place_of, put, with_codes
from soske.programmes.texts_faults import new_faults
from soske.records.actions import audit_write, calendar_entry_cancel

MOST_KEYS = 40  # named in an audit row


@transaction.atomic
def texts_change(
    *,
    by: Person,
    programme: Programme,
    part: str,
    codes: Sequence[str],
    value: dict[str, Any],
    now: dt.datetime,
    opened: str | None = None,
    new: bool = False,
) -> bool:
    """Save a part of the texts or one item of it (`codes` lead to it); False when nothing changed.

    `value` is the JSON of the place's fields (texts.Place). With `new` it becomes a new item at the end of the list
    below `codes`. `opened` is the mark of what the form began from. Items without a code get one.

    Raises:
        ValidationError: keyed by where in the pack (`application[2].questions[0].name`): a text that does not fit, or
            a change that is not allowed any more.
        Stale: somebody has changed the same place meanwhile.
    """
    programme, contents = _locked(programme)
    place = _place(contents, part, codes)
    if new:
        fresh(opened, place.item_codes())
        place = new_place(place) or place
    else:
        fresh(opened, place.own())
    content = put(contents, place, value)
    return _write(by, programme, contents, part, with_codes(part, content, programme.languages), now, place)


@transaction.atomic
def texts_item_move(
    *,
    by: Person,
    programme: Programme,
    part: str,
    codes: Sequence[str],
    item: str,
    step: int,
    now: dt.datetime,
    opened: str | None = None,
) -> bool:
    """Move an item of the list below `codes` up (step -1) or down (1); False when it is at the end already.

    Raises:
        ValidationError: as `texts_change`.
        Stale: the list has changed meanwhile.
    """
    programme, contents = _locked(programme)
    place = _place(contents, part, codes)
    fresh(opened, place.item_codes())
    index = _index(place, item)
    if not 0 <= index + step < len(place.items):
        return False
    items = list(place.items)
    items[index], items[index + step] = items[index + step], items[index]
    return _write(by, programme, contents, part, put(contents, place, listed(place, items)), now, place)


@transaction.atomic
def texts_item_remove(
    *,
    by: Person,
    programme: Programme,
    part: str,
    codes: Sequence[str],
    item: str,
    now: dt.datetime,
    opened: str | None = None,
) -> bool:
    """Remove an item of the list below `codes`. It stays in the earlier versions of the part.

    Raises:
        ValidationError: as `texts_change`.
        Stale: the list has changed meanwhile.
    """
    programme, contents = _locked(programme)
    place = _place(contents, part, codes)
    fresh(opened, place.item_codes())
    items = list(place.items)
    del items[_index(place, item)]
    return _write(by, programme, contents, part, put(contents, place, listed(place, items)), now, place)


@transaction.atomic
def texts_restore(
    *, by: Person, programme: Programme, earlier: EarlierPart, now: dt.datetime, opened: str | None = None
) -> bool:
    """Make a part what it was before a change; False when it is the same already. `opened` is the mark of the part.

    Raises:
        ValidationError: as `texts_change`; above all when it would change what is fixed since the call opened.
        Stale: the part has changed meanwhile.
    """
    programme, contents = _locked(programme)
    fresh(opened, contents[earlier.name])
    place = _place(contents, earlier.name, ())
    return _write(by, programme, contents, earlier.name, content_then(earlier, contents), now, place)


def _locked(programme: Programme) -> tuple[Programme, dict[str, Any]]:
    """The programme under a lock, and its texts as they are now."""
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    return locked, contents_of(locked)


def _place(contents: Contents, part: str, codes: Sequence[str]) -> Place:
    place = place_of(contents, part, codes)
    if place is None:
        raise ValidationError(_("Someone else has removed this meanwhile. You find it in the earlier versions."))
    return place


def _index(place: Place, item: str) -> int:
    if item not in place.item_codes():
        raise ValidationError(_("Someone else has removed this meanwhile. You find it in the earlier versions."))
    return place.item_codes().index(item)


def _write(
    by: Person,
    programme: Programme,
    contents: Contents,
    part: str,
    content: Any,
    now: dt.datetime,
    place: Place,
) -> bool:
    """Check and store a part that was changed at a place."""
    from soske.packs.reading import where

    faults = new_faults(programme, contents, {**contents, part: content}, where(place.key) or part)
    if faults:
        raise ValidationError({key: list(texts) for key, texts in faults.items()})
    content = pack_part_dump(part, pack_part_parse(part, content))
    change = change_of(part, contents[part], content)
    if not change.keys:
        return False
    if change.structure:
        may_change_structure(programme, part, now).require()
    _store(programme, part, contents[part], content, by)
    if part == "path":
        _stages_follow(programme, contents["path"], content, now)
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("programme", programme.pk),
        act="texts_changed",
        details={"part": part, "keys": change.keys[:MOST_KEYS], "structure": change.structure},
    )
    return True


def _store(programme: Programme, part: str, before: Any, after: Any, by: Person) -> None:
    """Keep what was and write what is; of a part whose items are kept apart only the items that differ."""
    old, new = part_rows(part, before), part_rows(part, after)
    changed = [item for item in {**old, **new} if old.get(item) != new.get(item)]
    EarlierPart.objects.bulk_create(
        EarlierPart(programme=programme, name=part, item=item, content=old[item], person_id=by.pk)
        for item in changed
        if item in old and (item or part not in APART or set(old[""]) == set(new[""]))
    )
    held = PackPart.objects.filter(programme=programme, name=part)
    held.filter(item__in=[item for item in changed if item not in new]).delete()
    for item in {*changed, ""} & new.keys():
        if not held.filter(item=item).update(content=new[item], edition=F("edition") + 1):
            PackPart.objects.create(programme=programme, name=part, item=item, content=new[item])


def _stages_follow(programme: Programme, before: Any, after: Any, now: dt.datetime) -> None:
    """Give each stage of the path its row: a new one has no date yet, a removed one leaves the calendar.

    Raises:
        ValidationError: a stage that has begun would vanish or become one of another kind.
    """
    rows = stages_of(programme)
    wanted = {stage["code"]: stage for step in after for stage in step["stages"]}
    for code, row in rows.items():
        begun = row.starts is not None and row.starts <= timezone.localdate(now)
        if begun and (code not in wanted or wanted[code]["kind"] != row.kind):
            raise ValidationError(_("A stage that has begun keeps its kind and is not removed."))
        if code not in wanted:
            calendar_entry_cancel(subject=("stage", row.pk))
            row.delete()
    for position, (code, stage) in enumerate(wanted.items()):
        Stage.objects.update_or_create(
            programme=programme, code=code, defaults={"kind": stage["kind"], "position": position}
        )
    calendar_write(programme)
