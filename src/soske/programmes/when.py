"""When a stage or a step is, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from soske.base import formats
from soske.packs.codes import StageKind, StepDates
from soske.programmes.models import Precision, Stage

if TYPE_CHECKING:
    from soske.packs.schema import Step

BY = {"fi": "viimeistään {date}", "sv": "senast {date}", "en": "by {date}"}
CLOSES = {"fi": "{dates}, päättyy {time}", "sv": "{dates}, går ut {time}", "en": "{dates}, closes at {time}"}


def stage_when(stage: Stage, lang: str, *, today: dt.date | None = None) -> str:
    """When a stage is, in words; "" when it is not recorded. With `today`, the year of this year is left out."""
    if stage.starts is None or stage.ends is None:
        return str(stage.remark.spoken(lang).text)
    if stage.precision == Precision.WEEK:
        return formats.weeks(stage.starts, stage.ends, lang)
    if stage.starts == stage.ends:
        day = (
            formats.date_in_sight(stage.starts, today, lang)
            if today is not None
            else formats.date_short(stage.starts, lang)
        )
        if stage.opens is None:
            return _closing(day, stage.closes, lang)
        return f"{day} {_clock(stage.opens, stage.closes, lang)}"
    return _closing(formats.date_range(stage.starts, stage.ends, lang), stage.closes, lang)


def _clock(opens: dt.time, closes: dt.time | None, lang: str) -> str:
    """The times of day of a single day."""
    return formats.time_range(opens, closes, lang) if closes else formats.time_of_day(opens, lang)


def _closing(dates: str, closes: dt.time | None, lang: str) -> str:
    """Dates with the time at which they end, where there is one."""
    if closes is None:
        return dates
    return CLOSES.get(lang, CLOSES["en"]).format(dates=dates, time=formats.time_of_day(closes, lang))


def step_when(step: Step, stages: Sequence[Stage], lang: str) -> str:
    """The dates of a step as the path writes them; "" when none is recorded."""
    dated = [stage for stage in stages if stage.starts and stage.ends]
    if not dated:
        return stages[0].remark.spoken(lang).text if stages else ""
    if step.dates is StepDates.MONTHS:
        return formats.listing([formats.month_year(stage.starts, lang) for stage in dated if stage.starts], lang)
    last = max(stage.ends for stage in dated if stage.ends)
    if step.dates is StepDates.BY:
        return BY.get(lang, BY["en"]).format(date=formats.date_short(last, lang))
    first = min(stage.starts for stage in dated if stage.starts)
    if any(stage.precision == Precision.WEEK for stage in dated):
        return formats.weeks(first, last, lang)
    dates = formats.date_short(first, lang) if first == last else formats.date_range(first, last, lang)
    closing = dated[-1].closes if dated[-1].kind == StageKind.CALL and dated[-1].ends == last else None
    return _closing(dates, closing, lang)
