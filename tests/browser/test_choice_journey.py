"""From reviewed applications to the news: conflict, interview, choice, decision, seats by link, the reserve."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from soske.intake.reviews.actions import review_assign
from soske.intake.reviews.actions_interviews import slots_add
from soske.intake.reviews.models import Review, Slot
from soske.intake.reviews.queries import criteria_of
from soske.intake.selection.models import Decision
from soske.people.models import Person
from soske.records.models import Letter
from tests.conftest import OpenPage
from tests.support.applicants import Applicant, Post, link_in, work_done
from tests.support.browsing import plain, signed_in, texts
from tests.support.deciding import Deciding, added
from tests.support.deciding import deciding as make
from tests.support.reviewing import given
from tests.support.smtp import Received

pytestmark = pytest.mark.django_db(transaction=True)


class Stage:
    """Everybody in her own browser, in one language and width, with scripts or without."""

    def __init__(self, of: Deciding, open_page: OpenPage, server: str, *, lang: str, width: int, script: bool) -> None:
        self.of, self.open_page, self.server = of, open_page, server
        self.lang, self.width, self.script = lang, width, script

    def show(self, person: Person | None, path: str, *, allow: tuple[int, ...] = ()) -> Applicant:
        page = self.open_page(width=self.width, javascript=self.script, locale=f"{self.lang}-FI", allow=allow)
        if person is not None:
            signed_in(page, person, self.server)
        who = Applicant(page, self.lang, self.script)
        who.go(f"/{self.lang}{path}")
        return who


def someone(email: str, lang: str) -> Person:
    person = Person.objects.get(email=email)
    person.language = lang
    person.save(update_fields=["language"])
    return person


JOURNEYS = [
    ("fi", 1280, True),
    ("sv", 390, False),
    pytest.param("en", 390, True, marks=pytest.mark.long),
    pytest.param("fi", 390, False, marks=pytest.mark.long),
    pytest.param("sv", 1280, True, marks=pytest.mark.long),
    pytest.param("en", 1280, False, marks=pytest.mark.long),
]


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_choice_from_reviews_to_the_news(
    live_server: Any,
    open_page: OpenPage,
    smtp: list[Received],
    settings: Any,
    lang: str,
    width: int,
    script: bool,
) -> None:
    settings.BASE_URL, settings.UNDO_MINUTES = live_server.url, 0
    of = make(seats=2)
    stage = Stage(of, open_page, live_server.url, lang=lang, width=width, script=script)
    a_reviewer_has_a_conflict(stage)
    a_reviewer_scores(stage)
    an_interview_is_booked_and_moved(stage)
    work_done()
    smtp.clear()  # what came before
    coordinator = stage.show(of.coordinator, "/desk/alpha/selection/")
    the_coordinator_chooses(stage, coordinator)
    the_coordinator_decides(stage, coordinator)
    post = Post(smtp)
    work_done()
    sponsors_answer(stage, coordinator, post)
    the_news_is_out(stage, coordinator)


def a_reviewer_has_a_conflict(stage: Stage) -> None:
    reviewer = added(stage.of.programme, "kolmas")
    application = stage.of.applications[0]
    given(application, reviewer)
    who = stage.show(reviewer.person, f"/reviews/alpha/{application.pk}/")
    who.open("I have a conflict of interest")
    who.page.locator("[name=reason]").last.fill("Työnantajani on mukana")
    who.press("Close the application to me")
    assert who.page.url.endswith("/reviews/alpha/")
    assert "Öljymäen kunta 1" not in who.page.locator("main").inner_text()
    answer = who.page.request.get(f"{stage.server}/{stage.lang}/reviews/alpha/{application.pk}/")
    assert answer.status == 404


def a_reviewer_scores(stage: Stage) -> None:
    """She says that nothing ties her, gives points with reasons, leaves one out, and is done."""
    reviewer, application = added(stage.of.programme, "neljas"), stage.of.applications[0]
    review_assign(by=None, application=application, reviewer=reviewer, now=timezone.now())
    who = stage.show(reviewer.person, "/reviews/alpha/", allow=(422,))
    assert who.heading() == who.words("What is left for you to review?")
    assert who.page.locator("main a.name").count() == 0
    who.follow("Answer and go on")
    who.page.locator("[name=sure]").check()
    who.press("Confirm and go to the applications")
    assert who.said() == [who.words("Thank you. You can read the applications now.")]
    who.page.locator("main a.name").click()
    criteria = criteria_of(stage.of.programme, stage.lang)
    for place, each in enumerate(criteria):
        who.page.locator(f"[name='points.{each.code}'][value='{each.most}']").check()
        if place:
            who.page.locator(f"[name='reason.{each.code}']").fill(f"Perusteltu: {each.code} ä ö")
    who.press("Mark the review as done")
    missing = who.page.locator(".error-summary a")
    assert texts(who.page, ".error-summary a") == [
        who.words("%(name)s: the reason is missing", name=criteria[0].name.text)
    ]
    missing.click()
    who.page.locator(f"[name='reason.{criteria[0].code}']").fill("Perusteltu viimein")
    who.press("Mark the review as done")
    assert who.said() == [who.words("The review is done. Thank you.")]
    done = Review.objects.get(reviewer=reviewer)
    assert (done.state, done.scores.count()) == ("done", len(criteria))
    who.page.locator("main a.name").click()  # now she reads the others'
    assert who.words("Another review %(n)s: %(sum)s/%(most)s points.").split("%")[0] in who.page.content()


def an_interview_is_booked_and_moved(stage: Stage) -> None:
    starts = timezone.now() + dt.timedelta(days=3)
    of = stage.of
    slots_add(by=None, programme=of.programme, starts=starts, minutes=30, count=2, place="Huone Ä", now=timezone.now())
    contact = someone("hakija1@example.fi", stage.lang)
    who = stage.show(contact, f"/academies/alpha/applications/{of.applications[0].pk}/interview/")
    assert who.heading() == who.words("When does an interview suit you?")
    who.page.locator("[name=slot]").first.check()
    who.press("Book the time")
    assert who.heading() == who.words("Your interview is booked")
    who.page.locator("[name=slot]").first.check()
    who.press("Move the interview")
    first, second = Slot.objects.order_by("starts")
    assert (first.application_id, second.application_id) == (None, of.applications[0].pk)


def the_coordinator_chooses(stage: Stage, coordinator: Applicant) -> None:
    page = coordinator.page
    assert coordinator.heading() == coordinator.words("Which groups are selected?")
    names = [f"Öljymäen kunta {number}" for number in (1, 2, 3, 4)]
    assert [text.split("\n")[0] for text in page.locator("tbody th a").all_inner_texts()] == names
    for place, outcome in enumerate(["selected", "selected", "reserve", "not_selected"]):
        button = page.locator(f"#choose-{stage.of.groups[place].pk}-{outcome}")
        button.click()
        page.locator(f"#choose-{stage.of.groups[place].pk}-{outcome}[aria-pressed=true]").wait_for()
    assert texts(page, "aside .figure") == ["2 / 2"]
    coordinator.go(f"/{stage.lang}/desk/alpha/alternatives/")
    page.locator("[name=name]").fill("Pisteiden mukaan")
    coordinator.press("Keep the alternative")
    coordinator.press("Compare")
    assert coordinator.words("There is no difference.") in plain(page.locator("main").inner_text())
    for number, group in enumerate(stage.of.groups, start=1):
        coordinator.go(f"/{stage.lang}/desk/alpha/selection/{group.pk}/reason/")
        page.locator("[name=reason]").fill(f"Perustelu {number}")
        page.locator("[name=advice]").fill(f"Neuvo {number}")
        coordinator.press("Save the reason")
        assert coordinator.said() == [coordinator.words("The reason is saved.")]


def the_coordinator_decides(stage: Stage, coordinator: Applicant) -> None:
    page = coordinator.page
    coordinator.go(f"/{stage.lang}/desk/alpha/decision/")
    coordinator.press("Make the decision")
    assert coordinator.heading() == coordinator.words("The decision is made")
    coordinator.press("Tell the applicants")
    assert coordinator.heading() == coordinator.words("The applicants have been told")
    assert Decision.objects.get().sha256 in page.locator("main").inner_text()
    with override(stage.lang):
        answer = page.request.get(f"{stage.server}/{stage.lang}/desk/alpha/decision/1/memo.pdf")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def sponsors_answer(stage: Stage, coordinator: Applicant, post: Post) -> None:
    told = post.one("hakija3@example.fi")
    assert "Perustelu 3" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert Letter.objects.filter(state="failed").count() == 0
    for number, accepts in ((1, True), (2, False)):
        answer(stage, link_in(post.one(f"johto{number}@example.fi")), accepts=accepts)
    coordinator.go(f"/{stage.lang}/desk/alpha/seats/")
    assert "Öljymäen kunta 3" in coordinator.page.locator(".sheet-note").inner_text()
    coordinator.press("Offer the seat")
    work_done()
    answer(stage, link_in(post.one("johto3@example.fi")), accepts=True)


def answer(stage: Stage, link: str, *, accepts: bool) -> None:
    """By the link of the letter, with no account."""
    page = stage.open_page(width=stage.width, javascript=stage.script, locale=f"{stage.lang}-FI")
    who = Applicant(page, stage.lang, stage.script)
    page.goto(link.replace("/fi/", f"/{stage.lang}/"))
    assert who.heading() == who.words("Do you accept the seat in the academy?")
    page.locator(f"[name=answer][value={'yes' if accepts else 'no'}]").check()
    page.locator("[name=role]").fill(who.words("Management sponsor"))
    who.press("Send the answer")
    said = "You have accepted the seat." if accepts else "You have declined the seat."
    assert texts(page, "aside [role=status]") == [who.words(said)]


def the_news_is_out(stage: Stage, coordinator: Applicant) -> None:
    coordinator.go(f"/{stage.lang}/desk/alpha/announcement/")
    coordinator.press("Publish the selection")
    visitor = stage.show(None, "/academies/alpha/announcement/")
    assert texts(visitor.page, ".chosen .name") == ["Öljymäen kunta 1", "Öljymäen kunta 3"]
