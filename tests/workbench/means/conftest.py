"""The academies of these tests have the whole catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.world import whole_catalogue


@pytest.fixture(autouse=True, scope="package")
def _catalogue() -> Iterator[None]:
    with whole_catalogue():
        yield
