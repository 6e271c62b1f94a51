"""The texts of a programme as a content pack in a ZIP file, which loads again (packs.loader)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from soske.packs.codes import APART
from soske.programmes.models import Programme
from soske.programmes.texts import Contents, Spec, by_language, part_spec
from soske.programmes.texts_faults import pack_data

# Parts that are so long that each has a file of its own.
OWN_FILES = ("maturity", "purchases", "plan")
# Of a file in the ZIP: the same texts give the same bytes.
STAMP = (2000, 1, 1, 0, 0, 0)


def pack_files(programme: Programme, contents: Contents, *, day: dt.date) -> dict[str, str]:
    """Name -> text of the files of a pack: pack.yaml, PART.yaml, means/CODE.yaml, texts/NAME.LANG.md,
    letters/CODE.LANG.md.

    A text that lacks a language is written as it is: `soske pack check` names it.
    """
    data = pack_data(programme, contents, version=day.isoformat())
    files: dict[str, str] = {}
    for letter in data.pop("letters"):
        for lang in programme.languages:
            subject, body = letter["subject"].get(lang, ""), letter["body"].get(lang, "")
            if subject or body:
                files[f"letters/{letter['code']}.{lang}.md"] = f"# {subject}\n\n{body}\n"
    for part in contents:
        if part != "letters":
            data[part] = _lean(part_spec(part), data[part], (part,), files)
    for part in APART:
        files |= {f"{part}/{item['code']}.yaml": _yaml(item) for item in data.pop(part)}
    for part in OWN_FILES:
        if value := data.pop(part):
            files[f"{part}.yaml"] = _yaml(value)
    return {"pack.yaml": _yaml(data), **files}


def pack_zip(programme: Programme, contents: Contents, *, day: dt.date) -> bytes:
    """The files of the pack in a folder, zipped."""
    files = pack_files(programme, contents, day=day)
    folder = pack_data(programme, contents)["code"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return target.getvalue()


def _lean(spec: Spec, value: Any, path: tuple[str, ...], files: dict[str, str]) -> Any:
    """A value without what is left out in a pack file; long texts go into `files`."""
    if spec.kind == "part":
        return dict(_lean_fields(spec, value, path, files))
    if spec.kind in ("rows", "list"):
        return [
            dict(_lean_fields(spec, item, (*path, item.get("code") or str(index + 1)), files))
            for index, item in enumerate(value)
        ]
    if spec.kind == "text" and spec.markdown and value:
        name = "_".join(path)
        files |= {f"texts/{name}.{lang}.md": f"{text}\n" for lang, text in value.items()}
        return {"text": name}
    if spec.kind in ("text", "texts"):
        return dict(by_language(value)) if spec.kind == "text" else [dict(by_language(text)) for text in value]
    return value


def _lean_fields(
    spec: Spec, value: dict[str, Any], path: tuple[str, ...], files: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    from soske.packs.shape import part_named

    fields = part_named(spec.item).model_fields
    for field in spec.inside:
        held = value.get(field.name)
        default = None if field.required else fields[field.name].get_default(call_default_factory=True)
        if field.required or held != default:
            yield field.name, _lean(field, held, (*path, field.name), files)


def _yaml(data: Any) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq

    if isinstance(data, dict) and "languages" in data:
        languages = CommentedSeq(data["languages"])
        languages.fa.set_flow_style()
        data = {**data, "languages": languages}
    writer = YAML()
    writer.width = 10_000  # one line for one paragraph
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    target = io.StringIO()
    writer.dump(_quoted(data), target)
    return target.getvalue()


def _quoted(value: Any) -> Any:
    """Texts that YAML could take for something else, or break, in double quotation marks."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, dict):
        return CommentedMap((key, _quoted(inner)) for key, inner in value.items())
    if isinstance(value, CommentedSeq):
        return value
    if isinstance(value, list):
        return [_quoted(inner) for inner in value]
    if isinstance(value, str) and not _is_plain(value):
        return DoubleQuotedScalarString(value)
    return value


def _is_plain(text: str) -> bool:
    """Whether a text can stand without quotation marks whatever is around it: words, and marks in between."""
    return text.isprintable() and text[:1].isalpha() and not any(mark in text for mark in ":#'\"{}[]&*!|>%@`\xad")
