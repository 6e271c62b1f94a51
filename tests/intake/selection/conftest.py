"""Reviewed applications to choose from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from tests.support.deciding import Deciding
from tests.support.deciding import deciding as make


@pytest.fixture
def deciding(db: None) -> Deciding:
    return make()


@pytest.fixture
def english() -> Iterator[None]:
    """What is said is compared in the language of the code."""
    with override("en"):
        yield
