"""Jobs of the worker for sparring."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from soske.sprint.sparring.actions_times import busy_read
from soske.sprint.sparring.models import Coach

log = logging.getLogger(__name__)

AGAIN = dt.timedelta(hours=6)
BATCH = 20


@task()
def calendars_read() -> int:
    """Read the calendars of coaches that were tried longest ago, each at most every six hours; how many. Enqueued by
    the clock; any node may do it. One that cannot be read stands aside until the next turn."""
    now = timezone.now()
    old = Q(busy_tried_at__isnull=True) | Q(busy_tried_at__lt=now - AGAIN)
    rows = Coach.objects.filter(old, ends__isnull=True).exclude(busy_url="").select_related("programme")
    read = 0
    for coach in rows.order_by(F("busy_tried_at").asc(nulls_first=True), "pk")[:BATCH]:
        Coach.objects.filter(pk=coach.pk).update(busy_tried_at=now)
        try:
            busy_read(coach=coach, now=now)
        except ValidationError:
            continue  # the fault stands on her page
        except Exception as fault:  # one calendar must not keep the others from being read
            log.error("A calendar could not be read: %s", type(fault).__name__)
            continue
        read += 1
    return read
