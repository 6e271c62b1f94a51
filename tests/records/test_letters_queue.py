"""Many letters put into the outbox at once."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError

from soske.people.models import Person
from soske.programmes.letters import Post
from soske.records.actions import BATCH, letters_cancel_all, letters_queue
from soske.records.models import Letter
from soske.records.states import LetterState
from tests.support.at_once import at_once
from tests.support.queries import counted
from tests.support.world import person, programme

NOW = dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC)


def row(key: str, *, to: Person | None = None, subject: str = "Ääni", about: int = 1, code: str = "selected") -> Letter:
    return Letter(
        key=key,
        code=code,
        person=to,
        language="fi",
        subject=subject,
        body="Hei",
        scope=1,
        subject_type="session",
        subject_id=about,
        leaves_at=NOW,
    )


@pytest.mark.django_db
def test_same_key_is_queued_once_whether_it_is_there_or_twice_among_the_new() -> None:
    assert letters_queue([row("a"), row("b")]) == 2
    assert letters_queue([row("b", subject="x"), row("c", subject="first"), row("c", subject="second")]) == 1
    assert dict(Letter.objects.values_list("key", "subject")) == {"a": "Ääni", "b": "Ääni", "c": "first"}
    assert letters_queue([]) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("state", [each for each in LetterState if each != LetterState.CANCELLED])
def test_letter_that_is_not_cancelled_stays_as_it_is(state: LetterState) -> None:
    letters_queue([row("a")])
    Letter.objects.update(state=state, tries=2)
    assert letters_queue([row("a", subject="x"), row("b")]) == 1
    letter = Letter.objects.get(key="a")
    assert (letter.state, letter.subject, letter.tries) == (state, "Ääni", 2)


@pytest.mark.django_db
def test_cancelled_letter_waits_again_for_its_new_reader() -> None:
    letters_queue([row("a", to=person("aino"))])
    Letter.objects.update(state=LetterState.CANCELLED)
    assert letters_queue([row("a", to=person("eino"), subject="x\ny"), row("a", subject="z")]) == 1
    letter = Letter.objects.get()
    assert (letter.state, letter.person, letter.subject) == (LetterState.WAITING, person("eino"), "x y")


@pytest.mark.django_db
def test_subject_is_cut_and_what_cannot_be_stored_is_taken_out() -> None:
    letters_queue([row("a", subject="ä" * 300), row("b", subject="x\x00\ny")])
    cut, clean = Letter.objects.order_by("key").values_list("subject", flat=True)
    assert (len(cut), cut[-1], clean) == (200, "…", "x y")


@pytest.mark.django_db
def test_wrong_letter_is_an_error_and_none_of_its_batch_is_queued() -> None:
    wrong = row("b")
    wrong.body = None  # type: ignore[assignment]
    with pytest.raises((IntegrityError, TypeError, AttributeError)):
        letters_queue([row("a"), wrong])
    nobody = row("c")
    nobody.leaves_at = None  # type: ignore[assignment]
    with pytest.raises(IntegrityError):
        letters_queue([row("a"), nobody])
    assert Letter.objects.count() == 0


@pytest.mark.django_db
def test_letters_of_several_subjects_are_cancelled_in_one_statement() -> None:
    letters_queue([row(f"{about}{code}", about=about, code=code) for about in (1, 2, 3) for code in ("x", "y", "z")])
    Letter.objects.filter(key="1x").update(state=LetterState.SENT)
    with counted() as counts:
        assert letters_cancel_all(scope=1, kind="session", pks=[1, 2], codes=["x", "y"]) == 3
    assert counts.queries == 1
    left = Letter.objects.filter(state=LetterState.WAITING).order_by("key")
    assert list(left.values_list("key", flat=True)) == ["1z", "2z", "3x", "3y", "3z"]
    assert letters_cancel_all(scope=2, kind="session", pks=[3], codes=["x"]) == 0


@pytest.mark.django_db(transaction=True)
def test_same_letters_queued_at_once_are_counted_once() -> None:
    for number in range(5):
        rows = [f"{number}:{letter}" for letter in range(20)]
        counts = at_once(
            [
                partial(lambda keys: letters_queue([row(key) for key in keys]), some)
                for some in (rows, rows[::-1], rows[5:])
            ]
        )
        assert sum(counts) == 20
    assert Letter.objects.count() == 100


# --- composed from a programme --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_text_is_made_once_for_those_who_share_it_and_a_language() -> None:
    made, asked = programme("alpha"), []

    def words(language: str) -> dict[str, str]:
        asked.append(language)
        return {"meeting": f"Kokous {language}", "due": "tänään"}

    post = Post(made, subject=("programme", made.pk), leaves_at=NOW)
    people = [person(f"p{number}", language=("fi", "sv")[number % 2]) for number in range(6)]
    for each in people:
        post.add("meeting_moved", each, key=f"k{each.pk}", words=words)
    assert Letter.objects.count() == 0
    assert post.send() == 6
    assert post.send() == 0
    assert sorted(asked) == ["fi", "sv"]
    for letter in Letter.objects.select_related("person"):
        assert letter.person is not None
        assert f"Kokous {letter.person.language}" in letter.subject


@pytest.mark.django_db
def test_more_letters_than_one_batch_are_all_queued_and_counted() -> None:
    made, to = programme("alpha"), person("aino")
    post = Post(made, subject=("programme", made.pk), leaves_at=NOW)
    for number in range(BATCH + 3):
        post.add(
            "meeting_moved", to, key=f"k{number % (BATCH + 2)}", words=lambda _language: {"meeting": "M", "due": "D"}
        )
    assert post.send() == BATCH + 2
    assert Letter.objects.count() == BATCH + 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("practice", "record", "found"), [(False, False, [True]), (True, False, [False]), (False, True, [])]
)
def test_letter_of_practice_does_not_leave_and_a_record_queues_none(
    practice: bool, record: bool, found: list[bool]
) -> None:
    made = programme("alpha", practice=practice)
    made.record_only = record
    post = Post(made, subject=("programme", made.pk), leaves_at=NOW)
    by, to = person("aino"), person("eino")
    words = {"meeting": "M", "due": "D"}
    post.add(
        "meeting_moved", to, key="k", words=lambda _language: words, author=by, calendar="C", subject=("session", 7)
    )
    assert post.send() == len(found)
    rows = Letter.objects.values_list("sends", "author_id", "calendar", "subject_type", "subject_id", "reply_to")
    assert list(rows) == [(sends, by.pk, "C", "session", 7, "alpha@example.fi") for sends in found]
