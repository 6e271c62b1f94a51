"""The announcement and its public page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.context import public_addresses
from soske.base.forms import add_errors, posted
from soske.base.opened import Stale
from soske.base.parts import facts
from soske.base.templatetags.soske import spoken
from soske.base.urls import Asked
from soske.intake.selection.actions import (
    announcement_count,
    announcement_publish,
    announcement_undo,
    announcement_write,
)
from soske.intake.selection.forms import AnnouncementForm
from soske.intake.selection.printing import announcement_html, announcement_text
from soske.intake.selection.queries import announced, announcement_of, announcement_view, course_of
from soske.intake.selection.queries_decision import is_released
from soske.intake.selection.rules import may_publish, may_undo
from soske.intake.selection.states import AnnouncementState
from soske.intake.selection.tables import chosen_list
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.workspace import workspace


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
        "may_publish": may_publish(announcement, announced(programme), programme, now=timezone.now()),
        "may_undo": may_undo(announcement, timezone.now()) if announcement else None,
        "seats": is_released(programme),
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


@require_POST
def count_seats(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether groups that have not answered the offer of a seat are announced as well."""
    unanswered = request.POST.get("unanswered") == "yes"
    try:
        announcement_count(by=person_of(request), programme=Asked.of(request).programme, unanswered=unanswered)
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
        "course": _course(asked.programme, lang) if asked.programme.record_only else "",
    }
    return render(request, "selection/announcement.html", context)


def _course(programme: Programme, lang: str) -> SafeString:
    """How the groups were chosen: an academy that was recorded afterwards says what is not known of it."""
    course = course_of(programme)
    counts = [
        (_("Applications"), course.received),
        (_("Reviews done"), course.reviews),
        (_("Interviews held"), course.interviews),
        (_("Seats accepted"), course.accepted),
    ]
    decided = formats.date_short(course.decided, lang) if course.decided else ""
    return facts(*((label, formats.number(n, lang) if n else "") for label, n in counts), (_("Decision"), decided))


def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The announcement as HTML and as text, to paste elsewhere."""
    programme = Asked.of(request).programme
    view = announcement_view(programme, announcement_of(programme), get_language() or "fi")
    context = {"html": announcement_html(view), "text": announcement_text(view), **workspace(request, "announcement")}
    return render(request, "selection/copy.html", context)
