"""Reads the files of a pack as plain data, and remembers on which line every key, item and text stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from soske.packs.errors import PackError, shown

PACK_FILE = "pack.yaml"
MAX_TEXT = 20_000  # characters of a Markdown file

Key = tuple[str | int, ...]

YAML_TYPES = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp"))


class Place(NamedTuple):
    """Where a value stands. `exact`: the lines of the value are the lines of the file, counted from `line`."""

    file: str
    line: int
    exact: bool = False


@dataclass
class Source:
    """A pack as read: data that pydantic has not seen yet, and the place of each part of it.

    `incomplete` are the texts whose missing languages are already among the errors, as missing or wrong files.
    """

    folder: Path
    data: Any = None
    places: dict[Key, Place] = field(default_factory=dict)
    errors: list[PackError] = field(default_factory=list)
    incomplete: set[Key] = field(default_factory=set)

    def place(self, key: Key) -> Place:
        """The place of `key`, or of the nearest thing around it that is there."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.places:
                return self.places[key[:length]]
        return Place(PACK_FILE, 1)

    def report(self, key: Key, found: str, expected: str, line: int = 0) -> None:
        """A fault at `key`; `line` counts from 0 inside a text whose lines are known."""
        place = self.place(key)
        self.errors.append(
            PackError(place.file, place.line + (line if place.exact else 0), where(key), found, expected)
        )

    def read(self, name: str) -> str | None:
        """The text of a file of the folder; None when it cannot be read, which is then among the errors."""
        try:
            # utf-8-sig: some editors begin a file with a byte order mark
            return (self.folder / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self.errors.append(PackError(name, line, "", f"the byte {error.object[error.start]:#04x}", "UTF-8 text"))
        except FileNotFoundError:
            self.errors.append(
                PackError(name, 1, "", "no such file", "a file with this name in the folder of the pack")
            )
        except OSError as error:
            self.errors.append(PackError(name, 1, "", f"{error.strerror}", "a file that can be read"))
        return None


def where(key: Key) -> str:
    """A key as people write it: path[2].stages[0].at.of"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")


def read_yaml(source: Source) -> bool:
    """Reads pack.yaml into `source`. False: it is not YAML that a pack may have, so nothing more can be judged."""
    readable, source.data = read_part(source, PACK_FILE, ())
    return readable


def read_part(source: Source, name: str, key: Key) -> tuple[bool, Any]:
    """What a YAML file of the pack holds, which stands at `key` of the data; False: it cannot be judged."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    def refuse(line: int, found: str, expected: str) -> None:
        source.errors.append(PackError(name, line, where(key), found, expected))

    text = source.read(name)
    if text is None:
        return False, None
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if root is None:
            refuse(1, "an empty file", "the keys of a pack")
            return False, None
        builder = _Builder(source, name)
        source.places[key] = Place(name, 1)
        data = builder.build(root, key)
        return builder.readable, data
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = " ".join(str(error.problem or error.context).split())
        refuse(line, f"a fault in the YAML ({problem})", "valid YAML")
    except YAMLError as error:
        # the reader's own error has a position in the text instead of a mark
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        refuse(line, "a character that YAML forbids", "valid YAML")
    except RecursionError:
        refuse(1, "lists or mappings nested very deeply", "the keys of a pack")
    return False, None


class _Builder:
    """Makes plain data of YAML nodes. Done here because the library stops at the first key that is given twice."""

    def __init__(self, source: Source, file: str) -> None:
        self.source = source
        self.file = file
        self.readable = True
        self.seen: set[int] = set()

    def refuse(self, key: Key, line: int, found: str, expected: str) -> None:
        self.readable = False
        self.source.errors.append(PackError(self.file, line, where(key), found, expected))

    def build(self, node: Any, key: Key) -> Any:
        # An alias gives the same node once more. Refused, because a few of them can stand for gigabytes of text.
        if id(node) in self.seen:
            self.refuse(key, self.source.place(key).line, f"an alias of &{node.anchor}", "the value itself")
            return None
        self.seen.add(id(node))
        if node.id == "mapping":
            return self.mapping(node, key)
        if node.id == "sequence":
            for index, item in enumerate(node.value):
                self.source.places[(*key, index)] = Place(self.file, _line(item))
            return [self.build(item, (*key, index)) for index, item in enumerate(node.value)]
        return self.scalar(node, key)

    def mapping(self, node: Any, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = name_node.value
            if name_node.id != "scalar" or not str(name_node.tag).endswith(":str"):
                found = shown(name) if name_node.id == "scalar" else "a list or mapping"
                self.refuse(key, _line(name_node), f"the key {found}", "a key that is a word")
                continue
            inner = (*key, name)
            if name in data:
                first = self.source.places[inner].line
                self.source.errors.append(
                    PackError(
                        self.file,
                        _line(name_node),
                        where(inner),
                        f'the key "{name}" a second time',
                        f"each key once (the first is on line {first})",
                    )
                )
                continue
            self.source.places[inner] = Place(self.file, _line(name_node))
            data[name] = self.build(value_node, inner)
        return data

    def scalar(self, node: Any, key: Key) -> Any:
        tag, text = str(node.tag), node.value
        if node.style == ">":
            text = text.replace("\a", "")  # the round-trip scanner marks the places of folds so
        if tag not in YAML_TYPES:
            self.refuse(key, _line(node), f"the tag {tag}", "a plain value")
            return None
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            self.refuse(key, _line(node), "half a character (\\uD800 to \\uDFFF)", "whole characters")
            return None
        kind = tag.rsplit(":", 1)[1]
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            try:
                return int(text) if kind == "int" else float(text)
            except ValueError:
                return text  # 0x1F, .inf and such: no number that a pack has, so pydantic refuses it as text
        return text


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
