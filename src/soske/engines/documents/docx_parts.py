"""What a Word document has beside its text: styles, lists, settings, header and footer. No part of an example stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from soske.engines.documents.language import language, located
from soske.engines.documents.theme import themed

if TYPE_CHECKING:
    from docx.document import Document

STYLES = Path(__file__).with_name("docx_styles.xml")
BULLETS, NUMBERS = 1, 2  # lists as the styles know them
LEVELS = 9  # of lists, as many as Word has
STEP = 340  # twentieths of a point by which a level stands further in
TEXT = 9411  # the same: width of the text
MARGINS = {"top": 1531, "right": 1247, "bottom": 1361, "left": 1247, "header": 709, "footer": 624, "gutter": 0}
KEPT = frozenset({"document", "styles", "settings", "numbering", "theme1", "fontTable", "app", "core"})
FONTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="Arial">'
    b'<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
    b'<w:pitch w:val="variable"/></w:font></w:fonts>'
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Soske</Application></Properties>"
)


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Any) -> Any:
    """An element of WordprocessingML; attributes without a prefix are of its namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = OxmlElement(f"w:{tag}")
    for name, value in (attributes or {}).items():
        found.set(qn(name if ":" in name else f"w:{name}"), str(value))
    found.extend(children)
    return found


def emptied(lang: str) -> Document:
    """A document of A4 pages without any text, with our styles and nothing of the example that the library brings."""
    import docx

    document = docx.Document()
    _unlink(document)
    _replace(document.styles.element, STYLES.read_text(encoding="utf-8").replace("LANG", located(lang) or "en-GB"))
    _settings(document, lang)
    _lists(document)
    body = document.element.body
    for child in list(body):
        body.remove(child)
    body.append(
        element(
            "sectPr",
            None,
            element("pgSz", {"w": 11906, "h": 16838}),
            element("pgMar", MARGINS),
            element("titlePg"),
        )
    )
    return document


def _unlink(document: Document) -> None:
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            part = relation.target_part
            match PurePosixPath(part.partname).stem:
                case "app":
                    part._blob = APP  # python-docx has no other way
                case "fontTable":
                    part._blob = FONTS
                case "theme1":
                    part._blob = themed(part.blob)
                case name if name not in KEPT:
                    del relations[key]


def _replace(old: Any, text: str) -> None:
    from docx.oxml import parse_xml

    for child in list(old):
        old.remove(child)
    old.extend(list(parse_xml(text.encode("utf-8"))))


def _settings(document: Document, lang: str) -> None:
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    compatible = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": 15}
    settings.extend(
        [
            element("zoom", {"percent": 100}),
            element("defaultTabStop", {"val": 567}),
            element("characterSpacingControl", {"val": "doNotCompress"}),
            element("compat", None, element("compatSetting", compatible)),
            element("themeFontLang", {"val": located(lang) or "en-GB"}),
            element("decimalSymbol", {"val": "." if language(lang) == "en" else ","}),
            element("listSeparator", {"val": ";"}),
        ]
    )


def _lists(document: Document) -> None:
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for number, style in ((BULLETS, "ListBullet"), (NUMBERS, "ListNumber")):
        levels = []
        for level in range(LEVELS):
            sign = f"%{level + 1}." if number == NUMBERS else "•–"[level % 2]
            parts = [
                element("start", {"val": 1}),
                element("numFmt", {"val": "decimal" if number == NUMBERS else "bullet"}),
                element("lvlText", {"val": sign}),
                element("lvlJc", {"val": "left"}),
                element("pPr", None, element("ind", {"left": STEP * (level + 1), "hanging": STEP})),
            ]
            if level < 3:
                parts.insert(2, element("pStyle", {"val": style + (str(level + 1) if level else "")}))
            levels.append(element("lvl", {"ilvl": level}, *parts))
        kind = element("multiLevelType", {"val": "multilevel"})
        numbering.append(element("abstractNum", {"abstractNumId": number}, kind, *levels))
    for number in (BULLETS, NUMBERS):
        numbering.append(element("num", {"numId": number}, element("abstractNumId", {"val": number})))


def page_ends(document: Document, running: str, foot: str, lang: str) -> None:
    """Header of later pages; footer of all with the number of the page."""
    section = document.sections[0]
    numbers = ("{} / {}" if language(lang) == "en" else "{} ({})").split("{}")
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Footer"]
        paragraph.add_run(f"{foot}\t{numbers[0]}")
        for instruction, after in (("PAGE", numbers[1]), ("NUMPAGES", numbers[2])):
            for part in field(instruction, "1"):
                paragraph._p.append(part)
            paragraph.add_run(after)
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.style = section.first_page_header.paragraphs[0].style = document.styles["Header"]
    header.add_run(running)


def field(instruction: str, shown: str) -> list[Any]:
    """The runs of a field with what it shows until it is calculated."""

    def run(*children: Any) -> Any:
        return element("r", None, *children)

    text, code = element("t"), element("instrText", {"xml:space": "preserve"})
    text.text, code.text = shown, f" {instruction} "
    return [
        run(element("fldChar", {"fldCharType": "begin"})),
        run(code),
        run(element("fldChar", {"fldCharType": "separate"})),
        run(text),
        run(element("fldChar", {"fldCharType": "end"})),
    ]
