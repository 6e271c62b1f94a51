"""The coordinator's pages of the reviewing: who reviews, who reads what, how far it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.applications.models import Application
from soske.intake.groups.models import Member
from soske.intake.groups.queries import group_get_any, group_title
from soske.intake.reviews import actions
from soske.intake.reviews.fields import READERS
from soske.intake.reviews.forms import AssignForm, ConflictForm, ProposeForm, ReviewerForm
from soske.intake.reviews.models import Review, Reviewer
from soske.intake.reviews.queries import PAGE, barred_pairs, received, reviewers_count, reviewers_of
from soske.intake.reviews.queries_desk import (
    ReviewFilter,
    review_counts,
    review_rows,
    reviewer_rows,
    reviews_counted,
    reviews_shown,
)
from soske.intake.reviews.tables import reviewers_table, reviews_table
from soske.people.queries import organisation_names
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.workspace import workspace


def desk_reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the reviewing is, application by application."""
    programme = Asked.of(request).programme
    return _reviews(request, programme, ProposeForm())


def _reviews(request: HttpRequest, programme: Programme, form: ProposeForm) -> HttpResponse:
    lang = get_language() or "fi"
    counts = review_counts(programme, READERS)
    numbers = {each: reviews_counted(programme, each.value, READERS) for each in ReviewFilter}
    show = request.GET.get("show", "")
    show = show if show in ReviewFilter.values else ""
    paginator = Paginator(reviews_shown(programme, show, READERS), PAGE)
    paginator.count = numbers[ReviewFilter(show)]  # known already
    page = paginator.get_page(request.GET.get("page"))
    rows = review_rows(programme, show=show, least=READERS, start=(page.number - 1) * PAGE)
    context = {
        "counts": counts,
        "table": reviews_table(programme.slug, rows, least=READERS, lang=lang),
        "page": page,
        "query": f"show={show}&" if show else "",
        "filters": [(each.value, each.label, numbers[each], each.value == show) for each in ReviewFilter],
        "form": form,
        "reviewers": reviewers_count(programme, today=timezone.localdate()),
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/desk.html", context, status=422 if form.errors else 200)


@require_POST
def reviews_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Give readers evenly to the applications that lack them."""
    programme = Asked.of(request).programme
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _reviews(request, programme, form)
    try:
        given, lacking = actions.reviews_propose(
            by=person_of(request), programme=programme, each=form.cleaned_data["each"], now=timezone.now()
        )
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("desk_reviews", slug)
    words = ngettext("%(n)s review is given to a reviewer.", "%(n)s reviews are given to reviewers.", given)
    messages.success(request, words % {"n": given})
    if lacking:
        words = ngettext(
            "%(n)s application still lacks a reviewer. Add reviewers, or let them read more.",
            "%(n)s applications still lack a reviewer. Add reviewers, or let them read more.",
            lacking,
        )
        messages.warning(request, words % {"n": lacking})
    return redirect("desk_reviews", slug)


def reviewers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who reviews, and how much each has."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    form = ReviewerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reviewer = actions.reviewer_add(
                by=person_of(request), programme=programme, today=timezone.localdate(), **form.cleaned_data
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("%(name)s is a reviewer.") % {"name": reviewer.name})
            return redirect("reviewers", slug)
    rows = reviewer_rows(programme)
    context = {
        "form": form,
        "rows": rows,
        "table": reviewers_table(programme.slug, rows, request=request, lang=lang),
        "known": organisation_names(_applied(programme), made_up=programme.practice),
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/reviewers.html", context, status=422 if form.errors else 200)


def _applied(programme: Programme) -> Q:
    """Organisations of the applications that have been received."""
    members = Member.objects.filter(group__in=received(programme).order_by().values("group"))
    return Q(pk__in=members.values("organisation"))


@require_POST
def reviewer_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A reviewer leaves."""
    reviewer: Reviewer = Asked.of(request).subject
    if actions.reviewer_end(by=person_of(request), reviewer=reviewer, today=timezone.localdate()):
        messages.success(request, _("%(name)s reviews no more.") % {"name": reviewer.name})
    return redirect("reviewers", slug)


def desk_review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who reviews one application."""
    return _one(request, Asked.of(request).subject)


def _one(request: HttpRequest, application: Application, form: AssignForm | None = None) -> HttpResponse:
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    found = list(Review.objects.filter(application=application).select_related("reviewer").order_by("reviewer__name"))
    free = _free(programme, application, found)
    group = group_get_any(programme, application.group_id)
    context = {
        "application": application,
        "title": group_title(group, lang) if group else "",
        "reviews": found,
        "form": form or AssignForm(reviewers=free),
        "free": free,
        "conflict": ConflictForm(),
        **workspace(request, "reviews"),
    }
    return render(request, "reviews/desk_one.html", context, status=422 if form and form.errors else 200)


def _free(programme: Programme, application: Application, found: list[Review]) -> list[Reviewer]:
    """Reviewers who do not have the application and may have it."""
    everyone = list(reviewers_of(programme))
    barred = {reviewer for number, reviewer in barred_pairs(programme, everyone) if number == application.pk}
    taken = {review.reviewer_id for review in found}
    return [each for each in everyone if each.pk not in barred | taken]


@require_POST
def review_assign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give an application to a reviewer by hand."""
    asked = Asked.of(request)
    application: Application = asked.subject
    free = _free(asked.programme, application, list(Review.objects.filter(application=application)))
    form = AssignForm(request.POST, reviewers=free)
    if not form.is_valid():
        return _one(request, application, form)
    reviewer = next(each for each in free if each.pk == form.cleaned_data["reviewer"])
    who: dict[str, Any] = {"by": person_of(request), "application": application, "reviewer": reviewer}
    try:
        if request.POST.get("to") == "conflict":
            actions.conflict_record(**who, reason=_("Recorded by a coordinator."), now=timezone.now())
            said = _("The application is closed to %(name)s.")
        else:
            actions.review_assign(**who, now=timezone.now())
            said = _("%(name)s reviews this application.")
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, said % {"name": reviewer.name})
    return redirect("desk_review", slug, pk)


@require_POST
def review_change(request: HttpRequest, slug: str, pk: int, review: int) -> HttpResponse:
    """Take an application from a reviewer, record that she has a conflict of interest, or take that back."""
    application: Application = Asked.of(request).subject
    found = Review.objects.filter(application=application, pk=review).select_related("reviewer", "application").first()
    if found is None:
        raise Http404
    try:
        if request.POST.get("to") == "conflict":
            reason = _("Recorded by a coordinator.")
            actions.conflict_declare(by=person_of(request), review=found, reason=reason, now=timezone.now())
            messages.success(request, _("The application is closed to %(name)s.") % {"name": found.reviewer.name})
        elif request.POST.get("to") == "lift":
            actions.conflict_lift(by=person_of(request), review=found, now=timezone.now())
            messages.success(request, _("%(name)s reviews this application.") % {"name": found.reviewer.name})
        else:
            actions.review_take(by=person_of(request), review=found)
            messages.success(request, _("%(name)s does not review this application.") % {"name": found.reviewer.name})
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("desk_review", slug, pk)
