"""The coordinator's pages of the academy's texts: one editor for everything that came from the content pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.answer import Answer
from soske.base.opened import mark
from soske.base.templatetags.soske import local
from soske.base.urls import Asked
from soske.packs.codes import APART
from soske.packs.text import LocalText
from soske.people.models import OrganisationType
from soske.people.queries import person_names
from soske.people.rules import person_of
from soske.programmes.actions_texts import texts_change, texts_item_move, texts_item_remove, texts_restore
from soske.programmes.forms_texts import TextsForm, with_row_act
from soske.programmes.models import Programme
from soske.programmes.queries_texts import (
    compared,
    contents_of,
    differences,
    earlier_parts,
    parts_state,
    stage_names,
)
from soske.programmes.rules import may_change_structure
from soske.programmes.texts import Contents, Place, gaps, new_place, place_of
from soske.programmes.texts_export import pack_zip
from soske.programmes.texts_labels import FIELDS, ITEMS, PARTS
from soske.programmes.texts_preview import preview_of, words_of
from soske.programmes.texts_words import code_shown, title_shown
from soske.programmes.workspace import workspace

NEW = "new-item"  # in the place of a code: no code has a hyphen
PAGE = 50
# Where a part is read: part -> name of the address.
SHOWN_AT = {
    "public": "programme",
    "themes": "programme",
    "roles": "programme",
    "workload": "programme",
    "path": "programme",
    "announcement": "announcement_copy",
    "tags": "announcement_copy",
    "call": "call",
    "eligibility": "call",
    "criteria": "call",
    "application": "application_preview",
    "topics": "application_preview",
}


@dataclass(frozen=True, slots=True)
class Crumb:
    """A link back: the part or item around a place."""

    url: str
    title: SafeString | str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list that has pages of its own."""

    code: str
    title: SafeString
    plain: str
    url: str
    gaps: int
    first: bool
    last: bool


def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts of the texts: what is missing in each, who changed it last."""
    programme = Asked.of(request).programme
    parts = parts_state(programme, contents_of(programme))
    context = {"parts": parts, "gaps": sum(each.gaps for each in parts), **workspace(request, "texts")}
    return render(request, "programmes/texts.html", context)


def texts_pack(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts as a content pack."""
    programme = Asked.of(request).programme
    content = pack_zip(programme, contents_of(programme), day=timezone.localdate())
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{slug}-pack.zip"'},
    )


def texts_part(request: HttpRequest, slug: str, part: str, codes: str = "") -> HttpResponse:
    """One part of the texts, or one item of its lists (`codes`, joined by "/"; "new-item" for one to be added)."""
    programme = Asked.of(request).programme
    if part not in PARTS:
        raise Http404
    contents, way = contents_of(programme), [code for code in codes.split("/") if code]
    new = way[-1:] == [NEW]
    around = place_of(contents, part, way[:-1] if new else way)
    place = new_place(around) if new and around else around
    if place is None or around is None:
        raise Http404
    free = may_change_structure(programme, part, timezone.now())
    if new and not free:
        messages.error(request, str(free.reason))
        return redirect(_address(slug, part, around.codes))
    if request.method == "POST" and "act" in request.POST and not new:
        return _item_act(request, programme, place)
    return _edit(request, programme, contents, place, around, free)


def _edit(
    request: HttpRequest, programme: Programme, contents: Contents, place: Place, around: Place, free: Answer
) -> HttpResponse:
    """The form of a place: save it, look at it first, or change its rows before saving."""
    data: Any = request.POST if request.method == "POST" else None
    act = request.POST.get("row", "") if data is not None else ""
    if act:
        name = act.split(":")[0]
        data = with_row_act(data, act, len(place.value.get(name) or []))
    form = TextsForm(
        data,
        place=place,
        known=_known(programme, contents, place),
        languages=programme.languages,
        frozen=not free,
        opened=mark(around.item_codes() if place.new else place.own()),
    )
    preview = None
    if act:
        form.without_errors()
    elif data is not None:
        valid = form.is_valid()
        if "preview" in data:
            preview = preview_of(programme, place, form.value())
        elif valid and (answer := _save(request, programme, place, form)):
            return answer
    context = {
        "form": form,
        "place": place,
        "part": place.part,
        "label": PARTS[place.part][0],
        "about": PARTS[place.part][1] if not place.codes and not place.new else "",
        "title": _("New: %(what)s") % {"what": ITEMS[place.model][0]} if place.new else _title(place),
        "code": code_shown(place.value["code"]) if place.value.get("code") else "",
        "crumbs": _crumbs(programme.slug, contents, around if place.new else place, whole=place.new),
        "items": None if place.new else _items(programme, place),
        "list": place.list_spec,
        "list_words": ITEMS.get(place.list_spec.item) if place.list_spec else None,
        "list_label": FIELDS[place.list_spec.label][0] if place.list_spec else "",
        "list_opened": mark(place.item_codes()),
        "new_url": _address(programme.slug, place.part, (*place.codes, NEW)),
        "has_form": any(spec.kind != "list" for spec in place.specs),
        "free": free,
        "notice": "" if free or (place.part == "letters" and place.codes) else free.reason,
        "preview": preview,
        "words": words_of(place.part) or _note_words(contents, place),
        "shown_at": _shown_at(programme, place.part),
        "gaps": 0 if place.new else gaps(place.specs, place.value, programme.languages),
        **workspace(request, "texts"),
    }
    failed = bool(form.is_bound and form.errors and preview is None)
    return render(request, "programmes/texts_part.html", context, status=422 if failed else 200)


def _save(request: HttpRequest, programme: Programme, place: Place, form: TextsForm) -> HttpResponse | None:
    """Save what the form says; None when something of it does not fit, which then stands in the form."""
    try:
        changed = texts_change(
            by=person_of(request),
            programme=programme,
            part=place.part,
            codes=place.codes,
            value=form.value(),
            now=timezone.now(),
            opened=form.opened,
            new=place.new,
        )
    except ValidationError as fault:
        form.add_faults(fault.message_dict if hasattr(fault, "error_dict") else {"": fault.messages})
        return None
    messages.success(request, _("The texts are saved.") if changed else _("Nothing changed."))
    if place.new and "again" in request.POST:
        return redirect(_address(programme.slug, place.part, (*place.codes, NEW)))
    return redirect(_address(programme.slug, place.part, place.codes))


def _item_act(request: HttpRequest, programme: Programme, place: Place) -> HttpResponse:
    """Move an item of the list up or down, or remove it."""
    act, item = request.POST.get("act", ""), request.POST.get("item", "")
    common: dict[str, Any] = {
        "by": person_of(request),
        "programme": programme,
        "part": place.part,
        "codes": place.codes,
        "item": item,
        "now": timezone.now(),
        "opened": request.POST.get("opened", "")[:64],
    }
    try:
        if act in ("up", "down"):
            texts_item_move(step=-1 if act == "up" else 1, **common)
        elif act == "remove" and texts_item_remove(**common):
            messages.success(request, _("Removed. You can take it back from the earlier versions."))
    except ValidationError as fault:
        messages.error(request, _joined(fault))
    return redirect(_address(programme.slug, place.part, place.codes) + "#items")


def texts_earlier(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """What a part was before each change."""
    programme = Asked.of(request).programme
    if part not in PARTS:
        raise Http404
    item = request.GET.get("item", "") if part in APART else ""
    page = Paginator(earlier_parts(programme, part, item), PAGE).get_page(request.GET.get("page"))
    names = person_names(each.person_id for each in page.object_list if each.person_id)
    titles = {each["code"]: title_shown(each) for each in contents_of(programme)[part]} if part in APART else {}
    rows = [(each, names.get(each.person_id or 0, ""), titles.get(each.item, each.item)) for each in page.object_list]
    context = {
        "part": part,
        "label": PARTS[part][0],
        "rows": rows,
        "page": page,
        "only": titles.get(item, item),
        "query": f"{urlencode({'item': item})}&" if item else "",
        **workspace(request, "texts"),
    }
    return render(request, "programmes/texts_earlier.html", context)


def texts_version(request: HttpRequest, slug: str, part: str, pk: int) -> HttpResponse:
    """One earlier version: how it differs from the texts now, and a button that brings it back."""
    programme = Asked.of(request).programme
    earlier = get_object_or_404(earlier_parts(programme, part).defer(None), pk=pk) if part in PARTS else None
    if earlier is None:
        raise Http404
    contents, fault = contents_of(programme), ""
    if request.method == "POST":
        try:
            texts_restore(
                by=person_of(request),
                programme=programme,
                earlier=earlier,
                now=timezone.now(),
                opened=request.POST.get("opened", "")[:64],
            )
        except ValidationError as wrong:
            fault = _joined(wrong)
        else:
            messages.success(request, _("The earlier version is back. The one before it is kept too."))
            return redirect("texts_part", slug, part)
    known = _known(programme, contents)
    names = {code: name for source in known.values() for code, name in source}
    before, after = compared(earlier, contents)
    rows, more = differences(part, before, after, get_language() or "fi", names)
    context = {
        "part": part,
        "label": PARTS[part][0],
        "earlier": earlier,
        "rows": rows,
        "more": more,
        "opened": mark(contents[part]),
        "fault": fault,
        **workspace(request, "texts"),
    }
    return render(request, "programmes/texts_version.html", context, status=422 if fault else 200)


def _joined(fault: ValidationError) -> SafeString:
    """All that is wrong as one text; codes in it are HTML already."""
    return format_html_join(" ", "{}", ((text,) for text in fault.messages))


# --- what stands around the form ----------------------------------------------------------------------------------
def _address(slug: str, part: str, codes: Sequence[str] = ()) -> str:
    if codes:
        return reverse("texts_item", args=[slug, part, "/".join(codes)])
    return reverse("texts_part", args=[slug, part])


def _title(place: Place) -> Any:
    """The name of the part or the item."""
    return local(title_shown(place.value)) if place.codes else PARTS[place.part][0]


def _crumbs(slug: str, contents: Contents, place: Place, *, whole: bool) -> list[Crumb]:
    """The way to a place, without itself unless `whole`."""
    found = []
    for length in range(len(place.codes) + (1 if whole else 0)):
        step = place_of(contents, place.part, place.codes[:length])
        if step is not None:
            found.append(Crumb(_address(slug, place.part, step.codes), _title(step)))
    return found


def _items(programme: Programme, place: Place) -> list[Item]:
    spec = place.list_spec
    lang, order = get_language() or "fi", tuple(programme.languages)
    found = []
    for index, item in enumerate(place.items):
        title = title_shown(item)
        found.append(
            Item(
                code=item["code"],
                title=local(title),
                plain=title.spoken(lang, order).text,
                url=_address(programme.slug, place.part, (*place.codes, item["code"])),
                gaps=gaps(spec.inside if spec else (), item, programme.languages),
                first=index == 0,
                last=index == len(place.items) - 1,
            )
        )
    return found


def _known(programme: Programme, contents: Contents, place: Place | None = None) -> dict[str, list[tuple[str, str]]]:
    """The codes that can be chosen, with names in the language of the page."""
    lang, order = get_language() or "fi", tuple(programme.languages)

    def named(code: str, name: Any) -> tuple[str, str]:
        return code, LocalText(name).spoken(lang, order).text

    stages = [named(code, name) for code, name in stage_names(contents)]
    inside = place is not None and place.part == "path" and place.codes
    step = place_of(contents, "path", place.codes[:1]) if place is not None and inside else None
    return {
        "themes": [named(theme["code"], theme["name"]) for theme in contents["themes"]],
        "organisation_types": [(str(code), str(name)) for code, name in OrganisationType.choices],
        "stages": stages,
        "topics": [named(topic["code"], topic["name"]) for topic in contents["topics"]],
        "purchases": [named(kind["code"], kind["name"]) for kind in contents["purchases"]],
        "means": [named(means["code"], means["name"]) for means in contents["means"]],
        "own_stages": [named(stage["code"], stage["name"]) for stage in step.value["stages"]] if step else [],
    }


def _note_words(contents: Contents, place: Place) -> list[tuple[str, Any]]:
    """The codes of stages, for the notes of steps."""
    if place.part != "path" or place.model != "Step":
        return []
    return [(code_shown(f"{{{code}}}"), local(LocalText(dict(name)))) for code, name in stage_names(contents)]


def _shown_at(programme: Programme, part: str) -> str:
    """Where a part is read, if there is such a page."""
    name = SHOWN_AT.get(part)
    return reverse(name, args=[programme.slug]) if name else ""
