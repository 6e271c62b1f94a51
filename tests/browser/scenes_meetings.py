"""The pages of meetings in their states, and what is wrong in their forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import kickoff_of, programme_get
from soske.records.actions import feed_renew
from soske.sprint.assignments import actions as assignments
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import task_get
from soske.sprint.meetings import actions, actions_after
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.meetings.queries import meeting_get, meeting_views, presence_of
from soske.sprint.meetings.states import MeetingState

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]


def of_sprint(coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes. The practice academy has teams; its kick-off is ahead."""
    practice = programme_get("harjoitus")
    assert practice is not None
    empty = reverse("meetings", args=["harjoitus"])
    views = planned(practice, coordinator, long)
    moved, cancelled = views["workshop_1"], views["workshop_2"]
    past = over(practice, coordinator, long)
    guest = Participant.objects.filter(meeting=past, sponsor=False).earliest("pk")
    assert guest.person is not None
    feed_renew(person=guest.person, now=timezone.now())

    later = (kickoff_of(practice) or timezone.localdate()) + dt.timedelta(days=3)

    def send(page: Page) -> None:
        page.locator("main form .ds-button:visible").last.click()

    def numbers(page: Page) -> None:
        page.locator("main form input.short").first.fill("999")
        page.locator("main form .ds-button").first.click()

    def nothing_chosen(page: Page) -> None:
        page.locator("form[enctype] .ds-button").click()

    def days_later(page: Page) -> None:
        page.locator("[name=kickoff_starts]").fill(f"{later:%d.%m.%Y}")
        page.locator("main form .save-bar .ds-button").click()

    def desk(name: str, pk: int) -> str:
        return reverse(name, args=["harjoitus", pk])

    return [
        ("list", empty, coordinator, None, 200),
        ("what moves with the kick-off", reverse("stages", args=["harjoitus"]), coordinator, days_later, 200),
        ("changes to tell of", reverse("meetings_tell", args=["harjoitus"]), coordinator, None, 200),
        ("nothing to tell of", reverse("meetings_tell", args=["tyhja"]), coordinator, None, 200),
        ("none yet", reverse("meetings", args=["tyhja"]), coordinator, None, 200),
        ("new, without a name", reverse("meeting_new", args=["harjoitus"]), coordinator, send, 422),
        ("moved and not told", desk("meeting_desk", moved), coordinator, None, 200),
        ("cancelled", desk("meeting_desk", cancelled), coordinator, None, 200),
        ("no file chosen", desk("meeting_desk", moved), coordinator, nothing_chosen, 422),
        ("over, with feedback", desk("meeting_desk", past), coordinator, None, 200),
        ("small groups", desk("meeting_tables", past), coordinator, None, 200),
        ("too many small groups", desk("meeting_tables", past), coordinator, numbers, 422),
        ("attendance", desk("meeting_attendance", past), coordinator, None, 200),
        ("attendance out of range", desk("meeting_attendance", past), coordinator, numbers, 422),
        ("own", reverse("own_meetings", args=["harjoitus"]), guest.person, None, 200),
        ("own, over", desk("meeting", past), guest.person, None, 200),
        ("own, cancelled", desk("meeting", cancelled), guest.person, None, 200),
        ("feedback", desk("meeting_feedback", past), guest.person, None, 200),
        *of_assignments(coordinator, guest.person, long, send),
        *of_teams(coordinator, guest.person, send),
        ("feedback without an answer", desk("meeting_feedback", moved), guest.person, None, 200),
    ]


def of_assignments(by: Person, member: Person, long: str, send: Callable[[Page], None]) -> list[Row]:
    """Assignments: handed in, put off, with a comment, and what is wrong in their forms."""
    practice = programme_get("harjoitus")
    assert practice is not None
    assignments.assignments_of_pack(by=by, programme=practice)
    given = Assignment.objects.filter(programme=practice).order_by("pk")
    first, second, third = given
    group = Participant.objects.filter(person=member).latest("pk").group
    assert group is not None
    for each in (first, second):
        each.programme = practice
        assignments.assignment_give(by=by, assignment=each, now=timezone.now())
    tasks = {}
    for each in (first, second):
        group.programme = programme_get("harjoitus")
        found = task_get(group, each.pk)
        assert found is not None
        tasks[each.pk] = found
    assignments.work_save(by=member, task=tasks[first.pk], text=long, base=0, now=timezone.now())
    assignments.work_hand(by=member, task=tasks[first.pk], now=timezone.now())
    work = Work.objects.get(assignment=first, group=group)
    work.assignment, work.group = first, group
    assignments.work_comment(by=by, work=work, comment=long, done=False, opens=False, now=timezone.now())
    later = dt.date(2099, 1, 5)
    assignments.later_ask(by=member, task=tasks[second.pk], day=later, why=long, today=timezone.localdate())
    assignments.step_tick(by=member, task=tasks[second.pk], code=second.steps[0]["code"], done=True)

    def no_day(page: Page) -> None:
        page.locator("main aside details > summary").last.click()
        page.locator("[name=act][value=later]").click()

    def no_hours(page: Page) -> None:
        page.locator("main aside details > summary").last.click()
        page.locator("main aside form .ds-button:visible").last.click()

    def no_file(page: Page) -> None:
        page.locator("form[enctype] .ds-button").click()

    def one(name: str, *more: int) -> str:
        return reverse(name, args=["harjoitus", *more])

    return [
        ("assignments", one("assignments"), by, None, 200),
        ("no assignments yet", reverse("assignments", args=["tyhja"]), by, None, 200),
        ("assignment not given", one("assignment_desk", third.pk), by, None, 200),
        ("assignment given", one("assignment_desk", first.pk), by, None, 200),
        ("new assignment without a name", one("assignment_new"), by, send, 422),
        ("work handed in", one("work_desk", first.pk, group.pk), by, None, 200),
        ("work that asks for time", one("work_desk", second.pk, group.pk), by, None, 200),
        ("own assignments", one("own_assignments"), member, None, 200),
        ("own assignments, no hours", one("own_assignments"), member, no_hours, 422),
        ("own assignment, handed in", one("assignment", first.pk), member, None, 200),
        ("own assignment, put off", one("assignment", second.pk), member, None, 200),
        ("own assignment, no file chosen", one("assignment", second.pk), member, no_file, 422),
        ("own assignment, no day", one("assignment", second.pk), member, no_day, 422),
    ]


def of_teams(by: Person, member: Person, send: Callable[[Page], None]) -> list[Row]:
    """Who is in a team: for its people and for the coordinator, and what is wrong in the forms."""
    own = GroupPerson.objects.filter(person=member, group__team_since__isnull=False).latest("pk")
    group = Group.objects.get(pk=own.group_id)
    Group.objects.filter(pk=group.pk).update(contact=member)

    def one(name: str, *more: int) -> str:
        return reverse(name, args=["harjoitus", *more])

    def no_successor(page: Page) -> None:
        page.locator("[name=act][value=leave], [name=act][value=replace]").last.click()

    return [
        ("own team", one("own_team"), member, None, 200),
        ("own team, nobody named", one("own_team"), member, send, 422),
        ("own place", one("own_team_person", own.pk), member, None, 200),
        ("own place, no successor", one("own_team_person", own.pk), member, no_successor, 422),
        ("team", one("team", group.pk), by, None, 200),
        ("place in a team", one("team_person", group.pk, own.pk), by, None, 200),
    ]


def planned(practice: Programme, by: Person, long: str) -> dict[str, int]:
    """Stage -> meeting: one is moved and nobody knows, one is cancelled, the others are as they were made."""
    actions.meetings_of_stages(by=by, programme=practice)
    found = {view.meeting.stage: view.pk for view in meeting_views(programme_get("harjoitus") or practice)}
    Meeting.objects.filter(pk__in=found.values()).update(place=long, agenda=LocalText({"fi": f"- {long}"}))
    for stage in ("workshop_1", "workshop_2"):
        actions.meeting_invite(by=by, meeting=view_of(practice, found[stage]), now=timezone.now())
    Meeting.objects.filter(pk=found["workshop_1"]).update(place="Toinen paikka")
    actions.meeting_cancel(by=by, meeting=view_of(practice, found["workshop_2"]), reason=long, now=timezone.now())
    return found


def view_of(practice: Programme, pk: int) -> Meeting:
    found = meeting_get(programme_get("harjoitus") or practice, pk)
    assert found is not None
    return found.meeting


def over(practice: Programme, by: Person, long: str) -> int:
    """A meeting of last week, with everything that comes after it."""
    day = timezone.localdate() - dt.timedelta(days=3)
    made = Meeting.objects.create(
        programme=practice, kind="other", name=LocalText({"fi": long, "sv": long, "en": long}), starts=day, ends=day,
        opens=dt.time(9), closes=dt.time(15), place="Sali", recording="https://tallenne.example/",
    )  # fmt: skip
    before = timezone.now() - dt.timedelta(days=30)
    actions.meeting_invite(by=by, meeting=view_of(practice, made.pk), now=before)
    meeting = view_of(practice, made.pk)
    assert meeting.state == MeetingState.INVITED
    actions_after.tables_propose(by=by, meeting=meeting, tables=2)
    actions_after.attendance_write(by=by, meeting=meeting, people={row.member: 2 for row in presence_of(meeting)})
    view = meeting_get(programme_get("harjoitus") or practice, made.pk)
    assert view is not None
    for place in Participant.objects.filter(meeting=made, sponsor=False).select_related("person").order_by("pk")[1:4]:
        assert place.person is not None
        answers = {"useful": "4", "pace": "2", "next": long}
        actions_after.feedback_give(by=place.person, view=view, participant=place, answers=answers, now=timezone.now())
    return made.pk
