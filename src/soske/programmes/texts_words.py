"""Values and places of the texts in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.packs.codes import PLACEHOLDER
from soske.packs.text import LocalText
from soske.programmes.texts import Leaf, Spec, leaves, title_of
from soske.programmes.texts_labels import FIELDS, ITEMS, WORDS, choice_label


def value_words(spec: Spec, value: Any, lang: str, names: Mapping[str, Any] | None = None) -> str:
    """A value that is no text in words; `names` are those of the codes that it may hold."""
    if value in (None, "", []):
        return _("Not set")
    known = names or {}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if spec.kind == "choices":
        return formats.listing([str(choice_label(spec.label, each)) for each in value], lang)
    if isinstance(value, list):
        return formats.listing([str(known.get(each, each)) for each in value], lang)
    if spec.kind == "choice":
        return str(choice_label(spec.label, value) if spec.choices else known.get(value, value))
    if spec.kind == "date":
        return formats.date_short(dt.date.fromisoformat(value), lang)
    if spec.kind == "time":
        return formats.time_of_day(dt.time.fromisoformat(value), lang)
    return formats.number(value, lang) if isinstance(value, int | float) else str(value)


def title_shown(item: Mapping[str, Any]) -> LocalText:
    """What an item is called, with the meaning of each word in braces in square brackets."""
    filled = {}
    for lang, text in title_of(item).items():
        with override(lang):
            filled[lang] = PLACEHOLDER.sub(lambda found: f"[{WORDS.get(found[1], found[1])}]", text)
    return LocalText(filled)


def code_shown(code: str) -> SafeString:
    """A code on a page: it is a word of no language."""
    return format_html('<code lang="zxx">{}</code>', code)


def named_leaves(spec: Spec, value: Any, lang: str) -> Iterator[tuple[str, Leaf]]:
    """Every value of a part with what it is called: the items around it, then the field. The order of a list holds the
    names of its items."""
    titles = _titles(spec, value, lang)
    for leaf in leaves(spec, value):
        around = [
            ": ".join(each for each in titles[leaf.path[:length]] if each)
            for length in range(1, len(leaf.path))
            if leaf.path[:length] in titles
        ]
        if leaf.spec.kind == "code":
            continue
        if leaf.spec.kind in ("rows", "list"):
            names = [titles[(*leaf.path, code or str(index))][1] for index, code in enumerate(leaf.value)]
            leaf = leaf._replace(value=names)
        yield " · ".join([*around, str(FIELDS.get(leaf.spec.label, ITEMS[""])[0])]), leaf


def _titles(spec: Spec, value: Any, lang: str, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], tuple[str, str]]:
    """Path of each item and of each part inside another -> (what it is, what it is called)."""
    here = (*path, spec.name)
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    if spec.kind == "part" and value:
        if path:
            found[here] = (str(FIELDS.get(spec.label, ("",))[0]), "")
        for field in spec.inside:
            found |= _titles(field, value.get(field.name), lang, here)
    elif spec.kind in ("rows", "list"):
        for index, item in enumerate(value or []):
            place = (*here, item.get("code") or str(index))
            title = title_shown(item).spoken(lang).text or item.get("code", "")
            found[place] = (str(ITEMS[spec.item][0]), title)
            for field in spec.inside:
                found |= _titles(field, item.get(field.name), lang, place)
    return found
