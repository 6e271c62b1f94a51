"""Reads of meetings: what is planned, who is invited, who comes, who came, what they thought of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from soske.base.clock import span
from soske.base.formats import HELSINKI
from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import pack_parts, remembered_of, stage_span, stages_of
from soske.sprint.meetings.models import Attendance, Feedback, Meeting, Participant
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

    @property
    def begins(self) -> dt.datetime | None:
        """When it has begun for certain: without times of day only at the end of its first day, because nobody knows at
        what time of that day it begins."""
        if self.starts is None or not self.whole:
            return self.starts
        return span(*(self.starts.astimezone(HELSINKI).date(),) * 2, None, None)[1]

    def is_ahead(self, now: dt.datetime) -> bool:
        return self.begins is not None and self.begins > now


def times_of(meeting: Meeting, stages: Mapping[str, Stage]) -> Times:
    """When a meeting is: when its stage is, or by its own days and times."""
    own = stages.get(meeting.stage) if meeting.stage else meeting
    if own is None or own.starts is None or own.ends is None:
        return Times(None, None, whole=True)
    begins, finishes = stage_span(own) if isinstance(own, Stage) else span(own.starts, own.ends, own.opens, own.closes)
    return Times(begins, finishes, whole=own.opens is None or own.closes is None)


def told_times(meeting: Meeting) -> Times:
    """When the meeting is as those who are invited know it."""
    starts, ends = (meeting.told.get(name) for name in ("starts", "ends"))
    if not starts or not ends:
        return Times(None, None, whole=True)
    begins, finishes = dt.datetime.fromisoformat(starts), dt.datetime.fromisoformat(ends)
    return Times(begins, finishes, whole=bool(meeting.told.get("whole")))


def told_now(meeting: Meeting, times: Times) -> dict[str, Any]:
    """What the invited have to know of time and place, as `Meeting.told` keeps it."""
    return {
        "whole": times.whole,
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
    stages, names = stages_of(programme), stage_names(programme)
    found = [_view(meeting, programme, stages, names) for meeting in rows]
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda view: (view.times.starts or latest, view.pk))


def _view(
    meeting: Meeting, programme: Programme, stages: Mapping[str, Stage], names: Mapping[str, LocalText]
) -> MeetingView:
    meeting.programme = programme
    times = times_of(meeting, stages)
    told = meeting.told
    untold = meeting.state == MeetingState.INVITED and bool(told) and told != told_now(meeting, times)
    return MeetingView(meeting, meeting.name or names.get(meeting.stage, LocalText()), times, untold)


def stage_names(programme: Programme) -> dict[str, LocalText]:
    """Code -> name of every stage of the path."""
    return {stage.code: stage.name for step in pack_parts(programme, "path")["path"] for stage in step.stages}


def meeting_get(programme: Programme, pk: int) -> MeetingView | None:
    """One meeting of the programme."""
    meeting = Meeting.objects.filter(programme=programme, pk=pk).first()
    return _view(meeting, programme, stages_of(programme), stage_names(programme)) if meeting is not None else None


def stages_missing(programme: Programme) -> int:
    """How many stages of the path are meetings and have none yet. Two queries when something has changed."""
    return remembered_of(programme, lambda: len(stages_without_meeting(programme)), "stages without meeting")


def stages_without_meeting(programme: Programme) -> list[Stage]:
    """Stages of the path that are meetings and have none yet, in their order."""
    kinds = [MeetingKind.KICKOFF, MeetingKind.WORKSHOP, MeetingKind.CLOSING]
    made = Meeting.objects.filter(programme=programme).exclude(stage="").values_list("stage", flat=True)
    return list(Stage.objects.filter(programme=programme, kind__in=kinds).exclude(code__in=list(made)))


# --- who is invited -------------------------------------------------------------------------------------------------
class Expected(NamedTuple):
    """Somebody who is to be in a meeting."""

    person: int
    name: str
    group: int
    sponsor: bool


def expected_of(meeting: Meeting) -> list[Expected]:
    """Everybody in a team now, and the management sponsors where they are asked; each once. Two queries."""
    people = _team_people(meeting).order_by("group", "pk")
    rows = people.values_list("person", "name", "group")
    found = {person: Expected(person, name, group, False) for person, name, group in rows}
    if meeting.sponsors:
        members = _sponsored(meeting).order_by("group", "position")
        for person, name, group in members.values_list("sponsor", "sponsor_name", "group"):
            found.setdefault(person or 0, Expected(person or 0, name, group, True))
    return list(found.values())


def _teams(meeting: Meeting) -> QuerySet[Group]:
    return Group.objects.filter(programme=meeting.programme_id, ready=True, team_since__isnull=False)


def _team_people(meeting: Meeting) -> QuerySet[GroupPerson]:
    return GroupPerson.objects.filter(group__in=_teams(meeting), ends__isnull=True)


def _sponsored(meeting: Meeting) -> QuerySet[Member]:
    return Member.objects.filter(group__in=_teams(meeting), sponsor__isnull=False)


def invited_now(places: QuerySet[Participant]) -> QuerySet[Participant]:
    """Of these places those of people who are still in a team of the programme, or still answer for a member of one.
    Whoever has left is invited no more: she gets no letter, sees no page and has no seat."""
    of = {"group__programme": OuterRef("meeting__programme"), "group__ready": True, "group__team_since__isnull": False}
    inside = GroupPerson.objects.filter(person=OuterRef("person"), ends__isnull=True, **of)
    answers = Member.objects.filter(sponsor=OuterRef("person"), **of)
    return places.filter(Q(Exists(inside)) | Q(Exists(answers), sponsor=True), person__isnull=False)


def uninvited(meeting: Meeting) -> int:
    """How many of those who are to be there have no invitation. At most two queries when something has changed."""
    return remembered_of(meeting.programme, lambda: _uninvited(meeting), "uninvited", meeting.pk)


def uninvited_of(programme: Programme, views: Sequence[MeetingView]) -> dict[int, int]:
    """Meeting -> how many have no invitation, for several at once: kept in one place of the memory."""
    pks = tuple(view.pk for view in views)
    return remembered_of(programme, lambda: {view.pk: _uninvited(view.meeting) for view in views}, "uninvited of", pks)


def _uninvited(meeting: Meeting) -> int:
    told = Participant.objects.filter(meeting=meeting, told__isnull=False)
    people = _team_people(meeting).exclude(Exists(told.filter(person=OuterRef("person"))))
    count = people.order_by().values("person").distinct().count()
    if meeting.sponsors:
        sponsors = _sponsored(meeting).exclude(Exists(told.filter(person=OuterRef("sponsor"))))
        alone = sponsors.exclude(sponsor__in=_team_people(meeting).values("person"))
        count += alone.order_by().values("sponsor").distinct().count()
    return count


def participant_of(meeting: Meeting, person: Any) -> Participant | None:
    """The place of a person of a team in a meeting. Management sponsors have none: they get letters only."""
    found = invited_now(Participant.objects.filter(meeting=meeting, person=person, sponsor=False)).first()
    if found is not None:
        found.meeting = meeting
    return found


def replies_of(programme: Programme) -> dict[int, dict[str, int]]:
    """Meeting of the programme -> answer -> how many. One query when something has changed."""
    pks = [view.pk for view in meeting_views(programme)]
    return remembered_of(programme, lambda: replies_counted(pks), "replies")


def replies_counted(meetings: Iterable[int]) -> dict[int, dict[str, int]]:
    """Meeting -> answer -> how many. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = invited_now(Participant.objects.filter(meeting__in=list(meetings))).order_by()
    for meeting, reply, number in rows.values_list("meeting", "reply").annotate(Count("pk")):
        found.setdefault(meeting, {})[reply] = number
    return found


def people_told(meetings: Iterable[int]) -> dict[int, frozenset[int]]:
    """Meeting -> numbers of those who have been invited and still are. One query."""
    found: dict[int, set[int]] = {}
    places = Participant.objects.filter(meeting__in=list(meetings), told__isnull=False)
    for meeting, person in invited_now(places).values_list("meeting", "person"):
        found.setdefault(meeting, set()).add(person)
    return {meeting: frozenset(people) for meeting, people in found.items()}


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
    rows = invited_now(Participant.objects.filter(meeting=meeting)).order_by("group", "sponsor", "pk")
    columns = ("pk", "name", "group", "sponsor", "reply", "table")
    return [Guest(*row) for row in rows.values_list(*columns)[start : start + size]]


# --- of a person ----------------------------------------------------------------------------------------------------
def meetings_of_person(person: Any, programme: Programme) -> list[tuple[MeetingView, Participant]]:
    """The meetings to which a person is invited, in the order of time. One query beside those of the list, when
    something has changed."""
    return remembered_of(programme, lambda: _of_person(person, programme), "meetings of", person.pk)


def _of_person(person: Any, programme: Programme) -> list[tuple[MeetingView, Participant]]:
    places = invited_now(Participant.objects.filter(person=person, meeting__programme=programme, sponsor=False))
    mine = {each.meeting_id: each for each in places}
    return [(view, mine[view.pk]) for view in meeting_views(programme) if view.pk in mine]


def next_of_waiting(meeting: Meeting) -> Participant | None:
    """Who has waited longest for a seat."""
    rows = invited_now(Participant.objects.filter(meeting=meeting, reply=Reply.WAITING))
    return rows.order_by(F("replied_at").asc(nulls_last=True), "pk").first()


def seats_left(meeting: Meeting) -> int | None:
    """How many more can come; None without a limit."""
    if meeting.seats is None:
        return None
    taken = invited_now(Participant.objects.filter(meeting=meeting, reply=Reply.COMING)).count()
    return max(meeting.seats - taken, 0)


# --- small groups, attendance, feedback -----------------------------------------------------------------------------
def seated_of(meeting: Meeting) -> QuerySet[Participant]:
    """Those who are seated in small groups: who come, and who have not said that they do not. Sponsors are not."""
    rows = invited_now(Participant.objects.filter(meeting=meeting, sponsor=False))
    return rows.filter(reply__in=[Reply.COMING, Reply.OPEN]).order_by("group", "pk")


def beside_of(participant: Participant) -> list[str]:
    """Names of the others in somebody's small group; at most 50. One query."""
    rows = seated_of(participant.meeting).filter(table=participant.table)
    return list(rows.exclude(pk=participant.pk).order_by("group", "pk").values_list("name", flat=True)[:50])


class Present(NamedTuple):
    """A member organisation of a team and how many it had in a meeting; None is not recorded."""

    member: int
    group: int
    people: int | None


def members_counted(meeting: Meeting) -> int:
    """How many member organisations the teams have. One query."""
    return Member.objects.filter(group__in=_teams(meeting)).count()


def presence_of(meeting: Meeting, *, start: int = 0, size: int = TEAMS) -> list[Present]:
    """The member organisations of the teams, team by team, from the one at `start`; at most `size`. Two queries."""
    members = Member.objects.filter(group__in=_teams(meeting)).order_by("group", "position", "pk")
    rows = list(members.values_list("pk", "group")[start : start + size])
    there = Attendance.objects.filter(meeting=meeting, member__in=[pk for pk, _group in rows])
    people = dict(there.values_list("member", "people"))
    return [Present(pk, group, people.get(pk)) for pk, group in rows]


def presence_facts(meeting: Meeting, members: Iterable[int]) -> dict[str, int]:
    """What is recorded of how many these members had there, for the mark of the form (base.opened)."""
    rows = Attendance.objects.filter(meeting=meeting, member__in=list(members)).values_list("member", "people")
    return {str(member): people for member, people in rows}


def seats_facts(meeting: Meeting) -> dict[str, int]:
    """Who sits where, for the mark of its form."""
    rows = Participant.objects.filter(meeting=meeting, table__isnull=False).values_list("pk", "table")
    return {str(pk): table or 0 for pk, table in rows}


def people_present(meeting: Meeting) -> int | None:
    """How many people were there; None while it is not recorded. One query."""
    found: int | None = Attendance.objects.filter(meeting=meeting).aggregate(n=Sum("people"))["n"]
    return found


@dataclass(frozen=True, slots=True)
class Result:
    """What was answered to one question: how many gave each number of points, or the texts, by the alphabet."""

    code: str
    counts: dict[int, int]
    texts: list[str]


def feedback_results(meeting: Meeting) -> tuple[int, list[Result]]:
    """How many have answered, and the results by question in the order of the pack. One query."""
    rows = list(Feedback.objects.filter(meeting=meeting).order_by("-at").values_list("answers", flat=True)[:TEAMS])
    found = []
    for each in pack_parts(meeting.programme, "feedback").get("feedback", []):
        said = [row[each.code] for row in rows if each.code in row]
        counts = {points: said.count(points) for points in range(1, 6)} if each.kind == "points" else {}
        texts = sorted(str(one) for one in said) if each.kind == "text" else []  # in no order of time
        found.append(Result(each.code, counts, texts))
    return len(rows), found


def feedback_given(programme: Programme, person: Any) -> frozenset[int]:
    """The meetings of which a person has said how they were. One query when something has changed."""

    def make() -> frozenset[int]:
        rows = Feedback.objects.filter(meeting__programme=programme, person=person).exclude(answers={})
        return frozenset(rows.values_list("meeting", flat=True))

    return remembered_of(programme, make, "feedback given", person.pk)


def feedback_of(meeting: Meeting, person: Any) -> dict[str, Any]:
    """What a person has answered herself."""
    found = Feedback.objects.filter(meeting=meeting, person=person).values_list("answers", flat=True).first()
    return dict(found or {})
