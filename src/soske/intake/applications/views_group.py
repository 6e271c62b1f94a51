"""Applicants' acts on their group: invite and leave, name people, sign off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.intake.applications import actions_group as acts
from soske.intake.applications.actions_sending import sign_off as sign_part
from soske.intake.applications.forms import InviteForm, PlaceForm, RoleForm, SponsorForm
from soske.intake.applications.models import Application
from soske.intake.applications.queries import Form, form_of, people_in
from soske.intake.applications.queries_own import organisations_offered_to
from soske.intake.applications.rules import acts_for, may_change_group, speaks_for
from soske.intake.groups.models import GroupPerson, Member
from soske.intake.groups.rules import advice_for
from soske.people.queries import organisation_names
from soske.people.rules import person_of
from soske.people.signin import within_limit
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts


def group_context(request: HttpRequest, form: Form, **bound: Any) -> dict[str, Any]:
    """What the section of the group shows beside its fields: members, people, forms. `bound` are refused forms."""
    application, own = form.application, Asked.of(request).place
    roles = pack_parts(application.programme, "roles")["roles"]
    named = _roles_named(application)
    people = people_in(application.group)
    members = [(member.pk, member.name.text) for member in form.members]
    words = dict(named)
    types = set(Member.objects.filter(group=application.group_id).values_list("organisation__type", flat=True))
    return {
        "group_open": may_change_group(application),
        "speaks": speaks_for(application, own),
        "leads": own.member is not None and own.member.lead,
        "known": organisation_names(
            organisations_offered_to(person_of(request), application.programme), made_up=application.programme.practice
        ),
        "people": [
            {
                "place": place,
                "role": words.get(place.role, ""),
                "member": dict(members).get(place.member_id or 0, ""),
                "contact": place.person_id == application.group.contact_id,
                "acts": place.pk == own.pk or bool(acts_for(own, place.member_id)),
                "role_form": bound.get(f"role-{place.pk}")
                or RoleForm(place=place.pk, roles=named, initial={"role": place.role}),
            }
            for place in people
        ],
        "sponsors": [
            (member, bound.get(f"sponsor-{member.pk}") or SponsorForm(member=member.pk), acts_for(own, member.pk))
            for member in form.members
        ],
        "invite": bound.get("invite") or InviteForm(),
        "person_form": bound.get("person") or PlaceForm(roles=named, members=_members_for(form, own)),
        "advice": advice_for(roles, group=application.group, taken={place.role for place in people}, types=types),
    }


def _roles_named(application: Application) -> list[tuple[str, str]]:
    """Roles of a group, to choose from."""
    lang = get_language() or "fi"
    return [(role.code, role.name.spoken(lang).text) for role in pack_parts(application.programme, "roles")["roles"]]


def _members_for(form: Form, own: GroupPerson) -> list[tuple[int, str]]:
    """The members to which a person may be added by the one who has this place."""
    return [(member.pk, member.name.text) for member in form.members if acts_for(own, member.pk)]


def _group_code(form: Form) -> str:
    return next((section.code for section in form.sections if section.kind == "group"), form.sections[0].code)


def _act(request: HttpRequest, act: Callable[[Application], Any], done: str) -> HttpResponse:
    """Do one act and go back to the group; a refusal is said above it."""
    application: Application = Asked.of(request).subject
    try:
        act(application)
    except ValidationError as fault:
        for text in fault.messages:
            messages.error(request, text)
    else:
        if done:
            messages.success(request, done)
    return _to_group(application)


def _to_group(application: Application) -> HttpResponse:
    code = _group_code(form_of(application, get_language() or "fi"))
    return redirect("application_section", application.programme.slug, application.pk, code)


def _again(request: HttpRequest, application: Application, name: str, bound: Any) -> HttpResponse:
    """The page of the group with a form that was refused; what was typed stays."""
    from soske.intake.applications.pages import answers_shown, blocks_shown
    from soske.intake.applications.views import side

    form = form_of(application, get_language() or "fi")
    code = _group_code(form)
    section = form.section(code)
    if section is None:
        raise Http404
    index = form.sections.index(section)
    context = {
        "form": form,
        "section": section,
        "blocks": blocks_shown(answers_shown(form, section, reader=person_of(request).pk), joint=form.joint),
        "previous": form.sections[index - 1] if index else None,
        "next": form.sections[index + 1] if index + 1 < len(form.sections) else None,
        **side(request, form, code),
        **group_context(request, form, **{name: bound}),
    }
    return render(request, "applications/section.html", context, status=422)


def within_invitations(request: HttpRequest, form: Any, programme: Programme, email: str) -> bool:
    """Whether a letter may go to this address now, for the person who asks and for the address; says why not on the
    form. Counts it."""
    if not within_limit(request, "invite"):
        form.add_error(None, _("Too many invitations were sent. Try again in an hour."))
    elif not within_limit(request, "invite_address", key=f"{programme.pk}:{email.strip().lower()}"):
        form.add_error(
            "email" if "email" in form.fields else None,
            _("This address has been sent many invitations today. Try again tomorrow."),
        )
    return not form.errors


@require_POST
def member_invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Invite another organisation to the application."""
    application: Application = Asked.of(request).subject
    form = InviteForm(request.POST)
    if form.is_valid() and within_invitations(request, form, application.programme, form.cleaned_data["email"]):
        data = form.cleaned_data
        try:
            acts.member_invite(
                by=person_of(request),
                application=application,
                member=form.member(),
                name=data["name"],
                email=data["email"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, _renamed(fault))
        else:
            messages.success(request, _("The organisation is invited. Its person has been sent a message."))
            return _to_group(application)
    return _again(request, application, "invite", form)


def _renamed(fault: ValidationError) -> ValidationError:
    """Faults of members stand beside the name of the organisation."""
    if not hasattr(fault, "error_dict"):
        return fault
    return ValidationError(
        {"organisation" if field == "members" else field: errors for field, errors in fault.error_dict.items()}
    )


@require_POST
def member_leave(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    """A member organisation leaves the application, by its own people or by the lead."""
    place = Asked.of(request).place
    own = place.member_id == member
    response = _act(
        request,
        lambda application: acts.member_leave(
            by=person_of(request), application=application, member=member, now=timezone.now()
        ),
        _("Your organisation has left the application.") if own else _("The organisation has left the application."),
    )
    left = not GroupPerson.objects.filter(pk=place.pk, ends__isnull=True).exists()
    return redirect("desk") if left else response


@require_POST
def lead_give(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    """Make another member the lead organisation."""
    return _act(
        request,
        lambda application: acts.lead_give(by=person_of(request), application=application, member=member),
        _("The lead organisation has changed."),
    )


@require_POST
def place_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a person to the group."""
    application: Application = Asked.of(request).subject
    members = _members_for(form_of(application, get_language() or "fi"), Asked.of(request).place)
    form = PlaceForm(request.POST, roles=_roles_named(application), members=members)
    if form.is_valid() and within_invitations(request, form, application.programme, form.cleaned_data["email"]):
        data = form.cleaned_data
        try:
            acts.place_add(
                by=person_of(request),
                application=application,
                member=data["member"],
                name=data["name"],
                email=data["email"],
                role=data["role"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The person is added and can write after signing in."))
            return _to_group(application)
    return _again(request, application, "person", form)


@require_POST
def place_leave(request: HttpRequest, slug: str, pk: int, place: int) -> HttpResponse:
    """A person leaves the group."""
    own = Asked.of(request).place.pk == place
    response = _act(
        request,
        lambda application: acts.place_leave(by=person_of(request), application=application, place=place),
        _("The person has left the application."),
    )
    left = own and not GroupPerson.objects.filter(pk=place, ends__isnull=True).exists()
    return redirect("desk") if left else response


@require_POST
def role_set(request: HttpRequest, slug: str, pk: int, place: int) -> HttpResponse:
    """Set the role of a person."""
    application: Application = Asked.of(request).subject
    form = RoleForm(request.POST, place=place, roles=_roles_named(application))
    if not form.is_valid():
        return _again(request, application, f"role-{place}", form)
    return _act(
        request,
        lambda application: acts.role_set(
            by=person_of(request), application=application, place=place, role=form.cleaned_data["role"]
        ),
        _("The role is saved."),
    )


@require_POST
def contact_set(request: HttpRequest, slug: str, pk: int, place: int) -> HttpResponse:
    """Make a person the contact person."""
    return _act(
        request,
        lambda application: acts.contact_set(by=person_of(request), application=application, place=place),
        _("The contact person has changed."),
    )


@require_POST
def sponsor_set(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    """Name the management sponsor of a member."""
    application: Application = Asked.of(request).subject
    form = SponsorForm(request.POST, member=member)
    if form.is_valid():
        try:
            acts.sponsor_set(
                by=person_of(request),
                application=application,
                member=member,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The management sponsor is saved."))
            return _to_group(application)
    return _again(request, application, f"sponsor-{member}", form)


@require_POST
def sign_off(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    """Confirm the own part of one's organisation."""
    return _back(
        request,
        lambda application, now: sign_part(
            by=person_of(request),
            application=application,
            member=member,
            now=now,
            opened=request.POST.get("opened"),
        ),
        _("Your organisation has signed off its part."),
    )


@require_POST
def sign_off_ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remind those who have not signed off."""
    return _back(
        request,
        lambda application, now: acts.sign_off_ask(by=person_of(request), application=application, now=now),
        _("A message is on its way to those who have not signed off."),
    )


def _back(request: HttpRequest, act: Callable[[Application, dt.datetime], Any], done: str) -> HttpResponse:
    """Do one act and go back to the page where everything is checked."""
    application: Application = Asked.of(request).subject
    try:
        act(application, timezone.now())
    except ValidationError as fault:
        for text in fault.messages:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect("application_check", application.programme.slug, application.pk)
