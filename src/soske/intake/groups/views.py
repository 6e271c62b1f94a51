"""The coordinator's pages of groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.groups.actions import group_save, organisation_save
from soske.intake.groups.forms import GroupForm, with_more_rows
from soske.intake.groups.models import Group
from soske.intake.groups.queries import (
    group_counts,
    group_facts,
    group_line,
    group_of_token,
    group_view,
    groups_found,
    organisations_offered,
    people_of,
)
from soske.intake.groups.rules import advice_for, may_change_organisation
from soske.intake.groups.tables import groups_table
from soske.people.forms import OrganisationForm
from soske.people.models import Organisation, Sector
from soske.people.queries import organisation_names
from soske.people.regions import REGIONS
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace

PAGE = 50


def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups of the programme: counts, filters in the address, 50 on a page."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    sector = request.GET.get("sector", "")
    sector = sector if sector in Sector.values else ""
    joint = request.GET.get("joint") == "1"
    counts = group_counts(programme)
    paginator = Paginator(groups_found(programme, sector=sector, joint=joint), PAGE)
    if not sector and not joint:
        paginator.count = counts.total  # known already
    page = paginator.get_page(request.GET.get("page"))
    order = tuple(programme.languages)
    lines = [group_line(facts, lang, order) for facts in group_facts(page.object_list)]
    filters = [
        {"query": f"sector={code}", "label": Sector(code).label, "count": count, "current": code == sector}
        for code, count in counts.sectors
    ]
    context = {
        "table": groups_table(programme.slug, lines, lang),
        "shown": len(lines),
        "page": page,
        "counts": counts,
        "filters": filters,
        "sector": sector,
        "joint": joint,
        "query": f"sector={sector}&" if sector else "joint=1&" if joint else "",
        **workspace(request, "groups"),
    }
    return render(request, "groups/list.html", context)


def group_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a group."""
    return group_form(request, None)


def group_form(request: HttpRequest, group: Group | None, save: Callable[..., Group] = group_save) -> HttpResponse:
    """The form of a new group, or of one that is there. `save` is `group_save` or an act that joins more to it."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    parts = pack_parts(programme, "themes", "roles")
    data: Any = request.POST if request.method == "POST" else None
    more = request.POST.get("more", "") if data is not None else ""
    if more in {"members", "people"}:
        data = with_more_rows(data, more)
    people = list(people_of(group)) if group else []
    form = GroupForm(
        data,
        group=group,
        people=people,
        languages=programme.languages,
        themes=parts["themes"],
        roles=parts["roles"],
        lang=lang,
    )
    valid = data is not None and form.is_valid()
    if valid and not more:
        values = form.values()
        again = group is None and group_of_token(programme, values["token"]) is not None
        try:
            saved = save(by=person_of(request), programme=programme, group=group, **values)
        except ValidationError as fault:
            add_errors(form.head, fault)
        else:
            if again:
                messages.info(request, _("This group was saved already. To add another one, go back to the groups."))
            else:
                messages.success(request, _("The group is saved."))
            return redirect("group_edit", programme.slug, saved.pk)
    failed = data is not None and not more and bool(form.head.errors or not valid)
    context = {
        "form": form,
        "group": group,
        "view": group_view(group, lang, programme.languages) if group else None,
        "failed": failed,
        "known": organisation_names(organisations_offered(programme), made_up=programme.practice),
        "advice": _advice(group, parts["roles"], [place.role for place in people]),
        "organisations": _organisations(group),
        **workspace(request, "groups"),
    }
    return render(request, "groups/edit.html", context, status=422 if failed else 200)


def _organisations(group: Group | None) -> list[Organisation]:
    return (
        list({member.organisation_id: member.organisation for member in group.members.all()}.values()) if group else []
    )


def _advice(group: Group | None, roles: Any, taken: list[str]) -> Any:
    if group is None:
        return []
    types = {organisation.type for organisation in _organisations(group)}
    return advice_for(roles, group=group, taken=set(taken), types=types)


def organisation_edit(request: HttpRequest, slug: str, pk: int, organisation: int) -> HttpResponse:
    """Official names and other facts of a member organisation, reached through a group of hers."""
    asked = Asked.of(request)
    subject = next((each for each in _organisations(asked.subject) if each.pk == organisation), None)
    if subject is None:
        return redirect("group_edit", slug, pk)
    context = {"organisation": subject, "group": asked.subject, **workspace(request, "groups")}
    answer = may_change_organisation(subject, asked.programme)
    if not answer:
        context |= {"reason": answer.reason, "region": REGIONS.get(subject.region)}
        return render(request, "groups/organisation.html", context, status=403 if request.method == "POST" else 200)
    form = OrganisationForm.of(posted(request), subject)
    if request.method == "POST" and form.is_valid():
        try:
            organisation_save(by=person_of(request), group=asked.subject, organisation=subject, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The organisation is saved."))
            return redirect("group_edit", slug, pk)
    context["form"] = form
    return render(request, "groups/organisation.html", context, status=422 if form.errors else 200)
