"""What moves with dates that somebody wants to set, shown before they are saved (docs/decisions/0018)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from soske.base.connect import Moved, moves_with
from soske.packs.codes import KICKOFF, StageKind
from soske.packs.dates import SATURDAY
from soske.programmes.actions import stage_order_faults
from soske.programmes.models import Precision, Programme, Stage
from soske.programmes.queries import Clocks, StageTimes, pack_parts, stages_of
from soske.programmes.when import stage_when
from soske.programmes.workspace import workspace

ALONE, ALONG, BACK = "no", "yes", "back"
"""What the coordinator answers: only what she moved, what hangs on it too, or back to the form."""
OWN = {"along", "csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class Consequences:
    """What would be at another time: `moved` what she moves herself, `tied` what is at another time with it, `hanging`
    what comes to that if the stages of `along` (code -> days), which are counted from it, move by as many days.
    `fits` and `fits_along` say whether the stages are in order then."""

    moved: list[Moved]
    tied: list[Moved]
    hanging: list[Moved]
    along: dict[str, StageTimes]
    fits: bool
    fits_along: bool

    @property
    def people(self) -> int:
        """How many are to be told of a new time when only that moves which she moved."""
        return len({pk for row in (*self.moved, *self.tied) for pk in row.people})

    @property
    def people_along(self) -> int:
        return len({pk for row in (*self.moved, *self.tied, *self.hanging) for pk in row.people})

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask: something else moves, and the dates can be saved in one way or another."""
        return bool(self.tied or self.hanging or self.people) and (self.fits or self.fits_along)


def consequences_of(
    programme: Programme,
    times: Mapping[str, StageTimes],
    clocks: Mapping[str, Clocks],
    *,
    today: dt.date,
    lang: str,
) -> Consequences:
    """What the days of stages (code -> first and last day) and their times of day bring with them. A query for the
    stages, the pack, and those of each app that has dates."""
    now = stages_of(programme)
    alone = {code: _moved(stage, times.get(code), clocks.get(code)) for code, stage in now.items()}
    along = stages_along(programme, now, alone, today=today)
    with_them = {code: _moved(stage, along.get(code), None) for code, stage in alone.items()}
    moved, hanging = _stage_rows(programme, now, alone, lang), _stage_rows(programme, alone, with_them, lang)
    tied = moves_with(programme=programme, stages=alone)
    if along:
        hanging += [row for row in moves_with(programme=programme, stages=with_them) if row not in tied]
    return Consequences(
        moved=moved,
        tied=tied,
        hanging=hanging,
        along=along,
        fits=not stage_order_faults(programme, _times(alone)),
        fits_along=bool(along) and not stage_order_faults(programme, _times(with_them)),
    )


def stages_along(
    programme: Programme, now: Mapping[str, Stage], wanted: Mapping[str, Stage], *, today: dt.date
) -> dict[str, StageTimes]:
    """Stages that are counted from one that moves, and that she does not move herself: they move by as many days. A
    single day that would fall on a weekend moves to the Monday after it, as when the academy was made. What has begun,
    or would have begun, stays."""
    stages = [stage for step in pack_parts(programme, "path")["path"] for stage in step.stages]
    kickoff = next((stage.code for stage in stages if stage.kind is StageKind.KICKOFF), KICKOFF)
    shifts = {code: _shift(now[code], wanted[code]) for code in now if _facts(now[code]) != _facts(wanted[code])}
    found: dict[str, StageTimes] = {}
    for stage in stages:
        shift = shifts.get(kickoff if stage.at.of == KICKOFF else stage.at.of)
        row = now.get(stage.code)
        if stage.code in shifts or not shift or row is None or row.starts is None or row.ends is None:
            continue
        if stage.kind is StageKind.KICKOFF or row.starts <= today:
            continue
        first = row.starts + shift
        if row.starts == row.ends and first.weekday() >= SATURDAY:
            first += dt.timedelta(days=7 - first.weekday())
        if first > today:
            shifts[stage.code] = first - row.starts
            found[stage.code] = (first, row.ends + (first - row.starts))
    return found


def _shift(now: Stage, wanted: Stage) -> dt.timedelta:
    return wanted.starts - now.starts if now.starts and wanted.starts else dt.timedelta()


def _facts(stage: Stage) -> tuple[Any, ...]:
    return stage.starts, stage.ends, stage.opens, stage.closes


def _moved(stage: Stage, days: StageTimes | None, clock: Clocks | None) -> Stage:
    found = copy(stage)
    found.starts, found.ends = days or (stage.starts, stage.ends)
    found.opens, found.closes = clock or (stage.opens, stage.closes)
    if _facts(found) != _facts(stage):
        found.precision = Precision.DAY
    return found


def _times(stages: Mapping[str, Stage]) -> dict[str, StageTimes]:
    return {code: (stage.starts, stage.ends) for code, stage in stages.items()}


def _stage_rows(
    programme: Programme, before: Mapping[str, Stage], after: Mapping[str, Stage], lang: str
) -> list[Moved]:
    names = {stage.code: stage.name for step in pack_parts(programme, "path")["path"] for stage in step.stages}
    return [
        Moved(_("Stage"), names[code], stage_when(before[code], lang), stage_when(stage, lang))
        for code, stage in after.items()
        if _facts(stage) != _facts(before[code])
    ]


# --- the question ---------------------------------------------------------------------------------------------------
def answered(request: HttpRequest) -> str:
    """What the coordinator has answered; "" while she has not been asked."""
    answer = request.POST.get("along", "")
    return answer if answer in {ALONE, ALONG, BACK} else ""


def ask(request: HttpRequest, found: Consequences, section: str) -> HttpResponse:
    """The page that shows what moves and asks. It sends what the form sent once more, with the answer."""
    sent = [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]
    context = {"found": found, "sent": sent, **workspace(request, section)}
    return render(request, "programmes/moving.html", context)
