"""Several writers in the same moment, each on a connection of her own: no error, nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.db import connection

from soske.base.opened import Stale
from soske.people.models import Person
from soske.records.models import EarlierWriting, ParallelWriting, Presence, SearchText, Writing
from soske.records.presence import presence_seen
from soske.records.search import search_write
from soske.records.writings import Saved, writing_choose, writing_of, writing_save
from tests.support.world import person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2027, 3, 1, 12, 1, tzinfo=dt.UTC)
SUBJECT = ("application", 1)
WRITERS = 5


@pytest.fixture
def writers(db: None) -> list[Person]:
    return [person(f"writer{number}") for number in range(WRITERS)]


def at_once(acts: list[Callable[[], None]]) -> None:
    """Run all acts in threads that begin together; the first error is raised here."""
    start, faults = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait()
            act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for fault in faults:
        raise fault


def save(by: Person, text: str, base: int, *, field: str = "q.why", round_: int = 0, token: str = "") -> Saved:
    # Rounds stand ten minutes apart, so that every text that a writer replaces herself is one to keep.
    now = NOW + dt.timedelta(minutes=11 * round_)
    return writing_save(by=by, scope=1, subject=SUBJECT, field=field, text=text, base=base, token=token, now=now)


def kept() -> list[str]:
    """Every text that is there, wherever."""
    return sorted(
        text
        for rows in (Writing, EarlierWriting, ParallelWriting)
        for text in rows.objects.values_list("text", flat=True)
    )


def test_five_first_texts_of_one_field(writers: list[Person]) -> None:
    answers: list[str] = []
    at_once([partial(lambda by: answers.append(save(by, by.name, 0).state), by) for by in writers])
    assert sorted(answers) == ["parallel"] * 4 + ["saved"]
    assert kept() == sorted(by.name for by in writers)
    assert (Writing.objects.get().version, ParallelWriting.objects.count()) == (1, 4)


def test_five_writers_of_one_field_for_a_while(writers: list[Person]) -> None:
    sent: list[str] = []

    def write(by: Person) -> None:
        for round_ in range(8):
            view = writing_of(SUBJECT, "q.why")
            text = f"{by.name} {round_}"
            sent.append(text)
            save(by, text, view.version if view else 0, round_=round_)

    at_once([partial(write, by) for by in writers])
    assert kept() == sorted(sent)


def test_five_writers_of_five_fields(writers: list[Person]) -> None:
    def write(number: int) -> None:
        version = 0
        for round_ in range(8):
            saved = save(writers[number], f"{number} {round_}", version, field=f"q.{number}", round_=round_)
            assert saved.state == "saved"
            version = saved.writing.version

    at_once([partial(write, number) for number in range(WRITERS)])
    heads = Writing.objects.order_by("field").values_list("text", "version")
    assert (list(heads), ParallelWriting.objects.count()) == ([(f"{number} 7", 8) for number in range(WRITERS)], 0)


def test_one_window_that_sends_everything_at_once(writers: list[Person]) -> None:
    tokens = [f"window-one.{number}" for number in range(1, 9)]
    at_once([partial(save, writers[0], f"text {token[-1]}", 0, token=token) for token in tokens])
    assert (Writing.objects.get().text, ParallelWriting.objects.count()) == ("text 8", 0)


def test_the_same_save_sent_five_times_is_one(writers: list[Person]) -> None:
    at_once([partial(save, writers[0], "text", 0, token="window-one.1") for _time in range(5)])
    assert (kept(), Writing.objects.get().version) == (["text"], 1)


def test_five_who_choose_at_once_choose_once(writers: list[Person]) -> None:
    save(writers[0], "stands", 0)
    beside = save(writers[1], "beside", 0).parallel
    assert beside is not None
    outcomes: list[str] = []

    def choose(by: Person, keep: str) -> None:
        try:
            writing_choose(by=by, subject=SUBJECT, field="q.why", keep=keep, parallel=beside.pk, base=1, now=NOW)
            outcomes.append("chosen")
        except Stale:
            outcomes.append("late")

    at_once([partial(choose, by, keep) for by, keep in zip(writers, ["mine", "theirs"] * 3, strict=False)])
    assert sorted(outcomes) == ["chosen", *["late"] * 4]
    assert (kept(), ParallelWriting.objects.count()) == (["beside", "stands"], 0)


def test_choosing_and_writing_at_once_loses_nothing(writers: list[Person]) -> None:
    save(writers[0], "stands", 0)
    beside = save(writers[1], "beside", 0, token="window-one.1").parallel
    assert beside is not None

    def choose() -> None:
        with suppress(Stale):
            writing_choose(
                by=writers[2], subject=SUBJECT, field="q.why", keep="mine", parallel=beside.pk, base=1, now=NOW
            )

    def go_on() -> None:
        save(writers[0], "stands and goes on", 1, round_=1)

    def third() -> None:
        save(writers[3], "third", 1)

    at_once([choose, go_on, third])
    assert kept() == ["beside", "stands", "stands and goes on", "third"]


def test_presence_and_search_are_written_by_several_at_once(writers: list[Person]) -> None:
    def look(by: Person) -> None:
        for second in range(0, 60, 11):
            presence_seen(person=by, subject=SUBJECT, place="x", now=NOW + dt.timedelta(seconds=second))
        search_write(scope=1, subject=SUBJECT, texts=["siivous"])

    at_once([partial(look, by) for by in [*writers, *writers]])
    assert (Presence.objects.count(), SearchText.objects.get().text) == (WRITERS, " siivous ")
