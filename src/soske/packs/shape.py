"""Walks the schema of a pack: which part stands where, and where the texts are."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from soske.packs.parts import LANGUAGE_PATTERN, Part
from soske.packs.reading import Key
from soske.packs.schema import Pack
from soske.packs.text import LocalText


class TextSpot(NamedTuple):
    """A LocalText of a pack as found in its data: may be of any type while nothing has been validated."""

    key: Key
    value: Any
    required: bool
    description: str


def inner(annotation: Any) -> Any:
    """What a field holds in the end: the part, LocalText or plain type behind a list, an option or a constraint."""
    origin = get_origin(annotation)
    if origin in (list, Annotated):
        return inner(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return inner(next(kind for kind in get_args(annotation) if kind is not type(None)))
    return annotation


def is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


def part_named(name: str, model: type[Part] = Pack) -> type[Part]:
    """The class of the schema with this name, the pack itself or anything in it.

    Raises:
        LookupError: there is none.
    """
    if model.__name__ == name:
        return model
    for field in model.model_fields.values():
        kind = inner(field.annotation)
        if is_part(kind):
            try:
                return part_named(name, kind)
            except LookupError:
                continue
    raise LookupError(name)


def model_at(key: Key) -> type[Part] | None:
    """The part whose keys stand directly under `key`; None for a text or a plain value."""
    kind: Any = Pack
    for name in key:
        if isinstance(name, int):
            continue
        if not is_part(kind) or name not in kind.model_fields:
            return None
        kind = inner(kind.model_fields[name].annotation)
    return kind if is_part(kind) else None


def field_at(key: Key) -> FieldInfo | None:
    """The field that `key`, or the nearest key around it, is a value of."""
    found: FieldInfo | None = None
    kind: Any = Pack
    for name in key:
        if isinstance(name, int):
            continue
        if not is_part(kind) or name not in kind.model_fields:
            break
        found = kind.model_fields[name]
        kind = inner(found.annotation)
    return found


def declared_languages(data: Any) -> list[str]:
    """The languages of a pack's data; none when the list is not right, so that no text is judged by it."""
    value = data.get("languages") if isinstance(data, dict) else None
    right = isinstance(value, list) and all(
        isinstance(item, str) and re.match(LANGUAGE_PATTERN, item) for item in value
    )
    return list(value) if right and value else []


def text_spots(data: Any, model: type[Part] = Pack, key: Key = ()) -> Iterator[TextSpot]:
    """Every LocalText that `data` has, in the order of the schema; whatever has another type is passed over."""
    if not isinstance(data, dict):
        return
    for name, field in model.model_fields.items():
        if name not in data:
            continue
        kind = inner(field.annotation)
        if kind is not LocalText and not is_part(kind):
            continue
        value = data[name]
        listed = get_origin(field.annotation) is list
        rows = enumerate(value) if listed and isinstance(value, list) else [] if listed else [(None, value)]
        for index, row in rows:
            spot: Key = (*key, name) if index is None else (*key, name, index)
            if kind is LocalText:
                yield TextSpot(spot, row, field.is_required(), field.description or "")
            else:
                yield from text_spots(row, kind, spot)
