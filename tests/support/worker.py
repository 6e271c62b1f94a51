"""The worker's jobs, done here and now."""

from __future__ import annotations

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker


def jobs_done() -> None:
    """Do every job whose time has come, with the worker that is used, until none is left."""
    Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0.1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    ).run()
