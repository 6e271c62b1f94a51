"""Load the demo: the record of 2022 and the practice academy."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from soske.base.connect import demo_stages
from soske.demo.practice import SLUG as PRACTICE
from soske.demo.practice import practice_load
from soske.demo.record import SLUG as RECORD
from soske.demo.record import record_load
from soske.programmes.models import Programme


class UnknownStage(Exception):
    """There is no such stage of the practice academy."""

    def __init__(self, stage: str) -> None:
        super().__init__(f"There is no stage {stage!r}. There are: {', '.join(stage_names())}.")


def stage_names() -> list[str]:
    """Names of the stages that the practice academy can be at, in order."""
    return [stage.name for stage in sorted(demo_stages, key=lambda stage: stage.order)]


def demo_load(*, stage: str = "", seed: int = 2026) -> None:
    """Bring the database up to date and load what is not there yet; the same seed and stage give the same data.

    A practice academy that was made with another seed or for another stage stays as it is: throw the data folder
    away to make it anew.

    Raises:
        UnknownStage: `stage` is none of `stage_names()`.
    """
    if stage and stage not in stage_names():
        raise UnknownStage(stage)
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    there = set(Programme.objects.filter(slug__in=[RECORD, PRACTICE]).values_list("slug", flat=True))
    with transaction.atomic():
        if RECORD not in there:
            record_load()
        if PRACTICE not in there:
            practice_load(stage=stage or stage_names()[-1], seed=seed)
