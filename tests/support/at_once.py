"""Several do something at the same moment, each on a database connection of her own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Run all acts in threads that begin together; what each returned. The first error is raised here."""
    start = threading.Barrier(len(acts))
    found: dict[int, T] = {}
    faults: list[BaseException] = []

    def run(number: int, act: Callable[[], T]) -> None:
        try:
            start.wait()
            found[number] = act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for fault in faults:
        raise fault
    return [found[number] for number in range(len(acts))]
