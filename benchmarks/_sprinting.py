"""An academy whose groups are teams in the middle of the sprint, and the front pages of those who work in academies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import _soske as soske

MEETINGS, ASSIGNMENTS, GIVEN = 30, 100, 10
STEPS = 3
READS = 15  # applications of one reviewer


def sprinting(groups: int) -> str:
    """Make an academy of so many teams, each with one person, with 30 meetings to which everybody is invited and 100
    assignments, ten of which the teams have; its short name."""
    from soske.programmes.models import Programme

    slug = soske.academy(groups, prefix="pyrahdys")
    _fill(Programme.objects.get(slug=slug))
    return slug


def _fill(programme: Any) -> None:
    from django.utils import timezone

    from soske.base.localtext import LocalText
    from soske.intake.groups.models import Group, GroupPerson
    from soske.sprint.assignments.models import Assignment, Work
    from soske.sprint.meetings.models import Meeting, Participant

    now, today = timezone.now(), timezone.localdate()
    if Meeting.objects.filter(programme=programme).exists():
        return
    Group.objects.filter(programme=programme).update(team_since=now)
    teams = list(Group.objects.filter(programme=programme, contact__isnull=False).order_by("pk"))
    GroupPerson.objects.bulk_create(
        GroupPerson(group=team, person_id=team.contact_id, name="Yhteyshenkilö", starts=today) for team in teams
    )
    meetings = Meeting.objects.bulk_create(
        Meeting(
            programme=programme,
            kind="other",
            name=LocalText(fi=f"Tapaaminen {number}", sv=f"Möte {number}", en=f"Meeting {number}"),
            starts=today + dt.timedelta(days=number),
            ends=today + dt.timedelta(days=number),
            opens=dt.time(9),
            closes=dt.time(12),
            place="Kokoustila",
            state="invited",
        )
        for number in range(1, MEETINGS + 1)
    )
    Participant.objects.bulk_create(
        (
            Participant(meeting=meeting, person_id=team.contact_id, name="Yhteyshenkilö", group=team, told=0)
            for meeting in meetings
            for team in teams
        ),
        batch_size=5000,
    )
    words = {"fi": "Vaihe", "sv": "Steg", "en": "Step"}
    assignments = Assignment.objects.bulk_create(
        Assignment(
            programme=programme,
            name=LocalText(fi=f"Tehtävä {number}", sv=f"Uppgift {number}", en=f"Assignment {number}"),
            text=LocalText(fi="Tehkää tämä.", sv="Gör det här.", en="Do this."),
            day=today + dt.timedelta(days=number) if number < GIVEN else None,
            steps=[{"code": f"s{step}", "text": words, "minutes": 15} for step in range(STEPS)],
            given_at=now if number < GIVEN else None,
        )
        for number in range(ASSIGNMENTS)
    )
    Work.objects.bulk_create(
        (
            Work(assignment=assignment, group=team, state="handed" if team.pk % 2 else "open")
            for assignment in assignments[:GIVEN]
            for team in teams
        ),
        batch_size=5000,
    )


def lists(slug: str) -> dict[str, str]:
    """Name -> path of the lists of the sprint."""
    from soske.sprint.assignments.models import Assignment

    desk = f"/{soske.LANGUAGE}/desk/{slug}"
    first = Assignment.objects.filter(programme__slug=slug).earliest("pk").pk
    return {
        "meetings": f"{desk}/meetings/",
        f"assignments, {ASSIGNMENTS}": f"{desk}/assignments/",
        "teams of an assignment": f"{desk}/assignments/{first}/",
    }


def fronts(slug: str, reviewed: str) -> dict[str, tuple[str, str]]:
    """Name -> (path, who) of the front page of each role; "" is nobody. They are signed in now."""
    from django.utils import timezone

    from soske.intake.applications.models import Application
    from soske.intake.groups.models import Group
    from soske.intake.reviews.actions import reviewer_add
    from soske.intake.reviews.models import Review
    from soske.programmes.models import Programme

    now, today = timezone.now(), timezone.localdate()
    team = Group.objects.filter(programme__slug=slug, contact__isnull=False).select_related("contact").earliest("pk")
    reviewer = reviewer_add(
        by=None,
        programme=Programme.objects.get(slug=reviewed),
        name="Arvioija",
        email=f"arvioija@{reviewed}.example",
        employer="Mittaava virasto",
        most=READS,
        today=today - dt.timedelta(days=1),
    )
    Review.objects.bulk_create(
        Review(application=each, reviewer=reviewer, assigned_at=now)
        for each in Application.objects.filter(programme__slug=reviewed).order_by("pk")[:READS]
    )
    for who, person in (("team", team.contact), ("reviewer", reviewer.person)):
        soske.sign_in(who, person)
    at = f"/{soske.LANGUAGE}"
    return {
        "coordinator, today": (f"{at}/desk/{slug}/", "coordinator"),
        "team, assignments": (f"{at}/academies/{slug}/assignments/", "team"),
        "reviewer": (f"{at}/reviews/{reviewed}/", "reviewer"),
        "visitor": (f"{at}/", ""),
    }
