"""The pages of the editor: every place opens and saves, rows work without a script, bad input gets an answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from soske.base.memo import forget_all
from soske.base.opened import mark
from soske.programmes.actions import PARTS
from soske.programmes.models import EarlierPart, PackPart, Programme, Stage
from soske.programmes.queries_texts import contents_of
from soske.programmes.texts import new_place, place_of
from soske.records.models import AuditRow
from tests.support.queries import counted
from tests.support.world import World

pytestmark = pytest.mark.django_db
# Parts that are edited on one page.
WHOLE = {"public", "workload", "announcement", "tags", "call", "seat", "interview", "topics", "sparring"}


@pytest.fixture
def client(world: World) -> Client:
    """The coordinator of alpha, whose call has not opened yet."""
    move_call(world.alpha, dt.date(2099, 1, 4))
    return world.client("coordinator")


@pytest.fixture(autouse=True)
def _finnish() -> Iterator[None]:
    with override("fi"):
        yield


def move_call(of: Programme, day: dt.date) -> None:
    Stage.objects.filter(programme=of, kind="call").update(starts=day, ends=day)
    forget_all()


def url(part: str, *codes: str) -> str:
    if codes:
        return reverse("texts_item", args=["alpha", part, "/".join(codes)])
    return reverse("texts_part", args=["alpha", part])


MANY, FEW = {"means", "purchases", "maturity", "plan"}, 3


def places(of: Programme) -> Iterator[tuple[str, ...]]:
    """Every part and every item that has a page; of parts with many large items the first ones."""
    contents = contents_of(of)

    def below(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield way
        place = place_of(contents, way[0], way[1:])
        assert place is not None
        for code in place.item_codes()[: FEW if way[0] in MANY else None]:
            yield from below((*way, code))

    for part in PARTS:
        yield from below((part,))


def typed(html: str) -> dict[str, Any]:
    """What a browser would send of the main form: hidden fields, inputs, texts, choices."""
    form = html.split('<form class="form wide"', 1)[1].split("</form>", 1)[0]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if found.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        empty = "on" if found.get("type") == "checkbox" else ""
        data.setdefault(found["name"], []).append(unescape(found.get("value", empty)))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        data[name] = unescape(text).replace("\n", "\r\n")
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', inside) or re.findall(r'value="([^"]*)"', inside)
        data[name] = chosen[0]
    return data


def messages(answer: Any) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


@pytest.mark.parametrize("frozen", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_place_opens_and_saves_as_it_is(client: Client, world: World, frozen: bool) -> None:
    if frozen:
        Programme.objects.filter(pk=world.alpha.pk).update(record_only=True)
    before, seen = contents_of(world.alpha), 0
    for way in places(world.alpha):
        page = client.get(url(*way))
        assert page.status_code == 200, way
        html = page.content.decode()
        if '<form class="form wide"' not in html:
            continue
        answer = client.post(url(*way), typed(html), follow=True)
        assert answer.status_code == 200, (way, answer.context["form"].errors)
        keys = [row.details["keys"] for row in AuditRow.objects.filter(act="texts_changed")]
        assert (messages(answer), keys) == (["Mikään ei muuttunut."], []), way
        seen += 1
    assert seen > 60
    assert contents_of(world.alpha) == before
    assert EarlierPart.objects.count() == 0


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_officials_see_no_other_language_around_the_texts(client: Client, language: str) -> None:
    for part in ("application", "path"):
        html = client.get(url(part).replace("/fi/", f"/{language}/", 1)).content.decode()
        assert ("Move up" in html) == (language == "en")
        assert ("Add a" in html) == (language == "en")


def test_overview_says_what_is_missing_and_who_changed_it(client: Client, world: World) -> None:
    data = typed(client.get(url("public")).content.decode())
    client.post(url("public"), {**data, "kicker_sv": ""})
    html = client.get(reverse("texts", args=["alpha"])).content.decode()
    assert "1 tekstistä puuttuu kieli" in html
    assert "Coordinator" in html
    page = client.get(url("public")).content.decode()
    assert "Puuttuu: svenska" in page


def test_new_item_gets_its_page_and_the_form_for_another(client: Client, world: World) -> None:
    page = client.get(url("eligibility", "new-item"))
    data = typed(page.content.decode()) | {"text_fi": "Uusi vaatimus", "text_sv": "Nytt krav", "text_en": "New one"}
    answer = client.post(url("eligibility", "new-item"), {**data, "again": "1"})
    assert answer.headers["Location"] == url("eligibility", "new-item")
    assert contents_of(world.alpha)["eligibility"][-1]["code"] == "uusi_vaatimus"
    again = client.post(url("eligibility", "new-item"), data)
    assert again.status_code == 422  # sent twice
    assert "Uusi vaatimus" in again.content.decode()


NEW_STEP = {"name_fi": "Jälkipuinti", "stages-name_fi": "Palaute", "stages-kind": "other", "stages-at-months": "30"}


def test_new_step_begins_with_a_stage(client: Client, world: World) -> None:
    full = client.post(url("path", "new-item"), typed(client.get(url("path", "new-item")).content.decode()) | NEW_STEP)
    assert (full.status_code, full.context["form"].non_field_errors()) == (422, ["Enimmäismäärä: 9"])
    last = contents_of(world.alpha)["path"][-1]["code"]
    client.post(
        url("path"),
        {"act": "remove", "item": last, "opened": mark([step["code"] for step in contents_of(world.alpha)["path"]])},
    )
    data = typed(client.get(url("path", "new-item")).content.decode())
    assert client.post(url("path", "new-item"), data | NEW_STEP).status_code == 302
    step = contents_of(world.alpha)["path"][-1]
    assert (step["code"], step["stages"][0]["code"]) == ("jalkipuinti", "palaute")
    assert Stage.objects.get(programme=world.alpha, code="palaute").starts is None


def test_items_move_and_vanish_by_buttons(client: Client, world: World) -> None:
    def opened() -> str:
        found = re.search(
            r'name="opened" value="([^"]+)"><input type="hidden" name="item"',
            client.get(url("criteria")).content.decode(),
        )
        assert found is not None
        return found[1]

    before = [item["code"] for item in contents_of(world.alpha)["criteria"]]
    client.post(url("criteria"), {"act": "down", "item": before[0], "opened": opened()})
    assert [item["code"] for item in contents_of(world.alpha)["criteria"]][:2] == [before[1], before[0]]
    client.post(url("criteria"), {"act": "remove", "item": before[0], "opened": opened()})
    assert before[0] not in [item["code"] for item in contents_of(world.alpha)["criteria"]]
    answer = client.post(url("criteria"), {"act": "remove", "item": before[1], "opened": "old"}, follow=True)
    assert "Toinen käyttäjä on tallentanut" in messages(answer)[-1]
    assert before[1] in [item["code"] for item in contents_of(world.alpha)["criteria"]]


# --- rows ---------------------------------------------------------------------------------------------------------
def test_rows_are_added_moved_and_removed_before_saving_and_keep_what_was_typed(client: Client, world: World) -> None:
    PackPart.objects.filter(programme=world.alpha, name__in=["means", "maturity"]).delete()  # they refer to topics
    before = [item["code"] for item in contents_of(world.alpha)["topics"]]
    data = typed(client.get(url("topics")).content.decode())
    page = client.post(url("topics"), {**data, "row": "topics:add"})
    assert page.status_code == 200
    new = len(before)
    data = typed(page.content.decode()) | {f"topics-{new}-name_fi": "Uusi aihe"}
    page = client.post(url("topics"), {**data, "row": f"topics:{new}:up"})
    data = typed(page.content.decode())
    assert data[f"topics-{new}-name_fi"] == "Uusi aihe"
    page = client.post(url("topics"), {**data, "row": "topics:0:remove"})
    data = typed(page.content.decode())
    assert EarlierPart.objects.count() == 0
    assert client.post(url("topics"), data).status_code == 302
    assert [item["code"] for item in contents_of(world.alpha)["topics"]] == [*before[1:-1], "uusi_aihe", before[-1]]


def test_empty_new_row_is_left_out_and_a_half_written_one_is_asked_for(client: Client, world: World) -> None:
    data = typed(client.get(url("workload")).content.decode())
    rows = len(contents_of(world.alpha)["workload"])
    data = typed(client.post(url("workload"), {**data, "row": "workload:add"}).content.decode())
    assert messages(client.post(url("workload"), data, follow=True)) == ["Mikään ei muuttunut."]
    half = client.post(url("workload"), {**data, f"workload-{rows}-name_fi": "Lisätyö"})
    assert half.status_code == 422
    assert list(half.context["form"].errors) == [f"workload-{rows}-days"]
    assert (
        client.post(
            url("workload"), {**data, f"workload-{rows}-name_fi": "Lisätyö", f"workload-{rows}-days": "1,5"}
        ).status_code
        == 302
    )
    assert contents_of(world.alpha)["workload"][-1] == {"code": "lisatyo", "name": {"fi": "Lisätyö"}, "days": 1.5}


def test_advice_may_be_left_out_but_not_half_written(client: Client, world: World) -> None:
    role = next(each for each in contents_of(world.alpha)["roles"] if each["advice"] is None)
    data = typed(client.get(url("roles", role["code"])).content.decode())
    half = client.post(url("roles", role["code"]), {**data, "advice-themes": ["rights"]})
    assert half.status_code == 422
    assert list(half.context["form"].errors) == ["advice-text"]
    full = client.post(
        url("roles", role["code"]), {**data, "advice-themes": ["rights"], "advice-text_fi": "Ottakaa mukaan"}
    )
    assert full.status_code == 302
    saved = next(each for each in contents_of(world.alpha)["roles"] if each["code"] == role["code"])
    assert saved["advice"] == {"themes": ["rights"], "organisation_types": [], "text": {"fi": "Ottakaa mukaan"}}
    data = typed(client.get(url("roles", role["code"])).content.decode())
    data.pop("advice-themes")
    assert client.post(url("roles", role["code"]), {**data, "advice-text_fi": ""}).status_code == 302
    saved = next(each for each in contents_of(world.alpha)["roles"] if each["code"] == role["code"])
    assert saved["advice"] is None


# --- the template of the plan --------------------------------------------------------------------------------------
NEW_SECTION = {"name_fi": "Öljy ja vesi", "about_fi": "Mitä?", "example_fi": "Keksitty", "questions-order": "0,1"}
ASKED = {"questions-0-text_fi": "Miksi?", "questions-1-text_fi": "Milloin?"}


def sections(of: Programme) -> list[dict[str, Any]]:
    return list(contents_of(of)["plan"]["sections"])


def test_new_section_of_the_plan_begins_as_the_schema_says(client: Client, world: World) -> None:
    way = url("plan", "new-item")
    data = typed(client.get(way).content.decode())
    assert (data["kind"], data["minutes"], data["longest"], data["needed"]) == ("text", ["15"], ["4000"], ["on"])
    assert "own" not in data and "deck" not in data
    assert client.post(way, data | NEW_SECTION | ASKED).status_code == 302
    section = sections(world.alpha)[-1]
    assert section["code"] == "oljy_ja_vesi"
    assert section["questions"] == [{"fi": "Miksi?"}, {"fi": "Milloin?"}]
    assert (section["rows"], section["columns"], section["days"]) == ([], [], [])
    few = client.post(way, typed(client.get(way).content.decode()) | NEW_SECTION)
    assert (few.status_code, few.context["form"].non_field_errors()) == (
        422,
        ["Apukysymykset: Vähimmäismäärä: 2"],
    )


def test_days_of_steps_are_typed_in_a_row(client: Client, world: World) -> None:
    way = url("plan", "timeline")
    data = typed(client.get(way).content.decode())
    assert data["days"] == ["30, 90, 180, 365"]
    for days, fault in [
        ("30, ä", "Kirjoita kokonaislukuja pilkuilla erotettuina, esimerkiksi 30, 90."),
        ("30,5, -90", "Kirjoita kokonaislukuja pilkuilla erotettuina, esimerkiksi 30, 90."),
        ("", "Kirjoita ainakin yhden askeleen päivät."),
    ]:
        answer = client.post(way, {**data, "days": days})
        assert (answer.status_code, answer.context["form"].errors["days"]) == (422, [fault])
        assert f'name="days" value="{days}"' in answer.content.decode() or not days
    assert client.post(way, {**data, "days": " 30,90 , 180,366,"}).status_code == 302
    assert sections(world.alpha)[12]["days"] == [30, 90, 180, 366]


def test_parties_of_a_section_that_is_no_table_are_refused_in_words(client: Client, world: World) -> None:
    way = url("plan", "roles")
    data = typed(client.get(way).content.decode())
    answer = client.post(way, {**data, "kind": "text"})
    faults = [text.split(",")[0] for text in answer.context["form"].non_field_errors()]
    assert (answer.status_code, sorted(faults)) == (
        422,
        ["Osapuolet: Osapuolia on vain osassa", "Tehtävät tai askeleet: Tehtäviä tai askelia on vain osassa"],
    )
    twice = client.post(way, {**data, "kind": "goals"})
    assert twice.context["form"].errors["kind"] == ["Tällainen osa on jo. Valitse toinen tyyppi."]
    assert sections(world.alpha)[4]["kind"] == "roles"


# --- after the call has opened ------------------------------------------------------------------------------------
def test_after_the_call_opened_the_page_says_so_and_forged_fields_change_nothing(client: Client, world: World) -> None:
    section = next(each for each in contents_of(world.alpha)["application"] if each["questions"])
    way = ("application", section["code"], section["questions"][0]["code"])
    open_form = typed(client.get(url(*way)).content.decode())
    move_call(world.alpha, dt.date(2020, 1, 1))
    html = client.get(url(*way)).content.decode()
    assert "Haku on avautunut" in html
    assert 'name="kind"' not in html and "Siirrä ylös" not in html
    before = contents_of(world.alpha)["application"]
    answer = client.post(url(*way), {**open_form, "kind": "date", "options-order": "9,8", "longest": "20"}, follow=True)
    assert messages(answer) == ["Mikään ei muuttunut."]
    assert contents_of(world.alpha)["application"] == before
    assert client.get(url("application", "new-item")).status_code == 302
    assert client.post(url("application", "new-item"), {"name_fi": "Osa"}).status_code == 302
    assert contents_of(world.alpha)["application"] == before


# --- two at once --------------------------------------------------------------------------------------------------
def test_second_of_two_coordinators_is_told_and_keeps_what_she_typed(client: Client, world: World) -> None:
    first = typed(client.get(url("letters", "selected")).content.decode())
    second = {**first, "subject_fi": "Toisen otsikko"}
    assert client.post(url("letters", "selected"), {**first, "subject_fi": "Ensimmäisen otsikko"}).status_code == 302
    answer = client.post(url("letters", "selected"), second)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Toinen käyttäjä on tallentanut" in html and "Toisen otsikko" in html
    letter = next(each for each in contents_of(world.alpha)["letters"] if each["code"] == "selected")
    assert letter["subject"]["fi"] == "Ensimmäisen otsikko"


# --- preview ------------------------------------------------------------------------------------------------------
def test_preview_shows_the_letter_filled_in_and_saves_nothing(client: Client, world: World) -> None:
    data = typed(client.get(url("letters", "selected")).content.decode())
    body = "Hei **{group}**,\r\n\r\n<script>alert(1)</script>\r\n\r\n- {programme}"
    answer = client.post(url("letters", "selected"), {**data, "body_fi": body, "preview": "1"})
    assert answer.status_code == 200
    html = answer.content.decode().split('id="preview"', 1)[1].split("</section>", 1)[0]
    assert "<strong>[ryhmän nimi]</strong>" in html
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "Alpha-akatemia" in html and "{" not in html
    assert EarlierPart.objects.count() == 0
    assert "**{group}**" in answer.content.decode()  # what was typed stays


@pytest.mark.parametrize("part", PARTS)
def test_preview_of_every_part_is_a_page(client: Client, world: World, part: str) -> None:
    way = next(way for way in places(world.alpha) if way[0] == part and len(way) > (0 if part in WHOLE else 1))
    data = typed(client.get(url(*way)).content.decode())
    answer = client.post(url(*way), {**data, "preview": "1"})
    assert answer.status_code == 200
    assert 'id="preview"' in answer.content.decode()


# --- earlier versions ---------------------------------------------------------------------------------------------
def test_earlier_version_is_listed_compared_and_brought_back(client: Client, world: World) -> None:
    before = contents_of(world.alpha)["public"]
    data = typed(client.get(url("public")).content.decode())
    client.post(url("public"), {**data, "kicker_fi": "Aivan uusi"})
    earlier = EarlierPart.objects.latest("pk")
    listed = client.get(reverse("texts_earlier", args=["alpha", "public"])).content.decode()
    address = reverse("texts_version", args=["alpha", "public", earlier.pk])
    assert address in listed
    html = client.get(address).content.decode()
    assert "Aivan uusi" in html and before["kicker"]["fi"] in html
    opened = re.search(r'name="opened" value="([^"]+)"', html)
    assert opened is not None
    assert client.post(address, {"opened": "old"}).status_code == 422
    assert client.post(address, {"opened": opened[1]}).status_code == 302
    assert contents_of(world.alpha)["public"] == before


def test_earlier_version_of_another_academy_is_not_there(client: Client, world: World) -> None:
    foreign = EarlierPart.objects.create(programme=world.beta, name="public", content={})
    address = reverse("texts_version", args=["alpha", "public", foreign.pk])
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


# --- bad input ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("<b onclick='x'>Ä</b> & \"lainaus\"", "<b onclick='x'>Ä</b> & \"lainaus\""),
        ("\u202eאבג\u202c 👩🏽‍🚀 \ufeffå", "\u202eאבג\u202c 👩🏽‍🚀 å"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("yksi\r\nkaksi", "yksi kaksi"),
    ],
)
def test_odd_characters_are_kept_or_left_out_and_shown_as_text(
    client: Client, world: World, text: str, kept: str
) -> None:
    data = typed(client.get(url("public")).content.decode())
    assert client.post(url("public"), {**data, "kicker_fi": text}).status_code == 302
    assert contents_of(world.alpha)["public"]["kicker"]["fi"] == kept
    html = client.get(url("public")).content.decode()
    assert "<b onclick" not in html


def test_text_that_is_too_long_is_refused_beside_its_field(client: Client, world: World) -> None:
    data = typed(client.get(url("public")).content.decode())
    answer = client.post(url("public"), {**data, "work_fi": "ä" * 20_000, "kicker_fi": "ä" * 201})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["kicker", "work"]
    assert EarlierPart.objects.count() == 0


def test_ten_megabytes_get_an_answer(client: Client) -> None:
    data = typed(client.get(url("public")).content.decode())
    answer = client.post(url("public"), {**data, "work_fi": "ä" * 5_000_000})
    assert answer.status_code == 413
    assert "liian paljon" in answer.content.decode()
    assert EarlierPart.objects.count() == 0


@pytest.mark.parametrize(
    "forged",
    [
        {"topics-order": "999999999999999999999,-1,x,0,0,1"},
        {"topics-order": ""},
        {"topics-order": ",".join(map(str, range(5000)))},
        {"topics-99-name_fi": "ohi", "unknown": "x", "topics": "x"},
        {"row": "topics:99:up"},
        {"row": "unknown:0:remove"},
        {"row": "topics:0:explode"},
        {"row": "\x00" * 100},
        {"row": "opened:add"},
        {"act": "up", "item": "nothing"},
        {"act": "explode", "item": "\x00"},
        {"opened": ""},
        {"opened": "x" * 10_000},
        {"preview": "1", "topics-order": "5,4,3"},
    ],
)
def test_forged_fields_get_an_answer(client: Client, world: World, forged: dict[str, str]) -> None:
    before = len(contents_of(world.alpha)["topics"])
    data = typed(client.get(url("topics")).content.decode())
    answer = client.post(url("topics"), {**data, **forged})
    assert answer.status_code in (200, 302, 422)
    assert len(contents_of(world.alpha)["topics"]) <= before
    assert all(item["name"] for item in contents_of(world.alpha)["topics"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("days", "0"), ("days", "9" * 400), ("days", "1e9"), ("days", "nan"), ("days", ""), ("at-days", "99999999999"),
        ("at-months", "x"), ("opens", "25.00"), ("opens", "\x00"), ("kind", "party"), ("within", "nothing"),
        ("at-of", "nothing"), ("closes", "00:00:00.5"), ("name_fi", ""),
    ],
)  # fmt: skip
def test_wrong_value_is_refused_beside_its_field(client: Client, world: World, field: str, value: str) -> None:
    path = contents_of(world.alpha)["path"]
    step = next(each for each in path if any(stage["kind"] == "info" for stage in each["stages"]))
    stage = next(stage for stage in step["stages"] if stage["kind"] == "info")
    data = typed(client.get(url("path", step["code"], stage["code"])).content.decode())
    if field == "name_fi":
        data |= {"name_sv": "", "name_en": ""}
    answer = client.post(url("path", step["code"], stage["code"]), {**data, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field.removesuffix("_fi")]
    assert contents_of(world.alpha)["path"] == path


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "0", "1e400", "1,5,5", "٣x"])
def test_wrong_number_of_days_is_refused(client: Client, world: World, number: str) -> None:
    data = typed(client.get(url("workload")).content.decode())
    answer = client.post(url("workload"), {**data, "workload-0-days": number})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["workload-0-days"]


def test_faults_of_the_pack_stand_beside_the_field_in_the_language_of_the_page(client: Client) -> None:
    data = typed(client.get(url("letters", "selected")).content.decode())
    answer = client.post(url("letters", "selected"), {**data, "body_sv": "Hej {nobody}"})
    assert answer.status_code == 422
    [error] = answer.context["form"].errors["body"]
    assert str(error).startswith('svenska: Tämän tilalle ei tule mitään: <code lang="zxx">{nobody}</code>')
    assert "&lt;code" not in answer.content.decode()


def test_place_that_is_not_there_is_not_found(client: Client) -> None:
    places = ["nothing/", "public/kicker/", "themes/nothing/", "themes/new-item/new-item/", "public/new-item/"]
    places += ["themes/rights/new-item/", "nothing/earlier-versions/", "public/earlier-versions/999999/"]
    places += ["x" * 300 + "/", "themes/%00/"]
    assert {client.get(f"/fi/desk/alpha/texts/{place}").status_code for place in places} == {404}


def test_change_is_written_in_the_log_in_words(client: Client, world: World) -> None:
    data = typed(client.get(url("public")).content.decode())
    client.post(url("public"), {**data, "kicker_fi": "Uusi"})
    assert AuditRow.objects.get(act="texts_changed").person_id == world.people["coordinator"].pk
    assert "Akatemian tekstejä muutettu" in client.get(reverse("log", args=["alpha"])).content.decode()


def test_removed_role_and_theme_leave_other_pages_whole(client: Client, world: World) -> None:
    for part, code in (("roles", "procurement_lead"), ("themes", "rights")):
        found = re.search(
            r'name="opened" value="([^"]+)"><input type="hidden" name="item"', client.get(url(part)).content.decode()
        )
        assert found is not None
        client.post(url(part), {"act": "remove", "item": code, "opened": found[1]})
    for name, args in (
        ("groups", ["alpha"]),
        ("group_edit", ["alpha", world.alpha_group.pk]),
        ("announcement", ["alpha"]),
        ("programme", ["alpha"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200, name
    assert new_place(place_of(contents_of(world.alpha), "topics") or pytest.fail("no topics")) is None


def test_pages_ask_as_much_after_many_changes_as_after_one(client: Client, world: World) -> None:
    few = asked(client, world, 1)
    assert asked(client, world, 60) == few
    assert max(few.values()) <= 10


def asked(client: Client, world: World, changes: int) -> dict[str, int]:
    """Page -> queries after so many more changes of one part; none fetches more than 80 rows."""
    content = contents_of(world.alpha)["public"]
    for _ in range(changes):
        EarlierPart.objects.create(
            programme=world.alpha, name="public", content=content, person_id=world.people["coordinator"].pk
        )
    pages = {
        "texts": reverse("texts", args=["alpha"]),
        "part": url("public"),
        "list": url("letters"),
        "item": url("letters", "selected"),
        "earlier": reverse("texts_earlier", args=["alpha", "public"]),
        "version": reverse("texts_version", args=["alpha", "public", EarlierPart.objects.latest("pk").pk]),
    }
    found = {}
    for name, address in pages.items():
        client.get(address)
        with counted() as count:
            client.get(address)
        found[name] = count.queries
        assert count.rows <= 80, name
    return found
