"""Means for a purchase: each rule alone, and what holds for any catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.finder import (
    COSTS_NOTHING,
    DONE_HERE,
    POINTS,
    POINTS_OF_ONLY,
    SHORT_LIST,
    Force,
    Note,
    Reason,
    Suit,
    Verdict,
    Wanted,
    short_list,
    verdicts,
)
from soske.engines.risk import Level
from soske.packs import codes


def verdict(suit: Suit, wanted: Wanted) -> Verdict:
    (found,) = verdicts([suit], wanted)
    return found


def proposed(score: int, reasons: tuple[Note, ...] = (), warnings: tuple[Note, ...] = ()) -> Verdict:
    return Verdict("means", True, score, reasons, warnings, place=1)


def refused(*reasons: Note) -> Verdict:
    return Verdict("means", False, 0, reasons, ())


PLAIN = Suit("means")
KINDS = frozenset({"taxi", "cleaning"})


def test_forces_are_those_of_a_pack() -> None:
    assert [str(force) for force in Force] == [str(force) for force in codes.LegalForce]


def test_means_without_limits_is_proposed_for_anything_and_for_nothing() -> None:
    assert verdict(PLAIN, Wanted()) == proposed(0)
    full = Wanted("rights", "taxi", "services", frozenset({"finland"}), 5, 1, Level.LOW, 0)
    assert verdict(PLAIN, full) == proposed(0)


@pytest.mark.parametrize(
    ("suit", "wanted", "why_not"),
    [
        ({"themes": frozenset({"rights"})}, {"theme": "employment"}, Note(Reason.THEME, ("rights",))),
        ({"contracts": frozenset({"works"})}, {"contract": "services"}, Note(Reason.CONTRACT, ("works",))),
        ({"places": frozenset({"chain"})}, {"places": frozenset({"finland"})}, Note(Reason.PLACE, ("chain",))),
        ({"never": KINDS}, {"purchase": "taxi"}, Note(Reason.NEVER, ("taxi",))),
        ({"purchases": KINDS, "only": True}, {"purchase": "food"}, Note(Reason.ONLY, ("cleaning", "taxi"))),
        ({"classes": {"eu": Force.MAY}}, {"procurement_class": "small"}, Note(Reason.NO_LAW, ("small",))),
    ],
)  # fmt: skip
def test_what_does_not_meet_is_not_proposed_and_says_why(
    suit: dict[str, object], wanted: dict[str, object], why_not: Note
) -> None:
    limited = Suit("means", **suit)  # type: ignore[arg-type]
    assert verdict(limited, Wanted(**wanted)) == refused(why_not)  # type: ignore[arg-type]
    if not limited.only:  # what is not known rules nothing out
        assert verdict(limited, Wanted()).proposed


def test_means_for_some_kinds_only_waits_until_the_kind_is_known() -> None:
    only = replace(PLAIN, purchases=KINDS, only=True)
    assert verdict(only, Wanted()) == refused(Note(Reason.ONLY_UNKNOWN, ("cleaning", "taxi")))
    made_for_it = proposed(3 + POINTS_OF_ONLY, (Note(Reason.SUITED, ("taxi",)),))
    assert verdict(only, Wanted(purchase="taxi")) == made_for_it


@pytest.mark.parametrize(
    ("contract", "places", "meets"),
    [
        ("services", set(), False),
        ("works", set(), False),
        ("goods", set(), True),
        ("", set(), True),
        ("services", {"finland", "chain"}, True),
    ],
)
def test_services_and_works_are_done_in_finland_unless_something_else_is_said(
    contract: str, places: set[str], meets: bool
) -> None:
    chain = replace(PLAIN, places=frozenset({"chain"}))
    found = verdict(chain, Wanted(contract=contract, places=frozenset(places)))
    assert found == (proposed(0) if meets else refused(Note(Reason.PLACE, ("chain",))))
    assert verdict(replace(PLAIN, places=frozenset({"finland"})), Wanted(contract=contract)).proposed


def test_every_rule_that_fails_is_told_and_then_no_reason_for_it() -> None:
    suit = Suit("means", frozenset({"rights"}), places=frozenset({"chain"}), purchases=KINDS, value=100)
    found = verdict(suit, Wanted("employment", "taxi", places=frozenset({"finland"}), value=1))
    assert [note.reason for note in found.reasons] == [Reason.THEME, Reason.PLACE, Reason.TOO_SMALL]


@pytest.mark.parametrize(
    ("value", "months", "found"),
    [
        (None, None, proposed(0)),
        (200_000, 12, proposed(0)),
        (199_999, 12, proposed(-1, (), (Note(Reason.HEAVY_VALUE, (199_999, 200_000)),))),
        (100_000, 12, proposed(-1, (), (Note(Reason.HEAVY_VALUE, (100_000, 200_000)),))),
        (99_999, 12, refused(Note(Reason.TOO_SMALL, (99_999, 200_000)))),
        (200_000, 11, proposed(-1, (), (Note(Reason.HEAVY_MONTHS, (11, 12)),))),
        (200_000, 6, proposed(-1, (), (Note(Reason.HEAVY_MONTHS, (6, 12)),))),
        (200_000, 5, refused(Note(Reason.TOO_SHORT, (5, 12)))),
        (
            150_000,
            8,
            proposed(-2, (), (Note(Reason.HEAVY_VALUE, (150_000, 200_000)), Note(Reason.HEAVY_MONTHS, (8, 12)))),
        ),
    ],
)
def test_small_and_short_contracts_are_warned_of_down_to_half(
    value: float | None, months: int | None, found: Verdict
) -> None:
    assert verdict(replace(PLAIN, value=200_000, months=12), Wanted(value=value, months=months)) == found


@pytest.mark.parametrize(
    ("risk", "found"),
    [
        (None, proposed(0)),
        (Level.LOW, refused(Note(Reason.RISK_LOW, (Level.LOW, Level.HIGH)))),
        (Level.MEDIUM, proposed(-1, (), (Note(Reason.RISK_BELOW, (Level.MEDIUM, Level.HIGH)),))),
        (Level.HIGH, proposed(2, (Note(Reason.RISK_MET, (Level.HIGH, Level.HIGH)),))),
        (Level.VERY_HIGH, proposed(2, (Note(Reason.RISK_MET, (Level.VERY_HIGH, Level.HIGH)),))),
    ],
)
def test_means_for_a_risk_is_not_for_a_much_lower_one(risk: Level | None, found: Verdict) -> None:
    assert verdict(replace(PLAIN, risk=Level.HIGH), Wanted(risk=risk)) == found


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (None, proposed(0)),
        (60, proposed(0)),
        (59, proposed(-1, (), (Note(Reason.MANY_HOURS, (60, 59)),))),
        (40, proposed(-1, (), (Note(Reason.MANY_HOURS, (60, 40)),))),
        (39, refused(Note(Reason.TOO_MANY_HOURS, (60, 39)))),
        (0, refused(Note(Reason.TOO_MANY_HOURS, (60, 0)))),
    ],
)
def test_hours_that_a_team_does_not_have_rule_out(hours: float | None, found: Verdict) -> None:
    assert verdict(replace(PLAIN, hours_year=60), Wanted(hours=hours)) == found


def test_what_takes_no_hours_is_proposed_to_a_team_without_any() -> None:
    assert verdict(PLAIN, Wanted(hours=0)) == proposed(0)


@pytest.mark.parametrize(
    ("classes", "asked", "required"),
    [
        ({"eu": Force.MUST, "national": Force.MAY}, "eu", True),
        ({"eu": Force.MUST, "national": Force.MAY}, "national", False),
        ({"eu": Force.MUST, "national": Force.MAY}, "", False),
        ({"eu": Force.MUST, "national": Force.MUST}, "", True),
        ({"eu": Force.CONTRACT}, "eu", False),
        ({}, "", False),
    ],
)
def test_what_the_law_requires_gets_points(classes: dict[str, Force], asked: str, required: bool) -> None:
    found = verdict(replace(PLAIN, classes=classes), Wanted(procurement_class=asked))
    assert found == (proposed(2, (Note(Reason.REQUIRED, (asked,)),)) if required else proposed(0))


@pytest.mark.parametrize(("themes", "score"), [({"rights"}, 1), ({"rights", "employment"}, 0), (set(), 0)])
def test_means_for_the_asked_theme_alone_comes_before_one_for_several(themes: set[str], score: int) -> None:
    assert verdict(replace(PLAIN, themes=frozenset(themes)), Wanted(theme="rights")).score == score


def test_terms_that_have_to_be_announced_are_warned_of_and_cost_nothing() -> None:
    assert verdict(replace(PLAIN, announced=True), Wanted()) == proposed(0, (), (Note(Reason.ANNOUNCED),))


def test_among_equals_the_more_particular_comes_first_then_the_lighter_then_the_catalogue() -> None:
    many = frozenset({"taxi", "cleaning", "food", "catering"})
    suits = [
        Suit("for many, light", purchases=many),
        Suit("for few, heavy", purchases=KINDS, hours_year=9),
        Suit("for few, light", purchases=KINDS, hours_year=8),
        Suit("for any, later", hours_year=2, hours_start=1),
        Suit("for any, last", hours_year=2, hours_start=1),
        Suit("for any, lightest"),
    ]
    found = verdicts(suits, Wanted(purchase="taxi"))
    assert [each.code for each in found] == [suit.code for suit in suits]
    assert [each.code for each in short_list(found)] == [
        "for few, light",
        "for few, heavy",
        "for many, light",
        "for any, lightest",
        "for any, later",
        "for any, last",
    ]


@pytest.mark.parametrize(
    ("months", "lighter"), [(3, "yearly"), (12, "yearly"), (24, "once"), (48, "once"), (None, "yearly")]
)
def test_what_is_lighter_hangs_on_the_length_of_the_contract(months: int | None, lighter: str) -> None:
    suits = [Suit("once", hours_start=10), Suit("yearly", hours_start=1, hours_year=6)]
    assert short_list(verdicts(suits, Wanted(months=months)))[0].code == lighter


def test_what_fits_less_well_than_the_short_list_is_proposed_but_not_on_it() -> None:
    found = verdicts([Suit(str(number)) for number in range(SHORT_LIST + 2)], Wanted())
    assert all(each.proposed for each in found)
    assert [each.code for each in found if not each.listed] == ["8", "9"]
    assert [each.place for each in found] == list(range(1, SHORT_LIST + 3))


@pytest.mark.parametrize("wanted", [Wanted(value=-1), Wanted(months=-1), Wanted(hours=-0.5)])
def test_less_than_nothing_is_refused(wanted: Wanted) -> None:
    with pytest.raises(ValueError, match="below 0"):
        verdicts([PLAIN], wanted)


def test_code_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        verdicts([PLAIN, PLAIN], Wanted())


def test_empty_catalogue_proposes_nothing() -> None:
    assert verdicts([], Wanted("rights")) == []


# --- any catalogue ----------------------------------------------------------------------------------------------------
def codes_of(*names: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names))


LEVEL = st.none() | st.sampled_from(Level)
SUITS = st.lists(
    st.builds(
        Suit,
        code=st.text("abc", min_size=1, max_size=4),
        themes=codes_of("rights", "employment"),
        contracts=codes_of("services", "goods"),
        places=codes_of("finland", "chain"),
        purchases=codes_of("taxi", "food"),
        only=st.booleans(),
        never=codes_of("taxi", "food"),
        value=st.none() | st.integers(0, 10),
        months=st.none() | st.integers(1, 10),
        risk=LEVEL,
        hours_year=st.integers(0, 10),
        hours_start=st.integers(0, 10),
        announced=st.booleans(),
        classes=st.dictionaries(st.sampled_from(["eu", "national"]), st.sampled_from(Force)),
    ),
    unique_by=lambda suit: suit.code,
    max_size=12,
)
WANTED = st.builds(
    Wanted,
    theme=st.sampled_from(["", "rights", "employment"]),
    purchase=st.sampled_from(["", "taxi", "food"]),
    contract=st.sampled_from(["", "services", "works"]),
    places=codes_of("finland", "chain"),
    value=st.none() | st.integers(0, 10),
    months=st.none() | st.integers(0, 10),
    risk=LEVEL,
    hours=st.none() | st.integers(0, 10),
    procurement_class=st.sampled_from(["", "eu", "small"]),
)


@given(SUITS, WANTED)
def test_every_means_has_a_verdict_that_explains_itself(suits: list[Suit], wanted: Wanted) -> None:
    found = verdicts(suits, wanted)
    assert [each.code for each in found] == [suit.code for suit in suits]
    assert sorted(each.place for each in found if each.proposed) == list(range(1, sum(e.proposed for e in found) + 1))
    for each in found:
        points = sum(POINTS.get(note.reason, 0) for note in each.reasons)
        costs = sum(note.reason not in COSTS_NOTHING for note in each.warnings)
        if each.proposed:
            only = POINTS_OF_ONLY if next(suit for suit in suits if suit.code == each.code).only else 0
            assert each.score == points + only - costs
            assert all(note.reason in POINTS for note in each.reasons)
        else:
            assert (each.score, each.place, each.listed) == (0, 0, False)
            assert each.reasons and not any(note.reason in POINTS for note in each.reasons)
    shown = short_list(found)
    assert len(shown) == min(SHORT_LIST, sum(each.proposed for each in found))
    assert [each.score for each in shown] == sorted((each.score for each in shown), reverse=True)


@given(SUITS, WANTED)
def test_to_say_less_of_a_purchase_rules_nothing_more_out(suits: list[Suit], wanted: Wanted) -> None:
    before = {each.code for each in verdicts(suits, wanted) if each.proposed}
    for name in ("theme", "contract", "procurement_class", "places", "value", "months", "risk", "hours"):
        if name == "places" and wanted.contract in DONE_HERE:
            continue  # then it is Finland
        less = replace(wanted, **{name: getattr(Wanted(), name)})
        assert before <= {each.code for each in verdicts(suits, less) if each.proposed}


@given(SUITS, WANTED)
def test_verdict_on_a_means_does_not_hang_on_the_others(suits: list[Suit], wanted: Wanted) -> None:
    for suit, found in zip(suits, verdicts(suits, wanted), strict=True):
        alone = verdict(suit, wanted)
        assert replace(found, place=0) == replace(alone, place=0)
