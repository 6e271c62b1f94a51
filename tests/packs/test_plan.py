"""The template of the plan: what a pack may say of it, and that of the default pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from soske.packs.codes import PlanKind
from soske.packs.errors import PackError
from soske.packs.loader import load_builtin, load_pack
from soske.packs.schema_plan import Plan, PlanSection
from soske.packs.text import LocalText

FILE = "plan.yaml"
SMALL = """\
about: {sv: För köket, en: For the kitchen}
sections:
  - code: menu
    name: {sv: Målen, en: The goals}
    about: {sv: Vad ska ätas?, en: What is eaten?}
    kind: goals
    questions:
      - {sv: Vad?, en: What?}
      - {sv: När?, en: When?}
    example: {sv: Påhittat exempel, en: Made-up example}
    minutes: 60
  - code: cooks
    name: {sv: Rollerna, en: The roles}
    about: {sv: Vem lagar?, en: Who cooks?}
    kind: roles
    questions:
      - {sv: Vem?, en: Who?}
      - {sv: Var?, en: Where?}
    example: {sv: Påhittat exempel, en: Made-up example}
    rows:
      - {sv: Diska, en: Wash up}
    columns:
      - {sv: Köket, en: The kitchen}
  - code: weeks
    name: {sv: Stegen, en: The steps}
    about: {sv: När lagas det?, en: When is it cooked?}
    kind: steps
    questions:
      - {sv: I dag?, en: Today?}
      - {sv: I morgon?, en: Tomorrow?}
    example: {sv: Påhittat exempel, en: Made-up example}
    days: [30, 90]
    rows:
      - {sv: Smaka, en: Taste}
  - code: table
    name: {sv: Bordet, en: The table}
    about: {sv: Vem äter?, en: Who eats?}
    questions:
      - {sv: Hur?, en: How?}
      - {sv: Varför?, en: Why?}
    example: {sv: Påhittat exempel, en: Made-up example}
"""

Errors = Callable[[], list[PackError]]
Break = Callable[[str, str], list[PackError]]


@pytest.fixture
def plan(folder: Path) -> Path:
    """The file of a small plan in a copy of the tiny pack."""
    (folder / FILE).write_text(SMALL, encoding="utf-8")
    return folder / FILE


@pytest.fixture
def wrong(plan: Path, errors: Errors) -> Break:
    """The faults after one change in the plan."""

    def load(old: str, new: str) -> list[PackError]:
        text = plan.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        plan.write_text(text.replace(old, new), encoding="utf-8")
        return errors()

    return load


def test_small_plan_has_its_words_and_the_rest_by_itself(plan: Path) -> None:
    loaded = load_pack(plan.parent).plan
    assert loaded.about == {"sv": "För köket", "en": "For the kitchen"}
    assert [(each.code, each.kind) for each in loaded.sections] == [
        ("menu", PlanKind.GOALS),
        ("cooks", PlanKind.ROLES),
        ("weeks", PlanKind.STEPS),
        ("table", PlanKind.TEXT),
    ]
    table = loaded.sections[3]
    assert (table.minutes, table.needed, table.own, table.deck, table.longest) == (15, True, False, False, 4000)
    assert (table.rows, table.columns, table.days) == ([], [], [])
    assert loaded.sections[2].days == [30, 90]


def test_pack_without_a_plan_has_an_empty_one(folder: Path) -> None:
    assert load_pack(folder).plan == Plan()
    (folder / FILE).write_text("sections: []\n", encoding="utf-8")
    assert load_pack(folder).plan == Plan(about=LocalText(), sections=[])


ONLY_ROLES = "columns only in a section of the kind roles"
ONLY_STEPS = "days only in a section of the kind steps"
BOTH = "rows only in a section of the kind roles or steps"
KINDS = "one of goals, means, roles, steps, risks, resources, training, measures, communication, handling, text"
WHY = "      - {sv: Varför?, en: Why?}\n"

# (what is wrong, old text, new text, where, found, expected)
WRONG: list[tuple[str, str, str, str, str, str]] = [
    ("code twice", "code: table", "code: menu", "[3].code", '"menu"', "a code of its own (line 3 has this one)"),
    ("code with ä", "code: table", "code: pöytä", "[3].code", '"pöytä"', ""),
    (
        "kind twice",
        "code: table",
        "code: table\n    kind: goals",
        "[3].kind",
        "a second section of the kind goals",
        "at most one (the first is on line 6)",
    ),
    ("unknown kind", "kind: goals", "kind: gaols", "[0].kind", '"gaols"', KINDS),
    ("kind as a number", "kind: goals", "kind: 1", "[0].kind", "1", KINDS),
    ("parties of goals", "minutes: 60", "columns: [{sv: A, en: A}]", "[0].columns", "columns", ONLY_ROLES),
    ("tasks of goals", "minutes: 60", "rows: [{sv: A, en: A}]", "[0].rows", "rows", BOTH),
    ("days of goals", "minutes: 60", "days: [1]", "[0].days", "days", ONLY_STEPS),
    ("parties of steps", "days: [30, 90]", "days: [30]\n    columns: [{sv: A, en: A}]", "[2].columns", "columns", ""),
    ("no days", "days: [30, 90]", "days: []", "[2].days", "no days", "the number of days of at least one step"),
    ("days left out", "    days: [30, 90]\n", "", "[2].days", "no days", "the number of days of at least one step"),
    ("days go back", "[30, 90]", "[90, 30]", "[2].days[1]", "30", "more than 90, the days of the step before"),
    ("the same days", "[30, 90]", "[30, 30]", "[2].days[1]", "30", "more than 30, the days of the step before"),
    ("day zero", "[30, 90]", "[0, 90]", "[2].days[0]", "0", "a number of at least 1"),
    ("days as a text", "[30, 90]", '["30", 90]', "[2].days[0]", '"30"', "a whole number"),
    ("days as words", "[30, 90]", "30", "[2].days", "30", "a list"),
    (
        "more steps than days",
        "- {sv: Smaka, en: Taste}",
        "- {sv: A, en: A}\n      - {sv: B, en: B}\n      - {sv: C, en: C}",
        "[2].rows",
        "a list of 3",
        "at most 2, one for each day",
    ),
    ("no minutes", "minutes: 60", "minutes: 0", "[0].minutes", "0", "a number of at least 1"),
    ("too many minutes", "minutes: 60", "minutes: 61", "[0].minutes", "61", "a number of at most 60"),
    ("too short a text", "minutes: 60", "longest: 99", "[0].longest", "99", "a number of at least 100"),
    (
        "yes as a word",
        "minutes: 60",
        "own: ja",
        "[0].own",
        '"ja"',
        "each member organisation may write a part of its own",
    ),
    ("one question", WHY, "", "[3].questions", "a list of 1", "a list of at least 2"),
    ("six questions", WHY, WHY * 5, "[3].questions", "a list of 6", "a list of at most 5"),
    (
        "a language is missing",
        "name: {sv: Bordet, en: The table}",
        "name: {sv: Bordet}",
        "[3].name",
        "no text in en",
        "a text in each of sv, en",
    ),
    (
        "a language of a task is missing",
        "{sv: Diska, en: Wash up}",
        "{en: Wash up}",
        "[1].rows[0]",
        "no text in sv",
        "a text in each of sv, en",
    ),
    ("another language", "sv: Diska,", "sv: Diska, fi: Tiskaa,", "[1].rows[0].fi", 'a text in "fi"', ""),
    ("a placeholder", "Who eats?", '"Who is {group}?"', "[3].about.en", "{group}", "no placeholder in this text"),
]


@pytest.mark.parametrize(
    ("old", "new", "where", "found", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_wrong_plan_is_refused_with_the_place(
    wrong: Break, old: str, new: str, where: str, found: str, expected: str
) -> None:
    faults = wrong(old, new)
    assert [(fault.file, fault.where, fault.found) for fault in faults] == [(FILE, f"plan.sections{where}", found)]
    assert faults[0].expected == expected or not expected


def test_plan_in_two_places_is_refused(plan: Path, errors: Errors) -> None:
    pack = plan.parent / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8") + "\nplan: {sections: []}\n", encoding="utf-8")
    assert [(fault.found, fault.expected) for fault in errors()] == [
        (f"plan in this file and in {FILE}", "one of them")
    ]


@pytest.mark.parametrize("text", ["[]", "1", "sections: {a: 1}", "sections: [1, [], null]", "sections: [{}]"])
def test_plan_of_another_shape_is_refused_without_a_crash(plan: Path, errors: Errors, text: str) -> None:
    plan.write_text(text + "\n", encoding="utf-8")
    assert {fault.file for fault in errors()} == {FILE}


# --- the default pack -----------------------------------------------------------------------------------------------
SECTIONS = load_builtin("soske").plan.sections
MADE_UP = {"fi": "*Keksitty esimerkki: ", "sv": "*Påhittat exempel: ", "en": "*Made-up example: "}


def test_default_plan_has_seventeen_sections_and_every_kind() -> None:
    assert [(each.code, str(each.kind)) for each in SECTIONS] == [
        ("summary", "text"),
        ("starting_point", "text"),
        ("goals", "goals"),
        ("scope", "text"),
        ("roles", "roles"),
        ("process", "text"),
        ("means", "means"),
        ("templates", "text"),
        ("training", "training"),
        ("monitoring", "text"),
        ("measures", "measures"),
        ("resources", "resources"),
        ("timeline", "steps"),
        ("risks", "risks"),
        ("communication", "communication"),
        ("after", "text"),
        ("decision", "handling"),
    ]
    assert set(PlanKind) == {each.kind for each in SECTIONS}
    assert sum(each.minutes for each in SECTIONS) == 230


def test_default_plan_proposes_roles_and_steps() -> None:
    roles = next(each for each in SECTIONS if each.kind == PlanKind.ROLES)
    steps = next(each for each in SECTIONS if each.kind == PlanKind.STEPS)
    assert (len(roles.rows), len(roles.columns)) == (10, 8)
    assert (steps.days, len(steps.rows)) == ([30, 90, 180, 365], 4)
    assert [each.code for each in SECTIONS if not each.needed] == ["templates", "communication", "decision"]
    assert [each.code for each in SECTIONS if each.own] == ["starting_point", "resources", "decision"]
    assert Counter(each.deck for each in SECTIONS)[True] == 7


@pytest.mark.parametrize("section", SECTIONS, ids=lambda each: each.code)
def test_example_is_short_and_says_that_it_is_made_up(section: PlanSection) -> None:
    for language, text in section.example.items():
        assert text.startswith(MADE_UP[language]), language
        assert 40 <= len(text.split()) <= 120, (language, len(text.split()))
    lines = [*section.questions, *section.rows, *section.columns, section.name]
    assert max(len(text) for each in lines for text in each.values()) <= 200  # what the editor lets one save
