"""Words of packs that the rest of the program needs by name. Without pydantic, so that a web worker starts quickly."""

from __future__ import annotations

import re
from enum import StrEnum

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

# What an offset is counted from unless it names a stage: the kick-off, whatever its code is.
KICKOFF = "kickoff"

# What a text may insert, by where it stands. Dates of stages are allowed in the notes of steps.
ANNOUNCEMENT_WORDS = frozenset({"programme", "count", "joint", "months", "kickoff", "organiser"})
LETTER_WORDS = frozenset(
    {"programme", "group", "members", "kickoff", "organiser", "coordinator", "address", "link", "case_number"}
)


class StageKind(StrEnum):
    CALL = "call"
    INFO = "info"
    INTERVIEWS = "interviews"
    SELECTION = "selection"
    ASSIGNMENT = "assignment"
    KICKOFF = "kickoff"
    WORKSHOP = "workshop"
    SPARRING = "sparring"
    HANDLING = "handling"
    CLOSING = "closing"
    FOLLOWUP = "followup"
    OTHER = "other"


class StepDates(StrEnum):
    """How the dates of a step are written on the path."""

    SPAN = "span"  # first day of its stages to their last day
    BY = "by"  # "by" the last day
    MONTHS = "months"  # month and year of each stage
