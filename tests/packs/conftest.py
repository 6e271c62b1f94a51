"""Copies of the tiny pack for tests to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from soske.packs.errors import PackError, PackErrors
from soske.packs.loader import load_pack

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny pack."""
    return Path(shutil.copytree(TINY, tmp_path / "meals"))


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    """Replaces the one place where a text stands in a file, so that a test cannot break more than it means to."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def errors(folder: Path) -> Callable[[], list[PackError]]:
    """The faults that the copy now has."""

    def load() -> list[PackError]:
        with pytest.raises(PackErrors) as caught:
            load_pack(folder)
        return caught.value.errors

    return load


@pytest.fixture
def broken(
    change: Callable[[str, str, str], None], errors: Callable[[], list[PackError]]
) -> Callable[[str, str, str], list[PackError]]:
    """The faults after one change."""

    def load(file: str, old: str, new: str) -> list[PackError]:
        change(file, old, new)
        return errors()

    return load
