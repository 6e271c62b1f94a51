"""The self-assessment: opened, shared, answered on phones by link, looked at by the team, closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from soske.people.models import Person
from soske.workbench.maturity.models import Link, LongAnswer, Moment, Pending
from soske.workbench.maturity.queries import model_of
from tests.browser.test_sprint_journey import JOURNEYS, Room
from tests.conftest import OpenPage
from tests.support.applicants import Applicant, Post
from tests.support.browsing import plain, texts
from tests.support.smtp import Received
from tests.support.sprinting import sprinting
from tests.workbench.maturity.rooms import someone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_colleagues_answer_on_phones_and_the_team_sees_the_picture(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> None:
    settings.BASE_URL, settings.UNDO_MINUTES = live_server.url, 0
    sprint = sprinting()
    Person.objects.all().update(language=lang)
    room = Room(sprint, open_page, live_server.url, Post(smtp), lang, width, script)
    coordinator = room.show(sprint.coordinator, "/desk/alpha/maturity/")
    the_coordinator_opens_it(coordinator)
    member = room.show(someone("eka"), "/academies/alpha/maturity/")
    address = the_team_makes_its_links(room, member)
    colleagues = [a_colleague_answers(room, address, value) for value in (1, 2)]
    the_team_sees_nothing_yet(member)
    colleagues.append(a_colleague_answers(room, address, 5))
    for each in colleagues:
        one_browser_answers_once(each, address)
    the_team_sees_the_picture(room, member)
    a_member_answers_the_long_form(room, member)
    the_coordinator_closes_it(room, coordinator)


def the_coordinator_opens_it(coordinator: Applicant) -> None:
    assert coordinator.heading() == coordinator.words("Who has answered the self-assessment?")
    until = timezone.localdate() + dt.timedelta(days=14)
    coordinator.page.locator("[name=open-closes_on]").fill(f"{until:%d.%m.%Y}")
    coordinator.press("Open the self-assessment")
    assert coordinator.said() == [
        coordinator.words("The self-assessment is open. The teams see it among what waits for them.")
    ]


def the_team_makes_its_links(room: Room, member: Applicant) -> str:
    """The address that she sends to the colleagues of the first organisation."""
    assert member.heading() == member.words("Where do our organisations stand today?")
    member.press("Make the links")
    fields = member.page.locator("main input[readonly]")
    assert fields.count() == 2
    address = fields.first.input_value()
    assert address.startswith(f"{room.server}/{room.lang}/academies/alpha/assessment/")
    message = member.open("Message to send").locator("textarea")
    assert address in message.input_value()
    return address


def a_colleague_answers(room: Room, address: str, value: int) -> Applicant:
    """Somebody without an account, on a phone, in a browser of her own. The first try lacks an answer."""
    page = room.open_page(width=390, javascript=room.script, locale=f"{room.lang}-FI", allow=(422,))
    colleague = Applicant(page, room.lang, room.script)
    colleague.go(address)
    assert colleague.heading() == colleague.words("How do we advance social goals in procurement?")
    areas = [area.code for area in model_of(room.sprint.fresh()).areas]
    for code in areas[:-1]:
        page.locator(f"[name={code}][value='{value}']").check()
    colleague.press("Send the answers")
    assert page.locator(".error-summary a").count() == 1
    page.locator(".error-summary a").click()
    assert page.locator(f"[name={areas[0]}][value='{value}']").is_checked()
    page.locator(f"[name={areas[-1]}][value='0']").check()  # she does not know
    colleague.press("Send the answers")
    assert colleague.heading() == colleague.words("Thank you for your answers")
    assert page.locator(".made > li").count() == 3
    return colleague


def one_browser_answers_once(colleague: Applicant, address: str) -> None:
    colleague.go(address)
    assert colleague.heading() == colleague.words("Thank you for your answers")
    assert colleague.page.locator("form [type=radio]").count() == 0


def the_team_sees_nothing_yet(member: Applicant) -> None:
    member.go(member.page.url)
    words = member.words("the result needs at least three")
    assert words in plain(member.page.locator("main").inner_text())
    member.page.locator("main nav a[href$='/result/']").click()
    assert member.page.locator("main .empty").count() == 1 and member.page.locator("svg.scale").count() == 0
    member.page.locator("main nav a[href$='/maturity/']").click()


def the_team_sees_the_picture(room: Room, member: Applicant) -> None:
    assert Pending.objects.count() == 0
    assert Link.objects.order_by("member__position").first().answers == 3  # type: ignore[union-attr]
    member.page.locator("main nav a[href$='/result/']").click()
    assert member.heading() == member.words("Where do we stand, and what next?")
    areas = model_of(room.sprint.fresh()).areas
    assert texts(member.page, ".next-steps h3")[0].startswith(plain(areas[0].name.spoken(room.lang).text))
    rows = texts(member.page, ".scales-picture > ol > li")
    assert len(rows) == len(areas)
    mean = "2.7" if room.lang == "en" else "2,7"
    assert mean in rows[0] and mean not in rows[-1]  # the last area is known to nobody
    table = member.open("The same as a table").locator("tbody tr")
    assert table.count() == 2 * len(areas) and mean in plain(table.first.inner_text())
    means = member.page.locator(".next-steps a[href*='/means/']").first
    name = plain(means.inner_text())
    means.click()
    assert member.heading() == name
    member.page.go_back()
    member.page.locator(".next-steps a[href*='topic=']").first.click()
    assert "/peers/teams/?topic=" in member.page.url


def a_member_answers_the_long_form(room: Room, member: Applicant) -> None:
    member.go(f"/{room.lang}/academies/alpha/maturity/")
    member.follow("Answer the long form")
    for area in model_of(room.sprint.fresh()).areas:
        for name in (area.code, *(f"{area.code}.{each.code}" for each in area.statements)):
            member.page.locator(f"[name='{name}'][value='2']").check()
    member.press("Save the answers")
    assert member.words("You have answered") in plain(member.page.locator("main").inner_text())
    assert LongAnswer.objects.count() == 1


def the_coordinator_closes_it(room: Room, coordinator: Applicant) -> None:
    coordinator.go(f"/{room.lang}/desk/alpha/maturity/")
    assert [row for row in texts(coordinator.page, "main tbody tr") if "3" in row]
    fold = coordinator.open("Close now")
    fold.locator("[name=sure]").check()
    with coordinator.page.expect_navigation():
        fold.locator("[name=act][value=close]").click()
    assert coordinator.said() == [coordinator.words("The self-assessment is closed, and its results are final.")]
    assert Moment.objects.get().closed_at is not None and not LongAnswer.objects.exists()
