"""Loading of packs: the default one is whole, and every kind of fault is named with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from soske.packs.codes import LETTER_BLOCKS, PLACEHOLDER, SectionKind
from soske.packs.errors import PackError
from soske.packs.loader import builtin_codes, load_builtin, load_pack
from soske.packs.schema import StageKind

TINY = Path(__file__).parent / "tiny"
YAML = "pack.yaml"

Change = Callable[[str, str, str], None]


def test_tiny_pack_loads_with_its_own_words() -> None:
    pack = load_pack(TINY)
    assert pack.languages == ["sv", "en"]
    assert [stage.code for stage in pack.stages()] == ["open", "answer", "start", "tasting", "look_back"]
    assert pack.roles == []
    assert pack.public.work["en"] == "You try new dishes in one kitchen.\n\nThen you write them into the procurement."
    assert pack.letters[0].code == "selected"
    assert pack.letters[0].subject["sv"] == "Kom till första träffen den {kickoff}: {programme}"
    assert pack.letters[0].body["en"] == "Hello,\n\nYour place is ready. Read more: <{link}>\n\n{organiser}"
    assert pack.call.joint["en"] == "Several municipalities can apply together."
    assert [section.kind for section in pack.application[:3]] == ["group", "goals", "questions"]
    dish, *_, begins, chef = pack.application[2].questions
    assert (dish.kind, dish.longest, dish.required, dish.hidden) == ("line", 80, True, False)
    assert (begins.required, chef.hidden) == (False, True)
    assert [option.code for option in pack.application[2].questions[3].options] == ["own", "bought"]


def test_default_pack_is_complete() -> None:
    pack = load_builtin("soske")
    assert pack.languages == ["fi", "sv", "en"]
    assert (pack.seats, pack.length_months) == (6, 4)
    assert [step.code for step in pack.path] == [
        "call",
        "interviews",
        "selection",
        "assignment",
        "kickoff",
        "workshops",
        "handling",
        "closing",
        "followup",
    ]
    assert [stage.kind for stage in pack.path[5].stages] == [
        StageKind.WORKSHOP,
        StageKind.SPARRING,
        StageKind.WORKSHOP,
        StageKind.SPARRING,
        StageKind.WORKSHOP,
        StageKind.SPARRING,
        StageKind.WORKSHOP,
    ]
    assert [theme.code for theme in pack.themes] == ["employment", "rights"]
    assert [role.code for role in pack.roles if role.advice] == ["employment_services"]
    assert sum(work.days for work in pack.workload) == 10


def test_default_pack_has_every_letter_that_is_sent() -> None:
    assert [letter.code for letter in load_builtin("soske").letters] == [
        "anonymous_answered",
        "assignment_back",
        "assignment_coach",
        "assignment_comment",
        "assignment_given",
        "assignment_later",
        "assignment_same",
        "audience",
        "call_open",
        "coach_ended",
        "coach_teams",
        "coach_welcome",
        "completed",
        "completion",
        "digest",
        "info_recording",
        "info_request",
        "info_signup",
        "interest",
        "interview_booked",
        "interview_cancelled",
        "interview_invite",
        "introduction_accepted",
        "introduction_declined",
        "introduction_proposed",
        "introduction_withdrawn",
        "invited",
        "joined",
        "late",
        "meeting_cancelled",
        "meeting_invite",
        "meeting_moved",
        "meeting_seat",
        "meeting_sponsor",
        "meetings_moved",
        "member_left",
        "not_selected",
        "partner_message",
        "reserve",
        "review_given",
        "seat_confirm",
        "seat_offered",
        "seat_reminder",
        "selected",
        "session_booked",
        "session_cancelled",
        "session_moved",
        "session_steps",
        "sign_off",
        "sign_off_undone",
        "submitted",
        "team_coach_ended",
        "team_coaches",
        "team_joined",
        "team_left",
        "team_successor",
        "withdrawn",
    ]


def test_default_pack_asks_about_fourteen_things() -> None:
    pack = load_builtin("soske")
    assert [section.kind for section in pack.application] == [
        SectionKind.GROUP,
        SectionKind.GOALS,
        SectionKind.QUESTIONS,
        SectionKind.PROMISES,
        SectionKind.LEARN,
        SectionKind.GIVE,
        SectionKind.QUESTIONS,
        SectionKind.FILES,
    ]
    questions = {question.code: question for section in pack.application for question in section.questions}
    always = [code for code, question in questions.items() if not (question.themes or question.organisation_types)]
    # beside them: theme, goal, promise, what to learn and to give, and one question of the theme
    assert always == [
        "pilot_object",
        "pilot_value",
        "pilot_time",
        "pilot_reason",
        "work_begun",
        "team_hours",
        "work_division",
    ]
    assert {code: question.themes for code, question in questions.items() if question.themes} == {
        "employment_partner": ["employment"],
        "rights_risk": ["rights"],
    }
    assert all(question.help and question.short for question in questions.values())
    assert [len(rows) for rows in (pack.eligibility, pack.criteria, pack.topics)] == [6, 6, 16]


def test_default_letters_have_their_message_or_list_and_a_subject_that_is_never_empty() -> None:
    letters = {letter.code: letter for letter in load_builtin("soske").letters}
    blocks = {
        code: {word for word in LETTER_BLOCKS if f"\n{{{word}}}\n" in letter.body["fi"]}
        for code, letter in letters.items()
    }
    assert {code: words for code, words in blocks.items() if words} == {
        "anonymous_answered": {"list", "message"},
        "assignment_back": {"message"},
        "assignment_comment": {"message"},
        "audience": {"message"},
        "coach_ended": {"list"},
        "coach_teams": {"list"},
        "completed": {"list"},
        "completion": {"message", "list"},
        "digest": {"list"},
        "info_signup": {"message"},
        "meetings_moved": {"list"},
        "not_selected": {"reason", "advice"},
        "partner_message": {"message"},
        "reserve": {"reason", "advice"},
        "seat_offered": {"reason", "advice"},
        "session_steps": {"list"},
        "submitted": {"list"},
        "team_coaches": {"list"},
        "team_joined": {"list"},
        "team_left": {"list"},
        "team_successor": {"list"},
    }
    for code, letter in letters.items():
        words = [set(PLACEHOLDER.findall(text)) for text in (*letter.subject.values(), *letter.body.values())]
        assert words[0] == words[1] == words[2], code
        assert words[3] == words[4] == words[5], code


def test_builtin_packs_are_folders_with_a_pack_file() -> None:
    assert builtin_codes() == ["soske"]
    with pytest.raises(LookupError) as caught:
        load_builtin("../soske")
    assert str(caught.value) == 'No pack "../soske" comes with Soske. There are: soske.'


def _long(folder: Path) -> None:
    (folder / "texts/work.en.md").write_text("a" * 20_001, encoding="utf-8")


def _latin(folder: Path) -> None:
    (folder / "texts/work.sv.md").write_bytes("Rätt\nsätt\n".encode("latin-1"))


FILES: list[tuple[str, Callable[[Path], object], PackError]] = [
    (
        "no pack file",
        lambda folder: (folder / YAML).unlink(),
        PackError(YAML, 1, "", "no such file", "a file with this name in the folder of the pack"),
    ),
    (
        "empty pack file",
        lambda folder: (folder / YAML).write_text("# nothing yet\n"),
        PackError(YAML, 1, "", "an empty file", "the keys of a pack"),
    ),
    (
        "pack file is a list",
        lambda folder: (folder / YAML).write_text("- code: meals\n"),
        PackError(
            YAML,
            1,
            "",
            "a list",
            "a mapping with the keys schema_version, code, version, languages, name, length_months, seats, public, "
            "themes, roles, workload, path, announcement, tags, call, seat, eligibility, criteria, "
            "interview, application, topics, assignments, sparring, "
            "feedback, maturity, purchases, means, plan",
        ),
    ),
    (
        "YAML fault",
        lambda folder: (folder / YAML).write_text("code: meals\nseats: [1, 2\nname: x\n"),
        PackError(YAML, 3, "", "a fault in the YAML (expected ',' or ']', but got ':')", "valid YAML"),
    ),
    (
        "forbidden character",
        lambda folder: (folder / YAML).write_text("code: meals\nname: \x07\n"),
        PackError(YAML, 2, "", "a character that YAML forbids", "valid YAML"),
    ),
    (
        "nested too deeply",
        lambda folder: (folder / YAML).write_text("[" * 20_000),
        PackError(YAML, 1, "", "lists or mappings nested very deeply", "the keys of a pack"),
    ),
    (
        "pack file is not UTF-8",
        lambda folder: (folder / YAML).write_bytes("code: meals\nname: {sv: Kök}\n".encode("latin-1")),
        PackError(YAML, 2, "", "the byte 0xf6", "UTF-8 text"),
    ),
    ("text is not UTF-8", _latin, PackError("texts/work.sv.md", 1, "", "the byte 0xe4", "UTF-8 text")),
    (
        "text is too long",
        _long,
        PackError("texts/work.en.md", 1, "", "20001 characters", "at most 20000 characters"),
    ),
    (
        "text is empty",
        lambda folder: (folder / "texts/work.en.md").write_text("\n \n"),
        PackError("texts/work.en.md", 1, "public.work.en", "an empty text", "a text in en"),
    ),
    (
        "text lacks a language",
        lambda folder: (folder / "texts/work.en.md").unlink(),
        PackError(YAML, 15, "public.work.text", "no file texts/work.en.md", "a file for each language"),
    ),
    (
        "text that nothing uses",
        lambda folder: (folder / "texts/works.en.md").write_text("What is done."),
        PackError("texts/works.en.md", 1, "", "a text that nothing uses", "{text: works} in pack.yaml"),
    ),
    (
        "text in a language that is not declared",
        lambda folder: (folder / "texts/work.fi.md").write_text("Mitä tehdään."),
        PackError("texts/work.fi.md", 1, "", 'a file in "fi"', "only files in sv, en"),
    ),
    (
        "unknown file beside the texts",
        lambda folder: (folder / "texts/work.sv.md~").write_text("old"),
        PackError("texts/work.sv.md~", 1, "", "an unknown file", "only files named NAME.LANG.md"),
    ),
    (
        "unknown file beside the letters",
        lambda folder: (folder / "letters/notes.txt").write_text("remember"),
        PackError("letters/notes.txt", 1, "", "an unknown file", "only files named NAME.LANG.md"),
    ),
    (
        "letter lacks a language",
        lambda folder: (folder / "letters/selected.sv.md").unlink(),
        PackError("letters/selected.sv.md", 1, "", "no such file", "a file for each language"),
    ),
    (
        "letter has no body",
        lambda folder: (folder / "letters/selected.sv.md").write_text("# Kom den {kickoff}\n\n"),
        PackError("letters/selected.sv.md", 3, "letters[0].body.sv", "an empty text", "a text in sv"),
    ),
]


@pytest.mark.parametrize(("breaks", "error"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_broken_files_are_refused(
    folder: Path, errors: Callable[[], list[PackError]], breaks: Callable[[Path], object], error: PackError
) -> None:
    breaks(folder)
    assert errors() == [error]


def test_all_errors_come_at_once_by_file_and_line(change: Change, errors: Callable[[], list[PackError]]) -> None:
    change(YAML, "{of: tasting, months: 12}", "{of: tastin, months: 12}")
    change(YAML, "seats: 10", "seats: many")
    change("letters/selected.sv.md", "<{link}>", "{linkk}")
    assert [str(error) for error in errors()] == [
        (
            "letters/selected.sv.md:5: letters[0].body.sv: found {linkk}, expected one of {address}, {advice}, "
            "{answer_by}, {assignment}, {before}, {case_number}, {closes}, {coach}, {contact}, {coordinator}, {due}, "
            "{gets}, {gives}, {group}, {kickoff}, {link}, {list}, {meeting}, {meetings}, {members}, {message}, "
            "{number}, {opens}, {organisation}, {organiser}, {place}, {position}, {programme}, {reason}, {sender}, "
            "{team}, {why}"
        ),
        'pack.yaml:8: seats: found "many", expected a whole number',
        (
            'pack.yaml:72: path[2].stages[0].at.of: found "tastin", expected the code of an earlier stage '
            "(kickoff, start, open, answer, tasting)"
        ),
    ]


def test_line_ends_of_windows_and_byte_order_mark_are_read(folder: Path) -> None:
    for file in [folder / YAML, *folder.glob("*/*.md")]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(folder) == load_pack(TINY)


def test_stages_are_counted_from_a_kickoff_of_any_code(folder: Path, change: Change) -> None:
    change(YAML, "at: {months: 3}", "at: {of: start, months: 3}")
    assert load_pack(folder).stages()[3].at.of == "start"


def test_optional_text_may_be_left_out(folder: Path, change: Change) -> None:
    change(YAML, '    note: {sv: "Svar {answer}", en: "Answer {answer}"}\n', "")
    assert not load_pack(folder).path[0].note


def test_swedish_letters_leave_den_to_the_date() -> None:
    letters = load_builtin("soske").letters
    texts = [text.replace("*", "") for letter in letters for text in (letter.subject["sv"], letter.body["sv"])]
    assert [text for text in texts if "den {" in text] == []


def test_folded_text_has_no_mark_of_its_folds() -> None:
    pack = load_builtin("soske")
    assert [text for text in pack.public.lead.values() if any(ord(letter) < 32 for letter in text)] == []
