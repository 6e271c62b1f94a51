"""Who one can be in the demo."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from soske.demo.call import APPLICANT, PARTNER, SENT
from soske.demo.choice import REVIEWER
from soske.demo.practice import COORDINATOR, ORGANISER, OUTSIDER, SLUG
from soske.demo.sparring import COACH
from soske.demo.sprint import team_contact
from soske.intake.groups.models import Group
from soske.people.models import Person


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A person of the practice academy and what she can do."""

    person: Person
    role: Promise


def demo_roles() -> list[DemoRole]:
    """One person for each role that has pages now; at most nine."""
    wanted = [COORDINATOR, ORGANISER, OUTSIDER, APPLICANT, PARTNER, SENT, REVIEWER, COACH]
    people = {person.email: person for person in Person.objects.filter(email__in=wanted)}
    applying = SENT in people
    coordinates = (
        _("coordinates the practice academy: call, applications, messages")
        if applying
        else _("coordinates the practice academy: groups, selection, announcement")
    )
    found = [
        DemoRole(people[email], words)
        for email, words in (
            (COORDINATOR, coordinates),
            (APPLICANT, _("writes a joint application that waits for sign-offs")),
            (PARTNER, _("has been invited to a joint application and has to sign off")),
            (SENT, _("has submitted an application")),
            (REVIEWER, _("reviews applications")),
            (COACH, _("coaches teams in the sprint")),
            (ORGANISER, _("makes new academies")),
        )
        if email in people
    ]
    group = (
        Group.objects.filter(programme__slug=SLUG, contact__isnull=False)
        .select_related("contact")
        .order_by("pk")
        .first()
    )
    if not applying and group is not None and group.contact is not None:
        found.append(DemoRole(group.contact, _("is the contact person of a group")))
    member = team_contact(SLUG)
    if member is not None and member.email not in {role.person.email for role in found}:
        found.append(DemoRole(member, _("is in a team of the sprint")))
    if OUTSIDER in people:
        found.append(DemoRole(people[OUTSIDER], _("has signed in but is in no academy")))
    return found
