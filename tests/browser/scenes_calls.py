"""The call in the states that look different: before, open, closed, with the longest names, and what goes wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice
from soske.people.models import Organisation, Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme, Stage
from tests.support.calls import CallRows, call_now, call_rows
from tests.support.world import World, programme

if TYPE_CHECKING:
    from playwright.sync_api import Page

Act = Callable[["Page"], Any]
Row = tuple[str, str, Person | None, Act | None, int]


def send(page: Page) -> None:
    page.locator("main form .ds-button:not([data-variant])").last.click()


def fill(**values: str) -> Act:
    def act(page: Page) -> None:
        for name, value in values.items():
            page.locator(f"[name={name}]").fill(value)
        send(page)

    return act


def with_call(slug: str, state: str, coordinator: Person) -> Programme:
    """A published academy whose call is in this state, its info session in the middle of it."""
    made = programme(slug)
    Programme.objects.filter(pk=made.pk).update(state="public", case_number="D/12345/2026")
    coordinator_add(by=None, programme=made, person=coordinator, starts=dt.date(2020, 1, 1))
    day = timezone.localdate() + dt.timedelta(days={"before": 9, "open": 2, "closed": -9}[state])
    Stage.objects.filter(programme=made, kind="info").update(starts=day, ends=day)
    return call_now(made, state)


def long_rows(of: Programme, by: Person, long: str) -> CallRows:
    """What people leave, as long as it can be."""
    found = call_rows(of, by=by, another=Person.objects.get(email="partner@example.fi"))
    email = f"{'s' * 60}@example.fi"
    call = Call.objects.get(programme=of)
    Call.objects.filter(pk=call.pk).update(
        info_place=long, info_link=f"https://example.fi/{long}", recording="https://example.fi/tallenne"
    )
    InfoSignup.objects.filter(pk=found.signup.pk).update(name=long, organisation=long, question=long * 5, email=email)
    Interest.objects.filter(pk=found.interest.pk).update(name=long, organisation=long, email=email)
    organisation = Organisation.objects.filter(name__fi=long).first()
    PartnerNotice.objects.filter(call=call).update(
        brings=f"{long * 5}\n\n{long}", wants=long * 3, organisation=organisation or found.notice.organisation
    )
    return found


def of_calls(world: World, coordinator: Person, long: str) -> list[Row]:
    """(name, address, reader, act, status) of each scene."""
    member = world.people["member"]
    before, opened = with_call("ennen", "before", coordinator), with_call("auki", "open", coordinator)
    closed = with_call("ohi", "closed", coordinator)
    rows = long_rows(opened, member, long)

    def at(name: str, of: Programme, *args: Any) -> str:
        return reverse(name, args=[of.slug, *args])

    write = at("partner_write", opened, rows.notice_of_another.pk)
    return [
        *((f"{name}: before", at(name, before), None, None, 200) for name in ("call", "interest", "info_signup")),
        *((f"{name}: open", at(name, opened), None, None, 200) for name in ("call", "interest", "programme")),
        *((f"{name}: closed", at(name, closed), None, None, 200) for name in ("call", "interest", "info_signup")),
        ("partner_new: closed", at("partner_new", closed), member, None, 200),
        ("call_desk: open", at("call_desk", opened), coordinator, None, 200),
        ("info_signups: long", at("info_signups", opened), coordinator, None, 200),
        ("info_signups: none", at("info_signups", before), coordinator, None, 200),
        ("partners: long", at("partners", opened), member, None, 200),
        ("partners: nobody's theme", at("partners", opened) + "?theme=rights", member, None, 200),
        ("partners: of a coordinator", at("partners", opened), coordinator, None, 200),
        ("partners: without a notice", at("partners", opened), world.people["outsider"], None, 403),
        ("partner_new: own", at("partner_new", opened), member, None, 200),
        ("partner_edit: long", at("partner_edit", opened, rows.notice.pk), member, None, 200),
        ("info_own: long", at("info_own", opened, rows.signup.token), None, None, 200),
        ("interest_own: long", at("interest_own", opened, rows.interest.token), None, None, 200),
        ("call_done: interest", at("call_done", before, "interest"), None, None, 200),
        ("info_signup: nothing", at("info_signup", before), None, send, 422),
        ("interest: no address", at("interest", before), None, fill(email="ei osoite"), 422),
        ("info_signup: sent", at("info_signup", before), None, come, 200),
        ("info_own: nothing", at("info_own", before, rows_of(before)), None, nothing, 422),
        ("call_desk: no address", at("call_desk", opened), coordinator, fill(info_link="ei osoite"), 422),
        ("partner_new: nothing", at("partner_new", opened), member, send, 422),
        ("partner_write: nothing", write, member, send, 422),
        ("start: nothing", reverse("start"), None, fill(email="ei osoite"), 422),
        ("stages: wrong times", at("stages", opened), coordinator, wrong_times, 422),
    ]


def rows_of(of: Programme) -> Any:
    call, _made = Call.objects.get_or_create(programme=of)
    return InfoSignup.objects.create(call=call, email="toinen@example.fi", language="fi").token


def come(page: Page) -> None:
    page.locator("[name=attends]").check()
    page.locator("[name=email]").fill("tulija@example.fi")
    send(page)


def nothing(page: Page) -> None:
    page.locator("[name=attends]").uncheck()
    page.locator("[name=act][value=save]").click()


def wrong_times(page: Page) -> None:
    page.locator("[name=info_opens]").fill("aamulla")
    page.locator("[name=kickoff_opens]").fill("16.00")
    page.locator("[name=kickoff_closes]").fill("9.00")
    send(page)
