"""Texts of an academy: saved, moved, removed, restored; refused when they do not fit or the call has opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from soske.base.opened import Stale, mark
from soske.people.models import Person
from soske.programmes.actions import stages_move
from soske.programmes.actions_texts import texts_change, texts_item_move, texts_item_remove, texts_restore
from soske.programmes.models import EarlierPart, PackPart, Programme
from soske.programmes.queries import pack_parts, stages_of
from soske.programmes.queries_texts import contents_of, differences, earlier_content, parts_state
from soske.programmes.rules import may_change_structure, structure_is_free
from soske.programmes.texts import Place, place_of
from soske.records.models import AuditRow, CalendarEntry
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def made() -> Programme:
    return programme("alpha")


@pytest.fixture
def by() -> Person:
    return person("writer")


def place(of: Programme, part: str, *codes: str) -> Place:
    found = place_of(contents_of(of), part, codes)
    assert found is not None
    return found


def change(of: Programme, by: Person, part: str, *codes: str, now: dt.datetime = BEFORE, **values: Any) -> bool:
    at = place(of, part, *codes)
    value = {**at.value, **values}
    return texts_change(by=by, programme=of, part=part, codes=codes, value=value, now=now, opened=mark(at.own()))


def add(of: Programme, by: Person, part: str, *codes: str, now: dt.datetime = BEFORE, **values: Any) -> bool:
    return texts_change(by=by, programme=of, part=part, codes=codes, value=values, now=now, new=True)


def codes(of: Programme, part: str) -> list[str]:
    return [item["code"] for item in contents_of(of)[part]]


def all_languages(text: str) -> dict[str, str]:
    return {"fi": f"{text} fi", "sv": f"{text} sv", "en": f"{text} en"}


def test_change_is_saved_audited_and_the_earlier_content_kept(made: Programme, by: Person) -> None:
    old = contents_of(made)["public"]
    assert change(made, by, "public", kicker={"fi": "Uusi: ”ääni”", "sv": "Ny", "en": "New"}) is True
    assert pack_parts(made, "public")["public"].kicker == {"fi": "Uusi: ”ääni”", "sv": "Ny", "en": "New"}
    row = AuditRow.objects.get(act="texts_changed")
    keys = ["public.kicker.fi", "public.kicker.sv", "public.kicker.en"]
    assert row.details == {"part": "public", "keys": keys, "structure": False}
    earlier = EarlierPart.objects.get()
    assert (earlier.name, earlier.content, earlier.person_id) == ("public", old, by.pk)


def test_nothing_is_written_when_nothing_changed(made: Programme, by: Person) -> None:
    assert change(made, by, "public") is False
    assert EarlierPart.objects.count() == 0
    assert not AuditRow.objects.filter(act="texts_changed").exists()


def test_text_may_lack_a_language_but_not_all(made: Programme, by: Person) -> None:
    assert change(made, by, "public", kicker={"fi": "Vain suomeksi"}) is True
    state = {each.part: (each.gaps, each.by) for each in parts_state(made, contents_of(made))}
    assert state["public"] == (1, "Writer")
    assert state["themes"] == (0, "")
    with pytest.raises(ValidationError) as caught:
        change(made, by, "public", kicker={})
    assert list(caught.value.message_dict) == ["public.kicker"]


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"kicker": {"fi": "Tervetuloa {programme}"}}, "public.kicker.fi"),
        ({"kicker": {"fi": "Auki { ja kiinni"}}, "public.kicker.fi"),
        ({"kicker": {"fi": "x", "de": "y"}}, "public.kicker.de"),
        ({"kicker": "vain teksti"}, "public.kicker"),
        ({"unknown": 1}, "public.unknown"),
        ({"lead": None}, "public.lead"),
    ],
)
def test_text_that_does_not_fit_is_refused_with_its_place(
    made: Programme, by: Person, value: dict[str, Any], where: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        change(made, by, "public", **value)
    assert list(caught.value.message_dict) == [where]
    assert EarlierPart.objects.count() == 0


def test_letter_may_insert_known_words_only_and_has_a_short_subject(made: Programme, by: Person) -> None:
    body = {**place(made, "letters", "selected").value["body"], "fi": "Hei {group}, {nobody}"}
    with pytest.raises(ValidationError) as caught:
        change(made, by, "letters", "selected", body=body, subject={"fi": "x" * 71})
    index = codes(made, "letters").index("selected")
    assert sorted(caught.value.message_dict) == [f"letters[{index}].body.fi", f"letters[{index}].subject.fi"]


def test_fault_that_was_there_before_is_not_held_against_another_change(made: Programme, by: Person) -> None:
    content = contents_of(made)["tags"]
    PackPart.objects.filter(programme=made, name="tags").update(content=[*content, {"fi": "väärä {word}"}])
    assert change(made, by, "public", kicker=all_languages("Uusi")) is True


def test_save_that_began_from_older_values_is_refused_and_of_another_item_is_not(made: Programme, by: Person) -> None:
    first, second = place(made, "letters", "selected"), place(made, "letters", codes(made, "letters")[0])
    assert change(made, by, "letters", "selected", subject=all_languages("Tulkaa")) is True
    with pytest.raises(Stale):
        texts_change(
            by=by, programme=made, part="letters", codes=["selected"], value=first.value, now=BEFORE,
            opened=mark(first.own()),
        )  # fmt: skip
    value = {**second.value, "subject": all_languages("Toinen")}
    assert texts_change(
        by=by, programme=made, part="letters", codes=second.codes, value=value, now=BEFORE, opened=mark(second.own())
    )


def test_item_is_added_with_a_code_moved_and_removed(made: Programme, by: Person) -> None:
    before = codes(made, "criteria")
    assert add(made, by, "criteria", name={"fi": "Äly & tahto"}, about={"fi": "Mitä?"}) is True
    assert codes(made, "criteria") == [*before, "aly_tahto"]
    common: dict[str, Any] = {"by": by, "programme": made, "part": "criteria", "codes": [], "now": BEFORE}
    assert texts_item_move(item="aly_tahto", step=-1, **common) is True
    assert codes(made, "criteria")[-2] == "aly_tahto"
    assert texts_item_move(item=before[0], step=-1, **common) is False
    assert texts_item_remove(item="aly_tahto", **common) is True
    assert codes(made, "criteria") == before
    with pytest.raises(ValidationError):
        texts_item_remove(item="aly_tahto", **common)
    with pytest.raises(Stale):
        texts_item_move(item=before[0], step=1, opened=mark(["something", "else"]), **common)
    structures = [row.details["structure"] for row in AuditRow.objects.filter(act="texts_changed").order_by("pk")]
    assert structures == [True, True, True]


def test_the_same_form_sent_twice_adds_one_item(made: Programme, by: Person) -> None:
    opened = mark(codes(made, "criteria"))
    value = {"name": all_languages("Uusi"), "about": all_languages("Mitä")}
    common: dict[str, Any] = {"by": by, "programme": made, "part": "criteria", "codes": [], "now": BEFORE, "new": True}
    assert texts_change(value=value, opened=opened, **common) is True
    with pytest.raises(Stale):
        texts_change(value=value, opened=opened, **common)


def test_theme_that_something_else_names_cannot_be_removed(made: Programme, by: Person) -> None:
    section = next(each for each in contents_of(made)["application"] if each["questions"])
    change(made, by, "application", section["code"], section["questions"][0]["code"], themes=["rights"])
    common: dict[str, Any] = {"by": by, "programme": made, "part": "themes", "codes": [], "now": BEFORE}
    with pytest.raises(ValidationError) as caught:
        texts_item_remove(item="rights", **common)
    assert any("application" in where for where in caught.value.message_dict)
    assert "rights" in codes(made, "themes")


# --- the call -----------------------------------------------------------------------------------------------------
def test_structure_is_free_until_the_minute_when_the_call_opens(made: Programme) -> None:
    stage = next(stage for stage in stages_of(made).values() if stage.kind == "call")
    stage.opens = dt.time(9)
    stage.save()
    assert stage.starts is not None
    opening = dt.datetime.combine(stage.starts, dt.time(6), dt.UTC)  # nine in Helsinki, in summer
    assert bool(structure_is_free(made, opening - dt.timedelta(seconds=1))) is True
    assert bool(structure_is_free(made, opening)) is False
    assert bool(may_change_structure(made, "roles", opening)) is True
    assert bool(may_change_structure(made, "letters", BEFORE)) is False


def test_structure_is_free_while_the_call_has_no_date() -> None:
    assert bool(structure_is_free(programme("beta", kickoff=None), AFTER)) is True


@pytest.mark.parametrize("part", ["eligibility", "criteria", "application", "themes"])
def test_after_the_call_opened_only_wording_changes(made: Programme, by: Person, part: str) -> None:
    first = codes(made, part)[0]
    field = "text" if part == "eligibility" else "name"
    with pytest.raises(ValidationError):
        texts_item_move(by=by, programme=made, part=part, codes=[], item=first, step=1, now=AFTER)
    with pytest.raises(ValidationError):
        texts_item_remove(by=by, programme=made, part=part, codes=[], item=codes(made, part)[-1], now=AFTER)
    assert EarlierPart.objects.count() == 0
    assert change(made, by, part, first, now=AFTER, **{field: all_languages("Toisin")}) is True
    assert AuditRow.objects.get(act="texts_changed").details["structure"] is False


def test_after_the_call_opened_a_question_keeps_what_it_asks_for(made: Programme, by: Person) -> None:
    section = next(each for each in contents_of(made)["application"] if each["questions"])
    question = section["questions"][0]
    way = ("application", section["code"], question["code"])
    for values in ({"required": not question["required"]}, {"hidden": not question["hidden"]}, {"themes": ["rights"]}):
        with pytest.raises(ValidationError):
            change(made, by, *way, now=AFTER, **values)
    assert change(made, by, *way, now=AFTER, help=all_languages("Kerro")) is True
    assert change(made, by, *way, now=BEFORE, hidden=not question["hidden"]) is True


def test_topics_are_fixed_too(made: Programme, by: Person) -> None:
    topics = contents_of(made)["topics"]
    with pytest.raises(ValidationError):
        change(made, by, "topics", now=AFTER, topics=topics[1:])
    with pytest.raises(ValidationError):
        change(made, by, "topics", now=AFTER, topics=[*topics, {"name": all_languages("Uusi")}])
    worded = [{**topics[0], "name": all_languages("Sana")}, *topics[1:]]
    assert change(made, by, "topics", now=AFTER, topics=worded) is True


def test_record_of_the_past_keeps_its_structure_but_not_its_wording(made: Programme, by: Person) -> None:
    Programme.objects.filter(pk=made.pk).update(record_only=True)
    with pytest.raises(ValidationError):
        texts_item_remove(by=by, programme=made, part="roles", codes=[], item=codes(made, "roles")[0], now=BEFORE)
    assert change(made, by, "public", kicker=all_languages("Muistiin")) is True


def test_letters_are_neither_added_nor_removed(made: Programme, by: Person) -> None:
    with pytest.raises(ValidationError):
        texts_item_remove(by=by, programme=made, part="letters", codes=[], item="selected", now=BEFORE)
    with pytest.raises(ValidationError):
        add(made, by, "letters", subject=all_languages("Uusi"), body=all_languages("Teksti"))


# --- earlier versions ---------------------------------------------------------------------------------------------
def test_earlier_version_comes_back_and_is_a_change_itself(made: Programme, by: Person) -> None:
    before = contents_of(made)["public"]
    change(made, by, "public", kicker=all_languages("Uusi"))
    earlier = EarlierPart.objects.get()
    rows, more = differences("public", earlier_content(earlier), contents_of(made)["public"], "fi")
    assert [(row.lang, row.now) for row in rows] == [("fi", "Uusi fi"), ("sv", "Uusi sv"), ("en", "Uusi en")]
    assert more is False
    assert texts_restore(by=by, programme=made, earlier=earlier, now=AFTER) is True
    assert contents_of(made)["public"] == before
    assert EarlierPart.objects.count() == 2
    assert texts_restore(by=by, programme=made, earlier=earlier, now=AFTER) is False


def test_restoring_is_refused_when_it_would_change_what_is_fixed(made: Programme, by: Person) -> None:
    add(made, by, "criteria", name=all_languages("Uusi"), about=all_languages("Mitä"))
    earlier = EarlierPart.objects.get()
    with pytest.raises(ValidationError):
        texts_restore(by=by, programme=made, earlier=earlier, now=AFTER)
    assert "uusi_fi" in codes(made, "criteria")


def test_restoring_is_refused_when_the_part_has_changed_meanwhile(made: Programme, by: Person) -> None:
    change(made, by, "public", kicker=all_languages("Uusi"))
    opened = mark(contents_of(made)["public"])
    change(made, by, "public", kicker=all_languages("Uusin"))
    with pytest.raises(Stale):
        texts_restore(by=by, programme=made, earlier=EarlierPart.objects.earliest("pk"), now=BEFORE, opened=opened)


# --- the path -----------------------------------------------------------------------------------------------------
def test_new_stage_has_a_row_without_a_date_and_a_removed_one_leaves_the_calendar(made: Programme, by: Person) -> None:
    step = next(each for each in contents_of(made)["path"] if any(s["kind"] == "workshop" for s in each["stages"]))
    last = step["stages"][-1]
    at = {"of": last["code"], "months": 0, "days": 7}
    values = {"kind": "workshop", "name": all_languages("Lisätyöpaja"), "at": at, "days": 1}
    assert add(made, by, "path", step["code"], **values) is True
    row = stages_of(made)["lisatyopaja_fi"]
    assert (row.kind, row.starts) == ("workshop", None)
    assert [stage.code for stage in stages_of(made).values()] == [
        stage["code"] for each in contents_of(made)["path"] for stage in each["stages"]
    ]
    stages_move(by=by, programme=made, times={"lisatyopaja_fi": (last_day(made, last["code"]),) * 2})
    assert CalendarEntry.objects.get(subject_type="stage", subject_id=row.pk).cancelled is False
    common: dict[str, Any] = {"by": by, "programme": made, "part": "path", "codes": [step["code"]], "now": BEFORE}
    assert texts_item_remove(item="lisatyopaja_fi", **common) is True
    assert "lisatyopaja_fi" not in stages_of(made)
    assert CalendarEntry.objects.get(subject_type="stage", subject_id=row.pk).cancelled is True


def last_day(of: Programme, code: str) -> dt.date | None:
    return stages_of(of)[code].ends


def test_stage_that_has_begun_stays(made: Programme, by: Person) -> None:
    stage = next(stage for stage in stages_of(made).values() if stage.kind == "info")
    step = next(each for each in contents_of(made)["path"] if stage.code in [s["code"] for s in each["stages"]])
    with pytest.raises(ValidationError):
        change(made, by, "path", step["code"], stage.code, now=AFTER, kind="other")
    assert stages_of(made)[stage.code].kind == "info"
    assert change(made, by, "path", step["code"], stage.code, now=AFTER, name=all_languages("Info")) is True
    assert CalendarEntry.objects.get(subject_type="stage", subject_id=stage.pk).name == all_languages("Info")


def test_path_has_one_kickoff(made: Programme, by: Person) -> None:
    stage = next(stage for stage in stages_of(made).values() if stage.kind == "kickoff")
    step = next(each for each in contents_of(made)["path"] if stage.code in [s["code"] for s in each["stages"]])
    with pytest.raises(ValidationError):
        change(made, by, "path", step["code"], stage.code, kind="other")


def test_item_that_is_gone_is_told(made: Programme, by: Person) -> None:
    with pytest.raises(ValidationError):
        texts_change(by=by, programme=made, part="themes", codes=["nothing"], value={}, now=BEFORE)
