"""Faults in the structure of a pack: codes, references, the order of stages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from soske.packs.errors import PackError

YAML = "pack.yaml"

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
]


@pytest.mark.parametrize(("file", "old", "new", "error"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_pack_is_refused(
    broken: Callable[[str, str, str], list[PackError]], file: str, old: str, new: str, error: PackError
) -> None:
    assert broken(file, old, new) == [error]
