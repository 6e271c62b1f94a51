"""Applicants' pages: begin, write, check, send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors, posted
from soske.base.localtext import LANGUAGE_NAMES
from soske.base.urls import Asked
from soske.intake.applications import actions
from soske.intake.applications.fields import FILES, FormSection
from soske.intake.applications.forms import AttachmentForm, BeginForm
from soske.intake.applications.kept import kept, writer_mark
from soske.intake.applications.models import Application
from soske.intake.applications.pages import (
    answers_shown,
    blocks_shown,
    fields_asked,
    here_shown,
    lacks_shown,
    names_in,
    places_shown,
    sign_tag,
    until_words,
)
from soske.intake.applications.queries import SUBJECT, Form, form_of, request_open, submit_until
from soske.intake.applications.queries_own import organisations_offered_to
from soske.intake.applications.rules import in_time, may_begin
from soske.intake.applications.states import ApplicationState
from soske.intake.applications.views_group import group_context, within_invitations
from soske.intake.calls.models import PartnerNotice
from soske.intake.calls.queries import notices_by, partner_notice
from soske.intake.groups.queries import group_get_any, group_title
from soske.people.queries import organisation_names
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace
from soske.records.presence import presence_seen
from soske.records.queries import files_of
from soske.records.writing_pages import Chosen, Typed, chosen, save_status, typed_in, typed_save
from soske.records.writings import Saved


def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an application for one's own organisation, perhaps together with one that looks for a partner."""
    asked = Asked.of(request)
    programme, person, lang = asked.programme, person_of(request), get_language() or "fi"
    answer = may_begin(programme, now=timezone.now())
    if not answer:
        context = {"reason": answer.reason, **workspace(request, "application")}
        return render(request, "applications/apply.html", context, status=403 if request.method == "POST" else 200)
    roles = [(role.code, role.name.spoken(lang).text) for role in pack_parts(programme, "roles")["roles"]]
    languages = [(code, LANGUAGE_NAMES.get(code, code)) for code in programme.languages]
    first = lang if lang in programme.languages else programme.languages[0]
    partner = _partner(request, programme)
    form = BeginForm(
        posted(request),
        roles=roles,
        languages=languages,
        initial={"language": first, "partner": partner.pk if partner else "", **_own_organisation(programme, person)},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (partner is None or within_invitations(request, form, programme, partner.person.email))
    ):
        data = form.cleaned_data
        try:
            application = actions.application_begin(
                by=person,
                programme=programme,
                member=form.member(),
                token=data["token"],
                language=data["language"],
                role=data["role"],
                partner=data["partner"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            if application.group.token != data["token"]:
                messages.info(request, _("You have begun an application with this organisation already. Here it is."))
            return redirect("application", slug, application.pk)
    context = {
        "form": form,
        "together": partner.organisation.name if partner else None,
        "known": organisation_names(organisations_offered_to(person, programme), made_up=programme.practice),
        **workspace(request, "application"),
    }
    return render(request, "applications/apply.html", context, status=422 if form.errors else 200)


def _partner(request: HttpRequest, programme: Programme) -> PartnerNotice | None:
    """The notice of the organisation with which one wants to apply."""
    number = request.POST.get("partner") or request.GET.get("with", "")
    known = number.isdecimal() and len(number) < 19
    return partner_notice(programme, int(number), person_of(request)) if known else None


def _own_organisation(programme: Programme, person: Any) -> dict[str, str]:
    """The organisation for which the person looks for a partner, or in which she works."""
    notice = next((each for each in notices_by(programme, person) if each.closed_at is None), None)
    rows = person.memberships.filter(ends__isnull=True).select_related("organisation").order_by("-pk")
    found = notice or rows.first()
    if found is None:
        return {}
    return {
        "organisation": found.organisation.name.spoken(get_language() or "fi").text,
        "type": found.organisation.type,
    }


def application(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Lead to the first section that lacks something, or to the first answer that the organiser asks for; what has
    been sent, to its page."""
    subject: Application = Asked.of(request).subject
    wanted = request_open(subject, now=timezone.now())
    if subject.state != ApplicationState.DRAFT and not wanted:
        return redirect("application_received", slug, pk)
    form = form_of(subject, get_language() or "fi")
    if wanted and (asked := fields_asked(form, wanted)):
        first, _part = asked[0]
        return redirect(f"{reverse('application_section', args=[slug, pk, first.section])}#{first.anchor}")
    lacking = next((row.section.code for row in form.rows if row.missing), None)
    if lacking is None:
        return redirect("application_check", slug, pk)
    return redirect("application_section", slug, pk, lacking)


def section(request: HttpRequest, slug: str, pk: int, code: str) -> HttpResponse:
    """One section to write in. Without a script the whole section is saved by its button."""
    subject: Application = Asked.of(request).subject
    lang = get_language() or "fi"
    form = form_of(subject, lang)
    current = form.section(code)
    if current is None:
        raise Http404
    typed: dict[str, Typed] = {}
    faults: dict[str, str] = {}
    writable = _writable(subject)
    if request.method == "GET" and (before := kept(request)) is not None:
        why = _("You had been signed out, so this is not saved yet. Check it and save.")
        typed = {key: each._replace(fault=why) for key, each in _typed(before, current, writable).items()}
        faults = dict.fromkeys(typed, why)
    if request.method == "POST":
        typed, faults = _section_save(request, subject, current, writable)
        choice = chosen(request.POST)
        if choice is not None and not faults.keys() - {choice.field}:
            return _choose(request, subject, code, choice)
        if not faults:
            return _after_save(request, slug, pk, code)
        form = form_of(subject, lang)
        current = form.section(code) or current
    person = person_of(request)
    presence_seen(person=person, subject=(SUBJECT, subject.pk), place=code, now=timezone.now())
    index = form.sections.index(current)
    answers = answers_shown(form, current, reader=person.pk, typed=typed, writable=writable)
    context = {
        "form": form,
        "section": current,
        "blocks": blocks_shown(answers, joint=form.joint),
        "faults": [
            {"target": each.anchor, "text": f"{_opening(each.label.text)} {faults[each.key]}"}
            for each in current.fields
            if each.key in faults
        ],
        "previous": form.sections[index - 1] if index else None,
        "next": form.sections[index + 1] if index + 1 < len(form.sections) else None,
        "writer": writer_mark(person.pk, subject.pk),
        **side(request, form, code),
    }
    if current.kind == "group":
        context |= group_context(request, form)
    if current.kind == "files":
        open_now = writable is True or FILES in writable
        context |= {"files": files_of(SUBJECT, subject.pk), "upload": AttachmentForm() if open_now else None}
    status = 422 if faults and request.method == "POST" else 200
    return render(request, "applications/section.html", context, status=status)


def _opening(label: str) -> str:
    """A label before what is said of its field."""
    return label if label.endswith(("?", "!", ".")) else f"{label}:"


def _choose(request: HttpRequest, subject: Application, code: str, choice: Chosen) -> HttpResponse:
    """One of two texts was chosen."""
    try:
        actions.answer_choose(
            by=person_of(request),
            application=subject,
            key=choice.field,
            keep=choice.keep,
            parallel=choice.parallel,
            base=choice.base,
            now=timezone.now(),
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, _("The choice is saved. Both texts are in the history of the field."))
    return redirect("application_section", subject.programme.slug, subject.pk, code)


def _after_save(request: HttpRequest, slug: str, pk: int, code: str) -> HttpResponse:
    wanted = request.POST.get("go", "")
    if wanted == "check":
        return redirect("application_check", slug, pk)
    messages.success(request, _("Saved."))
    try:
        return redirect("application_section", slug, pk, wanted or code)
    except NoReverseMatch:  # a forged name of a section
        return redirect("application_section", slug, pk, code)


def _writable(subject: Application) -> Any:
    """True, or the keys that can be written now."""
    if subject.state == ApplicationState.DRAFT:
        return True
    request = request_open(subject, now=timezone.now())
    return set(request.fields) if request else set()


def _typed(sent: QueryDict, section: FormSection, writable: Any) -> dict[str, Typed]:
    """What a form of the section has changed of what can be written now, by key."""
    open_now = [each for each in section.fields if writable is True or each.key in writable]
    return typed_in(sent, [each.key for each in open_now], several={each.key for each in open_now if each.options})


def _section_save(
    request: HttpRequest, subject: Application, section: FormSection, writable: Any
) -> tuple[dict[str, Typed], dict[str, str]]:
    """Save what was changed of a section; (what could not be saved, what is wrong) by key."""

    def save(key: str, text: str, base: int) -> Saved:
        return actions.answer_save(
            by=person_of(request), application=subject, key=key, text=text, base=base, now=timezone.now()
        )

    return typed_save(_typed(request.POST, section, writable), save)


def side(request: HttpRequest, form: Form, code: str = "") -> dict[str, Any]:
    """What stands beside every page of an application: sections, what is missing, sign-offs, who is here."""
    asked = Asked.of(request)
    subject: Application = form.application
    lang, now = get_language() or "fi", timezone.now()
    group = group_get_any(subject.programme, subject.group_id)
    until = submit_until(subject)
    reader = person_of(request).pk
    here = here_shown(subject, form.sections, reader=reader, code=code)
    wanted = request_open(subject, now=now)
    return {
        "application": subject,
        "title": group_title(group, lang) if group else "",
        "section_list": places_shown(form, code),
        "lacks": lacks_shown(form),
        "signs": [(member, sign_tag(member, lang)) for member in form.members] if form.joint else [],
        "own_member": asked.place.member_id,
        "here": here,
        "status": save_status(form.writings.values(), reader=reader, names=names_in(subject)),
        "until": until_words(until, lang),
        "in_time": in_time(subject, now=now),
        "request": wanted,
        "asked_fields": fields_asked(form, wanted),
        **workspace(request, "application"),
    }


@require_POST
def file_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add an attachment."""
    subject: Application = Asked.of(request).subject
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.attachment_add(
                by=person_of(request), application=subject, name=upload.name, upload=upload, size=upload.size
            )
        except ValidationError as fault:
            form.add_error("file", fault)
        else:
            messages.success(request, _("The file is added."))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return _to_files(request, subject)


@require_POST
def file_remove(request: HttpRequest, slug: str, pk: int, file: int) -> HttpResponse:
    """Remove an attachment."""
    subject: Application = Asked.of(request).subject
    try:
        if actions.attachment_remove(by=person_of(request), application=subject, pk=file):
            messages.success(request, _("The file is removed."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return _to_files(request, subject)


def _to_files(request: HttpRequest, subject: Application) -> HttpResponse:
    form = form_of(subject, get_language() or "fi")
    code = next((section.code for section in form.sections if section.kind == "files"), form.sections[0].code)
    return redirect("application_section", subject.programme.slug, subject.pk, code)
