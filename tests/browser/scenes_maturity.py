"""The pages of the self-assessment in their states: while answers are taken, too few of them, start against end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from soske.intake.groups.models import Group, Member
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.peers.queries import teams_of
from soske.workbench.maturity import actions
from soske.workbench.maturity.models import Link, Moment, MomentKind
from soske.workbench.maturity.queries import long_names, model_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]


def of_maturity(coordinator: Person) -> list[Row]:
    """(name, address, person, act, status) of the scenes, in the practice academy, after those of peer support."""
    practice = programme_get("harjoitus")
    assert practice is not None
    teams = list(teams_of(practice).filter(contact__isnull=False).select_related("contact"))
    start = opened(practice, coordinator, MomentKind.START, teams)
    answered(start, 3)
    actions.moment_close(by=coordinator, moment=start, now=timezone.now())
    end = opened(practice, coordinator, MomentKind.END, teams[:-1])
    answered(end, 4)
    first, last = teams[0], teams[-1]
    long_form(end, first)
    links = {
        kind: Link.objects.filter(moment__programme=practice, moment__kind=kind, member__group=first).first()
        for kind in MomentKind
    }

    def send(page: Page) -> None:
        page.locator("main form .ds-button:not([data-variant])").last.click()

    def answer(page: Page) -> None:
        for area in model_of(practice).areas:
            page.locator(f"[name={area.code}][value='3']").check()
        send(page)

    def unfold(page: Page) -> None:
        for summary in page.locator("main summary").all():
            summary.click()

    def close(page: Page) -> None:
        page.locator("main details > summary").first.click()
        page.locator("[name=act][value=close]").click()

    def move(page: Page) -> None:
        page.locator("[name=move-closes_on]").fill("x")
        page.locator("[name=act][value=move]").click()

    def form(kind: MomentKind) -> str:
        link = links[kind]
        assert link is not None
        return reverse("maturity_answer", args=["harjoitus", link.token])

    def own(name: str, *more: int) -> str:
        return reverse(name, args=["harjoitus", *more])

    one, other = first.contact, last.contact
    return [
        ("short form", form(MomentKind.END), None, None, 200),
        ("short form without answers", form(MomentKind.END), None, send, 422),
        ("short form answered", form(MomentKind.END), None, answer, 200),
        ("short form, time is over", form(MomentKind.START), None, None, 200),
        ("own, with links", own("own_maturity"), one, unfold, 200),
        ("own, without links", own("own_maturity"), other, None, 200),
        ("long form answered", own("maturity_long"), one, None, 200),
        ("long form without answers", own("maturity_long"), other, send, 422),
        ("result", own("maturity_result"), one, unfold, 200),
        ("desk while answers are taken", own("maturity_desk"), coordinator, None, 200),
        ("desk, who has none", own("maturity_desk") + "?show=silent", coordinator, None, 200),
        ("desk closes without a tick", own("maturity_desk"), coordinator, close, 422),
        ("desk, no day", own("maturity_desk"), coordinator, move, 422),
        ("desk, nothing yet", reverse("maturity_desk", args=["tyhja"]), coordinator, None, 200),
    ]


def opened(practice: Programme, by: Person, kind: MomentKind, teams: list[Group]) -> Moment:
    today = timezone.localdate()
    until = today + dt.timedelta(days=14)
    moment = actions.moment_open(by=by, programme=practice, kind=kind, closes_on=until, now=timezone.now(), today=today)
    for team in teams:
        team.programme = practice
        actions.links_open(by=by, group=team, moment=moment, today=today)
    return moment


def answered(moment: Moment, number: int) -> None:
    """So many answers for each organisation but the second one, which has two."""
    for place, link in enumerate(Link.objects.filter(moment=moment).order_by("pk")):
        link.moment = moment
        for turn in range(2 if place == 1 else number):
            answers = {
                area.code: (turn + number + column) % 6 for column, area in enumerate(model_of(moment.programme).areas)
            }
            actions.answer_give(link=link, answers=answers, token=uuid4(), today=timezone.localdate())


def long_form(moment: Moment, team: Group) -> None:
    answers = {name: 3 for area in model_of(moment.programme).areas for name in long_names(area)}
    assert team.contact is not None and Member.objects.filter(group=team).exists()
    actions.long_save(by=team.contact, group=team, moment=moment, answers=answers, today=timezone.localdate())
