"""Reads of the texts of a programme: as they are, what they lack, what they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from soske.base.localtext import LANGUAGE_NAMES
from soske.packs.codes import APART
from soske.people.queries import person_names
from soske.programmes.models import EarlierPart, Programme
from soske.programmes.queries import pack_part_dump, pack_part_parse, remembered_of, stored_parts
from soske.programmes.texts import Contents, Spec, by_language, gaps, part_spec
from soske.programmes.texts_labels import PARTS
from soske.programmes.texts_words import named_leaves, value_words


def contents_of(programme: Programme) -> dict[str, Any]:
    """Every part of the snapshot as JSON of the schema as it is now. One query, a row for each part and long item."""
    return remembered_of(programme, lambda: _contents(programme), "contents")


def _contents(programme: Programme) -> dict[str, Any]:
    stored = stored_parts(programme)
    found = {}
    for part in PARTS:
        spec = part_spec(part)
        content = stored.get(part, {} if spec.kind == "part" else [])
        found[part] = pack_part_dump(part, pack_part_parse(part, content))
    return found


@dataclass(frozen=True, slots=True)
class PartState:
    """One line of the list of parts. `by` is "" when the person is not known any more."""

    part: str
    label: Any
    about: Any
    gaps: int
    changed_at: dt.datetime | None
    by: str


def parts_state(programme: Programme, contents: Contents) -> list[PartState]:
    """The parts in the order of the pack: what is missing, who changed each last and when. Two queries."""
    latest = EarlierPart.objects.filter(programme=programme).order_by().values("name").annotate(last=Max("pk"))
    rows = EarlierPart.objects.filter(pk__in=latest.values("last")).values_list("name", "at", "person_id")
    changes = {name: (at, person) for name, at, person in rows}
    names = person_names(person for _at, person in changes.values() if person)
    found = []
    for part, (label, about) in PARTS.items():
        at, person = changes.get(part, (None, None))
        missing = gaps((part_spec(part),), contents, programme.languages)
        found.append(PartState(part, label, about, missing, at, names.get(person or 0, "")))
    return found


def earlier_parts(programme: Programme, part: str, item: str = "") -> QuerySet[EarlierPart]:
    """What the part, or one item of it, was before each change, the latest change first; without the contents."""
    rows = EarlierPart.objects.filter(programme=programme, name=part)
    return (rows.filter(item=item) if item else rows).order_by("-at", "-pk").defer("content")


def earlier_content(earlier: EarlierPart) -> Any:
    """The content of that time as JSON of the schema as it is now; of an item that is kept apart the item alone, in a
    list, and of the list around such items their codes."""
    if earlier.name in APART and not earlier.item:
        return earlier.content
    content = [earlier.content] if earlier.item else earlier.content
    return pack_part_dump(earlier.name, pack_part_parse(earlier.name, content))


def content_then(earlier: EarlierPart, contents: Contents) -> Any:
    """The part as it would be if what was changed were as it was: the same items beside the one that was changed."""
    content, now = earlier_content(earlier), contents[earlier.name]
    if earlier.item:
        codes = [each["code"] for each in now]
        old = content[0]
        return [old if each["code"] == earlier.item else each for each in now] + [old] * (earlier.item not in codes)
    if earlier.name in APART:
        by_code = {each["code"]: each for each in now}
        return [by_code.pop(code) for code in content if code in by_code] + list(by_code.values())
    return content


def compared(earlier: EarlierPart, contents: Contents) -> tuple[Any, Any]:
    """What was and what is, as far as the change went: of an item that is kept apart the item alone."""
    if not earlier.item:
        return content_then(earlier, contents), contents[earlier.name]
    return earlier_content(earlier), [each for each in contents[earlier.name] if each["code"] == earlier.item]


def stage_names(contents: Contents) -> list[tuple[str, Mapping[str, str]]]:
    """(code, name) of every stage in the order of the path."""
    return [(stage["code"], stage["name"]) for step in contents["path"] for stage in step["stages"]]


# --- differences --------------------------------------------------------------------------------------------------
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One text or value that differs. `lang` is "" for what is no text; empty words: there was nothing."""

    name: str
    lang: str
    earlier: str
    now: str


def differences(
    part: str, earlier: Any, now: Any, lang: str, names: Mapping[str, Any] | None = None
) -> tuple[list[Difference], bool]:
    """How an earlier content differs from the one now, at most 100 rows; and whether there are more. `names` are those
    of codes that a value may hold."""
    old, new = (_told(part_spec(part), content, lang, names or {}) for content in (earlier, now))
    found = []
    for key in {**old, **new}:
        before, after = old.get(key), new.get(key)
        if (before or ("", ""))[1] != (after or ("", ""))[1]:
            name = (before or after or ("", ""))[0]
            found.append(Difference(name, key[1], (before or ("", ""))[1], (after or ("", ""))[1]))
    return found[:MOST_ROWS], len(found) > MOST_ROWS


def _told(
    spec: Spec, value: Any, lang: str, names: Mapping[str, Any]
) -> dict[tuple[tuple[str, ...], str], tuple[str, str]]:
    """(path, language) -> (what it is called, what it says)."""
    told = {}
    for name, leaf in named_leaves(spec, value, lang):
        if leaf.spec.kind == "text":
            for language, text in by_language(leaf.value):
                told[leaf.path, language] = (f"{name} ({LANGUAGE_NAMES.get(language, language)})", text)
        elif leaf.value not in (None, "", []):
            told[leaf.path, ""] = (name, value_words(leaf.spec, leaf.value, lang, names))
    return told
