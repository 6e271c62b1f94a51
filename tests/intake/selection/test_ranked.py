"""The ranked list is the engine's, page by page, and asks as much of many applications as of few."""

from __future__ import annotations

import random

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from soske.base.memo import forget_all
from soske.engines.selection import TIED, ranked
from soske.intake.applications.models import Application
from soske.intake.reviews.actions import review_reopen
from soske.intake.reviews.fields import weighed
from soske.intake.reviews.models import Lot, Review, Standing
from soske.intake.reviews.queries import candidates_of
from soske.intake.selection import actions_decision as actions
from soske.intake.selection.queries_decision import Filters, Ranked, ranked_rows
from soske.programmes.queries import pack_parts
from soske.records.models import AuditRow
from tests.support.deciding import Deciding, received
from tests.support.queries import counted
from tests.support.scored import scored_crowd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def engine_ranks(of: Deciding) -> dict[int, tuple[int | None, str]]:
    """Group -> (rank, what settled it), as the engine computes it from all points."""
    criteria = weighed(pack_parts(of.programme, "criteria")["criteria"])
    lot = Lot.objects.first()
    groups = {each.number: each.group_id for each in of.applications}
    places = ranked(criteria, candidates_of(of.applications), seed=lot.seed if lot else "")
    return {groups[place.number]: (place.rank, place.settled) for place in places}


def paged(of: Deciding, size: int, filters: Filters = Filters()) -> list[Ranked]:  # noqa: B008
    pages = [ranked_rows(of.fresh(), filters, start=start, size=size) for start in range(0, len(of.applications), size)]
    return [row for page in pages for row in page]


def by_engine(of: Deciding, row: Ranked) -> tuple[int | None, str]:
    """Rank and settler of a row, in the words of the engine."""
    codes = [each.code for each in pack_parts(of.programme, "criteria")["criteria"]]
    if row.tied:
        return row.rank, TIED
    if row.alike == 0:
        return row.rank, ""
    return row.rank, codes[row.alike - 1] if row.alike <= len(codes) else "lot"


@pytest.mark.parametrize("size", [2, 3, 50])
@pytest.mark.parametrize("drawn", [False, True])
def test_pages_of_the_list_are_the_ranking_of_the_engine(deciding: Deciding, size: int, drawn: bool) -> None:
    dice = random.Random(size)
    for number in range(5, 13):
        deciding.applications.append(received(deciding, number))
    for application in deciding.applications:
        points = [[dice.choice([1, 2]), dice.choice([1, 1, 2])] for _reviewer in deciding.reviewers]
        deciding.score(application, *points)
    deciding.score(deciding.applications[3], [1, 2], [1, 2])
    deciding.score(deciding.applications[7], [1, 2], [1, 2])
    deciding.score(deciding.applications[9], [1, 2], [1, 2])
    if drawn:
        actions.lot_draw(by=deciding.coordinator, programme=deciding.programme)
    rows = paged(deciding, size)
    assert {row.facts.pk: by_engine(deciding, row) for row in rows} == engine_ranks(deciding)
    assert [row.rank for row in rows] == sorted(row.rank or 0 for row in rows)
    filtered = paged(deciding, 50, Filters(sector="municipal"))
    assert {row.facts.pk: row.rank for row in filtered} == {row.facts.pk: row.rank for row in rows}
    assert paged(deciding, 50, Filters(sector="parish")) == []


def test_what_is_not_reviewed_stands_last_without_a_rank(deciding: Deciding) -> None:
    by = deciding.reviewers[0].person
    first = deciding.applications[0]
    assert by is not None
    Review.objects.filter(application=first, reviewer=deciding.reviewers[1]).update(state="conflict", done_at=None)
    review_reopen(
        by=by, review=Review.objects.get(application=first, reviewer=deciding.reviewers[0]), now=first.begun_at
    )
    assert Standing.objects.filter(application=first).exists() is False
    rows = paged(deciding, 50)
    assert [row.rank for row in rows] == [1, 2, 3, None]
    assert (rows[-1].facts.pk, rows[-1].score, rows[-1].reviews) == (first.group_id, None, 0)


def test_lot_is_drawn_once_and_kept_in_the_log(deciding: Deciding) -> None:
    lot = actions.lot_draw(by=deciding.coordinator, programme=deciding.programme)
    with pytest.raises(ValidationError, match="drawn once"):
        actions.lot_draw(by=deciding.coordinator, programme=deciding.programme)
    assert AuditRow.objects.get(act="lot_drawn").details == {"seed": lot.seed}
    assert Standing.objects.filter(lot="").count() == 0
    late = received(deciding, 9)
    deciding.score(late, [1], [1])
    assert Standing.objects.get(application=late).lot != ""


# --- bounds ---------------------------------------------------------------------------------------------------------
MOST_ROWS = 460


def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows) with so many reviewed applications, and what one choice costs."""
    made, client = scored_crowd(size)
    addresses = {
        "list": f"/fi/desk/{made.slug}/selection/",
        "last page": f"/fi/desk/{made.slug}/selection/?page=999",
        "filtered": f"/fi/desk/{made.slug}/selection/?sector=municipal&outcome=open",
        "decision": f"/fi/desk/{made.slug}/decision/",
        "alternatives": f"/fi/desk/{made.slug}/alternatives/?one=now&other=now",
        "seats": f"/fi/desk/{made.slug}/seats/",
    }
    found: dict[str, tuple[int, int]] = {}
    for name, address in addresses.items():
        client.get(address)
        with counted() as counts:
            assert client.get(address).status_code == 200, address
        found[name] = (counts.queries, counts.rows)
    group = Application.objects.filter(programme=made, state="submitted").order_by("pk")[size // 3].group_id
    choose(client, made.slug, group)
    with counted() as counts:
        choose(client, made.slug, group)
    found["choose"] = (counts.queries, counts.rows)
    return found


def choose(client: Client, slug: str, group: int) -> None:
    answer = client.post(f"/fi/desk/{slug}/selection/{group}/", {"outcome": "reserve"}, headers={"hx-request": "true"})
    assert answer.status_code == 200


def check(*sizes: int) -> None:
    results = []
    for size in sizes:
        forget_all()
        results.append(measured(size))
    few, many = results
    assert {name: queries for name, (queries, _rows) in many.items() if queries > few[name][0]} == {}
    assert {name: rows for name, (_queries, rows) in many.items() if rows > MOST_ROWS} == {}


def test_pages_ask_as_much_of_300_as_of_60() -> None:
    check(60, 300)


@pytest.mark.long
def test_pages_ask_as_much_of_10000_as_of_60() -> None:
    check(60, 10_000)
