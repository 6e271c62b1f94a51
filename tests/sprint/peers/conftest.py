from __future__ import annotations

import pytest

from tests.sprint.peers.teams import Peers, peers


@pytest.fixture
def three(db: None) -> Peers:
    return peers()
