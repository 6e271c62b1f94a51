"""What moves when a meeting is given another time."""

from __future__ import annotations

import datetime as dt
from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from soske.base.connect import Moved
from soske.programmes.moving import Consequences, consequences_of
from soske.sprint.meetings.inputs import MeetingInput, meeting_fill
from soske.sprint.meetings.queries import MeetingView, people_told, times_of
from soske.sprint.meetings.words import when_words


def meeting_consequences(view: MeetingView, values: MeetingInput, *, today: dt.date, lang: str) -> Consequences | None:
    """What these values bring with them; None when they are wrong, which the save says."""
    wanted = copy(view.meeting)
    try:
        meeting_fill(wanted, values)
    except ValidationError:
        return None
    if wanted.stage:
        days, clocks = {wanted.stage: (values.starts, values.ends)}, {wanted.stage: (values.opens, values.closes)}
        return consequences_of(wanted.programme, days, clocks, today=today, lang=lang)
    times = times_of(wanted, {})
    moved = []
    if times != view.times:
        people = people_told([view.pk]).get(view.pk, frozenset())
        moved = [Moved(_("Meeting"), view.name, when_words(view.times, lang), when_words(times, lang), people)]
    return Consequences(moved, [], [], {}, True, False)
