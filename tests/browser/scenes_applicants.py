"""Applicants' pages in the states that look different: empty, full, long, with two texts, to complete, over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from soske.intake.applications import actions_group, actions_sending
from soske.intake.applications.models import Application
from soske.intake.calls.models import PartnerNotice
from soske.intake.groups.actions import MemberInput
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.writings import writing_save
from tests.support import applying
from tests.support.calls import call_now, call_rows
from tests.support.world import PDF, person, programme

if TYPE_CHECKING:
    from playwright.sync_api import Page

Act = Callable[["Page"], Any]
Row = tuple[str, str, Person | None, Act | None, int]
SECTIONS = ("group", "strategy", "pilot", "promises", "learn", "give", "time", "files")


FULL = ("group", "pilot", "promises", "files")


def opened(slug: str) -> Programme:
    """A published academy whose call is that of tests.support.world, in which applying.py acts."""
    Programme.objects.filter(pk=programme(slug).pk).update(state="public")
    found = programme_get(slug)
    assert found is not None
    return found


def joint(of: Programme, by: Person, partner: Person, third: str) -> Application:
    """A joint draft of three with a file and nothing answered."""
    made = applying.begin(of, by, organisation="Esimerkin kaupunki")
    made = applying.invite(made, by, organisation="Mallin kunta", email=partner.email)
    actions_group.member_invite(
        by=by,
        application=made,
        member=MemberInput(organisation=third),
        name=third,
        email="kolmas@haku.example",
        now=applying.OPEN,
    )
    return applying.fresh(made)


def two_texts(application: Application, one: Person, other: Person) -> None:
    for who, text in ((one, "Siivous on työvaltaista."), (other, "Ruokapalvelut ovat työvaltaisia.")):
        writing_save(
            by=who,
            scope=application.programme_id,
            subject=("application", application.pk),
            field="q.pilot_reason",
            text=text,
            base=0,
            now=applying.OPEN,
        )


def of_applicants(long: str) -> list[Row]:
    """Two academies: the call of one is open, that of the other has closed."""
    lead, partner = person("hakija"), person("kumppani")
    haku, ohi = opened("hakijat"), opened("hakijat-ohi")
    empty, full = joint(haku, lead, partner, long), joint(haku, lead, partner, long)
    two_texts(empty, lead, partner)
    applying.fill(full, lead)
    for who in (lead, partner):
        applying.sign(full, who)
    applying.save(full, lead, "q.pilot_object", long)
    applying.save(full, lead, "q.pilot_object", "Toinen teksti")
    actions_group.sign_off_ask(by=lead, application=full, now=applying.OPEN + dt.timedelta(days=2))
    alone = [
        applying.submit(applying.fill(applying.begin(of, lead, organisation=name), lead), lead)
        for of, name in ((haku, "Öjan kunta"), (haku, "Åbo stad"), (ohi, "Ähtärin kaupunki"))
    ]
    actions_sending.application_withdraw(by=lead, application=applying.fresh(alone[1]), now=applying.OPEN)
    late = applying.begin(ohi, lead, organisation="Ulvilan kaupunki")
    rows = call_rows(haku, by=lead, another=partner)
    haku, ohi = call_now(haku, "open"), call_now(ohi, "closed")
    actions_sending.completion_ask(
        by=person("coordinator"),
        application=applying.fresh(alone[0]),
        fields=["q.pilot_value", "goal.1.source"],
        message="Täydentäkää arvo ja lähde.",
        due=timezone.now() + dt.timedelta(days=5),
        now=timezone.now(),
    )
    return [
        *_written(empty, full, lead, partner),
        *_sent(alone, late, lead),
        *_begun(haku, ohi, lead, rows.notice_of_another),
    ]


def _url(name: str, application: Application, *args: Any) -> str:
    return reverse(name, args=[application.programme.slug, application.pk, *args])


def _written(empty: Application, full: Application, lead: Person, partner: Person) -> list[Row]:
    def fold_and_send(action: str) -> Act:
        def act(page: Page) -> None:
            page.locator(f"details:has(form[action*='{action}']) > summary").first.click()
            page.locator(f"form[action*='{action}'] .ds-button").first.click()

        return act

    def no_file(page: Page) -> None:
        page.locator("form[enctype] .ds-button").click()

    def bad_file(page: Page) -> None:
        page.locator("[name=file]").set_input_files({"name": "kuva.png", "mimeType": "image/png", "buffer": PDF})
        no_file(page)

    def sections_unfolded(page: Page) -> None:
        for summary in page.locator("main summary").all():
            if summary.is_visible() and summary.locator("xpath=..").get_attribute("open") is None:
                summary.click()

    group = _url("application_section", empty, "group")
    return [
        *((f"empty, {code}", _url("application_section", empty, code), lead, None, 200) for code in SECTIONS),
        *((f"full, {code}", _url("application_section", full, code), lead, None, 200) for code in FULL),
        ("everything unfolded", group, lead, sections_unfolded, 200),
        ("two texts, of the other", _url("application_section", empty, "pilot"), partner, None, 200),
        ("invited nobody", group, lead, fold_and_send("invite"), 422),
        ("no sponsor", group, lead, fold_and_send("sponsor"), 422),
        ("nobody added", group, lead, fold_and_send("people/add"), 422),
        ("no file", _url("application_section", empty, "files"), lead, no_file, 200),
        ("another kind of file", _url("application_section", empty, "files"), lead, bad_file, 200),
        ("much is missing", _url("application_check", empty), lead, None, 200),
        ("sign-offs are missing", _url("application_check", full), lead, None, 200),
        ("signed off", _url("application_check", full), partner, None, 200),
        ("earlier texts", _url("application_history", full, "q.pilot_object"), lead, None, 200),
    ]


def _sent(alone: list[Application], late: Application, lead: Person) -> list[Row]:
    asked, withdrawn, over = alone

    def unfolded(page: Page) -> None:
        page.locator("details.act-fold > summary").click()

    return [
        ("to complete, pilot", _url("application_section", asked, "pilot"), lead, None, 200),
        ("to complete, group", _url("application_section", asked, "group"), lead, None, 200),
        ("to complete, check", _url("application_check", asked), lead, None, 200),
        ("to complete, received", _url("application_received", asked), lead, None, 200),
        ("withdrawn", _url("application_received", withdrawn), lead, None, 200),
        ("received, over", _url("application_received", over), lead, unfolded, 200),
        ("too late", _url("application_section", late, "pilot"), lead, None, 200),
        ("too late, check", _url("application_check", late), lead, None, 200),
    ]


def _begun(haku: Programme, ohi: Programme, lead: Person, notice: PartnerNotice) -> list[Row]:
    def nothing(page: Page) -> None:
        page.locator("[name=organisation]").fill("")
        page.locator("main form .ds-button").click()

    return [
        ("begin", reverse("apply", args=[haku.slug]), lead, None, 200),
        ("begin together", f"{reverse('apply', args=[haku.slug])}?with={notice.pk}", lead, None, 200),
        ("begin with nothing", reverse("apply", args=[haku.slug]), lead, nothing, 422),
        ("too late to begin", reverse("apply", args=[ohi.slug]), lead, None, 200),
        ("own work", reverse("desk"), lead, None, 200),
        ("own work of the invited", reverse("desk"), Person.objects.get(email="kolmas@haku.example"), None, 200),
    ]
