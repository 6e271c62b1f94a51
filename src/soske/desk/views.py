"""Signed-in pages that join several apps: my work, today, log, files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.connect import Duty, Sheet, personal_data, sheets
from soske.base.sheets import workbook
from soske.base.urls import Asked
from soske.desk.actions import group_remove as remove_group
from soske.desk.actions import group_save as save_group
from soske.desk.queries import audit_shown, calls_open, own_coaching, own_teams, partner_notices_of, places_of
from soske.desk.tables import log_table
from soske.intake.applications.counts import call_overview
from soske.intake.applications.queries_organiser import Filters
from soske.intake.applications.queries_own import own_applications
from soske.intake.applications.sheet_organiser import applications_sheet
from soske.intake.groups.queries import group_counts, group_view, titles_of
from soske.intake.groups.views import group_form
from soske.intake.reviews.queries import reviewing
from soske.intake.selection.actions import page_hide
from soske.intake.selection.balance import selection_balance
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import programmes_coordinated, remembered_of
from soske.programmes.states import ProgrammeState, programme_move
from soske.programmes.workspace import workspace
from soske.records import queries as records
from soske.records.actions import file_remove as remove_file
from soske.records.actions import file_store
from soske.sprint.sparring.queries import teams_counted
from soske.sprint.sparring.queries_doing import doing_rows
from soske.sprint.sparring.shown import doing_table

PAGE = 50
NEEDING = 5
"""How many teams stand on the coordinator's front page."""


def desk(request: HttpRequest) -> HttpResponse:
    """What is next for me, by when, and who helps: my applications, groups and academies."""
    Asked.of(request).section = "desk"
    person, lang, now = person_of(request), get_language() or "fi", timezone.now()
    coordinated = list(programmes_coordinated(person, today=timezone.localdate())[:PAGE])
    applications = own_applications(person, lang, now=now)
    teams = own_teams(person, lang, now=now)
    places = [
        {"programme": place.group.programme, "group": group_view(place.group, lang, place.group.programme.languages)}
        for place in places_of(person)
        if place.group_id not in {team.group for team in teams}
    ]
    coaching = own_coaching(person, now=now)
    # An academy stands once on the page.
    known = {each.pk for each in coordinated} | {each.programme.pk for each in applications}
    duties: list[tuple[Duty, Any]] = [(duty, each) for each in applications for duty in each.duties]
    duties += [(duty, each) for each in teams for duty in each.duties]
    duties += [(duty, each) for each in coaching for duty in each.duties]
    context = {
        "coordinated": coordinated,
        "applications": applications,
        "next": sorted(duties, key=lambda pair: (pair[0].due or dt.date.max, pair[0].weight, pair[0].key)),
        "notices": partner_notices_of(person),
        "reviewing": reviewing(person, today=timezone.localdate(now)),
        "calls": [each for each in calls_open(now) if each["programme"].pk not in known],
        "places": places,
        "teams": teams,
        "coaching": coaching,
        "today": timezone.localdate(now),
    }
    return render(request, "desk/desk.html", context)


def today(request: HttpRequest, slug: str) -> HttpResponse:
    """What needs me today?"""
    programme = Asked.of(request).programme
    now = timezone.localtime()
    context = {
        **workspace(request, "today"),
        "now": now,
        "today": now.date(),
        "balance": selection_balance(programme),
        "counts": group_counts(programme),
        "call": call_overview(programme),
        "needing": _needing(programme, now),
    }
    return render(request, "desk/today.html", context)


def _needing(programme: Programme, now: dt.datetime) -> str:
    """The teams that have been silent for longest, as a table; "" while there are no teams."""
    if not teams_counted(programme):
        return ""
    rows = doing_rows(programme, start=0, size=NEEDING, now=now, today=now.date())
    titles = titles_of(programme, [row.group for row in rows], get_language() or "fi")
    return doing_table(programme, titles, rows, now)


@require_POST
def programme_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the page of the academy or take it back."""
    programme = Asked.of(request).programme
    try:
        if request.POST.get("to") == ProgrammeState.DRAFT:
            if page_hide(by=person_of(request), programme=programme):
                messages.success(request, _("Only coordinators see the page of the academy now."))
        elif programme_move(programme, ProgrammeState.PUBLIC, by=person_of(request)):
            messages.success(request, _("The page of the academy is published."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("today", slug)


def log(request: HttpRequest, slug: str) -> HttpResponse:
    """Who did what and when."""
    programme = Asked.of(request).programme
    paginator = Paginator(records.audit_rows(programme.pk), PAGE)
    # Each new row makes the revision grow, so the number of rows can be remembered with it.
    paginator.count = remembered_of(programme, records.audit_rows(programme.pk).count, "audit rows")
    page = paginator.get_page(request.GET.get("page"))
    lang = get_language() or "fi"
    table = log_table(audit_shown(programme, list(page), lang), lang)
    return render(request, "desk/log.html", {"page": page, "table": table, "query": "", **workspace(request, "today")})


def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Files that everyone may download from the academy's page."""
    programme = Asked.of(request).programme
    fault = ""
    upload = request.FILES.get("file")
    if request.method == "POST":
        try:
            if upload is None or upload.size is None:
                raise ValidationError(_("Choose a file first."))
            file_store(
                by=person_of(request),
                scope=programme.pk,
                subject=("programme", programme.pk),
                name=upload.name or "",
                upload=upload,
                size=upload.size,
            )
        except ValidationError as wrong:
            fault = " ".join(wrong.messages)
        else:
            messages.success(request, _("The file is added. Everyone can download it from the page of the academy."))
            return redirect("files", slug)
    page = Paginator(records.files_of("programme", programme.pk), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": "", "fault": fault, **workspace(request, "today")}
    return render(request, "desk/files.html", context, status=422 if fault else 200)


@require_POST
def file_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a file of the academy."""
    programme = Asked.of(request).programme
    stored = records.files_of("programme", programme.pk).filter(pk=pk).first()
    if stored is None:
        raise Http404
    remove_file(by=person_of(request), stored=stored)
    messages.success(request, _("The file is removed."))
    return redirect("files", slug)


def group_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a group. Here and not with the other pages of groups, because letters of its selection may wait."""
    return group_form(request, Asked.of(request).subject, save=save_group)


@require_POST
def group_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a group that was entered by mistake."""
    try:
        remove_group(by=person_of(request), group=Asked.of(request).subject)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("group_edit", slug, pk)
    messages.success(request, _("The group is removed."))
    return redirect("groups", slug)


def groups_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Every list of the academy in one workbook."""
    programme = Asked.of(request).programme
    return _workbook([source(programme=programme) for source in sheets], slug)


def applications_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of applications as it is filtered, with every answer."""
    programme = Asked.of(request).programme
    return _workbook([applications_sheet(programme, Filters.of(request.GET))], f"{slug}-applications")


def _workbook(lists: list[Sheet], name: str) -> HttpResponse:
    return HttpResponse(
        workbook(lists),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def own_data(request: HttpRequest) -> HttpResponse:
    """What is kept of me, why and for how long."""
    Asked.of(request).section = "desk"
    kept = [each for source in personal_data for each in source.kept(person=person_of(request))]
    return render(request, "desk/own_data.html", {"kept": kept})
