"""A report as Markdown, for tools that take text. What was typed as text stays text: its signs are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from soske.engines.documents.markup import Block as Piece
from soske.engines.documents.markup import Cells, Listing, Para, Quoted, Small, Span, held, line, parsed
from soske.engines.documents.report import Block, Grid, Note, Prose, Quote, Report, Scales, Section, figure, leveled

SIGNS = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
# At the beginning of a line these would begin a heading, a list, a heading of the line above or a table.
BEGINNING = re.compile(r"^(\s*)(\d{0,9})([-+=:#.)])", re.MULTILINE)
DEEPEST_HEADING = 6


def report_markdown(report: Report) -> str:
    """The text, with one line break at its end. Languages of parts and pictures have no place in Markdown; the figures
    of a picture are a table."""
    absent = f"*{_escaped(line(report.absent) or '–')}*"
    blocks = [_escaped(line(report.kicker)), f"# {_escaped(line(report.title)) or '–'}", _escaped(line(report.made_at))]
    facts = [(_escaped(line(label)) or "–", _escaped(line(value)) or absent) for label, value in report.facts]
    blocks.append("\n".join(f"- **{label}:** {value}" for label, value in facts))
    for section in leveled(report.sections):
        blocks.append(f"{'#' * (section.level + 1)} {_escaped(line(section.heading)) or '–'}")
        blocks += [text for block in section.blocks for text in _block(block, section, report, absent)]
        if not section.blocks:
            blocks.append(absent)
    blocks.append(_escaped(line(report.foot)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(block: Block, section: Section, report: Report, absent: str) -> Iterator[str]:
    level = section.level + 2
    match block:
        case Prose():
            yield from list(_tree(parsed(block.text), level)) or [absent]
        case Note():
            yield from _tree(parsed(block.text), level)
        case Quote():
            by = f"– {_escaped(line(block.by))}" if block.by.strip() else ""
            yield _quoted("\n\n".join([*_tree(parsed(block.text), level), *([by] if by else [])]))
        case Grid() if block.columns:
            yield f"**{_escaped(line(block.caption))}**" if block.caption.strip() else ""
            lines = [[_escaped(line(cell)) for cell in row] for row in (block.columns, *block.lines())]
            yield _table(lines, block.numbers)
        case Scales():
            yield f"**{_escaped(line(block.caption))}**" if block.caption.strip() else ""
            lang = block.lang or section.lang or report.lang
            columns = block.columns()
            head = [_escaped(line(text)) for text in (block.heads.area, *(name for _kind, name, _values in columns))]
            rows = [
                [_escaped(line(area.name)), *(figure(values[place], lang) for _kind, _name, values in columns)]
                for place, area in enumerate(block.areas)
            ]
            yield _table([head, *rows], range(1, len(head)))


def _tree(blocks: Sequence[Piece], level: int) -> Iterator[str]:
    other = False
    for number, block in enumerate(blocks):
        match block:
            case Para(spans):
                yield _inline(spans)
            case Small(spans):
                yield f"{'#' * min(level, DEEPEST_HEADING)} {_inline(spans, ' ')}"
            case Quoted(within):
                yield _quoted("\n\n".join(_tree(within, level)))
            case Listing():
                # Two lists of one kind with one sign would be one list.
                before = blocks[number - 1] if number else None
                other = isinstance(before, Listing) and before.numbered == block.numbered and not other
                yield _list(block, level, ("*", ")") if other else ("-", "."))
            case Cells():
                yield _table([[_inline(cell, " ") for cell in row] for row in (block.head, *block.rows)], block.numbers)


def _list(listing: Listing, level: int, signs: tuple[str, str]) -> str:
    items = []
    for number, item in enumerate(listing.items, start=listing.start):
        mark = f"{min(number, 999_999_999)}{signs[1]} " if listing.numbered else f"{signs[0]} "
        parts = list(_tree(item, level))
        text = ("\n" if _tight(item) else "\n\n").join(parts)
        items.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(items)


def _tight(item: Sequence[Piece]) -> bool:
    return all(isinstance(piece, Listing) for piece in item[1:]) and len(item) <= 2


def _quoted(text: str) -> str:
    return "\n".join(f"> {each}".rstrip() for each in text.split("\n"))


def _table(lines: Sequence[Sequence[str]], numbers: Sequence[int] | range | frozenset[int]) -> str:
    head, *rows = lines
    rule = ["--:" if place in numbers else "---" for place in range(len(head))]
    return "\n".join(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in (head, rule, *rows))


def _inline(spans: Sequence[Span], end_of_line: str = "\\\n") -> str:
    found = []
    for number, span in enumerate(spans):
        mark = "*" * (2 * span.bold + span.italic)
        text = _escaped(span.text, begins=not number)
        inner = text.strip()
        if mark and inner:
            # Spaces stand outside the marks, where they are allowed.
            before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            text = f"{before}{mark}{inner}{mark}{after}"
        found.append(f"[{text}](<{span.link}>)" if span.link else text)
    return "".join(found).replace("\n", end_of_line)


def _escaped(text: str, *, begins: bool = True) -> str:
    """The text with its signs escaped; those that matter at the beginning of a line too, where one begins."""
    text = SIGNS.sub(r"\\\g<0>", held(text))
    first, more, rest = ("", "", text) if begins else text.partition("\n")
    return first + more + BEGINNING.sub(_beginning, rest)


def _beginning(found: re.Match[str]) -> str:
    space, digits, sign = found.groups()
    # A number with a point begins a list only where a space follows.
    harmless = digits and (sign not in ".)" or not found.string[found.end() :].startswith((" ", "\n")))
    return found[0] if harmless and found.end() < len(found.string) else f"{space}{digits}\\{sign}"
