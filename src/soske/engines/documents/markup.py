"""Rich text as people write it, in a subset of Markdown, read once to a small tree that every writer walks.

Paragraphs, bold, italic, lists within lists, links (http, https, mailto), small headings, tables, quotes and line
breaks. All else stands as it was typed: HTML is text, a link to another scheme is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from soske.engines.documents.plain import BOX, LINE_ENDS

if TYPE_CHECKING:
    from markdown_it.token import Token

DEEPEST = 60  # lists and quotes within one another; the parser would leave out what lies deeper
UNREAD = ("image", "code", "fence", "html_block", "html_inline", "backticks", "reference", "hr")
LONGEST_LINK = 2000  # Word takes no longer address
LINK = re.compile(r"(https?://|mailto:)[!-~]+", re.IGNORECASE)
UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Span:
    """Text in one look. A line break is \\n."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True)
class Small:
    """A small heading inside a text, of whatever level it was typed."""

    spans: Spans


@dataclass(frozen=True)
class Listing:
    """A list; each item is blocks. `start` is the first number of a numbered one."""

    items: tuple[tuple[Block, ...], ...]
    numbered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Quoted:
    """A quote."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Cells:
    """A table: its head and its rows, all as long as the head. Columns that are set to the right are `numbers`."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    numbers: frozenset[int] = frozenset()


Block = Para | Small | Listing | Quoted | Cells


def held(text: str) -> str:
    """The text as a file can hold it: line breaks as \\n, no control characters, a box for what is no character."""
    if text.isascii() and text.isprintable():
        return text
    text = LINE_ENDS.sub("\n", text).replace("\t", "    ")
    return NO_CHARACTER.sub(BOX, UNPRINTED.sub("", text))


def line(text: str) -> str:
    """The text as one line."""
    return " ".join(held(text).split())


@lru_cache(maxsize=64)
def parsed(text: str) -> tuple[Block, ...]:
    """The tree of a text. Empty when nothing that can be seen is written."""
    text = held(text)
    if not any(unicodedata.category(char)[0] not in "ZC" for char in text):
        return ()
    tokens = _parser().parse(text)
    if any(token.level >= DEEPEST - 2 for token in tokens):
        return tuple(Para((Span(each.strip("\n")),)) for each in text.split("\n\n") if each.strip())
    return tuple(_blocks(iter(tokens), ""))


def plain(spans: Spans) -> str:
    """The letters alone."""
    return "".join(span.text for span in spans)


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": DEEPEST})
    parser.enable("table").disable(list(UNREAD))
    parser.validateLink = lambda url: bool(len(url) <= LONGEST_LINK and LINK.fullmatch(url))  # type: ignore[method-assign]
    return parser


def _blocks(tokens: Iterator[Token], end: str) -> Iterator[Block]:
    """The blocks up to the token that ends what they stand in."""
    for token in tokens:
        match token.type:
            case "paragraph_open":
                if spans := _spans(next(tokens)):
                    yield Para(spans)
            case "heading_open":
                if spans := _spans(next(tokens)):
                    yield Small(spans)
            case "bullet_list_open":
                yield Listing(tuple(_items(tokens, "bullet_list_close")))
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                yield Listing(tuple(_items(tokens, "ordered_list_close")), numbered=True, start=start)
            case "blockquote_open":
                yield Quoted(tuple(_blocks(tokens, "blockquote_close")))
            case "table_open":
                yield _cells(tokens)
            case kind if kind == end:
                return


def _items(tokens: Iterator[Token], end: str) -> Iterator[tuple[Block, ...]]:
    for token in tokens:
        if token.type == end:
            return
        if token.type == "list_item_open":
            yield tuple(_blocks(tokens, "list_item_close"))


def _cells(tokens: Iterator[Token]) -> Cells:
    lines: list[list[Spans]] = []
    numbers: set[int] = set()
    for token in tokens:
        match token.type:
            case "tr_open":
                lines.append([])
            case "th_open" | "td_open":
                if "right" in str(token.attrs.get("style", "")):
                    numbers.add(len(lines[-1]))
                lines[-1].append(_spans(next(tokens)))
            case "table_close":
                break
    head, *rows = lines
    return Cells(tuple(head), tuple(tuple(row) for row in rows), frozenset(numbers))


def _spans(inline: Token) -> Spans:
    """Neighbours of one look are one span; spaces at the ends of the whole are gone."""
    found: list[Span] = []
    bold = italic = 0
    links: list[str] = []
    for token in inline.children or ():
        text = ""
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                links.append(str(token.attrs.get("href", "")))
            case "link_close":
                links.pop()
            case "softbreak":
                text = " "
            case "hardbreak":
                text = "\n"
            case _:
                text = token.content
        if text:
            span = Span(text, bold > 0, italic > 0, links[-1] if links else "")
            if found and replace(found[-1], text="") == replace(span, text=""):
                found[-1] = replace(span, text=found[-1].text + text)
            else:
                found.append(span)
    return trimmed(found)


def trimmed(spans: Sequence[Span]) -> Spans:
    """The spans without spaces at both ends, and without those that hold nothing."""
    found = list(spans)
    while found and not (text := found[0].text.lstrip()):
        found.pop(0)
    if found:
        found[0] = replace(found[0], text=text)
    while found and not (text := found[-1].text.rstrip()):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=text)
    return tuple(found)
