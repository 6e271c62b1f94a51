"""The pages of the catalogue of means in their states, and what is wrong in their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from soske.people.models import Person
from soske.programmes.queries import programme_get
from soske.sprint.peers.queries import teams_of
from soske.workbench.means import actions

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]

CLEANING = "?bought=koulujen+siivous&value=2000000&months=48&hours=40"


def of_means(coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes, in the practice academy, whose groups become teams."""
    practice = programme_get("harjoitus")
    assert practice is not None
    teams = list(teams_of(practice).filter(contact__isnull=False).select_related("contact"))[:2]
    first, _second = teams
    one, two = (team.contact for team in teams)
    assert one is not None and two is not None
    first.programme, now = practice, timezone.now()
    for code in ("employment_clause", "audit"):
        kept = actions.means_keep(by=one, group=first, code=code, now=now)
        actions.why_write(by=one, kept=kept, text=f"{long} {long}")
        actions.remark_add(by=one, kept=kept, text=long, now=now)

    def send(place: int) -> Callable[[Page], None]:
        return lambda page: page.locator("main form:not(.filter-form) .ds-button").nth(place).click()

    def own(name: str, *more: str) -> str:
        return reverse(name, args=["harjoitus", *more])

    return [
        ("found by words", own("means") + "?q=työttömien+palkkaaminen", one, None, 200),
        ("nothing found", own("means") + "?q=xyzzy&phase=remedy", one, None, 200),
        ("narrowed", own("means") + "?theme=employment&contract=goods", one, None, 200),
        ("with law that binds", own("means_page", "mandatory_exclusion"), one, None, 200),
        ("two compared", own("means_compare") + "?m=audit&m=inspection", one, None, 200),
        ("three compared", own("means_compare") + "?m=audit&m=inspection&m=labels", one, None, 200),
        ("for cleaning", own("means_find") + CLEANING, one, None, 200),
        (
            "for coffee by its code",
            own("means_find") + "?bought=15860000&value=100000&months=24&hours=8",
            one,
            None,
            200,
        ),
        ("for what is not known", own("means_find") + "?bought=xyzzy", one, None, 200),
        ("for nothing", own("means_find") + "?bought=&value=abc&months=0", one, None, 422),
        ("with wrong assumptions", own("means_find") + CLEANING + "&labour=0&target=200&cost=x", one, None, 200),
        ("basket", own("basket"), one, None, 200),
        ("empty basket", own("basket"), two, None, 200),
        ("kept", own("kept", "audit"), one, None, 200),
        ("remark without words", own("kept", "audit"), one, send(1), 422),
        ("state, old", own("means_desk") + "?show=old", coordinator, None, 200),
    ]
