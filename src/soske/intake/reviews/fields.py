"""What a reviewer is asked: points and a reason for each criterion of the pack, and two things for the group. Pure.

Keys: `points.CODE`, `reason.CODE`, `strength`, `advice`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from soske.engines import selection as engine
from soske.packs.text import Spoken

if TYPE_CHECKING:
    from soske.packs.schema import Criterion

READERS = 2
"""Reviews that each application gets at least."""
LONGEST = 2000
TEXTS = ("strength", "advice")


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion as the reviewer is asked: `levels` are (points, what they mean); the meaning may be empty."""

    code: str
    name: Spoken
    about: Spoken
    weight: int
    most: int
    levels: tuple[tuple[int, Spoken], ...]


def asked_of(criteria: Sequence[Criterion], lang: str, order: tuple[str, ...]) -> tuple[Asked, ...]:
    """The criteria of a pack in a language, in their order."""
    return tuple(
        Asked(
            code=each.code,
            name=each.name.spoken(lang, order),
            about=each.about.spoken(lang, order),
            weight=each.weight,
            most=each.most,
            levels=tuple((level.points, level.text.spoken(lang, order)) for level in each.levels)
            or tuple((points, Spoken("", lang)) for points in range(each.most + 1)),
        )
        for each in criteria
    )


def weighed(criteria: Sequence[Criterion]) -> tuple[engine.Criterion, ...]:
    """The criteria of a pack as the engine of the selection counts them."""
    return tuple(engine.Criterion(each.code, each.weight, each.most) for each in criteria)


def fault_of(criteria: Sequence[Asked], key: str, text: str) -> str:
    """Why a text cannot be saved under a key, in words; "" when it can. An empty text always can."""
    part, _dot, code = key.partition(".")
    criterion = next((each for each in criteria if each.code == code), None)
    if criterion is not None and part == "points":
        known = {str(points) for points, _meaning in criterion.levels}
        return "" if not text or text in known else _("Choose one of these.")
    if key not in TEXTS and (criterion is None or part != "reason"):
        return _("This question is not asked any more. Open the page again.")
    if len(text) > LONGEST:
        return _("The answer is %(n)s characters too long.") % {"n": len(text) - LONGEST}
    return ""


def missing_of(criteria: Sequence[Asked], answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """(key, what is missing in words) of everything without which a review is not done, in the order of the form."""
    found = []
    for each in criteria:
        if not answers.get(f"points.{each.code}", "").strip():
            found.append((f"points.{each.code}", _("%(name)s: the points are missing") % {"name": each.name.text}))
        if not answers.get(f"reason.{each.code}", "").strip():
            found.append((f"reason.{each.code}", _("%(name)s: the reason is missing") % {"name": each.name.text}))
    return found
