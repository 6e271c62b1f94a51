"""Parts whose items are kept apart: a row and a history for each, whatever happens to the others."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from soske.programmes.actions_texts import texts_change, texts_item_move, texts_item_remove, texts_restore
from soske.programmes.models import EarlierPart, PackPart
from soske.programmes.queries import pack_item, pack_parts, part_edition, programme_get
from soske.programmes.queries_texts import contents_of
from tests.support.world import OPEN, World

pytestmark = pytest.mark.django_db

CODE = "employment_clause"


def contents(world: World) -> list[dict[str, Any]]:
    programme = programme_get("alpha")
    assert programme is not None
    return list(contents_of(programme)["means"])


def change(world: World, code: str = CODE, name: str = "Uusi nimi ä") -> bool:
    value = deepcopy(next(each for each in contents(world) if each["code"] == code))
    value["name"]["fi"] = name
    by = world.people["coordinator"]
    return texts_change(by=by, programme=world.alpha, part="means", codes=[code], value=value, now=OPEN)


def test_each_item_has_a_row_and_the_part_has_their_order(world: World) -> None:
    rows = PackPart.objects.filter(programme=world.alpha, name="means")
    order = rows.get(item="").content
    assert order == [each["code"] for each in contents(world)]
    assert sorted(order) == sorted(rows.exclude(item="").values_list("item", flat=True))
    assert [each.code for each in pack_parts(world.alpha, "means")["means"]] == order


def test_change_stores_only_the_item_and_its_history(world: World) -> None:
    before = part_edition(world.alpha, "means")
    assert change(world)
    assert not change(world)
    earlier = EarlierPart.objects.get()
    assert (earlier.name, earlier.item, earlier.content["code"]) == ("means", CODE, CODE)
    assert pack_item(world.alpha, "means", CODE).name["fi"] == "Uusi nimi ä"
    assert part_edition(world.alpha, "means") == before + 1
    touched = PackPart.objects.filter(programme=world.alpha, name="means", edition__gt=1)
    assert set(touched.values_list("item", flat=True)) == {"", CODE}


def test_item_that_comes_back_leaves_the_others_as_they_are(world: World) -> None:
    old = pack_item(world.alpha, "means", CODE).name["fi"]
    change(world)
    change(world, "audit", "Toinen")
    earlier = EarlierPart.objects.get(item=CODE)
    assert texts_restore(by=world.people["coordinator"], programme=world.alpha, earlier=earlier, now=OPEN)
    assert pack_item(world.alpha, "means", CODE).name["fi"] == old
    assert pack_item(world.alpha, "means", "audit").name["fi"] == "Toinen"


def test_removed_item_can_be_brought_back(world: World) -> None:
    by, code = world.people["coordinator"], "labels"  # nothing refers to it (tests.support.world)
    assert texts_item_move(by=by, programme=world.alpha, part="means", codes=[], item=code, step=1, now=OPEN)
    assert texts_item_remove(by=by, programme=world.alpha, part="means", codes=[], item=code, now=OPEN)
    assert pack_item(world.alpha, "means", code) is None
    assert texts_restore(by=by, programme=world.alpha, earlier=EarlierPart.objects.get(item=code), now=OPEN)
    assert contents(world)[-1]["code"] == code


def test_means_that_others_refer_to_is_not_removed(world: World) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        texts_item_remove(
            by=world.people["coordinator"], programme=world.alpha, part="means", codes=[], item=CODE, now=OPEN
        )
    assert pack_item(world.alpha, "means", CODE) is not None


def test_order_of_the_items_has_a_history_of_its_own(world: World) -> None:
    by, first = world.people["coordinator"], contents(world)[0]["code"]
    assert texts_item_move(by=by, programme=world.alpha, part="means", codes=[], item=first, step=1, now=OPEN)
    earlier = EarlierPart.objects.get()
    assert (earlier.item, earlier.content[0]) == ("", first)
    assert contents(world)[1]["code"] == first
    texts_restore(by=by, programme=world.alpha, earlier=earlier, now=OPEN)
    assert contents(world)[0]["code"] == first


def test_history_of_one_item_is_a_page(world: World) -> None:
    change(world)
    change(world, "audit", "Toinen")
    client = world.client("coordinator")
    page = reverse("texts_earlier", args=["alpha", "means"])
    every, one = client.get(page).content.decode(), client.get(f"{page}?item={CODE}").content.decode()
    assert (len(re.findall(r"/means/earlier-versions/\d+/", every)), "Toinen" in every) == (2, True)
    assert "Toinen" not in one and "Uusi nimi ä" in one
    earlier = EarlierPart.objects.get(item=CODE)
    html = client.get(reverse("texts_version", args=["alpha", "means", earlier.pk])).content.decode()
    assert "Uusi nimi ä" in html and "Toinen" not in html
