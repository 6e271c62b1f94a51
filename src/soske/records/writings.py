"""Texts that several people write: saved as one types, never lost.

One row for each field. A save names the version that it began from. When somebody else saved meanwhile, the text that
stands is left as it is, and the one that came too late is kept beside it until a person chooses (ParallelWriting).
Whatever leaves the field can be brought back (EarlierWriting).

A window that saved and never heard of it (the answer was lost, the page was closed) is in no conflict with itself: a
save carries a token "window.number", and a text follows from the one that stands when the same window brought both, in
this order.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import writable
from soske.base.opened import Stale
from soske.people.models import Person
from soske.records.actions import SubjectKey, audit_write
from soske.records.models import EarlierWriting, ParallelWriting, Writing
from soske.records.writings_queries import (
    EarlierView,
    ParallelView,
    WritingView,
    changed,
    version_mark,
    version_read,
    writing_history,
    writing_of,
    writings_by,
    writings_of,
)

__all__ = [
    "EarlierView",
    "ParallelView",
    "Saved",
    "WritingView",
    "changed",
    "version_mark",
    "version_read",
    "writing_choose",
    "writing_history",
    "writing_milestone",
    "writing_of",
    "writing_restore",
    "writing_save",
    "writings_by",
    "writings_of",
    "writings_unname",
]

LONGEST = 100_000
SPAN = 600
"""Of one writer's texts the last of each ten minutes (by the clock) is kept."""
CLOSED = 10
"""Tokens that a save is asked for: its own and those of windows that were closed one after another."""
TOKEN = re.compile(r"([0-9A-Za-z-]{8,40})\.([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: `saved` (it stands now), `same` (nothing to do: it stands already, or a newer text of the
    same window does), `parallel` (kept beside the one that stands)."""

    writing: Writing
    state: Literal["saved", "same", "parallel"]
    parallel: ParallelWriting | None = None


@transaction.atomic
def writing_save(
    *,
    by: Person,
    scope: int,
    subject: SubjectKey,
    field: str,
    text: str,
    base: int,
    now: dt.datetime,
    token: str = "",
    longest: int = LONGEST,
) -> Saved:
    """Save a field that was begun from version `base` (0: it was empty), or keep the text beside a newer one.

    `token` is "window.number" of this text, the number growing with each edit in a window; behind it stand, with spaces
    between, the tokens of closed windows that this one goes on for, because they may not have heard of their last save.

    Raises:
        ValidationError: the text has more than `longest` characters (keyed by the field).
    """
    text = writable(text)
    _check_length(field, text, longest)
    token, *others = token.split(" ")[:CLOSED]
    token = token if TOKEN.fullmatch(token) else ""
    head = _held(scope, subject, field, now)
    if text == head.text:
        _finish(head, by=by, token=token)
        return Saved(head, "same")
    if head.since <= base <= head.version or _goes_on(head.token, token, others):
        _replace(head, text=text, by=by, token=token, now=now)
        return Saved(head, "saved")
    if _window(token) and _window(token) == _window(head.token):
        return Saved(head, "same")  # requests of one window that overtook one another: the newer text stands
    if head.earlier.filter(version__gt=base, person_id=by.pk, text=text).exists():
        return Saved(head, "same")  # it was saved before, and others have gone on from it
    base = min(max(base, 0), head.version)
    return Saved(head, "parallel", _beside(head, by=by, text=text, base=base, token=token, now=now))


@transaction.atomic
def writing_choose(
    *,
    by: Person,
    subject: SubjectKey,
    field: str,
    keep: str,
    parallel: int,
    base: int,
    now: dt.datetime,
    join: str = "\n\n",
) -> Writing:
    """Decide between the text that stands ("theirs") and the one beside it ("mine"), or join them ("both").

    The words are those of the writer of the parallel text, whoever chooses. What is not chosen can be restored. `join`
    stands between the two of "both".

    Raises:
        Stale: someone has chosen, or has changed the text that stands since version `base` was looked at.
        ValidationError: `keep` is none of the three, or both together are too long (keyed by the field).
    """
    head = _held_known(subject, field)
    beside = ParallelWriting.objects.filter(pk=parallel, writing=head).first() if head else None
    if head is None or beside is None:
        raise Stale(_("The choice between the two texts has been made already. Look at the text as it is now."))
    if not head.since <= base <= head.version:
        raise Stale(_("The other text has changed meanwhile. Both are kept. Compare them again."))
    if keep == "mine":
        _replace(head, text=beside.text, by=by, token=beside.token, now=now, remember=True)
    elif keep == "both":
        text = join.join(part for part in (head.text.rstrip(), beside.text.lstrip("\n")) if part)
        _check_length(field, text, LONGEST)
        _aside(head, beside)
        _replace(head, text=text, by=by, token="", now=now, remember=True)
    elif keep == "theirs":
        _aside(head, beside)
    else:
        raise ValidationError({field: _("Choose one of the texts.")})
    beside.delete()
    _note(head, by=by, act="text_chosen", details={"keep": keep})
    return head


@transaction.atomic
def writing_restore(*, by: Person, subject: SubjectKey, field: str, version: int, now: dt.datetime) -> Writing:
    """Bring an earlier text back as the newest one. The text that stood until now can be brought back as well.

    Raises:
        ValidationError: there is no such text.
    """
    head = _held_known(subject, field)
    earlier = head.earlier.filter(version=version).first() if head else None
    if head is None or earlier is None:
        raise ValidationError(_("This text is not there any more."))
    if earlier.text != head.text:
        _replace(head, text=earlier.text, by=by, token="", now=now, remember=True)
        _note(head, by=by, act="text_restored", details={"from": version})
    return head


@transaction.atomic
def writing_milestone(subject: SubjectKey) -> int:
    """Keep every text of the subject as it is now, for example when an application is submitted; how many."""
    heads = Writing.objects.filter(subject_type=subject[0], subject_id=subject[1], version__gt=0).exclude(text="")
    rows = [_earlier(head) for head in heads.order_by("pk")]
    EarlierWriting.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def writings_unname(*, person: Person) -> None:
    """Take the person's name off the texts that she wrote with others, which stay with them. What she had beside
    another text, waiting for a choice, is found among the earlier ones."""
    for row in ParallelWriting.objects.filter(person_id=person.pk).order_by("writing"):
        head = Writing.objects.select_for_update(no_key=True).get(pk=row.writing_id)
        _aside(head, row)
        row.delete()
    Writing.objects.filter(person_id=person.pk).update(person_id=None)
    EarlierWriting.objects.filter(person_id=person.pk).update(person_id=None)


# --- inside ---------------------------------------------------------------------------------------------------------
def _check_length(field: str, text: str, longest: int) -> None:
    longest = min(longest, LONGEST)
    if len(text) > longest:
        raise ValidationError(
            {
                field: _("Use at most %(limit_value)d characters. Now there are %(show_value)d.")
                % {"limit_value": longest, "show_value": len(text)}
            }
        )


def _held(scope: int, subject: SubjectKey, field: str, now: dt.datetime) -> Writing:
    """The row of the field, made when it is not there, and held until the end of the transaction."""
    head = _held_known(subject, field)
    if head is None:
        first = Writing(scope=scope, subject_type=subject[0], subject_id=subject[1], field=field, saved_at=now)
        # Of several first writers one makes the row; the others wait here and find it.
        Writing.objects.bulk_create([first], ignore_conflicts=True)
        head = _held_known(subject, field)
    if head is None:
        raise Stale(_("This page is not there any more."))  # the subject was erased in this moment
    return head


def _held_known(subject: SubjectKey, field: str) -> Writing | None:
    rows = Writing.objects.filter(subject_type=subject[0], subject_id=subject[1], field=field)
    # `no_key`: who only keeps an earlier text of it (a milestone inside a submission) need not wait for a writer.
    return rows.select_for_update(no_key=True).first()


def _window(token: str) -> str:
    return token.rpartition(".")[0]


def _goes_on(stands: str, token: str, others: list[str]) -> bool:
    return _follows(token, stands) or any(_follows(other, stands, itself=True) for other in others)


def _follows(token: str, stands: str, *, itself: bool = False) -> bool:
    """Whether a save with `token` is a later one of the window that brought the text that stands."""
    mine, other = TOKEN.fullmatch(token), TOKEN.fullmatch(stands)
    if mine is None or other is None or mine[1] != other[1]:
        return False
    return int(mine[2]) > int(other[2]) or (itself and mine[2] == other[2])


def _replace(head: Writing, *, text: str, by: Person, token: str, now: dt.datetime, remember: bool = False) -> None:
    """Let another text stand. The former one is kept when somebody else wrote it, or the last of its ten minutes."""
    other = head.person_id != by.pk
    if head.text and (remember or other or _span(head.saved_at) != _span(now)):
        EarlierWriting.objects.bulk_create([_earlier(head)], ignore_conflicts=True)
    before = head.version
    head.text, head.token, head.person_id, head.saved_at = text, token, by.pk, now
    head.version = head.since = before + 1
    stood = Writing.objects.filter(pk=head.pk, version=before).update(
        text=text, token=token, person_id=by.pk, saved_at=now, version=head.version, since=head.since
    )
    if not stood:  # cannot be while the row is held; never write over a text that nobody has compared
        raise Stale(_("The other text has changed meanwhile. Both are kept. Compare them again."))


def _beside(head: Writing, *, by: Person, text: str, base: int, token: str, now: dt.datetime) -> ParallelWriting:
    """Keep the text beside the one that stands: one for each writer, what she typed in another window goes aside."""
    row = ParallelWriting.objects.filter(writing=head, person_id=by.pk).first()
    if row is None:
        return ParallelWriting.objects.create(
            writing=head, person_id=by.pk, text=text, base=base, token=token, saved_at=now
        )
    if row.text == text:
        return row
    same_window = _window(token) != "" and _window(token) == _window(row.token)
    if same_window and not _follows(token, row.token):
        return row
    if not same_window:
        _aside(head, row)
        row.base = base
    row.text, row.token, row.saved_at = text, token, now
    row.save(update_fields=["text", "base", "token", "saved_at"])
    return row


def _aside(head: Writing, parallel: ParallelWriting) -> None:
    """Put a parallel text among the earlier ones, under a version of its own; the text that stands stays the same."""
    head.version += 1
    Writing.objects.filter(pk=head.pk).update(version=head.version)
    EarlierWriting.objects.create(
        writing=head,
        version=head.version,
        text=parallel.text,
        person_id=parallel.person_id,
        saved_at=parallel.saved_at,
    )


def _finish(head: Writing, *, by: Person, token: str) -> None:
    """A window that has typed its way back to the text that stands has nothing beside it any more."""
    if not _window(token):
        return
    row = ParallelWriting.objects.filter(writing=head, person_id=by.pk).first()
    if row is not None and _follows(token, row.token):
        _aside(head, row)
        row.delete()


def _earlier(head: Writing) -> EarlierWriting:
    return EarlierWriting(
        writing=head, version=head.since, text=head.text, person_id=head.person_id, saved_at=head.saved_at
    )


def _span(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // SPAN


def _note(head: Writing, *, by: Person, act: str, details: dict[str, object]) -> None:
    audit_write(
        by=by,
        scope=head.scope,
        subject=(head.subject_type, head.subject_id),
        act=act,
        details={"field": head.field, "version": head.version, **details},
    )
