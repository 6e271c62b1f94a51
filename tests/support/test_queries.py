"""Queries and rows are counted alike on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from tests.support.queries import counted


@pytest.fixture
def three(db: None) -> None:
    for number in range(3):
        Session.objects.create(
            session_key=f"key-{number}", session_data="", expire_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        )


@pytest.mark.usefixtures("three")
def test_rows_and_queries_are_counted() -> None:
    with counted() as counts:
        assert len(list(Session.objects.all())) == 3
        assert Session.objects.count() == 3
        assert Session.objects.get(pk="key-1").pk == "key-1"
        assert Session.objects.filter(pk="nobody").first() is None
    assert (counts.queries, counts.rows) == (4, 3 + 1 + 1 + 0)


@pytest.mark.usefixtures("three")
def test_iterating_and_raw_cursors_are_counted() -> None:
    with counted() as counts:
        assert len(list(Session.objects.iterator(chunk_size=1))) == 3
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_key FROM django_session")
            assert len(list(cursor)) == 3
            cursor.execute("SELECT session_key FROM django_session")
            assert len(cursor.fetchmany(2)) == 2
            assert cursor.fetchone() is not None
    assert (counts.queries, counts.rows) == (3, 3 + 3 + 3)


@pytest.mark.usefixtures("three")
def test_writes_are_queries_without_rows_and_transactions_are_neither() -> None:
    with counted() as counts, transaction.atomic():
        Session.objects.filter(pk="key-1").update(session_data="x")
        with transaction.atomic():
            Session.objects.filter(pk="key-2").update(session_data="x")
    assert (counts.queries, counts.rows) == (2, 0)


@pytest.mark.usefixtures("three")
def test_nothing_is_counted_afterwards() -> None:
    with counted() as counts:
        pass
    list(Session.objects.all())
    assert (counts.queries, counts.rows) == (0, 0)
