"""The editor of an academy's texts in the states that look different."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from soske.people.models import Person
from soske.programmes.actions_texts import texts_change
from soske.programmes.models import EarlierPart, Programme
from soske.programmes.queries_texts import contents_of
from tests.support.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

BEFORE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
Act = Callable[["Page"], Any]


def press(name: str, value: str = "") -> Act:
    """Press a button of the main form by its name."""
    selector = f'main form.wide [name="{name}"]' + (f'[value="{value}"]' if value else "")
    return lambda page: page.locator(selector).first.click()


def save(page: Page) -> None:
    page.locator("main form.wide .save-bar .ds-button:not([data-variant])").click()


def fill(then: Act, **values: str) -> Act:
    def act(page: Page) -> None:
        for name, value in values.items():
            page.locator(f'[name="{name}"]').fill(value)
        then(page)

    return act


def stale(page: Page) -> None:
    page.locator('main form.wide [name="opened"]').evaluate("field => field.value = 'older'")
    save(page)


def with_gaps(of: Programme, by: Person) -> EarlierPart:
    """The academy's page lacks languages; what it was before is kept."""
    texts = contents_of(of)["public"]
    value = {**texts, "kicker": {"fi": "Vain suomeksi"}, "lead": {"sv": "Bara på svenska"}}
    texts_change(by=by, programme=of, part="public", codes=[], value=value, now=BEFORE)
    return EarlierPart.objects.filter(programme=of).latest("pk")


def of_texts(world: World, free: Programme, by: Person) -> list[tuple[str, str, Act | None, int]]:
    """(what is shown, address, what is done first, status). `free` is an academy whose call has no date."""
    earlier = with_gaps(free, by)
    section = next(each for each in contents_of(free)["application"] if each["questions"])
    choice = next(
        (part["code"], question["code"])
        for part in contents_of(free)["application"]
        for question in part["questions"]
        if question["options"]
    )
    path = contents_of(free)["path"]
    step = next(each for each in path if any(stage["kind"] == "info" for stage in each["stages"]))

    def at(part: str, *codes: str, of: Programme = free) -> str:
        if codes:
            return reverse("texts_item", args=[of.slug, part, "/".join(codes)])
        return reverse("texts_part", args=[of.slug, part])

    first, second = section["questions"][0]["code"], "/".join(choice)
    return [
        ("gaps", reverse("texts", args=[free.slug]), None, 200),
        ("gaps of a part", at("public"), None, 200),
        ("earlier", reverse("texts_earlier", args=[free.slug, "public"]), None, 200),
        ("nothing earlier", reverse("texts_earlier", args=[free.slug, "tags"]), None, 200),
        ("version", reverse("texts_version", args=[free.slug, "public", earlier.pk]), None, 200),
        ("list", at("application"), None, 200),
        ("section", at("application", section["code"]), None, 200),
        ("question with options", at("application", second), None, 200),
        ("question after the call opened", at("application", second, of=world.alpha), None, 200),
        ("list after the call opened", at("criteria", of=world.alpha), None, 200),
        ("step", at("path", step["code"]), None, 200),
        ("stage", at("path", step["code"], "info"), None, 200),
        ("announcement", at("announcement"), None, 200),
        ("one more row", at("tags"), press("row", "tags:add"), 200),
        ("new role", at("roles", "new-item"), None, 200),
        ("new step", at("path", "new-item"), None, 200),
        ("preview of a message", at("letters", "selected"), press("preview"), 200),
        ("preview of the announcement", at("announcement"), press("preview"), 200),
        ("messages", at("letters"), None, 200),
        ("nothing typed", at("eligibility", "new-item"), save, 422),
        ("too long, unknown word", at("letters", "selected"), fill(save, subject_fi="ä" * 71), 422),
        ("word that nothing replaces", at("letters", "selected"), fill(save, body_sv="Hej {nobody}"), 422),
        ("bad time and days", at("path", step["code"], "info"), fill(save, opens="25.00", days="0"), 422),
        ("row half written", at("workload"), fill(save, **{"workload-0-days": "x"}), 422),
        ("saved meanwhile", at("application", section["code"], first), stale, 422),
    ]
