"""The catalogue of means: search and filters, one means, two or three side by side."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.parts import shown
from soske.base.urls import Asked
from soske.programmes.queries import pack_parts
from soske.programmes.texts_labels import CHOICES
from soske.programmes.workspace import workspace
from soske.workbench.means.catalogue import Entry, catalogue, means_get, names_of, purchase_names, theme_names
from soske.workbench.means.finding import found
from soske.workbench.means.queries import kept_codes
from soske.workbench.means.shown import (
    catalogue_table,
    compare_table,
    law_table,
    means_facts,
    options,
    points,
    source_link,
)

PAGE = 30
SIDE_BY_SIDE = 3


def own_kept(request: HttpRequest) -> frozenset[str]:
    """The means in the basket of the reader's team; none for coaches and coordinators."""
    team = Asked.of(request).team
    return kept_codes(team) if team is not None else frozenset()


def means(request: HttpRequest, slug: str) -> HttpResponse:
    """The catalogue: what can be done, found by words and by theme, phase and kind of contract."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    themes = theme_names(programme, lang)
    asked = {
        "q": " ".join(request.GET.get("q", "")[:200].split()),
        "theme": _known(request.GET.get("theme", ""), themes),
        "phase": _known(request.GET.get("phase", ""), CHOICES["Means.phases"]),
        "contract": _known(request.GET.get("contract", ""), CHOICES["Means.contracts"]),
    }
    rows = [each for each in catalogue(programme) if _meets(each, asked)]
    if asked["q"]:
        rows = found(rows, asked["q"], title=lambda each: each.title, body=lambda each: each.body)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "asked_for": asked,
        "total": len(catalogue(programme)),
        "page": page,
        "query": f"{query}&" if query else "",
        "table": catalogue_table(slug, list(page.object_list), kept=own_kept(request), lang=lang),
        "rows": len(rows),
        "choices": [
            ("theme", _("Theme"), asked["theme"], list(themes.items())),
            ("phase", _("Phase of procurement"), asked["phase"], list(CHOICES["Means.phases"].items())),
            ("contract", _("Kind of contract"), asked["contract"], list(CHOICES["Means.contracts"].items())),
        ],
        "tab": "catalogue",
        **workspace(request, "means"),
    }
    return render(request, "means/catalogue.html", context)


def _known(value: str, choices: Any) -> str:
    return value if value in choices else ""


def _meets(entry: Entry, asked: dict[str, str]) -> bool:
    return (
        (not asked["theme"] or not entry.themes or asked["theme"] in entry.themes)
        and (not asked["phase"] or asked["phase"] in entry.phases)
        and (not asked["contract"] or asked["contract"] in entry.contracts)
    )


def means_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One means, whole."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    chosen = means_get(programme, code)
    if chosen is None:
        raise Http404
    order, names = tuple(programme.languages), names_of(programme, lang)
    topics = {each.code: each.name for each in pack_parts(programme, "topics").get("topics", [])}
    context = {
        "means": chosen,
        "facts": means_facts(chosen, theme_names(programme, lang), purchase_names(programme, lang), lang),
        "fits": points(chosen.fits, lang),
        "unfit": points(chosen.unfit, lang),
        "indicators": points(chosen.indicators, lang),
        "law": law_table(chosen.law, today=timezone.localdate(), lang=lang, order=order),
        "clauses": [(each, each.name.spoken(lang, order), each.text.spoken(lang, order)) for each in chosen.clauses],
        "used": [(each.text, source_link(each.url)) for each in chosen.used],
        "sources": [(source_link(each.url, shown(each.title, lang)), each.read_on) for each in chosen.sources],
        "related": [(each, names[each]) for each in chosen.related if each in names],
        "topics": [topics[each] for each in chosen.topics if each in topics],
        "kept": code in own_kept(request),
        "compare": urlencode({"m": code}),
        "tab": "catalogue",
        **workspace(request, "means"),
    }
    return render(request, "means/means.html", context)


def means_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two or three means side by side; `m` of the address names them."""
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    names = names_of(programme, lang)
    codes = [code for code in dict.fromkeys(request.GET.getlist("m")) if code in names][:SIDE_BY_SIDE]
    chosen = [each for each in (means_get(programme, code) for code in codes) if each is not None]
    order = tuple(programme.languages)
    context = {
        "chosen": codes,
        "slots": options(
            sorted(names.items(), key=lambda pair: pair[1].casefold()), [*codes, "", "", ""][:SIDE_BY_SIDE]
        ),
        "table": compare_table(chosen, lang=lang, order=order, slug=slug) if len(chosen) > 1 else "",
        "tab": "compare",
        **workspace(request, "means"),
    }
    return render(request, "means/compare.html", context)
