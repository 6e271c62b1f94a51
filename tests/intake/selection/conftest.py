"""Reviewed applications to choose from."""

from __future__ import annotations

import pytest

from tests.support.deciding import Deciding
from tests.support.deciding import deciding as make


@pytest.fixture
def deciding(db: None) -> Deciding:
    return make()
