from __future__ import annotations

import pytest

from tests.workbench.maturity.rooms import Assessed, assessed


@pytest.fixture
def room(db: None) -> Assessed:
    return assessed()
