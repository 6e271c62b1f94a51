"""What is no template, or one that could do harm, is refused with a reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from soske.engines.documents.apart import template_check_apart
from soske.engines.documents.pptx import deck_pptx
from soske.engines.documents.pptx_template import (
    LARGEST,
    MAIN,
    TEMPLATE,
    TYPES,
    Refusal,
    TemplateRefused,
    template_check,
    template_refusal,
)
from tests.engines.documents.test_pptx import template
from tests.support.reports import DECK

RELATIONS = "ppt/_rels/presentation.xml.rels"
RELATION = '<Relationship Id="rId999" Type="http://schemas.openxmlformats.org/{}" Target="{}" TargetMode="External"/>'


def changed(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(template())) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    return changed(lambda name, content: content.replace(old, new) if name == part else content)


def related(kind: str, target: str, part: str = RELATIONS) -> bytes:
    return replaced(part, b"</Relationships>", RELATION.format(kind, target).encode() + b"</Relationships>")


def document() -> bytes:
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def without_layouts() -> bytes:
    presentation = Presentation()
    for layout in list(presentation.slide_layouts)[:-1]:
        if layout.name != "Blank":
            presentation.slide_layouts.remove(layout)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def test_a_template_is_taken() -> None:
    template_check(template())
    template_check(deck_pptx(DECK))
    template_check(deck_pptx(DECK, template()))


def test_a_potx_is_taken_and_becomes_a_presentation() -> None:
    potx = replaced(TYPES, MAIN.encode(), TEMPLATE.encode())
    template_check(potx)
    assert len(Presentation(io.BytesIO(deck_pptx(DECK, potx))).slides) == 9


def test_an_address_to_click_on_is_no_harm() -> None:
    template_check(related("officeDocument/2006/relationships/hyperlink", "https://example.test/"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.NOT_PPTX),
        (b"%PDF-1.7", Refusal.NOT_PPTX),
        (b"PK\x03\x04broken", Refusal.NOT_PPTX),
        (document(), Refusal.NOT_PPTX),
        (template()[:-200], Refusal.NOT_PPTX),
        (changed(lambda name, content: None if name == "ppt/presentation.xml" else content), Refusal.NOT_PPTX),
        (changed(lambda name, content: b"<x" if name == "ppt/presentation.xml" else content), Refusal.NOT_PPTX),
        (changed(lambda name, content: None if name == TYPES else content), Refusal.NOT_PPTX),
        (
            replaced("ppt/presentation.xml", b"<p:presentation", b'<!DOCTYPE x [<!ENTITY a "b">]><p:presentation'),
            Refusal.NOT_PPTX,
        ),
        (bytes(LARGEST + 1), Refusal.TOO_LARGE),
        (changed(lambda _name, content: content, {"ppt/media/a.png": bytes(5_000_000)}), Refusal.BOMB),
        (changed(lambda _name, content: content, {f"x/{number}": b"" for number in range(6000)}), Refusal.BOMB),
        (changed(lambda _name, content: content, {"ppt/vbaProject.bin": b"x"}), Refusal.MACROS),
        (changed(lambda _name, content: content, {"ppt/activeX/activeX1.xml": b"<x/>"}), Refusal.MACROS),
        (
            replaced(TYPES, MAIN.encode(), b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
            Refusal.MACROS,
        ),
        (related("officeDocument/2006/relationships/image", "https://example.test/a.png"), Refusal.EXTERNAL),
        (related("officeDocument/2006/relationships/hyperlink", "file://server/share"), Refusal.EXTERNAL),
        (
            related("officeDocument/2006/relationships/oleObject", "x", "ppt/slides/_rels/slide1.xml.rels"),
            Refusal.EXTERNAL,
        ),
        (without_layouts(), Refusal.NO_LAYOUT),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(content: bytes, reason: Refusal) -> None:
    with pytest.raises(TemplateRefused) as refused:
        template_check(content)
    assert refused.value.reason == reason and str(refused.value) == reason.value


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        with target.open("big.xml", "w") as big:
            for _number in range(300):
                big.write(bytes(1_000_000))
        target.writestr(TYPES, MAIN, ZIP_STORED)
    assert len(out.getvalue()) < 1_000_000
    assert template_refusal(out.getvalue()) == Refusal.BOMB


def test_another_process_gives_the_same_reason() -> None:
    template_check_apart(template())
    with pytest.raises(TemplateRefused) as refused:
        template_check_apart(document())
    assert refused.value.reason == Refusal.NOT_PPTX
    with pytest.raises(TemplateRefused):
        template_check_apart(template(), seconds=0.001)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_used(data: st.DataObject) -> None:
    content = bytearray(template())
    for _number in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert template_refusal(bytes(content)) in {None, *Refusal}
