"""Says in plain English what pydantic found wrong with a pack."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from soske.packs.errors import choices, shown
from soske.packs.parts import CODE_PATTERN, LANGUAGE_PATTERN
from soske.packs.reading import Key, Source
from soske.packs.shape import field_at, inner, model_at
from soske.packs.text import LocalText

EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "list_type": "a list",
}
PATTERNS = {
    CODE_PATTERN: "a code: small letters, digits and _, beginning with a letter",
    LANGUAGE_PATTERN: "a language code of two or three small letters",
}
LIMITS = {
    "greater_than": ("gt", "a number above {}"),
    "greater_than_equal": ("ge", "a number of at least {}"),
    "less_than_equal": ("le", "a number of at most {}"),
    "string_too_long": ("max_length", "at most {} characters"),
    "too_short": ("min_length", "a list of at least {}"),
    "too_long": ("max_length", "a list of at most {}"),
}


def report_validation(source: Source, error: ValidationError) -> None:
    """Adds every fault of `error` to those of `source`."""
    for fault in error.errors(include_url=False):
        key: Key = fault["loc"]
        # a time of day is checked by the loader itself, more strictly than pydantic does
        if not fault["type"].startswith("time"):
            source.report(key, _found(fault), _expected(key, fault))


def _found(fault: ErrorDetails) -> str:
    value: Any = fault["input"]
    match fault["type"]:
        case "missing":
            return "nothing"
        case "extra_forbidden":
            return f'the key "{fault["loc"][-1]}"'
        case "string_type" if isinstance(value, int | float):
            return f"{shown(value)} without quotation marks"
        case "too_short" | "too_long" if isinstance(value, list):
            return f"a list of {len(value)}"
        case "string_too_long":
            return f"{len(value)} characters"
    return shown(value)


def _expected(key: Key, fault: ErrorDetails) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in EXPECTED:
        return EXPECTED[kind]
    if kind in LIMITS:
        name, words = LIMITS[kind]
        return words.format(f"{context[name]:g}")
    field = field_at(key)
    description = field.description or "" if field else ""
    match kind:
        case "missing":
            return description
        case "extra_forbidden":
            return f"one of {_keys(key[:-1])}"
        case "string_pattern_mismatch":
            return PATTERNS.get(context["pattern"], description)
        case "enum" if field:
            return f"one of {choices(item.value for item in inner(field.annotation))}"
        case "literal_error":
            return str(context["expected"])
        case "dict_type" if field and inner(field.annotation) is LocalText:
            return "a text for each language, or {text: NAME}"
        case "model_type":
            return f"a mapping with the keys {_keys(key)}"
    return description


def _keys(key: Key) -> str:
    model = model_at(key)
    # letters are files of their own, so that key is never one to write
    return ", ".join(name for name in model.model_fields if name != "letters") if model else ""
