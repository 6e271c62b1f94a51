"""The shape of the template of the operating-model plan: its sections, what each asks and a good example of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from soske.packs.codes import PlanKind
from soske.packs.parts import Code, Part
from soske.packs.text import LocalText

Days = Annotated[int, Field(ge=1, le=3650)]


class PlanSection(Part):
    """One section of the plan."""

    code: Code = Field(description="name in addresses and files; one in the plan")
    name: LocalText = Field(description="heading of the section, a few words")
    about: LocalText = Field(description="what the section answers, one sentence")
    kind: PlanKind = Field(PlanKind.TEXT, description="what the software asks there beside a text")
    questions: list[LocalText] = Field(
        min_length=2, max_length=5, description="guiding questions that help to begin, two to five"
    )
    example: LocalText = Field(
        description="Markdown: a good example of 40 to 120 words; says that its organisation is made up"
    )
    minutes: int = Field(15, ge=1, le=60, description="how long a first look takes, in minutes")
    needed: bool = Field(True, description="the plan is not ready without it")
    own: bool = Field(False, description="each member organisation may write a part of its own")
    deck: bool = Field(False, description="it is in the slides for the management")
    longest: int = Field(4000, ge=100, le=20000, description="most characters of its text")
    rows: list[LocalText] = Field(
        default_factory=list,
        max_length=30,
        description="proposals that the team can change: tasks of roles, or of steps one example for each day",
    )
    columns: list[LocalText] = Field(
        default_factory=list, max_length=12, description="parties that share the tasks, as proposals; for roles only"
    )
    days: list[Days] = Field(
        default_factory=list,
        max_length=12,
        description="days from the approval of the plan, as proposals; for steps only",
    )


class Plan(Part):
    """The template of the operating-model plan, which is the first deliverable of a team."""

    about: LocalText = Field(default_factory=LocalText, description="Markdown: what the plan is for and for whom")
    sections: list[PlanSection] = Field(default_factory=list, description="sections, in order")
