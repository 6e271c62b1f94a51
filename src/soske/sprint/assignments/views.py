"""The team's pages: what is next, one assignment, hours."""

from __future__ import annotations

from typing import IO, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import saved
from soske.base.urls import Asked
from soske.base.writing import WritingField
from soske.intake.groups.queries import titles_of
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.records.file_pages import file_posted, files_shown
from soske.records.writing_pages import (
    Typed,
    answer_response,
    chosen,
    presence_response,
    save_status,
    two_texts,
    typed_in,
    typed_save,
)
from soske.records.writings import Saved, writings_of
from soske.sprint.assignments import actions
from soske.sprint.assignments.actions import FIELD, LONGEST
from soske.sprint.assignments.actions_files import work_file_add, work_file_remove
from soske.sprint.assignments.forms import HoursForm, LaterForm, PersonForm
from soske.sprint.assignments.queries import Task, people_of_team, tasks_of, worked
from soske.sprint.assignments.rules import may_ask_later, may_open, may_write
from soske.sprint.assignments.shown import hours_shown, quarter_of, task_rows
from soske.sprint.assignments.states import SUBJECT, WorkState


def own_assignments(request: HttpRequest, slug: str) -> HttpResponse:
    """What is next for us, and by when?"""
    return _own(request, None)


def _own(request: HttpRequest, form: HoursForm | None) -> HttpResponse:
    asked, lang, today = Asked.of(request), get_language() or "fi", timezone.localdate()
    tasks = tasks_of(asked.team)
    open_ones = [task for task in tasks if task.work.state == WorkState.OPEN]
    context = {
        "team": titles_of(asked.programme, [asked.team.pk], lang)[asked.team.pk],
        "open": task_rows(open_ones, asked.programme, today, lang),
        "other": task_rows([task for task in tasks if task.work.state != WorkState.OPEN], asked.programme, today, lang),
        "step": quarter_of(tasks, asked.programme, lang),
        "hours": hours_shown(worked(asked.team, person_of(request)), lang),
        "form": form or HoursForm(initial={"day": today}),
        **workspace(request, "assignments"),
    }
    return render(request, "assignments/own.html", context, status=422 if form and form.errors else 200)


@require_POST
def hours_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down hours."""
    form = HoursForm(request.POST)

    def save() -> None:
        team, today = Asked.of(request).team, timezone.localdate()
        actions.hours_add(by=person_of(request), group=team, today=today, **form.cleaned_data)

    if saved(request, form, save):
        messages.success(request, _("The hours are saved."))
        return redirect("own_assignments", slug)
    return _own(request, form)


def assignment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One assignment: what to do, by when, who does it, and what is handed in."""
    task: Task = Asked.of(request).subject
    if request.method != "POST":
        return _page(request, task)
    choice = chosen(request.POST)
    typed, faults = typed_save(
        typed_in(request.POST, [FIELD]), lambda _key, text, base: _save(request, task, text, base)
    )
    if faults:
        return _page(request, task, typed=typed, faults=faults)
    try:
        if choice is not None:
            actions.work_choose(
                by=person_of(request),
                task=task,
                keep=choice.keep,
                parallel=choice.parallel,
                base=choice.base,
                now=timezone.now(),
            )
        elif request.POST.get("go") == "hand":
            actions.work_hand(by=person_of(request), task=task, now=timezone.now())
            messages.success(request, _("The assignment is handed in. The organiser sees it now."))
        else:
            messages.success(request, _("Saved."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("assignment", slug, pk)


def _save(request: HttpRequest, task: Task, text: str, base: int, token: str = "") -> Saved:
    return actions.work_save(by=person_of(request), task=task, text=text, base=base, token=token, now=timezone.now())


def _page(
    request: HttpRequest,
    task: Task,
    *,
    typed: dict[str, Typed] | None = None,
    faults: dict[str, str] | None = None,
    later: LaterForm | None = None,
    file_fault: str = "",
) -> HttpResponse:
    asked, lang, reader = Asked.of(request), get_language() or "fi", person_of(request).pk
    order = tuple(asked.programme.languages)
    people = people_of_team(asked.team)
    writings = writings_of((SUBJECT, task.work.pk)) if task.work.pk else {}
    field = _field(writings.get(FIELD), reader, task, typed or {}, faults or {})
    context = {
        "task": task,
        "work": task.work,
        "name": task.assignment.name.spoken(lang, order),
        "text": task.assignment.text.spoken(lang, order),
        "due": formats.date_weekday_long(task.due, lang) if task.due else "",
        "hours": formats.number(task.assignment.hours, lang) if task.assignment.hours else "",
        "steps": [(step, step.text.spoken(lang, order)) for step in task.steps],
        "field": field,
        "faults": [{"target": field.target, "text": field.fault}] if field.fault else [],
        "status": save_status(writings.values(), reader=reader, names=dict(people)),
        "writable": bool(may_write(task)),
        "may_open": may_open(task.work),
        "may_later": may_ask_later(task),
        "overdue": task.due is not None and task.due < timezone.localdate(),
        "later": later or LaterForm(),
        "asked_day": formats.date_short(task.work.asked_day, lang) if task.work.asked_day else "",
        "who": PersonForm(people=people, initial={"person": task.work.person_id}),
        "files": files_shown(SUBJECT, task.work.pk) if task.work.pk else [],
        "fault": file_fault,
        "doer": dict(people).get(task.work.person_id or 0, ""),
        **workspace(request, "assignments"),
    }
    wrong = bool(faults) or bool(file_fault) or bool(later and later.errors)
    return render(request, "assignments/assignment.html", context, status=422 if wrong else 200)


def _field(writing: Any, reader: int, task: Task, typed: dict[str, Typed], faults: dict[str, str]) -> WritingField:
    unsaved, label = typed.get(FIELD), _("What we hand in")
    text = unsaved.text if unsaved else writing.text if writing else ""
    return WritingField(
        key=FIELD,
        label=label,
        text=text,
        version=unsaved.opened if unsaved else writing.mark if writing else "0-",
        longest=LONGEST,
        rows=10,
        fault=faults.get(FIELD, ""),
        two=two_texts(writing, reader=reader, label=label),
        open=bool(may_write(task)),
        words=text,
    )


@require_POST
def assignment_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save what is handed in as it is typed."""
    task: Task = Asked.of(request).subject
    label = _("What we hand in") if request.POST.get("field") == FIELD else ""
    return answer_response(request, save=lambda text, base, token: _save(request, task, text, base, token), label=label)


def assignment_present(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A fresh token for the forms of the page."""
    return presence_response(request, {})


@require_POST
def assignment_files(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a file to what is handed in, or remove one."""
    task: Task = Asked.of(request).subject
    by = person_of(request)

    def add(name: str, upload: IO[bytes], size: int) -> None:
        work_file_add(by=by, task=task, name=name, upload=upload, size=size)

    try:
        file_posted(
            request,
            (SUBJECT, task.work.pk or 0),
            add=add,
            remove=lambda stored: work_file_remove(by=by, task=task, stored=stored),
            added=_("The file has been added. The organiser sees it when you hand in the assignment."),
        )
    except ValidationError as fault:
        return _page(request, task, file_fault=" ".join(fault.messages))
    return redirect("assignment", slug, pk)


@require_POST
def assignment_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who does it, a step that is done, open it again, ask for a later day."""
    task: Task = Asked.of(request).subject
    by, act = person_of(request), request.POST.get("act", "")
    if act == "later":
        return _later(request, task)
    try:
        if act == "person":
            form = PersonForm(request.POST, people=people_of_team(Asked.of(request).team))
            actions.work_person(by=by, task=task, person=form.cleaned_data["person"] if form.is_valid() else 0)
            messages.success(request, _("Saved."))
        elif act == "open":
            actions.work_open(by=by, task=task, now=timezone.now())
        else:
            done = act.startswith("done:")
            actions.step_tick(by=by, task=task, code=act.partition(":")[2][:40], done=done)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("assignment", slug, pk)


def _later(request: HttpRequest, task: Task) -> HttpResponse:
    form = LaterForm(request.POST)

    def save() -> None:
        actions.later_ask(by=person_of(request), task=task, today=timezone.localdate(), **form.cleaned_data)

    if saved(request, form, save):
        messages.success(request, _("The organiser has been asked. The due date stays until there is an answer."))
        return redirect("assignment", task.assignment.programme.slug, task.pk)
    return _page(request, task, later=form)
