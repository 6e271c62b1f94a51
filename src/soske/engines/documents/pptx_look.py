"""The plain look of slides: 16:9, three layouts, fonts that every machine has. Nothing of the example of the library
but its frame stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from soske.engines.documents.theme import themed

if TYPE_CHECKING:
    from pptx.presentation import Presentation

EMU = 12700  # of a point
WIDTH, HEIGHT = 960, 540  # points
TITLE, BODY = (40, 24, 880, 78), (40, 120, 880, 366)  # left, top, width, height
FOOT, NUMBER = (40, 500, 700, 24), (820, 500, 100, 24)
COVER_TITLE, COVER_SUBTITLE = (64, 150, 832, 150), (64, 316, 832, 110)
SIZES = (2200, 2000, 1800, 1800, 1800, 1800, 1800, 1800, 1800)  # hundredths of a point
LAYOUTS = ("title", "obj", "titleOnly")
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def plain_presentation() -> Presentation:
    """A presentation without slides."""
    from pptx import Presentation as opened  # noqa: N813 - a function in spite of its name

    presentation = opened()
    presentation.slide_width, presentation.slide_height = WIDTH * EMU, HEIGHT * EMU  # type: ignore[assignment]
    presentation.element.find(_tag("sldSz")).attrib.pop("type", None)
    for layout in list(presentation.slide_layouts):
        if layout.element.get("type") not in LAYOUTS:
            presentation.slide_layouts.remove(layout)
    for key, relation in list(presentation.part.rels.items()):
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind == "printerSettings":
            presentation.part.rels.pop(key)
        elif kind == "theme":
            relation.target_part._blob = themed(relation.target_part.blob)
    master = presentation.slide_master
    for relation in master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            relation.target_part._blob = themed(relation.target_part.blob)
    _replace(master.element.find(_tag("cSld")), _master())
    old = master.element.find(_tag("txStyles"))
    old.getparent().replace(old, _parsed(_text_styles()))
    for layout in presentation.slide_layouts:
        _replace(layout.element.find(_tag("cSld")), _layout(layout.element.get("type")))
    return presentation


def _tag(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{name}"


def _parsed(xml: str) -> Any:
    from pptx.oxml import parse_xml

    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", xml.strip()))


def _replace(old: Any, xml: str) -> None:
    old.getparent().replace(old, _parsed(xml))


def _place(box: tuple[int, int, int, int]) -> str:
    left, top, width, height = (each * EMU for each in box)
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _holder(
    number: int, kind: str, box: tuple[int, int, int, int] | None = None, *, text: str = "", style: str = ""
) -> str:
    """A placeholder. Without a box it stands where that of the master stands."""
    name = re.search(r'type="(\w+)"', kind)
    shape = f'{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if box else ""
    anchor = {"title": "b", "ctrTitle": "b", "ftr": "ctr", "sldNum": "ctr"}.get(name[1] if name else "", "t")
    frame = f'<a:bodyPr vert="horz" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
    words = text or "<a:p><a:r><a:rPr/><a:t>…</a:t></a:r></a:p>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(name[1] if name else "content")}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{shape}</p:spPr><p:txBody>{frame if box else '<a:bodyPr/>'}"
        f"<a:lstStyle>{style}</a:lstStyle>{words}</p:txBody></p:sp>"
    )


def _bar(number: int, box: tuple[int, int, int, int], colour: str) -> str:
    """A coloured bar that nobody needs to hear of."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _tree(*shapes: str, background: str = "", name: str = "") -> str:
    fill = f'<p:bg><p:bgPr><a:solidFill><a:schemeClr val="{background}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    return (
        f"<p:cSld{f' name={quoteattr(name)}' if name else ''}>{fill if background else ''}<p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{''.join(shapes)}</p:spTree></p:cSld>"
    )


def _foot(colour: str, side: str) -> str:
    fill = f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
    return f'<a:lvl1pPr algn="{side}"><a:defRPr sz="1200">{fill}</a:defRPr></a:lvl1pPr>'


BOLD = ' b="1"'
NUMBERED = (
    '<a:p><a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld></a:p>'
)


def _master() -> str:
    return _tree(
        _holder(2, 'type="title"', TITLE),
        _holder(3, 'type="body" idx="1"', BODY),
        _holder(4, 'type="ftr" sz="quarter" idx="3"', FOOT, style=_foot("accent3", "l"), text="<a:p/>"),
        _holder(5, 'type="sldNum" sz="quarter" idx="4"', NUMBER, style=_foot("accent3", "r"), text=NUMBERED),
        background="bg1",
    )


def _layout(kind: str) -> str:
    ends = (
        _holder(8, 'type="ftr" sz="quarter" idx="11"', text="<a:p/>"),
        _holder(9, 'type="sldNum" sz="quarter" idx="12"', text=NUMBERED),
    )
    rule = _bar(7, (40, 108, 48, 3), "accent2")
    if kind == "obj":
        return _tree(_holder(2, 'type="title"'), _holder(3, 'idx="1"'), *ends, rule, name="Title and content")
    if kind == "titleOnly":
        return _tree(_holder(2, 'type="title"'), *ends, rule, name="Title only")
    white = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
    return _tree(
        _holder(
            2,
            'type="ctrTitle"',
            COVER_TITLE,
            style=f'<a:lvl1pPr algn="l"><a:defRPr sz="4000" b="1">{white}</a:defRPr></a:lvl1pPr>',
        ),
        _holder(
            3,
            'type="subTitle" idx="1"',
            COVER_SUBTITLE,
            style='<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/>'
            f'<a:defRPr sz="2200">{white}</a:defRPr></a:lvl1pPr>',
        ),
        _holder(8, 'type="ftr" sz="quarter" idx="11"', FOOT, style=_foot("bg1", "l"), text="<a:p/>"),
        _bar(7, (64, 308, 64, 4), "accent2"),
        background="tx2",
        name="Title slide",
    )


def _text_styles() -> str:
    def font(size: int, colour: str, more: str = "") -> str:
        return (
            f'<a:defRPr sz="{size}" kern="1200"{more}><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
            '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr>'
        )

    levels = "".join(
        f'<a:lvl{number}pPr marL="{26 * number * EMU}" indent="{-22 * EMU}" algn="l" rtl="0">'
        '<a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
        f'<a:spcAft><a:spcPts val="800"/></a:spcAft><a:buClr><a:schemeClr val="accent1"/></a:buClr>'
        f'<a:buFont typeface="Arial"/><a:buChar char="{"•" if number % 2 else "–"}"/>{font(size, "tx1")}'
        f"</a:lvl{number}pPr>"
        for number, size in enumerate(SIZES, start=1)
    )
    return (
        '<p:txStyles><p:titleStyle><a:lvl1pPr algn="l" rtl="0"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/>{font(2800, "tx2", BOLD)}</a:lvl1pPr></p:titleStyle>'
        f"<p:bodyStyle>{levels}</p:bodyStyle>"
        f'<p:otherStyle><a:lvl1pPr algn="l" rtl="0">{font(1800, "tx1")}</a:lvl1pPr></p:otherStyle></p:txStyles>'
    )
