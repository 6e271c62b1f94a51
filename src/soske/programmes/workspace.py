"""What every signed-in page of a programme shows above its content: the strip with the path, and what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from soske.base.connect import duties_of
from soske.base.context import workspace_addresses
from soske.base.templatetags.soske import local
from soske.base.urls import Asked
from soske.programmes.models import Programme
from soske.programmes.pathline import segment_mark
from soske.programmes.queries import programme_path, remembered_of


@dataclass(frozen=True, slots=True)
class Segment:
    name: SafeString
    state: str
    mark: SafeString | str


@dataclass(frozen=True, slots=True)
class Strip:
    """The programme strip: where the programme is on its path today, and what comes next."""

    segments: list[Segment]
    current: SafeString
    number: int
    total: int
    next: str
    next_name: SafeString


def workspace(request: HttpRequest, section: str) -> dict[str, Any]:
    """Context of a signed-in page: {"strip": Strip, "waiting": duties of the reader, the most urgent first}."""
    asked = Asked.of(request)
    asked.section = section
    programme: Programme = asked.programme
    lang = get_language() or "fi"
    now = timezone.now()
    today = timezone.localdate(now)
    return {
        "places": workspace_addresses(lang, programme.slug),
        "strip": remembered_of(programme, lambda: _strip(programme, today, lang), "strip", today, lang),
        "waiting": duties_of(person=request.user, programme=programme, now=now) if asked.coordinates else [],
    }


def _strip(programme: Programme, today: dt.date, lang: str) -> Strip:
    path = programme_path(programme, today=today, lang=lang)
    segments = [
        Segment(local(step.name), state, segment_mark(path.share) if state == "now" else "")
        for step, state in zip(path.steps, path.segments, strict=True)
    ]
    return Strip(
        segments=segments,
        current=local(path.current.name if path.current else None),
        number=path.current.number if path.current else 0,
        total=len(path.steps),
        next=path.next,
        next_name=local(path.next_name),
    )
