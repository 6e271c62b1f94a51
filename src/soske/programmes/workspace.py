"""What every signed-in page of a programme shows above its content: the strip with the path, and what waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from soske.base.connect import Duty, duties_of
from soske.base.templatetags.soske import local
from soske.base.urls import Asked
from soske.programmes.pathline import segment_mark
from soske.programmes.queries import Path, pack_parts, path_of, stages_of


@dataclass(frozen=True, slots=True)
class Segment:
    name: SafeString
    state: str
    mark: SafeString | str


@dataclass(frozen=True, slots=True)
class Strip:
    """The programme strip. `duties` is how many things wait for the reader."""

    segments: list[Segment]
    current: SafeString | str
    number: int
    total: int
    next: str
    next_name: SafeString | str
    duties: int
    path: Path
    waiting: list[Duty]


def workspace(request: HttpRequest, section: str) -> dict[str, Strip]:
    """Context of a signed-in page: {"strip": Strip}. Two queries and those of the duties."""
    asked = Asked.of(request)
    asked.section = section
    lang = get_language() or "fi"
    now = timezone.now()
    today = timezone.localdate(now)
    steps = pack_parts(asked.programme, "path")["path"]
    stages = stages_of(asked.programme)
    path = path_of(steps, stages, today=today, lang=lang, past=asked.programme.record_only)
    names = {stage.code: stage.name for step in steps for stage in step.stages}
    waiting = duties_of(person=request.user, programme=asked.programme, now=now) if asked.coordinates else []
    segments = [
        Segment(local(step.name), state, segment_mark(path.share) if state == "now" else "")
        for step, state in zip(path.steps, path.segments, strict=True)
    ]
    return {
        "strip": Strip(
            segments=segments,
            current=local(path.current.name) if path.current else "",
            number=path.current.number if path.current else 0,
            total=len(steps),
            next=path.next,
            next_name=local(names[path.next_code]) if path.next_code else "",
            duties=len(waiting),
            path=path,
            waiting=waiting,
        )
    }
