"""What a pack must fulfil beyond its schema. Works on data that may be wrong elsewhere: all faults come at once."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from soske.packs.checks_means import check_means
from soske.packs.checks_plan import check_plan
from soske.packs.codes import (
    ANNOUNCEMENT_WORDS,
    KICKOFF,
    LETTER_BLOCKS,
    LETTER_WORDS,
    ORGANISATION_TYPES,
    PLACEHOLDER,
    QuestionKind,
    SectionKind,
    StageKind,
)
from soske.packs.dates import order_faults, order_rules, stage_dates
from soske.packs.errors import shown
from soske.packs.reading import Key, Source
from soske.packs.rows import Row, check_kinds, check_reference, check_unique, list_of, rows, text_of
from soske.packs.schema import Pack
from soske.packs.shape import TextSpot, declared_languages, text_spots

MAX_SUBJECT = 70
CLOCK = re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
# A kick-off in the middle of a week, so that only what the pack itself says can move a stage.
SAMPLE_KICKOFF = dt.date(2026, 8, 27)

# language.md rule: an inserted name stays in the nominative, so nothing may be glued to it
GLUED_BEFORE = re.compile(r"[^\W_]$")
GLUED_AFTER = re.compile(r"^(:?[^\W\d_]|['’]s\b)")

STRAY = re.compile(r"\{[^{}]*\}|[{}]")


def check_texts(source: Source) -> None:
    """Languages, placeholders and braces of every text."""
    languages = declared_languages(source.data)
    for index, language in enumerate(languages):
        if language in languages[:index]:
            source.report(("languages", index), shown(language), "each language once")
    stages = [row["code"] for _, row in _stages(source) if isinstance(row.get("code"), str)]
    for spot in text_spots(source.data):
        if not isinstance(spot.value, dict):
            continue
        if languages:
            _check_languages(source, spot, languages)
        words = _words(spot.key, stages)
        for language, text in spot.value.items():
            if isinstance(text, str):
                _check_controls(source, (*spot.key, language), text)
                _check_inserts(source, (*spot.key, language), text, words)
                if spot.key[0] == "letters" and spot.key[-1] == "subject" and len(text) > MAX_SUBJECT:
                    found = f"{len(text)} characters"
                    source.report((*spot.key, language), found, f"at most {MAX_SUBJECT} characters")


def _check_languages(source: Source, spot: TextSpot, languages: list[str]) -> None:
    if not spot.value and not spot.required:
        return
    for language, text in spot.value.items():
        if language not in languages:
            source.report((*spot.key, language), f'a text in "{language}"', f"only texts in {', '.join(languages)}")
        elif isinstance(text, str) and not text.strip():
            source.report((*spot.key, language), "an empty text", f"a text in {language}")
    missing = [language for language in languages if language not in spot.value]
    if missing and spot.key not in source.incomplete:
        source.report(spot.key, f"no text in {', '.join(missing)}", f"a text in each of {', '.join(languages)}")


def _words(key: Key, stages: list[str]) -> list[str]:
    """The placeholders that a text may have, by where it stands."""
    match key:
        case ("announcement", *_):
            return sorted(ANNOUNCEMENT_WORDS)
        case ("letters", *_):
            return sorted(LETTER_WORDS)
        case ("path", int(), "note"):
            return stages
    return []


def _check_controls(source: Source, key: Key, text: str) -> None:
    """Control characters show as boxes and are never meant; the end of a line and the tabulator are."""
    for letter in text:
        if unicodedata.category(letter) == "Cc" and letter not in "\n\t":
            source.report(key, f"the control character U+{ord(letter):04X}", "text without control characters")
            return


def _check_inserts(source: Source, key: Key, text: str, words: list[str]) -> None:
    expected = f"one of {', '.join(f'{{{word}}}' for word in words)}" if words else "no placeholder in this text"
    for line, row in enumerate(text.split("\n")):
        for match in PLACEHOLDER.finditer(row):
            before, after = row[: match.start()], row[match.end() :]
            if match[1] not in words:
                source.report(key, match[0], expected, line)
            elif GLUED_BEFORE.search(before) or GLUED_AFTER.search(after):
                found = re.split(r"\s", before)[-1] + match[0] + re.split(r"\s", after)[0]
                source.report(key, shown(found), f"{match[0]} with a space or a mark around it", line)
            elif key[0] == "letters" and match[1] in LETTER_BLOCKS and (row.strip() != match[0] or "subject" in key):
                source.report(key, shown(row.strip()), f"{match[0]} on a line of its own in the body", line)
        for stray in STRAY.findall(PLACEHOLDER.sub(" ", row)):
            source.report(key, shown(stray), "braces only around the name of a placeholder", line)


def check_structure(source: Source) -> None:
    """Codes, references between parts, the kick-off, times of day and what a question may have."""
    check_unique(source, rows(source.data, "themes"))
    for key, theme in rows(source.data, "themes"):
        check_unique(source, rows(theme, "subthemes", key))
    check_unique(source, rows(source.data, "roles"))
    check_unique(source, rows(source.data, "workload"))
    check_unique(source, rows(source.data, "path"))
    check_unique(source, _stages(source))
    for name in ("eligibility", "criteria", "interview", "topics", "assignments", "feedback", "application"):
        check_unique(source, rows(source.data, name))
    for key, criterion in rows(source.data, "criteria"):
        _check_levels(source, key, criterion)
    for key, role in rows(source.data, "roles"):
        _check_conditions(source, (*key, "advice"), role.get("advice"))
    _check_assignments(source)
    _check_stages(source)
    _check_kickoff(source)
    _check_application(source)
    check_means(source)
    check_plan(source)


def _check_assignments(source: Source) -> None:
    """Each before a stage that there is, and with steps of codes of their own."""
    known = [KICKOFF, *(text_of(stage, "code") for _, stage in _stages(source))]
    for key, row in rows(source.data, "assignments"):
        check_reference(source, (*key, "before"), row.get("before"), known, "the code of a stage")
        check_unique(source, rows(row, "steps", key))


def _check_levels(source: Source, key: Key, criterion: dict[str, Any]) -> None:
    """Levels from the lowest to the highest, at least two and none with the points of another."""
    levels = [(at, row["points"]) for at, row in rows(criterion, "levels", key) if isinstance(row.get("points"), int)]
    if len(levels) == 1:
        source.report((*key, "levels"), "one level", "two levels or more, or none")
    for (_at, before), (at, points) in pairwise(levels):
        if points <= before:
            source.report((*at, "points"), str(points), f"more than {before}, the points of the level before")


def _check_conditions(source: Source, key: Key, row: Any) -> None:
    """The themes and the types of organisations that advice or a question is for."""
    themes = [text_of(theme, "code") for _, theme in rows(source.data, "themes")]
    for index, code in enumerate(list_of(row, "themes")):
        check_reference(source, (*key, "themes", index), code, themes, "the code of a theme")
    for index, code in enumerate(list_of(row, "organisation_types")):
        known, what = list(ORGANISATION_TYPES), "the code of an organisation type"
        check_reference(source, (*key, "organisation_types", index), code, known, what)


def _check_application(source: Source) -> None:
    sections = list(rows(source.data, "application"))
    kinds = check_kinds(source, sections, free=SectionKind.QUESTIONS)
    if sections and SectionKind.GROUP not in kinds:
        expected = "a section of the kind group, which asks who applies"
        source.report(("application",), "no section of the kind group", expected)
    questions = [row for key, section in sections for row in rows(section, "questions", key)]
    check_unique(source, iter(questions))
    for key, question in questions:
        _check_conditions(source, key, question)
        check_unique(source, rows(question, "options", key))
        _check_question(source, key, question)


def _check_question(source: Source, key: Key, question: dict[str, Any]) -> None:
    """What only questions of some kinds may have."""
    kind = text_of(question, "kind")
    if kind not in list(QuestionKind):
        return
    options, number = question.get("options"), len(list_of(question, "options"))
    if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        if number < 2 and (options is None or isinstance(options, list)):
            found = "one option" if number else "no options"
            source.report((*key, "options"), found, "at least two options to choose from")
    elif options:
        source.report((*key, "options"), "options", f"none in a question of the kind {kind}")
    if question.get("unit") and kind != QuestionKind.NUMBER:
        source.report((*key, "unit"), "a unit", f"none in a question of the kind {kind}")
    if question.get("longest") is not None and kind not in (QuestionKind.LINE, QuestionKind.TEXT):
        source.report((*key, "longest"), shown(question["longest"]), f"none in a question of the kind {kind}")


def _check_stages(source: Source) -> None:
    stages = list(_stages(source))
    codes = [text_of(stage, "code") for _, stage in stages]
    kickoffs = [text_of(stage, "code") for _, stage in stages if stage.get("kind") == StageKind.KICKOFF]
    for key, step in rows(source.data, "path"):
        own = [text_of(stage, "code") for _, stage in rows(step, "stages", key)]
        for index, code in enumerate(list_of(step, "spans")):
            check_reference(source, (*key, "spans", index), code, own, "the code of a stage of this step")
    for index, (key, stage) in enumerate(stages):
        if stage.get("kind") == StageKind.KICKOFF:
            continue
        if stage.get("code") == KICKOFF:
            source.report((*key, "code"), shown(KICKOFF), "another code: this one is kept for the kick-off")
        known = [*dict.fromkeys([KICKOFF, *kickoffs, *codes[:index]])]
        at = stage.get("at")
        if isinstance(at, dict):
            check_reference(source, (*key, "at", "of"), at.get("of"), known, "the code of an earlier stage")
        others = [code for code in codes if code != codes[index]]
        for name in ("within", "before"):
            check_reference(source, (*key, name), stage.get(name), others, "the code of another stage")
    for key, stage in stages:
        _check_clock(source, key, stage)


def _check_clock(source: Source, key: Key, stage: dict[str, Any]) -> None:
    times = {name: stage[name] for name in ("opens", "closes") if stage.get(name) is not None}
    wrong = [name for name, time in times.items() if not (isinstance(time, str) and CLOCK.match(time))]
    for name in wrong:
        source.report((*key, name), shown(times[name]), 'a time of day in quotation marks, such as "16:00"')
    if len(times) == 2 and not wrong and stage.get("days", 1) == 1 and times["closes"] <= times["opens"]:
        source.report((*key, "closes"), shown(times["closes"]), f"a time after {times['opens']}, when it opens")


def _check_kickoff(source: Source) -> None:
    found = [row for row in _stages(source) if row[1].get("kind") == StageKind.KICKOFF]
    if not found and isinstance(source.data.get("path"), list):
        source.report(("path",), "no stage of the kind kickoff", "exactly one")
    for key, _ in found[1:]:
        line = source.place((*found[0][0], "kind")).line
        source.report((*key, "kind"), "a second kickoff", f"exactly one (the first is on line {line})")
    for key, stage in found:
        at = stage.get("at")
        if isinstance(at, dict) and (at.get("days", 0) or at.get("months", 0) or at.get("of", KICKOFF) != KICKOFF):
            source.report((*key, "at"), "an offset of the kick-off", "at: {}, since all others are counted from it")


def check_order(source: Source, pack: Pack) -> None:
    """The order of the stages in time, tried with one kick-off. For a pack that has no other fault."""
    dates = stage_dates(pack.stages(), SAMPLE_KICKOFF)
    keys = {stage["code"]: key for key, stage in _stages(source)}
    for fault in order_faults(dates, order_rules(pack.stages())):
        first, last = dates[fault.code]
        other_first, other_last = dates[fault.other]
        sample = f"with the kick-off on {SAMPLE_KICKOFF}"
        match fault.kind:
            case "starts_before":
                name, found, expected = "at", f"{first}", f"{other_first} or later, as it follows {fault.other}"
            case "outside":
                name, found = "within", f"{first} to {last}"
                expected = f"days inside {other_first} to {other_last} of {fault.other}"
            case "not_before":
                name, found, expected = "before", f"the end on {last}", f"an end before {other_first} ({fault.other})"
            case _:
                raise AssertionError("a stage of a pack has at least one day")
        source.report((*keys[fault.code], name), f"{found} {sample}", expected)


def _stages(source: Source) -> Iterator[Row]:
    for key, step in rows(source.data, "path"):
        yield from rows(step, "stages", key)
