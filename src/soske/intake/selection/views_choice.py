"""The coordinator chooses: the ranked list, one group, alternatives side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.engines.selection import most_points
from soske.intake.groups.actions_topics import topics_see as topics_added
from soske.intake.groups.forms import SeenForm
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_counts, group_title, topic_rows, topics_of
from soske.intake.reviews.fields import weighed
from soske.intake.reviews.queries import criteria_of, reviews_done
from soske.intake.selection import actions_decision as actions
from soske.intake.selection.alternatives import compared
from soske.intake.selection.balance import selection_balance
from soske.intake.selection.forms import AlternativeForm, CompareForm, ReasonForm
from soske.intake.selection.models import Choice
from soske.intake.selection.queries import announced, announcement_of
from soske.intake.selection.queries_decision import (
    PAGE,
    Filters,
    alternatives_of,
    decision_of,
    decision_progress,
    has_applications,
    ranked_groups,
    ranked_rows,
)
from soske.intake.selection.rules import may_choose, may_publish
from soske.intake.selection.states import Outcome
from soske.intake.selection.tables import Listing, balance_panel, filter_options, outcome_tags, ranking_table
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, programme_get, remembered_of
from soske.programmes.workspace import workspace


def selection(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the groups; seats left and the balance beside the list."""
    return render(request, "selection/choose.html", {**_choosing(request), **workspace(request, "selection")})


def _choosing(request: HttpRequest, fault: str = "") -> dict[str, Any]:
    """The list to choose from, and the balance of what is chosen."""
    programme = Asked.of(request).programme
    lang, filters = get_language() or "fi", Filters.of(request.GET)
    total = group_counts(programme).total
    found = ranked_groups(programme, filters).count() if filters else total
    page = Paginator(range(found), PAGE).get_page(request.GET.get("page"))
    rows = ranked_rows(programme, filters, start=(page.number - 1) * PAGE)
    answer = may_choose(announcement_of(programme), decision_of(programme))
    ranked = has_applications(programme)
    facts = remembered_of(programme, lambda: _listing_facts(programme, lang), "listing", lang)
    listing = Listing(
        slug=programme.slug,
        lang=lang,
        order=tuple(programme.languages),
        seats=programme.seats,
        token=get_token(request),
        address=f"?{filters.query()}page={page.number}",
        may_change=bool(answer),
        ranked=ranked,
        **facts,
    )
    return {
        "table": ranking_table(rows, listing),
        "page": page,
        "shown": len(rows),
        "total": total,
        "balance": (balance := selection_balance(programme)),
        "panel": balance_panel(balance),
        "may_choose": answer,
        "may_publish": may_publish(announcement_of(programme), announced(programme), programme, now=timezone.now()),
        "ranked": ranked,
        "most": facts["most"],
        "progress": decision_progress(programme),
        "decision": decision_of(programme),
        "filters": filters,
        "options": filter_options(filters),
        "query": filters.query(),
        "fault": fault,
    }


def _listing_facts(programme: Programme, lang: str) -> dict[str, Any]:
    """What the list needs of the texts of the academy."""
    order = tuple(programme.languages)
    parts = pack_parts(programme, "criteria", "themes", "topics")
    return {
        "themes": {each.code: each.name.spoken(lang, order).text for each in parts["themes"]},
        "topics": {each.code: each.name.spoken(lang, order).text for each in parts["topics"]},
        "criteria": [each.name.spoken(lang, order).text for each in parts["criteria"]],
        "most": most_points(weighed(parts["criteria"])),
    }


@require_POST
def choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Decide of one group, or take it back by the pressed button. A script gets the list and the balance only."""
    fault = _choose(request)
    if getattr(request, "htmx", False):
        Asked.of(request).programme = programme_get(slug)  # as it is after the write
        return render(request, "selection/choose.html#choosing", _choosing(request, fault))
    if fault:
        messages.error(request, fault)
    page = request.GET.get("page", "")
    query = Filters.of(request.GET).query() + (f"page={page}" if page.isdecimal() else "")
    return redirect(reverse("selection", args=[slug]) + (f"?{query}" if query else ""))


def _choose(request: HttpRequest) -> str:
    """Do what the button says; why not, in words."""
    group: Group = Asked.of(request).subject
    wanted = request.POST.get("outcome", "")
    if wanted not in Outcome.values:
        return _("Choose one of these.")
    try:
        actions.group_choose(by=person_of(request), group=group, outcome=Outcome(wanted))
    except ValidationError as fault:
        return " ".join(fault.messages)
    return ""


# --- one group ------------------------------------------------------------------------------------------------------
def choice(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the reviewers said of one group, what is decided of it, and why."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    group: Group = Asked.of(request).subject
    found = Choice.objects.filter(group=group).first() or Choice(group=group)
    form = ReasonForm(posted(request), initial={each: getattr(found, each) for each in ("reason", "advice", "version")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reason_write(by=person_of(request), group=group, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The reason is saved."))
            return redirect("choice", slug, pk)
    criteria = criteria_of(programme, lang)
    application = getattr(group, "application", None)
    done = reviews_done(application.pk, criteria) if application else []
    context = {
        "group": group,
        "title": group_title(group, lang),
        "choice": found,
        "tag": outcome_tags()[found.outcome],
        "application": application,
        "criteria": [
            (each, [(one.reviewer, *one.scores.get(each.code, (None, ""))) for one in done]) for each in criteria
        ],
        "done": done,
        "most": sum(each.weight * each.most for each in criteria),
        "form": form,
        "topics": topic_rows(group, lang),
        "seen": SeenForm(topics=topics_of(programme, lang)),
        "outcomes": [(code, words, code == found.outcome) for code, words in Outcome.choices if code != Outcome.OPEN],
        "may_choose": may_choose(announcement_of(programme), decision_of(programme)),
        **workspace(request, "selection"),
    }
    return render(request, "selection/choice.html", context, status=422 if form.errors else 200)


@require_POST
def choice_decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Decide of a group on its own page."""
    if fault := _choose(request):
        messages.error(request, fault)
    return redirect("choice", slug, pk)


@require_POST
def topics_see(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add needs and gives that the coordinator sees in the application."""
    group: Group = Asked.of(request).subject
    form = SeenForm(request.POST, topics=topics_of(Asked.of(request).programme, get_language() or "fi"))
    if form.is_valid():
        made = topics_added(by=person_of(request), group=group, seen=form.cleaned_data)
        messages.success(request, ngettext("%(n)s topic is added.", "%(n)s topics are added.", made) % {"n": made})
    else:
        messages.error(request, _("Choose one of these."))
    return redirect("choice", slug, pk)


@require_POST
def reserve_raise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One place up on the reserve list."""
    try:
        actions.reserve_raise(by=person_of(request), group=Asked.of(request).subject)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect(reverse("decision", args=[slug]) + "#reserve")


# --- alternatives ---------------------------------------------------------------------------------------------------
def alternatives(request: HttpRequest, slug: str) -> HttpResponse:
    """Choices that were kept under a name, two of them side by side; what is chosen now can be kept as one more."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    kept = alternatives_of(programme)
    form = AlternativeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.alternative_keep(by=person_of(request), programme=programme, name=form.cleaned_data["name"])
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("What is chosen now is kept as: %(name)s") % {"name": made.name})
            return redirect("alternatives", slug)
    compare = CompareForm(request.GET or None, kept=kept)
    sides = compare.sides() if compare.is_valid() else None
    context = {
        "kept": kept,
        "form": form,
        "compare": compare,
        "comparison": compared(programme, *sides, lang=lang) if sides else None,
        "may_choose": may_choose(announcement_of(programme), decision_of(programme)),
        **workspace(request, "selection"),
    }
    return render(request, "selection/alternatives.html", context, status=422 if form.errors else 200)


@require_POST
def alternative_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose as an alternative says, or forget it."""
    alternative, name = Asked.of(request).subject, Asked.of(request).subject.name
    try:
        if request.POST.get("act") == "remove":
            actions.alternative_remove(by=person_of(request), alternative=alternative)
            messages.success(request, _("Removed: %(name)s") % {"name": name})
        else:
            actions.alternative_use(by=person_of(request), alternative=alternative)
            messages.success(request, _("Chosen as in: %(name)s") % {"name": name})
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("alternatives", slug)
