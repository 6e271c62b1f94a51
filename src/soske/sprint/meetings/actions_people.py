"""Writes when somebody joins a team or leaves it: her places in the meetings ahead."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.queries import programme_get
from soske.records.models import CalendarEntry
from soske.sprint.meetings.actions import seats_fill
from soske.sprint.meetings.holding import entry_make, meeting_fresh, meeting_held
from soske.sprint.meetings.models import Participant
from soske.sprint.meetings.queries import MeetingView, expected_of, meeting_views
from soske.sprint.meetings.rules import may_invite
from soske.sprint.meetings.states import MeetingState, Reply

Kept = list[tuple[MeetingView, CalendarEntry]]
"""Meetings with their calendar entries, for the letter of the caller."""


def _ahead(group: Group, now: dt.datetime) -> list[MeetingView]:
    """Meetings of the team's academy that are ahead and to which people have been invited, in the order in which they
    are always locked."""
    programme = programme_get(group.programme.slug) or group.programme
    told = [view for view in meeting_views(programme) if view.state == MeetingState.INVITED]
    ahead = [view for view in told if view.times.is_ahead(now)]
    return sorted(ahead, key=lambda view: view.pk)


@transaction.atomic
def places_begin(*, person: Person, name: str, group: Group, now: dt.datetime) -> Kept:
    """Somebody has joined a team: she is invited to every meeting ahead to which the others are invited. The letter is
    the caller's."""
    found: Kept = []
    for view in _ahead(group, now):
        if not may_invite(view, now=now):
            continue  # it has no place yet: she is counted as not invited
        held = meeting_held(view.meeting)
        entry = entry_make(meeting_fresh(held), grow=True)  # above what she may have got when she left earlier
        place, made = Participant.objects.get_or_create(meeting=held, person=person)
        if made or place.sponsor or place.told is None:
            place.reply, place.replied_at = Reply.OPEN, None
        place.name, place.group, place.sponsor, place.told = name, group, False, entry.sequence
        place.save()
        found.append((meeting_fresh(held), entry))
    return found


@transaction.atomic
def places_end(*, by: Person | None, person: int, group: Group, now: dt.datetime) -> Kept:
    """Somebody has left a team: her places in the meetings ahead go, and a free seat goes to whoever waits. Those from
    which her entry is to be taken away by the letter of the caller. Where she is still expected, for another team or
    as a management sponsor, she keeps her place."""
    found: Kept = []
    for view in _ahead(group, now):
        held = meeting_held(view.meeting)
        place = Participant.objects.filter(meeting=held, person=person).first()
        if place is None:
            continue
        still = next((each for each in expected_of(held) if each.person == person), None)
        if still is not None:
            Participant.objects.filter(pk=place.pk).update(group=still.group, sponsor=still.sponsor, name=still.name)
            continue
        told = place.told is not None
        place.delete()
        if told:
            found.append((meeting_fresh(held), entry_make(meeting_fresh(held), grow=True)))
        seats_fill(by=by, meeting=held, now=now)
    return found
