"""The academies of these tests have the whole catalogue."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None:
    """For every test here."""
