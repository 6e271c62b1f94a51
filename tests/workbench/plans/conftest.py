from __future__ import annotations

import pytest

from tests.workbench.plans.rooms import Planning, planning


@pytest.fixture
def room(db: None) -> Planning:
    return planning()
