"""What the page of a review shows, composed for its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from soske.base.templatetags.soske import spoken
from soske.base.writing import WritingField
from soske.intake.reviews.fields import LONGEST, TEXTS, Asked
from soske.intake.reviews.queries import OtherReview
from soske.records.writing_pages import Typed, two_texts
from soske.records.writings import WritingView


@dataclass(frozen=True, slots=True)
class Block:
    """One criterion: what it is about, its weight, what is asked, and what others said when that may be seen."""

    name: SafeString
    about: SafeString
    weight: int
    fields: list[WritingField]
    others: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """How the fields of a review are shown: its texts, for whom, what is not saved, and what is wrong."""

    writings: Mapping[str, WritingView]
    reader: int
    writable: bool
    typed: Mapping[str, Typed]
    faults: Mapping[str, str]

    def field(
        self, key: str, label: str, *, options: Sequence[tuple[str, str]] = (), optional: bool = False
    ) -> WritingField:
        """One field: points to choose from, or a text."""
        writing, unsaved = self.writings.get(key), self.typed.get(key)
        text = unsaved.text if unsaved else writing.text if writing else ""
        names = dict(options)
        show = (lambda code: names.get(code, code)) if options else None
        return WritingField(
            key=key,
            label=label,
            text=text,
            version=unsaved.opened if unsaved else writing.mark if writing else "0-",
            kind="one" if options else "text",
            options=options,
            longest=None if options else LONGEST,
            rows=3,
            optional=optional,
            fault=self.faults.get(key, ""),
            two=two_texts(writing, reader=self.reader, label=label, show=show, both=not options),
            open=self.writable,
            words=names.get(text, text),
        )


def blocks_shown(criteria: Sequence[Asked], shown: Shown, others: Sequence[OtherReview]) -> list[Block]:
    """The criteria with what the reviewer has given, and what others have."""
    blocks = []
    for each in criteria:
        levels = [(str(points), _level(points, meaning.text)) for points, meaning in each.levels]
        fields = [
            shown.field(f"points.{each.code}", _("Points"), options=levels),
            shown.field(f"reason.{each.code}", _("Reason")),
        ]
        said = [other.scores[each.code] for other in others if each.code in other.scores]
        blocks.append(Block(spoken(each.name), spoken(each.about), each.weight, fields, said))
    return blocks


def texts_shown(shown: Shown) -> list[WritingField]:
    """What a reviewer can say to the group."""
    labels = {"strength": _("What is strongest in the application"), "advice": _("What would make it better")}
    return [shown.field(key, labels[key], optional=True) for key in TEXTS]


def _level(points: int, meaning: str) -> str:
    return f"{points} · {meaning}" if meaning else str(points)
