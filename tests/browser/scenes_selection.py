"""The pages of the choice, the decision and the seats in their states, and what is wrong in their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse

from soske.demo.call import SENT
from soske.intake.groups.models import Group
from soske.intake.selection.actions_decision import alternative_keep, group_choose, lot_draw, reason_write
from soske.intake.selection.models import Choice, SeatAnswer
from soske.intake.selection.states import Outcome
from soske.people.models import Person
from soske.programmes.models import Programme
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]


def of_choosing(world: World, coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes. The practice academy has been announced; in beta everything
    is decided and nothing is told."""
    practice = Programme.objects.get(slug="harjoitus")
    chosen = Choice.objects.filter(group__programme=practice, outcome=Outcome.SELECTED).earliest("pk").group
    sent = Group.objects.get(programme=practice, contact__email=SENT)
    answers = SeatAnswer.objects.filter(seat__group__programme=practice).order_by("pk")
    other = decided(world, long)

    def send(page: Page) -> None:
        page.locator("main form .ds-button:not([data-variant=tertiary]):visible").last.click()

    def saved_meanwhile(page: Page) -> None:
        page.locator("[name=version]").evaluate("field => field.value = 99")
        send(page)

    def no_day(page: Page) -> None:
        page.locator("[name=answer_by]").fill("huomenna")
        send(page)

    def no_name(page: Page) -> None:
        page.locator("[name=name]").fill("")
        send(page)

    def nothing(page: Page) -> None:
        page.locator("[name=role]").fill("")
        send(page)

    def opened(page: Page) -> None:
        for summary in page.locator("main details > summary").all():
            summary.click()

    def times(page: Page) -> None:
        page.locator("main details > summary").last.click()
        send(page)

    def points(page: Page) -> None:
        page.locator("[name=points]").fill("9")
        send(page)

    heard = reverse("interview", args=["harjoitus", sent.application.pk])
    book = reverse("interview_book", args=["harjoitus", sent.application.pk])
    beta = reverse("choice", args=["beta", world.beta_group.pk])
    compare = reverse("alternatives", args=["beta"])
    seat = reverse("seat", args=["harjoitus", answers[0].token])
    return [
        ("told", reverse("decision", args=["harjoitus"]), coordinator, None, 200),
        ("seats", reverse("seats", args=["harjoitus"]), coordinator, None, 200),
        ("ranked, published", reverse("selection", args=["harjoitus"]), coordinator, opened, 200),
        ("filtered", reverse("selection", args=["harjoitus"]) + "?outcome=reserve", coordinator, None, 200),
        ("one group, reviewed", reverse("choice", args=["harjoitus", chosen.pk]), coordinator, None, 200),
        ("announcement with seats", reverse("announcement_edit", args=["harjoitus"]), coordinator, None, 200),
        ("outcome", reverse("outcome", args=["harjoitus", sent.pk]), sent.contact, None, 200),
        ("seat answered", seat, None, None, 200),
        ("seat without an answer", seat, None, nothing, 422),
        ("times of interviews", reverse("interviews", args=["harjoitus"]), coordinator, opened, 200),
        ("times without a day", reverse("interviews", args=["harjoitus"]), coordinator, times, 422),
        ("interview heard", heard, coordinator, opened, 200),
        ("too many points", heard, coordinator, points, 422),
        ("interview booked", book, sent.contact, None, 200),
        ("no time chosen", book, sent.contact, send, 422),
        (
            "eligibility",
            reverse("eligibility", args=["harjoitus", sent.application.pk]),
            coordinator,
            None,
            200,
        ),
        ("ranked", reverse("selection", args=["beta"]), other, opened, 200),
        ("one group", beta, other, None, 200),
        ("saved meanwhile", beta, other, saved_meanwhile, 422),
        ("ready", reverse("decision", args=["beta"]), other, None, 200),
        ("no day", reverse("decision", args=["beta"]), other, no_day, 422),
        ("alternatives", compare, other, None, 200),
        ("compared", f"{compare}?one=now&other={kept(world)}", other, None, 200),
        ("alternative without a name", compare, other, no_name, 422),
    ]


def decided(world: World, long: str) -> Person:
    """Choose and give reasons in beta, so that its decision could be made; its coordinator."""
    other = world.people["other"]
    for group, outcome in ((world.beta_group, Outcome.SELECTED), (world.beta_submitted.group, Outcome.RESERVE)):
        group_choose(by=other, group=group, outcome=outcome)
        reason_write(by=other, group=group, reason=long, advice=long, version=1)
    lot_draw(by=other, programme=world.beta)
    alternative_keep(by=other, programme=world.beta, name=long[:60])
    group_choose(by=other, group=world.beta_submitted.group, outcome=Outcome.NOT_SELECTED)
    return other


def kept(world: World) -> int:
    """The number of the alternative that was kept last."""
    return int(world.beta.alternatives.latest("pk").pk)
