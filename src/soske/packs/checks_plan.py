"""What the template of the plan must fulfil beyond its schema."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from soske.packs.codes import PlanKind
from soske.packs.reading import Key, Source
from soske.packs.rows import check_kinds, check_unique, list_of, rows, text_of

# List of a section -> the kinds of section that have it.
ONLY = {"rows": (PlanKind.ROLES, PlanKind.STEPS), "columns": (PlanKind.ROLES,), "days": (PlanKind.STEPS,)}


def check_plan(source: Source) -> None:
    """Codes, each kind of rows once, and lists only where the kind of the section has a use for them."""
    sections = list(rows(source.data.get("plan"), "sections", ("plan",)))
    check_unique(source, iter(sections))
    check_kinds(source, sections, free=PlanKind.TEXT)
    for key, section in sections:
        kind = text_of(section, "kind") or PlanKind.TEXT
        if kind not in list(PlanKind):
            continue  # pydantic's to report
        for name, kinds in ONLY.items():
            if kind not in kinds and list_of(section, name):
                source.report((*key, name), name, f"{name} only in a section of the kind {' or '.join(kinds)}")
        if kind == PlanKind.STEPS:
            _check_days(source, key, section)


def _check_days(source: Source, key: Key, section: dict[str, Any]) -> None:
    """Days from the first to the last, and no more examples than days."""
    days, examples = list_of(section, "days"), list_of(section, "rows")
    if not days and isinstance(section.get("days", []), list):
        source.report((*key, "days"), "no days", "the number of days of at least one step")
    numbers = [(index, day) for index, day in enumerate(days) if isinstance(day, int)]
    for (_index, before), (index, day) in pairwise(numbers):
        if day <= before:
            source.report((*key, "days", index), str(day), f"more than {before}, the days of the step before")
    if days and len(examples) > len(days):
        source.report((*key, "rows"), f"a list of {len(examples)}", f"at most {len(days)}, one for each day")
