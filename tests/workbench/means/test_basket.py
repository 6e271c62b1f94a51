"""A team's basket: kept once, taken out and put back, reasons that nobody overwrites, remarks of coaches; others'."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from soske.base.opened import Stale, mark
from soske.desk.actions import person_erase
from soske.programmes.queries import programme_get
from soske.records.models import AuditRow
from soske.workbench.means import actions
from soske.workbench.means.models import Kept, Remark
from soske.workbench.means.queries import basket_of, kept_counts, kept_get
from tests.support.at_once import at_once
from tests.support.world import OPEN, World

pytestmark = pytest.mark.django_db

CODE = "employment_clause"


def keep(world: World, code: str = CODE) -> Kept:
    team = world.alpha_group
    team.programme = programme_get("alpha")
    return actions.means_keep(by=world.people["member"], group=team, code=code, now=OPEN)


def test_means_that_is_kept_twice_is_in_the_basket_once(world: World) -> None:
    assert keep(world).pk == keep(world).pk
    assert AuditRow.objects.filter(act="means_kept").count() == 1
    assert [row.kept.means for row in basket_of(world.alpha_group)] == [CODE]
    assert kept_counts(world.alpha) == {CODE: 1}


def test_means_that_comes_back_has_its_words_still(world: World) -> None:
    kept = keep(world)
    actions.why_write(by=world.people["member"], kept=kept, text="Siivous on oikea kohde. ä ö")
    assert actions.means_drop(by=world.people["member"], kept=kept, now=OPEN)
    assert not actions.means_drop(by=world.people["member"], kept=kept, now=OPEN)
    assert basket_of(world.alpha_group) == []
    keep(world)
    assert [row.kept.why for row in basket_of(world.alpha_group)] == ["Siivous on oikea kohde. ä ö"]


def test_means_that_is_not_in_the_catalogue_is_not_kept(world: World) -> None:
    with pytest.raises(ValidationError, match="keinovalikoimassa"):
        keep(world, "sorcery")


def test_full_basket_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    keep(world)
    with pytest.raises(ValidationError, match="1 keinoa"):
        keep(world, "audit")


def test_reason_that_began_from_an_older_one_is_refused(world: World) -> None:
    kept, by = keep(world), world.people["member"]
    actions.why_write(by=by, kept=kept, text="Ensimmäinen", opened=mark(""))
    with pytest.raises(Stale):
        actions.why_write(by=by, kept=kept, text="Toinen", opened=mark(""))
    kept.refresh_from_db()
    assert kept.why == "Ensimmäinen"


def test_reason_that_is_too_long_is_refused_beside_its_field(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.why_write(by=world.people["member"], kept=keep(world), text="x" * 2001)
    assert set(refused.value.message_dict) == {"why"}


def test_coach_remarks_as_a_coach_and_the_same_remark_is_one(world: World) -> None:
    kept = keep(world)
    coach = world.alpha_coach.person
    assert coach is not None
    for _time in range(2):
        actions.remark_add(by=coach, kept=kept, text="Kysykää työvoimaviranomaiselta ensin.", now=OPEN)
    (said,) = basket_of(world.alpha_group)[0].remarks
    assert (said.coach, said.text) == (True, "Kysykää työvoimaviranomaiselta ensin.")
    assert "Kysykää" not in str(list(AuditRow.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1001])
def test_remark_that_does_not_fit_is_refused(world: World, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.remark_add(by=world.people["member"], kept=keep(world), text=text, now=OPEN)
    assert set(refused.value.message_dict) == {"text"}
    assert Remark.objects.count() == 0


def test_what_was_taken_out_cannot_be_talked_about(world: World) -> None:
    kept = keep(world)
    actions.means_drop(by=world.people["member"], kept=kept, now=OPEN)
    with pytest.raises(ValidationError, match="poistanut"):
        actions.remark_add(by=world.people["member"], kept=kept, text="Huomio", now=OPEN)


def test_coordinator_and_other_teams_do_not_read_the_basket(world: World) -> None:
    kept = keep(world)
    actions.why_write(by=world.people["member"], kept=kept, text="Salainen perustelu")
    assert kept_get(world.beta_group, CODE) is None
    for role in ("coordinator", "other", "applicant"):
        client = world.client(role)
        assert client.get(reverse("basket", args=["alpha"])).status_code in {403, 404}
        assert client.get(reverse("kept", args=["alpha", CODE])).status_code in {403, 404}
    for address in (reverse("means_desk", args=["alpha"]), reverse("means_page", args=["alpha", CODE])):
        assert "Salainen" not in world.client("coordinator").get(address).content.decode()


def test_erased_person_leaves_the_basket_to_the_team(world: World) -> None:
    kept, member = keep(world), world.people["member"]
    actions.remark_add(by=member, kept=kept, text="Huomio", now=OPEN)
    person_erase(by=None, person=member)
    kept.refresh_from_db()
    (row,) = basket_of(world.alpha_group)
    assert (kept.person, row.remarks[0].who, row.remarks[0].text) == (None, "", "Huomio")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_one(world: World) -> None:
    pks = at_once([partial(lambda: keep(world).pk) for _time in range(2)])
    assert len(set(pks)) == 1
    assert Kept.objects.count() == 1
