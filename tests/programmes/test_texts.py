"""The schema as the editor of texts sees it: labels, places, codes, differences, faults in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from soske.packs.codes import ANNOUNCEMENT_WORDS, LETTER_WORDS
from soske.packs.errors import PackError
from soske.packs.schema import Pack
from soske.programmes import texts_labels
from soske.programmes.actions import PARTS
from soske.programmes.queries import pack_part_dump
from soske.programmes.texts import (
    Spec,
    change_of,
    code_for,
    gaps,
    leaves,
    new_place,
    part_spec,
    place_of,
    put,
    with_codes,
)
from soske.programmes.texts_faults import WORDS, in_words
from tests.support.world import default_pack


def contents() -> dict[str, Any]:
    """The default pack as it is stored."""
    return {part: pack_part_dump(part, getattr(default_pack(), part)) for part in PARTS}


def all_specs(spec: Spec) -> Iterator[Spec]:
    yield spec
    for inner in spec.inside:
        yield from all_specs(inner)


SPECS = list(dict.fromkeys(each for part in PARTS for each in all_specs(part_spec(part))))


def test_parts_of_the_snapshot_have_names() -> None:
    assert tuple(texts_labels.PARTS) == PARTS
    assert set(PARTS) <= set(Pack.model_fields)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.label)
def test_every_field_of_the_schema_has_a_label_in_every_language(spec: Spec) -> None:
    label, _help = texts_labels.FIELDS[spec.label]
    if spec.inside or spec.kind == "texts":
        assert spec.item in texts_labels.ITEMS or spec.kind == "part"
    for value in spec.choices:
        assert texts_labels.choice_label(spec.label, value) != value
    words = {}
    for language in ("fi", "sv", "en"):
        with override(language):
            words[language] = str(label)
    assert all(words.values())
    assert words["fi"] != words["en"] or spec.label == "Question.kind"


def test_no_label_is_of_a_field_that_is_not_there() -> None:
    known = {spec.label for spec in SPECS}
    assert set(texts_labels.FIELDS) == known
    lists = [spec for spec in SPECS if spec.kind in ("rows", "list", "texts")]
    named = {spec.label for spec in lists} & set(texts_labels.ITEMS)
    assert set(texts_labels.ITEMS) == {spec.item for spec in lists} | named
    assert {label: set(values) for label, values in texts_labels.CHOICES.items()} == {
        spec.label: set(spec.choices) for spec in SPECS if spec.choices
    }
    assert set(texts_labels.WORDS) == LETTER_WORDS | ANNOUNCEMENT_WORDS


def test_every_kind_of_field_is_one_that_the_form_knows() -> None:
    kinds = {spec.kind for spec in SPECS}
    assert kinds <= {
        "code",
        "text",
        "texts",
        "part",
        "rows",
        "list",
        "codes",
        "choice",
        "choices",
        "whole",
        "wholes",
        "number",
        "date",
        "time",
        "word",
        "words",
        "flag",
    }


def test_place_is_found_by_codes_and_has_the_key_of_the_pack() -> None:
    texts = contents()
    place = place_of(texts, "themes", ["rights"])
    assert place is not None
    assert (place.key, place.model, place.value["code"]) == (("themes", 1), "Theme", "rights")
    stage = place_of(texts, "path", [texts["path"][0]["code"], texts["path"][0]["stages"][0]["code"]])
    assert stage is not None and stage.key == ("path", 0, "stages", 0)
    public = place_of(texts, "public")
    assert public is not None and public.key == ("public",)
    assert place_of(texts, "themes", ["nothing"]) is None
    assert place_of(texts, "public", ["kicker"]) is None
    assert place_of(texts, "themes", ["rights", "supply_chains"]) is None  # narrower themes have no page of their own


@pytest.mark.parametrize("part", PARTS)
def test_putting_the_same_value_changes_nothing(part: str) -> None:
    texts = contents()
    place = place_of(texts, part)
    assert place is not None
    assert put(texts, place, place.value) == texts[part]
    for item in place.items:
        inner = place_of(texts, part, [item["code"]])
        assert inner is not None
        assert put(texts, inner, inner.value) == texts[part]
    assert change_of(part, texts[part], texts[part]) == ([], False)


def test_change_of_wording_is_told_from_change_of_structure() -> None:
    texts = contents()
    place = place_of(texts, "themes", ["rights"])
    assert place is not None
    worded = put(texts, place, {**place.value, "name": {**place.value["name"], "fi": "Toinen"}})
    assert change_of("themes", texts["themes"], worded) == (["themes.rights.name.fi"], False)
    fewer = put(texts, place, {**place.value, "subthemes": place.value["subthemes"][1:]})
    assert change_of("themes", texts["themes"], fewer).structure is True
    moved = list(reversed(texts["themes"]))
    assert change_of("themes", texts["themes"], moved) == (["themes"], True)


def test_new_item_gets_a_code_of_its_own_and_others_keep_theirs() -> None:
    texts = contents()
    around = place_of(texts, "criteria")
    assert around is not None
    place = new_place(around)
    assert place is not None
    name = {"fi": "Äänestäjien Öylätti!", "sv": "X"}
    content = put(texts, place, {"name": name, "about": name})
    content = with_codes("criteria", put({"criteria": content}, place, {"name": name, "about": name}), ["fi", "sv"])
    assert [item["code"] for item in content[-2:]] == ["aanestajien_oylatti", "aanestajien_oylatti_2"]
    assert [item["code"] for item in content[:-2]] == [item["code"] for item in texts["criteria"]]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("2030-tavoite", "tavoite"),
        ("日本", "item"),
        ("", "item"),
        ("Kickoff", "kickoff_2"),
        ("a" * 99, "a" * 36),
        ("<b>", "b"),
    ],
)
def test_code_is_small_letters_digits_and_underscores(name: str, code: str) -> None:
    assert code_for(name, set()) == code


def test_gaps_count_texts_that_lack_a_language() -> None:
    texts = contents()
    assert {part: gaps((part_spec(part),), texts, ["fi", "sv", "en"]) for part in PARTS} == dict.fromkeys(PARTS, 0)
    texts["public"]["kicker"] = {"fi": "Vain suomeksi"}
    texts["public"]["cost"] = {}  # an optional text may be left out as a whole
    texts["themes"][0]["subthemes"][0]["name"] = {}
    assert gaps((part_spec("public"),), texts, ["fi", "sv", "en"]) == 1
    assert gaps((part_spec("themes"),), texts, ["fi", "sv", "en"]) == 1


def test_leaves_name_items_by_code() -> None:
    texts = contents()
    paths = [leaf.path for leaf in leaves(part_spec("themes"), texts["themes"])]
    assert ("themes", "rights", "subthemes", "supply_chains", "name") in paths


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("one of {address}, {link}", "Tämän tilalle ei tule mitään"),
        ("no placeholder in this text", "aaltosul"),
        ("{group} with a space or a mark around it", "{group}"),
        ("a list of at least 1", "Vähintään yhden"),
        ("a list of at least 2", "Vähimmäismäärä: 2"),
        ("at most one (the first is on line 6)", "Tällainen osa on jo"),
        ("columns only in a section of the kind roles", "Osapuolia on vain"),
        ("rows only in a section of the kind roles or steps", "Tehtäviä tai askelia on vain"),
        ("days only in a section of the kind steps", "Päiviä on vain"),
        ("the number of days of at least one step", "ainakin yhden askeleen"),
        ("more than 90, the days of the step before", "suurempi luku: 90"),
        ("at most 2, one for each day", "Enintään: 2"),
        ("the code of an earlier stage (kickoff)", "Valitse aiempi vaihe"),
    ],
)
def test_fault_is_told_in_the_language_of_the_reader(expected: str, words: str) -> None:
    with override("fi"):
        assert words in in_words(PackError("pack.yaml", 1, "x", '"{y}"', expected))


def test_every_fault_in_words_can_be_filled() -> None:
    for pattern, text in WORDS.items():
        assert pattern and str(text)
