"""What is asked in a row of a section, by the kind of the section (docs/packs.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.packs.codes import PlanKind


class ColumnKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"  # zero or more, at most two decimals
    YEAR = "year"
    DAYS = "days"  # from the approval of the plan
    CHOICE = "choice"
    MEANS = "means"  # a code of the catalogue


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is asked. `needed`: a row is not saved without it."""

    name: str
    label: Any
    kind: ColumnKind = ColumnKind.LINE
    needed: bool = False
    help: Any = ""
    unit: Any = ""


LEVELS: Mapping[str, Any] = {
    "low": pgettext_lazy("of a risk", "Low"),
    "middle": pgettext_lazy("of a risk", "Middle"),
    "high": pgettext_lazy("of a risk", "High"),
}

COLUMNS: Mapping[PlanKind, tuple[Column, ...]] = {
    PlanKind.GOALS: (
        Column("goal", _("Goal"), ColumnKind.TEXT, needed=True),
        Column("indicator", _("Indicator"), help=_("For example: people employed (people a year)")),
        Column("baseline", _("Baseline"), help=_("Leave this empty when it is not known yet.")),
        Column("target", pgettext_lazy("of a goal", "Target")),
        Column("year", _("By the end of the year"), ColumnKind.YEAR),
        Column("owner", _("Who is responsible"), help=_("A role, not a name")),
    ),
    PlanKind.MEANS: (
        Column("means", pgettext_lazy("one of the catalogue", "Means"), ColumnKind.MEANS, needed=True),
        Column("where", _("In which purchases")),
        Column("why", _("Why this one"), ColumnKind.TEXT),
    ),
    PlanKind.ROLES: (
        Column("task", pgettext_lazy("of roles", "Task"), needed=True),
        Column("responsible", _("Does it")),
        Column("accountable", _("Answers for it")),
        Column("consulted", _("Is asked")),
        Column("informed", _("Is told")),
    ),
    PlanKind.STEPS: (
        Column("days", _("Days from the approval"), ColumnKind.DAYS, needed=True, unit=_("days")),
        Column("what", _("What is done"), ColumnKind.TEXT, needed=True),
        Column("owner", _("Who is responsible"), help=_("A role, not a name")),
    ),
    PlanKind.RISKS: (
        Column("risk", _("Risk"), ColumnKind.TEXT, needed=True),
        Column("likelihood", _("How likely"), ColumnKind.CHOICE),
        Column("effect", _("How bad"), ColumnKind.CHOICE),
        Column("action", _("What is done about it"), ColumnKind.TEXT),
        Column("owner", _("Who is responsible"), help=_("A role, not a name")),
    ),
    PlanKind.RESOURCES: (
        Column("what", _("What is needed"), needed=True),
        Column("hours", _("Working time"), ColumnKind.NUMBER, unit=_("hours a year")),
        Column("euros", _("Money"), ColumnKind.NUMBER, unit=_("euros a year")),
        Column("source", _("From whose time or money")),
    ),
    PlanKind.TRAINING: (
        Column("who", _("Who are trained"), needed=True),
        Column("what", _("In what")),
        Column("when", _("When")),
    ),
    PlanKind.MEASURES: (
        Column("figure", _("Figure"), needed=True),
        Column("source", _("Source of the figure")),
        Column("how_often", _("How often")),
        Column("who", _("Who gathers it")),
    ),
    PlanKind.COMMUNICATION: (
        Column("to_whom", _("To whom"), needed=True),
        Column("what", _("What is told")),
        Column("when", _("When")),
        Column("by_whom", _("By whom")),
    ),
}


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of a kind; none where a section has no rows."""
    return COLUMNS.get(PlanKind(kind), ())
