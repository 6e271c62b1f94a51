"""Selection, the announcement and its public page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.intake.groups.queries import group_view
from soske.intake.selection.actions import announcement_publish, announcement_undo, announcement_write, group_choose
from soske.intake.selection.forms import AnnouncementForm
from soske.intake.selection.printing import announcement_html, announcement_text
from soske.intake.selection.queries import announcement_of, announcement_view, groups_to_choose, selection_balance
from soske.intake.selection.rules import may_choose, may_publish, may_undo
from soske.intake.selection.states import AnnouncementState, Outcome
from soske.people.rules import person_of
from soske.programmes.workspace import workspace

PAGE = 50


def selection(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the groups; seats left and the balance of sectors beside the list."""
    return render(request, "selection/choose.html", {**_choosing(request), **workspace(request, "selection")})


def _choosing(request: HttpRequest, fault: str = "") -> dict[str, Any]:
    """The list to choose from, and the balance of what is chosen."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    page = Paginator(groups_to_choose(programme), PAGE).get_page(request.GET.get("page"))
    announcement = announcement_of(programme)
    shown = [
        {
            "group": group,
            "view": group_view(group, lang, programme.languages),
            "selected": getattr(group, "choice", None) is not None and group.choice.outcome == Outcome.SELECTED,
        }
        for group in page
    ]
    balance = selection_balance(programme)
    return {
        "rows": shown,
        "page": page,
        "balance": balance,
        "may_choose": may_choose(announcement),
        "may_publish": may_publish(announcement, balance.chosen),
        "query": "",
        "fault": fault,
    }


@require_POST
def choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Select one group or take its selection back. With a script only the list and the balance come back."""
    wanted = Outcome.SELECTED if request.POST.get("outcome") == Outcome.SELECTED else Outcome.OPEN
    fault = ""
    try:
        group_choose(by=person_of(request), group=Asked.of(request).subject, outcome=wanted)
    except ValidationError as wrong:
        fault = " ".join(wrong.messages)
    if getattr(request, "htmx", False):
        return render(request, "selection/choose.html#choosing", _choosing(request, fault))
    if fault:
        messages.error(request, fault)
    page = request.GET.get("page", "")
    return redirect(reverse("selection", args=[slug]) + (f"?page={page}" if page.isdecimal() else ""))


def announcement_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The organiser's own texts, and what can be done with the announcement now."""
    programme = Asked.of(request).programme
    announcement = announcement_of(programme)
    form = AnnouncementForm(
        request.POST or None, languages=programme.languages, initial=AnnouncementForm.initial_of(announcement)
    )
    if request.method == "POST" and form.is_valid():
        try:
            announcement_write(by=person_of(request), programme=programme, **form.values())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The texts are saved."))
            return redirect("announcement_edit", slug)
    context = {
        "form": form,
        "announcement": announcement,
        "published": announcement is not None and announcement.state == AnnouncementState.PUBLISHED,
        "may_publish": may_publish(announcement, selection_balance(programme).chosen),
        "may_undo": may_undo(announcement, timezone.now()) if announcement else None,
        "languages": programme.languages,
        "undo_minutes": settings.UNDO_MINUTES,
        **workspace(request, "announcement"),
    }
    return render(request, "selection/edit.html", context, status=422 if form.errors else 200)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the announcement."""
    try:
        announcement_publish(by=person_of(request), programme=Asked.of(request).programme)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("announcement_edit", slug)


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the publication back."""
    try:
        announcement_undo(by=person_of(request), programme=Asked.of(request).programme)
        messages.success(
            request, _("The publication is undone. Nobody else sees the announcement, and its messages are cancelled.")
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("announcement_edit", slug)


def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """The news item."""
    asked = Asked.of(request)
    asked.section = "academies"
    view = announcement_view(asked.programme, asked.subject, get_language() or "fi")
    draft = asked.subject is None or asked.subject.state != AnnouncementState.PUBLISHED
    return render(request, "selection/announcement.html", {"view": view, "draft": draft})


def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The announcement as HTML and as text, to paste elsewhere."""
    programme = Asked.of(request).programme
    view = announcement_view(programme, announcement_of(programme), get_language() or "fi")
    context = {"html": announcement_html(view), "text": announcement_text(view), **workspace(request, "announcement")}
    return render(request, "selection/copy.html", context)
