"""What assignments give to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.connect import Duty, Kept, Moved, Subject, duties, moves, personal_data, readers, subject_add
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import team_of
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, remembered_of, stages_of
from soske.sprint.assignments.letters import ASSIGNMENT
from soske.sprint.assignments.models import Assignment, Hours, Work
from soske.sprint.assignments.queries import Task, assignments_of, due_of, tasks_of
from soske.sprint.assignments.states import SUBJECT, WorkState

AHEAD = dt.timedelta(days=21)
"""How long before its day an assignment is a duty of the team."""
GIVE = dt.timedelta(days=14)
"""How long before its day an assignment should have been given."""
MOST = 200


@duties.add
def assignment_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A team does what it was given; the organiser gives it in time, answers teams that ask for a later day, and reads
    what is handed in."""
    if programme.record_only or not person.is_authenticated:
        return []
    rows = assignments_of(programme)
    if not rows:
        return []
    today = timezone.localdate(now)
    found = []
    if coordinates(person, programme, today=today):
        late = [row for row, due in rows if row.given_at is None and due is not None and today <= due <= today + GIVE]
        found += [_give_duty(programme, row) for row in late]
        found += _answers(programme)
    team = team_of(person, programme)
    if team is not None:
        team.programme = programme
        found += remembered_of(
            programme, lambda: _of_team(team, person, today), "tasks wait", person.pk, get_language(), today
        )
    return found[:20]


def _of_team(team: Group, person: Any, today: dt.date) -> list[Duty]:
    """What the person has to do for her team, or everybody in it together."""
    return [
        _task_duty(team.programme, task)
        for task in tasks_of(team)
        if task.work.state == WorkState.OPEN
        and task.work.person_id in {None, person.pk}
        and (task.due is None or task.due <= today + AHEAD)
    ]


def _name(assignment: Assignment) -> str:
    text: str = assignment.name.spoken(get_language() or "fi").text
    return text


def _give_duty(programme: Programme, assignment: Assignment) -> Duty:
    return Duty(
        key=f"assignment_give:{assignment.pk}",
        title=_("Give the teams an assignment: %(name)s") % {"name": _name(assignment)},
        text=_("The due date is near, and the teams do not have the assignment yet."),
        button=_("Go to the assignment"),
        url=reverse("assignment_desk", args=[programme.slug, assignment.pk]),
        weight=14,
    )


def _answers(programme: Programme) -> list[Duty]:
    """What waits for the organiser, counted once for the academy."""

    def make() -> tuple[int, int]:
        works = Work.objects.filter(assignment__programme=programme)
        return works.filter(asked_day__isnull=False).count(), works.filter(state=WorkState.HANDED).count()

    counts = remembered_of(programme, make, "works that wait")
    url = reverse("assignments", args=[programme.slug])
    found = []
    if counts[0]:
        words = ngettext("%(n)s team asks for more time.", "%(n)s teams ask for more time.", counts[0])
        found.append(
            Duty(
                key=f"work_later:{programme.pk}",
                title=_("Answer the requests for more time"),
                text=words % {"n": counts[0]},
                button=_("Go to the assignments"),
                url=url,
                weight=8,
            )
        )
    if counts[1]:
        words = ngettext("%(n)s assignment is handed in.", "%(n)s assignments are handed in.", counts[1])
        found.append(
            Duty(
                key=f"work_handed:{programme.pk}",
                title=_("Read what the teams have handed in"),
                text=words % {"n": counts[1]},
                button=_("Go to the assignments"),
                url=url,
                weight=40,
            )
        )
    return found


def _task_duty(programme: Programme, task: Task) -> Duty:
    """With one step that can be done in a quarter of an hour, when there is one."""
    lang, step = get_language() or "fi", task.next_step()
    text = _("The assignment is not handed in yet.")
    if step is not None:
        said = step.text.spoken(lang, tuple(programme.languages)).text
        text = _("In %(n)s minutes: %(step)s") % {"n": formats.number(step.minutes, lang), "step": said}
    return Duty(
        key=f"assignment:{task.pk}:{task.work.group_id}",
        title=_("Do the assignment: %(name)s") % {"name": _name(task.assignment)},
        text=text,
        button=_("Go to the assignment"),
        url=reverse("assignment", args=[programme.slug, task.pk]),
        due=task.due,
        weight=25,
    )


# --- what moves with the path ---------------------------------------------------------------------------------------
@moves.add
def assignment_moves(*, programme: Programme, stages: Mapping[str, Any]) -> Sequence[Moved]:
    """The due days that are counted from stages that would move. One query."""
    lang, now = get_language() or "fi", stages_of(programme)

    def words(day: dt.date | None) -> str:
        return formats.date_weekday_long(day, lang) if day else ""

    rows = [(each, due_of(each, now), due_of(each, stages)) for each, _due in assignments_of(programme)]
    kind = _("Due date of an assignment")
    return [Moved(kind, each.name, words(due), words(moved)) for each, due, moved in rows if due != moved]


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """No file hangs on an assignment."""
    return NOT_THERE


def _work_may(person: Any, pk: int, act: str) -> Answer:
    """Files of a work are read by the team and, once it is handed in, by the coordinators and those who help the team;
    the team changes them until then."""
    work = Work.objects.filter(pk=pk).select_related("assignment__programme").first()
    if work is None or not person.is_authenticated:
        return NOT_THERE
    inside = GroupPerson.objects.filter(group=work.group_id, person=person, ends__isnull=True).exists()
    if act != "read":
        return Answer(inside and work.state == WorkState.OPEN)
    if inside:
        return YES
    if work.state == WorkState.OPEN:
        return NOT_THERE
    if coordinates(person, work.assignment.programme, today=timezone.localdate()):
        return YES
    return YES if any(reads(person=person, group=work.group_id) for reads in readers) else NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    rows = Assignment.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {pk: name.spoken(lang).text for pk, name in rows}


def _work_titles(ids: Iterable[int]) -> dict[int, str]:
    found = dict(Work.objects.filter(pk__in=set(ids)).values_list("pk", "assignment"))
    names = _titles(found.values())
    return {pk: names.get(assignment, "") for pk, assignment in found.items()}


def _url(pk: int) -> str:
    assignment = Assignment.objects.select_related("programme").get(pk=pk)
    return reverse("assignment_desk", args=[assignment.programme.slug, pk])


def _work_url(pk: int) -> str:
    work = Work.objects.select_related("assignment__programme").get(pk=pk)
    return reverse("work_desk", args=[work.assignment.programme.slug, work.assignment_id, work.group_id])


subject_add(Subject(type=ASSIGNMENT, label=gettext_lazy("Assignment"), may=_may, titles=_titles, url=_url))
subject_add(
    Subject(type=SUBJECT, label=gettext_lazy("Assignment of a team"), may=_work_may, titles=_work_titles, url=_work_url)
)


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """Assignments that a person does for her team, and her hours."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        works = Work.objects.filter(person=person).order_by("-pk").values_list("assignment__name", flat=True)[:MOST]
        hours = Hours.objects.filter(person=person).order_by("-day", "-pk").values_list("day", "minutes")[:MOST]
        return [
            Kept(
                kind=gettext_lazy("Assignments that you do for your team"),
                ground=gettext_lazy("Shows the team who does what."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[(_("Assignment"), name.spoken(lang).text) for name in works],
            ),
            Kept(
                kind=gettext_lazy("Hours that you have written down"),
                ground=gettext_lazy("Shows you how much of the promised time is used."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (formats.date_short(day, lang), f"{formats.number(round(minutes / 60, 1), lang)} h")
                    for day, minutes in hours
                ],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """What the team has written stays without her; her hours go."""
        works, hours = Work.objects.filter(person=person), Hours.objects.filter(person=person)
        found = [(_("Assignments the person was responsible for"), works.count()), (_("Hours"), hours.count())]
        if not preview:
            works.update(person=None)
            hours.delete()
            Work.objects.filter(commented_by_id=person.pk).update(commented_by_id=None)
            Work.objects.filter(coach_commented_by_id=person.pk).update(coach_commented_by_id=None)
        return found


personal_data.add(Personal())
