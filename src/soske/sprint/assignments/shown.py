"""What pages of assignments show, composed for their templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.base import formats
from soske.base.parts import shown
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import not_recorded, share_bar, tag
from soske.intake.groups.queries import GroupFacts, group_title
from soske.programmes.models import Programme
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import Task, TeamRow, Worked
from soske.sprint.assignments.states import WorkState


def state_tag(work: Work | None, due: dt.date | None, today: dt.date) -> SafeString:
    """How far a team is with an assignment."""
    state = work.state if work is not None else WorkState.OPEN
    if state == WorkState.DONE:
        return tag("ok", pgettext("assignment", "Done"))
    if state == WorkState.HANDED:
        return tag("ok", pgettext("assignment", "Handed in"))
    if work is not None and work.asked_day is not None:
        return tag("wait", _("Asks for more time"))
    if due is not None and due < today:
        return tag("late", _("Overdue"))
    begun = work is not None and work.pk is not None
    return tag("go", _("In progress")) if begun else tag("draft", _("Not begun"))


def task_rows(tasks: Iterable[Task], programme: Programme, today: dt.date, lang: str) -> list[dict[str, Any]]:
    """The rows of a team's own list."""
    return [
        {
            "url": reverse("assignment", args=[programme.slug, task.pk]),
            "day": formats.weekday_day_month(task.due, lang) if task.due else "",
            "name": shown(task.assignment.name, lang),
            "steps": (sum(step.done for step in task.steps), len(task.steps)),
            "state": state_tag(task.work, task.due, today),
        }
        for task in tasks
    ]


def quarter_of(tasks: Iterable[Task], programme: Programme, lang: str) -> dict[str, Any] | None:
    """The first step of these that can be done in a quarter of an hour; None when there is none."""
    for task in tasks:
        step = task.next_step()
        if step is not None:
            return {
                "text": step.text.spoken(lang, tuple(programme.languages)),
                "minutes": step.minutes,
                "of": shown(task.assignment.name, lang),
                "url": reverse("assignment", args=[programme.slug, task.pk]) + "#steps",
            }
    return None


def hours_shown(time: Worked, lang: str) -> dict[str, Any]:
    """Hours used out of those that were promised, with a bar; `promised` is "" where the pack does not say."""
    used = round(min(time.used / time.promised, 1) * 100, 1) if time.promised else 0
    return {
        "used": formats.number(round(time.used, 1), lang),
        "promised": formats.number(time.promised, lang) if time.promised else "",
        "left": formats.number(round(time.left, 1), lang),
        "bar": share_bar(100, used),
    }


def assignments_table(
    programme: Programme,
    rows: Sequence[tuple[Assignment, dt.date | None]],
    states: Mapping[int, Mapping[str, int]],
    teams: int,
    lang: str,
) -> SafeString:
    """The assignments of an academy and how many teams have handed them in."""
    columns = [
        Column(_("Assignment")),
        Column(_("Due"), labelled=True),
        Column(pgettext("assignment", "Handed in"), number=True, labelled=True),
        Column(_("State")),
    ]
    missing = not_recorded()

    def row(each: Assignment, due: dt.date | None) -> Row:
        counts = states.get(each.pk, {})
        handed = counts.get(WorkState.HANDED, 0) + counts.get(WorkState.DONE, 0)
        name = format_html(
            '<a href="{}">{}</a>', reverse("assignment_desk", args=[programme.slug, each.pk]), shown(each.name, lang)
        )
        state = tag("ok", _("Given to the teams")) if each.given_at else tag("draft", _("Not given yet"))
        when = formats.date_weekday_long(due, lang) if due else missing
        return Row([name, when, f"{handed}/{teams}" if each.given_at else "–", state])

    return table(columns, (row(each, due) for each, due in rows))


def teams_table(
    assignment: Assignment,
    rows: Sequence[TeamRow],
    groups: Mapping[int, GroupFacts],
    dues: Mapping[int, dt.date | None],
    today: dt.date,
    lang: str,
) -> SafeString:
    """How far each team is."""
    columns = [Column(_("Team")), Column(_("Due"), labelled=True), Column(_("State"))]
    slug = assignment.programme.slug

    def row(each: TeamRow) -> Row:
        title = group_title(groups[each.group], lang)
        name = format_html('<a href="{}">{}</a>', reverse("work_desk", args=[slug, assignment.pk, each.group]), title)
        due = dues.get(each.group)
        return Row([name, formats.date_short(due, lang) if due else not_recorded(), state_tag(each.work, due, today)])

    return table(columns, (row(each) for each in rows))
