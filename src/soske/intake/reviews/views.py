"""The reviewer's pages: what is left, and one review."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import posted
from soske.base.localtext import LocalText
from soske.base.urls import Asked
from soske.intake.groups.forms import SeenForm
from soske.intake.groups.queries import GroupFacts, group_title, topics_of
from soske.intake.reviews import actions
from soske.intake.reviews.blind import blind_of
from soske.intake.reviews.fields import TEXTS, fault_of, missing_of
from soske.intake.reviews.forms import ConflictForm, QuestionForm, TiesForm
from soske.intake.reviews.models import Review
from soske.intake.reviews.pages import Shown, blocks_shown, texts_shown
from soske.intake.reviews.queries import criteria_of, reviews_others, reviews_own
from soske.intake.reviews.rules import may_read, may_reopen, may_write
from soske.intake.reviews.states import SUBJECT, ReviewState
from soske.packs.codes import StageKind
from soske.people.rules import person_of
from soske.programmes.queries import first_day_of
from soske.programmes.workspace import workspace
from soske.records.writing_pages import (
    Typed,
    answer_response,
    chosen,
    presence_response,
    save_status,
    typed_in,
    typed_save,
)
from soske.records.writings import Saved, writings_of


def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """What is left for me to review, and by when?"""
    asked, lang = Asked.of(request), get_language() or "fi"
    criteria = len(criteria_of(asked.programme, lang))
    rows = [
        {
            "pk": row.pk,
            "number": row.number,
            "title": group_title(row.group, lang),
            "state": row.state,
            "begun": row.begun,
            "criteria": criteria,
            "cleared": row.cleared,
        }
        for row in reviews_own(asked.reviewer)
    ]
    context = {
        "left": [row for row in rows if row["state"] == ReviewState.ASSIGNED],
        "unanswered": sum(not row["cleared"] for row in rows),
        "done": [row for row in rows if row["state"] == ReviewState.DONE],
        "due": first_day_of(asked.programme, StageKind.SELECTION),
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/own.html", context)


def reviews_ties(request: HttpRequest, slug: str) -> HttpResponse:
    """Does anything tie me to the applicants? Asked before the first reading, and anew for applications got later."""
    asked, lang = Asked.of(request), get_language() or "fi"
    rows = [row for row in reviews_own(asked.reviewer) if not row.cleared]
    if not rows:
        return redirect("reviews", slug)
    form = TiesForm(posted(request), given=[(row.review, f"{row.number}. {_who(row.group, lang)}") for row in rows])
    if request.method == "POST" and form.is_valid():
        cleared, closed = actions.conflicts_answer(
            by=person_of(request), reviewer=asked.reviewer, reasons=form.reasons(), now=timezone.now()
        )
        if cleared:
            messages.success(request, _("Thank you. You can read the applications now."))
        if closed:
            words = ngettext(
                "You no longer see %(n)s application. The organiser gives it to somebody else.",
                "You no longer see %(n)s applications. The organiser gives them to somebody else.",
                closed,
            )
            messages.info(request, words % {"n": closed})
        return redirect("reviews", slug)
    context = {"form": form, **workspace(request, "reviews")}
    return render(request, "reviews/ties.html", context, status=422 if form.errors else 200)


def _who(group: GroupFacts, lang: str) -> str:
    """The group by its name, if it has one, and its organisations: it is to them that somebody is tied."""
    name, members = group_title(group, lang), group_title(replace(group, name=LocalText()), lang)
    return name if name == members else f"{name}: {members}"


def review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read one application and give points. Without a script everything is saved by the button."""
    subject: Review = Asked.of(request).subject
    if not may_read(subject):
        return redirect("reviews_ties", slug)
    if request.method != "POST":
        return _page(request, subject)
    choice = chosen(request.POST)
    typed, faults = _save(request, subject)
    if choice is not None and not faults.keys() - {choice.field}:
        try:
            actions.review_choose(
                by=person_of(request),
                review=subject,
                key=choice.field,
                keep=choice.keep,
                parallel=choice.parallel,
                base=choice.base,
                now=timezone.now(),
            )
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        return redirect("review", slug, pk)
    if faults:
        return _page(request, subject, typed=typed, faults=faults)
    if request.POST.get("go") == "done":
        return _finish(request, subject)
    messages.success(request, _("Saved."))
    return redirect("review", slug, pk)


def _keys(subject: Review) -> list[str]:
    criteria = criteria_of(subject.application.programme, get_language() or "fi")
    return [key for each in criteria for key in (f"points.{each.code}", f"reason.{each.code}")] + list(TEXTS)


def _save(request: HttpRequest, subject: Review) -> tuple[dict[str, Typed], dict[str, str]]:
    def save(key: str, text: str, base: int) -> Saved:
        return actions.review_save(
            by=person_of(request), review=subject, key=key, text=text, base=base, now=timezone.now()
        )

    return typed_save(typed_in(request.POST, _keys(subject)), save)


def _finish(request: HttpRequest, subject: Review) -> HttpResponse:
    """Mark as done; what is missing is listed with links to the fields."""
    criteria = criteria_of(subject.application.programme, get_language() or "fi")
    answers = {key: each.text for key, each in writings_of((SUBJECT, subject.pk)).items()}
    missing = missing_of(criteria, answers)
    if missing and may_write(subject):
        return _page(request, subject, faults=dict(missing))
    read = request.POST.get("read", "")
    try:
        actions.review_finish(
            by=person_of(request),
            review=subject,
            read=int(read) if read.isdecimal() and len(read) < 5 else 0,
            now=timezone.now(),
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("review", subject.application.programme.slug, subject.application_id)
    messages.success(request, _("The review is done. Thank you."))
    return redirect("reviews", subject.application.programme.slug)


def _page(
    request: HttpRequest,
    subject: Review,
    *,
    typed: dict[str, Typed] | None = None,
    faults: dict[str, str] | None = None,
    conflict: ConflictForm | None = None,
) -> HttpResponse:
    lang, reader = get_language() or "fi", person_of(request).pk
    reading = blind_of(subject.application, lang)
    if reading is None:
        raise Http404
    criteria = criteria_of(subject.application.programme, lang)
    writings = writings_of((SUBJECT, subject.pk))
    shown = Shown(writings, reader, bool(may_write(subject)), typed or {}, faults or {})
    others = reviews_others(subject, criteria)
    weights = {each.code: each.weight for each in criteria}
    blocks, texts = blocks_shown(criteria, shown, others), texts_shown(shown)
    fields = [each for block in blocks for each in block.fields] + texts
    context = {
        "review": subject,
        "reading": reading,
        "blocks": blocks,
        "texts": texts,
        "others": others,
        "most": sum(each.weight * each.most for each in criteria),
        "total": sum(score.points * weights.get(score.criterion, 0) for score in subject.scores.all()),
        "faults": [{"target": each.target, "text": each.fault} for each in fields if each.fault],
        "status": save_status(writings.values(), reader=reader),
        "changed": subject.read is not None and subject.read != reading.position,
        "writable": shown.writable,
        "may_reopen": may_reopen(subject),
        "conflict": conflict or ConflictForm(),
        "question": QuestionForm(),
        "seen": SeenForm(topics=topics_of(subject.application.programme, lang)),
        **workspace(request, "reviews"),
    }
    wrong = faults or (conflict and conflict.errors)
    return render(request, "reviews/review.html", context, status=422 if wrong else 200)


@require_POST
def review_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save one field as it is typed."""
    subject: Review = Asked.of(request).subject
    key = request.POST.get("field", "")[:80]
    criteria = criteria_of(subject.application.programme, get_language() or "fi")
    names = {
        str(points): f"{points} · {meaning.text}"
        for each in criteria
        if key == f"points.{each.code}"
        for points, meaning in each.levels
    }

    def save(text: str, base: int, token: str) -> Saved:
        return actions.review_save(
            by=person_of(request), review=subject, key=key, text=text, base=base, token=token, now=timezone.now()
        )

    label = "" if fault_of(criteria, key, "") else _("Points") if names else _("Reason")
    show = (lambda text: names.get(text, text)) if names else None
    return answer_response(request, save=save, label=label, show=show, both=not names)


def review_present(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A fresh token for the forms of the page; nobody else writes in a review."""
    return presence_response(request, {})


@require_POST
def review_conflict(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The reviewer says that she has a conflict of interest."""
    subject: Review = Asked.of(request).subject
    form = ConflictForm(request.POST)
    if not form.is_valid():
        return _page(request, subject, conflict=form)
    try:
        actions.conflict_declare(
            by=person_of(request), review=subject, reason=form.cleaned_data["reason"], now=timezone.now()
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, _("The organiser gives the application to somebody else. You no longer see it."))
    return redirect("reviews", slug)


@require_POST
def review_open(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open a done review again."""
    try:
        actions.review_reopen(by=person_of(request), review=Asked.of(request).subject, now=timezone.now())
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("review", slug, pk)
