"""A call whose applications have been reviewed, for tests of the choice, the decision and the seats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from soske.intake.applications.models import Application
from soske.intake.groups.models import Group, Member
from soske.intake.reviews.actions import reviewer_add, standing_count
from soske.intake.reviews.models import Review, Reviewer, Score
from soske.intake.reviews.states import ReviewState
from soske.intake.selection import actions_decision as actions
from soske.intake.selection.models import Choice, Decision
from soske.intake.selection.states import Outcome
from soske.people.actions import person_ensure
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, programme_get
from tests.support import world
from tests.support.reviewing import given

TODAY = dt.date(2026, 11, 2)
SECRET = "salainenperustelu"
"""A word that stands in every reason, so that it must be in nothing that anybody gets before the release."""


@dataclass
class Deciding:
    programme: Programme
    coordinator: Person
    reviewers: list[Reviewer]
    applications: list[Application] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        return [each.group for each in self.applications]

    def client(self, person: Person | None = None) -> Client:
        client = Client()
        client.force_login(person or self.coordinator)
        return client

    def fresh(self) -> Programme:
        found = programme_get(self.programme.slug)
        assert found is not None
        return found

    def score(self, application: Application, *given: Sequence[int]) -> None:
        """One done review for each list of points: one for each criterion, in their order; the last one goes on."""
        codes = [each.code for each in pack_parts(self.programme, "criteria")["criteria"]]
        for reviewer, points in zip(self.reviewers, given, strict=False):
            review, _made = Review.objects.update_or_create(
                application=application,
                reviewer=reviewer,
                defaults={
                    "assigned_at": timezone.now(),
                    "state": ReviewState.DONE,
                    "done_at": timezone.now(),
                    "read": 1,
                },
            )
            Score.objects.filter(review=review).delete()
            Score.objects.bulk_create(
                Score(review=review, criterion=code, points=points[min(place, len(points) - 1)], reason="Syy")
                for place, code in enumerate(codes)
            )
        standing_count(application)

    def choose(self, *outcomes: str) -> None:
        """Decide of the groups in their order, each with a reason: "s", "r", "n"."""
        words = {"s": Outcome.SELECTED, "r": Outcome.RESERVE, "n": Outcome.NOT_SELECTED}
        for group, letter in zip(self.groups, outcomes, strict=False):
            actions.group_choose(by=self.coordinator, group=group, outcome=words[letter])
            self.reason(group)

    def reason(self, group: Group, text: str = f"Perustelu: {SECRET}") -> None:
        version = Choice.objects.get(group=group).version
        actions.reason_write(by=self.coordinator, group=group, reason=text, advice="Ääni neuvolle", version=version)

    def decide(self) -> Decision:
        return actions.decision_make(
            by=self.coordinator, programme=self.programme, answer_by=TODAY + dt.timedelta(days=10), today=TODAY
        )

    def tell(self) -> None:
        """Release the decision, and let its messages leave."""
        self.release()
        Decision.objects.update(letters_leave_at=timezone.now() - dt.timedelta(seconds=1))

    def release(self) -> Decision:
        return actions.decision_release(by=self.coordinator, programme=self.programme)


def deciding(count: int = 4, *, seats: int = 2) -> Deciding:
    """So many received applications of one member each, every one with a contact person and a sponsor; two reviewers
    have given the first the most points, the last the least."""
    programme = world.programme("alpha")
    Programme.objects.filter(pk=programme.pk).update(seats=seats, state="public")
    coordinator = world.person("coordinator")
    coordinator_add(by=None, programme=programme, person=coordinator, starts=dt.date(2020, 1, 1))
    found = programme_get("alpha")
    assert found is not None
    made = Deciding(found, coordinator, [added(found, name) for name in ("eka", "toka")])
    for number in range(1, count + 1):
        made.applications.append(received(made, number))
        points = max(4 - number, 0)
        made.score(made.applications[-1], [points, 1], [points, 0])
    return made


def added(programme: Programme, name: str) -> Reviewer:
    return reviewer_add(
        by=None,
        programme=programme,
        name=name.capitalize(),
        email=f"{name}@example.fi",
        employer="",
        most=50,
        today=dt.date(2020, 1, 1),
    )


def received(of: Deciding, number: int) -> Application:
    """One more application, received as the `number`th."""
    by = world.person(f"hakija{number}")
    application = world.submitted(of.programme, by, f"Öljymäen kunta {number}", number=number)
    Group.objects.filter(pk=application.group_id).update(contact=by)
    sponsor, _made = person_ensure(email=f"johto{number}@example.fi", name="Johto")
    Member.objects.filter(group=application.group_id).update(sponsor=sponsor, sponsor_name="Johdon edustaja")
    for reviewer in of.reviewers:
        given(application, reviewer)
    again = Application.objects.select_related("group").get(pk=application.pk)
    again.programme = again.group.programme = of.programme
    return again
