"""The shape of the maturity model: areas, levels, the short form for many and the long form for the core."""

from __future__ import annotations

from pydantic import Field

from soske.packs.parts import Code, Part
from soske.packs.text import LocalText


class Statement(Part):
    """Something that one agrees with from 1 to 5."""

    code: Code = Field(description="name in files; one in the area")
    text: LocalText = Field(description="the statement, one sentence in the first person plural")


class Area(Part):
    """One area of the maturity model."""

    code: Code = Field(description="name in addresses and files; one in the model")
    name: LocalText = Field(description="name of the area")
    about: LocalText = Field(description="what it is about, one sentence")
    question: LocalText = Field(description="the question of the short form, answered from 1 to 5; at most 15 words")
    low: LocalText = Field(description="what 1 means in the short form, a few words")
    high: LocalText = Field(description="what 5 means in the short form, a few words")
    levels: list[LocalText] = Field(
        min_length=5, max_length=5, description="levels 1 to 5 as the long form shows them, one sentence each"
    )
    statements: list[Statement] = Field(default_factory=list, description="more questions of the long form")
    next: LocalText = Field(description="what to do next when this is among the weakest, two or three sentences")
    means: list[Code] = Field(default_factory=list, description="means that help in this area")
    topics: list[Code] = Field(default_factory=list, description="topics for sparring that help in this area")


class Maturity(Part):
    """The maturity model and the texts around its forms."""

    about: LocalText = Field(default_factory=LocalText, description="Markdown: what the forms are for and who answers")
    privacy: LocalText = Field(default_factory=LocalText, description="Markdown: who sees what of the answers")
    areas: list[Area] = Field(default_factory=list, description="areas, in order")
