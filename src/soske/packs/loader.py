"""Loads a content pack from its folder; a wrong one is refused with every fault at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from soske.packs.checks import check_order, check_structure, check_texts
from soske.packs.errors import PackError, PackErrors, shown
from soske.packs.plain import report_validation
from soske.packs.reading import MAX_TEXT, PACK_FILE, Key, Place, Source, read_yaml
from soske.packs.schema import Pack
from soske.packs.shape import text_spots

__all__ = ["PackError", "PackErrors", "builtin_codes", "load_builtin", "load_pack"]

BUILTIN = Path(__file__).parent

FILE_NAME = re.compile(r"^([a-z][a-z0-9_]*)\.([a-z]{2,3})\.md$")
TEXT_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises PackErrors with everything that is wrong with its files."""
    source = Source(folder)
    if not read_yaml(source):
        raise PackErrors(source.errors)
    pack: Pack | None = None
    if isinstance(source.data, dict):
        languages = source.data.get("languages")
        declared = languages if isinstance(languages, list) else []
        _insert_texts(source, declared)
        _insert_letters(source, declared)
        check_texts(source)
        check_structure(source)
    try:
        pack = Pack.model_validate(source.data)
    except ValidationError as error:
        report_validation(source, error)
    if pack is not None and not source.errors:
        check_order(source, pack)
    if pack is None or source.errors:
        raise PackErrors(source.errors)
    return pack


def builtin_codes() -> list[str]:
    """Codes of the packs that come with Soske, in alphabetical order."""
    return sorted(path.parent.name for path in BUILTIN.glob(f"*/{PACK_FILE}"))


def load_builtin(code: str) -> Pack:
    """A pack that comes with Soske. Raises LookupError when there is none with this code."""
    codes = builtin_codes()
    if code not in codes:
        raise LookupError(f'No pack "{code}" comes with Soske. There are: {", ".join(codes)}.')
    return load_pack(BUILTIN / code)


def _markdown_files(source: Source, folder: str, declared: list[Any]) -> dict[str, dict[str, str]]:
    """Name -> language -> path of the Markdown files in `folder`; files with other names are reported."""
    found: dict[str, dict[str, str]] = {}
    directory = source.folder / folder
    if not directory.is_dir():
        return found
    for path in sorted(directory.iterdir()):
        name = f"{folder}/{path.name}"
        match = FILE_NAME.match(path.name)
        if not match or not path.is_file():
            _report_file(source, name, "an unknown file", "only files named NAME.LANG.md")
        elif match[2] not in declared:
            languages = ", ".join(map(str, declared))
            _report_file(source, name, f'a file in "{match[2]}"', f"only files in {languages}")
        else:
            found.setdefault(match[1], {})[match[2]] = name
    return found


def _insert_texts(source: Source, declared: list[Any]) -> None:
    """Puts the files of texts/ in the place of every {text: NAME}."""
    files = _markdown_files(source, "texts", declared)
    used: set[str] = set()
    for spot in list(text_spots(source.data)):
        if not isinstance(spot.value, dict) or list(spot.value) != ["text"]:
            continue
        name = spot.value["text"]
        if not isinstance(name, str) or not TEXT_NAME.match(name):
            source.report((*spot.key, "text"), shown(name), "the NAME of files texts/NAME.LANG.md")
            continue
        used.add(name)
        texts: dict[str, str] = {}
        for language in declared:
            if path := files.get(name, {}).get(language):
                text = _read_markdown(source, path)
                if text is not None:
                    lines = text.split("\n")
                    start = next((index for index, row in enumerate(lines) if row.strip()), 0)
                    source.places[(*spot.key, language)] = Place(path, start + 1, exact=True)
                    texts[language] = text.strip()
            else:
                source.report((*spot.key, "text"), f"no file texts/{name}.{language}.md", "a file for each language")
        _set(source.data, spot.key, texts)
    for name in sorted(files.keys() - used):
        for path in files[name].values():
            _report_file(source, path, "a text that nothing uses", f"{{text: {name}}} in {PACK_FILE}")


def _insert_letters(source: Source, declared: list[Any]) -> None:
    """Makes the list of letters, by code, from the files of letters/."""
    if "letters" in source.data:
        source.report(("letters",), "letters in this file", "letters as files: letters/CODE.LANG.md")
    letters: list[dict[str, Any]] = []
    for code, files in sorted(_markdown_files(source, "letters", declared).items()):
        key: Key = ("letters", len(letters))
        subject: dict[str, str] = {}
        body: dict[str, str] = {}
        for language in declared:
            path = files.get(language)
            if path is None:
                _report_file(source, f"letters/{code}.{language}.md", "no such file", "a file for each language")
                continue
            text = _read_markdown(source, path)
            if text is None:
                continue
            first, _, rest = text.partition("\n")
            second, _, below = rest.partition("\n")
            source.places[(*key, "subject", language)] = Place(path, 1, exact=True)
            if not re.match(r"# +\S", first):
                source.report((*key, "subject", language), shown(first), '"# " and the subject on the first line')
            elif second.strip():
                source.places[(*key, "body", language)] = Place(path, 2)
                source.report((*key, "body", language), shown(second), "an empty line after the subject")
            else:
                blank = len(below) - len(below.lstrip())
                source.places[(*key, "body", language)] = Place(path, 3 + below.count("\n", 0, blank), exact=True)
                subject[language] = first.lstrip("# ").strip()
                body[language] = below.strip()
        letters.append({"code": code, "subject": subject, "body": body})
    source.data["letters"] = letters


def _read_markdown(source: Source, path: str) -> str | None:
    text = source.read(path)
    if text is not None and len(text) > MAX_TEXT:
        _report_file(source, path, f"{len(text)} characters", f"at most {MAX_TEXT} characters")
        return None
    return text


def _report_file(source: Source, path: str, found: str, expected: str) -> None:
    source.errors.append(PackError(path, 1, "", found, expected))


def _set(data: Any, key: Key, value: Any) -> None:
    for part in key[:-1]:
        data = data[part]
    data[key[-1]] = value
