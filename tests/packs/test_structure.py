"""Faults in the structure of a pack: codes, references, the order of stages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from soske.packs.codes import ORGANISATION_TYPES
from soske.packs.errors import PackError

YAML = "pack.yaml"
TYPES = f"the code of an organisation type ({', '.join(ORGANISATION_TYPES)})"

# (what is wrong, file, old text, new text, the one error)
BROKEN: list[tuple[str, str, str, str, PackError]] = [
    (
        "theme code twice",
        YAML,
        "code: waste",
        "code: plants",
        PackError(YAML, 23, "themes[1].code", '"plants"', "a code of its own (line 19 has this one)"),
    ),
    (
        "step code twice",
        YAML,
        "code: later",
        "code: cook",
        PackError(YAML, 65, "path[2].code", '"cook"', "a code of its own (line 50 has this one)"),
    ),
    (
        "stage code twice in two steps",
        YAML,
        "code: look_back",
        "code: open",
        PackError(YAML, 69, "path[2].stages[0].code", '"open"', "a code of its own (line 39 has this one)"),
    ),
    (
        "no kick-off",
        YAML,
        "kind: kickoff",
        "kind: workshop",
        PackError(YAML, 33, "path", "no stage of the kind kickoff", "exactly one"),
    ),
    (
        "two kick-offs",
        YAML,
        "kind: selection\n        name: {sv: Svar till alla, en: Answer to all}\n        at: {of: open, days: 28}",
        "kind: kickoff\n        name: {sv: Svar till alla, en: Answer to all}\n        at: {}",
        PackError(YAML, 54, "path[1].stages[0].kind", "a second kickoff", "exactly one (the first is on line 47)"),
    ),
    (
        "kick-off with an offset",
        YAML,
        "at: {}",
        "at: {days: 7}",
        PackError(
            YAML,
            56,
            "path[1].stages[0].at",
            "an offset of the kick-off",
            "at: {}, since all others are counted from it",
        ),
    ),
    (
        "another stage with the kick-off's name",
        YAML,
        "code: look_back",
        "code: kickoff",
        PackError(YAML, 69, "path[2].stages[0].code", '"kickoff"', "another code: this one is kept for the kick-off"),
    ),
    (
        "counted from a stage that is not there",
        YAML,
        "{of: tasting, months: 12}",
        "{of: tastin, months: 12}",
        PackError(
            YAML,
            72,
            "path[2].stages[0].at.of",
            '"tastin"',
            "the code of an earlier stage (kickoff, start, open, answer, tasting)",
        ),
    ),
    (
        "counted from a later stage",
        YAML,
        "{of: open, days: 28}",
        "{of: tasting, days: 28}",
        PackError(
            YAML, 49, "path[0].stages[1].at.of", '"tasting"', "the code of an earlier stage (kickoff, start, open)"
        ),
    ),
    (
        "before a stage that is not there",
        YAML,
        "before: answer",
        "before: answers",
        PackError(
            YAML,
            45,
            "path[0].stages[0].before",
            '"answers"',
            "the code of another stage (answer, start, tasting, look_back)",
        ),
    ),
    (
        "within itself",
        YAML,
        "before: answer",
        "within: open",
        PackError(
            YAML,
            45,
            "path[0].stages[0].within",
            '"open"',
            "the code of another stage (answer, start, tasting, look_back)",
        ),
    ),
    (
        "dates from the stage of another step",
        YAML,
        "spans: [open]",
        "spans: [start]",
        PackError(YAML, 37, "path[0].spans[0]", '"start"', "the code of a stage of this step (open, answer)"),
    ),
    (
        "earlier than the stage before it",
        YAML,
        "at: {months: 3}",
        "at: {months: -3}",
        PackError(
            YAML,
            62,
            "path[1].stages[1].at",
            "2026-05-27 with the kick-off on 2026-08-27",
            "2026-08-27 or later, as it follows start",
        ),
    ),
    (
        "outside the days that it must lie in",
        YAML,
        "at: {of: open, days: 28}",
        "at: {of: open, days: 28}\n        within: open",
        PackError(
            YAML,
            50,
            "path[0].stages[1].within",
            "2026-07-30 to 2026-07-30 with the kick-off on 2026-08-27",
            "days inside 2026-07-02 to 2026-07-22 of open",
        ),
    ),
    (
        "not over before the next",
        YAML,
        "days: 21",
        "days: 29",
        PackError(
            YAML,
            45,
            "path[0].stages[0].before",
            "the end on 2026-07-30 with the kick-off on 2026-08-27",
            "an end before 2026-07-30 (answer)",
        ),
    ),
    (
        "advice for a theme that is not there",
        YAML,
        "\nworkload:",
        (
            "\nroles:\n  - code: cook\n    name: {sv: Kock, en: Cook}\n    about: {sv: lagar, en: cooks}\n"
            "    advice:\n      themes: [plants, plant]\n"
            "      text: {sv: Ta med en kock., en: Bring a cook.}\n\nworkload:"
        ),
        PackError(YAML, 33, "roles[0].advice.themes[1]", '"plant"', "the code of a theme (plants, waste)"),
    ),
    (
        "advice for an organisation type that is not there",
        YAML,
        "\nworkload:",
        (
            "\nroles:\n  - code: cook\n    name: {sv: Kock, en: Cook}\n    about: {sv: lagar, en: cooks}\n"
            "    advice:\n      organisation_types: [city]\n"
            "      text: {sv: Ta med en kock., en: Bring a cook.}\n\nworkload:"
        ),
        PackError(YAML, 33, "roles[0].advice.organisation_types[0]", '"city"', TYPES),
    ),
    (
        "requirement code twice",
        YAML,
        "code: scales",
        "code: school",
        PackError(YAML, 106, "eligibility[1].code", '"school"', "a code of its own (line 103 has this one)"),
    ),
    (
        "criterion code twice",
        YAML,
        "code: cost",
        "code: taste",
        PackError(YAML, 113, "criteria[1].code", '"taste"', "a code of its own (line 110 has this one)"),
    ),
    (
        "level below the one before",
        YAML,
        "points: 4",
        "points: 0",
        PackError(YAML, 115, "criteria[1].levels[1].points", "0", "more than 0, the points of the level before"),
    ),
    (
        "one level",
        YAML,
        "levels: [{points: 0, text: {sv: Nej., en: It is not.}},\n",
        "levels: [\n",
        PackError(YAML, 114, "criteria[1].levels", "one level", "two levels or more, or none"),
    ),
    (
        "topic code twice",
        YAML,
        "code: portions",
        "code: spices",
        PackError(YAML, 186, "topics[1].code", '"spices"', "a code of its own (line 184 has this one)"),
    ),
    (
        "section code twice",
        YAML,
        "code: files",
        "code: who",
        PackError(YAML, 179, "application[6].code", '"who"', "a code of its own (line 118 has this one)"),
    ),
    (
        "question code twice",
        YAML,
        "code: chef",
        "code: dish",
        PackError(YAML, 166, "application[2].questions[6].code", '"dish"', "a code of its own (line 128 has this one)"),
    ),
    (
        "question code twice in two sections",
        YAML,
        "    kind: files\n",
        (
            "    kind: files\n    questions:\n"
            "      - {code: dish, kind: text, name: {sv: Något annat?, en: Anything else?}}\n"
        ),
        PackError(YAML, 182, "application[6].questions[0].code", '"dish"', "a code of its own (line 128 has this one)"),
    ),
    (
        "option code twice",
        YAML,
        "code: plate",
        "code: hob",
        PackError(
            YAML,
            159,
            "application[2].questions[4].options[1].code",
            '"hob"',
            "a code of its own (line 157 has this one)",
        ),
    ),
    (
        "section of one kind twice",
        YAML,
        "kind: learn",
        "kind: goals",
        PackError(
            YAML,
            174,
            "application[4].kind",
            "a second section of the kind goals",
            "at most one (the first is on line 123)",
        ),
    ),
    (
        "application without a group",
        YAML,
        "    kind: group\n",
        "",
        PackError(
            YAML,
            117,
            "application",
            "no section of the kind group",
            "a section of the kind group, which asks who applies",
        ),
    ),
    (
        "question for a theme that is not there",
        YAML,
        "        longest: 500\n        themes: [plants]",
        "        longest: 500\n        themes: [plants, energy]",
        PackError(
            YAML, 138, "application[2].questions[1].themes[1]", '"energy"', "the code of a theme (plants, waste)"
        ),
    ),
    (
        "question for an organisation type that is not there",
        YAML,
        "organisation_types: [municipality, company]",
        "organisation_types: [municipality, firm]",
        PackError(YAML, 152, "application[2].questions[3].organisation_types[1]", '"firm"', TYPES),
    ),
    (
        "choice without options",
        YAML,
        "kind: date",
        "kind: choices",
        PackError(
            YAML, 162, "application[2].questions[5].options", "no options", "at least two options to choose from"
        ),
    ),
    (
        "choice of one",
        YAML,
        "          - code: bought\n            name: {sv: Ett företag, en: A company}\n",
        "",
        PackError(
            YAML, 147, "application[2].questions[3].options", "one option", "at least two options to choose from"
        ),
    ),
    (
        "options where nothing is chosen",
        YAML,
        "kind: choices",
        "kind: text",
        PackError(YAML, 156, "application[2].questions[4].options", "options", "none in a question of the kind text"),
    ),
    (
        "unit of a text",
        YAML,
        "        longest: 500\n",
        "        unit: {sv: ord, en: words}\n",
        PackError(YAML, 137, "application[2].questions[1].unit", "a unit", "none in a question of the kind text"),
    ),
    (
        "longest number",
        YAML,
        "        unit: {sv: om dagen, en: a day}\n",
        "        longest: 600\n",
        PackError(YAML, 142, "application[2].questions[2].longest", "600", "none in a question of the kind number"),
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "error"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_pack_is_refused(
    broken: Callable[[str, str, str], list[PackError]], file: str, old: str, new: str, error: PackError
) -> None:
    assert broken(file, old, new) == [error]
