"""Spreadsheets to import, for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from soske.intake.applications.actions_import import Options, import_do
from soske.intake.applications.imports import Plan, plan_of
from soske.intake.applications.imports_fields import guessed, targets_of
from soske.intake.applications.imports_sheet import Table, table_read
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from tests.support.world import OPEN, person
from tests.support.world import programme as programme_made

HEAD = ("Organisaatio", "Muut jäsenorganisaatiot", "Yhteyshenkilö", "Sähköposti", "Teema", "Pilotti", "Pilotin arvo")
ROW = ("Keksilän kaupunki", "Mallilan kunta; Kuvala (yhdistys)", "Hankintapäällikkö", "hankinta@keksila.example")
FULL = (*ROW, "Hankinnoilla työllistäminen", "Siivous", 120000)


def academy(slug: str, **more: Any) -> Programme:
    """An academy as a request would load it."""
    programme_made(slug, **more)
    found = programme_get(slug)
    assert found is not None
    return found


def book(*rows: Sequence[Any], sheet: str = "Taul1") -> io.BytesIO:
    """A workbook with these rows in its first sheet, ready to send."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    return saved(made)


def saved(made: Workbook) -> io.BytesIO:
    content = io.BytesIO()
    made.save(content)
    content.seek(0)
    content.name = "hakemukset.xlsx"
    return content


def planned(programme: Programme, table: Table, kind: str = "applications") -> tuple[Plan, dict[int, str]]:
    targets = targets_of(programme, kind, "fi")
    mapping = guessed(table.headings, targets)
    return plan_of(programme, kind, table, mapping, targets, language="fi"), mapping


def imported(programme: Programme, *rows: Sequence[Any], kind: str = "applications", **options: Any) -> Plan:
    """Import the rows, the first of which has the headings."""
    table = table_read(book(*rows))
    _plan, mapping = planned(programme, table, kind)
    return import_do(
        by=person("coordinator"),
        programme=programme,
        table=table,
        mapping=mapping,
        options=Options(kind=kind, language="fi", **{"received": OPEN, **options}),
        now=OPEN,
    )
