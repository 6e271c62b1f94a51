"""The pages of plans in their states, and what is wrong in their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from soske.people.models import Person
from soske.programmes.queries import programme_get
from soske.sprint.peers.queries import teams_of
from soske.workbench.plans import actions
from soske.workbench.plans.queries import section_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]


def of_plans(coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes, in the practice academy, whose groups become teams."""
    practice = programme_get("harjoitus")
    assert practice is not None
    first, second = list(teams_of(practice).filter(contact__isnull=False).select_related("contact"))[:2]
    one, two, now = first.contact, second.contact, timezone.now()
    assert one is not None and two is not None
    first.programme = practice
    goals, scope = section_of(practice, "goals"), section_of(practice, "scope")
    assert goals is not None and scope is not None
    for base, text in ((0, f"## {long}\n\n- **{long}**"), (0, "Toinen teksti")):
        actions.text_save(
            by=one if not base else two,
            group=first,
            section=scope,
            member=None,
            text=text,
            base=base,
            token="",
            now=now,
        )
    values = {"goal": long, "indicator": long, "target": "15", "year": "2029", "owner": long}
    row = actions.row_add(by=one, group=first, section=goals, values=values, token=uuid4(), now=now)
    gone = actions.row_add(by=one, group=first, section=goals, values=values, token=uuid4(), now=now)
    actions.row_remove(by=one, group=first, row=gone, now=now)
    for text in (long, "Toinen"):
        said = actions.comment_add(by=one, group=first, section=goals, quote=long[:200], text=text, now=now)
    actions.comment_resolve(by=one, group=first, comment=said.pk, section="goals", resolved=True, now=now)

    def press(selector: str) -> Callable[[Page], None]:
        def act(page: Page) -> None:
            for summary in page.locator("main details > summary").all():
                summary.click()
            page.locator(selector).first.click()

        return act

    def own(name: str, *more: object) -> str:
        return reverse(name, args=["harjoitus", first.pk, *more])

    add = "form[action$='/rows/'] button"
    return [
        ("begun", own("plan"), one, None, 200),
        ("not begun", reverse("plan", args=["harjoitus", second.pk]), two, None, 200),
        ("read by the organiser", own("plan_section", "scope"), coordinator, None, 200),
        ("two texts", own("plan_section", "scope"), one, None, 200),
        ("rows and comments", own("plan_section", "goals"), one, None, 200),
        ("organisations' own parts", own("plan_section", "resources"), one, None, 200),
        ("what Soske fills in", own("plan_section", "decision"), one, None, 200),
        ("row without its goal", own("plan_section", "goals"), one, press(add), 422),
        ("comment without words", own("plan_section", "roles"), one, press("button[value='add']"), 422),
        ("row", own("plan_row", "goals", row.pk), one, None, 200),
        ("row that was taken out", own("plan_row", "goals", gone.pk), one, None, 200),
        ("earlier texts", own("plan_history", "scope", "scope"), one, None, 200),
    ]
