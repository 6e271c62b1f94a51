"""Words of packs that stand a second time elsewhere."""

from __future__ import annotations

from soske.packs.codes import LETTER_BLOCKS, LETTER_WORDS, ORGANISATION_TYPES
from soske.people.models import OrganisationType


def test_organisation_types_are_those_of_people() -> None:
    assert list(ORGANISATION_TYPES) == OrganisationType.values


def test_blocks_are_words_of_letters() -> None:
    assert LETTER_BLOCKS < LETTER_WORDS
