"""Jobs of the worker for calls."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from soske.intake.calls.actions import interested_tell
from soske.intake.calls.queries import calls_to_tell


@task()
def calls_tell() -> int:
    """Tell those who wait for a call that it has opened. Enqueued by the clock; any node may do it."""
    now = timezone.now()
    return sum(interested_tell(slug=slug, now=now) for slug in calls_to_tell())
