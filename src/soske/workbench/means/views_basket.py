"""A team's basket of means: kept with the team's own words; its coaches read and remark."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import posted, saved
from soske.base.opened import mark
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import titles_of
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.workbench.means import actions
from soske.workbench.means.catalogue import names_of
from soske.workbench.means.forms import RemarkForm, WhyForm
from soske.workbench.means.queries import Basketed, basket_of, kept_get


def basket(request: HttpRequest, slug: str) -> HttpResponse:
    """What our team has kept."""
    return render(request, "means/basket.html", _basket(request, Asked.of(request).team))


def basket_team(request: HttpRequest, slug: str, group: int) -> HttpResponse:
    """What a team has kept, for its coach."""
    return render(request, "means/basket.html", _basket(request, Asked.of(request).subject))


def _basket(request: HttpRequest, team: Group) -> dict[str, Any]:
    asked, lang = Asked.of(request), get_language() or "fi"
    rows = basket_of(team)
    known = names_of(asked.programme, lang)
    return {
        "team": titles_of(asked.programme, [team.pk], lang).get(team.pk, ""),
        "own": asked.team is not None,
        "rows": [(each, _address(request, team, each.kept.means), each.kept.means in known) for each in rows],
        "compare": [each.kept.means for each in rows if each.kept.means in known],
        "tab": "basket",
        **workspace(request, "means"),
    }


def _address(request: HttpRequest, team: Group, code: str) -> str:
    slug = Asked.of(request).programme.slug
    if Asked.of(request).team:
        return reverse("kept", args=[slug, code])
    return reverse("kept_team", args=[slug, team.pk, code])


@require_POST
def basket_act(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a means into the basket, or take it out."""
    asked, by, now = Asked.of(request), person_of(request), timezone.now()
    act, _colon, code = request.POST.get("act", "").partition(":")
    try:
        if act == "keep":
            actions.means_keep(by=by, group=asked.team, code=code, now=now)
            messages.success(request, _("It is in your basket. Write in a few words why you chose it."))
            return redirect("kept", slug, code)
        kept = kept_get(asked.team, code)
        if act == "drop" and kept is not None and actions.means_drop(by=by, kept=kept, now=now):
            messages.success(request, _("Taken out of the basket. Your words come back if you put it back."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("basket", slug)


def kept(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One means of our basket: why we chose it, and what is said of it."""
    return _kept(request, Asked.of(request).team, code)


def kept_team(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """One means of a team's basket, for its coach."""
    return _kept(request, Asked.of(request).subject, code)


def _kept(request: HttpRequest, team: Group, code: str) -> HttpResponse:
    asked, lang, by = Asked.of(request), get_language() or "fi", person_of(request)
    own, row = asked.team is not None, _row(team, code)
    here, slug = _address(request, team, code), asked.programme.slug
    data = posted(request)
    reasons, now = own and data is not None and "why" in data, timezone.now()
    why = WhyForm(data if reasons else None, initial={"why": row.kept.why, "opened": mark(row.kept.why)})
    remark = RemarkForm(data if data is not None and not reasons else None)
    if reasons:
        opened = str(request.POST.get("opened", ""))[:64]

        def write() -> object:
            return actions.why_write(by=by, kept=row.kept, text=why.cleaned_data["why"], opened=opened)

        if saved(request, why, write):
            messages.success(request, _("Saved."))
            return redirect(here)
    elif data is not None:

        def add() -> object:
            return actions.remark_add(by=by, kept=row.kept, text=remark.cleaned_data["text"], now=now)

        if saved(request, remark, add):
            messages.success(request, _("Your remark is saved."))
            return redirect(here)
    context = {
        "row": row,
        "own": own,
        "team": titles_of(asked.programme, [team.pk], lang).get(team.pk, ""),
        "why": why,
        "remark": remark,
        "back": reverse("basket", args=[slug]) if own else reverse("basket_team", args=[slug, team.pk]),
        "known": code in names_of(asked.programme, lang),
        "tab": "basket",
        **workspace(request, "means"),
    }
    return render(request, "means/kept.html", context, status=422 if why.errors or remark.errors else 200)


def _row(team: Group, code: str) -> Basketed:
    """What is in the basket now."""
    for each in basket_of(team):
        if each.kept.means == code:
            return each
    raise Http404
