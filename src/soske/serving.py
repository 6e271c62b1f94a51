"""`soske serve` and `soske worker`: gunicorn with threads, and the worker that does the jobs."""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from contextlib import suppress
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers import gthread

from soske.base.logs import Discreet

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between two looks for jobs
PAUSE = 30.0  # seconds to wait when the database does not answer
SEND_EVERY = 5 * 60.0  # seconds; letters whose own job was lost leave by this
CLEAR_EVERY = 24 * 60 * 60.0
TELL_EVERY = 5 * 60.0  # those who wait for a call hear of its opening by this
PRINT_EVERY = 10 * 60.0  # PDFs of applications whose own job was lost are made by this
CALENDARS_EVERY = 60 * 60.0  # calendars of coaches are read anew, each at most so often
DIGEST_EVERY = 15 * 60.0  # the job looks whether it is the time of day
# What the clock enqueues, and how often.
JOBS = {
    "soske.records.tasks.outbox_send": SEND_EVERY,
    "soske.records.tasks.leftovers_clear": CLEAR_EVERY,
    "soske.intake.calls.tasks.calls_tell": TELL_EVERY,
    "soske.intake.applications.tasks.submissions_sweep": PRINT_EVERY,
    "soske.sprint.sparring.tasks.calendars_read": CALENDARS_EVERY,
    "soske.desk.tasks.digests_send": DIGEST_EVERY,
}
ARENAS = -8  # M_ARENA_MAX of mallopt
READ_SECONDS = 10.0  # how long one read from a client may take
FIRST_BYTE_SECONDS = 0.1  # how long a thread waits for a client that has connected and says nothing


class Clock:
    """Enqueues what has to be done again and again. A node that also does it does no harm: each letter leaves once."""

    def __init__(self) -> None:
        self.done = dict.fromkeys(JOBS, float("-inf"))

    def tick(self, now: float) -> None:
        """Enqueue what is due. `now` is in seconds of a clock that only goes forwards."""
        from django.utils.module_loading import import_string

        for job, every in JOBS.items():
            if now - self.done[job] >= every:
                import_string(job).enqueue()
                self.done[job] = now


def work(*, stop: threading.Event | None = None) -> int:
    """Do jobs until stopped (by a signal, or by `stop` where the worker is a thread of the web process).

    A database that does not answer for a while stops nothing: the worker waits and looks again.
    """
    from django.db import Error, connection
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=LOOK,
        batch=True,  # it comes back when nothing is left to do
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    if stop is None:
        stop = threading.Event()
        worker.configure_signals()
    else:
        threading.Thread(target=_end, args=[worker, stop], daemon=True).start()
    clock = Clock()
    while worker.running and not stop.is_set():
        pause = LOOK
        try:
            # The first tick finds whatever is due: a job that a kill interrupted is not begun again by itself.
            clock.tick(time.monotonic())
            worker.run()
        except Error as fault:
            log.warning("the worker waits for the database: %s", type(fault).__name__)
            connection.close()
            pause = PAUSE
        stop.wait(pause)
    return 0


def _end(worker: Any, stop: threading.Event) -> None:
    stop.wait()
    worker.running = False


class Connection(gthread.TConn):  # type: ignore[misc]
    """A client that says nothing waits outside the threads; one that stops in the middle loses its connection."""

    def wait_for_data(self, timeout: float) -> bool:
        return bool(super().wait_for_data(min(timeout, FIRST_BYTE_SECONDS)))

    def init(self) -> None:
        super().init()
        self.sock.settimeout(READ_SECONDS)


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Its own lines name addresses too, when a request fails."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Discreet(self.error_fmt, self.datefmt))


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


def share_heap() -> None:
    """Let the threads share two heaps. glibc gives each thread one of its own, and what one has freed no other uses:
    with eight threads that is several MiB. Another C library goes on as it is."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(ARENAS, 2)


def serve(*, host: str, port: int, threads: int) -> int:
    """Serve the web with one process of `threads` threads, and do the jobs in one more thread of it."""
    stop = threading.Event()
    gthread.TConn = Connection  # gunicorn has no setting for the time that a read may take

    def begin_work(gunicorn_worker: Any) -> None:
        share_heap()
        threading.Thread(target=work, kwargs={"stop": stop}, name="soske-worker", daemon=True).start()

    Server(
        {
            "bind": f"{host}:{port}",
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "keepalive": 5,
            "post_worker_init": begin_work,
            "worker_exit": lambda server, gunicorn_worker: stop.set(),
            "loglevel": "warning",
            "logger_class": DiscreetLogger,
            "control_socket_disable": True,
            "graceful_timeout": 10,
        }
    ).run()
    return 0
