from __future__ import annotations

import pytest

from tests.support.sprinting import Sprinting, sprinting


@pytest.fixture
def sprint(db: None) -> Sprinting:
    return sprinting()
