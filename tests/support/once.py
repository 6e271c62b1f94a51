"""What many tests only look at, made once: it stands in a transaction around all of them and is taken back after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.test import override_settings

from soske.base.memo import forget_all

T = TypeVar("T")


@contextmanager
def made_once(blocker: Any, folder: Path, make: Callable[[], T]) -> Iterator[T]:
    """For a fixture of a whole module; each test gets a `deepcopy` of what it yields, and what the test changes in the
    database goes with its own transaction. No test of the module may have real transactions (transaction=True).

    `blocker` is django_db_blocker, `folder` that of the tests' files (tmp_path_factory.getbasetemp()).
    """
    data = folder / "data"
    with blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            forget_all()
            with override_settings(DATA_DIR=data, MEDIA_ROOT=data / "files"):
                made = make()
            yield made
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
