"""Jobs of the worker."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from soske.records.actions import letters_send_due


@task()
def outbox_send() -> dict[str, int]:
    """Send every letter whose time has come. Enqueued with the time at which letters leave."""
    return letters_send_due(now=timezone.now())
