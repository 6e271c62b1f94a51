"""How the width of a table is shared."""

from __future__ import annotations

from collections.abc import Sequence

LEAST, MOST = 10, 30


def shares(lines: Sequence[Sequence[str]]) -> list[int]:
    """Shares of the width: long texts and long words get more, but nobody less than a third of another."""
    return [min(MOST, max(LEAST, max(_wished(cell) for cell in column))) for column in zip(*lines, strict=True)]


def _wished(cell: str) -> int:
    return max(len(cell) // 2, max(map(len, cell.split()), default=0) + 2)
