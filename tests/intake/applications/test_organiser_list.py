from __future__ import annotations

import io
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from soske.intake.applications import actions_sending, queries_organiser
from soske.intake.applications.counts import Pair, call_overview, filter_counts
from soske.intake.applications.models import Application
from soske.intake.applications.queries_organiser import Filters, applications_found, applications_listed, neighbours
from soske.intake.groups.models import Group
from soske.packs.text import LocalText
from soske.records.actions import revision_grow
from tests.support import applying
from tests.support.called import SECRET, Called, ahead

pytestmark = pytest.mark.django_db


def found(call: Called, **filters: str) -> set[int]:
    return set(applications_found(call.fresh(), Filters.of(filters)).values_list("pk", flat=True))


def listed(call: Called, order: str) -> list[int]:
    return [row.pk for row in applications_listed(call.fresh(), Filters.of({"order": order}), start=0)]


# --- filters --------------------------------------------------------------------------------------------------------
def test_filters_combine(call: Called) -> None:
    assert found(call, state="draft") == {call.draft.pk, call.joint_draft.pk}
    assert found(call, state="draft", joint="1") == {call.joint_draft.pk}
    assert found(call, sector="third") == {call.joint_draft.pk}
    assert found(call, region="FI1D5") == {call.single.pk}
    assert found(call, region="FI1D5", state="draft") == set()
    assert len(found(call, region="none")) == 4


def test_filters_that_mean_nothing_are_left_out(call: Called) -> None:
    data = {"state": "x'--", "sector": "moon", "region": "FI", "theme": "UPPER", "order": "pk", "joint": "yes"}
    assert Filters.of(data) == Filters()
    assert Filters.of({"search": " a \x00 b "}).search == "a b"


def test_filters_by_theme_know_whole_codes(call: Called) -> None:
    themes = applying.fresh(call.single).group.themes
    assert themes
    with_theme = found(call, theme=themes[0])
    assert call.single.pk in with_theme
    assert call.draft.pk not in with_theme
    assert found(call, theme=themes[0][:-1]) == set()


def test_filters_read_back_what_they_write() -> None:
    filters = Filters(search="åäö & ?", state="draft", theme="work", joint=True, late=True, order="name")
    assert filters.query() == urlencode(
        {"search": "åäö & ?", "state": "draft", "theme": "work", "joint": "1", "late": "1", "order": "name"}
    )
    assert Filters().query() == ""
    assert filters.query(state="", joint=False, late=False, theme="", order="newest") == urlencode(
        {"search": "åäö & ?"}
    )


def test_completion_is_found_until_it_is_answered_or_cancelled(call: Called) -> None:
    key = applying.form(call.single).sections[0].fields[0].key
    by = call.coordinator
    actions_sending.completion_ask(
        by=by,
        application=call.single,
        fields=[key],
        message="Täydennä",
        due=ahead(),
        now=applying.OPEN,
    )
    assert found(call, completion="1") == {call.single.pk}
    actions_sending.completion_cancel(by=by, application=call.single, now=applying.OPEN)
    assert found(call, completion="1") == set()


# --- search ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["äänekosken", "AANEKOSKEN", "Äänekoski", "åbo", "abo stad"])
def test_search_finds_names_with_and_without_dots(call: Called, words: str) -> None:
    assert call.joint.pk in found(call, search=words)


@pytest.mark.parametrize("words", ["Ähtäri", "ahtarin kaupunki", "ÄHTÄRIN"])
def test_search_finds_drafts_by_names(call: Called, words: str) -> None:
    assert call.draft.pk in found(call, search=words)


def test_search_finds_drafts_by_names_of_all_their_organisations(call: Called) -> None:
    assert found(call, search="diakonialaitos loviisa") == {call.joint_draft.pk}


def test_search_finds_drafts_by_the_name_of_their_group(call: Called) -> None:
    Group.objects.filter(pk=call.draft.group_id).update(name=LocalText(fi="Järvialueen ryhmä", sv="Sjögruppen"))
    assert found(call, search="järvialue") == {call.draft.pk}
    assert found(call, search="sjogruppen") == {call.draft.pk}


def test_search_never_looks_into_drafts(call: Called) -> None:
    assert found(call, search=SECRET) == set()


def test_search_looks_into_what_was_received(call: Called) -> None:
    assert call.single.pk in found(call, search="vastaus")


def test_search_does_not_look_into_what_was_reopened(call: Called) -> None:
    actions_sending.application_reopen(by=call.writer, application=call.single, now=applying.OPEN)
    assert call.single.pk not in found(call, search="vastaus")
    assert call.single.pk in found(call, search="öja")


def test_search_finds_numbers(call: Called) -> None:
    actions_sending.case_number_set(by=call.coordinator, application=call.joint, case_number="VN/77/2026")
    assert call.joint.number == 2
    assert call.joint.pk in found(call, search="2")
    assert found(call, search="vn/77") == {call.joint.pk}


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\\", "(", "999999999999999999999", "  "])
def test_search_takes_any_sign(call: Called, words: str) -> None:
    answer = call.client().get(reverse("applications", args=["alpha"]), {"search": words})
    assert answer.status_code == 200


# --- order ----------------------------------------------------------------------------------------------------------
def test_order_by_number_has_drafts_last(call: Called) -> None:
    assert listed(call, "number") == [
        call.single.pk,
        call.joint.pk,
        call.withdrawn.pk,
        call.draft.pk,
        call.joint_draft.pk,
    ]


def test_order_by_name_is_that_of_the_language(call: Called) -> None:
    # Diakonialaitos, Wiitasaari, Ähtäri, Äänekoski, Öja: h stands before ä.
    assert listed(call, "name") == [
        call.joint_draft.pk,
        call.withdrawn.pk,
        call.draft.pk,
        call.joint.pk,
        call.single.pk,
    ]


@pytest.mark.parametrize("order", ["newest", "number", "name"])
def test_neighbours_follow_the_list(call: Called, order: str) -> None:
    programme, filters = call.fresh(), Filters.of({"order": order})
    pks = listed(call, order)
    applications = {each.pk: applying.fresh(each) for each in (call.single, call.joint, call.draft, call.joint_draft)}
    for pk, application in applications.items():
        at = pks.index(pk)
        before = pks[at - 1] if at else None
        after = pks[at + 1] if at + 1 < len(pks) else None
        assert neighbours(programme, filters, application) == (before, after), (order, at)


def test_neighbours_are_in_the_filtered_list(call: Called) -> None:
    programme = call.fresh()
    assert neighbours(programme, Filters.of({"state": "submitted", "order": "number"}), call.single) == (
        None,
        call.joint.pk,
    )
    assert neighbours(programme, Filters.of({"state": "submitted", "order": "number"}), call.joint) == (
        call.single.pk,
        None,
    )


# --- counts ---------------------------------------------------------------------------------------------------------
def test_overview_counts_a_joint_application_in_each_sector(call: Called) -> None:
    overview = call_overview(call.fresh())
    assert (overview.submitted, overview.drafts, overview.withdrawn, overview.total) == (2, 2, 1, 5)
    assert overview.joint == Pair(1, 2)
    assert overview.unsigned == 1
    assert overview.sectors == {"municipal": Pair(2, 4), "third": Pair(0, 1)}
    assert overview.regions["FI1D5"] == Pair(1, 1)
    theme = call.single.group.themes[0]
    assert overview.themes[theme] == Pair(2, 2)


def test_counts_beside_a_filter_are_what_it_would_show(call: Called) -> None:
    for data in ({}, {"state": "draft"}, {"sector": "municipal"}, {"joint": "1"}, {"search": "kaupunki"}):
        filters = Filters.of(data)
        counts = filter_counts(call.fresh(), filters)
        assert counts.total == len(found(call, **data))
        for name, numbers in (
            ("state", counts.states),
            ("sector", counts.sectors),
            ("region", counts.regions),
            ("theme", counts.themes),
        ):
            assert numbers == {value: len(found(call, **{**data, name: value})) for value in numbers}, (data, name)
        assert counts.flags == {flag: len(found(call, **{**data, flag: "1"})) for flag in counts.flags}


def test_counts_follow_a_theme_that_is_chosen_in_a_draft(call: Called) -> None:
    theme = call.single.group.themes[0]
    before = call_overview(call.fresh()).themes[theme]
    applying.save(call.draft, call.writer, "themes", theme)
    assert call_overview(call.fresh()).themes[theme] == Pair(before.submitted, before.total + 1)


# --- the page -------------------------------------------------------------------------------------------------------
def test_list_shows_states_and_how_far_drafts_are(call: Called) -> None:
    text = call.client().get("/en/desk/alpha/applications/").content.decode()
    rows = re.findall(r"<tr.*?</tr>", text, re.DOTALL)
    joint = next(row for row in rows if "Diakonialaitos" in row)
    assert "joint group" in joint
    assert 'data-kind="draft"' in joint
    assert "signed off: 0/2" in joint
    assert "Shown: 5/5" in text


def test_list_says_when_nothing_fits(call: Called) -> None:
    text = call.client().get("/en/desk/alpha/applications/?search=zzzzzz").content.decode()
    assert "Nothing fits the filters" in text
    assert "Shown: 0/5" in text


def test_list_of_a_call_without_applications_teaches(call: Called) -> None:
    Application.objects.all().delete()
    revision_grow(call.programme.pk)
    text = call.client().get("/en/desk/alpha/applications/").content.decode()
    assert "There are no applications yet" in text


# --- the sheet ------------------------------------------------------------------------------------------------------
def test_sheet_has_every_answer_as_text(call: Called) -> None:
    client = call.client()
    key = next(
        each.key
        for section in applying.form(call.single).sections
        for each in section.fields
        if each.kind == "text" and each.key.startswith("q.") and each.member is None
    )
    actions_sending.application_reopen(by=call.writer, application=call.single, now=applying.OPEN)
    applying.save(call.single, call.writer, key, '=HYPERLINK("http://x")\nkaksi')
    applying.submit(call.single, call.writer)
    answer = client.get("/en/desk/alpha/applications.xlsx?state=submitted&order=number")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows())
    assert len(rows) == 3
    cells = [cell for cell in rows[1] if isinstance(cell.value, str) and "HYPERLINK" in cell.value]
    assert [cell.value for cell in cells] == ['=HYPERLINK("http://x")\nkaksi']
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    titles = [cell.value for cell in rows[0]]
    assert len(titles) == len(set(titles))


def test_sheet_is_filtered_as_the_list_is(call: Called) -> None:
    answer = call.client().get("/en/desk/alpha/applications.xlsx?state=draft")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert {row[1] for row in values[1:]} == {"Draft"}
    assert SECRET not in str(values)


def test_sheet_cuts_a_cell_that_no_spreadsheet_holds() -> None:
    from soske.intake.applications.sheet_organiser import LONGEST_CELL, answer_cells

    content = {"sections": [{"answers": [{"key": "q.x.1", "text": "ä" * 40_000, "raw": "", "whose": "Pori"}]}]}
    assert len(answer_cells(content, set())["q.x"]) == LONGEST_CELL + 1


def test_drafts_are_not_read_by_the_list(call: Called) -> None:
    from tests.support.queries import counted

    with counted() as count:
        applications_listed(call.fresh(), Filters(), start=0)
    assert [each for each in count.statements if '"records_writing"."text" FROM' in each] == []
    assert queries_organiser.PAGE == 50
