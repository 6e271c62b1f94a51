"""Reads of programmes. A page asks only for the parts of the pack that it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from soske.base import formats
from soske.base.clock import span
from soske.base.memo import remembered
from soske.base.prepared import Prepared
from soske.packs.codes import APART, PLACEHOLDER, StageKind
from soske.packs.text import LocalText
from soske.people.models import Person
from soske.programmes.models import PackPart, Programme, ProgrammeRole, RoleKind, Stage
from soske.programmes.states import ProgrammeState
from soske.programmes.when import stage_when, step_when
from soske.records.models import Revision

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from soske.packs.schema import Step

T = TypeVar("T")
StageTimes = tuple[dt.date | None, dt.date | None]
Clocks = tuple[dt.time | None, dt.time | None]


@lru_cache(maxsize=32)
def _adapter(name: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # with the schema a tenth of a second: made when a page first needs a pack

    from soske.packs.schema import Pack

    kind: Any = Pack.model_fields[name].annotation
    return TypeAdapter(kind)


def pack_part_parse(name: str, content: Any) -> Any:
    """The value of a field of `packs.schema.Pack` from its stored JSON."""
    return _adapter(name).validate_python(content)


def pack_part_dump(name: str, value: Any) -> Any:
    """JSON of a field of a pack, as it is stored."""
    return _adapter(name).dump_python(value, mode="json")


def remembered_of(programme: Programme, make: Callable[[], T], *key: Hashable) -> T:
    """What `make()` gives for this programme as it is now (base.memo); `key` says what it is.

    Only a programme that `programme_get` loaded knows its revision; for any other it is made anew. Not for use after
    a write in the same request: load the programme again first.
    """
    revision = getattr(programme, "revision", None)
    return make() if revision is None else remembered((programme.pk, *key), revision, make)


def pack_parts(programme: Programme, *names: str) -> dict[str, Any]:
    """Named parts of the programme's snapshot, parsed. One query, as many rows as names."""
    return remembered_of(programme, lambda: _pack_parts(programme, names), "pack", names)


def _pack_parts(programme: Programme, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: pack_part_parse(name, content) for name, content in stored_parts(programme, names).items()}


def stored_parts(programme: Programme, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Part -> its content as it is stored, all of them unless named. One query, a row for each part and long item."""
    rows = PackPart.objects.filter(programme=programme)
    rows = rows if names is None else rows.filter(name__in=tuple(names))
    found: dict[str, Any] = {}
    items: dict[tuple[str, str], Any] = {}
    for name, item, content in rows.values_list("name", "item", "content"):
        if item:
            items[name, item] = content
        else:
            found[name] = content
    for name in APART:
        if name in found:
            found[name] = [items[name, code] for code in found[name]]
    return found


def part_edition(programme: Programme, name: str) -> int:
    """A number that grows with each change of a part of the texts; 0 when the programme has no such part. One query
    when something of the programme has changed."""
    row = {"programme": programme, "name": name, "item": ""}
    read = PackPart.objects.values_list("edition", flat=True)
    return remembered_of(programme, lambda: read.filter(**row).first() or 0, "edition", name)


def pack_item(programme: Programme, name: str, code: str) -> Any:
    """One item of a part whose items are kept apart, parsed; None when there is none with this code. One query."""
    rows = PackPart.objects.filter(programme=programme, name=name, item=code)
    content = rows.values_list("content", flat=True).first()
    return pack_part_parse(name, [content])[0] if content is not None else None


def programme_get(slug: str) -> Programme | None:
    """A programme with its organiser, predecessor and revision, or None. One small query while nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(REVISION_OF, [slug])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, revision = row
    kept = remembered((pk, "programme"), revision, lambda: _programme(pk))
    if kept is None:
        return None
    # A copy, because a request may change what it got.
    programme = Programme.__new__(Programme)
    programme.__dict__ = {**kept.__dict__, "_state": copy(kept._state), "revision": revision}
    return programme


# Every page of a programme begins with this. Written out, because making the same SQL from a queryset takes five times
# as long as running it (benchmarks/pages.py).
REVISION_OF = f"""
    SELECT programme.id, revision.number FROM {Programme._meta.db_table} programme
    LEFT JOIN {Revision._meta.db_table} revision ON revision.scope = programme.id WHERE programme.slug = %s
"""  # noqa: S608 - names of our own tables


def _programme(pk: int) -> Programme | None:
    return Programme.objects.select_related("organiser", "continues").filter(pk=pk).first()


def programme_facts(programme: Programme) -> dict[str, Any]:
    """What is said of the programme itself, as its form shows it."""
    own = ("name", "organiser_id", "address", "case_number", "seats", "colour")
    fields = (*own, "continues_id", "continues_name", "continues_url")
    return {field.removesuffix("_id"): getattr(programme, field) for field in fields}


def predecessors_offered(programme: Programme, person: Person, *, today: dt.date) -> QuerySet[Programme]:
    """Programmes that this one may say it continues: published ones, and those that the person coordinates."""
    own = programmes_coordinated(person, today=today).order_by().values("pk")
    return Programme.objects.filter(Q(state=ProgrammeState.PUBLIC) | Q(pk__in=own)).exclude(pk=programme.pk)


def organisers_offered(programme: Programme) -> Q:
    """Which organisations everybody may know of: those that organise a published academy, and this one's organiser."""
    known = Programme.objects.filter(Q(state=ProgrammeState.PUBLIC) | Q(pk=programme.pk), organiser__isnull=False)
    return Q(pk__in=known.values("organiser"))


def predecessor_of(programme: Programme) -> Programme | None:
    """The academy of this service that the programme continues, once everyone may know of it."""
    earlier = programme.continues
    return earlier if earlier is not None and earlier.state == ProgrammeState.PUBLIC else None


def coordinates(person: Any, programme: Programme, *, today: dt.date) -> bool:
    """Whether the person coordinates this programme today. One query for this instance of the programme, because the
    rule of a page and every source of duties ask; none for a visitor."""
    if not person.is_authenticated:
        return False
    asked: dict[tuple[int, dt.date], bool] = programme.__dict__.setdefault("_coordinates", {})
    key = (person.pk, today)
    if key not in asked:
        spans = COORDINATES(programme.pk, person.pk)
        asked[key] = any(starts <= today and (ends is None or ends >= today) for starts, ends in spans)
    return asked[key]


COORDINATES = Prepared(
    lambda programme, person: ProgrammeRole.objects.filter(
        programme=programme, person=person, kind=RoleKind.COORDINATOR
    ).values_list("starts", "ends")
)


def programmes_coordinated(person: Person, *, today: dt.date) -> QuerySet[Programme]:
    """Programmes that the person coordinates today, the newest first."""
    return Programme.objects.filter(
        Q(roles__ends__isnull=True) | Q(roles__ends__gte=today),
        roles__person=person,
        roles__kind=RoleKind.COORDINATOR,
        roles__starts__lte=today,
    ).order_by("-made_at")


def revision_of_all() -> int:
    """Grows with every change of any programme."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(SUM(number), 0) FROM {Revision._meta.db_table}")  # noqa: S608 - our own table
        return int(cursor.fetchone()[0])


def programmes_shown(page: int, size: int) -> tuple[list[Programme], bool]:
    """One page of the published programmes, and whether there are more. One small query while nothing changes."""
    start = (page - 1) * size
    rows = remembered(
        ("public", page, size), revision_of_all(), lambda: list(programmes_public()[start : start + size + 1])
    )
    return rows[:size], len(rows) > size


def programmes_public() -> QuerySet[Programme]:
    """Published programmes with their kick-off dates and the days and times of their calls (call_starts, call_ends,
    call_opens, call_closes), the newest kick-off first."""
    stages = Stage.objects.filter(programme=OuterRef("pk"))
    kickoff = stages.filter(kind=StageKind.KICKOFF).values("starts")[:1]
    call = stages.filter(kind=StageKind.CALL, starts__isnull=False)
    return (
        Programme.objects.filter(state=ProgrammeState.PUBLIC)
        .select_related("organiser")
        .annotate(
            kickoff=Subquery(kickoff),
            **{f"call_{field}": Subquery(call.values(field)[:1]) for field in ("starts", "ends", "opens", "closes")},
        )
        .order_by(F("kickoff").desc(nulls_last=True), "slug")
    )


def coordinators(programme: Programme) -> QuerySet[Person]:
    """Those who coordinate the programme now."""
    return Person.objects.filter(
        programme_roles__programme=programme,
        programme_roles__kind=RoleKind.COORDINATOR,
        programme_roles__ends__isnull=True,
    ).order_by("name", "pk")


def stages_of(programme: Programme) -> dict[str, Stage]:
    """Code -> stage, in the order of the path. At most as many rows as the pack has stages."""
    return {stage.code: stage for stage in Stage.objects.filter(programme=programme)}


def first_day_of(programme: Programme, kind: StageKind) -> dt.date | None:
    """First day of the first stage of this kind, or None when there is none or it is not recorded."""
    return remembered_of(
        programme,
        lambda: Stage.objects.filter(programme=programme, kind=kind).values_list("starts", flat=True).first(),
        "first day",
        kind,
    )


def stages_facts(stages: dict[str, Stage]) -> dict[str, tuple[Any, ...]]:
    """Code -> first and last day, times of the beginning and the end, as a form shows and moves them."""
    return {code: (stage.starts, stage.ends, stage.opens, stage.closes) for code, stage in stages.items()}


def stage_moments(stages: dict[str, Stage], kind: StageKind) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When the first stage of this kind that has a date begins and ends (see `stage_span`)."""
    stage = next((stage for stage in stages.values() if stage.kind == kind and stage.starts), None)
    return stage_span(stage) if stage else (None, None)


def stage_span(stage: Stage) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When a stage begins and ends (base.clock.span). None where it is not recorded."""
    if stage.starts is None or stage.ends is None:
        return None, None
    return span(stage.starts, stage.ends, stage.opens, stage.closes)


def kickoff_of(programme: Programme) -> dt.date | None:
    """First day of the kick-off, or None when it is not recorded."""
    return first_day_of(programme, StageKind.KICKOFF)


# --- the path of stages -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the path, ready to show. `state` is done, now or later; texts are "" when not recorded."""

    number: int
    code: str
    name: LocalText
    dates: str
    note: str
    state: str
    note_lang: str


@dataclass(frozen=True, slots=True)
class Path:
    """The whole path. `position` is today's place in per cent of its length, None before it begins or when it has
    no dates, and `share` (0 to 1) the same within the current step; `current` is the step of today (or the last one
    that has begun); `next` says when the stage `next_code` comes, "" when nothing is ahead."""

    steps: list[PathStep]
    position: float | None
    today: str
    current: PathStep | None
    next: str
    next_code: str
    next_name: LocalText
    share: float = 0.0
    anchor: str = "start"
    segments: list[str] = field(default_factory=list)


def programme_path(programme: Programme, *, today: dt.date, lang: str) -> Path:
    """The path of stages of a programme on a day, in a language."""
    return remembered_of(
        programme,
        lambda: path_of(
            pack_parts(programme, "path")["path"],
            stages_of(programme),
            today=today,
            lang=lang,
            past=programme.record_only,
        ),
        "path",
        today,
        lang,
    )


def path_of(steps: Sequence[Step], stages: dict[str, Stage], *, today: dt.date, lang: str, past: bool = False) -> Path:
    """The path of stages with today on it; of a record of the `past` every step is done. Pure: no query."""
    shown: list[PathStep] = []
    begins: list[dt.date | None] = []
    for number, step in enumerate(steps, start=1):
        own = [stages[stage.code] for stage in step.stages if stage.code in stages]
        spanning = [stage for stage in own if not step.spans or stage.code in step.spans]
        starts = min((stage.starts for stage in spanning if stage.starts), default=None)
        ends = max((stage.ends for stage in spanning if stage.ends), default=None)
        begins.append(starts)
        state = "done" if past else "later"
        if not past and starts and ends and starts <= today:
            state = "now" if today <= ends else "done"
        note = step.note.spoken(lang)
        shown.append(
            PathStep(
                number=number,
                code=step.code,
                name=step.name,
                dates=step_when(step, spanning, lang),
                note=_note(note.text, stages, lang),
                note_lang=note.lang,
                state=state,
            )
        )
    if past:
        begins, stages = [], {}
    names = {stage.code: stage.name for step in steps for stage in step.stages}
    return _placed(shown, begins, today=today, lang=lang, stages=stages, names=names)


def _note(text: str, stages: dict[str, Stage], lang: str) -> str:
    """The note of a step with dates in it; "" when one of its dates is not recorded."""
    codes = PLACEHOLDER.findall(text)
    days = {code: stages[code].starts for code in codes if code in stages}
    if any(days.get(code) is None for code in codes):
        return ""
    return PLACEHOLDER.sub(lambda found: formats.day_month(days[found[1]], lang), text)  # type: ignore[arg-type]


def _placed(
    shown: list[PathStep],
    begins: list[dt.date | None],
    *,
    today: dt.date,
    lang: str,
    stages: dict[str, Stage],
    names: dict[str, LocalText],
) -> Path:
    """Put today on the path: the step that has begun last, and its share of the days until the next one begins."""
    begun = [index for index, begin in enumerate(begins) if begin and begin <= today]
    ahead = [stage for stage in stages.values() if stage.starts and stage.starts > today]
    following = min(ahead, key=lambda stage: (stage.starts, stage.position), default=None)
    position, current, share = None, None, 0.0
    if begun:
        index = begun[-1]
        current = shown[index]
        begin = begins[index]
        after = next((day for day in begins[index + 1 :] if day), None)
        if after is None or begin is None:
            share = 1.0 if current.state == "done" else 0.5
        else:
            share = (today - begin).days / max((after - begin).days, 1)
        position = round((index + share) / len(shown) * 100, 1)
    segments = [
        "now" if step is current and step.state != "done" else "done" if step.state == "done" else "later"
        for step in shown
    ]
    return Path(
        steps=shown,
        position=position,
        today=formats.weekday_day_month(today, lang),
        current=current,
        next=stage_when(following, lang, today=today) if following else "",
        next_code=following.code if following else "",
        next_name=names[following.code] if following else LocalText(),
        share=share,
        anchor="end" if position is not None and position > 75 else "start",
        segments=segments,
    )
