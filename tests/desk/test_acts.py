"""The log names every act in words."""

from __future__ import annotations

import re
from pathlib import Path

import soske
from soske.desk.acts import ACTS
from soske.intake.applications.states import ApplicationState
from soske.intake.selection.states import AnnouncementState
from soske.programmes.states import ProgrammeState

WRITES = re.compile(r"\b(?:audit_write|AuditRow|_written|_note)\((?:[^()]|\([^()]*\))*\)")
ACT = re.compile(r"\bact=\"([a-z_]+)\"|\b_(?:written|note)\([^\"]*?\"([a-z_]+)\"")


def test_every_act_that_is_written_has_words() -> None:
    files = [path for path in Path(soske.__file__).parent.rglob("*.py") if "migrations" not in path.parts]
    written = {
        found[1] or found[2]
        for path in files
        for call in WRITES.finditer(path.read_text(encoding="utf-8"))
        for found in ACT.finditer(call[0])
    }
    written |= {f"application_{state}" for state in ApplicationState.values}
    written |= {f"programme_{state}" for state in ProgrammeState.values}
    written |= {f"announcement_{state}" for state in AnnouncementState.values}
    assert len(written) > 40
    assert written - set(ACTS) == set()
