"""Faults in the values of a pack and in its YAML."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from soske.packs.errors import PackError

YAML = "pack.yaml"

# (what is wrong, file, old text, new text, the one error)
BROKEN: list[tuple[str, str, str, str, PackError]] = [
    (
        "time of day as a number",
        YAML,
        'closes: "12:00"',
        "closes: 12",
        PackError(YAML, 44, "path[0].stages[0].closes", "12", 'a time of day in quotation marks, such as "16:00"'),
    ),
    (
        "unknown key",
        YAML,
        "    days: 2\n",
        "    days: 2\n    hours: 16\n",
        PackError(YAML, 32, "workload[0].hours", 'the key "hours"', "one of code, name, days"),
    ),
    (
        "required key missing",
        YAML,
        "    days: 2\n",
        "",
        PackError(YAML, 29, "workload[0].days", "nothing", "days for one team member over the whole academy"),
    ),
    (
        "control character",
        YAML,
        "kicker: {sv: För den som upphandlar skolmat, en: For those who buy school meals}",
        'kicker: {sv: För den som upphandlar skolmat, en: "For those who \\a buy school meals"}',
        PackError(YAML, 11, "public.kicker.en", "the control character U+0007", "text without control characters"),
    ),
    (
        "number as text",
        YAML,
        "seats: 10",
        'seats: "10"',
        PackError(YAML, 8, "seats", '"10"', "a whole number"),
    ),
    (
        "number as truth",
        YAML,
        "seats: 10",
        "seats: true",
        PackError(YAML, 8, "seats", "true", "a whole number"),
    ),
    (
        "number too small",
        YAML,
        "seats: 10",
        "seats: 0",
        PackError(YAML, 8, "seats", "0", "a number of at least 1"),
    ),
    (
        "text as number",
        YAML,
        'version: "1"',
        "version: 1",
        PackError(YAML, 4, "version", "1 without quotation marks", "text"),
    ),
    (
        "bad code",
        YAML,
        "code: kitchen",
        "code: Kitchen 1",
        PackError(
            YAML,
            29,
            "workload[0].code",
            '"Kitchen 1"',
            "a code: small letters, digits and _, beginning with a letter",
        ),
    ),
    (
        "unknown kind",
        YAML,
        "kind: followup",
        "kind: review",
        PackError(
            YAML,
            70,
            "path[2].stages[0].kind",
            '"review"',
            "one of call, info, interviews, selection, assignment, kickoff, workshop, sparring, handling, closing, "
            "followup, other",
        ),
    ),
    (
        "list instead of texts",
        YAML,
        "{sv: Matskolan, en: School Meals Lab}",
        "[Matskolan, School Meals Lab]",
        PackError(YAML, 6, "name", "a list", "a text for each language, or {text: NAME}"),
    ),
    (
        "other schema",
        YAML,
        "schema_version: 1",
        "schema_version: 2",
        PackError(YAML, 2, "schema_version", "2", "1"),
    ),
    (
        "letters in the pack file",
        YAML,
        "seats: 10",
        "seats: 10\nletters: []",
        PackError(YAML, 9, "letters", "letters in this file", "letters as files: letters/CODE.LANG.md"),
    ),
    (
        "key twice",
        YAML,
        "seats: 10",
        "seats: 10\nseats: 12",
        PackError(YAML, 9, "seats", 'the key "seats" a second time', "each key once (the first is on line 8)"),
    ),
    (
        "alias",
        YAML,
        "  - {sv: skolmat, en: school meals}",
        "  - &food {sv: skolmat, en: school meals}\n  - *food",
        PackError(YAML, 93, "tags[1]", "an alias of &food", "the value itself"),
    ),
    (
        "tag",
        YAML,
        "seats: 10",
        "seats: !number 10",
        PackError(YAML, 8, "seats", "the tag !number", "a plain value"),
    ),
    (
        "half a character",
        YAML,
        "sv: Matskolan,",
        'sv: "Matskolan \\uD83D",',
        PackError(YAML, 6, "name.sv", "half a character (\\uD800 to \\uDFFF)", "whole characters"),
    ),
    (
        "endless number",
        YAML,
        "    days: 2\n",
        "    days: 1e999\n",
        PackError(YAML, 31, "workload[0].days", "inf", "a number of at most 100"),
    ),
    (
        "key that is no word",
        YAML,
        "seats: 10",
        "10: seats",
        PackError(YAML, 8, "", 'the key "10"', "a key that is a word"),
    ),
    (
        "unknown kind of question",
        YAML,
        "kind: choices",
        "kind: list",
        PackError(
            YAML,
            154,
            "application[2].questions[4].kind",
            '"list"',
            "one of line, text, choice, choices, number, date",
        ),
    ),
    (
        "unknown kind of section",
        YAML,
        "kind: learn",
        "kind: learning",
        PackError(
            YAML,
            174,
            "application[4].kind",
            '"learning"',
            "one of group, goals, promises, learn, give, files, questions",
        ),
    ),
    (
        "answer too short to hold anything",
        YAML,
        "longest: 80",
        "longest: 8",
        PackError(YAML, 133, "application[2].questions[0].longest", "8", "a number of at least 20"),
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "error"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_pack_is_refused(
    broken: Callable[[str, str, str], list[PackError]], file: str, old: str, new: str, error: PackError
) -> None:
    assert broken(file, old, new) == [error]
