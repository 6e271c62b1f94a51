"""What happens to an application on its way: a member leaves, the call closes, the connection or the session ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import override

from soske.intake.applications.models import Application
from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.models import Writing
from tests.conftest import OpenPage
from tests.support import applying
from tests.support.applicants import Applicant, Post, academy, attached, work_done
from tests.support.axe import violations
from tests.support.browsing import follow, plain, signed_in, texts
from tests.support.calls import call_now
from tests.support.smtp import Received
from tests.support.watch import NO_ANSWER
from tests.support.world import person

pytestmark = pytest.mark.django_db(transaction=True)
LEAD, SECOND, THIRD = "Äänekosken kaupunki", "Åbo stad", "Öjan kunta"


@dataclass
class Draft:
    """A joint draft of up to three members, each with one person, while the call is open."""

    programme: Programme
    application: Application
    people: list[Person]
    open_page: OpenPage
    server: str

    def show(self, number: int, **how: Any) -> Applicant:
        """One of its people in her browser."""
        lang, script = how.pop("lang", "fi"), how.get("javascript", True)
        page = signed_in(self.open_page(locale=f"{lang}-FI", **how), self.people[number], self.server)
        return Applicant(page, lang, script, self.people[number].email)

    def url(self, name: str = "application_section", *args: Any, lang: str = "fi") -> str:
        with override(lang):
            return reverse(name, args=[self.programme.slug, self.application.pk, *args])

    def text(self, key: str = "q.pilot_object") -> str:
        return Writing.objects.get(subject_type="application", subject_id=self.application.pk, field=key).text


@pytest.fixture
def draft(live_server: Any, open_page: OpenPage, request: pytest.FixtureRequest, settings: Any) -> Draft:
    """`request.param`: how many members, and whether everything is filled and signed off."""
    members, filled = getattr(request, "param", (2, False))
    settings.BASE_URL = live_server.url
    programme, _coordinator = academy()
    people = [person(name) for name in ("eka", "toka", "kolmas")[:members]]
    application = applying.begin(programme, people[0], organisation=LEAD)
    for name, who in zip((SECOND, THIRD)[: members - 1], people[1:], strict=True):
        application = applying.invite(application, people[0], organisation=name, email=who.email)
    if filled:
        application = applying.fill(application, people[0])
        for who in people if members > 1 else ():
            applying.sign(application, who)
    return Draft(call_now(programme, "open"), applying.fresh(application), people, open_page, live_server.url)


# --- the group ------------------------------------------------------------------------------------------------------
WAYS = [
    pytest.param("fi", True, 390, id="fi-script-390"),
    pytest.param("sv", False, 1280, id="sv-bare-1280", marks=pytest.mark.long),
    pytest.param("fi", False, 390, id="fi-bare-390", marks=pytest.mark.long),
    pytest.param("sv", True, 1280, id="sv-script-1280", marks=pytest.mark.long),
]


@pytest.mark.parametrize("draft", [(3, True)], indirect=True)
@pytest.mark.parametrize(("lang", "script", "width"), WAYS)
def test_members_leave_another_leads_and_what_is_withdrawn_comes_back(
    draft: Draft, smtp: list[Received], lang: str, script: bool, width: int
) -> None:
    how = {"lang": lang, "javascript": script, "width": width, "allow": (404,)}
    lead, second, third = (draft.show(number, **how) for number in range(3))
    work_done()
    post = Post(smtp)
    for who in (lead, second, third):
        post.new(who.email)

    # one leaves half-way
    third.go(draft.url("application_section", "group", lang=lang))
    leave(third)
    assert third.said() == [third.words("Your organisation has left the application.")]
    assert third.heading() == third.words("What are you working on?")
    answer = third.page.goto(draft.url("application", lang=lang))
    assert answer is not None and answer.status == 404
    work_done()
    assert [len(post.new(who.email)) for who in (lead, second, third)] == [1, 1, 0]

    # another takes the lead, and the first one leaves too
    lead.go(draft.url("application_section", "group", lang=lang))
    assert texts(lead.page, ".members .name") == [LEAD, SECOND]
    with lead.page.expect_navigation():
        lead.page.locator(".members button", has_text=lead.words("Make it the lead")).click()
    assert lead.said() == [lead.words("The lead organisation has changed.")]
    leave(lead)
    second.go(draft.url("application_check", lang=lang))
    assert texts(second.page, ".signs li") == []
    assert violations(second.page) == []
    second.press("Submit the application")
    assert second.heading() == second.words("The application has been submitted")
    work_done()
    assert [len(attached(mail)) for mail in post.new(second.email)] == [0, 1]  # one has left; what was received

    # withdrawn, and brought back while there is time
    second.open("Withdraw the application")
    second.press("Withdraw the application")
    assert second.heading() == second.words("The application is withdrawn")
    second.press("Reopen the application")
    assert second.said() == [second.words("The application is a draft again. Remember to submit it in time.")]
    second.press("Submit the application")
    assert second.heading() == second.words("The application has been submitted")
    assert [each.position for each in draft.application.submissions.all()] == [1, 2]


def leave(who: Applicant) -> None:
    """Her own organisation, by the button that stands behind its words."""
    fold = who.page.locator(".members .act-fold")
    fold.locator("summary").click()
    with who.page.expect_navigation():
        fold.get_by_role("button").click()


def test_person_who_was_removed_gets_404_and_keeps_her_text_on_her_device(draft: Draft) -> None:
    lead, second = draft.show(0), draft.show(1, allow=(404,))
    second.go(draft.url("application_section", "pilot"))
    second.page.locator("#f-q-pilot_object").fill("Ennen")
    second.saved()
    lead.go(draft.url("application_section", "group"))
    with lead.page.expect_navigation():
        lead.page.locator("#people button", has_text=lead.words("Remove")).click()
    assert lead.said() == [lead.words("The person has left the application.")]
    assert not GroupPerson.objects.filter(person=draft.people[1], ends__isnull=True).exists()
    second.page.locator("#f-q-pilot_object").fill("Ennen ja jälkeen")
    closed = second.words("This can no longer be changed. Your text is kept on this device.")
    second.until(lambda: second.status() == closed)
    assert (draft.text(), second.kept()) == ("Ennen", ["Ennen ja jälkeen"])
    answer = second.page.reload()
    assert answer is not None and answer.status == 404


# --- what is missing ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)])
def test_links_of_what_is_missing_lead_to_the_very_field(draft: Draft, script: bool, width: int) -> None:
    who = draft.show(0, javascript=script, width=width)
    missing = applying.form(draft.application).missing
    who.go(draft.url("application_check"))
    assert len(who.lacks()) == len(missing)
    assert violations(who.page) == []
    member = draft.application.group.members.get(lead=True).pk
    for key in (f"sponsor.{member}", "themes", "q.pilot_value", f"promise.{member}.text", "goal.1.date"):
        number, each = next((number, each) for number, each in enumerate(missing) if each.key == key)
        who.go(draft.url("application_check"))
        who.page.locator(".lacks a").nth(number).click()
        who.page.wait_for_url(f"**#{each.anchor}")
        target = who.page.locator(f"[id='{each.anchor}']")
        assert target.is_visible()
        assert who.focused() == each.anchor
        box, status = target.bounding_box(), who.page.locator("[data-save-status]").bounding_box()
        assert box is not None and box["y"] >= (status["y"] + status["height"] if status else 0)
    # beside a section five are shown, the rest is folded
    who.go(draft.url("application_section", "pilot"))
    shown = who.page.locator(".state .lacks a")
    assert (shown.count(), sum(link.is_visible() for link in shown.all())) == (len(missing), 5)
    who.page.locator(".state .more > summary").click()
    assert sum(link.is_visible() for link in shown.all()) == len(missing)


# --- time -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("draft", [(1, True)], indirect=True)
@pytest.mark.parametrize("script", [True, False])
def test_call_that_closes_while_one_writes_keeps_the_text_and_says_so(draft: Draft, script: bool) -> None:
    who = draft.show(0, javascript=script)
    who.go(draft.url("application_section", "pilot"))
    who.page.locator("#f-q-pilot_object").fill("Kirjoitettu ajoissa")
    call_now(draft.programme, "closed")
    who.save()
    assert draft.text() == "Kirjoitettu ajoissa"
    call_now(draft.programme, "open")
    who.go(draft.url("application_check"))
    call_now(draft.programme, "closed")
    who.press("Submit the application")
    closed = who.words(
        "The call has closed. What you wrote is saved, but it cannot be submitted any more. Ask the organiser."
    )
    assert who.said() == [closed]
    assert "Kirjoitettu ajoissa" in plain(who.page.locator(".answers").all_inner_texts().__str__())
    assert (applying.fresh(draft.application).state, draft.text()) == ("draft", "Kirjoitettu ajoissa")
    who.go("/fi/desk/")
    assert who.words("The call has closed.") in plain(who.page.locator("main").inner_text())


# --- connection and session -----------------------------------------------------------------------------------------
def test_text_outlives_the_connection_and_the_session(draft: Draft, live_server: Any) -> None:
    who = draft.show(0, width=390, allow=(NO_ANSWER,))
    page, field = who.page, who.page.locator("#f-q-pilot_object")
    who.go(draft.url("application_section", "pilot"))
    page.context.set_offline(True)
    field.fill("Ilman verkkoa")
    who.until(lambda: who.status() == who.words("No connection. Your text is safe on this device."))
    assert who.kept() == ["Ilman verkkoa"]
    page.context.set_offline(False)
    who.saved()
    assert draft.text() == "Ilman verkkoa"

    Session.objects.all().delete()
    field.fill("Ilman istuntoa")
    gone = who.words("You have been signed out. Your text is safe on this device.")
    who.until(lambda: who.status().startswith(gone))
    assert page.locator("[data-save-status] a").get_attribute("href") == (
        f"/fi/sign-in/?next=%2Ffi%2Facademies%2Falpha%2Fapplications%2F{draft.application.pk}%2Fwrite%2Fpilot%2F"
    )
    assert (draft.text(), who.kept()) == ("Ilman verkkoa", ["Ilman istuntoa"])
    signed_in(page, draft.people[0], live_server.url)
    who.go(draft.url("application_section", "pilot"))
    who.saved()
    assert (field.input_value(), draft.text()) == ("Ilman istuntoa", "Ilman istuntoa")
    # the line that says so stays in sight at the foot of the page
    page.locator(".turn").scroll_into_view_if_needed()
    box = page.locator("[data-save-status]").bounding_box()
    assert box is not None and 0 <= box["y"] < 844 - box["height"]


def test_who_else_is_here_is_told(draft: Draft) -> None:
    one, two = draft.show(0), draft.show(1)
    one.go(draft.url("application_section", "pilot"))
    two.go(draft.url("application_section", "pilot"))
    assert texts(two.page, ".here li") == [f"Å Sinä {SECOND}, osa 3", f"Ä Eka {LEAD}, osa 3"]
    assert texts(two.page, ".also") == [f"Ä Tässä osassa nyt myös: Eka, {LEAD}"]
    assert violations(two.page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_navigation_of_an_applicant_leads_where_it_says(draft: Draft, width: int) -> None:
    who = draft.show(0, width=width)
    wanted = {
        "Hakemus": "/write/group/",
        "Haku": "/academies/alpha/call/",
        "Kumppanit": "/academies/alpha/call/partners/new/",
        "Oma työ": "/fi/desk/",
    }
    for name, end in wanted.items():
        who.go(draft.url("application_section", "pilot"))
        follow(who.page, name)
        who.page.wait_for_url(f"**{end}")
