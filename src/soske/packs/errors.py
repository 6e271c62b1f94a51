"""How a wrong pack is reported: every fault with its place, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHOWN = 60  # characters of a value that are quoted in a message
LISTED = 12  # choices that are listed in a message


@dataclass(frozen=True)
class PackError:
    """One fault. `file` is relative to the pack's folder, `line` counts from 1, `where` is the path of keys."""

    file: str
    line: int
    where: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}: {where}found {self.found}, expected {self.expected}"


class PackErrors(Exception):
    """All faults of a pack at once, sorted by file and line."""

    def __init__(self, errors: Iterable[PackError]) -> None:
        self.errors = sorted(set(errors), key=lambda error: (error.file, error.line, error.where, error.found))
        super().__init__("\n".join(map(str, self.errors)))


def shown(value: Any) -> str:
    """A value of a pack as a message names it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"' if len(value) <= SHOWN else f'"{value[: SHOWN - 1]}…"'
        case list():
            return "a list"
        case dict():
            return "a mapping"
    return str(value)


def choices(values: Iterable[str]) -> str:
    """Possible values in a row, cut where the row would be too long to help."""
    row = list(values)
    return ", ".join(row[:LISTED]) + (", …" if len(row) > LISTED else "")
