"""States of a choice and of the announcement: the allowed moves, and the letters that they queue."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.records.actions import audit_write, letters_cancel

if TYPE_CHECKING:
    from soske.intake.groups.models import Group
    from soske.intake.selection.models import Announcement, Choice
    from soske.people.models import Person


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("selection", "Not decided")
    SELECTED = "selected", pgettext_lazy("selection", "Selected")


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


CHOICE_MOVES: dict[str, set[str]] = {
    Outcome.OPEN: {Outcome.SELECTED},
    Outcome.SELECTED: {Outcome.OPEN},
}
# state -> {next state: letter of the pack that the move queues (publishing) or cancels (undoing)}
ANNOUNCEMENT_MOVES: dict[str, dict[str, str]] = {
    AnnouncementState.DRAFT: {AnnouncementState.PUBLISHED: "selected"},
    AnnouncementState.PUBLISHED: {AnnouncementState.DRAFT: "selected"},
}


def choice_move(choice: Choice, to: Outcome, *, by: Person | None) -> bool:
    """Decide of a group or take it back; False when it is so already."""
    if to not in CHOICE_MOVES[choice.outcome]:
        return False
    if not type(choice).objects.filter(pk=choice.pk, outcome=choice.outcome).update(outcome=to):
        return False
    group: Group = choice.group
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act=f"group_{to}")
    choice.outcome = to
    return True


def announcement_move(announcement: Announcement, to: AnnouncementState, *, by: Person | None) -> bool:
    """Publish or undo; False when it moved meanwhile. Publishing says when letters leave; undoing cancels them."""
    letter = ANNOUNCEMENT_MOVES[announcement.state].get(to)
    if letter is None:
        return False
    now = timezone.now()
    publishing = to == AnnouncementState.PUBLISHED
    sends = publishing and not announcement.programme.record_only
    values = {
        "state": to,
        "published_at": now if publishing else None,
        "letters_leave_at": now + dt.timedelta(minutes=settings.UNDO_MINUTES) if sends else None,
    }
    if not type(announcement).objects.filter(pk=announcement.pk, state=announcement.state).update(**values):
        return False
    for field, value in values.items():
        setattr(announcement, field, value)
    subject = ("announcement", announcement.pk)
    if not publishing:
        letters_cancel(subject=subject, code=letter)
    audit_write(by=by, scope=announcement.programme_id, subject=subject, act=f"announcement_{to}")
    return True
