"""Reads of meetings: what is planned, who is invited, who comes, who came, what they thought of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from soske.base.clock import span
from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.people.models import Person
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import pack_parts, remembered_of, stage_span, stages_of
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.states import MeetingKind, MeetingState, Reply

MEETINGS = 100
TEAMS = 1000


# --- when -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Times:
    """When a meeting is. Both moments are None while its day is not set; `whole` says that it has no times of day."""

    starts: dt.datetime | None
    ends: dt.datetime | None
    whole: bool


def times_of(meeting: Meeting, stages: Mapping[str, Stage]) -> Times:
    """When a meeting is: when its stage is, or by its own days and times."""
    own = stages.get(meeting.stage) if meeting.stage else meeting
    if own is None or own.starts is None or own.ends is None:
        return Times(None, None, whole=True)
    begins, finishes = stage_span(own) if isinstance(own, Stage) else span(own.starts, own.ends, own.opens, own.closes)
    return Times(begins, finishes, whole=own.opens is None or own.closes is None)


def told_now(meeting: Meeting, times: Times) -> dict[str, str]:
    """What the invited have to know of time and place, as `Meeting.told` keeps it."""
    return {
        "starts": times.starts.astimezone(dt.UTC).isoformat() if times.starts else "",
        "ends": times.ends.astimezone(dt.UTC).isoformat() if times.ends else "",
        "place": meeting.place,
        "link": meeting.link,
    }


# --- one meeting ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting with its name and times. `untold`: those who are invited do not know yet that it has moved."""

    meeting: Meeting
    name: LocalText
    times: Times
    untold: bool

    @property
    def pk(self) -> int:
        return self.meeting.pk

    @property
    def state(self) -> str:
        return self.meeting.state

    def is_over(self, now: dt.datetime) -> bool:
        return self.times.ends is not None and self.times.ends <= now


def meeting_views(programme: Programme) -> list[MeetingView]:
    """The meetings of the programme in the order of time, those without a day last; at most 100. Three queries when
    something has changed."""
    return remembered_of(programme, lambda: _views(programme), "meetings")


def _views(programme: Programme) -> list[MeetingView]:
    rows = Meeting.objects.filter(programme=programme).order_by("pk")[:MEETINGS]
    found = [_view(meeting, programme) for meeting in rows]
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda view: (view.times.starts or latest, view.pk))


def _view(meeting: Meeting, programme: Programme) -> MeetingView:
    meeting.programme = programme
    times = times_of(meeting, _stages(programme))
    told = meeting.told
    untold = meeting.state == MeetingState.INVITED and bool(told) and told != told_now(meeting, times)
    return MeetingView(meeting, meeting.name or stage_names(programme).get(meeting.stage, LocalText()), times, untold)


def _stages(programme: Programme) -> dict[str, Stage]:
    return remembered_of(programme, lambda: stages_of(programme), "stages of meetings")


def stage_names(programme: Programme) -> dict[str, LocalText]:
    """Code -> name of every stage of the path."""
    return {stage.code: stage.name for step in pack_parts(programme, "path")["path"] for stage in step.stages}


def meeting_get(programme: Programme, pk: int) -> MeetingView | None:
    """One meeting of the programme."""
    meeting = Meeting.objects.filter(programme=programme, pk=pk).first()
    return _view(meeting, programme) if meeting is not None else None


def stages_without_meeting(programme: Programme) -> list[Stage]:
    """Stages of the path that are meetings and have none yet, in their order."""
    kinds = [MeetingKind.KICKOFF, MeetingKind.WORKSHOP, MeetingKind.CLOSING]
    made = Meeting.objects.filter(programme=programme).exclude(stage="").values_list("stage", flat=True)
    return list(Stage.objects.filter(programme=programme, kind__in=kinds).exclude(code__in=list(made)))


# --- who is invited -------------------------------------------------------------------------------------------------
class Expected(NamedTuple):
    """Somebody who is to be in a meeting."""

    person: int
    group: int
    sponsor: bool


def expected_of(meeting: Meeting) -> list[Expected]:
    """Everybody in a team now, and the management sponsors where they are asked; each once. Two queries."""
    teams = Group.objects.filter(programme=meeting.programme_id, ready=True, team_since__isnull=False)
    people = GroupPerson.objects.filter(group__in=teams, ends__isnull=True).order_by("group", "pk")
    found = {person: Expected(person, group, False) for person, group in people.values_list("person", "group")}
    if meeting.sponsors:
        rows = Member.objects.filter(group__in=teams, sponsor__isnull=False).order_by("group", "position")
        for person, group in rows.values_list("sponsor", "group"):
            found.setdefault(person or 0, Expected(person or 0, group, True))
    return list(found.values())


def uninvited(meeting: Meeting) -> int:
    """How many of those who are to be there have no invitation."""
    known = set(Participant.objects.filter(meeting=meeting, told__isnull=False).values_list("person", flat=True))
    return sum(each.person not in known for each in expected_of(meeting))


def participant_of(meeting: Meeting, person: Any) -> Participant | None:
    """The place of a person in a meeting."""
    found = Participant.objects.filter(meeting=meeting, person=person).first()
    if found is not None:
        found.meeting = meeting
    return found


def replies_counted(meetings: Iterable[int]) -> dict[int, dict[str, int]]:
    """Meeting -> answer -> how many. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = Participant.objects.filter(meeting__in=list(meetings), person__isnull=False).order_by()
    for meeting, reply, number in rows.values_list("meeting", "reply").annotate(Count("pk")):
        found.setdefault(meeting, {})[reply] = number
    return found


def coming(meeting: Meeting) -> QuerySet[Participant]:
    """Those who come, and while nobody has to sign up also those who have not answered."""
    rows = Participant.objects.filter(meeting=meeting, person__isnull=False)
    return rows.filter(reply=Reply.COMING).order_by("group", "pk")


class Guest(NamedTuple):
    """A row of the coordinator's list of those who are invited."""

    pk: int
    name: str
    group: int | None
    sponsor: bool
    reply: str
    table: int | None


def guests(meeting: Meeting, *, start: int, size: int) -> list[Guest]:
    """One page of those who are invited, team by team. One query."""
    rows = Participant.objects.filter(meeting=meeting, person__isnull=False).order_by("group", "sponsor", "pk")
    columns = ("pk", "person__name", "group", "sponsor", "reply", "table")
    return [Guest(*row) for row in rows.values_list(*columns)[start : start + size]]


# --- of a person ----------------------------------------------------------------------------------------------------
def meetings_of_person(person: Any, programme: Programme) -> list[tuple[MeetingView, Participant]]:
    """The meetings to which a person is invited, in the order of time. One query beside those of the list."""
    mine = {each.meeting_id: each for each in Participant.objects.filter(person=person, meeting__programme=programme)}
    return [(view, mine[view.pk]) for view in meeting_views(programme) if view.pk in mine]


def team_of(person: Any, programme: Programme) -> Group | None:
    """The team of the programme in which a person is now, the latest if there are several. One query."""
    places = GroupPerson.objects.filter(
        person=person, group__programme=programme, group__ready=True, group__team_since__isnull=False, ends__isnull=True
    )
    place = places.select_related("group").order_by("-pk").first()
    return place.group if place else None


def people_named(ids: Iterable[int | None]) -> dict[int, Person]:
    """Persons by their numbers. One query."""
    return Person.objects.in_bulk([pk for pk in ids if pk is not None])


def next_of_waiting(meeting: Meeting) -> Participant | None:
    """Who has waited longest for a seat."""
    rows = Participant.objects.filter(meeting=meeting, reply=Reply.WAITING, person__isnull=False)
    return rows.order_by(F("replied_at").asc(nulls_last=True), "pk").first()


def seats_left(meeting: Meeting) -> int | None:
    """How many more can come; None without a limit."""
    if meeting.seats is None:
        return None
    taken = Participant.objects.filter(Q(reply=Reply.COMING), meeting=meeting, person__isnull=False).count()
    return max(meeting.seats - taken, 0)
