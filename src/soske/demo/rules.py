"""Pages of the demo are there in demo mode only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from soske.base.answer import NOT_THERE, YES, Answer


def in_demo(request: HttpRequest, **kwargs: Any) -> Answer:
    """Not there unless this is a demo."""
    return YES if settings.DEMO else NOT_THERE
