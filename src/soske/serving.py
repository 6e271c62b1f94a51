"""`soske serve` and `soske worker`: gunicorn with threads, and the worker that does the jobs."""

from __future__ import annotations

import threading
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication


def work(*, stop: threading.Event | None = None) -> int:
    """Do jobs until stopped (by a signal, or by `stop` where the worker is a thread of the web process)."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from soske.records.tasks import outbox_send

    # A job that a kill interrupted is not begun again by itself; this one finds whatever is due.
    outbox_send.enqueue()
    worker = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    if stop is None:
        worker.configure_signals()
    else:

        def end() -> None:
            stop.wait()
            worker.running = False

        threading.Thread(target=end, daemon=True).start()
    worker.run()
    return 0


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, set up by code instead of a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        return get_wsgi_application()


def serve(*, host: str, port: int, threads: int) -> int:
    """Serve the web with one process of `threads` threads, and do the jobs in one more thread of it."""
    stop = threading.Event()

    def begin_work(gunicorn_worker: Any) -> None:
        threading.Thread(target=work, kwargs={"stop": stop}, name="soske-worker", daemon=True).start()

    Server(
        {
            "bind": f"{host}:{port}",
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "post_worker_init": begin_work,
            "worker_exit": lambda server, gunicorn_worker: stop.set(),
            "loglevel": "warning",
            "control_socket_disable": True,
            "graceful_timeout": 10,
        }
    ).run()
    return 0
