"""Faults in the texts of a pack: languages, placeholders, letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from soske.packs.errors import PackError

YAML = "pack.yaml"

# (what is wrong, file, old text, new text, the one error)
BROKEN: list[tuple[str, str, str, str, PackError]] = [
    (
        "language missing",
        YAML,
        "{sv: Mindre matsvinn, en: Less food waste}",
        "{sv: Mindre matsvinn}",
        PackError(YAML, 24, "themes[1].name", "no text in en", "a text in each of sv, en"),
    ),
    (
        "language empty",
        YAML,
        "en: Less food waste}",
        'en: ""}',
        PackError(YAML, 24, "themes[1].name.en", "an empty text", "a text in en"),
    ),
    (
        "language not declared",
        YAML,
        "en: Less food waste}",
        "en: Less food waste, fi: Hävikki}",
        PackError(YAML, 24, "themes[1].name.fi", 'a text in "fi"', "only texts in sv, en"),
    ),
    (
        "language declared twice",
        YAML,
        "[sv, en]",
        "[sv, en, sv]",
        PackError(YAML, 5, "languages[2]", '"sv"', "each language once"),
    ),
    (
        "unknown stage in a note",
        YAML,
        "Svar {answer}",
        "Svar {reply}",
        PackError(YAML, 36, "path[0].note.sv", "{reply}", "one of {open}, {answer}, {start}, {tasting}, {look_back}"),
    ),
    (
        "unknown placeholder in the announcement",
        YAML,
        "{count} kök lagar",
        "{number} kök lagar",
        PackError(
            YAML,
            77,
            "announcement.heading.other.sv",
            "{number}",
            "one of {count}, {joint}, {kickoff}, {months}, {organiser}, {programme}",
        ),
    ),
    (
        "placeholder where none is filled in",
        YAML,
        "sv: Ni sänker klimatavtrycket",
        "sv: Under {months} månader sänker ni klimatavtrycket",
        PackError(YAML, 13, "public.lead.sv", "{months}", "no placeholder in this text"),
    ),
    (
        "stray brace",
        YAML,
        "sv: Ni sänker klimatavtrycket",
        "sv: Ni sänker } klimatavtrycket",
        PackError(YAML, 13, "public.lead.sv", '"}"', "braces only around the name of a placeholder"),
    ),
    (
        "braces around what is no name",
        YAML,
        "{count} kök lagar",
        "{Count} kök lagar",
        PackError(
            YAML,
            77,
            "announcement.heading.other.sv",
            '"{Count}"',
            "braces only around the name of a placeholder",
        ),
    ),
    (
        "ending glued to a placeholder",
        YAML,
        'en: "{programme} lasts {months} months."',
        'en: "{programme}\'s length is {months} months."',
        PackError(
            YAML,
            86,
            "announcement.length.other.en",
            '"{programme}\'s"',
            "{programme} with a space or a mark around it",
        ),
    ),
    (
        "colon and ending glued to a placeholder",
        YAML,
        'sv: "{programme} varar {months} månader."',
        'sv: "Längden på {programme}:n är {months} månader."',
        PackError(
            YAML,
            86,
            "announcement.length.other.sv",
            '"{programme}:n"',
            "{programme} with a space or a mark around it",
        ),
    ),
    (
        "letter glued before a placeholder",
        "letters/selected.en.md",
        "Read more: <{link}>",
        "Read more at{link}",
        PackError(
            "letters/selected.en.md",
            5,
            "letters[0].body.en",
            '"at{link}"',
            "{link} with a space or a mark around it",
        ),
    ),
    (
        "placeholder in a text file",
        "texts/work.sv.md",
        "Sedan skriver ni",
        "Sedan skriver {organiser}",
        PackError("texts/work.sv.md", 3, "public.work.sv", "{organiser}", "no placeholder in this text"),
    ),
    (
        "subject too long",
        "letters/selected.en.md",
        "# Come to",
        "# Please be so kind as to come to",
        PackError("letters/selected.en.md", 1, "letters[0].subject.en", "75 characters", "at most 70 characters"),
    ),
    (
        "letter without a subject",
        "letters/selected.en.md",
        "# Come to",
        "Come to",
        PackError(
            "letters/selected.en.md",
            1,
            "letters[0].subject.en",
            '"Come to the first meeting on {kickoff}: {programme}"',
            '"# " and the subject on the first line',
        ),
    ),
    (
        "no empty line after the subject",
        "letters/selected.en.md",
        "\n\nHello,",
        "\nHello,",
        PackError("letters/selected.en.md", 2, "letters[0].body.en", '"Hello,"', "an empty line after the subject"),
    ),
    (
        "text without files",
        YAML,
        "audience: {sv: Alla kommuner kan söka., en: Any municipality can apply.}",
        "audience: {text: Audience}",
        PackError(YAML, 16, "public.audience.text", '"Audience"', "the NAME of files texts/NAME.LANG.md"),
    ),
    (
        "block inside a line",
        "letters/submitted.en.md",
        "\n{list}\n",
        "\nThis is what we have: {list}\n",
        PackError(
            "letters/submitted.en.md",
            7,
            "letters[1].body.en",
            '"This is what we have: {list}"',
            "{list} on a line of its own in the body",
        ),
    ),
    (
        "block in a subject",
        "letters/submitted.sv.md",
        "# Ansökan har kommit fram: {programme}",
        "# {message}",
        PackError(
            "letters/submitted.sv.md",
            1,
            "letters[1].subject.sv",
            '"{message}"',
            "{message} on a line of its own in the body",
        ),
    ),
    (
        "placeholder in a question",
        YAML,
        "en: Why that one?",
        'en: "Why is {programme} for you?"',
        PackError(YAML, 136, "application[2].questions[1].name.en", "{programme}", "no placeholder in this text"),
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "error"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_pack_is_refused(
    broken: Callable[[str, str, str], list[PackError]], file: str, old: str, new: str, error: PackError
) -> None:
    assert broken(file, old, new) == [error]
