"""What a set of slides says, and how it is shared over pages so that all fits in letters of at least 18 points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from soske.engines.documents.fitting import LEADING, cut_lines, length, lines
from soske.engines.documents.markup import Block as Piece
from soske.engines.documents.markup import Cells, Listing, Para, Quoted, Small, Span, Spans, held, line, parsed, plain
from soske.engines.documents.paper import Fact
from soske.engines.documents.report import Area, Grid, Scales
from soske.engines.documents.tables import shares

SIZES = (22.0, 20.0, 18.0)  # of points by their level, in points
SMALLEST = 18.0  # and of all in tables and pictures
INDENT = 26.0
STRONG = 1.08  # how much wider bold letters are
AFTER = 8.0  # space after a point
PADDING = 14.0  # of a cell, from side to side
ROW = 11.0  # space in a row beside its lines
MOST_COLUMNS = 6
LONGEST_TITLE = 90
LEAST_FIGURE, STRIP, STRIP_SHARE = 64.0, 250.0, 0.3  # columns of the picture: figures, scale at most
CAPTION = 32.0
COVER_WIDTH, COVER_LINES = 600.0, 4  # of the subtitle
MARK = 20.0  # before the word in the head of a column of the picture
FACT_LABEL = 0.3  # share of the width


@dataclass(frozen=True)
class Points:
    """Markdown: what stands in lists becomes points, other paragraphs stay without a mark."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Facts:
    """Labels and values."""

    pairs: Sequence[Fact]
    lang: str = ""


Block = Points | Grid | Scales | Facts


@dataclass(frozen=True)
class Slide:
    """What is said under one title; where it does not fit, it goes on under the same title (1/2, 2/2)."""

    title: str
    blocks: Sequence[Block] = ()
    notes: str = ""
    lang: str = ""  # when it is another than that of the deck


@dataclass(frozen=True)
class Deck:
    """A set of slides. The first one shows the title."""

    title: str
    lang: str
    subtitle: str = ""
    slides: Sequence[Slide] = ()
    foot: str = ""
    made: dt.datetime | None = None  # given: same deck, same bytes; not: now


@dataclass(frozen=True)
class Room:
    """What a page has for its content, in points, and how wide its letters are beside those of Arial."""

    width: float
    height: float
    letters: float = 1.0


@dataclass(frozen=True)
class Point:
    """A line of text on a slide. Without a mark it is a paragraph, or goes on from the page before."""

    spans: Spans
    level: int = 0
    mark: str = ""  # "", "•" or the number
    small: bool = False  # a heading

    @property
    def size(self) -> float:
        return SIZES[min(self.level, len(SIZES) - 1)]

    def indent(self) -> float:
        return INDENT * (self.level + bool(self.mark or self.level))


@dataclass(frozen=True)
class Page:
    """One slide as it is shown. A grid without columns is a table of labels and values."""

    title: str
    content: Sequence[Point] | Grid | Scales | None
    lang: str
    notes: str = ""
    heights: Sequence[float] = ()  # of the rows of a table or a picture, the head first
    caption: str = ""  # over a table or a picture
    kinds: Sequence[str] = ()  # of the values in a picture


def pages(deck: Deck, room: Room) -> list[Page]:
    """All pages but the first."""
    return [page for slide in deck.slides for page in _slide_pages(slide, deck, room)]


def short_title(title: str) -> str:
    """A title that fits; what is cut from it stands in the text."""
    title = line(title) or "–"
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rstrip() + "…"


def short_subtitle(subtitle: str) -> str:
    """A subtitle of no more lines than the first page has room for."""
    whole = held(subtitle).strip()
    first, rest = cut_lines([Span(whole)], COVER_LINES, SIZES[0], COVER_WIDTH)
    return f"{plain(first)}…" if rest else whole


def _slide_pages(slide: Slide, deck: Deck, room: Room) -> Iterator[Page]:
    title, lang = short_title(slide.title), slide.lang or deck.lang
    waiting: list[Point] = []
    found: list[Page] = []
    if title.endswith("…"):
        waiting.append(Point((Span(line(slide.title), bold=True),), small=True))
    spoken = lang

    def flush() -> None:
        found.extend(Page(title, points, spoken) for points in _shared(waiting, room))
        waiting.clear()

    for block in slide.blocks:
        for piece in _pieces(block, room):
            if isinstance(piece, list) and (block.lang or lang) == spoken:
                waiting += piece
                continue
            flush()
            spoken = block.lang or lang
            if isinstance(piece, list):
                waiting += piece
                continue
            caption = _short(piece.caption, room.width, room, 1) if line(piece.caption) != line(slide.title) else ""
            less = replace(room, height=room.height - CAPTION) if caption else room
            kinds = [kind for kind, _head, _values in piece.columns()] if isinstance(piece, Scales) else []
            parts = _scales_parts(piece, less) if isinstance(piece, Scales) else _grid_parts(piece, less)
            found += [Page(title, part, spoken, "", heights, caption, kinds) for part, heights in parts]
    flush()
    found = found or [Page(title, None, lang)]
    for number, page in enumerate(found, start=1):
        numbered = f"{title} {number}/{len(found)}" if len(found) > 1 else title
        yield replace(page, title=numbered, notes=held(slide.notes).strip() if number == 1 else "")


def _pieces(block: Block, room: Room) -> Iterator[list[Point] | Grid | Scales]:
    """Points together, tables and pictures by themselves."""
    match block:
        case Points():
            points: list[Point] = []
            for each in _points(parsed(block.text), -1):
                if isinstance(each, Point):
                    points.append(each)
                    continue
                yield points
                points = []
                yield from _tables(each, room)
            yield points
        case Facts():
            if block.pairs:
                yield Grid((), [(line(label), held(value).strip() or "–") for label, value in block.pairs])
        case Grid():
            if block.columns:
                yield from _tables(block, room)
        case Scales():
            yield block


def _points(blocks: Sequence[Piece], level: int) -> Iterator[Point | Grid]:
    for block in blocks:
        match block:
            case Para(spans):
                yield Point(spans, max(level, 0))
            case Small(spans):
                yield Point(tuple(replace(span, bold=True) for span in spans), max(level, 0), small=True)
            case Quoted(within):
                for point in _points(within, level):
                    if isinstance(point, Point):
                        yield replace(point, spans=tuple(replace(span, italic=True) for span in point.spans))
                    else:
                        yield point
            case Cells():
                cells = [[plain(cell) for cell in row] for row in (block.head, *block.rows)]
                yield Grid(cells[0], cells[1:], numbers=sorted(block.numbers))
            case Listing():
                for number, item in enumerate(block.items, start=block.start):
                    mark = str(number) if block.numbered else "•"
                    first = item[0].spans if item and isinstance(item[0], Para) else ()
                    yield Point(first, min(level + 1, 4), mark)
                    yield from _points(item[1:] if first else item, min(level + 1, 4))


# --- points over pages ----------------------------------------------------------------------------------------------
def _height(point: Point, room: Room) -> float:
    width = room.width - point.indent()
    return lines(plain(point.spans), point.size * room.letters, width) * point.size * LEADING + AFTER


def _shared(points: Sequence[Point], room: Room) -> Iterator[list[Point]]:
    """Pages of points. A point stays whole where it can, a heading stays with what follows."""
    page: list[Point] = []
    left = room.height
    rest = list(reversed(points))
    while rest:
        point = rest.pop()
        high = _height(point, room)
        if high <= left:
            page.append(point)
            left -= high
            continue
        if (page and high <= room.height) or left < 3 * point.size * LEADING:
            moved = [page.pop()] if len(page) > 1 and page[-1].small else []
            if page:
                yield page
            page, left = [], room.height
            rest += [point, *moved]
            continue
        fitting = int((left - AFTER) // (point.size * LEADING))
        before, after = cut_lines(point.spans, fitting, point.size * room.letters, room.width - point.indent())
        yield [*page, replace(point, spans=before)]
        page, left = [], room.height
        if after:
            rest.append(replace(point, spans=after, mark=""))
    if page:
        yield page


# --- tables over pages ----------------------------------------------------------------------------------------------
def widths(grid: Grid, room: Room) -> list[float]:
    """Of the columns, in points."""
    if not grid.columns:
        return [room.width * FACT_LABEL, room.width * (1 - FACT_LABEL)]
    parts = shares([list(grid.columns), *grid.lines()])
    return [room.width * part / sum(parts) for part in parts]


def _letters(column: int, room: Room, *, head: bool = False) -> float:
    """The size to reckon with: heads and first columns are bold."""
    return SMALLEST * room.letters * (STRONG if head or column == 0 else 1.0)


def _row_height(cells: Sequence[str], columns: Sequence[float], room: Room, *, head: bool = False) -> float:
    count = max(
        lines(held(cell).strip(), _letters(column, room, head=head), width - PADDING)
        for column, (cell, width) in enumerate(zip(cells, columns, strict=True))
    )
    return count * SMALLEST * LEADING + ROW


def _fits(grid: Grid, room: Room) -> bool:
    """Whether it can be a table: not too many columns, a head that leaves room for its rows."""
    return (
        len(grid.columns) <= MOST_COLUMNS
        and _row_height(grid.columns, widths(grid, room), room, head=True) <= room.height / 3
    )


def _tables(grid: Grid, room: Room) -> Iterator[list[Point] | Grid]:
    """The table, or its rows as points where it has too many columns for letters that can be read."""
    if _fits(grid, room):
        yield grid
        return
    caption = line(grid.caption)
    points = [Point((Span(caption, bold=True),), small=True)] if caption else []
    for row in grid.lines():
        points.append(Point((Span(line(row[0]) or "–", bold=True),), small=True))
        for head, cell in list(zip(grid.columns, row, strict=True))[1:]:
            points.append(Point((Span(f"{line(head)}: {line(cell) or '–'}"),), 1, "•"))
    yield points


def _grid_parts(grid: Grid, room: Room) -> Iterator[tuple[Grid, list[float]]]:
    columns = widths(grid, room)
    head = [_row_height(grid.columns, columns, room, head=True)] if grid.columns else []
    rows: list[list[str]] = []
    heights: list[float] = []
    left = full = room.height - sum(head)
    given = grid.lines() if grid.columns else grid.rows
    rest = [[held(cell).strip() or "–" for cell in row] for row in reversed(given)]
    while rest:
        row = rest.pop()
        high = _row_height(row, columns, room)
        if high > full:
            row, more = _row_cut(row, columns, int((full - ROW) // (SMALLEST * LEADING)), room)
            rest.append(more)
            high = _row_height(row, columns, room)
        if high > left:
            yield replace(grid, rows=rows), head + heights
            rows, heights, left = [], [], full
        rows.append(row)
        heights.append(high)
        left -= high
    yield replace(grid, rows=rows), head + heights


def _row_cut(row: Sequence[str], columns: Sequence[float], count: int, room: Room) -> tuple[list[str], list[str]]:
    """The first lines of a row that is too high for a page, and the rest."""
    parts = [
        cut_lines([Span(cell)], count, _letters(column, room), width - PADDING)
        for column, (cell, width) in enumerate(zip(row, columns, strict=True))
    ]
    return [plain(first) for first, _rest in parts], [plain(rest) for _first, rest in parts]


def scale_widths(scales: Scales, room: Room, kinds: Sequence[str] = ()) -> list[float]:
    """Of the columns, in points: name, scale, figures, each as wide as the longest word of its head."""
    words = [max(line(head).split() or [""], key=len) for _kind, head, _values in scales.columns(kinds)]
    wanted = [length(word, _letters(0, room)) + MARK + PADDING + 4 for word in words]
    figures = [min(max(each, LEAST_FIGURE), room.width / 6) for each in wanted]
    strip = min(STRIP, room.width * STRIP_SHARE)
    return [room.width - strip - sum(figures), strip, *figures]


def _scales_parts(scales: Scales, room: Room) -> Iterator[tuple[Scales, list[float]]]:
    """Areas over pages. Heads and names are words; what would be a text there is shortened."""
    kinds = [kind for kind, _head, _values in scales.columns()]
    columns = scale_widths(scales, room)
    wide = dict(zip(kinds, columns[2:], strict=True))
    named = {kind: _short(getattr(scales.heads, kind), wide[kind] - MARK, room, 2) for kind in kinds}
    heads = replace(scales.heads, area=_short(scales.heads.area, columns[0], room, 2), **named)
    said = [heads.area, "1", *(f"○ {word}" for word in named.values())]
    head = _row_height(said, columns, room, head=True)
    areas: list[Area] = []
    heights: list[float] = []
    for area in scales.areas:
        name = _short(area.name, columns[0], room, 3) or "–"
        high = _row_height([name], columns[:1], room)
        if head + sum(heights) + high > room.height and areas:
            yield replace(scales, heads=heads, areas=areas), [head, *heights]
            areas, heights = [], []
        areas.append(replace(area, name=name))
        heights.append(high)
    yield replace(scales, heads=heads, areas=areas), [head, *heights]


def _short(text: str, width: float, room: Room, count: int) -> str:
    """The text in so many lines, with a sign where it was longer."""
    whole = line(text)
    first, rest = cut_lines([Span(whole)], count, _letters(0, room), width - PADDING)
    return f"{plain(first)[:-1]}…" if rest else whole
