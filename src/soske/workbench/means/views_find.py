"""The finder: what is bought leads to a short list of means with reasons, the risk, and the employment potential."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from soske.base.urls import Asked
from soske.engines.estimate import Assumptions, Contract, Impossible, benchmark, estimated
from soske.engines.finder import Wanted, short_list
from soske.engines.risk import Level, Signal
from soske.programmes.workspace import workspace
from soske.workbench.means.catalogue import Bought, catalogue, purchase_names, purchases, theme_names
from soske.workbench.means.considering import Understood, proposed, risk_of, understood
from soske.workbench.means.forms_find import EstimateForm, FindForm
from soske.workbench.means.shown_find import Said, estimate_words, risk_words
from soske.workbench.means.views import own_kept

TARGET, COST = 2, 4000
"""Assumptions that stand in the form until the reader changes them: 2 % of the labour, 4,000 euros a month."""


def means_find(request: HttpRequest, slug: str) -> HttpResponse:
    """What suits this purchase, and why not the others?"""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    kinds = purchase_names(programme, lang)
    themes = theme_names(programme, lang)
    begun = "bought" in request.GET
    form = FindForm(
        request.GET if begun else None,
        themes=list(themes.items()),
        kinds=sorted(kinds.items(), key=lambda pair: pair[1].casefold()),
    )
    context: dict[str, Any] = {"form": form, "tab": "find", **workspace(request, "means")}
    if begun and form.is_valid():
        context |= _found(request, form.cleaned_data, kinds, themes)
    return render(request, "means/find.html", context, status=422 if begun and form.errors else 200)


def _found(
    request: HttpRequest, asked: dict[str, Any], kinds: dict[str, str], themes: dict[str, str]
) -> dict[str, Any]:
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    entries = catalogue(programme)
    meant = understood(purchases(programme), asked["bought"], chosen=asked["kind"], contract=asked["contract"])
    risk = risk_of(meant.bought, {Signal(each): True for each in asked["signals"]})
    level = Level(asked["risk"]) if asked["risk"] else risk.level
    wanted = wanted_of(asked, meant.bought, level)
    verdicts = proposed(entries, wanted)
    said = Said(programme.slug, {each.code: each for each in entries}, lang, own_kept(request), kinds, themes)
    listed = short_list(verdicts)
    further = [each for each in verdicts if each.proposed and not each.listed]
    left = [each for each in verdicts if not each.proposed]
    return {
        "meant": meant,
        "others": _others(request, meant),
        "listed": [said.row(each) for each in listed],
        "compare": [each.code for each in listed[:3]],
        "further": len(further),
        "further_list": said.rest(further, warnings=True),
        "left": len(left),
        "left_list": said.rest(left, warnings=False),
        "risk": risk_words(risk, level, lang),
        "estimate": _estimate(request, asked, meant.bought, lang),
    }


def wanted_of(asked: dict[str, Any], bought: Bought | None, level: Level | None) -> Wanted:
    """What the finder goes by."""
    return Wanted(
        theme=asked["theme"],
        purchase=bought.code if bought else "",
        contract=asked["contract"] or (bought.contract if bought else ""),
        places=frozenset(bought.places) if bought else frozenset(),
        value=asked["value"],
        months=asked["months"],
        risk=level,
        hours=asked["hours"],
        procurement_class=asked["rules"],
    )


def _others(request: HttpRequest, meant: Understood) -> list[tuple[Bought, str]]:
    """Links to what the words could mean as well."""
    found = []
    for each in meant.others:
        query = request.GET.copy()
        query["kind"] = each.code
        found.append((each, query.urlencode()))
    return found


def _estimate(request: HttpRequest, asked: dict[str, Any], bought: Bought | None, lang: str) -> dict[str, Any]:
    """The employment potential with its assumptions; nothing without a value of the contract."""
    if not asked["value"]:
        return {}
    typed = request.GET if "labour" in request.GET else None
    labour = round(bought.labour * 100) if bought is not None and bought.labour else None
    initial: dict[str, Any] = {"labour": labour, "target": TARGET, "cost": COST}
    form = EstimateForm(typed, initial=initial)
    values = initial if typed is None else form.cleaned_data if form.is_valid() else {}
    contract = Contract(asked["value"], asked["months"], str(values.get("partner", "")))
    found: dict[str, Any] = {"form": form, "benchmark": benchmark(contract).opportunities}
    if all(values.get(name) for name in initial):
        try:
            assumed = Assumptions(values["labour"] / 100, values["target"] / 100, values["cost"])
            found["result"] = estimate_words(estimated(contract, assumed), lang)
        except Impossible:
            found["wrong"] = True
    return found
