"""Every address of the call, and of letters to an audience, with bad input of every kind: a clear answer, nothing
half-saved, and what was typed is still there."""

from __future__ import annotations

import html
import io
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from soske.base.connect import Sheet
from soske.base.localtext import writable
from soske.base.sheets import workbook
from soske.intake.calls.models import InfoSignup, Interest, PartnerNotice
from soske.programmes.models import Stage
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.models import Letter
from tests.access.test_access import address, status
from tests.desk.access import TABLE as DESK
from tests.intake.calls.access import TABLE as CALLS
from tests.support.calls import call_now
from tests.support.nasty import FEW, FEW_BODIES, FEW_RAW, LONG, TEXTS, Walk, undone
from tests.support.world import World

pytestmark = pytest.mark.django_db
ROLES = ("member", "coordinator")
UUID = "11111111-2222-4333-8444-555555555555"
LETTERS = ("letters", "letter", "letter_new", "letter_move", "letters_cancel")
TABLE = {**CALLS, **{name: DESK[name] for name in LETTERS}, "groups_xlsx": DESK["groups_xlsx"]}
NAMES = ["which", "page", "theme", "region", "state", "batch", "to", "next"]
"""What pages ask for in their addresses."""
NOTHING = {"x": "x"}
"""Pages that are only read, and acts of one button."""
SIGNUP = {
    "email": "kuulija@example.fi",
    "attends": "on",
    "wants_recording": "on",
    "name": "Hankinta-asiantuntija",
    "organisation": "Uusi kunta",
    "question": "Kuinka monta?",
}
MESSAGE = {
    "to": "drafts",
    "sector": "",
    "theme": "",
    "joint": "",
    **{f"{field}_{lang}": "Viesti" for field in ("subject", "text") for lang in ("fi", "sv", "en")},
    "token": UUID,
    "step": "queue",
    "seen": "x",
    "left_out": "",
    "page": "1",
    "keep": "p1",
    "shown": "p1",
}
NOTICE = {
    "organisation": "Uusi kunta",
    "type": "municipality",
    "themes": "employment",
    "region": "FI19B",
    "brings": "Kokemusta.",
    "wants": "Kuntaa.",
    "opened": "x",
}
CALL = {
    "case_number": "SOSKE/1/2026",
    "info_place": "Verkossa",
    "info_link": "https://example.fi/a",
    "recording": "https://example.fi/b",
    "opened": "x",
}
GOOD: dict[str, Mapping[str, str]] = {
    "call": NOTHING,
    "interest": {"email": "kuulija@example.fi", "name": "Hankkija", "organisation": "Uusi kunta"},
    "interest_own": {"act": "remove"},
    "info_signup": SIGNUP,
    "info_own": {**SIGNUP, "act": "save"},
    "call_done": NOTHING,
    "partners": NOTHING,
    "partner_new": NOTICE,
    "partner_edit": NOTICE,
    "partner_close": NOTHING,
    "partner_write": {"message": "Haetaanko yhdessä?"},
    "call_desk": CALL,
    "info_signups": NOTHING,
    "recording_send": NOTHING,
    "letters": NOTHING,
    "letter": {"to": "again"},
    "letter_new": MESSAGE,
    "letter_move": {"to": "again"},
    "letters_cancel": NOTHING,
    "groups_xlsx": NOTHING,
}
"""A form that would be accepted, for every page that takes one."""


@pytest.fixture
def world(world: World, settings: Any) -> World:
    """With drafts to write to, an academy that everyone sees before its call, and no limits to what one sends."""
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {}
    if world.alpha.state == ProgrammeState.DRAFT:
        programme_move(world.alpha, ProgrammeState.PUBLIC, by=None)
    world.apply()
    Stage.objects.filter(programme=world.alpha, kind="info").update(starts=None, ends=None)
    call_now(world.alpha, "before")
    return world


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world, TABLE, ROLES, GOOD)


def test_no_address_is_forgotten() -> None:
    assert GOOD.keys() == TABLE.keys()
    assert {name for name in DESK if name.startswith("letter")} == set(LETTERS)


# --- everywhere -----------------------------------------------------------------------------------------------------
def test_bad_texts_in_every_field(walk: Walk) -> None:
    assert walk.texts(FEW) == []


def test_bad_texts_in_one_field_among_good_ones(walk: Walk) -> None:
    assert walk.one_by_one(FEW) == []


def test_bytes_that_are_no_text(walk: Walk) -> None:
    assert walk.raw(FEW_RAW) == []


def test_fields_missing_and_double(walk: Walk) -> None:
    assert walk.missing_and_double() == []


def test_what_is_no_form(walk: Walk) -> None:
    assert walk.bodies(FEW_BODIES) == []


def test_bad_words_in_the_query(walk: Walk) -> None:
    assert walk.asked(NAMES, FEW) == []


@pytest.mark.long
def test_everything_bad_everywhere(walk: Walk) -> None:
    texts = {what: text for what, text in TEXTS.items() if what not in LONG} | {"nought": "0", "plus": "+1"}
    assert [*walk.texts(TEXTS), *walk.one_by_one(TEXTS), *walk.raw(), *walk.bodies(), *walk.asked(NAMES, texts)] == []


@pytest.mark.parametrize("number", ["0", "999999999", "9223372036854775807", "9223372036854775808", "9" * 40])
def test_forged_numbers_in_every_address(world: World, number: str) -> None:
    found = []
    for name, client, _url in Walk(world, TABLE, ROLES, {}):
        if "pk" in TABLE[name].kwargs:
            url = address(name, {**TABLE[name].kwargs, "pk": f"text:{number}"}, world)
            for method in (client.get, client.post):
                with undone():
                    code = status(method(url, GOOD[name]))
                    if code not in {403, 404, 405}:
                        found.append((name, code))
    assert found == []


def test_a_link_with_another_token_is_not_there(world: World) -> None:
    client, before = world.client("visitor"), (Interest.objects.count(), InfoSignup.objects.count())
    for name in ("interest_own", "info_own"):
        url = reverse(name, args=["alpha", UUID])
        assert [client.get(url).status_code, client.post(url, {"act": "remove"}).status_code] == [404, 404]
    assert (Interest.objects.count(), InfoSignup.objects.count()) == before


# --- what was typed is still there ----------------------------------------------------------------------------------
@pytest.mark.parametrize("bad", ["<b>\"'&amp;</b> =1+1 {{x}} {y}", "\u202eאב ä😀", "x" * 3000])
@pytest.mark.parametrize(
    ("name", "role", "shown"),
    [
        ("interest", "member", ["email", "name", "organisation"]),
        ("info_signup", "member", ["email", "name", "organisation", "question"]),
        ("partner_new", "outsider", ["organisation", "brings", "wants"]),
        ("partner_edit", "member", ["brings", "wants"]),
        ("call_desk", "coordinator", ["case_number", "info_place", "info_link", "recording"]),
        ("letter_new", "coordinator", ["subject_fi", "subject_sv", "text_fi", "text_sv"]),
    ],
)
def test_a_refused_form_shows_what_was_typed(world: World, name: str, role: str, shown: list[str], bad: str) -> None:
    typed = {each: f"{bad}{number}" for number, each in enumerate(shown)}
    # Something in each is wrong: an address, a choice, a mark.
    wrong = {"region": "moon", "themes": "moon", "to": "nobody", "token": "x"}
    answer = world.client(role).post(address(name, TABLE[name].kwargs, world), {**GOOD[name], **typed, **wrong})
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert [text[:80] for text in typed.values() if text not in page] == []
    assert "<b>\"'" not in answer.content.decode()


def test_a_message_that_is_too_long_is_still_there(world: World) -> None:
    text = "<i>ä\u202e</i>" + "x" * 2000
    url = address("partner_write", TABLE["partner_write"].kwargs, world)
    before = Letter.objects.count()
    answer = world.client("member").post(url, {"message": text})
    assert (answer.status_code, Letter.objects.count()) == (422, before)
    assert text in html.unescape(answer.content.decode())


# --- out ------------------------------------------------------------------------------------------------------------
CELLS = {what: writable(text) for what, text in TEXTS.items() if what not in LONG}


def test_cells_of_the_lists_are_text_whatever_was_typed(world: World) -> None:
    call = world.alpha_call.signup.call
    for number, text in enumerate(CELLS.values()):
        about = {"call": call, "email": f"a{number}@example.fi", "language": "fi", "name": text[:120]}
        InfoSignup.objects.create(**about, question=text[:1000], attends=True)
        Interest.objects.create(**about, organisation=text[:200])
    PartnerNotice.objects.filter(call=call).update(brings=CELLS["formula"])
    answer = world.client("coordinator").get(reverse("groups_xlsx", args=["alpha"]))
    book = load_workbook(io.BytesIO(answer.getvalue()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    words = {str(cell.value) for cell in cells}
    assert {CELLS[what][:120] for what in ("formula", "HTML", "template", "SQL", "right to left")} <= words


def test_the_longest_cell_is_shortened_and_not_left_out() -> None:
    """A cell holds 32,767 characters."""
    book = load_workbook(io.BytesIO(workbook([Sheet(title="x", columns=["a"], rows=[["ä" * 50_000]])])))
    assert len(book["x"]["A2"].value or "") > 32_000
