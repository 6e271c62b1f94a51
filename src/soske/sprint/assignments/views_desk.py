"""The coordinator's pages: what is given, how far each team is, what one team has handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import posted, saved
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import facts_of, group_facts, group_title
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, stages_of
from soske.programmes.workspace import workspace
from soske.records.file_pages import files_shown
from soske.records.writings import writings_of
from soske.sprint.assignments import actions
from soske.sprint.assignments.actions import FIELD
from soske.sprint.assignments.forms import AssignmentForm, CommentForm
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import (
    PAGE,
    assignments_of,
    dated_get,
    due_of,
    given_to,
    people_of_team,
    states_counted,
    team_rows,
)
from soske.sprint.assignments.rules import may_give, may_remove
from soske.sprint.assignments.shown import assignments_table, state_tag, teams_table
from soske.sprint.assignments.states import SUBJECT, WorkState


def assignments(request: HttpRequest, slug: str) -> HttpResponse:
    """What do the teams do between the meetings?"""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    rows = assignments_of(programme)
    there = {each.code for each, _due in rows}
    texts = pack_parts(programme, "assignments").get("assignments", [])
    context = {
        "rows": rows,
        "missing": sum(each.code not in there for each in texts),
        "table": assignments_table(programme, rows, states_counted(programme), given_to(programme), lang),
        **workspace(request, "assignments"),
    }
    return render(request, "assignments/desk.html", context)


@require_POST
def assignments_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the assignments of the academy's texts."""
    made = actions.assignments_of_pack(by=person_of(request), programme=Asked.of(request).programme)
    words = ngettext("%(n)s assignment is made.", "%(n)s assignments are made.", made)
    messages.success(request, words % {"n": made})
    return redirect("assignments", slug)


def _form(request: HttpRequest, initial: dict[str, Any] | None = None) -> AssignmentForm:
    programme: Programme = Asked.of(request).programme
    lang = get_language() or "fi"
    names = {stage.code: stage.name for step in pack_parts(programme, "path")["path"] for stage in step.stages}
    stages = [
        (code, names[code].spoken(lang, tuple(programme.languages)).text)
        for code in stages_of(programme)
        if code in names
    ]
    return AssignmentForm(posted(request), languages=programme.languages, stages=stages, initial=initial)


def assignment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more assignment."""
    form, made = _form(request), []

    def save() -> None:
        programme = Asked.of(request).programme
        made.append(actions.assignment_make(by=person_of(request), programme=programme, values=form.values()))

    if saved(request, form, save):
        messages.success(request, _("The assignment is saved."))
        return redirect("assignment_desk", slug, made[0].pk)
    context = {"form": form, "assignment": None, **workspace(request, "assignments")}
    return render(request, "assignments/edit.html", context, status=422 if form.errors else 200)


def assignment_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an assignment."""
    subject: Assignment = Asked.of(request).subject
    form = _form(request, AssignmentForm.initial_of(subject))

    def save() -> None:
        version = form.cleaned_data["version"]
        actions.assignment_save(by=person_of(request), assignment=subject, values=form.values(), version=version)

    if saved(request, form, save):
        messages.success(request, _("The assignment is saved."))
        return redirect("assignment_desk", slug, pk)
    context = {"form": form, "assignment": subject, **workspace(request, "assignments")}
    return render(request, "assignments/edit.html", context, status=422 if form.errors else 200)


def assignment_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far is each team with one assignment?"""
    programme, lang, today = Asked.of(request).programme, get_language() or "fi", timezone.localdate()
    subject: Assignment = Asked.of(request).subject
    order, due = tuple(programme.languages), dated_get(programme, subject.pk)[1]
    paginator = Paginator(range(given_to(programme, subject)), PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows = team_rows(subject, start=(page.number - 1) * PAGE) if subject.given_at else []
    groups = facts_of(programme, [row.group for row in rows])
    dues = {row.group: (row.work.day if row.work else None) or due for row in rows}
    context = {
        "assignment": subject,
        "name": subject.name.spoken(lang, order),
        "text": subject.text.spoken(lang, order),
        "due": formats.date_weekday_long(due, lang) if due else "",
        "table": teams_table(subject, rows, groups, dues, today, lang) if rows else "",
        "page": page,
        "query": "",
        "may_give": may_give(subject),
        "may_remove": may_remove(subject),
        **workspace(request, "assignments"),
    }
    return render(request, "assignments/desk_one.html", context)


@require_POST
def assignment_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give an assignment to the teams, or remove it."""
    subject: Assignment = Asked.of(request).subject
    try:
        if request.POST.get("act") == "remove":
            actions.assignment_remove(by=person_of(request), assignment=subject)
            messages.success(request, _("The assignment is removed."))
            return redirect("assignments", slug)
        queued = actions.assignment_give(by=person_of(request), assignment=subject, now=timezone.now())
        words = ngettext(
            "The teams have the assignment. %(n)s message is sent.",
            "The teams have the assignment. %(n)s messages are sent.",
            queued,
        )
        messages.success(request, words % {"n": queued})
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("assignment_desk", slug, pk)


def work_desk(request: HttpRequest, slug: str, pk: int, group: int) -> HttpResponse:
    """What one team has handed in, and what the organiser says of it."""
    programme, lang, today = Asked.of(request).programme, get_language() or "fi", timezone.localdate()
    subject: Assignment = Asked.of(request).subject
    team = Group.objects.filter(programme=programme, pk=group, ready=True, team_since__isnull=False).first()
    if team is None or subject.given_at is None or subject.group_id not in {None, group}:
        raise Http404
    work = Work.objects.filter(assignment=subject, group=team).first()
    if work is not None:
        work.assignment, work.group = subject, team
    form = CommentForm(posted(request), initial={"comment": work.comment if work else ""})
    if request.method == "POST" and work is None:
        raise Http404
    if request.method == "POST" and work is not None and (answer := _said(request, work, form)):
        return answer
    (facts,) = group_facts(Group.objects.filter(pk=team.pk))
    due = due_of(subject, stages_of(programme), work)
    seen = work is not None and work.state != WorkState.OPEN
    context = {
        "assignment": subject,
        "name": subject.name.spoken(lang, tuple(programme.languages)),
        "team": group_title(facts, lang),
        "work": work,
        "due": formats.date_weekday_long(due, lang) if due else "",
        "state": state_tag(work, due, today),
        "text": writings_of((SUBJECT, work.pk))[FIELD].text if work and seen else "",
        "files": files_shown(SUBJECT, work.pk) if work and seen else [],
        "doer": dict(people_of_team(team)).get(work.person_id or 0, "") if work else "",
        "asked_day": formats.date_short(work.asked_day, lang) if work and work.asked_day else "",
        "form": form,
        **workspace(request, "assignments"),
    }
    return render(request, "assignments/work.html", context, status=422 if form.errors else 200)


def _said(request: HttpRequest, work: Work, form: CommentForm) -> HttpResponse | None:
    """Do what was pressed; None when the form is wrong."""
    by, now, act = person_of(request), timezone.now(), request.POST.get("act", "")
    try:
        if act in {"grant", "refuse"}:
            actions.later_answer(by=by, work=work, grants=act == "grant", now=now)
        elif form.is_valid():
            comment = form.cleaned_data["comment"]
            actions.work_comment(by=by, work=work, comment=comment, done=act == "done", opens=act == "back", now=now)
        else:
            return None
        messages.success(request, _("Saved."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("work_desk", work.assignment.programme.slug, work.assignment_id, work.group_id)
