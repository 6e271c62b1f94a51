"""Walks the texts of a programme by the schema of packs: what can be edited, where it stands, what is missing.

Pure: no query and no form. The schema is read once, when a page first needs it (pydantic is heavy to import).
"""

from __future__ import annotations

import enum
import types
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin

from django.utils.text import slugify

from soske.base.localtext import LANGUAGE_NAMES
from soske.packs.codes import KICKOFF
from soske.packs.text import LocalText

Key = tuple[str | int, ...]
Contents = Mapping[str, Any]
"""Part of the snapshot (a name of `actions.PARTS`) -> its content as JSON."""

# Texts that take more than a line to write (Model.field); those whose description begins with "Markdown" are added.
LONG = frozenset(
    {
        "Public.lead", "Theme.about", "Advice.text", "Requirement.text", "Requirement.about", "Criterion.about",
        "CallTexts.lead", "Question.name", "Question.help", "Section.about", "Letter.body", "Made.text",
        "Counted.one", "Counted.other", "Asked.text", "Means.does", "Means.fits", "Means.unfit", "Means.verify",
        "Means.words", "Statute.text", "Use.text", "Purchase.words", "Area.about", "Area.levels", "Area.next",
        "PlanSection.about",
    }
)  # fmt: skip
# Items that a row has room for; all others have a page of their own.
SMALL = frozenset({"SubTheme", "Work", "Made", "Option", "Topic", "Asked", "Statement", "Clause"})
CODE_LENGTH = 40
MOST_ROWS = 100  # of a list that is edited on one page


@dataclass(frozen=True, slots=True)
class Spec:
    """One field of a part. `kind`: code, text, texts (a list of texts), part, rows (a list of small parts, edited
    with the part around it), list (of parts that have pages of their own), first (the first item of a list that may
    not be empty, in a new part), codes, words (short ones in a row), choice, choices, whole, wholes (in a row), number,
    date, time, flag, word.
    """

    name: str
    owner: str  # the class of the schema that it is a field of
    kind: str
    required: bool = True
    nullable: bool = False
    item: str = ""  # class of the part, or of the items of the list
    inside: tuple[Spec, ...] = ()  # fields of the part or of each item
    choices: tuple[str, ...] = ()  # values of an enumeration
    source: str = ""  # which codes can be chosen: themes, organisation_types, stages, own_stages
    least: float | None = None
    above: float | None = None
    most: float | None = None
    markdown: bool = False
    default: bool | int | float | str | None = None  # what a new part begins with

    @property
    def label(self) -> str:
        return f"{self.owner}.{self.name}"

    @property
    def long(self) -> bool:
        return self.markdown or self.label in LONG


SOURCES = {
    "themes": "themes",
    "organisation_types": "organisation_types",
    "spans": "own_stages",
    "of": "stages",
    "within": "stages",
    "before": "stages",
    "purchases": "purchases",
    "never": "purchases",
    "means": "means",
    "related": "means",
    "topics": "topics",
}


@cache
def specs_of(model: Any) -> tuple[Spec, ...]:
    """The fields of a class of the schema, in its order."""
    return tuple(_spec(model.__name__, name, field) for name, field in model.model_fields.items())


@cache
def part_spec(part: str) -> Spec:
    """A part of the snapshot as a field of the pack."""
    from soske.packs.schema import Pack

    return _spec("Pack", part, Pack.model_fields[part])


def _spec(owner: str, name: str, field: Any) -> Spec:
    from soske.packs.shape import inner, is_part

    kind, listed = inner(field.annotation), get_origin(field.annotation) is list
    limits = {
        what: getattr(each, what)
        for each in field.metadata
        for what in ("ge", "gt", "le", "min_length", "max_length")
        if getattr(each, what, None) is not None
    }
    spec = Spec(
        name=name,
        owner=owner,
        kind="word",
        required=field.is_required(),
        nullable=get_origin(field.annotation) in (Union, types.UnionType) and type(None) in get_args(field.annotation),
        source=SOURCES.get(name, "") if kind is str else "",
        least=limits.get("ge", limits.get("min_length")),
        above=limits.get("gt"),
        most=limits.get("le", limits.get("max_length")),
        markdown=(field.description or "").startswith("Markdown"),
        default=field.default if isinstance(field.default, bool | int | float | str) else None,
    )
    if kind is LocalText:
        return replace(spec, kind="texts" if listed else "text")
    if is_part(kind):
        inside = specs_of(kind)
        small = kind.__name__ in SMALL or all(field.kind != "code" for field in inside)
        shape = "part" if not listed else "rows" if small else "list"
        return replace(spec, kind=shape, item=kind.__name__, inside=inside)
    if issubclass(kind, enum.Enum):
        values = tuple(str(each.value) for each in kind)
        return replace(spec, kind="choices" if listed else "choice", choices=values)
    if kind is str:
        single = "code" if name == "code" else "choice" if spec.source else "word"
        return replace(spec, kind=single if not listed else "codes" if spec.source else "words")
    numbers = "wholes" if listed else "whole"
    return replace(spec, kind={"bool": "flag", "int": numbers, "float": "number"}.get(kind.__name__, kind.__name__))


# --- places -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Place:
    """What one page edits: a part of the snapshot, or one item of its lists.

    `codes` are the items on the way to it, `key` is where it stands in a pack; `value` holds its fields. A part that
    is a list itself has the key () and one field, the list. `new`: an item that is not saved yet.
    """

    part: str
    codes: tuple[str, ...]
    key: Key
    model: str
    specs: tuple[Spec, ...]
    value: dict[str, Any]
    new: bool = False

    @property
    def list_spec(self) -> Spec | None:
        """The list whose items have pages of their own below this one."""
        return next((spec for spec in self.specs if spec.kind == "list"), None)

    @property
    def items(self) -> list[dict[str, Any]]:
        spec = self.list_spec
        return self.value.get(spec.name) or [] if spec else []

    def own(self) -> dict[str, Any]:
        """The value without the items that have pages of their own: what its form shows."""
        return {spec.name: self.value.get(spec.name) for spec in self.specs if spec.kind != "list"}

    def item_codes(self) -> list[str]:
        return [item["code"] for item in self.items]


def place_of(contents: Contents, part: str, codes: Sequence[str] = ()) -> Place | None:
    """The part, or the item that is reached by codes from list to list; None when it is not there."""
    spec = part_spec(part)
    if spec.kind == "part":
        place = Place(part, (), (part,), spec.item, spec.inside, contents[part])
    else:
        place = Place(part, (), (), "Pack", (spec,), {part: contents[part]})
    for code in codes:
        holder = place.list_spec
        index = place.item_codes().index(code) if holder and code in place.item_codes() else None
        if holder is None or index is None:
            return None
        key = (*place.key, holder.name, index)
        place = Place(part, (*place.codes, code), key, holder.item, holder.inside, place.items[index])
    return place


def new_place(around: Place) -> Place | None:
    """A new item at the end of the list of a place."""
    holder = around.list_spec
    if holder is None:
        return None
    specs = tuple(_first(spec) for spec in holder.inside)
    key = (*around.key, holder.name, len(around.items))
    return Place(around.part, around.codes, key, holder.item, specs, {}, new=True)


def _first(spec: Spec) -> Spec:
    """A list that may not be empty begins with one item, written on the page of the new part."""
    return replace(spec, kind="first") if spec.kind == "list" and spec.least else spec


def put(contents: Contents, place: Place, value: dict[str, Any]) -> Any:
    """The content of the place's part with another value at the place."""
    if not place.key:
        return value[place.part]
    content = deepcopy(contents[place.part])
    if place.key == (place.part,):
        return value
    around: Any = content
    for name in place.key[1:-1]:
        around = around[name]
    last = place.key[-1]
    if place.new:
        around.append(value)
    else:
        around[last] = value
    return content


def listed(place: Place, items: list[dict[str, Any]]) -> dict[str, Any]:
    """The value of a place with other items in its list."""
    spec = place.list_spec
    return {**place.value, spec.name: items} if spec else place.value


# --- texts and structure ------------------------------------------------------------------------------------------
class Leaf(NamedTuple):
    """One value that is no part and no list. `path` names items of lists by their codes."""

    path: tuple[str, ...]
    spec: Spec
    value: Any


def leaves(spec: Spec, value: Any, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every value of a field in the order of the schema, and for each list the order of its items."""
    here = (*path, spec.name)
    if spec.kind == "part":
        if spec.nullable:
            yield Leaf((*here, "?"), spec, value is not None)
        for field in spec.inside if value is not None else ():
            yield from leaves(field, value.get(field.name), here)
    elif spec.kind in ("rows", "list"):
        yield Leaf(here, spec, [item.get("code", "") for item in value or []])
        for index, item in enumerate(value or []):
            for field in spec.inside:
                yield from leaves(field, item.get(field.name), (*here, item.get("code") or str(index)))
    elif spec.kind == "texts":
        yield Leaf(here, spec, len(value or []))
        for index, text in enumerate(value or []):
            yield Leaf((*here, str(index)), replace(spec, kind="text"), text)
    else:
        yield Leaf(here, spec, value)


def texts_in(spec: Spec, value: Any) -> Iterator[Leaf]:
    """The texts of a field and of everything in it."""
    return (leaf for leaf in leaves(spec, value) if leaf.spec.kind == "text")


def by_language(text: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """(language, text) in the order in which languages are named everywhere; a database may have its own."""
    known = list(LANGUAGE_NAMES)
    return sorted((text or {}).items(), key=lambda pair: (known.index(pair[0]) if pair[0] in known else 99, pair[0]))


def missing_in(leaf: Leaf, languages: Sequence[str]) -> list[str]:
    """The languages that a text lacks; none for an optional one that has nothing at all."""
    if not leaf.value and not leaf.spec.required:
        return []
    return [language for language in languages if not (leaf.value or {}).get(language)]


def gaps(specs: Sequence[Spec], value: Mapping[str, Any], languages: Sequence[str]) -> int:
    """How many texts lack a language."""
    return sum(bool(missing_in(leaf, languages)) for spec in specs for leaf in texts_in(spec, value.get(spec.name)))


class Change(NamedTuple):
    keys: list[str]  # what differs, items by their codes
    structure: bool  # more than wording differs


def change_of(part: str, before: Any, after: Any) -> Change:
    """What differs between two contents of a part."""
    spec = part_spec(part)
    old, new = _flat(spec, before), _flat(spec, after)
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    structure = _structure(spec, before) != _structure(spec, after)
    return Change(keys, structure)


def _flat(spec: Spec, value: Any) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for leaf in leaves(spec, value):
        if leaf.spec.kind == "text":
            flat |= {".".join((*leaf.path, language)): text for language, text in by_language(leaf.value)}
        else:
            flat[".".join(leaf.path)] = leaf.value
    return flat


def _structure(spec: Spec, value: Any) -> dict[tuple[str, ...], Any]:
    return {leaf.path: leaf.value for leaf in leaves(spec, value) if leaf.spec.kind != "text"}


# --- codes --------------------------------------------------------------------------------------------------------
def title_of(item: Mapping[str, Any]) -> LocalText:
    """What an item is called: the first of its texts."""
    return LocalText(next((item[name] for name in ("name", "title", "subject", "text") if item.get(name)), {}))


def with_codes(part: str, content: Any, order: Sequence[str]) -> Any:
    """The content with a code for each new item, made of its name in the first language of `order` that it has."""
    content = deepcopy(content)
    _give_codes(part_spec(part), content, order, _codes_everywhere(part_spec(part), content))
    return content


def _codes_everywhere(spec: Spec, value: Any) -> set[str]:
    """All codes of a part: one that stands anywhere in it is not given again."""
    return {leaf.value for leaf in leaves(spec, value) if leaf.spec.kind == "code" and leaf.value}


def _give_codes(spec: Spec, value: Any, order: Sequence[str], taken: set[str]) -> None:
    if spec.kind == "part" and value:
        for field in spec.inside:
            _give_codes(field, value.get(field.name), order, taken)
    elif spec.kind in ("rows", "list"):
        coded = any(field.kind == "code" for field in spec.inside)
        for item in value or []:
            if coded and not item.get("code"):
                item["code"] = code_for(title_of(item).spoken(order[0], tuple(order)).text, taken)
                taken.add(item["code"])
            for field in spec.inside:
                _give_codes(field, item.get(field.name), order, taken)


def code_for(name: str, taken: set[str]) -> str:
    """A code that is not taken, made of a name: small letters, digits and _, at most 40 characters."""
    stem = slugify(name).replace("-", "_").lstrip("_0123456789")[: CODE_LENGTH - 4].rstrip("_") or "item"
    code, number = stem, 1
    while code in taken or code == KICKOFF:
        number += 1
        code = f"{stem}_{number}"
    return code
