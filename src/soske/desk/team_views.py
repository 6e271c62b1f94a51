"""Who is in a team: for its people, and the same for the coordinators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.desk import team_actions as actions
from soske.desk.team_forms import JoinForm, LeaveForm, ReplaceForm
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title, member_titles, people_of
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace


def own_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in our team?"""
    return _team(request, Asked.of(request).team, desk=False)


def own_team_person(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """Somebody of the team: she leaves, or another takes her place."""
    asked = Asked.of(request)
    return _person(request, asked.team, asked.place, desk=False)


def team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who is in this team?"""
    return _team(request, _team_of(request), desk=True)


def team_person(request: HttpRequest, slug: str, pk: int, place: int) -> HttpResponse:
    """Somebody of a team, for the coordinator."""
    group = _team_of(request)
    found = people_of(group).filter(pk=place).first()
    if found is None:
        raise Http404
    return _person(request, group, found, desk=True)


def _team_of(request: HttpRequest) -> Group:
    asked = Asked.of(request)
    group: Group = asked.subject
    if group.team_since is None:
        raise Http404
    group.programme = asked.programme
    return group


def _back(group: Group, *, desk: bool) -> str:
    slug = group.programme.slug
    return reverse("team", args=[slug, group.pk]) if desk else reverse("own_team", args=[slug])


def _page(request: HttpRequest, group: Group, *, desk: bool) -> dict[str, Any]:
    lang = get_language() or "fi"
    (facts,) = group_facts(Group.objects.filter(pk=group.pk))
    context = workspace(request, "groups" if desk else "team")
    return {
        "group": group,
        "title": group_title(facts, lang),
        "on_desk": desk,
        "back": _back(group, desk=desk),
        **context,
    }


def _roles(group: Group) -> list[tuple[str, str]]:
    lang, order = get_language() or "fi", tuple(group.programme.languages)
    roles = pack_parts(group.programme, "roles")["roles"]
    return [(role.code, role.name.spoken(lang, order).text) for role in roles]


def _team(request: HttpRequest, group: Group, *, desk: bool) -> HttpResponse:
    by, lang = person_of(request), get_language() or "fi"
    manages = desk or group.contact_id == by.pk
    rows, roles = list(people_of(group)), dict(_roles(group))
    members = member_titles(group.members.values_list("pk", flat=True), lang)
    form = JoinForm(request.POST if request.method == "POST" else None, members=members.items(), roles=roles.items())
    if request.method == "POST":
        if not manages:
            return render(request, "403.html", {"reason": _("The contact person adds people to the team.")}, status=403)
        if form.is_valid():
            try:
                actions.person_join(by=by, group=group, now=timezone.now(), **form.cleaned_data)
            except ValidationError as fault:
                add_errors(form, fault)
            else:
                messages.success(request, _("The person has been added and gets a message with the upcoming meetings."))
                return redirect(_back(group, desk=desk))
    slug = group.programme.slug
    people = [
        {
            "place": row,
            "role": roles.get(row.role, ""),
            "member": members.get(row.member_id or 0, ""),
            "contact": row.person_id == group.contact_id,
            "url": _url(slug, group, row, desk=desk) if manages or row.person_id == by.pk else "",
        }
        for row in rows
    ]
    context = {"people": people, "form": form, "manages": manages, **_page(request, group, desk=desk)}
    return render(request, "desk/team.html", context, status=422 if form.errors else 200)


def _url(slug: str, group: Group, row: GroupPerson, *, desk: bool) -> str:
    return (
        reverse("team_person", args=[slug, group.pk, row.pk])
        if desk
        else reverse("own_team_person", args=[slug, row.pk])
    )


def _person(request: HttpRequest, group: Group, place: GroupPerson, *, desk: bool) -> HttpResponse:
    by, act = person_of(request), request.POST.get("act", "")
    contact = group.contact_id == place.person_id
    others = [(row.person_id, row.name) for row in people_of(group) if row.pk != place.pk]
    leave = LeaveForm(request.POST if act == "leave" else None, others=others, contact=contact)
    replace = ReplaceForm(request.POST if act == "replace" else None)
    if request.method == "POST":
        answer = _done(request, group, place, {"leave": leave, "replace": replace}, desk=desk)
        if answer is not None:
            return answer
    context = {
        "place": place,
        "contact": contact,
        "herself": place.person_id == by.pk,
        "manages": desk or group.contact_id == by.pk,
        "others": others,
        "leave": leave,
        "replace": replace,
        **_page(request, group, desk=desk),
    }
    wrong = bool(leave.errors or replace.errors)
    return render(request, "desk/team_person.html", context, status=422 if wrong else 200)


def _done(
    request: HttpRequest, group: Group, place: GroupPerson, shown: dict[str, forms.Form], *, desk: bool
) -> HttpResponse | None:
    """Do what was pressed and go on; None when the form is wrong."""
    by, act, now = person_of(request), request.POST.get("act", ""), timezone.now()
    form = shown.get(act)
    if form is not None and not form.is_valid():
        return None
    try:
        if act == "contact" and (desk or group.contact_id == by.pk):
            actions.team_contact_set(by=by, group=group, place=place.pk, now=now)
            messages.success(request, _("Saved. The new contact person has been told."))
        elif act == "leave" and form is not None:
            actions.person_leave(by=by, group=group, place=place.pk, now=now, **form.cleaned_data)
            messages.success(request, _("Saved. The person has left the team, and the tasks have been handed over."))
        elif act == "replace" and form is not None:
            actions.person_replace(by=by, group=group, place=place.pk, now=now, **form.cleaned_data)
            messages.success(request, _("Saved. The place has been handed over, and both people get a message."))
        else:
            raise Http404
    except ValidationError as fault:
        if form is not None:
            add_errors(form, fault)
            return None
        messages.error(request, " ".join(fault.messages))
    if not desk and by.pk == place.person_id and act != "contact":
        return redirect("desk")  # the pages of the team are closed to her now
    return redirect(_back(group, desk=desk))
