"""Two organisations find each other, apply together with a third one, and are asked for completion."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from soske.intake.applications.models import Application
from soske.intake.groups.models import Member
from soske.programmes.models import Programme
from tests.conftest import OpenPage
from tests.support import applying
from tests.support.applicants import (
    Applicant,
    Post,
    attached,
    call_opened,
    link_in,
    own_part,
    shared,
    work_done,
)
from tests.support.axe import violations
from tests.support.browsing import plain, signed_in, texts
from tests.support.smtp import Received

pytestmark = pytest.mark.django_db(transaction=True)

LEAD, SECOND, THIRD = "Äänekosken kaupunki", "Åbo stad", "Öjan kunta"
STATUSES = (409, 422)


@dataclass
class Stage:
    """Who takes part, and where."""

    programme: Programme
    coordinator: Applicant
    lead: Applicant
    second: Applicant
    third: Applicant
    post: Post
    lang: str

    @property
    def application(self) -> Application:
        return applying.fresh(Application.objects.latest("pk"))

    def member(self, name: str) -> int:
        rows = Member.objects.filter(group=self.application.group_id)
        return rows.get(organisation__name__fi=name).pk

    @property
    def base(self) -> str:
        return f"/{self.lang}/academies/{self.programme.slug}/"

    @property
    def here(self) -> str:
        return f"{self.base}applications/{self.application.pk}/"


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any
) -> Stage:
    lang, script, width = request.param
    settings.BASE_URL = live_server.url
    programme, coordinator = call_opened()

    def somebody(who: str) -> Applicant:
        page = open_page(width=width, javascript=script, locale=f"{lang}-FI", allow=STATUSES)
        return Applicant(page, lang, script, f"{who}@example.fi", f"{who.capitalize()} Esimerkki")

    organiser = somebody("coordinator")
    signed_in(organiser.page, coordinator, live_server.url)
    return Stage(programme, organiser, somebody("eka"), somebody("toka"), somebody("kolmas"), Post(smtp), lang)


def look_for_partner(who: Applicant, stage: Stage, organisation: str, brings: str) -> None:
    """From the page of the call, signing in for the first time on the way."""
    who.go(f"{stage.base}call/")
    who.follow("Look for a partner")
    who.begin(stage.post)
    assert who.heading() == who.words("Look for a partner")
    who.page.locator("[name=organisation]").fill(organisation)
    who.page.locator("[name=type]").select_option("municipality")
    who.page.locator("[name=brings]").fill(brings)
    who.press("Save the notice")
    assert who.said() == [who.words("Your notice is saved. Others who look for a partner see it.")]


def find_each_other(stage: Stage) -> None:
    lead, second = stage.lead, stage.second
    look_for_partner(lead, stage, LEAD, "Siivouksen sopimus päättyy.")
    assert texts(lead.page, ".partners h2") == [LEAD]
    look_for_partner(second, stage, SECOND, "Vi har erfarenhet.")
    assert texts(second.page, ".partners h2") == [SECOND, LEAD]
    second.page.locator(".partners a", has_text=second.words("Write a message")).click()
    second.page.locator("[name=message]").fill("Haetaanko yhdessä?")
    second.press("Send the message")
    work_done()
    mail = stage.post.one(lead.email)
    assert (mail["Reply-To"], "Haetaanko yhdessä?" in mail.get_body(("plain",)).get_content()) == (second.email, True)


def begin_together(stage: Stage) -> None:
    """One click on the notice of the other one begins a draft of both."""
    lead = stage.lead
    lead.page.reload()
    lead.page.locator(".partners a", has_text=lead.words("Start a joint draft")).click()
    assert lead.heading() == lead.words("For which organisation do you apply?")
    if not lead.page.locator("[name=organisation]").input_value():
        lead.page.locator("[name=organisation]").fill(LEAD)
    lead.page.locator("[name=type]").select_option("municipality")
    lead.page.locator("[name=role]").select_option("procurement_lead")
    lead.press("Begin the application")
    assert texts(lead.page, ".members .name") == [LEAD, SECOND]
    work_done()
    second = stage.second
    second.go(link_in(stage.post.one(second.email)))
    assert texts(second.page, ".members .name") == [LEAD, SECOND]


def invite_third(stage: Stage) -> None:
    """She has never been here: the link in her letter leads by the sign-in to the application."""
    lead, third = stage.lead, stage.third
    fold = lead.open("Invite another organisation")
    fold.locator("[name=invite-organisation]").fill(THIRD)
    fold.locator("[name=invite-type]").select_option("municipality")
    fold.locator("[name=invite-name]").fill(third.name)
    fold.locator("[name=invite-email]").fill(third.email)
    lead.press("Send the invitation")
    assert lead.said() == [lead.words("The organisation is invited. Its person has been sent a message.")]
    work_done()
    third.go(link_in(stage.post.one(third.email)))
    third.begin(stage.post)
    assert third.section() == f"1. {plain(applying.form(stage.application, stage.lang).sections[0].name.text)}"
    assert texts(third.page, ".members .name") == [LEAD, SECOND, THIRD]


def write_together(stage: Stage) -> None:
    application = stage.application
    for who, name in ((stage.lead, LEAD), (stage.second, SECOND), (stage.third, THIRD)):
        member = stage.member(name)
        who.go(f"{stage.here}write/group/")
        who.sponsor(member)
        if who is stage.lead:
            who.fill_sections(application, wanted=lambda each: each.key == "themes")
            who.fill_sections(application, wanted=shared)
        who.fill_sections(application, wanted=own_part(member))
    assert applying.form(application).missing == ()


def two_texts(stage: Stage) -> None:
    """Two write in the same field from the same beginning: both texts are kept, and one of the two chooses."""
    lead, second, application = stage.lead, stage.second, stage.application
    field = applying.form(application, stage.lang).field("q.pilot_reason")
    assert field is not None
    for who in (lead, second):
        who.go(f"{stage.here}write/pilot/")
    lead.answer(field, "Siivous on työvaltaista.")
    lead.save()
    second.answer(field, "Ruokapalvelut ovat työvaltaisia.")
    if not second.script:
        second.button("Save").click()
    box = second.page.locator("[data-two-texts]")
    box.wait_for()
    assert texts(second.page, "[data-two-texts] .text") == [
        "Ruokapalvelut ovat työvaltaisia.",
        "Siivous on työvaltaista.",
    ]
    assert violations(second.page) == []
    second.press("Take theirs")
    assert second.input(field).input_value() == "Siivous on työvaltaista."
    assert applying.form(application).missing == ()


def sign_off(who: Applicant, stage: Stage) -> None:
    who.go(f"{stage.here}check/")
    who.press("Sign off our part")
    assert who.said() == [who.words("Your organisation has signed off its part.")]


def signs(who: Applicant, stage: Stage) -> dict[str, str]:
    """Member -> how far its sign-off is, as the page says it."""
    rows = who.page.locator(".signs li")
    return {
        plain(row.locator("strong").inner_text()): plain(row.locator(".tag").inner_text()).split(" ")[0]
        for row in rows.all()
    }


def sign_and_change(stage: Stage) -> None:
    """A part that is changed after it was signed off has to be signed off again."""
    lead, second, third = stage.lead, stage.second, stage.third
    for who in (lead, second, third):
        sign_off(who, stage)
    done = lead.words("Signed off %(day)s").split(" ")[0]
    assert signs(third, stage) == dict.fromkeys((LEAD, SECOND, THIRD), done)
    member = stage.member(SECOND)
    promise = applying.form(stage.application, stage.lang).field(f"promise.{member}.text")
    assert promise is not None
    second.go(f"{stage.here}write/{promise.section}/")
    second.answer(promise, "Työaikaa kaksi päivää viikossa.")
    second.save()
    lead.go(f"{stage.here}check/")
    again = lead.words("Changed, sign off again").split(" ")[0]
    assert signs(lead, stage) == {LEAD: done, SECOND: again, THIRD: done}
    lead.press("Submit the application")
    assert lead.said() == [lead.words("Every member organisation has to sign off its part first.")]
    sign_off(second, stage)


def submit(stage: Stage) -> None:
    lead = stage.lead
    lead.go(f"{stage.here}check/")
    lead.press("Submit the application")
    assert lead.heading() == lead.words("The application has been submitted")
    for who in (stage.lead, stage.second, stage.third):
        stage.post.new(who.email)
    work_done()
    for who in (stage.lead, stage.second, stage.third):
        mail = stage.post.one(who.email)
        assert [(kind, begin) for _name, kind, begin in attached(mail)] == [("application/pdf", b"%PDF-")]
        assert link_in(mail).endswith("/received/")
    stage.third.go(f"{stage.here}received/")
    assert stage.third.link("Application (PDF)").is_visible()


def complete(stage: Stage) -> None:
    """The coordinator asks for two answers; nothing else can be changed meanwhile."""
    organiser, lead, application = stage.coordinator, stage.lead, stage.application
    form = applying.form(application, stage.lang)
    asked = [each for each in (form.field("q.pilot_value"), form.field("goal.1.source")) if each]
    organiser.go(f"/{stage.lang}/desk/{stage.programme.slug}/applications/")
    organiser.page.locator("tbody th a").first.click()
    organiser.follow("Request completion")
    for each in asked:
        organiser.page.locator(f"[name=fields][value='{each.key}']").check()
    organiser.page.locator("[name=message]").fill("Täydentäkää arvo ja lähde.")
    ahead = timezone.localdate() + dt.timedelta(days=7)
    organiser.page.locator("[name=due]").fill(f"{ahead.day}.{ahead.month}.{ahead.year}")
    organiser.press("Send the request")
    work_done()
    mail = stage.post.one(lead.email)
    assert [each.label.text in mail.get_body(("plain",)).get_content() for each in asked] == [True, True]

    lead.go(link_in(mail))
    for each, text in zip(asked, ("250000", "Hankintastrategia"), strict=True):
        lead.go(f"{stage.here}write/{each.section}/")
        assert lead.page.locator("form#answers [name]:not([type=hidden]):not(button)").count() == 1
        lead.answer(each, text)
        lead.save()
    lead.follow("Check and send the completion")
    lead.press("Send the completion")
    assert lead.said() == [lead.words("The completion has been sent.")]
    assert lead.heading() == lead.words("The application has been submitted")
    work_done()
    assert len(attached(stage.post.one(lead.email))) == 1
    organiser.go(f"/{stage.lang}/desk/{stage.programme.slug}/applications/{application.pk}/")
    organiser.press("Mark as read")
    latest = application.submissions.latest("position")
    assert (latest.position, latest.completion) == (2, True)


SHORT = {("fi", True, 1280), ("sv", False, 390)}
WAYS = [
    pytest.param(
        (lang, script, width),
        id=f"{lang}-{'script' if script else 'bare'}-{width}",
        marks=[] if (lang, script, width) in SHORT else [pytest.mark.long],
    )
    for lang in ("fi", "sv")
    for script in (True, False)
    for width in (1280, 390)
]


@pytest.mark.parametrize("stage", WAYS, indirect=True)
def test_three_organisations_apply_together(stage: Stage) -> None:
    find_each_other(stage)
    begin_together(stage)
    invite_third(stage)
    write_together(stage)
    two_texts(stage)
    sign_and_change(stage)
    submit(stage)
    complete(stage)
