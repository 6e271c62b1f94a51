"""Jobs of the worker that join several apps."""

from __future__ import annotations

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from soske.desk.digest import BATCH, digests_queue, may_leave, today_of
from soske.records.tasks import outbox_send

DAY = 36 * 60 * 60  # seconds; longer than any day
RUN = 15 * 60  # a run that has not gone on for so long was killed


@task()
def digests_send(after: int = 0) -> int:
    """Queue the digests of today, some hundred people at a time; how many. Enqueued by the clock, and by itself for the
    next people. Any node may do it: the day is marked as done in the cache, and each letter is queued once."""
    now = timezone.now()
    done, running = (f"digests-{word}-{today_of(now).isoformat()}" for word in ("done", "running"))
    if not may_leave(now) or cache.get(done):
        return 0
    if not after and not cache.add(running, 1, RUN):
        return 0
    queued, last = digests_queue(now=now, after=after, limit=BATCH)
    if last is None:
        cache.set(done, 1, DAY)
    else:
        cache.set(running, 1, RUN)
        digests_send.enqueue(after=last)
    if queued:
        outbox_send.enqueue()
    return queued
