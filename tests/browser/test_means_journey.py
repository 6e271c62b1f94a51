"""Means: a team finds what suits a purchase, compares, keeps one and says why; the organiser edits one and sees its
history."""

from __future__ import annotations

from typing import Any

import pytest

from soske.people.models import Person
from soske.workbench.means.models import Kept
from tests.browser.test_peers_journey import begun
from tests.browser.test_sprint_journey import JOURNEYS, Room
from tests.conftest import OpenPage
from tests.sprint.peers.teams import someone
from tests.support.applicants import Applicant
from tests.support.browsing import plain
from tests.support.smtp import Received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

WHY = "Siivouksessa on työtä, jonka voi oppia: å, ä ja ö"


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_team_finds_three_compares_them_and_keeps_one(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> None:
    room = begun(live_server, open_page, smtp, settings, lang, width, script)
    member = room.show(someone("eka"), "/academies/alpha/means/")
    a_list_for_the_purchase(member)
    first = three_side_by_side(member)
    one_is_kept_with_a_reason(member, first)
    coordinator = room.show(room.sprint.coordinator, "/desk/alpha/means/")
    the_organiser_edits_it_and_sees_its_history(room, coordinator, first)


def a_list_for_the_purchase(member: Applicant) -> None:
    assert member.heading() == member.words("What could we do?")
    member.follow("Find for a purchase")
    page = member.page
    page.locator("[name=bought]").fill("90910000")
    page.locator("[name=value]").fill("2 000 000")
    page.locator("[name=months]").fill("48")
    page.locator("[name=hours]").fill("60")
    member.press("Find means")
    listed = page.locator("#found ol > li")
    assert 3 <= listed.count() <= 8
    assert all(plain(each) for each in page.locator("#found ol .reasons li").all_inner_texts())
    left = page.locator("#found details").last
    left.locator("summary").click()
    assert left.locator(".reasons li").count() > 0


def three_side_by_side(member: Applicant) -> str:
    """The code of the first one."""
    member.follow("Compare the first ones")
    assert member.page.locator("main table thead th").count() == 4
    link = member.page.locator("main table tbody tr").last.locator("a").first
    link.click()
    address = member.page.url.rstrip("/")
    return address.rsplit("/", 1)[1]


def one_is_kept_with_a_reason(member: Applicant, code: str) -> None:
    member.press("Put into our basket")
    assert member.said() == [member.words("It is in your basket. Write in a few words why you chose it.")]
    member.page.locator("[name=why]").fill(WHY)
    member.press("Save")
    kept = Kept.objects.get()
    assert (kept.means, kept.why, kept.person) == (code, WHY, Person.objects.get(email="eka@example.fi"))
    member.go(f"/{member.lang}/academies/alpha/means/basket/")
    assert WHY in plain(member.page.locator("main").inner_text())


def the_organiser_edits_it_and_sees_its_history(room: Room, coordinator: Applicant, code: str) -> None:
    assert WHY not in coordinator.page.content()
    coordinator.go(f"/{room.lang}/desk/alpha/texts/means/{code}/")
    field = coordinator.page.locator("[name=name_fi]")
    old = field.input_value()
    field.fill("Aivan uusi nimi")
    coordinator.press("Save the texts")
    coordinator.go(f"/{room.lang}/desk/alpha/means/")
    row = coordinator.page.locator("main tbody tr").filter(has=coordinator.page.locator(f"a[href*='{code}']")).first
    row.locator("a[href*='item=']").click()
    coordinator.page.locator("main ol a").first.click()
    shown = plain(coordinator.page.locator("main").inner_text())
    assert old in shown and "Aivan uusi nimi" in shown
