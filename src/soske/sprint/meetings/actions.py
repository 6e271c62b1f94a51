"""Writes of meetings: plan, invite, move, cancel, answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.opened import saved_meanwhile
from soske.base.steps import STEP
from soske.people.models import Person
from soske.programmes.actions import stages_move
from soske.programmes.models import Programme
from soske.programmes.queries import StageTimes
from soske.records.actions import file_remove
from soske.records.models import CalendarEntry
from soske.records.queries import files_of
from soske.records.tasks import outbox_send
from soske.sprint.assignments.actions import assignment_give
from soske.sprint.assignments.queries import pre_assignments
from soske.sprint.assignments.rules import may_give
from soske.sprint.meetings.holding import (
    entry_make,
    meeting_fresh,
    meeting_held,
    meeting_written,
    reason_line,
    told_places,
    waiting_cancel,
)
from soske.sprint.meetings.inputs import MeetingInput, meeting_fill
from soske.sprint.meetings.letters import letters_of_meeting
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import (
    MEETINGS,
    MeetingView,
    Times,
    expected_of,
    invited_now,
    next_of_waiting,
    seats_left,
    stages_without_meeting,
    told_now,
    told_times,
)
from soske.sprint.meetings.rules import may_cancel, may_hold, may_invite, may_remove, may_reply, may_tell
from soske.sprint.meetings.states import SUBJECT, MeetingKind, MeetingState, Reply, meeting_move, reply_move

AT_ONCE = 4 * STEP
"""People who are invited in one step: those of about a hundred teams."""


# --- planning -------------------------------------------------------------------------------------------------------
@transaction.atomic
def meetings_of_stages(*, by: Person | None, programme: Programme) -> int:
    """Make a meeting of every stage that is one and has none yet; how many. Sponsors are asked to the kick-off, to the
    workshop in the middle and to the closing; that can be changed."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    stages = stages_without_meeting(programme)
    workshops = [stage.code for stage in stages if stage.kind == MeetingKind.WORKSHOP]
    middle = workshops[(len(workshops) - 1) // 2 : (len(workshops) + 1) // 2] if len(workshops) % 2 else workshops[1:2]
    made = Meeting.objects.bulk_create(
        Meeting(
            programme=programme,
            kind=stage.kind,
            stage=stage.code,
            sponsors=stage.kind != MeetingKind.WORKSHOP or stage.code in middle,
        )
        for stage in stages
    )
    for meeting in made:
        meeting_written(by, meeting, "meeting_made")
    return len(made)


@transaction.atomic
def meeting_make(*, by: Person | None, programme: Programme, values: MeetingInput) -> Meeting:
    """Plan one more meeting, with a day of its own.

    Raises:
        ValidationError: keyed by field; or there are a hundred already.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if Meeting.objects.filter(programme=programme).count() >= MEETINGS:
        raise ValidationError(_("An academy can have at most %(n)s meetings.") % {"n": MEETINGS})
    if not values.name:
        raise ValidationError({"name": [_("Write the name of the meeting.")]})
    meeting = Meeting(programme=programme, kind=MeetingKind.OTHER)
    meeting_fill(meeting, values)
    meeting.save()
    meeting_written(by, meeting, "meeting_made")
    return meeting


@transaction.atomic
def meeting_save(
    *,
    by: Person,
    meeting: Meeting,
    values: MeetingInput,
    version: int,
    opened: str = "",
    along: Mapping[str, StageTimes] | None = None,
) -> Meeting:
    """Save what is written of a meeting. A meeting of a stage moves its stage, and with it the stages of `along`; those
    who are invited are told of it by `meeting_tell`, which the coordinator does when she is ready.

    Raises:
        ValidationError: keyed by field; or the days are not in the order of the path.
        Stale: somebody saved it, or moved its stage, meanwhile.
    """
    held = meeting_held(meeting)
    if held.version != version:
        raise saved_meanwhile()
    meeting_fill(held, values)
    if held.stage:
        held.starts = held.ends = held.opens = held.closes = None
        stages_move(
            by=by,
            programme=held.programme,
            times={**(along or {}), held.stage: (values.starts, values.ends)},
            clocks={held.stage: (values.opens, values.closes)},
            opened=opened or None,
        )
    held.version += 1
    held.save()
    meeting_written(by, held, "meeting_changed")
    _entry(held)
    if may_reply(meeting_fresh(held), now=timezone.now()):
        seats_fill(by=by, meeting=held, now=timezone.now())
    return held


@transaction.atomic
def meeting_remove(*, by: Person, meeting: Meeting) -> None:
    """Remove a meeting to which nobody has been invited.

    Raises:
        ValidationError: somebody has.
    """
    held = meeting_held(meeting)
    may_remove(held).require()
    for stored in files_of(SUBJECT, held.pk):
        file_remove(by=by, stored=stored)
    meeting_written(by, held, "meeting_removed")
    CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id=held.pk).delete()
    held.delete()


# --- telling --------------------------------------------------------------------------------------------------------
def meeting_invite(*, by: Person | None, meeting: Meeting, now: dt.datetime) -> int:
    """Invite everybody who is to be there and has no invitation; how many letters wait. Many are invited step by step,
    so that others can write meanwhile: those who were not reached when it ends early have no invitation yet.

    Raises:
        ValidationError: it has no day or place, it is cancelled or over, or the academy is a record.
    """
    queued, left = _invite(by=by, meeting=meeting, now=now, goes_on=False)
    while left:
        more, left = _invite(by=by, meeting=meeting, now=now, goes_on=True)
        queued += more
    return queued


@transaction.atomic
def _invite(*, by: Person | None, meeting: Meeting, now: dt.datetime, goes_on: bool) -> tuple[int, bool]:
    """Invite some people: how many letters wait, and whether somebody is left to invite. `goes_on` after the first
    step; it ends when the meeting cannot be invited to any more."""
    held = meeting_held(meeting)
    view = meeting_fresh(held)
    answer = may_invite(view, now=now)
    if goes_on and not answer:
        return 0, False
    answer.require()
    if not goes_on:
        _participants_make(held)
    entry = _entry(held) or entry_make(view)
    first = held.state == MeetingState.PLANNED
    if first and held.kind == MeetingKind.KICKOFF:  # who was invited before would not be told of it
        _pre_assignment_give(held, by=by, now=now)
        view = meeting_fresh(held)  # its letters tell of what has just been given
    asked = invited_now(Participant.objects.filter(meeting=held, told__isnull=True, person__isnull=False))
    queued = _tell(view, asked.order_by("pk")[:AT_ONCE], "meeting_invite", entry, now=now)
    if first:
        meeting_move(held, MeetingState.INVITED, by=by, now=now)
        Meeting.objects.filter(pk=held.pk).update(told=told_now(held, view.times))
    elif queued:
        meeting_written(by, held, "meeting_invited_more", letters=queued)
    return queued, asked.exists()


def _pre_assignment_give(meeting: Meeting, *, by: Person | None, now: dt.datetime) -> None:
    """The pre-assignment comes with the invitation to the kick-off, which tells of it."""
    for assignment, _due in pre_assignments(meeting.programme):
        if may_give(assignment):
            assignment_give(by=by, assignment=assignment, now=now, letters=False)


def _participants_make(meeting: Meeting) -> None:
    """A place for everybody who is expected; name, team and role of those who have one are brought up to date."""
    known = {each.person_id: each for each in Participant.objects.filter(meeting=meeting)}
    expected = expected_of(meeting)
    Participant.objects.bulk_create(
        Participant(meeting=meeting, person_id=each.person, name=each.name, group_id=each.group, sponsor=each.sponsor)
        for each in expected
        if each.person not in known
    )
    changed = []
    for each in expected:
        place = known.get(each.person)
        if place is None or (place.name, place.group_id, place.sponsor) == (each.name, each.group, each.sponsor):
            continue
        place.name, place.group_id, place.sponsor = each.name, each.group, each.sponsor
        changed.append(place)
    Participant.objects.bulk_update(changed, ["name", "group", "sponsor"], batch_size=500)


@transaction.atomic
def meeting_tell(*, by: Person | None, meeting: Meeting, reason: str, now: dt.datetime) -> int:
    """Tell everybody who is invited of the new time or place, in one letter that changes the entry of her calendar; how
    many letters wait.

    Raises:
        ValidationError: they know it already, or there is nothing to tell.
    """
    held = meeting_held(meeting)
    view = meeting_fresh(held)
    may_tell(view, now=now).require()
    Meeting.objects.filter(pk=held.pk).update(reason=reason_line(reason))
    entry, before = entry_make(view, grow=True), told_times(held)
    queued = _tell(meeting_fresh(held), told_places(held), "meeting_moved", entry, now=now, before=before)
    Meeting.objects.filter(pk=held.pk).update(told=told_now(held, view.times))
    meeting_written(by, held, "meeting_moved", letters=queued)
    return queued


@transaction.atomic
def meeting_cancel(*, by: Person | None, meeting: Meeting, reason: str, now: dt.datetime) -> int:
    """Cancel a meeting, in everybody's calendar as well; how many letters wait.

    Raises:
        ValidationError: it is cancelled or over.
    """
    held = meeting_held(meeting)
    view = meeting_fresh(held)
    may_cancel(view, now=now).require()
    Meeting.objects.filter(pk=held.pk).update(reason=reason_line(reason))
    meeting_move(held, MeetingState.CANCELLED, by=by, now=now)
    entry = CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id=held.pk).first()
    if entry is None:
        return 0
    return _tell(meeting_fresh(held), told_places(held), "meeting_cancelled", entry, now=now)


@transaction.atomic
def meeting_take_back(*, by: Person | None, meeting: Meeting, now: dt.datetime) -> int:
    """A cancelled meeting is held after all: it is in everybody's calendar again; how many letters wait.

    Raises:
        ValidationError: it is not cancelled, or it has no day ahead.
    """
    held = meeting_held(meeting)
    if held.state != MeetingState.CANCELLED:
        raise ValidationError(_("The meeting is not cancelled."))
    to = MeetingState.INVITED if held.told else MeetingState.PLANNED
    if to == MeetingState.INVITED:
        may_hold(meeting_fresh(held), now=now).require()
    meeting_move(held, to, by=by, now=now)
    if to == MeetingState.PLANNED:
        return 0
    view = meeting_fresh(held)
    entry = entry_make(view, grow=True)
    Meeting.objects.filter(pk=held.pk).update(told=told_now(held, view.times), reason="")
    return _tell(meeting_fresh(held), told_places(held), "meeting_moved", entry, now=now, back=True)


def _tell(
    view: MeetingView,
    participants: QuerySet[Participant],
    code: str,
    entry: CalendarEntry,
    *,
    now: dt.datetime,
    before: Times | None = None,
    back: bool = False,
) -> int:
    """Queue the letters. Earlier ones about this meeting that still wait are cancelled: what they say is not true any
    more, and would be read after this."""
    if code != "meeting_invite":
        waiting_cancel(view.meeting)
    rows = list(participants.select_related("person"))
    queued = letters_of_meeting(view, rows, code=code, entry=entry, leaves_at=now, before=before, back=back)
    Participant.objects.filter(pk__in=[row.pk for row in rows]).update(told=entry.sequence)
    if queued:
        outbox_send.enqueue()
    return queued


def _entry(meeting: Meeting) -> CalendarEntry | None:
    """Bring the entry of a meeting to which people are invited up to date; None while there is none."""
    if not CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id=meeting.pk).exists():
        return None
    view = meeting_fresh(meeting)
    return entry_make(view) if view.times.starts is not None and view.state != MeetingState.CANCELLED else None


# --- answering ------------------------------------------------------------------------------------------------------
@transaction.atomic
def meeting_reply(*, by: Person, participant: Participant, comes: bool, now: dt.datetime) -> Reply:
    """Say whether one comes; when all seats are taken, one waits. Whoever gives her seat up makes room for the one who
    has waited longest. What the answer is now.

    Raises:
        ValidationError: the meeting has begun or is cancelled.
    """
    held = meeting_held(participant.meeting)
    found = Participant.objects.select_related("meeting").get(pk=participant.pk)
    found.meeting = held
    may_reply(meeting_fresh(held), now=now).require()
    if not comes:
        to = Reply.AWAY
    elif found.reply == Reply.COMING or (seats_left(held) != 0 and next_of_waiting(held) in {None, found}):
        to = Reply.COMING
    else:
        to = Reply.WAITING
    reply_move(found, to, by=by, now=now)
    if to == Reply.AWAY:
        Participant.objects.filter(pk=found.pk).update(table=None)
    seats_fill(by=by, meeting=held, now=now)
    return to


def seats_fill(*, by: Person | None, meeting: Meeting, now: dt.datetime) -> int:
    """Give free seats to those who wait, in the order in which they came; how many. The caller holds the meeting."""
    given = 0
    while seats_left(meeting) != 0 and (waiting := next_of_waiting(meeting)) is not None:
        waiting.meeting = meeting
        reply_move(waiting, Reply.COMING, by=by, now=now)
        view, entry = meeting_fresh(meeting), _entry(meeting)
        if entry is not None and letters_of_meeting(view, [waiting], code="meeting_seat", entry=entry, leaves_at=now):
            outbox_send.enqueue()
        given += 1
    return given
