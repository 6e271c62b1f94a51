"""What the coordinator writes of a meeting, and what can be wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText
from soske.sprint.meetings.models import MOST_SEATS, Meeting

LONGEST = 10_000
"""Characters of an agenda in one language."""


@dataclass(frozen=True, slots=True)
class MeetingInput:
    """What the coordinator writes of a meeting. Days and times are Helsinki's; those of a meeting of a stage are moved
    with its stage."""

    name: LocalText
    starts: dt.date | None
    ends: dt.date | None
    opens: dt.time | None
    closes: dt.time | None
    place: str
    link: str
    agenda: LocalText
    sponsors: bool
    seats: int | None
    recording: str


def meeting_fill(meeting: Meeting, values: MeetingInput) -> None:
    """Put the values into a meeting that is not saved yet.

    Raises:
        ValidationError: keyed by field.
    """
    faults: dict[str, list[str]] = {}
    if (values.starts is None) != (values.ends is None):
        faults["ends"] = [_("Write both days, or neither.")]
    elif values.starts and values.ends and values.ends < values.starts:
        faults["ends"] = [_("The end is before the beginning.")]
    elif values.starts == values.ends and values.opens and values.closes and values.closes <= values.opens:
        faults["closes"] = [_("The meeting has to end later than it begins.")]
    if (values.opens is None) != (values.closes is None):
        faults["closes"] = [_("Write both times, or neither.")]
    if values.seats is not None and not 1 <= values.seats <= MOST_SEATS:
        faults["seats"] = [_("Write a number from %(least)s to %(most)s.") % {"least": 1, "most": MOST_SEATS}]
    if any(len(text) > LONGEST for text in values.agenda.values()):
        faults["agenda"] = [_("Use at most %(n)s characters.") % {"n": LONGEST}]
    if faults:
        raise ValidationError(faults)
    for field in MeetingInput.__slots__:
        setattr(meeting, field, getattr(values, field))
