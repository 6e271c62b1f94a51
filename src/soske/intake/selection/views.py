"""Selection, the announcement and its public page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.context import public_addresses
from soske.base.forms import add_errors, posted
from soske.base.opened import Stale
from soske.base.templatetags.soske import spoken
from soske.base.urls import Asked
from soske.intake.groups.queries import group_counts, group_facts, group_line
from soske.intake.selection.actions import announcement_publish, announcement_undo, announcement_write, group_choose
from soske.intake.selection.forms import AnnouncementForm
from soske.intake.selection.printing import announcement_html, announcement_text
from soske.intake.selection.queries import (
    announcement_of,
    announcement_view,
    chosen_ids,
    groups_to_choose,
    selection_balance,
)
from soske.intake.selection.rules import may_choose, may_publish, may_undo
from soske.intake.selection.states import AnnouncementState, Outcome
from soske.intake.selection.tables import choosing_table, chosen_list
from soske.people.rules import person_of
from soske.programmes.queries import programme_get
from soske.programmes.workspace import workspace

PAGE = 50


def selection(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the groups; seats left and the balance of sectors beside the list."""
    return render(request, "selection/choose.html", {**_choosing(request), **workspace(request, "selection")})


def _choosing(request: HttpRequest, fault: str = "") -> dict[str, Any]:
    """The list to choose from, and the balance of what is chosen."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    paginator = Paginator(groups_to_choose(programme), PAGE)
    paginator.count = group_counts(programme).total  # known already
    page = paginator.get_page(request.GET.get("page"))
    chosen = chosen_ids(programme)
    order = tuple(programme.languages)
    rows = [(group_line(facts, lang, order), facts.pk in chosen) for facts in group_facts(page.object_list)]
    answer = may_choose(announcement_of(programme))
    balance = selection_balance(programme)
    return {
        "table": choosing_table(
            programme.slug,
            rows,
            token=get_token(request),
            page=page.number,
            may_change=bool(answer),
            lang=lang,
        ),
        "page": page,
        "balance": balance,
        "may_choose": answer,
        "may_publish": may_publish(announcement_of(programme), balance.chosen),
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
        Asked.of(request).programme = programme_get(slug)  # as it is after the write
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
        posted(request), languages=programme.languages, initial=AnnouncementForm.initial_of(announcement)
    )
    if request.method == "POST" and form.is_valid():
        try:
            announcement_write(by=person_of(request), programme=programme, **form.values())
        except Stale as fault:
            # What was typed stays; the next save is one over what the other person wrote, knowingly.
            announcement = announcement_of(programme_get(slug) or programme)
            data = request.POST.copy()
            data["version"] = str(announcement.version if announcement else 1)
            form = AnnouncementForm(data, languages=programme.languages)
            add_errors(form, fault)
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
    lang = get_language() or "fi"
    view = announcement_view(asked.programme, asked.subject, lang)
    to = public_addresses(lang, slug, asked.programme.colour)
    context = {
        "view": view,
        "draft": asked.subject is None or asked.subject.state != AnnouncementState.PUBLISHED,
        "name": spoken(view.programme),
        "to": to,
        "groups": chosen_list(view.groups, pattern=to["joint"], lang=lang),
    }
    return render(request, "selection/announcement.html", context)


def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The announcement as HTML and as text, to paste elsewhere."""
    programme = Asked.of(request).programme
    view = announcement_view(programme, announcement_of(programme), get_language() or "fi")
    context = {"html": announcement_html(view), "text": announcement_text(view), **workspace(request, "announcement")}
    return render(request, "selection/copy.html", context)
