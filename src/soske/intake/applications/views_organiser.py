"""The coordinator's pages of applications: the list, one application, what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors, posted
from soske.base.localtext import LANGUAGE_NAMES
from soske.base.urls import Asked
from soske.intake.applications import actions_organiser
from soske.intake.applications import actions_sending as acts
from soske.intake.applications.counts import call_overview, filter_counts
from soske.intake.applications.fields import is_joint
from soske.intake.applications.forms_organiser import (
    CaseNumberForm,
    CompletionForm,
    LateBeginForm,
    LateForm,
    NoteForm,
)
from soske.intake.applications.list_organiser import (
    bars_shown,
    choices_shown,
    flags_shown,
    orders_shown,
    state_links_shown,
)
from soske.intake.applications.models import Application, Submission
from soske.intake.applications.pages import STATE_KINDS, sign_tag
from soske.intake.applications.queries import sections_asked
from soske.intake.applications.queries_organiser import (
    PAGE,
    Filters,
    applications_listed,
    neighbours,
)
from soske.intake.applications.queries_page import (
    draft_view,
    files_received,
    notes_of,
    people_rows,
    reading_of,
    received_history,
    requests_of,
    submissions_of,
)
from soske.intake.applications.states import ApplicationState
from soske.intake.applications.tables import applications_table
from soske.intake.groups.queries import group_get_any, group_title, members_facts, organisations_offered
from soske.people.queries import organisation_names
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace


# --- the list -------------------------------------------------------------------------------------------------------
def applications(request: HttpRequest, slug: str) -> HttpResponse:
    """Applications of the call: counts, search and filters in the address, 50 on a page."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    filters = Filters.of(request.GET)
    overview, counts = call_overview(programme), filter_counts(programme, filters)
    paginator = Paginator(range(counts.total), PAGE)  # the number is known already
    page = paginator.get_page(request.GET.get("page"))
    rows = applications_listed(programme, filters, start=max(page.start_index() - 1, 0))
    order = tuple(programme.languages)
    themes = {theme.code: theme.name.spoken(lang, order).text for theme in pack_parts(programme, "themes")["themes"]}
    query = filters.query()
    context = {
        "filters": filters,
        "overview": overview,
        "table": applications_table(slug, rows, themes=themes, order=order, query=query, now=timezone.now(), lang=lang),
        "shown": len(rows),
        "total": overview.total,
        "page": page,
        "query": f"{query}&" if query else "",
        "state_links": state_links_shown(filters, counts),
        "choices": choices_shown(filters, counts, themes, lang),
        "flags": flags_shown(filters, counts),
        "order_words": dict(orders_shown())[filters.order],
        "bars": bars_shown(overview, themes, lang) if overview.total else [],
        **workspace(request, "applications"),
    }
    return render(request, "applications/organiser_list.html", context)


# --- one application ------------------------------------------------------------------------------------------------
def application_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One application on one page."""
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    asked = Asked.of(request)
    application: Application = asked.subject
    programme, lang, now = asked.programme, get_language() or "fi", timezone.now()
    filters = Filters.of(request.GET)
    before, after = neighbours(programme, filters, application)
    submissions = submissions_of(application)
    shown = _shown(submissions, application, request.GET.get("version", ""))
    reading = reading_of(shown, lang) if shown else None
    draft = draft_view(application, lang) if application.state == ApplicationState.DRAFT else None
    facts = members_facts(application.group_id)
    sections = sections_asked(application, lang)
    group = group_get_any(programme, application.group_id)
    members = {each: member.name.spoken(lang).text for each, member in facts}
    requests = requests_of(application, sections, now=now)
    context = {
        "application": application,
        "title": group_title(group, lang) if group else "",
        "joint": len(facts) > 1,
        "reading": reading,
        "files": files_received(application, reading),
        "version": shown,
        "latest": shown is None or shown is submissions[-1],
        "draft": draft,
        "signs": [(member, sign_tag(member, lang)) for member in draft.members] if draft and draft.joint else [],
        "signs_of_state": STATE_KINDS,
        "people": people_rows(application, members, lang),
        "history": received_history(submissions, shown),
        "requests": requests,
        "request": requests[0] if requests and requests[0].state in {"open", "late"} else None,
        "may_ask": application.state == ApplicationState.SUBMITTED,
        "notes": notes_of(application, reader=person_of(request).pk),
        "note_form": forms.get("note_form") or NoteForm(),
        "case_form": forms.get("case_form") or CaseNumberForm(initial={"case_number": application.case_number}),
        "late_form": forms.get("late_form") or LateForm(),
        "before": before,
        "after": after,
        "query": f"?{filters.query()}" if filters.query() else "",
        **workspace(request, "applications"),
    }
    return render(request, "applications/organiser_page.html", context, status=status)


def _shown(submissions: list[Submission], application: Application, version: str) -> Submission | None:
    """The submission that is read: the one asked for, else the latest; of a draft only the one asked for."""
    for row in submissions:
        if str(row.position) == version:
            return row
    if application.state == ApplicationState.DRAFT or not submissions:
        return None
    return submissions[-1]


def _back(request: HttpRequest) -> HttpResponse:
    """To the page of the application, in the list that one came from."""
    application: Application = Asked.of(request).subject
    query = Filters.of(request.GET).query()
    address = reverse("application_page", args=[application.programme.slug, application.pk])
    return redirect(f"{address}?{query}" if query else address)


def _act(request: HttpRequest, act: Callable[[], Any], *, done: str) -> HttpResponse:
    """Do one act; a refusal is said on the page of the application."""
    try:
        if act() is not False:
            messages.success(request, done)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return _back(request)


@require_POST
def note_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a private note."""
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            actions_organiser.note_add(
                by=person_of(request), application=Asked.of(request).subject, text=form.cleaned_data["text"]
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The note is saved. Only coordinators see it."))
            return _back(request)
    return _page(request, status=422, note_form=form)


@require_POST
def note_remove(request: HttpRequest, slug: str, pk: int, note: int) -> HttpResponse:
    """Remove one's own note."""
    application = Asked.of(request).subject
    if not actions_organiser.note_remove(by=person_of(request), application=application, pk=note):
        raise Http404
    messages.success(request, _("The note is removed."))
    return _back(request)


@require_POST
def case_number(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter the case number."""
    form = CaseNumberForm(request.POST)
    if form.is_valid():
        try:
            acts.case_number_set(by=person_of(request), application=Asked.of(request).subject, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The case number is saved."))
            return _back(request)
    return _page(request, status=422, case_form=form)


@require_POST
def late_allow(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give leave to submit after the call."""
    form = LateForm(request.POST)
    if form.is_valid():
        try:
            acts.late_allow(
                by=person_of(request),
                application=Asked.of(request).subject,
                until=form.cleaned_data["moment"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The application can be submitted late. Its people get a message."))
            return _back(request)
    return _page(request, status=422, late_form=form)


def completion_ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for completion: which questions, why, by when."""
    asked = Asked.of(request)
    application: Application = asked.subject
    lang = get_language() or "fi"
    sections = sections_asked(application, lang)
    form = CompletionForm(request.POST if request.method == "POST" else None, sections=sections)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.completion_ask(
                by=person_of(request),
                application=application,
                fields=data["fields"],
                message=data["message"],
                due=data["moment"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(
                request, _("The request for completion is sent. The rest of the application stays closed.")
            )
            return _back(request)
    group = group_get_any(asked.programme, application.group_id)
    context = {
        "application": application,
        "title": group_title(group, lang) if group else "",
        "form": form,
        "may_ask": application.state == ApplicationState.SUBMITTED,
        "sections": [
            (section, [(each, each.part_of(joint=is_joint(sections), lang=lang)) for each in section.completable])
            for section in sections
            if section.completable
        ],
        "chosen": form.chosen,
        "query": f"?{Filters.of(request.GET).query()}" if Filters.of(request.GET).query() else "",
        **workspace(request, "applications"),
    }
    return render(request, "applications/organiser_completion.html", context, status=422 if form.errors else 200)


@require_POST
def completion_cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a request for completion back."""
    return _act(
        request,
        lambda: acts.completion_cancel(
            by=person_of(request), application=Asked.of(request).subject, now=timezone.now()
        ),
        done=_("The request for completion is cancelled."),
    )


@require_POST
def completion_read(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Say that a completion has been read."""
    return _act(
        request,
        lambda: actions_organiser.completion_read(
            by=person_of(request), application=Asked.of(request).subject, request=number
        ),
        done=_("The completion is marked as read."),
    )


def late_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a late application for an organisation."""
    programme = Asked.of(request).programme
    form = LateBeginForm(
        posted(request),
        languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in programme.languages],
        initial={"language": programme.languages[0]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions_organiser.late_begin(
                by=person_of(request),
                programme=programme,
                member=form.member(),
                name=data["name"],
                email=data["email"],
                language=data["language"],
                until=data["moment"],
                token=data["token"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The late application is begun. Its contact person gets a message."))
            return redirect("application_page", slug, made.pk)
    context = {
        "form": form,
        "known": organisation_names(organisations_offered(programme), made_up=programme.practice),
        **workspace(request, "applications"),
    }
    return render(request, "applications/organiser_late.html", context, status=422 if form.errors else 200)
