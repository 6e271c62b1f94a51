"""Rows of a pack's data that may be wrong anywhere, and what every list of them must fulfil."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soske.packs.errors import choices, shown
from soske.packs.reading import Key, Source

Row = tuple[Key, dict[str, Any]]


def check_unique(source: Source, rows: Iterator[Row]) -> None:
    """Each code once."""
    first: dict[str, int] = {}
    for key, row in rows:
        code = row.get("code")
        if not isinstance(code, str):
            continue
        place = source.place((*key, "code"))
        if code in first:
            source.report((*key, "code"), shown(code), f"a code of its own (line {first[code]} has this one)")
        first.setdefault(code, place.line)


def check_reference(source: Source, key: Key, code: Any, known: list[str], what: str) -> None:
    """The code is one of those that are known; `what` names them in the message."""
    # what is no text at all is pydantic's to report
    if isinstance(code, str) and code not in known:
        source.report(key, shown(code), f"{what} ({choices(filter(None, known))})")


def check_kinds(source: Source, sections: list[Row], *, free: str) -> set[str]:
    """Each kind of section once, but for the one that is `free`, which is also that of a section that says none; the
    kinds that there are."""
    first: dict[str, int] = {}
    for key, section in sections:
        kind, line = text_of(section, "kind") or free, source.place((*key, "kind")).line
        if kind in first and kind != free:
            found = f"a second section of the kind {kind}"
            source.report((*key, "kind"), found, f"at most one (the first is on line {first[kind]})")
        first.setdefault(kind, line)
    return set(first)


def text_of(row: dict[str, Any], name: str) -> str:
    """A value that should be a text; "" when it is none."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def list_of(data: Any, name: str) -> list[Any]:
    """A value that should be a list; an empty one when it is none."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def rows(data: Any, name: str, key: Key = ()) -> Iterator[Row]:
    """Where each row of a list stands, and the row; `key` is where the list's owner stands."""
    for index, row in enumerate(list_of(data, name)):
        if isinstance(row, dict):
            yield (*key, name, index), row
