"""Long acts in steps, each with a transaction of its own (docs/decisions/0022)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

STEP = 100
"""Rows, such as teams, that one step writes."""


def steps_of(parts: Iterable[list[T]], size: int) -> Iterator[list[T]]:
    """Parts that stay whole, put together until a step has `size` rows."""
    step: list[T] = []
    for part in parts:
        step += part
        if len(step) >= size:
            yield step
            step = []
    if step:
        yield step
