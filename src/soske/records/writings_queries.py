"""Reads of texts that several people write."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from soske.records.models import EarlierWriting, ParallelWriting, Writing

if TYPE_CHECKING:
    from soske.records.actions import SubjectKey

MOST = 1000
EARLIER = 100
SUBJECTS = 200


@dataclass(frozen=True, slots=True)
class ParallelView:
    """A text beside the one that stands. `base` is the version it began from."""

    pk: int
    text: str
    base: int
    person_id: int
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class WritingView:
    """One field: the text that stands, and those that wait for a choice beside it (the oldest first)."""

    pk: int
    field: str
    text: str
    version: int
    person_id: int | None
    saved_at: dt.datetime
    parallels: tuple[ParallelView, ...] = ()

    @property
    def mark(self) -> str:
        """What a form carries of the text that it was opened with."""
        return version_mark(self.version, self.text)


@dataclass(frozen=True, slots=True)
class EarlierView:
    """A text that a field had before or that was not chosen; `version` names it to writing_restore."""

    version: int
    text: str
    person_id: int | None
    saved_at: dt.datetime


def writings_of(subject: SubjectKey) -> dict[str, WritingView]:
    """Field -> its text and the parallel ones, of one subject. Two queries, at most 1000 rows each."""
    parallels: dict[int, list[ParallelView]] = {}
    beside = ParallelWriting.objects.filter(writing__subject_type=subject[0], writing__subject_id=subject[1])
    for row in beside.order_by("saved_at", "pk")[:MOST]:
        parallels.setdefault(row.writing_id, []).append(parallel_view(row))
    heads = Writing.objects.filter(subject_type=subject[0], subject_id=subject[1]).order_by("pk")[:MOST]
    return {head.field: writing_view(head, parallels.get(head.pk, ())) for head in heads}


def writing_of(subject: SubjectKey, field: str) -> WritingView | None:
    """One field of a subject, None when nobody has written it. Two queries."""
    head = Writing.objects.filter(subject_type=subject[0], subject_id=subject[1], field=field).first()
    if head is None:
        return None
    beside = ParallelWriting.objects.filter(writing=head).order_by("saved_at", "pk")[:MOST]
    return writing_view(head, [parallel_view(row) for row in beside])


def writing_history(subject: SubjectKey, field: str) -> list[EarlierView]:
    """Texts that a field had before and those that were not chosen, the newest first; at most 100."""
    rows = EarlierWriting.objects.filter(
        writing__subject_type=subject[0], writing__subject_id=subject[1], writing__field=field
    )
    return [EarlierView(row.version, row.text, row.person_id, row.saved_at) for row in rows[:EARLIER]]


def writings_by(person_id: int) -> list[tuple[SubjectKey, int]]:
    """In what a person has written, and in how many fields of each; at most 200. One query."""
    hers = Q(person_id=person_id) | Q(earlier__person_id=person_id) | Q(parallels__person_id=person_id)
    rows = Writing.objects.filter(hers).values_list("subject_type", "subject_id").order_by("subject_type", "subject_id")
    found = rows.annotate(fields=Count("pk", distinct=True))[:SUBJECTS]
    return [((kind, pk), fields) for kind, pk, fields in found]


def writing_view(head: Writing, parallels: list[ParallelView] | tuple[ParallelView, ...] = ()) -> WritingView:
    return WritingView(
        pk=head.pk,
        field=head.field,
        text=head.text,
        version=head.version,
        person_id=head.person_id,
        saved_at=head.saved_at,
        parallels=tuple(parallels),
    )


def parallel_view(row: ParallelWriting) -> ParallelView:
    return ParallelView(row.pk, row.text, row.base, row.person_id, row.saved_at)


# --- what a form carries ----------------------------------------------------------------------------------------------
def version_mark(version: int, text: str) -> str:
    """The version of a field and a mark of its text: so that a form sent whole saves only what was changed in it."""
    return f"{version}-{_digest(text)}"


def version_read(value: str) -> tuple[int, str]:
    """(version, mark of the text) of what a form carried; (0, "") of a forged one."""
    version, _dash, mark = value.partition("-")
    return (int(version), mark) if version.isascii() and version.isdigit() and len(version) < 10 else (0, "")


def changed(value: str, text: str) -> bool:
    """Whether `text` is another one than the form was opened with (`value` is the mark that it carried; without one the
    field was empty)."""
    return (version_read(value)[1] or _digest("")) != _digest(text)


def _digest(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def people_of(views: Iterator[WritingView]) -> set[int]:
    """Everyone whose name is needed to show these fields."""
    found: set[int] = set()
    for view in views:
        found.update(each.person_id for each in view.parallels)
        if view.person_id is not None:
            found.add(view.person_id)
    return found
