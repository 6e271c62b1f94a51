"""An organisation's own template for slides: what is taken from it, and why one is refused."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from soske.engines.documents.pptx_look import EMU

if TYPE_CHECKING:
    from pptx.presentation import Presentation

LARGEST = 20 * 1024 * 1024  # bytes of the file
UNPACKED = 100 * 1024 * 1024  # and of all that it holds
RATIO, SMALL = 100, 1024 * 1024  # how many times a file of more than SMALL bytes may grow
MOST_FILES = 5000
LEAST_WIDTH, LEAST_HEIGHT = 250, 150  # points that the content needs
PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml."
MAIN, TEMPLATE = f"{PRESENTATION}presentation.main+xml", f"{PRESENTATION}template.main+xml"
TYPES = "[Content_Types].xml"
# What declares entities is no office file: Word and PowerPoint write none. Also in the two bytes of UTF-16.
DECLARED = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y|\0<\0!\0D\0O\0C", re.IGNORECASE)
ACTIVE = re.compile(r"macro|vbaproject|activex|\.bin$", re.IGNORECASE)
# An address to click on is no danger by itself; all else that lies outside would be fetched when the file is opened.
ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Refusal(StrEnum):
    """Why a template is refused."""

    NOT_PPTX = "not_pptx"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    MACROS = "macros"
    EXTERNAL = "external"
    NO_LAYOUT = "no_layout"


class TemplateRefused(Exception):
    """The template cannot be used; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Layouts:
    """The layouts that are used. `alone` is that of a title without content, which a template need not have."""

    cover: Any
    content: Any
    alone: Any


def template_check(content: bytes) -> None:
    """Nothing when slides can be made with this template (PPTX or POTX).

    Raises:
        TemplateRefused: they cannot, with the reason.
    """
    template_opened(content)


def template_refusal(content: bytes) -> Refusal | None:
    """The same as an answer: why it is refused, None when it is not."""
    try:
        template_opened(content)
    except TemplateRefused as refused:
        return refused.reason
    return None


def template_opened(content: bytes) -> Presentation:
    """The template without its slides.

    Raises:
        TemplateRefused: see template_check.
    """
    from pptx import Presentation as opened  # noqa: N813 - a function in spite of its name

    if len(content) > LARGEST:
        raise TemplateRefused(Refusal.TOO_LARGE)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _files_checked(archive)
            content = _as_presentation(archive, content)
        presentation = opened(io.BytesIO(content))
        _emptied(presentation)
        layouts_of(presentation)
    except TemplateRefused:
        raise
    except Exception as fault:  # whatever is wrong inside, the libraries say it in their own ways
        raise TemplateRefused(Refusal.NOT_PPTX) from fault
    return presentation


def layouts_of(presentation: Presentation) -> Layouts:
    """Chosen by what their placeholders are for, whatever they are called.

    Raises:
        TemplateRefused: no layout has a title and room for content.
    """
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    contents = [layout for layout in layouts if _roomy(layout)]
    if not contents:
        raise TemplateRefused(Refusal.NO_LAYOUT)
    content = min(contents, key=lambda layout: (_kind(layout) != "obj", len(layout.placeholders)))
    covers = [layout for layout in layouts if "ctrTitle" in _kinds(layout)]
    cover = min(covers, key=lambda layout: (_kind(layout) != "title", len(layout.placeholders)), default=content)
    alones = [layout for layout in layouts if _kinds(layout) == ["title"]]
    alone = min(alones, key=lambda layout: _kind(layout) != "titleOnly", default=content)
    return Layouts(cover, content, alone)


def body_of(layout: Any) -> Any:
    """The placeholder for content, None when there is none."""
    return next((one for one in layout.placeholders if _of(one) in {"body", "obj"}), None)


def _roomy(layout: Any) -> bool:
    body = body_of(layout)
    if body is None or sorted(_kinds(layout)) not in (["body", "title"], ["obj", "title"]):
        return False
    if (_kind(layout) or "").startswith("vert") or "vert" in str(body.element.ph.get("orient", "")):
        return False
    return (body.width or 0) >= LEAST_WIDTH * EMU and (body.height or 0) >= LEAST_HEIGHT * EMU


def _kind(layout: Any) -> str | None:
    found = layout.element.get("type")
    return str(found) if found else None


def _of(placeholder: Any) -> str:
    return str(placeholder.element.ph.get("type", "obj"))


def _kinds(layout: Any) -> list[str]:
    """What its placeholders are for, without date, foot and number."""
    return [kind for one in layout.placeholders if (kind := _of(one)) not in {"dt", "ftr", "sldNum"}]


def _files_checked(archive: ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > UNPACKED:
        raise TemplateRefused(Refusal.BOMB)
    if any(info.file_size > SMALL and info.file_size > RATIO * max(info.compress_size, 1) for info in infos):
        raise TemplateRefused(Refusal.BOMB)
    names = {info.filename for info in infos}
    if TYPES not in names:
        raise TemplateRefused(Refusal.NOT_PPTX)
    types = archive.read(TYPES).decode("utf-8", "replace")
    if "macroEnabled" in types or any(ACTIVE.search(name) and "printerSettings" not in name for name in names):
        raise TemplateRefused(Refusal.MACROS)
    if MAIN not in types and TEMPLATE not in types:
        raise TemplateRefused(Refusal.NOT_PPTX)
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        text = archive.read(name)
        if DECLARED.search(text):
            raise TemplateRefused(Refusal.NOT_PPTX)
        if name.endswith(".rels"):
            _relations_checked(text)


def _relations_checked(text: bytes) -> None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in etree.fromstring(text, parser).iter(RELATION):
        if relation.get("TargetMode", "").lower() != "external":
            continue
        hyperlink = relation.get("Type", "").endswith("/hyperlink") and ADDRESS.match(relation.get("Target", ""))
        if not hyperlink:
            raise TemplateRefused(Refusal.EXTERNAL)


def _as_presentation(archive: ZipFile, content: bytes) -> bytes:
    """The library opens presentations only; a template differs from one by its type alone."""
    types = archive.read(TYPES)
    if TEMPLATE.encode() not in types:
        return content
    out = io.BytesIO()
    with ZipFile(out, "w") as target:
        for info in archive.infolist():
            whole = archive.read(info)
            target.writestr(info, whole.replace(TEMPLATE.encode(), MAIN.encode()) if info.filename == TYPES else whole)
    return out.getvalue()


def _emptied(presentation: Presentation) -> None:
    """Without the slides of the example and all that refers to them."""
    root = presentation.element
    slides = root.sldIdLst
    for slide in list(slides) if slides is not None else []:
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    for child in list(root):
        if str(child.tag).endswith(("}custShowLst", "}extLst")):  # shows and sections name slides by their numbers
            root.remove(child)
    package = presentation.part.package
    relations = package._rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith("/thumbnail"):
            relations.pop(key)
