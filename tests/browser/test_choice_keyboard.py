"""Reviewing, deciding and answering an offer by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from soske.intake.reviews.actions import review_assign
from soske.intake.reviews.models import Review
from soske.intake.reviews.queries import criteria_of
from soske.intake.selection.models import Choice, Seat, SeatAnswer
from tests.browser.test_keyboard import Hands
from tests.conftest import OpenPage
from tests.support.browsing import signed_in
from tests.support.deciding import added, deciding
from tests.support.keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)


def test_review_is_begun_and_done_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    of = deciding()
    reviewer = added(of.programme, "neljas")
    review_assign(by=None, application=of.applications[0], reviewer=reviewer, now=timezone.now())
    assert reviewer.person is not None
    hands = Hands(signed_in(open_page(), reviewer.person, live_server.url))
    page = hands.page
    page.goto("/fi/reviews/alpha/")
    hands.send(hands.link("Vastaa ja jatka"))
    hands.use(hands.field("sure"), "Space")
    hands.send(hands.button("Vahvista ja siirry hakemuksiin"))
    hands.send(page.locator("main a.name").first)
    for each in criteria_of(of.programme, "fi"):
        hands.use(page.locator(f"[name='points.{each.code}']").first, "Space")
        hands.write(page.locator(f"[name='reason.{each.code}']"), "Perusteltu")
    hands.send(hands.button("Merkitse arvio valmiiksi"))
    assert hands.said() == ["Arvio on valmis. Kiitos."]
    assert Review.objects.get(reviewer=reviewer).state == "done"
    assert hands.unseen == []


def test_group_is_chosen_and_the_decision_made_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    of = deciding(2)
    hands = Hands(signed_in(open_page(), of.coordinator, live_server.url))
    page = hands.page
    for place, group in enumerate(of.groups):
        page.goto("/fi/desk/alpha/selection/")
        button = page.locator(f"#choose-{group.pk}-{'selected' if place == 0 else 'not_selected'}")
        hands.use(button)
        page.locator(f"#{button.get_attribute('id')}[aria-pressed=true]").wait_for()
        assert button.evaluate("element => element === document.activeElement")
        page.goto(f"/fi/desk/alpha/selection/{group.pk}/reason/")
        hands.write(hands.field("reason"), f"Perustelu {place}")
        hands.send(hands.button("Tallenna perustelu"))
    assert sorted(Choice.objects.values_list("outcome", flat=True)) == ["not_selected", "selected"]
    page.goto("/fi/desk/alpha/decision/")
    hands.send(hands.button("Tee päätös"))
    assert hands.heading() == "Päätös on tehty"
    hands.send(hands.button("Kerro hakijoille"))
    assert hands.heading() == "Päätös on kerrottu hakijoille"
    assert hands.unseen == []


def test_seat_is_answered_by_keyboard(live_server: Any, open_page: OpenPage) -> None:
    of = deciding(2)
    of.choose("s", "n")
    of.decide()
    of.tell()
    Seat.objects.update(answer_by=timezone.localdate())
    hands = Hands(open_page(width=390))
    page = hands.page
    with override("fi"):
        page.goto(reverse("seat", args=["alpha", SeatAnswer.objects.get().token]))
    hands.use(page.locator("[name=answer]").first, "Space")
    hands.write(hands.field("role"), "Johdon edustaja")
    hands.send(hands.button("Lähetä vastaus"))
    assert SeatAnswer.objects.get().state == "accepted"
    assert hands.unseen == []


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_goes_through_the_pages_of_the_choice_in_their_order(
    live_server: Any, open_page: OpenPage, width: int
) -> None:
    of = deciding()
    application, group = of.applications[0].pk, of.groups[0].pk
    pages: list[tuple[str, list[Any]]] = [
        ("desk_reviews", []),
        ("reviewers", []),
        ("desk_review", [application]),
        ("eligibility", [application]),
        ("interviews", []),
        ("interview", [application]),
        ("choice", [group]),
        ("alternatives", []),
        ("decision", []),
        ("seats", []),
    ]
    keyboard = Keyboard(signed_in(open_page(width=width), of.coordinator, live_server.url))
    wrong = {}
    for name, more in pages:
        with override("fi"):
            keyboard.page.goto(reverse(name, args=["alpha", *more]))
        stops, there = keyboard.tour(), keyboard.stops()
        if stops != list(range(there)):
            wrong[name] = (stops, there)
    assert wrong == {}
    assert keyboard.unseen == []
