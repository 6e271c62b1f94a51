"""How well a coach suits a team. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

TOPICS, SECTOR, LANGUAGE = 70, 15, 15
"""Points, 100 in all: for the team's needs that the coach knows, for its sectors, for its languages."""
BARRED = -1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a team needs: topics (codes), the sectors and languages of its organisations."""

    topics: frozenset[str]
    sectors: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a coach has, in the same codes."""

    topics: frozenset[str]
    sectors: frozenset[str]
    languages: frozenset[str]

    @classmethod
    def of(cls, topics: Iterable[str], sectors: Iterable[str], languages: Iterable[str]) -> Offered:
        return cls(frozenset(topics), frozenset(sectors), frozenset(languages))


def fit(wanted: Wanted, offered: Offered) -> int:
    """0 to 100. A team that has named no needs is suited alike by everybody's topics; a team whose languages or sectors
    are not recorded is not held to them."""
    topics = TOPICS * share(wanted.topics, offered.topics)
    sector = SECTOR if not wanted.sectors or wanted.sectors & offered.sectors else 0
    language = LANGUAGE if not wanted.languages or wanted.languages & offered.languages else 0
    return round(topics) + sector + language


def share(wanted: Collection[str], offered: Collection[str]) -> float:
    """How much of what is wanted is offered, 0 to 1."""
    return len(set(wanted) & set(offered)) / len(wanted) if wanted else 0.5


def fit_for_topic(topic: str, wanted: Wanted, offered: Offered) -> int:
    """Of an expert for one topic: -1 when she does not know it, otherwise 70 and more for sector and language."""
    return BARRED if topic not in offered.topics else fit(Wanted(frozenset({topic}), *_rest(wanted)), offered)


def _rest(wanted: Wanted) -> tuple[frozenset[str], frozenset[str]]:
    return wanted.sectors, wanted.languages
