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

    _coach(programme, teams)


def _coach(programme: Any, teams: list[Any]) -> None:
    """A coach for every third team, sessions in the first window, what each needs and can give."""
    from django.utils import timezone

    from soske.intake.groups.models import GroupTopic
    from soske.people.models import Person
    from soske.programmes.queries import pack_parts
    from soske.sprint.sparring.models import Coach, Doing, Pairing, Session

    now, today = timezone.now(), timezone.localdate()
    topics = [each.code for each in pack_parts(programme, "topics")["topics"]]
    people = Person.objects.bulk_create(
        Person(name=f"Sparraaja {number}", email=f"sparraaja.{number}@{programme.slug}.example")
        for number in range(max(len(teams) // 3, 1))
    )
    coaches = Coach.objects.bulk_create(
        Coach(
            programme=programme,
            person=each,
            name=each.name,
            topics=topics[number % 8 :: 4],
            sectors=["municipal"],
            languages=["fi"],
            most=3,
            starts=today,
            accepted_at=now,
        )
        for number, each in enumerate(people)
    )
    of = {team.pk: coaches[number % len(coaches)] for number, team in enumerate(teams)}
    Pairing.objects.bulk_create(Pairing(group=team, coach=of[team.pk], told_at=now) for team in teams)
    starts = now + dt.timedelta(days=3)
    Session.objects.bulk_create(
        Session(
            group=team,
            coach=of[team.pk],
            window="sparring_1",
            state="booked",
            starts=starts,
            ends=starts + dt.timedelta(hours=1),
        )
        for team in teams
    )
    Doing.objects.bulk_create(
        Doing(group=team, contact_at=now - dt.timedelta(days=number % 30)) for number, team in enumerate(teams)
    )
    GroupTopic.objects.bulk_create(
        GroupTopic(group=team, kind=kind, code=topics[(number + place * 3 + shift) % len(topics)])
        for number, team in enumerate(teams)
        for shift, kind in enumerate(("needs", "gives"))
        for place in range(3)
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
        "how teams are doing": f"{desk}/teams/",
        "coaches of the teams": f"{desk}/pairs/",
        "coaches": f"{desk}/coaches/",
        "sparring": f"{desk}/sparring/?window=sparring_1",
        "peers": f"{desk}/peers/",
    }


def fronts(slug: str, reviewed: str) -> dict[str, tuple[str, str]]:
    """Name -> (path, who) of the front page of each role; "" is nobody. They are signed in now."""
    from django.utils import timezone

    from soske.intake.applications.models import Application
    from soske.intake.groups.models import Group
    from soske.intake.reviews.actions import reviewer_add
    from soske.intake.reviews.models import Review
    from soske.programmes.models import Programme
    from soske.sprint.sparring.models import Coach

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
    coach = Coach.objects.filter(programme__slug=slug).select_related("person").earliest("pk")
    for who, person in (("team", team.contact), ("reviewer", reviewer.person), ("coach", coach.person)):
        soske.sign_in(who, person)
    at = f"/{soske.LANGUAGE}"
    return {
        "coordinator, today": (f"{at}/desk/{slug}/", "coordinator"),
        "team": (f"{at}/academies/{slug}/next/", "team"),
        "team, assignments": (f"{at}/academies/{slug}/assignments/", "team"),
        "team, sparring": (f"{at}/academies/{slug}/sparring/", "team"),
        "coach": (f"{at}/academies/{slug}/coach/", "coach"),
        "reviewer": (f"{at}/reviews/{reviewed}/", "reviewer"),
        "visitor": (f"{at}/", ""),
    }
