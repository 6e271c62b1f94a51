"""Which means to propose for a purchase, and why; and why not the others.

Every means of a catalogue gets a verdict with its reasons and warnings as codes and numbers, so that a page can say
them in any language. Nothing is hidden: what is not proposed says by which rule. What is not known about a purchase
rules nothing out, with two exceptions: a means for some kinds of purchase alone waits until the kind is known, and
services and works are taken to be done in Finland as long as nothing else is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import inf
from typing import NamedTuple

from soske.engines.risk import Level, steps_below

SHORT_LIST = 8
YEAR = 12
HERE, DONE_HERE = "finland", frozenset({"services", "works"})
"""Where services and works are done as long as nothing else is known. Without it a label for coffee is proposed for
guards whose kind of purchase nobody has named. Goods may come from anywhere."""
HALF = 0.5
"""Below this share of its least value or length a means is not proposed; from there to the whole it is heavy."""
HOURS_MOST = 1.5
"""A means may need so many times the hours that there are, with a warning: they are estimates."""


class Force(StrEnum):
    """What the law does with a means in a class of procurement."""

    MUST = "must"
    MAY = "may"
    CONTRACT = "contract"  # nothing but what the parties agree


class Reason(StrEnum):
    """Why a means is proposed, why it is not, and what to be careful with. In brackets: the values that go with it."""

    # why it is proposed
    SUITED = "suited"  # it suits this kind of purchase especially (kind)
    RISK_MET = "risk_met"  # it is meant for such a risk (risk of the purchase, level of the means)
    REQUIRED = "required"  # the law requires it (class, "" when it does in all)
    OWN_THEME = "own_theme"  # it serves the asked theme and no other (theme)
    # why it is not
    THEME = "theme"  # it serves other themes (its themes)
    CONTRACT = "contract"  # it is for other types of contract (its types)
    PLACE = "place"  # it is for work done elsewhere (its places)
    NEVER = "never"  # it is not used in this kind of purchase (kind)
    ONLY = "only"  # it is used only in some kinds of purchase (its kinds)
    ONLY_UNKNOWN = "only_unknown"  # the same, and what is bought is not known (its kinds)
    TOO_SMALL = "too_small"  # far too heavy for a contract of this size (value, least value)
    TOO_SHORT = "too_short"  # far too heavy for so short a contract (months, least months)
    RISK_LOW = "risk_low"  # meant for a much higher risk (risk of the purchase, level of the means)
    TOO_MANY_HOURS = "too_many_hours"  # it needs far more hours than there are (its hours a year, hours there are)
    NO_LAW = "no_law"  # what it rests on in this class is not recorded (class)
    # warnings
    HEAVY_VALUE = "heavy_value"  # heavy for a contract of this size (value, least value)
    HEAVY_MONTHS = "heavy_months"  # heavy for so short a contract (months, least months)
    RISK_BELOW = "risk_below"  # meant for a higher risk (risk of the purchase, level of the means)
    MANY_HOURS = "many_hours"  # it needs more hours than there are (its hours a year, hours there are)
    ANNOUNCED = "announced"  # it can be supervised only if its terms are in the invitation to tender ()


class Note(NamedTuple):
    """A reason and the codes and numbers that belong to it."""

    reason: Reason
    values: tuple[str | float, ...] = ()


@dataclass(frozen=True, slots=True)
class Suit:
    """What the finder knows of a means. An empty set, and None, is no limit.

    `purchases` are the kinds that it suits especially, with `only` the only ones; `value` in euros without VAT and
    `months` say below what it is heavy; `risk` is the lowest level that it is meant for. Hours are those of the buyer:
    `hours_start` before the contract, `hours_year` in each year of it. `classes`: class of procurement -> what the law
    does there.
    """

    code: str
    themes: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    purchases: frozenset[str] = frozenset()
    only: bool = False
    never: frozenset[str] = frozenset()
    value: float | None = None
    months: int | None = None
    risk: Level | None = None
    hours_year: float = 0
    hours_start: float = 0
    announced: bool = False
    classes: Mapping[str, Force] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a purchase; "", None and an empty set: not known. `hours` are those that the team can give each
    year."""

    theme: str = ""
    purchase: str = ""
    contract: str = ""
    places: frozenset[str] = frozenset()
    value: float | None = None
    months: int | None = None
    risk: Level | None = None
    hours: float | None = None
    procurement_class: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a means. `reasons` say why it is proposed or, when it is not, every rule that it fails; then its
    `score` is 0. `place` counts the proposed from 1, the best first, and is 0 for others: those up to SHORT_LIST are on
    the short list, and what is proposed but not on it only fits less well than they do."""

    code: str
    proposed: bool
    score: int
    reasons: tuple[Note, ...]
    warnings: tuple[Note, ...]
    place: int = 0

    @property
    def listed(self) -> bool:
        return 0 < self.place <= SHORT_LIST


POINTS = {Reason.SUITED: 3, Reason.RISK_MET: 2, Reason.REQUIRED: 2, Reason.OWN_THEME: 1}
POINTS_OF_ONLY = 2
"""More for what is made for this kind of purchase and not used in others."""
COSTS_NOTHING = frozenset({Reason.ANNOUNCED})
"""Warnings that say what to do, not that the means fits badly."""


def verdicts(suits: Sequence[Suit], wanted: Wanted) -> list[Verdict]:
    """A verdict on each means, in the order of the catalogue.

    The best has the most points: POINTS for its reasons, less one for each warning that is not in COSTS_NOTHING. With
    as many points come first
    - what suits the asked kind and fewer others: a list of ten kinds names the branches at risk, one of two is made for
      the object;
    - then what is lighter: hours before the contract and in all its years, a year when its length is not known. Hours a
      year alone would put a week of work in the tender before an hour each year;
    - then what stands earlier in the catalogue.

    Raises:
        ValueError: a value, months or hours below 0, or a code that comes twice.
    """
    if any(number is not None and number < 0 for number in (wanted.value, wanted.months, wanted.hours)):
        raise ValueError("a value, months or hours below 0")
    if len({suit.code for suit in suits}) != len(suits):
        raise ValueError("a code comes twice")
    found = [_verdict(suit, wanted) for suit in suits]
    order = sorted(
        (number for number, verdict in enumerate(found) if verdict.proposed),
        key=lambda number: (-found[number].score, *_tie(suits[number], wanted), number),
    )
    places = {number: place for place, number in enumerate(order, start=1)}
    return [replace(verdict, place=places.get(number, 0)) for number, verdict in enumerate(found)]


def short_list(found: Sequence[Verdict]) -> list[Verdict]:
    """Those to show, the best first; SHORT_LIST at most."""
    return sorted((verdict for verdict in found if verdict.listed), key=lambda verdict: verdict.place)


def _tie(suit: Suit, wanted: Wanted) -> tuple[float, float]:
    kinds = len(suit.purchases) if wanted.purchase in suit.purchases else inf
    return kinds, suit.hours_start + suit.hours_year * (wanted.months or YEAR) / YEAR


def _verdict(suit: Suit, wanted: Wanted) -> Verdict:
    limits = list(_limits(suit, wanted))
    fails = [*_fails(suit, wanted), *(note for too_far, note in limits if too_far)]
    warnings = [note for too_far, note in limits if not too_far]
    if suit.announced:
        warnings.append(Note(Reason.ANNOUNCED))
    if fails:
        return Verdict(suit.code, False, 0, tuple(fails), tuple(warnings))
    merits = list(_merits(suit, wanted))
    score = sum(POINTS[note.reason] for note in merits)
    if suit.only:  # and this is one of its kinds, or it would not be proposed
        score += POINTS_OF_ONLY
    score -= sum(note.reason not in COSTS_NOTHING for note in warnings)
    return Verdict(suit.code, True, score, tuple(merits), tuple(warnings))


def _fails(suit: Suit, wanted: Wanted) -> Iterator[Note]:
    """Rules that a means meets or not."""
    places = wanted.places or (frozenset({HERE}) if wanted.contract in DONE_HERE else frozenset())
    if wanted.theme and suit.themes and wanted.theme not in suit.themes:
        yield _note(Reason.THEME, suit.themes)
    if wanted.contract and suit.contracts and wanted.contract not in suit.contracts:
        yield _note(Reason.CONTRACT, suit.contracts)
    if suit.places and not suit.places & (places or suit.places):
        yield _note(Reason.PLACE, suit.places)
    if wanted.purchase in suit.never:
        yield Note(Reason.NEVER, (wanted.purchase,))
    if suit.only and wanted.purchase not in suit.purchases:
        yield _note(Reason.ONLY if wanted.purchase else Reason.ONLY_UNKNOWN, suit.purchases)
    if wanted.procurement_class and wanted.procurement_class not in suit.classes:
        yield Note(Reason.NO_LAW, (wanted.procurement_class,))


def _limits(suit: Suit, wanted: Wanted) -> Iterator[tuple[bool, Note]]:
    """What a means needs more of than there is: whether that is too far, and the note that says it."""
    if wanted.value is not None and suit.value is not None and wanted.value < suit.value:
        too_far = wanted.value < HALF * suit.value
        yield too_far, Note(Reason.TOO_SMALL if too_far else Reason.HEAVY_VALUE, (wanted.value, suit.value))
    if wanted.months is not None and suit.months is not None and wanted.months < suit.months:
        too_far = wanted.months < HALF * suit.months
        yield too_far, Note(Reason.TOO_SHORT if too_far else Reason.HEAVY_MONTHS, (wanted.months, suit.months))
    if wanted.risk is not None and suit.risk is not None and (steps := steps_below(wanted.risk, suit.risk)) > 0:
        yield steps > 1, Note(Reason.RISK_LOW if steps > 1 else Reason.RISK_BELOW, (wanted.risk, suit.risk))
    if wanted.hours is not None and suit.hours_year > wanted.hours:
        too_far = suit.hours_year > HOURS_MOST * wanted.hours
        yield too_far, Note(Reason.TOO_MANY_HOURS if too_far else Reason.MANY_HOURS, (suit.hours_year, wanted.hours))


def _merits(suit: Suit, wanted: Wanted) -> Iterator[Note]:
    if wanted.purchase and wanted.purchase in suit.purchases:
        yield Note(Reason.SUITED, (wanted.purchase,))
    if wanted.risk is not None and suit.risk is not None and steps_below(wanted.risk, suit.risk) <= 0:
        yield Note(Reason.RISK_MET, (wanted.risk, suit.risk))
    if _required(suit, wanted):
        yield Note(Reason.REQUIRED, (wanted.procurement_class,))
    if wanted.theme and suit.themes == {wanted.theme}:
        yield Note(Reason.OWN_THEME, (wanted.theme,))


def _required(suit: Suit, wanted: Wanted) -> bool:
    """Whether the law requires it in the asked class; when none is asked, whether it does in every recorded class."""
    if wanted.procurement_class:
        return suit.classes.get(wanted.procurement_class) is Force.MUST
    return bool(suit.classes) and all(force is Force.MUST for force in suit.classes.values())


def _note(reason: Reason, codes: frozenset[str]) -> Note:
    return Note(reason, tuple(sorted(codes)))
