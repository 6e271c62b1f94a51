"""Writes around a meeting: small groups, who came, what people thought of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.opened import fresh
from soske.engines.mixing import mixed
from soske.intake.groups.models import Member
from soske.people.models import Person
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write
from soske.sprint.meetings.models import Attendance, Feedback, Meeting, Participant
from soske.sprint.meetings.queries import MeetingView, meeting_views, presence_facts, seated_of, seats_facts
from soske.sprint.meetings.rules import may_give_feedback
from soske.sprint.meetings.states import SUBJECT

TABLES = 50
PEOPLE = 100
POINTS = range(1, 6)
LONGEST = 2000


# --- small groups ---------------------------------------------------------------------------------------------------
@transaction.atomic
def tables_propose(*, by: Person, meeting: Meeting, tables: int) -> int:
    """Seat those who come in small groups so that teams mix; how many people. Earlier seats are given anew.

    Raises:
        ValidationError: not from 1 to 50 groups.
    """
    if not 1 <= tables <= TABLES:
        raise ValidationError({"tables": [_range(1, TABLES)]})
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    rows = list(seated_of(meeting))
    order = [view.pk for view in meeting_views(meeting.programme)]
    turn = order.index(meeting.pk) if meeting.pk in order else 0
    plan = mixed([(row.pk, row.group_id or 0) for row in rows], tables, turn=turn)
    Participant.objects.filter(meeting=meeting).update(table=None)
    for row in rows:
        row.table = plan[row.pk]
    Participant.objects.bulk_update(rows, ["table"], batch_size=500)
    _written(by, meeting, "tables_proposed", tables=tables)
    return len(rows)


@transaction.atomic
def tables_write(*, by: Person, meeting: Meeting, seats: Mapping[int, int | None], opened: str | None = None) -> int:
    """Seat people by hand: participant -> small group, None for none; how many have moved.

    Raises:
        Stale: somebody seated them after the form with the mark `opened` was opened.
        ValidationError: a group that is not from 1 to 50.
    """
    if any(table is not None and not 1 <= table <= TABLES for table in seats.values()):
        raise ValidationError(_range(1, TABLES))
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    fresh(opened, seats_facts(meeting))
    moved = [
        row
        for row in Participant.objects.filter(meeting=meeting, pk__in=list(seats), person__isnull=False)
        if row.table != seats[row.pk]
    ]
    for row in moved:
        row.table = seats[row.pk]
    Participant.objects.bulk_update(moved, ["table"], batch_size=500)
    if moved:
        _written(by, meeting, "tables_written", people=len(moved))
    return len(moved)


# --- who came -------------------------------------------------------------------------------------------------------
@transaction.atomic
def attendance_write(
    *, by: Person, meeting: Meeting, people: Mapping[int, int | None], opened: str | None = None
) -> None:
    """How many each member organisation had there: member -> number, 0 for away, None for not recorded.

    Raises:
        Stale: somebody wrote it after the form with the mark `opened` was opened.
        ValidationError: a number that is not from 0 to 100.
    """
    if wrong := [member for member, number in people.items() if number is not None and not 0 <= number <= PEOPLE]:
        raise ValidationError({f"member_{wrong[0]}": [_range(0, PEOPLE)]})
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    members = Member.objects.filter(pk__in=list(people), group__programme=meeting.programme_id)
    known = dict(members.values_list("pk", "organisation"))
    fresh(opened, presence_facts(meeting, people))
    Attendance.objects.filter(meeting=meeting, member__in=known).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member_id=member, organisation_id=known[member], people=number)
        for member, number in people.items()
        if number is not None and member in known
    )
    _written(by, meeting, "attendance_written")


# --- what people thought --------------------------------------------------------------------------------------------
@transaction.atomic
def feedback_give(
    *, by: Person, view: MeetingView, participant: Participant, answers: Mapping[str, str], now: dt.datetime
) -> Feedback:
    """Say what one thought of a meeting: code of the question -> points or text; it can be said anew. Questions without
    an answer are left out.

    Raises:
        ValidationError: keyed by code; or the meeting has not begun, or nothing is answered.
    """
    may_give_feedback(view, participant, now=now).require()
    asked = {each.code: each.kind for each in pack_parts(view.meeting.programme, "feedback").get("feedback", [])}
    faults: dict[str, list[str]] = {}
    kept: dict[str, Any] = {}
    for code, kind in asked.items():
        said = answers.get(code, "").strip()
        if not said:
            continue
        if kind == "text":
            kept[code] = said
            if len(said) > LONGEST:
                faults[code] = [_("The text is %(n)s characters too long.") % {"n": len(said) - LONGEST}]
        elif said in {str(points) for points in POINTS}:
            kept[code] = int(said)
        else:
            faults[code] = [_("Choose one of these.")]
    if faults:
        raise ValidationError(faults)
    if not kept:
        raise ValidationError(_("Answer at least one of the questions."))
    Meeting.objects.select_for_update(of=("self",)).get(pk=view.pk)
    made, _new = Feedback.objects.update_or_create(
        meeting=view.meeting, person=by, defaults={"answers": kept, "at": now}
    )
    audit_write(by=None, scope=view.meeting.programme_id, subject=(SUBJECT, view.pk), act="feedback_given")
    return made


def _range(least: int, most: int) -> str:
    return _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}


def _written(by: Person, meeting: Meeting, act: str, **details: Any) -> None:
    audit_write(by=by, scope=meeting.programme_id, subject=(SUBJECT, meeting.pk), act=act, details=details)
