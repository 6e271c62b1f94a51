"""States of a choice, of the decision and of the announcement: the allowed moves, and the letters that they queue."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.intake.groups.actions_team import team_begin, team_end
from soske.records.actions import audit_write, letters_cancel

if TYPE_CHECKING:
    from soske.intake.groups.models import Group
    from soske.intake.selection.models import Announcement, Choice, Decision, Seat
    from soske.people.models import Person


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("selection", "Not decided")
    SELECTED = "selected", pgettext_lazy("selection", "Selected")
    RESERVE = "reserve", pgettext_lazy("selection", "Reserve")
    NOT_SELECTED = "not_selected", pgettext_lazy("selection", "Not selected")


class DecisionState(models.TextChoices):
    MADE = "made", pgettext_lazy("decision", "Made")
    RELEASED = "released", pgettext_lazy("decision", "Told to the applicants")
    OPENED = "opened", pgettext_lazy("decision", "Opened again")


class SeatState(models.TextChoices):
    OFFERED = "offered", _("Seat offered")
    ACCEPTED = "accepted", _("Seat accepted")
    DECLINED = "declined", _("Seat declined")


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


CHOICE_MOVES: dict[str, set[str]] = {each: {*Outcome} - {each} for each in Outcome}
# state -> {next state: whether the letters of the outcomes are queued (True) or cancelled (False)}
DECISION_MOVES: dict[str, dict[str, bool | None]] = {
    DecisionState.MADE: {DecisionState.RELEASED: True, DecisionState.OPENED: None},
    DecisionState.RELEASED: {DecisionState.MADE: False},
    DecisionState.OPENED: {},
}
SEAT_MOVES: dict[str, set[str]] = {each: {*SeatState} - {each} for each in SeatState}
OUTCOME_LETTERS = {
    Outcome.SELECTED.value: "seat_offered",
    Outcome.RESERVE.value: "reserve",
    Outcome.NOT_SELECTED.value: "not_selected",
}
"""Letters of the pack that tell a group what was decided of it."""
# state -> {next state: letter of the pack that the move queues (publishing) or cancels (undoing)}
ANNOUNCEMENT_MOVES: dict[str, dict[str, str]] = {
    AnnouncementState.DRAFT: {AnnouncementState.PUBLISHED: "selected"},
    AnnouncementState.PUBLISHED: {AnnouncementState.DRAFT: "selected"},
}


def choice_move(choice: Choice, to: Outcome, *, by: Person | None, position: int | None = None) -> bool:
    """Decide of a group or take it back; False when it is so already. `position` is that on the reserve list."""
    if to not in CHOICE_MOVES[choice.outcome]:
        return False
    moved = type(choice).objects.filter(pk=choice.pk, outcome=choice.outcome).update(outcome=to, position=position)
    if not moved:
        return False
    group: Group = choice.group
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act=f"group_{to}")
    choice.outcome, choice.position = to, position
    return True


def decision_move(decision: Decision, to: DecisionState, *, by: Person | None) -> bool:
    """Tell a decision to the applicants, take that back, or open the decision again; False when it moved meanwhile.
    Telling says when the letters leave; taking it back cancels them."""
    if to not in DECISION_MOVES[decision.state]:
        return False
    now, letters = timezone.now(), DECISION_MOVES[decision.state][to]
    sends = letters is True and not decision.programme.record_only
    values = {
        "state": to,
        "released_at": now if to == DecisionState.RELEASED else None,
        "letters_leave_at": now + dt.timedelta(minutes=settings.UNDO_MINUTES) if sends else None,
    }
    if not type(decision).objects.filter(pk=decision.pk, state=decision.state).update(**values):
        return False
    for field, value in values.items():
        setattr(decision, field, value)
    subject = ("decision", decision.pk)
    if letters is False:
        for code in OUTCOME_LETTERS.values():
            letters_cancel(subject=subject, code=code)
    acts = {DecisionState.RELEASED: "released", DecisionState.MADE: "release_undone", DecisionState.OPENED: "opened"}
    audit_write(by=by, scope=decision.programme_id, subject=subject, act=f"decision_{acts[to]}")
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


def seat_move(seat: Seat, to: SeatState, *, by: Person | None) -> bool:
    """Settle a seat, or open it again while an answer is missing; False when it is so already. From acceptance on the
    group is a team (groups.actions.team_begin)."""
    if to not in SEAT_MOVES[seat.state]:
        return False
    now = timezone.now()
    settled_at = None if to == SeatState.OFFERED else now
    if not type(seat).objects.filter(pk=seat.pk, state=seat.state).update(state=to, settled_at=settled_at):
        return False
    if to == SeatState.ACCEPTED:
        team_begin(group=seat.group, at=now)
    elif seat.state == SeatState.ACCEPTED:
        team_end(group=seat.group)
    seat.state, seat.settled_at = to, settled_at
    audit_write(by=by, scope=seat.group.programme_id, subject=("group", seat.group_id), act=f"seat_{to}")
    return True
