"""Jobs of the worker."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from soske.records.actions import letters_send_due
from soske.records.presence import presence_clear
from soske.records.queries import letters_due


@task()
def outbox_send() -> dict[str, int]:
    """Send every letter whose time has come. Enqueued for the time at which letters leave, and by the clock."""
    counts = letters_send_due(now=timezone.now())
    # What is put off waits for the clock: a mail server that is busy or down is not pressed.
    if any(counts.values()) and not counts["later"] and letters_due(timezone.now()).exists():
        outbox_send.enqueue()
    return counts


@task()
def leftovers_clear() -> None:
    """Delete what nobody needs any more: finished jobs, expired sessions, unfinished sign-ins, who was where."""
    from django.core.management import call_command

    from soske.people.actions import persons_clear
    from soske.people.signin import unfinished_clear

    call_command("prune_db_task_results", min_age_days=7, verbosity=0)
    call_command("clearsessions", verbosity=0)
    unfinished_clear(now=timezone.now())
    persons_clear(now=timezone.now())
    presence_clear(now=timezone.now())
