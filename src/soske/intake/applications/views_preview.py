"""The application as an applicant sees it, before there is one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.urls import Asked
from soske.intake.applications.fields import Asking, MemberOf
from soske.intake.applications.forms import PreviewForm
from soske.intake.applications.pages import blocks_shown, field_shown
from soske.intake.applications.queries import sections_of
from soske.packs.text import Spoken
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace


def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """All sections, empty, as a group with these themes and organisations would get them. Nothing is saved."""
    programme = Asked.of(request).programme
    lang, order = get_language() or "fi", tuple(programme.languages)
    themes = [(theme.code, theme.name.spoken(lang, order).text) for theme in pack_parts(programme, "themes")["themes"]]
    form = PreviewForm(request.GET if "type" in request.GET else None, themes=themes)
    chosen = form.cleaned_data if form.is_valid() else {}
    first = chosen.get("type") or form.first_type
    members = [MemberOf(1, Spoken(_("First organisation"), lang), first, lead=True)]
    if partner := chosen.get("partner"):
        members.append(MemberOf(2, Spoken(_("Second organisation"), lang), partner, lead=False))
    asking = Asking(members=tuple(members), themes=tuple(chosen.get("themes", ())), lang=lang, order=order)
    sections = sections_of(programme, asking)
    context = {
        "form": form,
        "sections": [
            (
                section,
                blocks_shown([(each, field_shown(each)) for each in section.fields], joint=len(members) > 1),
            )
            for section in sections
        ],
        **workspace(request, "applications"),
    }
    return render(request, "applications/preview.html", context, status=422 if form.errors else 200)
