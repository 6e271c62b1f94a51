"""Who has the same thing open."""

from __future__ import annotations

import datetime as dt

import pytest

from soske.people.models import Person
from soske.records.models import Presence
from soske.records.presence import Present, presence_clear, presence_seen, present
from tests.support.queries import counted
from tests.support.world import person

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
SUBJECT = ("application", 1)


@pytest.fixture
def aino(db: None) -> Person:
    return person("aino")


def seen(who: Person, second: float = 0, place: str = "theme", subject: tuple[str, int] = SUBJECT) -> None:
    presence_seen(person=who, subject=subject, place=place, now=NOW + dt.timedelta(seconds=second))


def here(second: float = 0) -> list[Present]:
    return present(SUBJECT, NOW + dt.timedelta(seconds=second))


def test_people_are_here_for_a_minute_by_name(aino: Person) -> None:
    bo = person("bo")
    seen(bo, 30, "goals")
    seen(aino)
    assert here(59) == [Present(aino.pk, "Aino", "theme"), Present(bo.pk, "Bo", "goals")]
    assert here(60) == [Present(bo.pk, "Bo", "goals")]
    assert here(90) == []


def test_people_elsewhere_are_not_here(aino: Person) -> None:
    seen(aino, subject=("application", 2))
    seen(aino, subject=("plan", 1))
    assert here() == []


def test_presence_is_written_once_in_ten_seconds(aino: Person) -> None:
    seen(aino)
    with counted() as counts:
        seen(aino, 9)
    assert (counts.queries, here()[0].place) == (1, "theme")
    with counted() as counts:
        seen(aino, 10)
    assert (counts.queries, Presence.objects.get().seen_at) == (2, NOW + dt.timedelta(seconds=10))


def test_another_section_is_seen_at_once(aino: Person) -> None:
    seen(aino)
    seen(aino, 1, "goals")
    assert here(1) == [Present(aino.pk, "Aino", "goals")]


def test_name_of_a_section_of_any_length_fits(aino: Person) -> None:
    seen(aino, place="x" * 100)
    seen(aino, 5, place="x" * 100)
    assert (here()[0].place, Presence.objects.get().seen_at) == ("x" * 60, NOW)


def test_many_people_are_read_with_one_query_and_a_bound(db: None) -> None:
    for number in range(60):
        seen(person(f"p{number:02}"))
    with counted() as counts:
        found = here()
    assert (counts.queries, counts.rows, len(found)) == (1, 50, 50)


def test_old_presence_is_cleared(aino: Person) -> None:
    seen(aino)
    seen(person("bo"), 3000)
    assert presence_clear(now=NOW + dt.timedelta(seconds=3601)) == 1
    assert [row.person.name for row in Presence.objects.all()] == ["Bo"]
