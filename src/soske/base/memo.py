"""What was composed from the database is remembered in this process until the data changes.

Not responses and not HTML: pages are rendered, and their rules asked, each time. A value is of one revision of a
programme, which grows in the transaction of every change (records.Revision), so nothing that is remembered can be
out of date, on however many nodes. What a newer revision gives takes the place of the older one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 2048

_kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, revision: Hashable, make: Callable[[], T]) -> T:
    """The value of `make()` for this key at this revision; made once while the key is among the latest 2048. It must
    not be changed."""
    with _lock:
        found = _kept.get(key)
        if found is not None and found[0] == revision:
            _kept.move_to_end(key)
            return found[1]  # type: ignore[no-any-return]
    value = make()
    with _lock:
        _kept[key] = (revision, value)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value


def forget_all() -> None:
    """Empty the memory (tests, where numbers of rows come again)."""
    with _lock:
        _kept.clear()
