"""The coordinator's pages of applications ask as much of many applications as of few."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from soske.base.memo import forget_all
from soske.intake.applications.models import Application
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from tests.support.called import apply_crowd
from tests.support.crowd import crowd
from tests.support.queries import counted
from tests.support.world import person

pytestmark = pytest.mark.django_db

QUERIES = {
    "list": "",
    "by number": "?order=number",
    "by name": "?order=name",
    "filtered": "?state=submitted&joint=1&theme=employment&sector=education",
    "searched": "?search=kommun",
    "last page": "?page=999",
}
# A page of 50 applications brings its members, sign-offs and numbers of answers.
MOST_ROWS = 350
# Nothing is remembered: the counts, the pack and the path of stages are made. By name, the names of all are read.
MOST_COLD = 620


def client_of(programme: Programme) -> Client:
    by = person("measurer")
    coordinator_add(by=None, programme=programme, person=by, starts=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(by)
    return client


def measured(size: int) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """(page -> (queries, rows) when warm, page -> rows when nothing is remembered) with so many applications."""
    made = crowd(size, slug=f"crowd{size}")
    apply_crowd(made)
    client = client_of(made)
    one = Application.objects.filter(programme=made, state="submitted").order_by("pk")[size // 6]
    draft = Application.objects.filter(programme=made, state="draft").order_by("pk")[size // 6]
    addresses = {name: f"/fi/desk/{made.slug}/applications/{query}" for name, query in QUERIES.items()}
    addresses |= {
        "one": f"/fi/desk/{made.slug}/applications/{one.pk}/",
        "one of a list": f"/fi/desk/{made.slug}/applications/{one.pk}/?state=submitted&order=number",
        "draft": f"/fi/desk/{made.slug}/applications/{draft.pk}/",
        "completion": f"/fi/desk/{made.slug}/applications/{one.pk}/completion/",
        "today": f"/fi/desk/{made.slug}/",
    }
    warm, cold = {}, {}
    for name, address in addresses.items():
        forget_all()
        with counted() as count:
            assert client.get(address).status_code == 200, name
        cold[name] = count.rows
        with counted() as count:
            client.get(address)
        warm[name] = (count.queries, count.rows)
    return warm, cold


def check(small: int, large: int) -> None:
    (few, _few_cold), (many, cold) = measured(small), measured(large)
    # A page without drafts does not ask how far they are.
    assert {name: queries for name, (queries, _rows) in many.items() if queries > few[name][0]} == {}
    assert {name: rows for name, (_queries, rows) in many.items() if rows > MOST_ROWS} == {}
    # A search brings the numbers of its hits, at most 500.
    most = {"searched": MOST_COLD + 500}
    assert {name: rows for name, rows in cold.items() if name != "by name" and rows > most.get(name, MOST_COLD)} == {}


def test_pages_ask_as_much_of_300_applications_as_of_12() -> None:
    check(12, 300)


@pytest.mark.long
def test_pages_ask_as_much_of_10000_applications_as_of_12() -> None:
    check(12, 10_000)


def test_list_has_one_number_of_queries() -> None:
    warm, _cold = measured(6)
    assert warm["list"][0] == 5
