"""Spreadsheets of every kind, the pages of an import, and its size."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from soske.intake.applications.actions_import import Options, import_do, import_of, import_store
from soske.intake.applications.imports_sheet import MOST_ROWS, table_read
from soske.intake.applications.models import Application
from soske.intake.applications.tasks_import import import_forget
from soske.programmes.models import Programme
from soske.records.models import StoredFile
from tests.support.importing import FULL, HEAD, academy, book, planned, saved
from tests.support.queries import counted
from tests.support.world import OPEN, World, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alpha() -> Programme:
    return academy("alpha")


# --- files ----------------------------------------------------------------------------------------------------------
def test_formulas_are_never_worked_out_and_stay_text(alpha: Programme) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(["Organisaatio", "Pilotti"])
    page.append(["Keksilän kaupunki", "=1+1"])  # a formula without a value that was kept
    page.append(["Öjan kunta", "x"])
    page["B3"].value, page["B3"].data_type = "=HYPERLINK(1)", "s"  # typed as text
    assert [line.cells for line in table_read(saved(made)).lines] == [
        ("Keksilän kaupunki", ""),
        ("Öjan kunta", "=HYPERLINK(1)"),
    ]


def test_hidden_sheets_are_not_there_and_another_one_can_be_chosen() -> None:
    made = Workbook()
    first = made.active
    assert first is not None
    first.append(["Salainen"])
    first.append(["x"])
    first.sheet_state = "hidden"
    for name in ("Å1", "Ö2"):
        page = made.create_sheet(name)
        page.append([f"Otsikko {name}"])
        page.append(["x"])
    content = saved(made)
    table = table_read(content)
    assert (table.sheets, table.sheet, table.headings) == (("Å1", "Ö2"), "Å1", ("Otsikko Å1",))
    assert table_read(content, sheet="Ö2").headings == ("Otsikko Ö2",)


def test_merged_cells_count_once_and_empty_rows_not_at_all() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    for row in ([], ["Organisaatio", "Pilotti"], [], ["Keksilän kaupunki", "Siivous"], [None, "Taksit"]):
        page.append(row or [None])
    page.merge_cells("A4:A5")
    lines = table_read(saved(made)).lines
    assert [(line.number, line.cells) for line in lines] == [(4, ("Keksilän kaupunki", "Siivous")), (5, ("", "Taksit"))]


def packed(name: str, content: bytes, times: int = 1) -> io.BytesIO:
    """A workbook with one more part."""
    content_of = book(HEAD, FULL)
    with zipfile.ZipFile(content_of, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content * times)
    content_of.seek(0)
    content_of.name = "pommi.xlsx"
    return content_of


BROKEN: dict[str, io.BytesIO] = {
    "text": io.BytesIO(b"Organisaatio;Pilotti\nA;B\n"),
    "empty": io.BytesIO(b""),
    "half": io.BytesIO(book(HEAD, FULL).read()[:900]),
    "no workbook": io.BytesIO(b"PK\x05\x06" + b"\0" * 18),
    "bomb": packed("xl/media/image1.png", b"\0" * 1_000_000, 60),
    "packed": packed("xl/sharedStrings2.xml", b"a" * 1_000_000, 30),
    "no headings": book(()),
    "no rows": book(HEAD),
    "too wide": book(tuple(f"Sarake {n}" for n in range(101)), tuple(range(101))),
    "too long": book(("Organisaatio",), *[("x",)] * (MOST_ROWS + 1)),
}


@pytest.mark.parametrize("what", sorted(BROKEN))
def test_file_that_cannot_be_read_is_refused_clearly(world: World, what: str) -> None:
    content = BROKEN[what]
    content.seek(0)
    content.name = "hakemukset.xlsx"
    answer = world.client("coordinator").post(
        "/fi/desk/alpha/applications/import/", {"kind": "applications", "file": content}
    )
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()
    assert StoredFile.objects.filter(subject_type="import").count() == 0


@pytest.mark.parametrize("name", ["hakemukset.pdf", "hakemukset.csv", "hakemukset", "hakemukset.xlsx.exe"])
def test_other_kinds_of_files_are_refused(world: World, name: str) -> None:
    content = book(HEAD, FULL)
    content.name = name
    answer = world.client("coordinator").post(
        "/fi/desk/alpha/applications/import/", {"kind": "applications", "file": content}
    )
    assert answer.status_code == 422


FIRST, LAST = (dt.datetime.combine(dt.date(year, 12, 31), dt.time.min) for year in (1901, 9999))
# Cells as they come: text with NUL, turned letters, emoji, HTML, formulas; numbers, dates, errors.
CELLS = st.one_of(
    st.none(),
    st.text(max_size=60).map(lambda text: re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", text)),
    st.sampled_from(
        [
            *("=1+1", "+358 9 123", "-5", "@SUM(A1)", "#REF!", "<b>x</b>", "\u202egnp.exe", "👩🏽\u200d🔧"),
            *("Hankinnoilla työllistäminen", "Keksilän kaupunki", "Åbo stad", "a@b.fi", "A@B.FI"),
            *("2026-05-31", "31.5.2026", "99.99.9999", "x" * 300, ";;;"),
        ]
    ),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(dt.date(1901, 1, 1), dt.date(9999, 12, 31)),
    st.datetimes(FIRST, LAST),
    st.times(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=5),
    state=st.sampled_from(["draft", "submitted"]),
)
def test_any_cells_give_a_plan_that_can_be_done(alpha: Programme, rows: list[list[Any]], state: str) -> None:
    from django.db import transaction

    try:
        table = table_read(book((*HEAD, "Saapunut"), *rows))
    except ValidationError:
        return
    plan, mapping = planned(alpha, table)
    counted_rows = {row for each in plan.applications for row in each.rows}
    counted_rows |= {row for row, _reason in (*plan.there, *plan.refused)}
    assert counted_rows == {line.number for line in table.lines}
    with transaction.atomic():
        done = import_do(
            by=person("coordinator"),
            programme=alpha,
            table=table,
            mapping=mapping,
            options=Options(kind="applications", language="fi", state=state, received=OPEN),
            now=OPEN,
        )
        assert done == plan
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None)
@given(content=st.binary(max_size=400), cut=st.integers(0, 6000))
def test_any_bytes_are_read_or_refused(content: bytes, cut: int) -> None:
    whole = book(HEAD, FULL).read()
    for each in (content, whole[:cut] + content + whole[cut:]):
        try:
            table_read(io.BytesIO(each))
        except ValidationError as refused:
            assert refused.messages[0]


# --- pages ----------------------------------------------------------------------------------------------------------
def fields(html: str) -> dict[str, str]:
    """What the form of a page would send, but for its buttons."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        values = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if "name" in values and (values.get("type") not in {"radio", "checkbox"} or " checked" in tag):
            found[values["name"]] = unescape(values.get("value", ""))
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def test_import_in_four_steps(world: World) -> None:
    client = world.client("coordinator")
    answer = client.post(
        "/fi/desk/alpha/applications/import/", {"kind": "applications", "file": book(HEAD, FULL, ("x",))}
    )
    address = answer.headers["Location"]
    columns = client.get(address).content.decode()
    sent = fields(columns)
    assert (sent["column-0"], sent["column-3"], sent["state"]) == ("organisation", "contact_email", "submitted")
    preview = client.post(address, {**sent, "step": "preview"}).content.decode()
    assert "Keksilän kaupunki" in preview and Application.objects.count() == 0
    again = client.post(address, {**fields(preview), "step": "change"}).content.decode()
    assert {name: value for name, value in fields(again).items() if name.startswith("column")} == {
        name: value for name, value in sent.items() if name.startswith("column")
    }
    done = client.post(address, {**fields(preview), "step": "import"})
    assert done.headers["Location"] == "/fi/desk/alpha/applications/import/"
    assert Application.objects.filter(other_way=True).count() == 1
    assert StoredFile.objects.filter(subject_type="import").count() == 0
    assert client.post(address, {**fields(preview), "step": "import"}).status_code == 302
    assert Application.objects.filter(other_way=True).count() == 1


def test_sheet_of_another_academy_is_not_there(world: World) -> None:
    content = book(HEAD, FULL)
    size = len(content.getvalue())
    stored = import_store(by=world.people["other"], programme=world.beta, name="a.xlsx", upload=content, size=size)
    assert import_of(world.alpha, stored.pk) is None
    found = world.client("coordinator").get(reverse("application_import", args=["alpha", stored.pk]))
    assert found.headers["Location"] == "/fi/desk/alpha/applications/import/"
    files = {role: world.client(role).get(f"/fi/files/{stored.pk}/").status_code for role in ("coordinator", "member")}
    assert files == {"coordinator": 404, "member": 404}


def test_sheet_is_thrown_away_after_a_day(world: World) -> None:
    content = book(HEAD, FULL)
    size = len(content.getvalue())
    stored = import_store(
        by=world.people["coordinator"], programme=world.alpha, name="a.xlsx", upload=content, size=size
    )
    assert [import_forget.call(stored.pk), import_forget.call(stored.pk)] == [True, False]
    assert not StoredFile.objects.filter(pk=stored.pk).exists()


@pytest.mark.parametrize(
    "forged",
    [{"column-0": "nothing"}, {"column-0": ""}, {"state": "selected"}, {"received": "huomenna"}, {"language": "xx"}],
)
def test_forged_answers_are_refused_and_nothing_is_saved(world: World, forged: dict[str, str]) -> None:
    client = world.client("coordinator")
    answer = client.post("/fi/desk/alpha/applications/import/", {"kind": "applications", "file": book(HEAD, FULL)})
    address = answer.headers["Location"]
    sent = {**fields(client.get(address).content.decode()), **forged}
    for step in ("preview", "import"):
        assert client.post(address, {**sent, "step": step}).status_code == 422
    assert Application.objects.filter(other_way=True).count() == 0


def test_what_a_sheet_says_is_shown_as_text(world: World) -> None:
    client = world.client("coordinator")
    row = ("<script>alert(1)</script> kaupunki", "", "<b>x</b>", "a@b.fi", "", "<i>")
    answer = client.post("/fi/desk/alpha/applications/import/", {"kind": "applications", "file": book(HEAD, row)})
    columns = client.get(answer.headers["Location"]).content.decode()
    preview = client.post(answer.headers["Location"], {**fields(columns), "step": "preview"}).content.decode()
    assert "<script>alert" not in columns + preview and "<b>x</b>" not in columns + preview
    assert "&lt;script&gt;alert(1)" in preview


# --- size -----------------------------------------------------------------------------------------------------------
def many(size: int) -> io.BytesIO:
    rows = (
        (f"Kunta {n} kunta", f"Yhdistys {n} ry", "Joku", f"a{n}@example.fi", "", f"Pilotti {n}", n) for n in range(size)
    )
    return book(HEAD, *rows)


def measured(programme: Programme, size: int, *, state: str) -> int:
    """Queries that an import of so many applications makes."""
    table = table_read(many(size))
    _plan, mapping = planned(programme, table)
    options = Options(kind="applications", language="fi", state=state, received=OPEN)
    with counted() as count:
        plan = import_do(
            by=person("coordinator"), programme=programme, table=table, mapping=mapping, options=options, now=OPEN
        )
    assert plan.new == size
    return count.queries


def test_drafts_take_few_queries_however_many_there_are(alpha: Programme) -> None:
    beta = academy("beta")
    assert measured(alpha, 4, state="draft") <= 25
    assert measured(beta, 300, state="draft") <= 60  # rows go to the database in pieces


def test_submitted_ones_take_at_most_ten_queries_each(alpha: Programme) -> None:
    assert measured(alpha, 60, state="submitted") <= 60 * 10 + 40


@pytest.mark.long
def test_two_thousand_rows_are_imported_in_a_minute(alpha: Programme) -> None:
    import time

    begun = time.process_time()
    measured(alpha, MOST_ROWS, state="submitted")
    assert (Application.objects.count(), time.process_time() - begun < 60) == (MOST_ROWS, True)
