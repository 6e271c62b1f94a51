"""Every setting and every command stands in the operators' page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from soske.cli import _parser
from soske.demo.actions import stage_names

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")


def test_every_variable_is_documented() -> None:
    used = set()
    for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        used |= set(re.findall(r"SOSKE_[A-Z0-9_]*[A-Z0-9]\b", path.read_text(encoding="utf-8")))
    assert {name for name in used if f"`{name}`" not in PAGE} == set()


def test_no_variable_is_documented_that_is_not_read() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("src", "tools", "tests")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert {name for name in re.findall(r"`(SOSKE_[A-Z0-9_]+)`", PAGE) if f'"{name}"' not in sources} == set()


def test_every_command_and_option_is_documented() -> None:
    help_text = _parser().format_help()
    commands = re.search(r"\n  COMMAND\n(.*)", help_text, re.DOTALL)
    names = re.findall(r"^    (\w+)  ", commands[1] if commands else help_text, re.MULTILINE)
    assert len(names) == 7
    assert [name for name in names if f"`soske {name}" not in PAGE] == []


@pytest.mark.parametrize("stage", stage_names())
def test_every_demo_stage_is_documented(stage: str) -> None:
    assert f"`{stage}`" in PAGE


def test_links_of_the_documents_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
