"""Queries are as many, and rows as few, however large the programme is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from soske.intake.selection.models import Announcement
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from tests.support.crowd import crowd
from tests.support.queries import counted
from tests.support.world import person

pytestmark = pytest.mark.django_db

PAGES = [
    "front",
    "programme",
    "announcement",
    "today",
    "stages",
    "programme_settings",
    "texts",
    "groups",
    "group_new",
    "selection",
    "announcement_edit",
    "letters",
    "letter_new",
    "log",
    "files",
    "desk",
    "own_data",
]
# The most rows that a page may fetch with any number of groups. Lists show 50 rows; a row of a list of groups
# brings its members and their organisations; forms that offer known organisations read at most 400 of them.
ROWS = {
    "groups": 350,
    "selection": 350,
    "log": 250,
    "group_new": 500,
    "programme_settings": 500,
    "stages": 60,
    "desk": 60,
    "own_data": 700,
}


def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows) for the coordinator of a programme with so many groups, warm."""
    made = crowd(size, slug=f"crowd{size}")
    Programme.objects.filter(pk=made.pk).update(state="public")
    Announcement.objects.create(programme=made, state="published", published_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    by = person("measurer")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(by)
    found = {}
    for name in PAGES:
        args = [] if name in {"front", "desk", "own_data"} else [made.slug]
        url = reverse(name, args=args)
        assert client.get(url).status_code == 200, name
        with counted() as count:
            client.get(url)
        found[name] = (count.queries, count.rows)
    return found


def check(small: int, large: int) -> None:
    few, many = measured(small), measured(large)
    assert {name: queries for name, (queries, _rows) in many.items()} == {
        name: queries for name, (queries, _rows) in few.items()
    }
    too_many = {name: rows for name, (_queries, rows) in many.items() if rows > ROWS.get(name, 120)}
    assert too_many == {}


def test_pages_ask_as_much_of_300_groups_as_of_10() -> None:
    check(10, 300)


@pytest.mark.long
def test_pages_ask_as_much_of_10000_groups_as_of_10() -> None:
    check(10, 10_000)


@pytest.mark.parametrize("size", [1, 3])
def test_list_of_groups_has_one_number_of_queries(size: int) -> None:
    assert measured(size)["groups"][0] == 6
