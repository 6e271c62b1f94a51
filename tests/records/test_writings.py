"""Writing together: nothing that anybody typed is lost, nobody is in conflict with herself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from soske.base.opened import Stale
from soske.people.models import Person
from soske.records.connect import Written
from soske.records.models import AuditRow, EarlierWriting, ParallelWriting, Presence, Writing
from soske.records.presence import presence_seen
from soske.records.writings import (
    LONGEST,
    Saved,
    changed,
    version_mark,
    version_read,
    writing_choose,
    writing_history,
    writing_milestone,
    writing_of,
    writing_restore,
    writing_save,
    writings_by,
    writings_of,
)
from tests.support.queries import counted
from tests.support.world import person

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 1, 12, 1, tzinfo=dt.UTC)
SUBJECT = ("application", 1)
ONE, TWO = "window-one", "window-two"


@pytest.fixture
def aino(db: None) -> Person:
    return person("aino")


@pytest.fixture
def bo(db: None) -> Person:
    return person("bo")


def save(by: Person, text: str, base: int, *, minute: float = 0, field: str = "q.why", **more: str) -> Saved:
    return writing_save(
        by=by,
        scope=1,
        subject=SUBJECT,
        field=field,
        text=text,
        base=base,
        now=NOW + dt.timedelta(minutes=minute),
        **more,
    )


def stands() -> tuple[str, int]:
    head = Writing.objects.get()
    return head.text, head.version


def beside() -> list[str]:
    return list(ParallelWriting.objects.order_by("pk").values_list("text", flat=True))


def before() -> list[str]:
    return [each.text for each in writing_history(SUBJECT, "q.why")]


# --- saving ---------------------------------------------------------------------------------------------------------
def test_first_text_stands_as_it_was_typed(aino: Person) -> None:
    saved = save(aino, "  Siivous \n", 0)
    assert (saved.state, saved.writing.version, saved.parallel) == ("saved", 1, None)
    assert stands() == ("  Siivous \n", 1)
    assert (saved.writing.person_id, saved.writing.saved_at) == (aino.pk, NOW)


def test_text_goes_on_from_its_version(aino: Person, bo: Person) -> None:
    save(aino, "Siivous", 0)
    assert save(bo, "Siivous ja ruoka", 1).state == "saved"
    assert stands() == ("Siivous ja ruoka", 2)


def test_text_that_stands_already_is_not_saved_again(aino: Person, bo: Person) -> None:
    save(aino, "Siivous", 0)
    assert (save(bo, "Siivous", 0).state, save(aino, "Siivous", 1).state) == ("same", "same")
    assert (stands(), before(), beside()) == (("Siivous", 1), [], [])


def test_empty_field_that_nobody_wrote_stays_unwritten(aino: Person) -> None:
    assert (save(aino, "", 0).state, stands()) == ("same", ("", 0))


def test_text_can_be_emptied_and_brought_back(aino: Person) -> None:
    save(aino, "Siivous", 0)
    assert (save(aino, "", 1, minute=11).state, stands(), before()) == ("saved", ("", 2), ["Siivous"])


def test_control_characters_are_dropped_and_ends_of_lines_are_one(aino: Person) -> None:
    save(aino, "a\x00b\x07\r\nc\td\ud800", 0)
    assert stands() == ("ab\nc\td", 1)


@pytest.mark.parametrize("longest", [10, LONGEST])
def test_too_long_text_is_refused_and_nothing_changes(aino: Person, longest: int) -> None:
    save(aino, "Siivous", 0)
    with pytest.raises(ValidationError) as refused:
        writing_save(
            by=aino,
            scope=1,
            subject=SUBJECT,
            field="q.why",
            text="x" * (longest + 1),
            base=1,
            now=NOW,
            longest=longest,
        )
    assert list(refused.value.message_dict) == ["q.why"]
    assert stands() == ("Siivous", 1)


def test_longest_text_is_kept_whole(aino: Person) -> None:
    text = "ä\n" * (LONGEST // 2)
    save(aino, text, 0)
    assert stands() == (text, 1)


def test_limit_of_a_page_cannot_exceed_the_limit_of_all(aino: Person) -> None:
    with pytest.raises(ValidationError):
        writing_save(
            by=aino, scope=1, subject=SUBJECT, field="q", text="x" * (LONGEST + 1), base=0, now=NOW, longest=10**9
        )


# --- two texts ------------------------------------------------------------------------------------------------------
def test_text_that_comes_too_late_is_kept_beside_the_one_that_stands(aino: Person, bo: Person) -> None:
    save(aino, "Siivous", 0)
    save(aino, "Siivous A", 1)
    saved = save(bo, "Siivous B", 1)
    assert (saved.state, stands(), beside()) == ("parallel", ("Siivous A", 2), ["Siivous B"])
    assert saved.parallel is not None and (saved.parallel.base, saved.parallel.person_id) == (1, bo.pk)


def test_two_first_texts_are_both_kept(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    assert (save(bo, "B", 0).state, stands(), beside()) == ("parallel", ("A", 1), ["B"])


def test_version_that_never_was_is_taken_for_a_stale_one(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    assert (save(bo, "B", 99).state, save(bo, "C", -1).state, stands()) == ("parallel", "parallel", ("A", 2))


def test_going_on_after_a_conflict_changes_the_parallel_text_only(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B", 0, token=f"{ONE}.1")
    saved = save(bo, "B and more", 0, token=f"{ONE}.2")
    assert (saved.state, stands(), beside(), before()) == ("parallel", ("A", 1), ["B and more"], [])


def test_late_request_of_a_conflict_does_not_undo_a_newer_one(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B and more", 0, token=f"{ONE}.2")
    assert (save(bo, "B", 0, token=f"{ONE}.1").state, beside()) == ("parallel", ["B and more"])


def test_parallel_text_of_another_window_goes_aside_and_is_not_lost(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B at work", 0, token=f"{ONE}.1")
    save(bo, "B at home", 0, token=f"{TWO}.1")
    assert (beside(), before(), stands()) == (["B at home"], ["B at work"], ("A", 2))


def test_text_put_aside_makes_nobody_stale(aino: Person, bo: Person) -> None:
    test_parallel_text_of_another_window_goes_aside_and_is_not_lost(aino, bo)
    assert (save(aino, "A and more", 1).state, stands(), before()) == (
        "saved",
        ("A and more", 3),
        ["B at work"],
    )


def test_two_people_may_have_a_text_beside_the_one_that_stands(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B", 0)
    save(person("cecilia"), "C", 0)
    assert (stands(), beside()) == (("A", 1), ["B", "C"])


def test_typing_back_to_the_text_that_stands_ends_the_conflict(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "AB", 0, token=f"{ONE}.1")
    assert (save(bo, "A", 0, token=f"{ONE}.2").state, beside(), before()) == ("same", [], ["AB"])


# --- an answer that was lost ------------------------------------------------------------------------------------------
def test_repeated_save_changes_nothing(aino: Person) -> None:
    first = save(aino, "Siivous", 0, token=f"{ONE}.1")
    again = save(aino, "Siivous", 0, token=f"{ONE}.1")
    assert (first.state, again.state, stands(), before(), beside()) == ("saved", "same", ("Siivous", 1), [], [])


def test_window_that_heard_no_answer_goes_on(aino: Person) -> None:
    for number, text in enumerate(["S", "Si", "Sii"], start=1):
        assert save(aino, text, 0, token=f"{ONE}.{number}").state == "saved"
    assert (stands(), beside()) == (("Sii", 3), [])


def test_late_request_does_not_undo_a_newer_one_of_its_window(aino: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.2")
    assert (save(aino, "Sii", 0, token=f"{ONE}.1").state, stands(), beside()) == ("same", ("Siivous", 1), [])


def test_page_that_was_closed_before_it_heard_goes_on_in_the_next(aino: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.1")
    saved = save(aino, "Siivous ja ruoka", 0, token=f"{TWO}.1 {ONE}.1")
    assert (saved.state, stands(), beside()) == ("saved", ("Siivous ja ruoka", 2), [])


def test_window_goes_on_for_several_that_were_closed(aino: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.1")
    saved = save(aino, "Siivous ja", 0, token=f"window-three.1 {TWO}.4 {ONE}.1")
    assert (saved.state, stands(), beside()) == ("saved", ("Siivous ja", 2), [])


def test_two_windows_of_one_person_do_not_overwrite_each_other(aino: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.1")
    saved = save(aino, "Ruoka", 0, token=f"{TWO}.1")
    assert (saved.state, stands(), beside()) == ("parallel", ("Siivous", 1), ["Ruoka"])


def test_window_that_went_on_after_a_copy_of_it_was_opened_is_not_overwritten(aino: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.1")
    save(aino, "Siivous ja", 1, token=f"{ONE}.2")
    saved = save(aino, "Siivous!", 0, token=f"{TWO}.1 {ONE}.1")
    assert (saved.state, stands(), beside()) == ("parallel", ("Siivous ja", 2), ["Siivous!"])


def test_text_that_was_stored_and_built_upon_makes_no_conflict_when_it_is_sent_again(aino: Person, bo: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.1")
    save(bo, "Siivous ja ruoka", 1)
    assert (save(aino, "Siivous", 0, token=f"{TWO}.1").state, stands(), beside()) == (
        "same",
        ("Siivous ja ruoka", 2),
        [],
    )


def test_window_is_in_conflict_when_somebody_came_between(aino: Person, bo: Person) -> None:
    save(aino, "Siivous", 0, token=f"{ONE}.1")
    save(bo, "Siivous ja ruoka", 1)
    saved = save(aino, "Siivous ja kuljetus", 0, token=f"{ONE}.2")
    assert (saved.state, stands(), beside()) == ("parallel", ("Siivous ja ruoka", 2), ["Siivous ja kuljetus"])


@pytest.mark.parametrize("token", ["", ".1", "short.1", f"{ONE}.x", f"{ONE}.1.2", "x" * 60 + ".1", f"{ONE}.1\n"])
def test_forged_token_follows_nothing(aino: Person, token: str) -> None:
    save(aino, "A", 0, token=token)
    assert (save(aino, "B", 0, token=token).state, stands()) == ("parallel", ("A", 1))


# --- what is kept -----------------------------------------------------------------------------------------------------
def test_text_of_another_writer_is_kept(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B", 1)
    save(aino, "C", 2)
    assert (stands(), before()) == (("C", 3), ["B", "A"])


def test_last_text_of_each_ten_minutes_is_kept(aino: Person) -> None:
    for number, minute in enumerate([0, 1, 8.5, 9.5, 12, 40]):
        save(aino, f"{number}", number, minute=minute)
    assert (stands(), before()) == (("5", 6), ["4", "2"])


def test_typing_without_a_pause_keeps_no_text_twice(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    writing_milestone(SUBJECT)
    writing_milestone(SUBJECT)
    save(bo, "B", 1)
    assert before() == ["A"]


def test_milestone_keeps_every_text_that_is_not_empty(aino: Person) -> None:
    save(aino, "A", 0)
    save(aino, "B", 0, field="q.what")
    save(aino, "", 0, field="q.none")
    assert writing_milestone(SUBJECT) == 2
    assert (stands_of("q.why"), before()) == ("A", ["A"])


def stands_of(field: str) -> str:
    return writings_of(SUBJECT)[field].text


# --- choosing -------------------------------------------------------------------------------------------------------
def conflict(aino: Person, bo: Person) -> int:
    save(aino, "Mallila", 0)
    saved = save(bo, "Esimerkkilä", 0, token=f"{ONE}.1")
    assert saved.parallel is not None
    return saved.parallel.pk


def choose(by: Person, keep: str, parallel: int, base: int = 1) -> Writing:
    return writing_choose(by=by, subject=SUBJECT, field="q.why", keep=keep, parallel=parallel, base=base, now=NOW)


@pytest.mark.parametrize(
    ("keep", "text", "kept"),
    [
        ("mine", "Esimerkkilä", ["Mallila"]),
        ("theirs", "Mallila", ["Esimerkkilä"]),
        ("both", "Mallila\n\nEsimerkkilä", ["Esimerkkilä", "Mallila"]),
    ],
)
def test_choice_leaves_one_text_and_keeps_the_rest(
    aino: Person, bo: Person, keep: str, text: str, kept: list[str]
) -> None:
    head = choose(bo, keep, conflict(aino, bo))
    assert (head.text, beside(), before()) == (text, [], kept)
    assert stands() == (head.text, head.version)
    row = AuditRow.objects.get()
    assert (row.act, row.details["field"], row.details["keep"]) == ("text_chosen", "q.why", keep)


def test_choice_can_be_changed(aino: Person, bo: Person) -> None:
    choose(bo, "theirs", conflict(aino, bo))
    [earlier] = writing_history(SUBJECT, "q.why")
    head = writing_restore(by=bo, subject=SUBJECT, field="q.why", version=earlier.version, now=NOW)
    assert (head.text, before()) == ("Esimerkkilä", ["Esimerkkilä", "Mallila"])
    assert AuditRow.objects.latest("pk").act == "text_restored"


def test_choice_is_refused_when_the_other_text_has_changed(aino: Person, bo: Person) -> None:
    parallel = conflict(aino, bo)
    save(aino, "Mallila on muuttanut", 1)
    with pytest.raises(Stale):
        choose(bo, "mine", parallel)
    assert (stands(), beside()) == (("Mallila on muuttanut", 2), ["Esimerkkilä"])


def test_choice_is_made_once(aino: Person, bo: Person) -> None:
    parallel = conflict(aino, bo)
    choose(bo, "mine", parallel)
    with pytest.raises(Stale):
        choose(aino, "theirs", parallel, base=2)
    assert stands() == ("Esimerkkilä", 2)


def test_choice_of_nothing_known_is_refused(aino: Person, bo: Person) -> None:
    parallel = conflict(aino, bo)
    with pytest.raises(ValidationError):
        choose(bo, "everything", parallel)
    assert beside() == ["Esimerkkilä"]


def test_parallel_text_of_another_field_cannot_be_chosen(aino: Person, bo: Person) -> None:
    parallel = conflict(aino, bo)
    save(aino, "x", 0, field="q.what")
    with pytest.raises(Stale):
        writing_choose(by=bo, subject=SUBJECT, field="q.what", keep="mine", parallel=parallel, base=1, now=NOW)


def test_two_texts_that_are_too_long_together_stay_apart(aino: Person, bo: Person) -> None:
    save(aino, "a" * (LONGEST - 1), 0)
    saved = save(bo, "b" * (LONGEST - 1), 0)
    assert saved.parallel is not None
    with pytest.raises(ValidationError):
        choose(bo, "both", saved.parallel.pk)
    assert len(beside()) == 1


def test_writer_whose_text_was_chosen_by_another_goes_on_without_a_conflict(aino: Person, bo: Person) -> None:
    choose(aino, "mine", conflict(aino, bo))
    assert (save(bo, "Esimerkkilä jatkaa", 0, token=f"{ONE}.2").state, beside()) == ("saved", [])


def test_writer_whose_text_was_not_chosen_keeps_it_beside(aino: Person, bo: Person) -> None:
    choose(aino, "theirs", conflict(aino, bo))
    assert (save(bo, "Esimerkkilä jatkaa", 0, token=f"{ONE}.2").state, beside()) == (
        "parallel",
        ["Esimerkkilä jatkaa"],
    )


def test_choice_makes_nobody_stale_who_looked_at_the_text_that_stays(aino: Person, bo: Person) -> None:
    choose(bo, "theirs", conflict(aino, bo))
    assert (save(aino, "Mallila jatkaa", 1).state, stands()) == ("saved", ("Mallila jatkaa", 3))


def test_text_that_is_not_kept_cannot_be_restored(aino: Person) -> None:
    save(aino, "A", 0)
    for field, version in (("q.why", 7), ("q.none", 1)):
        with pytest.raises(ValidationError):
            writing_restore(by=aino, subject=SUBJECT, field=field, version=version, now=NOW)


# --- reading --------------------------------------------------------------------------------------------------------
def test_fields_are_read_with_two_queries(aino: Person, bo: Person) -> None:
    for number in range(30):
        save(aino, "A", 0, field=f"q.{number}")
        save(bo, "B", 0, field=f"q.{number}")
    with counted() as counts:
        views = writings_of(SUBJECT)
    assert counts.queries == 2
    assert [len(view.parallels) for view in views.values()] == [1] * 30
    assert (views["q.3"].text, views["q.3"].version, views["q.3"].parallels[0].text) == ("A", 1, "B")
    assert writing_of(SUBJECT, "q.3") == views["q.3"]
    assert writing_of(SUBJECT, "q.none") is None


def test_texts_of_other_subjects_are_not_read(aino: Person) -> None:
    save(aino, "A", 0)
    assert (writings_of(("application", 2)), writings_of(("plan", 1)), writing_history(("plan", 1), "q.why")) == (
        {},
        {},
        [],
    )


def test_mark_tells_whether_a_field_was_changed_in_a_form() -> None:
    mark = version_mark(3, "a\nb")
    assert (version_read(mark)[0], changed(mark, "a\r\nb"), changed(mark, "a\nb ")) == (3, False, True)
    assert (changed("0-", ""), changed("", ""), changed("0-", "a")) == (False, False, True)


@pytest.mark.parametrize("value", ["", "-", "x-1", "-1-abc", "1" * 30, "²-1", "٣-1"])
def test_forged_mark_is_version_nought(value: str) -> None:
    assert version_read(value) == (0, "")


def test_erased_subject_takes_its_texts_along(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B", 1)
    save(aino, "C", 1)
    Writing.objects.all().delete()
    assert (EarlierWriting.objects.count(), ParallelWriting.objects.count()) == (0, 0)


# --- a person who leaves ----------------------------------------------------------------------------------------------
def test_texts_of_an_erased_person_stay_without_her_name(aino: Person, bo: Person) -> None:
    save(aino, "A", 0)
    save(bo, "B", 1)
    save(aino, "C", 2)
    save(bo, "beside", 1)
    save(bo, "B", 0, field="q.what")
    presence_seen(person=bo, subject=SUBJECT, place="", now=NOW)
    assert writings_by(bo.pk) == [(SUBJECT, 2)]
    [data] = Written().kept(person=bo)
    assert len(data.rows) == 1
    assert Written().erase(person=bo, preview=True) == Written().erase(person=bo, preview=False)
    assert (writings_by(bo.pk), beside(), before(), Presence.objects.count()) == ([], [], ["beside", "B", "A"], 0)
    assert [each.person_id for each in writing_history(SUBJECT, "q.why")] == [None, None, aino.pk]
    assert stands_of("q.what") == "B"
    assert save(aino, "C and more", 3).state == "saved"
