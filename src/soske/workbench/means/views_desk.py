"""The coordinator's page of the catalogue: what is old or open, what was changed, how many teams keep each means."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from soske.base.urls import Asked
from soske.programmes.workspace import workspace
from soske.workbench.means.catalogue import OLD, catalogue
from soske.workbench.means.queries import changes_of, kept_counts
from soske.workbench.means.shown_desk import desk_table

PAGE = 50


def means_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The means with the oldest legal basis first."""
    programme, lang, today = Asked.of(request).programme, get_language() or "fi", timezone.localdate()
    entries = catalogue(programme)
    old = [each for each in entries if today - each.checked_on > OLD]
    which = "old" if request.GET.get("show") == "old" else ""
    rows = sorted(old if which else entries, key=lambda each: (each.checked_on, -each.open_law))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "total": len(entries),
        "old": len(old),
        "which": which,
        "page": page,
        "query": f"show={which}&" if which else "",
        "table": desk_table(
            slug,
            page.object_list,
            kept=kept_counts(programme),
            changes=changes_of(programme),
            today=today,
            lang=lang,
            order=tuple(programme.languages),
        ),
        "open_clauses": sum(each.open_clauses > 0 for each in entries),
        **workspace(request, "means"),
    }
    return render(request, "means/desk.html", context)
