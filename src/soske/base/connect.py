"""The contracts between apps: how an earlier page shows what later apps know.

An app implements a contract in its own `connect.py` and adds it to the registry here; `base.apps` loads those modules
once at start. Pages pull; nothing is ever fired. Every answer is bounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
    """One date of a programme for an audience, or of a person (then with place, text and the name of the programme).
    `ends` is the day after the last one, or the end of the time."""

    uid: str
    sequence: int
    name: LocalText
    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    cancelled: bool = False
    place: str = ""
    text: str = ""
    url: str = ""
    of: LocalText | None = None


class Dates(Protocol):
    """dates(programme, audience): at most 100; audience is "public" or "team"."""

    def __call__(self, *, programme: Any, audience: str) -> Sequence[Dated]: ...


dates: Registry[Dates] = Registry()


def dates_of(*, programme: Any, audience: str) -> list[Dated]:
    """All dates of the programme that the audience may see, in order of time."""
    found = [date for source in dates for date in source(programme=programme, audience=audience)]
    return sorted(found, key=lambda date: (date.starts.isoformat(), date.uid))


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that moves when dates of the path do, in words of the active language; "" for a time that is not set.
    `people` are the numbers of those who have been told of the earlier time and are to be told of the new one."""

    kind: str
    name: LocalText
    before: str
    after: str
    people: frozenset[int] = frozenset()


class Moves(Protocol):
    """moves(programme, stages): what would be at another time, at most 200, if the stages of the path were as in
    `stages` (code -> stage, all of them, not saved)."""

    def __call__(self, *, programme: Any, stages: Mapping[str, Any]) -> Sequence[Moved]: ...


moves: Registry[Moves] = Registry()


def moves_with(*, programme: Any, stages: Mapping[str, Any]) -> list[Moved]:
    """Everything that would be at another time, app by app."""
    return [moved for source in moves for moved in source(programme=programme, stages=stages)]


class OwnDates(Protocol):
    """own_dates(person): the dates of one person in all programmes, at most 100, in the active language."""

    def __call__(self, *, person: Any) -> Sequence[Dated]: ...


own_dates: Registry[OwnDates] = Registry()


def dates_of_person(*, person: Any) -> list[Dated]:
    """Everything that stands in the calendar of a person, in order of time."""
    found = [date for source in own_dates for date in source(person=person)]
    return sorted(found, key=lambda date: (date.starts.isoformat(), date.uid))


# --- Subject: what a file, an audit row or a letter is about --------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Subject:
    """How to speak of the rows of one table. `may(person, id, act)` is asked before a file or a text is shown, and
    `may_file(person, id, file)` instead of it where not every file of a row is for the same readers;
    `titles(ids)` answers for at most 100 ids at once. `receives(person, id)`: whether a letter about the row may still
    be sent to this person, who was to get it once; without it, it may. `renew(letter)`: the fields of a letter that was
    not delivered (subject, body, calendar) as they are true now, or ValidationError where it has no sense any more;
    without it, the letter is sent again as it is."""

    type: str
    label: Any
    may: Callable[[Any, int, str], Answer]
    titles: Callable[[Iterable[int]], dict[int, str]]
    url: Callable[[int], str]
    may_file: Callable[[Any, int, Any], Answer] | None = None
    receives: Callable[[Any, int], bool] | None = None
    renew: Callable[[Any], dict[str, str]] | None = None


subjects: dict[str, Subject] = {}


def subject_add(subject: Subject) -> None:
    subjects[subject.type] = subject


# --- Readers: who beside a team and the organiser reads what the team has handed in ----------------------------------
class Reads(Protocol):
    """reads(person, group): whether the person reads what this team has handed in."""

    def __call__(self, *, person: Any, group: int) -> bool: ...


readers: Registry[Reads] = Registry()


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


# --- Audience: to whom the organiser can write ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Recipient:
    """A reader: a person, or an address without an account. `about` are the rows for which she gets the letter."""

    address: str
    language: str
    about: tuple[int, ...]
    person: int | None = None
    name: str = ""  # or role, as the organiser knows her


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers in a programme who have something in common.

    `count(programme, chosen)` is how many there are, in few queries; `recipients(programme, chosen)` are they, at most
    10,000, in one query or two; the same reader may come again for another row. `words(programme, ids, language)` are
    the words (keys: `fields`) for rows of `about`, at most 500 at once. `chosen` are the filters that the organiser
    has set, of those in `filters`: {name: value}.
    """

    code: str
    label: Any
    fields: tuple[str, ...]
    count: Callable[[Any, Mapping[str, str]], int]
    recipients: Callable[[Any, Mapping[str, str]], Iterable[Recipient]]
    words: Callable[[Any, Collection[int], str], dict[int, dict[str, str]]]
    filters: frozenset[str] = frozenset()


audiences: dict[str, Audience] = {}


def audience_add(audience: Audience) -> None:
    audiences[audience.code] = audience


# --- Answered: whether the structure of an academy's texts has been answered -----------------------------------------
answered: Registry[Callable[[Any], bool]] = Registry()
"""answered(programme): whether somebody has begun to answer, so that no question may come or go."""


# --- DemoStage: how far the practice academy has come ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DemoStage:
    """A named point in the life of the practice academy. `build` adds what its stage has beyond the one that it comes
    `after` ("": it begins anew) and gets the programme, a seeded `random.Random` and the coordinator. `kickoff` is how
    many days lie between today and the kick-off, so that the stage is today."""

    name: str
    order: int
    build: Callable[..., None]
    after: str = ""
    kickoff: int = 70


demo_stages: Registry[DemoStage] = Registry()
