"""One session, for the team and its coach: questions beforehand, notes and agreed steps afterwards; move, cancel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.base.writing import WritingField
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace
from soske.records.writing_pages import (
    Typed,
    answer_response,
    chosen,
    presence_response,
    save_status,
    two_texts,
    typed_in,
    typed_save,
)
from soske.records.writings import Saved, writings_of
from soske.sprint.assignments.queries import people_of_team
from soske.sprint.assignments.shown import state_tag as work_tag
from soske.sprint.sparring import actions_after
from soske.sprint.sparring.actions_after import LONGEST, NOTES, QUESTIONS
from soske.sprint.sparring.actions_sessions import session_cancel, session_shift
from soske.sprint.sparring.forms import ReasonForm
from soske.sprint.sparring.forms_sessions import HeldForm, StepForm, TimeForm
from soske.sprint.sparring.models import Session
from soske.sprint.sparring.queries_sessions import OFFERED, openings_free, presence_of, steps_of, works_of_steps
from soske.sprint.sparring.reasons import reason_words
from soske.sprint.sparring.rules import may_hold, may_move, may_write
from soske.sprint.sparring.shown import opening_words, state_tag
from soske.sprint.sparring.states import SUBJECT, SessionState
from soske.sprint.sparring.words import session_words

FIELDS = (QUESTIONS, NOTES)


def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One session."""
    subject: Session = Asked.of(request).subject
    if request.method != "POST":
        return _page(request, subject)
    choice = chosen(request.POST)
    typed, faults = typed_save(
        typed_in(request.POST, list(FIELDS)), lambda key, text, base: _save(request, subject, key, text, base)
    )
    if faults:
        return _page(request, subject, typed=typed, faults=faults)
    try:
        if choice is not None and choice.field in FIELDS:
            actions_after.session_choose(
                by=person_of(request),
                session=subject,
                field=choice.field,
                keep=choice.keep,
                parallel=choice.parallel,
                base=choice.base,
                now=timezone.now(),
            )
        else:
            messages.success(request, _("Saved."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("session", slug, pk)


def _save(request: HttpRequest, subject: Session, field: str, text: str, base: int, token: str = "") -> Saved:
    return actions_after.session_write(
        by=person_of(request), session=subject, field=field, text=text, base=base, token=token, now=timezone.now()
    )


@require_POST
def session_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save the questions or the notes as they are typed."""
    field = request.POST.get("field", "")
    field = field if field in FIELDS else QUESTIONS
    subject: Session = Asked.of(request).subject
    return answer_response(
        request,
        save=lambda text, base, token: _save(request, subject, field, text, base, token),
        label=_labels()[field],
    )


def session_present(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A fresh token for the forms of the page."""
    return presence_response(request, {})


def _labels() -> dict[str, str]:
    return {QUESTIONS: _("What the team wants to ask"), NOTES: _("Notes")}


def _forms(request: HttpRequest, subject: Session) -> dict[str, Any]:
    """The forms of the page, by what their buttons do; the one that was sent holds what was typed."""
    lang, order = get_language() or "fi", tuple(subject.group.programme.languages)
    members = [(each.member, each.name.spoken(lang, order).text) for each in presence_of(subject)]
    free = openings_free([subject.coach_id], now=timezone.now())[:OFFERED]
    times = [(str(each.pk), opening_words(each, lang)) for each in free]
    act = request.POST.get("act", "") if request.method == "POST" else ""
    data = {act: request.POST}
    minutes = (subject.ends - subject.starts).seconds // 60 if subject.ends and subject.starts else 60
    initial = {"used": minutes, "present": [str(pk) for pk, _name in members]}
    return {
        "move": TimeForm(data.get("move"), times=times, moves=True),
        "cancel": ReasonForm(
            data.get("cancel"),
            label=_("Reason for cancelling"),
            help_text=_("The others read it, and the organiser can."),
        ),
        "hold": HeldForm(data.get("hold"), members=members, initial=initial),
        "step": StepForm(data.get("step"), members=members, people=people_of_team(subject.group)),
        "free": bool(times),
    }


def _page(
    request: HttpRequest,
    subject: Session,
    *,
    typed: dict[str, Typed] | None = None,
    faults: dict[str, str] | None = None,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    asked, lang, now, reader = Asked.of(request), get_language() or "fi", timezone.now(), person_of(request).pk
    order = tuple(asked.programme.languages)
    (facts,) = group_facts(Group.objects.filter(pk=subject.group_id))
    writings = writings_of((SUBJECT, subject.pk))
    names = dict(people_of_team(subject.group)) | {subject.coach.person_id or 0: subject.coach.name}
    steps = steps_of([subject.pk])
    works, members = works_of_steps(steps), presence_of(subject)
    own = {each.member: each.name.spoken(lang, order).text for each in members}
    forms = forms or _forms(request, subject)
    fields = [_field(field, writings.get(field), reader, subject, typed or {}, faults or {}) for field in FIELDS]
    context = {
        "session": subject,
        "why": reason_words(subject.reason),
        "team": group_title(facts, lang),
        "when": session_words(subject.starts, subject.ends, lang),
        "state": state_tag(subject, now),
        "fields": fields,
        "faults": [{"target": field.target, "text": field.fault} for field in fields if field.fault],
        "status": save_status(writings.values(), reader=reader, names=names),
        "writable": bool(may_write(subject)),
        "may_move": may_move(subject, now),
        "may_hold": may_hold(subject, now),
        "held": subject.state == SessionState.HELD,
        "present": [(own[each.member], each.present) for each in members if each.present is not None],
        "steps": [
            {
                "pk": each.assignment_id,
                "name": each.assignment.name.spoken(lang, order),
                "day": formats.weekday_day_month(each.assignment.day, lang) if each.assignment.day else "",
                "who": own.get(each.member_id or 0, ""),
                "state": work_tag(works.get(each.assignment_id), each.assignment.day, timezone.localdate(now)),
            }
            for each in steps
        ],
        "help": _help(request),
        "forms": forms,
        **workspace(request, "sparring" if asked.team else "coach"),
    }
    wrong = bool(faults) or any(getattr(form, "errors", None) for form in forms.values())
    return render(request, "sparring/session.html", context, status=422 if wrong else 200)


def _help(request: HttpRequest) -> Any:
    """What the academy's texts say of questions and notes."""
    programme = Asked.of(request).programme
    return pack_parts(programme, "sparring").get("sparring")


def _field(
    key: str, writing: Any, reader: int, subject: Session, typed: dict[str, Typed], faults: dict[str, str]
) -> WritingField:
    unsaved, label = typed.get(key), _labels()[key]
    text = unsaved.text if unsaved else writing.text if writing else ""
    return WritingField(
        key=key,
        label=label,
        text=text,
        version=unsaved.opened if unsaved else writing.mark if writing else "0-",
        longest=LONGEST[key],
        rows=5 if key == QUESTIONS else 10,
        fault=faults.get(key, ""),
        two=two_texts(writing, reader=reader, label=label),
        open=bool(may_write(subject)),
        words=text,
    )


@require_POST
def session_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move, cancel, mark as held, agree a step."""
    subject: Session = Asked.of(request).subject
    act = request.POST.get("act", "")
    if act == "reopen":
        try:
            actions_after.session_reopen(by=person_of(request), session=subject)
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        return redirect("session", slug, pk)
    forms = _forms(request, subject)
    form = forms.get(act)
    if form is None or not hasattr(form, "is_valid"):
        return redirect("session", slug, pk)
    if form.is_valid():
        try:
            words = _done(request, subject, act, form)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, words)
            return redirect("session", slug, pk)
    return _page(request, subject, forms=forms)


def _done(request: HttpRequest, subject: Session, act: str, form: Any) -> str:
    by, now, data = person_of(request), timezone.now(), form.cleaned_data
    if act == "move":
        session_shift(by=by, session=subject, opening=data["opening"], reason=data["reason"], now=now)
        return _("The session has been moved. Everybody taking part gets a message.")
    if act == "cancel":
        session_cancel(by=by, session=subject, reason=data["reason"], now=now)
        return _("The session has been cancelled. Everybody taking part gets a message.")
    if act == "hold":
        actions_after.session_hold(by=by, session=subject, used=data["used"], present=form.present(), now=now)
        return _("The session is marked as held.")
    actions_after.step_agree(by=by, session=subject, now=now, today=timezone.localdate(now), **data)
    return _("The step is agreed. It is now one of the team's assignments.")
