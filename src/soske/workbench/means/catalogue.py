"""The catalogue of means of a programme as lists, the search and the finder need it: read once for each edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from soske.base.memo import remembered
from soske.packs.text import LocalText
from soske.programmes.models import Programme
from soske.programmes.queries import pack_item, pack_parts, part_edition, remembered_of, stored_parts
from soske.records.search import fold

if TYPE_CHECKING:
    from soske.packs.schema_means import Means

T = TypeVar("T")
OLD = dt.timedelta(days=365)
"""How long after it was checked a legal basis stands out as old."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One means without its long texts. `forces` says what the law does in each class of procurement; `head` and `body`
    are folded texts (records.search.fold) with a space around: its names and other words, and all the rest."""

    code: str
    name: LocalText
    does: LocalText
    themes: tuple[str, ...]
    phases: tuple[str, ...]
    contracts: tuple[str, ...]
    suits: Mapping[str, Any]
    announced: bool
    hours_start: float
    hours_year: float
    forces: Mapping[str, str]
    related: tuple[str, ...]
    checked_on: dt.date
    open_law: int  # legal bases that are not read in the source
    open_clauses: int  # example wordings that no lawyer has checked
    title: str
    head: str
    body: str


@dataclass(frozen=True, slots=True)
class Bought:
    """A kind of purchase. `head` as in `Entry`."""

    code: str
    name: LocalText
    cpv: tuple[str, ...]
    contract: str
    places: tuple[str, ...]
    labour: float | None
    risks: tuple[Mapping[str, Any], ...]
    head: str


def catalogue(programme: Programme) -> tuple[Entry, ...]:
    """The means of the programme in the order of its texts. One query after the catalogue was changed."""
    return _of_edition(programme, "means", lambda: tuple(map(_entry, _stored(programme, "means"))))


def purchases(programme: Programme) -> tuple[Bought, ...]:
    """The kinds of purchase in the order of the texts. One query after they were changed."""
    return _of_edition(programme, "purchases", lambda: tuple(map(_bought, _stored(programme, "purchases"))))


def _of_edition(programme: Programme, part: str, make: Callable[[], T], *key: str) -> T:
    """What is made of a part of the texts, as long as nobody has changed that part."""
    return remembered((programme.pk, part, *key), part_edition(programme, part), make)


def _stored(programme: Programme, part: str) -> list[dict[str, Any]]:
    return list(stored_parts(programme, [part]).get(part, []))


def _entry(item: dict[str, Any]) -> Entry:
    days = [dt.date.fromisoformat(each["checked_on"]) for each in item["law"]]
    forces: dict[str, str] = {}
    for statute in item["law"]:
        for each in statute["classes"]:
            if statute["status"] != "unconfirmed":
                forces[each] = "must" if "must" in (forces.get(each), statute["force"]) else statute["force"]
    points = [*item["fits"], *item["unfit"], *item["indicators"], *(clause["name"] for clause in item["clauses"])]
    law = [text for statute in item["law"] for text in (statute["provision"], statute["text"])]
    return Entry(
        code=item["code"],
        name=LocalText(item["name"]),
        does=LocalText(item["does"]),
        themes=tuple(item["themes"]),
        phases=tuple(item["phases"]),
        contracts=tuple(item["contracts"]),
        suits=item["suits"],
        announced=item["announced"],
        hours_start=item["hours_start"],
        hours_year=item["hours_year"],
        forces=forces,
        related=tuple(item["related"]),
        checked_on=min(days),
        open_law=sum(each["status"] != "confirmed" for each in item["law"]),
        open_clauses=sum(not each["checked_by"] for each in item["clauses"]),
        title=_folded([item["name"]]),
        head=_folded([item["name"], item["words"]]),
        body=_folded([item["does"], item["verify"], *points, *law]),
    )


def _bought(item: dict[str, Any]) -> Bought:
    return Bought(
        code=item["code"],
        name=LocalText(item["name"]),
        cpv=tuple(item["cpv"]),
        contract=item["contract"],
        places=tuple(item["places"]),
        labour=item["labour"],
        risks=tuple(item["risks"]),
        head=_folded([item["name"], item["words"]]),
    )


def _folded(texts: Iterable[Mapping[str, str]]) -> str:
    return f" {fold(' . '.join(text for each in texts for text in each.values()))} "


def theme_names(programme: Programme, lang: str) -> dict[str, str]:
    """Theme -> its name in the language."""
    order = tuple(programme.languages)

    def read() -> dict[str, str]:
        return {each.code: each.name.spoken(lang, order).text for each in pack_parts(programme, "themes")["themes"]}

    return remembered_of(programme, read, "theme names", lang)


def purchase_names(programme: Programme, lang: str) -> dict[str, str]:
    """Kind of purchase -> its name in the language."""
    return _of_edition(programme, "purchases", lambda: _names(programme, purchases(programme), lang), "names", lang)


def names_of(programme: Programme, lang: str) -> dict[str, str]:
    """Means -> its name in the language."""
    return _of_edition(programme, "means", lambda: _names(programme, catalogue(programme), lang), "names", lang)


def _names(programme: Programme, rows: Iterable[Entry | Bought], lang: str) -> dict[str, str]:
    order = tuple(programme.languages)
    return {each.code: each.name.spoken(lang, order).text for each in rows}


def means_get(programme: Programme, code: str) -> Means | None:
    """One means with all its texts. One query."""
    found: Means | None = pack_item(programme, "means", code)
    return found
