"""The plan as a file."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import timezone

from soske.people.models import Person
from soske.workbench.plans import actions
from tests.workbench.plans.rooms import GOAL, Planning

pytestmark = pytest.mark.django_db


def written(room: Planning) -> None:
    room.row()
    for code, text in (("goals", "## Näin\n\n- **ä** ja ö"), ("scope", "Vain siivous <b>ei</b>")):
        actions.text_save(
            by=Person.objects.get(email="eka@example.fi"),
            group=room.team(),
            section=room.section(code),
            member=None,
            text=text,
            base=0,
            token="",
            now=timezone.now(),
        )


def paper(room: Planning, kind: str, who: str = "eka") -> bytes:
    answer = room.client(who).get(f"{room.page()}paper/{kind}/")
    assert answer.status_code == 200
    assert 'filename="toimintamallisuunnitelma-' in answer.headers["Content-Disposition"]
    return answer.content


def test_markdown_has_every_section_and_what_is_written(room: Planning) -> None:
    written(room)
    text = paper(room, "md", "sparraaja").decode()
    for each in ("Visio ja tavoitteet", "Rajaus", "**ä** ja ö", GOAL["goal"], "Ei vielä kirjoitettu"):
        assert each in text
    assert text.count("\n## ") >= 17


def test_word_document_can_be_opened_and_has_the_goal_in_a_table(room: Planning) -> None:
    from docx import Document

    written(room)
    document = Document(io.BytesIO(paper(room, "docx", "coordinator")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert GOAL["goal"] in cells and "2029" in cells
    headings = [each.text for each in document.paragraphs if each.style is not None and each.style.name == "Heading 1"]
    assert len(headings) == 17 and headings[2] == "Visio ja tavoitteet"


def test_pdf_is_made_and_an_empty_plan_too(room: Planning) -> None:
    assert paper(room, "pdf").startswith(b"%PDF-")
    assert zipfile.is_zipfile(io.BytesIO(paper(room, "docx")))


def test_no_other_kind_and_nobody_else(room: Planning) -> None:
    assert room.client().get(f"{room.page()}paper/exe/").status_code == 404
    assert room.client("kolmas").get(f"{room.page()}paper/md/").status_code == 404
