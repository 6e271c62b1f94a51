"""docs/packs.md names every key of the schema, with the words of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from soske.packs.codes import (
    ANNOUNCEMENT_WORDS,
    LETTER_WORDS,
    ORGANISATION_TYPES,
    PlanKind,
    QuestionKind,
    SectionKind,
    StageKind,
    StepDates,
)
from soske.packs.loader import load_builtin, load_pack
from soske.packs.schema import Pack, Part
from soske.packs.shape import inner, is_part

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")


def parts(model: type[Part] = Pack) -> Iterator[type[Part]]:
    """The pack and every part below it, each once, in the order of the schema."""
    yield model
    seen = {model}
    for field in model.model_fields.values():
        kind = inner(field.annotation)
        if is_part(kind):
            for part in parts(kind):
                if part not in seen:
                    seen.add(part)
                    yield part


PARTS = list(dict.fromkeys(parts()))


def table(model: type[Part]) -> str:
    """The table that the docs must have for a part."""
    rows = [
        f"| `{name}` | {field.description} | {'yes' if field.is_required() else 'no'} |"
        for name, field in model.model_fields.items()
    ]
    return "\n".join(["| key | meaning | required |", "|---|---|---|", *rows])


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_every_key_is_in_the_docs(model: type[Part]) -> None:
    assert all(field.description for field in model.model_fields.values())
    assert table(model) in DOCS


CHOICES = {*StageKind, *StepDates, *SectionKind, *QuestionKind, *PlanKind, *ORGANISATION_TYPES}


@pytest.mark.parametrize("word", sorted({*CHOICES, *ANNOUNCEMENT_WORDS, *LETTER_WORDS}))
def test_every_choice_is_in_the_docs(word: str) -> None:
    assert f"`{word}`" in DOCS or f"`{{{word}}}`" in DOCS


def test_every_letter_of_the_default_pack_is_in_the_docs() -> None:
    assert [letter.code for letter in load_builtin("soske").letters if f"| `{letter.code}` |" not in DOCS] == []


def test_example_of_the_docs_is_a_pack(tmp_path: Path) -> None:
    example = DOCS.split("```yaml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "pack.yaml").write_text(example, encoding="utf-8")
    assert [stage.code for stage in load_pack(tmp_path).stages()] == ["call", "kickoff"]
