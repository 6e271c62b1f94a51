"""What the script of a writing page asks for: save one field, who is here; and the history of a field."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.difference import difference
from soske.base.urls import Asked
from soske.intake.applications import actions
from soske.intake.applications.models import Application
from soske.intake.applications.pages import here_shown, names_in
from soske.intake.applications.queries import SUBJECT, Form, answer_words, form_of, sections_asked
from soske.intake.applications.rules import may_write
from soske.intake.groups.queries import group_get_any, group_title
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.records.presence import presence_seen
from soske.records.writing_pages import answer_response, presence_response
from soske.records.writings import writing_history


@require_POST
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save one field as it is typed."""
    subject: Application = Asked.of(request).subject
    key = request.POST.get("field", "")[:80]
    lang = get_language() or "fi"

    def save(text: str, base: int, token: str) -> Any:
        return actions.answer_save(
            by=person_of(request),
            application=subject,
            key=key,
            text=text,
            base=base,
            token=token,
            now=timezone.now(),
        )

    try:
        asked = actions.field_of(subject, key, lang)
    except ValidationError:
        asked = None  # the answer says so itself
    return answer_response(
        request,
        save=save,
        label=asked.label.text if asked else "",
        names=names_in(subject),
        show=(lambda text: answer_words(asked, text, lang)) if asked and asked.options else None,
        both=asked is None or asked.kind in ("text", "line", "choices"),
    )


def here(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who has the application open now."""
    asked = Asked.of(request)
    subject: Application = asked.subject
    person = person_of(request)
    code = request.GET.get("place", "")[:40]
    presence_seen(person=person, subject=(SUBJECT, pk), place=code, now=timezone.now())
    rows = here_shown(subject, sections_asked(subject, get_language() or "fi"), reader=person.pk, code=code)
    parts = {
        "": render_to_string("applications/here.html", {"here": rows}),
        "section": render_to_string("applications/here_section.html", {"here": rows}),
    }
    return presence_response(request, parts)


def history(request: HttpRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """Earlier texts of a field, each compared with the one that stands; one can be brought back."""
    subject: Application = Asked.of(request).subject
    lang = get_language() or "fi"
    form = form_of(subject, lang)
    asked = form.field(key)
    if asked is None:
        raise Http404
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.answer_restore(
                by=person_of(request),
                application=subject,
                key=key,
                version=int(version) if version.isdecimal() and len(version) < 10 else 0,
                now=timezone.now(),
            )
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("The earlier text is back."))
        return redirect("application_history", slug, pk, key)
    return render(request, "applications/history.html", _history(request, form, key))


def _history(request: HttpRequest, form: Form, key: str) -> dict[str, Any]:
    subject = form.application
    asked, lang, names = form.field(key), get_language() or "fi", names_in(subject)
    text = form.answers.get(key, "")
    group = group_get_any(subject.programme, subject.group_id)
    return {
        "field": asked,
        "section": next(section for section in form.sections if asked in section.fields),
        "text": answer_words(asked, text, lang) if asked else text,
        "earlier": [
            {
                "version": each.version,
                "who": names.get(each.person_id or 0, ""),
                "at": each.saved_at,
                "html": difference(answer_words(asked, each.text, lang) if asked else each.text, text)[0],
            }
            for each in writing_history((SUBJECT, subject.pk), key)
        ],
        "open": may_write(subject, key, now=timezone.now()),
        "application": subject,
        "title": group_title(group, lang) if group else "",
        **workspace(request, "application"),
    }
