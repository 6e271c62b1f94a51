"""Rows of a section, and comments on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import saved
from soske.base.opened import mark
from soske.base.urls import Asked
from soske.people.rules import person_of
from soske.workbench.means.catalogue import names_of
from soske.workbench.plans import actions
from soske.workbench.plans.forms import CommentForm, RowForm
from soske.workbench.plans.models import Row
from soske.workbench.plans.queries import row_get, row_words
from soske.workbench.plans.views import reader_of
from soske.workbench.plans.views_section import asked_section, section_page


def _means(request: HttpRequest) -> list[tuple[str, str]]:
    names = names_of(Asked.of(request).programme, get_language() or "fi")
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


@require_POST
def plan_row_add(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """Add a row to the section."""
    section = asked_section(request, code)
    form = RowForm(request.POST, kind=section.kind, means=_means(request))

    def save() -> Row:
        token: UUID = form.cleaned_data["token"]
        return actions.row_add(
            by=person_of(request),
            group=Asked.of(request).subject,
            section=section,
            values=form.values(),
            token=token,
            now=timezone.now(),
        )

    if saved(request, form, save):
        messages.success(request, _("The row is saved."))
        return redirect("plan_section", slug, group, code)
    return section_page(request, section, row=form)


def plan_row(request: HttpRequest, slug: str, group: int, code: str, pk: int) -> HttpResponse:
    """Change one row, move it, take it out or bring it back."""
    section, team = asked_section(request, code), Asked.of(request).subject
    row = row_get(team, code, pk)
    if row is None:
        raise Http404
    act = request.POST.get("act", "")
    if act and act != "save":
        _done(request, row, act)
        return redirect("plan_row", slug, group, code, pk)
    form = RowForm(
        request.POST if request.method == "POST" else None,
        kind=row.kind,
        means=_means(request),
        initial={**row.values, "opened": mark([row.values, row.removed_at])},
    )

    def save() -> bool:
        opened = form.cleaned_data["opened"][:64]
        return actions.row_change(by=person_of(request), group=team, row=row, values=form.values(), opened=opened)

    if saved(request, form, save):
        messages.success(request, _("The row is saved."))
        return redirect("plan_section", slug, group, code)
    context: dict[str, Any] = {
        "row": row,
        "words": row_words(row),
        "section": section,
        "name": section.name.spoken(get_language() or "fi", tuple(Asked.of(request).programme.languages)),
        "form": form,
        **reader_of(request, team),
    }
    return render(request, "plans/row.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, row: Row, act: str) -> None:
    by, group = person_of(request), Asked.of(request).subject
    try:
        if act == "remove" and actions.row_remove(by=by, group=group, row=row, now=timezone.now()):
            messages.success(request, _("The row has been taken out of the plan. You can bring it back here."))
        elif act == "return" and actions.row_return(by=by, group=group, row=row):
            messages.success(request, _("The row is back."))
        elif act in ("up", "down"):
            actions.row_move(by=by, group=group, row=row, step=-1 if act == "up" else 1)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))


@require_POST
def plan_comment(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """Say something of the section, or mark what was said as dealt with."""
    section, team = asked_section(request, code), Asked.of(request).subject
    act, _colon, pk = request.POST.get("act", "").partition(":")
    if act in ("resolve", "open"):
        number = int(pk) if pk.isdecimal() and len(pk) < 18 else 0
        actions.comment_resolve(
            by=person_of(request),
            group=team,
            comment=number,
            section=code,
            resolved=act == "resolve",
            now=timezone.now(),
        )
        return redirect("plan_section", slug, group, code)
    form = CommentForm(request.POST)

    def save() -> object:
        return actions.comment_add(
            by=person_of(request), group=team, section=section, now=timezone.now(), **form.cleaned_data
        )

    if saved(request, form, save):
        messages.success(request, _("Your comment is saved."))
        return redirect("plan_section", slug, group, code)
    return section_page(request, section, comment=form)
