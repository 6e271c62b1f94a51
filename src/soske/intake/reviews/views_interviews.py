"""Interviews: the coordinator's times and notes, and the page on which a group books its time; eligibility."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.applications.models import Application
from soske.intake.groups.actions_topics import topics_see
from soske.intake.groups.forms import SeenForm
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_get_any, group_title, topics_of
from soske.intake.reviews import actions_interviews as actions
from soske.intake.reviews.forms import BookForm, EligibilityForm, InterviewForm, QuestionForm, SlotsForm
from soske.intake.reviews.models import Slot
from soske.intake.reviews.queries_interviews import (
    OFFERED,
    PAGE,
    POINTS,
    eligibility_of,
    interview_counts,
    interview_of,
    questions_of,
    slot_rows,
    slots_free,
    slots_of,
    without_time,
)
from soske.intake.reviews.tables import slots_table
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace

WAITING = 100


# --- the coordinator's times ----------------------------------------------------------------------------------------
def interviews(request: HttpRequest, slug: str) -> HttpResponse:
    """Which times are offered, who has booked one, and who has not."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    form = SlotsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.slots_add(
                by=person_of(request),
                programme=programme,
                starts=data["moment"],
                minutes=data["minutes"],
                count=data["count"],
                place=data["place"],
                now=timezone.now(),
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, ngettext("%(n)s time is added.", "%(n)s times are added.", made) % {"n": made})
            return redirect("interviews", slug)
    counts = interview_counts(programme)
    paginator = Paginator(slots_of(programme), PAGE)
    paginator.count = counts.slots  # known already
    page = paginator.get_page(request.GET.get("page"))
    rows = slot_rows(programme, start=(page.number - 1) * PAGE)
    waiting = dict(without_time(programme).values_list("group", "pk")[:WAITING])
    facts = group_facts(Group.objects.filter(pk__in=waiting).order_by("application__number"))
    context = {
        "counts": counts,
        "form": form,
        "table": slots_table(programme.slug, rows, request=request, lang=lang),
        "page": page,
        "query": "",
        "without": [(waiting[each.pk], group_title(each, lang)) for each in facts],
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/interviews.html", context, status=422 if form.errors else 200)


@require_POST
def interviews_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the groups without a time to book one."""
    try:
        sent = actions.interviews_invite(
            by=person_of(request), programme=Asked.of(request).programme, now=timezone.now()
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        words = ngettext("%(n)s invitation leaves now.", "%(n)s invitations leave now.", sent)
        messages.success(request, words % {"n": sent})
    return redirect("interviews", slug)


@require_POST
def slot_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a time away."""
    actions.slot_remove(by=person_of(request), slot=Asked.of(request).subject, now=timezone.now())
    messages.success(request, _("The time is removed."))
    return redirect("interviews", slug)


# --- one interview --------------------------------------------------------------------------------------------------
def interview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is asked of one group, and what was heard."""
    application: Application = Asked.of(request).subject
    found = interview_of(application)
    initial = {name: getattr(found, name) for name in ("notes", "points", "reason", "version")}
    form = InterviewForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.interview_write(by=person_of(request), application=application, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The interview is saved."))
            return redirect("interview", slug, pk)
    return _interview(request, application, form, QuestionForm())


def _interview(
    request: HttpRequest, application: Application, form: InterviewForm, question: QuestionForm
) -> HttpResponse:
    lang = get_language() or "fi"
    of_pack, own = questions_of(application, lang)
    group = group_get_any(Asked.of(request).programme, application.group_id)
    context = {
        "application": application,
        "title": group_title(group, lang) if group else "",
        "slot": Slot.objects.filter(application=application).first(),
        "of_pack": of_pack,
        "own": own,
        "form": form,
        "question": question,
        "most": POINTS,
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/interview.html", context, status=422 if form.errors or question.errors else 200)


@require_POST
def interview_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One more question to a group, from a coordinator."""
    application: Application = Asked.of(request).subject
    question = QuestionForm(request.POST)
    if question.is_valid():
        try:
            actions.question_add(
                by=person_of(request), application=application, now=timezone.now(), **question.cleaned_data
            )
        except ValidationError as fault:
            add_errors(question, fault)
        else:
            return redirect("interview", slug, pk)
    found = interview_of(application)
    initial = {name: getattr(found, name) for name in ("notes", "points", "reason", "version")}
    return _interview(request, application, InterviewForm(initial=initial), question)


@require_POST
def review_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A question for the interview, from a reviewer of the application."""
    question = QuestionForm(request.POST)
    application = Asked.of(request).subject.application
    try:
        text = question.cleaned_data["text"] if question.is_valid() else ""
        actions.question_add(by=person_of(request), application=application, text=text, now=timezone.now())
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, _("The question is saved for the interview."))
    return redirect("review", slug, pk)


@require_POST
def review_topics(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Needs and gives that a reviewer sees in an application."""
    asked = Asked.of(request)
    form = SeenForm(request.POST, topics=topics_of(asked.programme, get_language() or "fi"))
    if form.is_valid():
        group = asked.subject.application.group
        made = topics_see(by=person_of(request), group=group, seen=form.cleaned_data)
        messages.success(request, ngettext("%(n)s topic is added.", "%(n)s topics are added.", made) % {"n": made})
    else:
        messages.error(request, _("Choose one of these."))
    return redirect("review", slug, pk)


# --- the group ------------------------------------------------------------------------------------------------------
def interview_book(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A group books its time, moves it or gives it up."""
    asked, now, lang = Asked.of(request), timezone.now(), get_language() or "fi"
    application: Application = asked.subject
    if application.number is None:
        raise Http404
    booked = Slot.objects.filter(application=application).first()
    free = [(slot, _words(slot, lang)) for slot in slots_free(asked.programme, now=now)[:OFFERED]]
    form = BookForm(posted(request) if request.POST.get("act") != "give_up" else None, slots=free)
    if request.POST.get("act") == "give_up":
        if actions.slot_free(by=person_of(request), application=application, now=now):
            messages.success(request, _("You have given the time up. You can book another one."))
        return redirect("interview_book", slug, pk)
    if request.method == "POST" and form.is_valid():
        try:
            slot = actions.slot_book(
                by=person_of(request), application=application, slot=form.cleaned_data["slot"], now=now
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Your time: %(when)s") % {"when": _words(slot, lang)})
            return redirect("interview_book", slug, pk)
    group = group_get_any(asked.programme, application.group_id)
    context = {
        "application": application,
        "title": group_title(group, lang) if group else "",
        "booked": booked,
        "may_move": booked is None or booked.starts > now,
        "free": free,
        "form": form,
        **workspace(request, "interview"),
    }
    return render(request, "reviews/book.html", context, status=422 if form.errors else 200)


def _words(slot: Slot, lang: str) -> str:
    """A time as it is chosen: Tue 8.12.2026 at 9.00, where."""
    starts = timezone.localtime(slot.starts, formats.HELSINKI)
    ends = starts + dt.timedelta(minutes=slot.minutes)
    day = formats.date_weekday_long(starts.date(), lang)
    times = formats.time_range(starts, ends, lang)
    return f"{day}, {times}, {slot.place}"


# --- eligibility ----------------------------------------------------------------------------------------------------
def eligibility(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Whether one application meets the requirements of the call."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    application: Application = Asked.of(request).subject
    order = tuple(programme.languages)
    requirements = [
        (each.code, each.text.spoken(lang, order).text) for each in pack_parts(programme, "eligibility")["eligibility"]
    ]
    known = eligibility_of(application)
    initial = {f"verdict_{code}": verdict for code, (verdict, _note) in known.items()}
    initial |= {f"note_{code}": note for code, (_verdict, note) in known.items()}
    form = EligibilityForm(posted(request), requirements=requirements, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.eligibility_check(by=person_of(request), application=application, verdicts=form.verdicts())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("eligibility", slug, pk)
    group = group_get_any(programme, application.group_id)
    context = {
        "application": application,
        "title": group_title(group, lang) if group else "",
        "form": form,
        "requirements": requirements,
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/eligibility.html", context, status=422 if form.errors else 200)
