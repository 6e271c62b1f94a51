"""The coordinator's pages of applications in their states, and what is wrong in their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from soske.intake.applications import actions_organiser, actions_sending
from soske.intake.applications.fields import FILES
from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from tests.support import applying
from tests.support.called import ahead
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from soske.intake.applications.models import Application

Row = tuple[str, str, "Callable[[Page], None] | None", int]


def text_key(application: Application) -> str:
    """The key of a question that is answered with a text."""
    return next(
        each.key
        for section in applying.form(application).sections
        for each in section.fields
        if each.kind == "text" and each.key.startswith("q.")
    )


def completed(application: Application, coordinator: Person, long: str) -> None:
    """Asked for completion and answered; asked once more; with a note and a case number."""
    key, now = text_key(application), timezone.now()
    sender = application.group.contact
    assert sender is not None

    def ask() -> None:
        actions_sending.completion_ask(
            by=coordinator,
            application=applying.fresh(application),
            fields=[key, FILES],
            message=f"Tarkentakaa tätä.\n{long}",
            due=ahead(),
            now=now,
        )

    ask()
    applying.save(application, sender, key, f"Täydennetty: {long}", now=now)
    actions_sending.completion_send(by=sender, application=applying.fresh(application), now=now)
    ask()
    actions_organiser.note_add(by=coordinator, application=application, text=f"Kysy hinnasta. {long}")
    actions_sending.case_number_set(by=coordinator, application=application, case_number="ESIM/1234/2026")


def of_organiser(world: World, coordinator: Person, long: str) -> list[Row]:
    """(name, address, act, status) of the scenes."""
    # In Swedish "partner" is a word that is looked for, so she is called otherwise here.
    GroupPerson.objects.filter(person=world.people["partner"]).update(name="Kumppani")
    Person.objects.filter(pk=world.people["partner"].pk).update(email="kumppani@example.fi", name="Kumppani")
    completed(world.alpha_submitted, coordinator, long)
    here = reverse("applications", args=["alpha"])
    draft = reverse("application_page", args=["alpha", world.alpha_draft.pk])
    one = reverse("application_page", args=["alpha", world.alpha_submitted.pk])
    preview = reverse("application_preview", args=["alpha"])

    def opened(page: Page) -> None:
        for summary in page.locator("main details > summary:visible").all():
            summary.click()

    def without_note(page: Page) -> None:
        page.locator("#notes button").last.click()

    def without_day(page: Page) -> None:
        page.locator("main details > summary").last.click()
        page.locator("form[action*='/late/'] button").click()

    def send(page: Page) -> None:
        page.locator("main form .ds-button").last.click()

    return [
        ("filtered", f"{here}?state=draft&joint=1&order=name", None, 200),
        ("nothing found", f"{here}?search=jotainmuuta", None, 200),
        ("numbers", here, opened, 200),
        ("draft", draft, opened, 200),
        ("one, all open", one, opened, 200),
        ("earlier version", f"{one}?version=1", None, 200),
        ("no note", one, without_note, 422),
        ("no day", one, without_day, 422),
        ("nothing asked", reverse("completion_ask", args=["alpha", world.alpha_submitted.pk]), send, 422),
        ("joint preview", f"{preview}?type=municipality&partner=company&themes=rights", opened, 200),
        ("late without a name", reverse("late_begin", args=["alpha"]), send, 422),
    ]
