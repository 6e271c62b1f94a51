"""A set of slides for PowerPoint: real titles and bodies, tables, notes, numbers; in our look or an organisation's."""

from __future__ import annotations

import copy
import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from soske.engines.documents.deck import (
    CAPTION,
    SIZES,
    SMALLEST,
    Deck,
    Page,
    Point,
    Room,
    pages,
    scale_widths,
    short_subtitle,
    short_title,
    widths,
)
from soske.engines.documents.language import located
from soske.engines.documents.markup import Span, held, line
from soske.engines.documents.packed import dated, properties_set
from soske.engines.documents.pptx_look import EMU, plain_presentation
from soske.engines.documents.pptx_template import body_of, layouts_of, template_opened
from soske.engines.documents.report import Grid, Scales, described, figure
from soske.engines.documents.strips import ACCENT, EDGE, HEIGHT, OTHERS, WIDTH, strip_png

if TYPE_CHECKING:
    from pptx.presentation import Presentation

FAR = 18  # points between figures and the words of the next column
HANGING = 22  # points from a mark to its text
TIGHT = 0.92  # a template has spaces of its own between lines
LETTERS = 1.15  # and perhaps wider letters
INSETS = (14.4, 7.2)  # points that a template's frame keeps free
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # of tables: none, no grid; the lines are ours
MARKS = {"start": ("○", ACCENT), "end": ("●", ACCENT), "average": ("|", OTHERS)}
ENDS = ("ftr", "sldNum")


def deck_pptx(deck: Deck, template: bytes | None = None) -> bytes:
    """The slides. Whatever was typed, they are made.

    Raises:
        TemplateRefused: the template cannot be used (pptx_template.template_check).
    """
    made = deck.made or dt.datetime.now(tz=dt.UTC)
    presentation = plain_presentation() if template is None else template_opened(template)
    _Writer(presentation, deck, own=template is None).write()
    title = line(deck.title) or "–"
    properties_set(presentation.core_properties, title=title, subject=line(deck.subtitle), lang=deck.lang, made=made)
    out = io.BytesIO()
    presentation.save(out)
    return dated(out.getvalue(), made)


def element(tag: str, attributes: dict[str, object] | None = None, *children: Any) -> Any:
    """An element of DrawingML."""
    from pptx.oxml.ns import qn
    from pptx.oxml.xmlchemy import OxmlElement

    found = OxmlElement(f"a:{tag}")
    for name, value in (attributes or {}).items():
        found.set(qn(name) if ":" in name else name, str(value))
    found.extend(children)
    return found


class _Writer:
    def __init__(self, presentation: Presentation, deck: Deck, *, own: bool) -> None:
        self.presentation = presentation
        self.deck = deck
        self.own = own
        self.layouts = layouts_of(presentation)
        self.lang = deck.lang
        body = body_of(self.layouts.content)
        self.left, self.top, self.width, self.height = (
            int(each) / EMU for each in (body.left, body.top, body.width, body.height)
        )
        self.room = Room(self.width, self.height)
        if not own:
            self.room = Room(self.width - INSETS[0], (self.height - INSETS[1]) * TIGHT, LETTERS)

    def write(self) -> None:
        self.cover()
        for page in pages(self.deck, self.room):
            self.page(page)

    # --- slides -----------------------------------------------------------------------------------------------------
    def cover(self) -> None:
        slide = self.presentation.slides.add_slide(self.layouts.cover)
        subtitle = short_subtitle(self.deck.subtitle)
        filled: list[Any] = []
        for shape in slide.placeholders:
            kind = str(shape.element.ph.get("type", "obj"))
            if kind in {"ctrTitle", "title"}:
                self.say(shape, [self.paragraph([Span(short_title(self.deck.title))])])
            elif subtitle and not filled and kind in {"subTitle", "body", "obj"}:
                filled.append(shape)
                self.say(shape, [self.paragraph([Span(subtitle)])])
            else:
                shape.element.getparent().remove(shape.element)
        self.ends(slide, self.layouts.cover)

    def page(self, page: Page) -> None:
        self.lang = page.lang
        points = page.content if isinstance(page.content, list) else []
        layout = self.layouts.content if points else self.layouts.alone
        slide = self.presentation.slides.add_slide(layout)
        for shape in slide.placeholders:
            kind = str(shape.element.ph.get("type", "obj"))
            if kind == "title":
                self.say(shape, [self.paragraph([Span(page.title)])])
            elif points:
                self.say(shape, [self.point(each, slide) for each in points])
            else:
                shape.element.getparent().remove(shape.element)
        match page.content:
            case Grid():
                self.grid(slide, page, page.content)
            case Scales():
                self.scales(slide, page, page.content)
        if page.notes:
            self.say_notes(slide, page.notes)
        self.ends(slide, layout)

    def say_notes(self, slide: Any, notes: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            self.fill(frame._txBody, [self.paragraph([Span(each)]) for each in notes.split("\n")])

    def ends(self, slide: Any, layout: Any) -> None:
        """Number and foot: a slide has them only if they are put there."""
        for shape in layout.placeholders:
            kind = str(shape.element.ph.get("type", ""))
            foot = line(self.deck.foot)
            if kind not in ENDS or (kind == "ftr" and not foot):
                continue
            found = copy.deepcopy(shape.element)
            for properties in found.iter("{*}spPr"):
                for child in list(properties):
                    properties.remove(child)  # it stands where that of the layout stands
            found.nvSpPr.cNvPr.set("id", str(max(each.shape_id for each in slide.shapes) + 1 if slide.shapes else 2))
            number = element("fld", {"id": "{C1FF6DA9-008F-8B48-92A6-B652298478BF}", "type": "slidenum"})
            shown = element("t")
            shown.text = str(len(self.presentation.slides))
            number.extend([self.look(), shown])
            paragraph = element("p", None, number) if kind == "sldNum" else self.paragraph([Span(foot)])
            self.fill(found.txBody, [paragraph])
            slide.shapes._spTree.append(found)

    # --- tables and pictures ----------------------------------------------------------------------------------------
    def frame(self, slide: Any, page: Page, columns: Sequence[float], alt: str, *, head: bool) -> Any:
        top = self.top
        if page.caption:
            box = slide.shapes.add_textbox(*_emu(self.left, top, self.room.width, CAPTION - 6))
            self.say(box, [self.paragraph([Span(page.caption, bold=True)], size=SMALLEST)])
            box.text_frame.word_wrap = True
            box.text_frame.margin_left = box.text_frame.margin_right = 0
            top += CAPTION
        size = _emu(self.left, top, sum(columns), sum(page.heights))
        shape = slide.shapes.add_table(len(page.heights), len(columns), *size)
        shape._element.nvGraphicFramePr.cNvPr.set("descr", line(alt) or page.title)
        table = shape.table
        table.first_row, table.horz_banding, table.first_col = head, False, True
        shape._element.graphic.graphicData.tbl.tblPr.find("{*}tableStyleId").text = NO_STYLE
        for number, width in enumerate(columns):
            table.columns[number].width = round(width * EMU)
        for number, height in enumerate(page.heights):
            table.rows[number].height = round(height * EMU)
        return shape

    def grid(self, slide: Any, page: Page, grid: Grid) -> None:
        columns = widths(grid, self.room)
        shape = self.frame(slide, page, columns, page.caption, head=bool(grid.columns))
        lines = [list(grid.columns)] if grid.columns else []
        for row, cells in enumerate([*lines, *grid.rows]):
            for column, cell in enumerate(cells):
                strong = (row == 0 and bool(grid.columns)) or column == 0
                side = "r" if column in grid.numbers else "l"
                paragraph = self.paragraph([Span(held(cell).strip(), strong)], size=SMALLEST, side=side)
                self.cell(shape, row, column, paragraph, far=side == "r" and column + 1 < len(columns))

    def scales(self, slide: Any, page: Page, scales: Scales) -> None:
        columns = scales.columns(page.kinds)
        sizes = scale_widths(scales, self.room, page.kinds)
        shape = self.frame(slide, page, sizes, page.caption, head=True)
        wide = sizes[1]
        self.cell(shape, 0, 0, self.paragraph([Span(line(scales.heads.area), bold=True)], size=SMALLEST))
        self.cell(shape, 0, 1, self.numbers(wide), inset=False)
        for number, (kind, head, _values) in enumerate(columns, start=2):
            sign, colour = MARKS[kind]
            paragraph = self.paragraph([Span(f"{sign} {line(head)}", bold=True)], size=SMALLEST, side="r")
            first = self.run(Span(f"{sign} ", bold=True), SMALLEST)
            first.find("{*}rPr").insert(
                0, element("solidFill", None, element("srgbClr", {"val": colour.removeprefix("#")}))
            )
            paragraph.insert(1, first)
            paragraph[2].find("{*}t").text = line(head)
            self.cell(shape, 0, number, paragraph)
        group = slide.shapes.add_group_shape()
        top = shape.top / EMU + page.heights[0]
        known = {kind: values for kind, _head, values in columns}
        high = wide * HEIGHT / WIDTH
        for place, (area, height) in enumerate(zip(scales.areas, page.heights[1:], strict=True)):
            name = self.paragraph([Span(line(area.name) or "–", bold=True)], size=SMALLEST)
            self.cell(shape, place + 1, 0, name)
            self.cell(shape, place + 1, 1, element("p"))
            for number, (_kind, _head, values) in enumerate(columns, start=2):
                text = figure(values[place], self.lang)
                self.cell(shape, place + 1, number, self.paragraph([Span(text)], size=SMALLEST, side="r"))
            start, end, average = (known[kind][place] if kind in known else None for kind in MARKS)
            box = _emu(self.left + sizes[0], top + (height - high) / 2, wide, high)
            picture = group.shapes.add_picture(io.BytesIO(strip_png(start, end, average)), *box)
            said = f"{line(area.name)}: {described(scales, place, self.lang)}"
            picture._element.nvPicPr.cNvPr.set("descr", line(said))
            top += height
        group._element.nvGrpSpPr.cNvPr.set("descr", line(scales.alt) or page.caption or page.title)

    def numbers(self, wide: float) -> Any:
        """1 to 5 over the places where they stand on the scale."""
        stops = element("tabLst")
        for value in range(5):
            at = round(wide * (EDGE + value / 4 * (1 - 2 * EDGE)) * EMU)
            stops.append(element("tab", {"pos": at, "algn": "ctr"}))
        paragraph = element("p", None, element("pPr", None, stops))
        for value in range(1, 6):
            paragraph.append(self.run(Span(f"\t{value}", bold=True), SMALLEST))
        return paragraph

    def cell(self, shape: Any, row: int, column: int, paragraph: Any, *, inset: bool = True, far: bool = False) -> None:
        tc = shape._element.graphic.graphicData.tbl.tr_lst[row].tc_lst[column]
        self.fill(tc.get_or_add_txBody(), [paragraph])
        properties = tc.get_or_add_tcPr()
        properties.set("anchor", "b" if row == 0 and shape.table.first_row else "ctr")
        if column == 0:
            properties.set("marL", "0")
        if far:
            properties.set("marR", str(FAR * EMU))
        if not inset:
            properties.set("marL", "0")
            properties.set("marR", "0")
        head = row == 0 and shape.table.first_row
        # A shade of the background or of the text, whatever their colours.
        shade = [element("lumMod", {"val": 65000}), element("lumOff", {"val": 35000})] if head else []
        colour = element(
            "schemeClr", {"val": "tx1" if head else "bg1"}, *(shade or [element("lumMod", {"val": 75000})])
        )
        properties.append(element("lnB", {"w": 15875 if head else 6350}, element("solidFill", None, colour)))
        properties.append(element("noFill"))

    # --- text -------------------------------------------------------------------------------------------------------
    def say(self, shape: Any, paragraphs: Sequence[Any]) -> None:
        self.fill(shape.text_frame._txBody, paragraphs)

    def fill(self, body: Any, paragraphs: Sequence[Any]) -> None:
        for old in list(body.findall("{*}p")):
            body.remove(old)
        body.extend(paragraphs or [element("p")])

    def point(self, point: Point, slide: Any) -> Any:
        indent = round(point.indent() * EMU)
        properties: dict[str, object] = {"lvl": min(point.level, 8)} if point.level else {}
        if not point.mark:
            look = element("pPr", {**properties, "marL": indent, "indent": 0}, element("buNone"))
        elif point.mark == "•":
            look = element("pPr", properties) if self.own else self.bullet({**properties, "marL": indent})
        else:
            number = {"type": "arabicPeriod", "startAt": min(max(int(point.mark), 1), 32767)}
            hanging = {**properties, "marL": indent, "indent": -HANGING * EMU}
            look = element("pPr", hanging, element("buFont", {"typeface": "+mj-lt"}), element("buAutoNum", number))
        size = 0.0 if self.own else SIZES[min(point.level, len(SIZES) - 1)]
        spans = [Span(span.text, span.bold or point.small, span.italic, span.link) for span in point.spans]
        return element("p", None, look, *self.runs(spans, size, slide))

    def bullet(self, properties: dict[str, object]) -> Any:
        """Said, since many templates have no mark on their first level."""
        font, sign = element("buFont", {"typeface": "Arial"}), element("buChar", {"char": "•"})
        return element("pPr", {**properties, "indent": -HANGING * EMU}, font, sign)

    def paragraph(self, spans: Sequence[Span], *, size: float = 0.0, side: str = "") -> Any:
        look = element("pPr", {"algn": side} if side else {})
        return element("p", None, look, *self.runs(spans, size))

    def runs(self, spans: Sequence[Span], size: float, slide: Any = None) -> list[Any]:
        found: list[Any] = []
        for span in spans:
            for number, text in enumerate(span.text.split("\n")):
                if number:
                    found.append(element("br"))
                if text:
                    run = self.run(Span(text, span.bold, span.italic), size)
                    if span.link and slide is not None:
                        from pptx.opc.constants import RELATIONSHIP_TYPE

                        key = slide.part.relate_to(span.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                        run.find("{*}rPr").append(element("hlinkClick", {"r:id": key}))
                    found.append(run)
        return found

    def run(self, span: Span, size: float) -> Any:
        shown = element("t")
        shown.text = span.text
        return element("r", None, self.look(span, size), shown)

    def look(self, span: Span | None = None, size: float = 0.0) -> Any:
        lang = located(self.lang)
        told: dict[str, object] = {"lang": lang} if lang else {}
        if size:
            told["sz"] = round(size * 100)
        if span and span.bold:
            told["b"] = 1
        if span and span.italic:
            told["i"] = 1
        return element("rPr", told)


def _emu(*points: float) -> tuple[int, int, int, int]:
    left, top, width, height = (round(each * EMU) for each in points)
    return left, top, width, height
