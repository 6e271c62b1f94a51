"""Loads a content pack from its folder; a wrong one is refused with every fault at once."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from soske.packs.checks import check_order, check_structure, check_texts
from soske.packs.codes import APART
from soske.packs.errors import PackError, PackErrors, shown
from soske.packs.plain import report_validation
from soske.packs.reading import MAX_TEXT, PACK_FILE, Key, Place, Source, read_part, read_yaml
from soske.packs.schema import Pack
from soske.packs.shape import declared_languages, text_spots

__all__ = ["PACK_FILE", "PackError", "PackErrors", "builtin_codes", "checked", "load_builtin", "load_pack"]

BUILTIN = Path(__file__).parent

FILE_NAME = re.compile(r"^([a-z][a-z0-9_]*)\.([a-z]{2,3})\.md$")
TEXT_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises PackErrors with everything that is wrong with its files."""
    source = Source(folder)
    if not read_yaml(source):
        raise PackErrors(source.errors)
    if isinstance(source.data, dict):
        _insert_parts(source)
    if isinstance(source.data, dict) and (languages := declared_languages(source.data)):
        _insert_texts(source, languages)
        _insert_letters(source, languages)
    return checked(source)


def checked(source: Source) -> Pack:
    """The pack of data that was read; also of data that has no files, such as a programme's own texts while someone
    edits them. Raises PackErrors with everything that is wrong.
    """
    pack: Pack | None = None
    if isinstance(source.data, dict):
        check_texts(source)
        check_structure(source)
    try:
        # as JSON and strict: then "6" or true is no number, but a name still becomes a StageKind
        pack = Pack.model_validate_json(json.dumps(source.data), strict=True)
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


@cache
def load_builtin(code: str) -> Pack:
    """A pack that comes with Soske, read once: its files change with the program only.

    Raises LookupError when there is none with this code.
    """
    codes = builtin_codes()
    if code not in codes:
        raise LookupError(f'No pack "{code}" comes with Soske. There are: {", ".join(codes)}.')
    return load_pack(BUILTIN / code)


def _insert_parts(source: Source) -> None:
    """Puts the other YAML files in their places: PART.yaml is that part, PART/CODE.yaml one item of a list."""
    for path in sorted(source.folder.glob("*.yaml")):
        if path.name != PACK_FILE:
            _insert_part(source, path.name, (path.stem,))
    for name in APART:
        files = sorted((source.folder / name).glob("*.yaml"))
        if files and name not in source.data:
            source.data[name] = []
        elif files:
            source.report((name,), f"{name} in this file", f"{name} as files: {name}/CODE.yaml")
            continue
        for index, path in enumerate(files):
            if _insert_part(source, f"{name}/{path.name}", (name, index)) and _code(source, name, index) != path.stem:
                source.report((name, index, "code"), shown(_code(source, name, index)), f'"{path.stem}", as the file')


def _code(source: Source, name: str, index: int) -> Any:
    item = source.data[name][index]
    return item.get("code") if isinstance(item, dict) else None


def _insert_part(source: Source, file: str, key: Key) -> bool:
    """Puts what one file holds at `key`; False when it cannot be read, which is then among the errors."""
    if len(key) == 1 and key[0] in source.data:
        source.report(key, f"{key[0]} in this file and in {file}", "one of them")
        return False
    readable, data = read_part(source, file, key)
    if len(key) == 1:
        source.data[key[0]] = data
    else:
        source.data[key[0]].append(data)
    return readable


def _markdown_files(source: Source, folder: str, declared: list[str]) -> dict[str, dict[str, str]]:
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
            _report_file(source, name, f'a file in "{match[2]}"', f"only files in {', '.join(declared)}")
        else:
            found.setdefault(match[1], {})[match[2]] = name
    return found


def _insert_texts(source: Source, declared: list[str]) -> None:
    """Puts the files of texts/ in the place of every {text: NAME}."""
    files = _markdown_files(source, "texts", declared)
    used: set[str] = set()
    for spot in list(text_spots(source.data)):
        if not isinstance(spot.value, dict) or list(spot.value) != ["text"]:
            continue
        name = spot.value["text"]
        if not isinstance(name, str) or not TEXT_NAME.match(name):
            source.report((*spot.key, "text"), shown(name), "the NAME of files texts/NAME.LANG.md")
            source.incomplete.add(spot.key)
            _set(source.data, spot.key, {})
            continue
        used.add(name)
        texts: dict[str, str] = {}
        for language in declared:
            path = files.get(name, {}).get(language)
            if path is None:
                source.report((*spot.key, "text"), f"no file texts/{name}.{language}.md", "a file for each language")
            text = _read_markdown(source, path) if path else None
            if path is None or text is None:
                source.incomplete.add(spot.key)
                continue
            source.places[(*spot.key, language)] = Place(path, 1 + _blank_lines(text), exact=True)
            texts[language] = text.strip()
        _set(source.data, spot.key, texts)
    for name in sorted(files.keys() - used):
        for path in files[name].values():
            _report_file(source, path, "a text that nothing uses", f"{{text: {name}}} in {PACK_FILE}")


def _insert_letters(source: Source, declared: list[str]) -> None:
    """Makes the list of letters, by code, from the files of letters/."""
    if "letters" in source.data:
        source.report(("letters",), "letters in this file", "letters as files: letters/CODE.LANG.md")
    letters: list[dict[str, Any]] = []
    for code, files in sorted(_markdown_files(source, "letters", declared).items()):
        key: Key = ("letters", len(letters))
        letter: dict[str, Any] = {"code": code, "subject": {}, "body": {}}
        for language in declared:
            path = files.get(language)
            if path is None:
                _report_file(source, f"letters/{code}.{language}.md", "no such file", "a file for each language")
            if path is None or not _insert_letter(source, key, letter, language, path):
                source.incomplete |= {(*key, "subject"), (*key, "body")}
        letters.append(letter)
    source.data["letters"] = letters


def _insert_letter(source: Source, key: Key, letter: dict[str, Any], language: str, path: str) -> bool:
    """Puts one file into `letter`; False when it is no letter, which is then among the errors."""
    text = _read_markdown(source, path)
    if text is None:
        return False
    first, _, rest = text.partition("\n")
    second, _, below = rest.partition("\n")
    subject_key, body_key = (*key, "subject", language), (*key, "body", language)
    source.places[subject_key] = Place(path, 1, exact=True)
    if not re.match(r"# +\S", first):
        source.report(subject_key, shown(first), '"# " and the subject on the first line')
        return False
    if second.strip():
        source.places[body_key] = Place(path, 2)
        source.report(body_key, shown(second), "an empty line after the subject")
        return False
    source.places[body_key] = Place(path, 3 + _blank_lines(below), exact=True)
    letter["subject"][language] = first[1:].strip()
    letter["body"][language] = below.strip()
    return True


def _read_markdown(source: Source, path: str) -> str | None:
    text = source.read(path)
    if text is not None and len(text) > MAX_TEXT:
        _report_file(source, path, f"{len(text)} characters", f"at most {MAX_TEXT} characters")
        return None
    return text


def _blank_lines(text: str) -> int:
    """How many empty lines stand before the first that is not; none when all are empty."""
    return text[: len(text) - len(text.lstrip())].count("\n") if text.strip() else 0


def _report_file(source: Source, path: str, found: str, expected: str) -> None:
    source.errors.append(PackError(path, 1, "", found, expected))


def _set(data: Any, key: Key, value: Any) -> None:
    for part in key[:-1]:
        data = data[part]
    data[key[-1]] = value
