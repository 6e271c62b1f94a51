import pytest

from tests.support.sparring import Sparring, sparring


@pytest.fixture
def spar(db: None) -> Sparring:
    return sparring()
