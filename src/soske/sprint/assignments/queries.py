"""Reads of assignments: what is given, what each team does with it, hours used and left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Sum

from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import pack_parts, remembered_of, stages_of
from soske.sprint.assignments.models import Assignment, Hours, Work
from soske.sprint.assignments.states import AssignmentKind, WorkState

ASSIGNMENTS = 100
STEPS = 200
"""Most agreed steps of one team."""
DAY_HOURS = 7.5
"""Hours of a working day, by which the days of the workload are counted."""
PAGE = 50


class Step(NamedTuple):
    """A part of an assignment that takes fifteen minutes at most."""

    code: str
    text: LocalText
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as one team has it; `work` is not saved while nobody has done anything."""

    assignment: Assignment
    work: Work
    due: dt.date | None

    @property
    def pk(self) -> int:
        return self.assignment.pk

    @property
    def steps(self) -> list[Step]:
        return [
            Step(each["code"], LocalText(each["text"]), each["minutes"], each["code"] in self.work.steps)
            for each in self.assignment.steps
        ]

    def next_step(self) -> Step | None:
        """The first step that is not done, while the work is open."""
        if self.work.state != WorkState.OPEN:
            return None
        return next((step for step in self.steps if not step.done), None)


def due_of(assignment: Assignment, stages: Mapping[str, Stage], work: Work | None = None) -> dt.date | None:
    """When an assignment is due: on the day that the team was given, some days before its stage, or on its own day."""
    if work is not None and work.day is not None:
        return work.day
    if not assignment.before:
        return assignment.day
    stage = stages.get(assignment.before)
    return stage.starts - dt.timedelta(days=assignment.days) if stage and stage.starts else None


def assignments_of(programme: Programme) -> list[tuple[Assignment, dt.date | None]]:
    """The assignments of every team of the programme with their due days, the earliest first; at most 100. Two queries
    when something has changed."""
    return remembered_of(programme, lambda: _assignments(programme), "assignments")


def _assignments(programme: Programme) -> list[tuple[Assignment, dt.date | None]]:
    stages = stages_of(programme)
    rows = list(Assignment.objects.filter(programme=programme, group=None).order_by("pk")[:ASSIGNMENTS])
    for row in rows:
        row.programme = programme
    dated = [(row, due_of(row, stages)) for row in rows]
    return sorted(dated, key=lambda each: (each[1] or dt.date.max, each[0].pk))


def pre_assignments(programme: Programme) -> list[tuple[Assignment, dt.date | None]]:
    """The pre-assignments of the programme with their due days, given or not."""
    return [(each, due) for each, due in assignments_of(programme) if each.kind == AssignmentKind.PRE]


def assignment_get(programme: Programme, pk: int) -> Assignment | None:
    """One assignment of the programme, of every team or of one."""
    return dated_get(programme, pk)[0]


def dated_get(programme: Programme, pk: int) -> tuple[Assignment | None, dt.date | None]:
    """One assignment of the programme with its due day, of every team or of one. No query beside those of the list; one
    for a step of one team."""
    found, due = next((each for each in assignments_of(programme) if each[0].pk == pk), (None, None))
    if found is None:
        found = Assignment.objects.filter(programme=programme, pk=pk, group__isnull=False).first()
        due = found.day if found is not None else None
    if found is None:
        return None, None
    found = copy(found)  # a request may change what it got
    found.programme = programme
    return found, due


def given_to(programme: Programme, assignment: Assignment | None = None) -> int:
    """How many teams have what is given: all of them, or the one whose step `assignment` is."""
    if assignment is not None and assignment.group_id is not None:
        return 1
    return remembered_of(
        programme,
        lambda: Group.objects.filter(programme=programme, ready=True, team_since__isnull=False).count(),
        "teams",
    )


def states_counted(programme: Programme) -> dict[int, dict[str, int]]:
    """Assignment -> state -> how many teams; those that have done nothing are not counted. One query when something has
    changed."""
    return remembered_of(programme, lambda: _states_counted(programme), "states of works")


def _states_counted(programme: Programme) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = Work.objects.filter(assignment__programme=programme).order_by()
    for assignment, state, number in rows.values_list("assignment", "state").annotate(Count("pk")):
        found.setdefault(assignment, {})[state] = number
    return found


# --- one team -------------------------------------------------------------------------------------------------------
def tasks_of(group: Group) -> list[Task]:
    """What a team has been given, and its own agreed steps: what is not done first, the earliest due first. Two queries
    beside those of the list, when something has changed."""
    return remembered_of(group.programme, lambda: _tasks(group), "tasks of", group.pk)


def _tasks(group: Group) -> list[Task]:
    programme = group.programme
    given = [(each, due) for each, due in assignments_of(programme) if each.given_at is not None]
    for own in Assignment.objects.filter(group=group).order_by("-pk")[:STEPS]:
        own.programme = programme
        given.append((own, own.day))
    works = {work.assignment_id: work for work in Work.objects.filter(group=group)} if given else {}
    tasks = []
    for assignment, due in given:
        work = works.get(assignment.pk) or Work(assignment=assignment, group=group)
        work.assignment, work.group = assignment, group
        tasks.append(Task(assignment, work, work.day or due))
    return sorted(tasks, key=lambda task: (task.work.state != WorkState.OPEN, task.due or dt.date.max, task.pk))


def task_get(group: Group, pk: int) -> Task | None:
    """One assignment as a team has it; None while it is not given."""
    found = next((task for task in tasks_of(group) if task.pk == pk), None)
    if found is None:
        return None
    task = Task(copy(found.assignment), copy(found.work), found.due)  # a request may change what it got
    task.assignment.programme = group.programme
    task.work.assignment, task.work.group = task.assignment, group
    return task


def people_of_team(group: Group) -> list[tuple[int, str]]:
    """(person, name as the coordinator wrote it) of those who are in the team now. One query."""
    rows = GroupPerson.objects.filter(group=group, ends__isnull=True).order_by("pk")
    return list(rows.values_list("person", "name"))


# --- the coordinator ------------------------------------------------------------------------------------------------
class TeamRow(NamedTuple):
    """What one team has done with an assignment."""

    group: int
    work: Work | None


def team_rows(assignment: Assignment, *, start: int, size: int = PAGE) -> list[TeamRow]:
    """One page of the teams, as they were entered. Two queries when something has changed."""
    key = ("teams of", assignment.pk, start, size)
    return remembered_of(assignment.programme, lambda: _team_rows(assignment, start, size), *key)


def _team_rows(assignment: Assignment, start: int, size: int) -> list[TeamRow]:
    teams = Group.objects.filter(programme=assignment.programme_id, ready=True, team_since__isnull=False)
    if assignment.group_id is not None:
        teams = teams.filter(pk=assignment.group_id)
    groups = list(teams.order_by("pk").values_list("pk", flat=True)[start : start + size])
    works = {work.group_id: work for work in Work.objects.filter(assignment=assignment, group__in=groups)}
    return [TeamRow(group, works.get(group)) for group in groups]


# --- hours ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Worked:
    """Hours of one person: used, and promised for one member of a team (0 where the pack does not say)."""

    used: float
    promised: float

    @property
    def left(self) -> float:
        return max(self.promised - self.used, 0)


def worked(group: Group, person: Any) -> Worked:
    """Hours that a person has used and what the workload of the pack promises. One query when something has
    changed."""
    return remembered_of(group.programme, lambda: _worked(group, person), "worked", group.pk, person.pk)


def _worked(group: Group, person: Any) -> Worked:
    minutes = Hours.objects.filter(group=group, person=person).aggregate(n=Sum("minutes"))["n"] or 0
    days = sum(each.days for each in pack_parts(group.programme, "workload").get("workload", []))
    return Worked(minutes / 60, days * DAY_HOURS)
