"""Settings that are computed."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from soske.settings import database


def test_sqlite_is_safe_and_ready_for_several_threads() -> None:
    options = database("")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert all(word in options["init_command"] for word in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"))
    assert settings.CACHES["default"]["OPTIONS"] == {"MAX_ENTRIES": 100_000}


def test_postgresql_is_read_from_its_address() -> None:
    found = database("postgresql://user:p%40ss@db.example:5433/soske?sslmode=require")
    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert [found[key] for key in keys] == ["soske", "user", "p@ss", "db.example", "5433", {"sslmode": "require"}]


def test_another_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        database("mysql://localhost/soske")
