"""The worker's loop and the server's connections."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from gunicorn.config import Config

from soske import serving
from soske.serving import CLEAR_EVERY, JOBS, Clock, Connection, work


def jobs() -> list[str]:
    return sorted(path.rsplit(".", 1)[1] for path in DBTaskResult.objects.values_list("task_path", flat=True))


@pytest.mark.django_db
def test_clock_enqueues_each_job_as_often_as_it_has_to_be_done() -> None:
    clock, names = Clock(), sorted(path.rsplit(".", 1)[1] for path in JOBS)
    clock.tick(0.0)
    assert jobs() == names
    shortest = min(JOBS.values())
    clock.tick(shortest - 1)
    assert jobs() == names
    clock.tick(shortest)
    often = [path.rsplit(".", 1)[1] for path, every in JOBS.items() if every == shortest]
    assert jobs() == sorted([*names, *often])
    clock.tick(CLEAR_EVERY)
    assert jobs() == sorted([*names, *often, *names])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_worker_survives_a_database_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    run: Callable[[Any], None] = Worker.run
    stop, tries = threading.Event(), []

    def runs(self: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise fault("the database went away")
        run(self)
        stop.set()

    monkeypatch.setattr(Worker, "run", runs)
    monkeypatch.setattr(serving, "PAUSE", 0.01)
    assert work(stop=stop) == 0
    assert len(tries) == 2
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["SUCCESSFUL"] * len(JOBS)


def test_silent_client_keeps_no_thread() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(Config(), ours, None, None)
        began = time.monotonic()
        assert connection.wait_for_data(5.0) is False
        assert time.monotonic() - began < 1
        theirs.sendall(b"GET")
        assert connection.wait_for_data(5.0) is True


def test_client_that_stops_in_the_middle_loses_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "READ_SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(Config(), ours, None, None)
        connection.init()
        assert ours.gettimeout() == 0.05
        theirs.sendall(b"GET / HTTP/1.1\r\nHost:")
        with pytest.raises(TimeoutError):
            next(connection.parser)
