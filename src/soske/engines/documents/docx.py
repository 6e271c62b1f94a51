"""A report for Word: styles instead of looks, a table of contents that is right as it is, real lists, links, tables."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from soske.engines.documents.docx_parts import LEVELS, NUMBERS, TEXT, element, emptied, field, page_ends
from soske.engines.documents.language import language, located
from soske.engines.documents.markup import (
    Block,
    Cells,
    Listing,
    Para,
    Quoted,
    Small,
    Span,
    Spans,
    held,
    line,
    parsed,
    plain,
)
from soske.engines.documents.packed import dated, properties_set
from soske.engines.documents.report import (
    KINDS,
    Grid,
    Note,
    Prose,
    Quote,
    Report,
    Scales,
    Section,
    described,
    figure,
    leveled,
)
from soske.engines.documents.strips import HEIGHT, MARK, WIDTH, mark_png, strip_png
from soske.engines.documents.tables import shares

if TYPE_CHECKING:
    from docx.document import Document

MM = 36000  # English metric units
STRIP, FIGURE = 3544, 1134  # twentieths of a point: columns of the picture and of its figures
DEEPEST_CONTENTS = 2
WHOLE = 800  # characters of a cell up to which its row stays on one page
HIGHEST_START = 32767  # Word numbers no further


def report_docx(report: Report) -> bytes:
    """The document. Whatever was typed, it is made; only what no XML can hold is left out."""
    made = report.made or dt.datetime.now(tz=dt.UTC)
    title, kicker = line(report.title) or "–", line(report.kicker)
    document = emptied(report.lang)
    _Writer(document, report).write()
    page_ends(document, f"{kicker} · {title}" if kicker else title, line(report.foot), report.lang)
    properties_set(document.core_properties, title=title, subject=kicker, lang=report.lang, made=made)
    out = io.BytesIO()
    document.save(out)
    return dated(out.getvalue(), made)


class _Writer:
    """Writes paragraphs and tables one after another into the body, or into a cell while one is filled."""

    def __init__(self, document: Document, report: Report) -> None:
        self.part = document.part
        self.body = document.element.body
        self.report = report
        self.absent = line(report.absent) or "–"
        self.lang = ""  # of what is written now, when it is another than that of the report
        self.level = 1
        self.links: dict[str, str] = {}
        self.pictures = 0

    def write(self) -> None:
        report = self.report
        sections = list(leveled(report.sections))
        if report.kicker.strip():
            self.text("Kicker", report.kicker)
        self.text("Title", report.title, or_dash=True)
        if report.made_at.strip():
            self.text("MadeAt", report.made_at)
        for label, value in report.facts:
            self.fact(label, value)
        if report.contents.strip() and sections:
            self.contents(sections)
        for number, section in enumerate(sections):
            self.section(section, number)

    # --- parts of the report ----------------------------------------------------------------------------------------
    def fact(self, label: str, value: str) -> None:
        said = [Span(held(value).strip())] if value.strip() else []
        runs = [*self.runs([Span(line(label))], "FactLabel"), element("r", None, element("tab"))]
        self.add("Fact", [*runs, *(self.runs(said) or self.runs([Span(self.absent)], "Absent"))])

    def contents(self, sections: Sequence[Section]) -> None:
        """The field shows what it would show when calculated: headings as links, without numbers of pages, which only
        the program that lays out the pages knows."""
        self.text("TOCHeading", self.report.contents)
        listed = [(number, section) for number, section in enumerate(sections) if section.level <= DEEPEST_CONTENTS]
        begin, code, separate, _shown, end = field(rf'TOC \o "1-{DEEPEST_CONTENTS}" \n \h \z', "")
        for place, (number, section) in enumerate(listed):
            self.lang = self.other(section.lang)
            link = element("hyperlink", {"anchor": _mark(number), "history": 1})
            link.extend(self.runs([Span(line(section.heading) or "–")]))
            first, last = place == 0, place == len(listed) - 1
            before, after = (begin, code, separate) if first else (), (end,) if last else ()
            self.add(f"TOC{section.level}", [*before, link, *after])
        self.lang = ""

    def section(self, section: Section, number: int) -> None:
        self.lang, self.level = self.other(section.lang), section.level
        mark = {"id": number + 1}
        runs = self.runs([Span(line(section.heading) or "–")])
        ends = (element("bookmarkStart", {**mark, "name": _mark(number)}), element("bookmarkEnd", mark))
        self.add(f"Heading{section.level}", [ends[0], *runs, ends[1]])
        for block in section.blocks:
            self.lang = self.other(block.lang) or self.other(section.lang)
            self.block(block)
        if not section.blocks:
            self.add("BodyText", self.runs([Span(self.absent)], "Absent"))
        self.lang = ""

    def block(self, block: Prose | Grid | Quote | Note | Scales) -> None:
        match block:
            case Prose():
                if tree := parsed(block.text):
                    self.tree(tree, "BodyText")
                else:
                    self.add("BodyText", self.runs([Span(self.absent)], "Absent"))
            case Note():
                self.tree(parsed(block.text), "Note")
            case Quote():
                self.tree(parsed(block.text), "Quote")
                if block.by.strip():
                    self.text("QuoteSource", block.by)
            case Grid():
                self.caption(block.caption)
                lines = [[[Span(held(cell).strip())] for cell in row] for row in (block.columns, *block.lines())]
                self.table(lines, block.numbers, block.caption)
            case Scales():
                self.scales(block)

    def scales(self, scales: Scales) -> None:
        columns = scales.columns()
        lang = self.lang or self.report.lang
        self.caption(scales.caption)
        widths = [TEXT - STRIP - FIGURE * len(columns), STRIP, *[FIGURE] * len(columns)]
        table = self.table_begun(widths, scales.caption, scales.alt)
        numbers: list[Any] = []
        for number in range(1, 6):
            numbers += [element("r", None, element("tab")), *self.runs([Span(str(number))])]
        heads = [
            self.paragraph(
                "TableNumber", [self.picture(mark_png(kind), MARK, MARK, head), *self.runs([Span(f"\n{line(head)}")])]
            )
            for kind, head, _values in columns
        ]
        first = self.paragraph("TableText", self.runs([Span(line(scales.heads.area))]))
        self.row(table, widths, [first, self.paragraph("TableScaleHead", numbers), *heads], head=True)
        known = {kind: values for kind, _head, values in columns}
        for place, area in enumerate(scales.areas):
            start, end, average = (known[kind][place] if kind in known else None for kind in KINDS)
            strip = self.picture(strip_png(start, end, average), WIDTH, HEIGHT, described(scales, place, lang))
            cells = [
                self.paragraph("TableText", self.runs([Span(line(area.name) or "–")])),
                self.paragraph("TableScale", [strip]),
                *(
                    self.paragraph("TableNumber", self.runs([Span(figure(values[place], lang))]))
                    for _kind, _head, values in columns
                ),
            ]
            self.row(table, widths, cells, middle=True)
        self.add("TableEnd", [])

    # --- rich text --------------------------------------------------------------------------------------------------
    def tree(self, blocks: Sequence[Block], style: str, depth: int = 0) -> None:
        for block, after in zip_longest(blocks, blocks[1:]):
            match block:
                case Para(spans) if style == "BodyText" and not depth and isinstance(after, Listing | Cells):
                    self.add("LeadIn", self.runs(spans))
                case Para(spans):
                    self.add(f"ListContinue{_suffix(depth)}" if depth else style, self.runs(spans))
                case Small(spans):
                    self.add("TextHeading2" if self.level == 1 else _heading(self.level + 1), self.runs(spans))
                case Quoted(within):
                    self.tree(within, "Quote", depth)
                case Cells():
                    self.table([block.head, *block.rows], sorted(block.numbers), "")
                case Listing():
                    self.listing(block, style, depth)

    def listing(self, listing: Listing, style: str, depth: int) -> None:
        level = min(depth, LEVELS - 1)
        own = self.numbered(listing.start, level) if listing.numbered else 0
        name = f"{'ListNumber' if listing.numbered else 'ListBullet'}{_suffix(depth + 1)}"
        for item in listing.items:
            first, rest = (item[0].spans, item[1:]) if item and isinstance(item[0], Para) else ((), item)
            paragraph = self.add(name, self.runs(first))
            if own or level >= 3:
                chosen = element("numPr", None, element("ilvl", {"val": level}), element("numId", {"val": own or 1}))
                paragraph.pPr.append(chosen)
            self.tree(rest, style, depth + 1)

    def numbered(self, start: int, level: int) -> int:
        """A list that begins to count anew."""
        numbering = self.part.numbering_part.element
        number = len(numbering)  # two descriptions and what was numbered before: more than any number in use
        begin = element("startOverride", {"val": min(start, HIGHEST_START)})
        numbering.append(
            element(
                "num",
                {"numId": number},
                element("abstractNumId", {"val": NUMBERS}),
                element("lvlOverride", {"ilvl": level}, begin),
            )
        )
        return number

    def runs(self, spans: Sequence[Span] | Spans, style: str = "") -> list[Any]:
        found: list[Any] = []
        for span in spans:
            if not span.link:
                found.append(self.run(span, style))
                continue
            link = element("hyperlink", {"r:id": self.linked(span.link), "history": 1}, self.run(span, "Hyperlink"))
            found.append(link)
        return found

    def run(self, span: Span, style: str) -> Any:
        looks = [element("rStyle", {"val": style})] if style else []
        if (span.bold and span.italic) or (style and (span.bold or span.italic)):
            # A run has one style; what else it is, is said beside it.
            looks += [element(tag) for tag, on in (("b", span.bold), ("i", span.italic)) if on]
        elif span.bold or span.italic:
            looks.append(element("rStyle", {"val": "Strong" if span.bold else "Emphasis"}))
        if self.lang:
            looks.append(element("lang", {"val": located(self.lang)}))
        run = element("r", None, *([element("rPr", None, *looks)] if looks else []))
        for number, text in enumerate(span.text.split("\n")):
            if number:
                run.append(element("br"))
            if text:
                shown = element("t", {"xml:space": "preserve"})
                shown.text = text
                run.append(shown)
        return run

    def linked(self, address: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        if address not in self.links:
            self.links[address] = self.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self.links[address]

    # --- tables and pictures ----------------------------------------------------------------------------------------
    def table(self, lines: Sequence[Sequence[Sequence[Span]]], numbers: Sequence[int], caption: str) -> None:
        if not lines[0]:
            return
        letters = shares([[plain(tuple(cell)) for cell in row] for row in lines])
        widths = [TEXT * share // sum(letters) for share in letters]
        table = self.table_begun(widths, caption, "")
        for place, row in enumerate(lines):
            cells = [
                self.paragraph("TableNumber" if column in numbers else "TableText", self.runs(_filled(cell)))
                for column, cell in enumerate(row)
            ]
            self.row(table, widths, cells, head=place == 0)
        self.add("TableEnd", [])

    def table_begun(self, widths: Sequence[int], caption: str, alt: str) -> Any:
        told = [(tag, line(text)) for tag, text in (("tblCaption", caption), ("tblDescription", alt)) if text.strip()]
        properties = element(
            "tblPr",
            None,
            element("tblStyle", {"val": "ReportTable"}),
            element("tblW", {"w": sum(widths), "type": "dxa"}),
            element("tblLayout", {"type": "fixed"}),
            element("tblLook", {"val": "04A0", "firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0}),
            *(element(tag, {"val": text}) for tag, text in told),
        )
        grid = element("tblGrid", None, *(element("gridCol", {"w": width}) for width in widths))
        table = element("tbl", None, properties, grid)
        self.body.insert(len(self.body) - 1, table)
        return table

    def row(
        self, table: Any, widths: Sequence[int], cells: Sequence[Any], *, head: bool = False, middle: bool = False
    ) -> None:
        row = element("tr")
        if head:
            row.append(element("trPr", None, element("cantSplit"), element("tblHeader")))
        elif all(len("".join(cell.itertext())) <= WHOLE for cell in cells):
            row.append(element("trPr", None, element("cantSplit")))
        for width, cell in zip(widths, cells, strict=True):
            size = element("tcPr", None, element("tcW", {"w": width, "type": "dxa"}))
            if middle:
                size.append(element("vAlign", {"val": "center"}))
            row.append(element("tc", None, size, cell))
        table.append(row)

    def picture(self, png: bytes, width: float, height: float, alt: str) -> Any:
        from docx.oxml.shape import CT_Inline

        key, _image = self.part.get_or_add_image(io.BytesIO(png))
        self.pictures += 1
        size = (round(width * MM), round(height * MM))
        inline = CT_Inline.new_pic_inline(self.pictures, key, f"scale{self.pictures}.png", *size)  # type: ignore[arg-type]
        inline.docPr.set("descr", line(alt))
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        return element("r", None, element("drawing", None, inline))

    # --- paragraphs -------------------------------------------------------------------------------------------------
    def caption(self, caption: str) -> None:
        if caption.strip():
            self.text("Caption", caption)

    def text(self, style: str, text: str, *, or_dash: bool = False) -> None:
        self.add(style, self.runs([Span(line(text) or ("–" if or_dash else ""))]))

    def add(self, style: str, runs: Sequence[Any]) -> Any:
        paragraph = self.paragraph(style, runs)
        self.body.insert(len(self.body) - 1, paragraph)
        return paragraph

    def paragraph(self, style: str, runs: Sequence[Any]) -> Any:
        return element("p", None, element("pPr", None, element("pStyle", {"val": style})), *runs)

    def other(self, lang: str) -> str:
        """The language when it is another than that of the report."""
        code = language(lang)
        return code if code != language(self.report.lang) else ""


def _mark(number: int) -> str:
    return f"_Toc{number + 1:06d}"


def _suffix(depth: int) -> str:
    """How the styles of lists are counted: none, 2, 3."""
    return "" if depth <= 1 else str(min(depth, 3))


def _heading(level: int) -> str:
    return "Heading3" if level == 3 else "TextHeading4"


def _filled(cell: Sequence[Span]) -> Sequence[Span]:
    return cell if any(span.text for span in cell) else [Span("–")]
