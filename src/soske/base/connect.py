"""The contracts between apps: how an earlier page shows what later apps know.

An app implements a contract in its own `connect.py` and adds it to the registry here; `base.apps` loads those modules
once at start. Pages pull; nothing is ever fired. Every answer is bounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from soske.base.answer import Answer
from soske.packs.text import LocalText

T = TypeVar("T")


class Registry(Generic[T]):
    """What the apps contributed to one contract, in the order of the apps."""

    def __init__(self) -> None:
        self._items: list[T] = []

    def add(self, item: T) -> T:
        self._items.append(item)
        return item

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)


# --- Duties: what waits for a person --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits for one person. `key` is stable, so that a reminder is sent once and never when done."""

    key: str
    title: str
    text: str
    button: str
    url: str
    due: dt.date | None = None
    weight: int = 50  # smaller comes first among duties of the same day


class Duties(Protocol):
    """duties(person, programme, now): at most 20, for this person in this programme, in the active language."""

    def __call__(self, *, person: Any, programme: Any, now: dt.datetime) -> Sequence[Duty]: ...


duties: Registry[Duties] = Registry()


def duties_of(*, person: Any, programme: Any, now: dt.datetime) -> list[Duty]:
    """All duties of the person in the programme, most urgent first."""
    found = [duty for source in duties for duty in source(person=person, programme=programme, now=now)]
    return sorted(found, key=lambda duty: (duty.due or dt.date.max, duty.weight, duty.key))


# --- Dates: the path of stages, calendars ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a programme for an audience. `ends` is the last day (included) or the end of the time."""

    uid: str
    sequence: int
    name: LocalText
    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    cancelled: bool = False


class Dates(Protocol):
    """dates(programme, audience): at most 100; audience is "public" or "team"."""

    def __call__(self, *, programme: Any, audience: str) -> Sequence[Dated]: ...


dates: Registry[Dates] = Registry()


def dates_of(*, programme: Any, audience: str) -> list[Dated]:
    """All dates of the programme that the audience may see, in order of time."""
    found = [date for source in dates for date in source(programme=programme, audience=audience)]
    return sorted(found, key=lambda date: (date.starts.isoformat(), date.uid))


# --- Subject: what a file, an audit row or a letter is about --------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Subject:
    """How to speak of the rows of one table. `may(person, id, act)` is asked before a file or a text is shown;
    `titles(ids)` answers for at most 100 ids at once."""

    type: str
    label: Any
    may: Callable[[Any, int, str], Answer]
    titles: Callable[[Iterable[int]], dict[int, str]]
    url: Callable[[int], str]


subjects: dict[str, Subject] = {}


def subject_add(subject: Subject) -> None:
    subjects[subject.type] = subject


# --- PersonalData: what is kept of a person -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of personal data: rows are (label, value) pairs of this person, at most 200."""

    kind: Any
    retention: Any
    ground: Any
    rows: list[tuple[str, str]] = field(default_factory=list)


class PersonalData(Protocol):
    """What one app keeps of a person. `erase(preview=True)` changes nothing; both return (kind, rows erased)."""

    def kept(self, *, person: Any) -> Sequence[Kept]: ...

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]: ...


personal_data: Registry[PersonalData] = Registry()


# --- Sheet: a list as a spreadsheet ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns (titles in the active language) and rows of plain values for one worksheet."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


class SheetSource(Protocol):
    """sheet(programme): the list of this app for the organiser's workbook."""

    def __call__(self, *, programme: Any) -> Sheet: ...


sheets: Registry[SheetSource] = Registry()


# --- DemoStage: how far the practice academy has come ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DemoStage:
    """A named point in the life of the practice academy. `build` adds what its stage has beyond the earlier ones
    and gets the programme, a seeded `random.Random` and the time to pretend."""

    name: str
    order: int
    build: Callable[..., None]


demo_stages: Registry[DemoStage] = Registry()
