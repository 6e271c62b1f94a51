"""What was composed from the database is remembered in this process until the data changes.

Not responses and not HTML: pages are rendered, and their rules asked, each time. A key holds the revision of a
programme, which grows in the transaction of every change (records.Revision), so nothing that is remembered can be
out of date, on however many nodes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 512

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """The value of `make()` for this key; made once while the key is among the latest 512. It must not be changed."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]  # type: ignore[no-any-return]
    value = make()
    with _lock:
        _kept[key] = value
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value


def forget_all() -> None:
    """Empty the memory (tests, where numbers of rows come again)."""
    with _lock:
        _kept.clear()
