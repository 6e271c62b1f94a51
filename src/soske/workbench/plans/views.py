"""The plan as a whole: what there is of each section, and what to look at next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import titles_of
from soske.programmes.workspace import workspace
from soske.workbench.plans.queries import outline_of, plan_of, template_of
from soske.workbench.plans.rules import may_write
from soske.workbench.plans.shown import state_of


def own_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Our plan, from the navigation."""
    return redirect("plan", slug, Asked.of(request).team.pk)


def reader_of(request: HttpRequest, group: Group) -> dict[str, Any]:
    """Who reads: the team itself, a coach of it, or the organiser; and what every page of a plan says of the team."""
    asked, lang = Asked.of(request), get_language() or "fi"
    own = asked.team is not None and asked.team.pk == group.pk
    section = "plan" if own else "coach" if asked.coach else "teams"
    return {
        "own": own,
        "coached": not own and asked.coach is not None,
        "group": group.pk,
        "team": titles_of(asked.programme, [group.pk], lang).get(group.pk, ""),
        **workspace(request, section),
    }


def plan(request: HttpRequest, slug: str, group: int) -> HttpResponse:
    """How far is our plan, and where do we go on?"""
    asked, lang = Asked.of(request), get_language() or "fi"
    team: Group = asked.subject
    order = tuple(asked.programme.languages)
    outline = outline_of(asked.programme, plan_of(team))
    template = template_of(asked.programme)
    context = {
        "about": template.about if template else None,
        "template": template is not None,
        "may": may_write(team),
        "sections": [
            (each, each.section.name.spoken(lang, order), each.section.about.spoken(lang, order), state_of(each, lang))
            for each in outline.sections
        ],
        "needed": outline.needed,
        "done": outline.needed - len(outline.missing),
        "ready": outline.ready,
        "next": (outline.next.section, outline.next.section.name.spoken(lang, order)) if outline.next else None,
        **reader_of(request, team),
    }
    return render(request, "plans/plan.html", context)
