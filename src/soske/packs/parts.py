"""What every part of a pack is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

CODE_PATTERN = r"^[a-z][a-z0-9_]*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}$"
Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN, max_length=40)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]


class Part(BaseModel):
    """Base of all parts: unknown keys are refused, values do not change once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)
