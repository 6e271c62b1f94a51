"""Pages around a meeting: small groups, who came, what people thought of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from soske.base.forms import add_errors, posted, saved
from soske.base.opened import mark
from soske.base.urls import Asked
from soske.engines.mixing import tables_for
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title, member_titles
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace
from soske.sprint.meetings import actions_after as actions
from soske.sprint.meetings.forms_after import AttendanceForm, FeedbackForm, SeatsForm, TablesForm
from soske.sprint.meetings.queries import (
    MeetingView,
    feedback_of,
    members_counted,
    presence_facts,
    presence_of,
    seated_of,
    seats_facts,
)
from soske.sprint.meetings.rules import may_give_feedback

SIZE = 4
"""People in a small group, unless told otherwise."""
SEATED = 300
MEMBERS = 200
"""Member organisations on one page of the form."""


def _head(request: HttpRequest, view: MeetingView) -> dict[str, Any]:
    programme: Programme = Asked.of(request).programme
    lang = get_language() or "fi"
    return {
        "view": view,
        "name": view.name.spoken(lang, tuple(programme.languages)),
        **workspace(request, "meetings"),
    }


# --- small groups ---------------------------------------------------------------------------------------------------
def meeting_tables(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who works with whom? Proposed so that teams mix, and changed by hand."""
    view: MeetingView = Asked.of(request).subject
    lang, by = get_language() or "fi", person_of(request)
    rows = list(seated_of(view.meeting)[:SEATED])
    groups = {each.pk: each for each in group_facts(Group.objects.filter(pk__in={row.group_id for row in rows}))}
    teams = {pk: group_title(facts, lang) for pk, facts in groups.items()}
    people = [(row.pk, f"{row.name} ({teams.get(row.group_id or 0, '')})") for row in rows]
    proposing = "propose" in request.POST
    propose = TablesForm(request.POST if proposing else None, initial={"tables": tables_for(len(rows), size=SIZE)})
    seats = SeatsForm(
        None if proposing else posted(request),
        people=people,
        initial={"opened": mark(seats_facts(view.meeting)), **{f"table_{row.pk}": row.table for row in rows}},
    )
    if proposing and propose.is_valid():
        count = actions.tables_propose(by=by, meeting=view.meeting, tables=propose.cleaned_data["tables"])
        words = ngettext("%(n)s person is placed in a small group.", "%(n)s people are placed in small groups.", count)
        messages.success(request, words % {"n": count})
        return redirect("meeting_tables", slug, pk)
    if request.method == "POST" and not proposing and seats.is_valid():
        opened = seats.cleaned_data["opened"] or None
        try:
            actions.tables_write(by=by, meeting=view.meeting, seats=seats.seats(), opened=opened)
        except ValidationError as fault:
            add_errors(seats, fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("meeting_tables", slug, pk)
    tables: dict[int, list[str]] = {}
    names = dict(people)
    for row in rows:
        if row.table is not None:
            tables.setdefault(row.table, []).append(names[row.pk])
    context = {"people": people, "tables": sorted(tables.items()), "propose": propose, "seats": seats}
    wrong = propose.errors or seats.errors
    return render(request, "meetings/tables.html", {**context, **_head(request, view)}, status=422 if wrong else 200)


# --- who came -------------------------------------------------------------------------------------------------------
def meeting_attendance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How many did each organisation have there?"""
    view: MeetingView = Asked.of(request).subject
    lang = get_language() or "fi"
    page = Paginator(range(members_counted(view.meeting)), MEMBERS).get_page(request.GET.get("page"))
    rows = presence_of(view.meeting, start=(page.number - 1) * MEMBERS, size=MEMBERS)
    titles = member_titles([row.member for row in rows], lang)
    members = [(row.member, titles.get(row.member, "")) for row in rows]
    initial: dict[str, Any] = {f"member_{row.member}": row.people for row in rows}
    initial["opened"] = mark(presence_facts(view.meeting, [row.member for row in rows]))
    form = AttendanceForm(posted(request), members=members, initial=initial)

    def save() -> None:
        opened = form.cleaned_data["opened"] or None
        actions.attendance_write(by=person_of(request), meeting=view.meeting, people=form.people(), opened=opened)

    if saved(request, form, save):
        messages.success(request, _("Saved."))
        if page.has_next():
            return redirect(f"{request.path}?page={page.next_page_number()}")
        return redirect("meeting_desk", slug, pk)
    context = {"form": form, "members": members, "page": page, "query": "", **_head(request, view)}
    return render(request, "meetings/attendance.html", context, status=422 if form.errors else 200)


# --- what people thought --------------------------------------------------------------------------------------------
def asked_of(programme: Programme, lang: str) -> list[tuple[str, str, str, str, str]]:
    """The questions of the pack in a language: (code, kind, question, what 1 means, what 5 means)."""
    order = tuple(programme.languages)
    return [
        (each.code, str(each.kind), *(text.spoken(lang, order).text for text in (each.text, each.low, each.high)))
        for each in pack_parts(programme, "feedback").get("feedback", [])
    ]


def meeting_feedback(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How was it? A minute, on a phone."""
    asked, view = Asked.of(request), Asked.of(request).subject
    lang, person = get_language() or "fi", person_of(request)
    known = {code: str(said) for code, said in feedback_of(view.meeting, person).items()}
    form = FeedbackForm(posted(request), asked=asked_of(asked.programme, lang), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.feedback_give(
                by=person, view=view, participant=asked.place, answers=form.answers(), now=timezone.now()
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Thank you. Your feedback is saved."))
            return redirect("meeting", slug, pk)
    context = {
        "form": form,
        "may": may_give_feedback(view, asked.place, now=timezone.now()),
        "given": bool(known),
        **_head(request, view),
    }
    return render(request, "meetings/feedback.html", context, status=422 if form.errors else 200)
