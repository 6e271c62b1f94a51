"""What every test with a browser begins with."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_rate_limits_from_before(transactional_db: None) -> None:
    """Codes that an earlier test asked for must not count against this one: the limit is three a minute."""
    cache.clear()
