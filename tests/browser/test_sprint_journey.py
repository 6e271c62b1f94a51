"""The sprint: planned, invited to, answered, moved and told, worked on in small steps, looked back at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import vobject
from django.utils import timezone

from soske.base.localtext import LocalText
from soske.people.models import Person
from soske.programmes.models import Stage
from soske.sprint.assignments.models import Work
from soske.sprint.meetings.actions import meeting_invite
from soske.sprint.meetings.models import Attendance, Feedback, Meeting, Participant
from soske.sprint.meetings.queries import meeting_get
from tests.conftest import OpenPage
from tests.support.applicants import Applicant, Post, link_in, work_done
from tests.support.browsing import plain, signed_in
from tests.support.smtp import Received
from tests.support.sprinting import Sprinting, sprinting

pytestmark = pytest.mark.django_db(transaction=True)

JOURNEYS = [
    ("fi", 390, True),
    ("sv", 1280, False),
    pytest.param("en", 390, False, marks=pytest.mark.long),
    pytest.param("fi", 1280, False, marks=pytest.mark.long),
    pytest.param("sv", 390, True, marks=pytest.mark.long),
    pytest.param("en", 1280, True, marks=pytest.mark.long),
]
MEMBER = "eka@example.fi"
SPONSOR = "johto@example.fi"


@dataclass
class Room:
    """Everybody in her own browser, in one language and width, with scripts or without."""

    sprint: Sprinting
    open_page: OpenPage
    server: str
    post: Post
    lang: str
    width: int
    script: bool

    def show(self, person: Person, path: str) -> Applicant:
        page = self.open_page(width=self.width, javascript=self.script, locale=f"{self.lang}-FI")
        who = Applicant(signed_in(page, person, self.server), self.lang, self.script)
        who.go(f"/{self.lang}{path}")
        return who

    def name(self, meeting: Meeting) -> str:
        view = meeting_get(self.sprint.fresh(), meeting.pk)
        assert view is not None
        return plain(view.name.spoken(self.lang).text)


@pytest.mark.parametrize(("lang", "width", "script"), JOURNEYS)
def test_sprint_from_the_plan_to_the_feedback(
    live_server: Any, open_page: OpenPage, smtp: list[Received], settings: Any, lang: str, width: int, script: bool
) -> None:
    settings.BASE_URL, settings.UNDO_MINUTES = live_server.url, 0
    sprint = sprinting()
    Meeting.objects.all().delete()
    Person.objects.all().update(language=lang)
    room = Room(sprint, open_page, live_server.url, Post(smtp), lang, width, script)
    coordinator = room.show(sprint.coordinator, "/desk/alpha/meetings/")
    the_coordinator_plans(room, coordinator)
    the_coordinator_invites(room, coordinator, "kickoff")
    the_coordinator_invites(room, coordinator, "workshop_1")
    work_done()
    a_sponsor_is_invited_to_the_kickoff_alone(room)
    member = a_member_answers(room)
    a_member_takes_the_address_of_her_calendar(room, member)
    the_coordinator_moves_and_tells(room, coordinator)
    work_done()
    the_member_reads_of_all_changes_in_one_letter(room)
    the_sponsors_entry_moves(room)
    a_member_does_a_step_and_hands_in(room, member)
    meeting = over(sprint)
    the_coordinator_looks_back(room, coordinator, meeting)
    a_member_gives_feedback(room, member, meeting)


def the_coordinator_plans(room: Room, coordinator: Applicant) -> None:
    coordinator.go(f"/{room.lang}/desk/alpha/assignments/")
    coordinator.press("Create the ready-made assignments")
    coordinator.go(f"/{room.lang}/desk/alpha/meetings/")
    assert coordinator.heading() == coordinator.words("When does everybody meet?")
    coordinator.press("Make the meetings from the stages")
    assert Meeting.objects.count() == 6


def the_coordinator_invites(room: Room, coordinator: Applicant, stage: str) -> None:
    meeting = Meeting.objects.get(stage=stage)
    coordinator.go(f"/{room.lang}/desk/alpha/meetings/")
    coordinator.page.locator("main table").get_by_role("link", name=room.name(meeting), exact=True).click()
    coordinator.follow("Edit the meeting")
    coordinator.page.locator("[name=place]").fill("Sali Ä, Öljymäki")
    coordinator.press("Save the meeting")
    assert coordinator.said() == [coordinator.words("The meeting is saved.")]  # nothing moves: it is not asked
    coordinator.press("Send the invitations")
    assert Participant.objects.filter(meeting=meeting, told__isnull=False).count() == (4 if stage == "kickoff" else 3)


def entry_in(letter: Any) -> tuple[str, int, str, dt.date]:
    """Method, SEQUENCE, UID and start of the one entry of a letter, read by another library than the one that wrote."""
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    calendar = vobject.readOne(part.get_payload(decode=True).decode())
    event = calendar.vevent
    return str(calendar.method.value), int(event.sequence.value), str(event.uid.value), event.dtstart.value


def a_sponsor_is_invited_to_the_kickoff_alone(room: Room) -> None:
    """She needs no account and no sign-up: the letter has the entry, and no address of a page that she cannot open."""
    letter = room.post.one(SPONSOR)
    meeting = Meeting.objects.get(stage="kickoff")
    assert room.name(meeting) in letter["Subject"]
    assert room.server not in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    method, _sequence, uid, starts = entry_in(letter)
    assert (method, day_of(starts)) == ("REQUEST", meeting_day())
    assert uid


def day_of(moment: dt.date) -> dt.date:
    return timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment


def meeting_day() -> dt.date | None:
    return Stage.objects.get(programme__slug="alpha", code="kickoff").starts


def the_sponsors_entry_moves(room: Room) -> None:
    first, second = [mail.message for mail in room.post.smtp if mail.recipients == [SPONSOR]]
    (_method, before, uid, _starts), (method, after, same, starts) = entry_in(first), entry_in(second)
    assert (method, same, after > before) == ("REQUEST", uid, True)
    assert day_of(starts) == meeting_day()
    text = second.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Sali on remontissa" in text
    assert room.server not in text


def a_member_answers(room: Room) -> Applicant:
    """By the link of the letter; the page knows her."""
    first, second = room.post.new(MEMBER)
    calendars = [part for part in first.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in calendars] == ["REQUEST"]
    path = link_in(first).removeprefix(room.server).removeprefix(f"/{room.lang}")
    assert path == f"/academies/alpha/meetings/{Meeting.objects.get(stage='kickoff').pk}/"
    member = room.show(Person.objects.get(email=MEMBER), path)
    member.press("I am coming")
    assert member.said() == [member.words("Your answer is saved: you are coming.")]
    member.go(link_in(second))
    member.press("I am not coming")
    replies = Participant.objects.filter(person__email=MEMBER).order_by("meeting")
    assert list(replies.values_list("reply", flat=True)) == ["coming", "away"]
    return member


def a_member_takes_the_address_of_her_calendar(room: Room, member: Applicant) -> None:
    member.go(f"/{room.lang}/academies/alpha/meetings/")
    member.press("Make an address")
    address = member.page.locator("#feed").input_value()
    answer = member.page.request.get(address)
    assert (answer.status, answer.text().count("BEGIN:VEVENT")) == (200, 1)  # to the other one she does not come


def the_coordinator_moves_and_tells(room: Room, coordinator: Applicant) -> None:
    before = Stage.objects.get(programme=room.sprint.programme, code="kickoff").starts
    assert before is not None
    day = before + dt.timedelta(days=7)
    coordinator.go(f"/{room.lang}/desk/alpha/dates/")
    coordinator.page.locator("[name=kickoff_starts]").fill(f"{day:%d.%m.%Y}")
    coordinator.press("Save the dates")
    assert coordinator.heading() == coordinator.words("What moves with this?")
    assert Stage.objects.get(programme=room.sprint.programme, code="kickoff").starts == before
    coordinator.press("Back to the dates")
    assert coordinator.page.locator("[name=kickoff_starts]").input_value() == f"{day:%d.%m.%Y}"
    coordinator.press("Save the dates")
    coordinator.press("Move all of these")
    assert Stage.objects.get(programme=room.sprint.programme, code="kickoff").starts == day
    assert coordinator.heading() == coordinator.words("Tell everybody about the changes in meetings")
    coordinator.page.locator("[name=reason]").fill("Sali on remontissa")
    coordinator.press("Tell everybody about all changes")
    assert coordinator.page.locator("main .note[data-kind=wait]").count() == 0


def the_member_reads_of_all_changes_in_one_letter(room: Room) -> None:
    letter = room.post.one(MEMBER)
    files = [part.get_filename() for part in letter.iter_attachments()]
    assert files == ["invite-1.ics", "invite-2.ics"]
    assert "Sali on remontissa" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def a_member_does_a_step_and_hands_in(room: Room, member: Applicant) -> None:
    """The pre-assignment came with the invitation to the kick-off."""
    member.go(f"/{room.lang}/academies/alpha/assignments/")
    assert member.heading() == member.words("What is next for us?")
    member.follow("Do this step")
    with member.page.expect_navigation():
        member.page.locator("#steps [name=act]").first.click()
    assert member.page.locator("#steps .tag").count() == 1
    member.page.locator("[name=text]").fill("Lähdemme tästä: ä ö å")
    if room.script:
        member.saved()
    member.press("Hand in")
    assert member.said() == [member.words("The assignment is handed in. The organiser sees it now.")]
    work = Work.objects.get()
    assert (work.state, len(work.steps)) == ("handed", 1)


def over(sprint: Sprinting) -> Meeting:
    """A meeting of three days ago to which everybody was invited a month before."""
    day = timezone.localdate() - dt.timedelta(days=3)
    name = LocalText({"fi": "Iltapäivä", "sv": "Eftermiddag", "en": "Afternoon"})
    made = Meeting.objects.create(
        programme=sprint.programme,
        kind="other",
        name=name,
        starts=day,
        ends=day,
        opens=dt.time(9),
        closes=dt.time(12),
        place="Sali Ä",
    )
    view = meeting_get(sprint.fresh(), made.pk)
    assert view is not None
    meeting_invite(by=sprint.coordinator, meeting=view.meeting, now=timezone.now() - dt.timedelta(days=30))
    return made


def the_coordinator_looks_back(room: Room, coordinator: Applicant, meeting: Meeting) -> None:
    coordinator.go(f"/{room.lang}/desk/alpha/meetings/{meeting.pk}/")
    coordinator.follow("Who came")
    for number, field in enumerate(coordinator.page.locator("main form input.short").all()):
        field.fill(str(number))
    coordinator.press("Save")
    assert sorted(Attendance.objects.values_list("people", flat=True)) == [0, 1, 2]
    coordinator.follow("Small groups")
    coordinator.press("Propose small groups")
    assert Participant.objects.filter(meeting=meeting, table__isnull=False).count() == 3


def a_member_gives_feedback(room: Room, member: Applicant, meeting: Meeting) -> None:
    member.go(f"/{room.lang}/academies/alpha/meetings/{meeting.pk}/")
    member.follow("Give feedback")
    member.page.locator("main form input[type=radio][value='4']").first.check()
    member.page.locator("main form textarea").last.fill("Enemmän aikaa")
    member.press("Send the feedback")
    assert member.said() == [member.words("Thank you. Your feedback is saved.")]
    assert Feedback.objects.get().answers == {"useful": 4, "next": "Enemmän aikaa"}
