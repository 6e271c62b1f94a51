"""Two programmes with people in each, made by the actions, so that "not yours" can be tried everywhere."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache

from django.test import Client

from soske.base.localtext import LocalText
from soske.intake.groups.actions import MemberInput, PersonInput, group_save
from soske.intake.groups.models import Group
from soske.intake.selection.actions import announcement_publish, group_choose
from soske.intake.selection.models import Announcement
from soske.intake.selection.states import Outcome
from soske.packs.loader import load_builtin
from soske.packs.schema import Pack
from soske.people.actions import organiser_set, person_ensure
from soske.people.models import Person
from soske.programmes.actions import coordinator_add, programme_make
from soske.programmes.models import Programme
from soske.records.actions import file_store
from soske.records.models import Letter, StoredFile

KICKOFF = dt.date(2027, 1, 21)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@cache
def default_pack() -> Pack:
    return load_builtin("soske")


def person(name: str, language: str = "fi") -> Person:
    return person_ensure(email=f"{name}@example.fi", name=name.capitalize(), language=language)[0]


def programme(
    slug: str, *, by: Person | None = None, practice: bool = False, kickoff: dt.date | None = KICKOFF
) -> Programme:
    return programme_make(
        by=by,
        pack=default_pack(),
        name=LocalText(
            fi=f"{slug.capitalize()}-akatemia", sv=f"{slug.capitalize()}-akademin", en=f"{slug.capitalize()} Academy"
        ),
        slug=slug,
        kickoff=kickoff,
        address=f"{slug}@example.fi",
        practice=practice,
    )


def group(
    of: Programme, by: Person, *names: str, contact: str = "", type: str = "municipality", member: str = ""
) -> Group:
    people = (
        [PersonInput(contact.capitalize(), f"{contact}@example.fi", "procurement_lead", 0, True)] if contact else []
    )
    if member:
        people.append(PersonInput(member.capitalize(), f"{member}@example.fi", "procurement_specialist", 0))
    members = [MemberInput(organisation=name, type=type, lead=index == 0) for index, name in enumerate(names)]
    return group_save(by=by, programme=of, members=members, people=people, themes=["employment"])


@dataclass
class World:
    """alpha is published and announced, beta is a draft; each has a coordinator, a group and a file."""

    alpha: Programme
    beta: Programme
    alpha_group: Group
    beta_group: Group
    alpha_file: StoredFile
    beta_file: StoredFile
    alpha_letter: Letter
    beta_letter: Letter
    people: dict[str, Person]

    def client(self, role: str) -> Client:
        client = Client()
        if role in self.people:
            client.force_login(self.people[role])
        return client


def make() -> World:
    people = {
        "coordinator": organiser_set(email="coordinator@example.fi", name="Coordinator", language="fi", may=False),
        "other": person("other"),
        "organiser": organiser_set(email="organiser@example.fi", name="Organiser", language="fi", may=True),
        "outsider": person("outsider"),
        "member": person("member"),
    }
    alpha, beta = programme("alpha"), programme("beta")
    coordinator_add(by=None, programme=alpha, person=people["coordinator"], starts=dt.date(2020, 1, 1))
    coordinator_add(by=None, programme=beta, person=people["other"], starts=dt.date(2020, 1, 1))
    alpha_group = group(
        alpha, people["coordinator"], "Äänekosken kaupunki", "Åbo stad", contact="contact", member="member"
    )
    beta_group = group(beta, people["other"], "Öjan kunta", contact="elsewhere")
    for each, by in ((alpha_group, "coordinator"), (beta_group, "other")):
        group_choose(by=people[by], group=each, outcome=Outcome.SELECTED)
    files = [
        file_store(
            by=None,
            scope=each.pk,
            subject=("programme", each.pk),
            name="ohje.pdf",
            upload=io.BytesIO(PDF),
            size=len(PDF),
        )
        for each in (alpha, beta)
    ]
    for each in (alpha, beta):
        announcement_publish(by=None, programme=each)
    letters = [Letter.objects.filter(scope=each.pk).earliest("pk") for each in (alpha, beta)]
    # beta goes back to a draft, but what was made for it stays
    Programme.objects.filter(pk=beta.pk).update(state="draft")
    Announcement.objects.filter(programme=beta).update(state="draft", published_at=None, letters_leave_at=None)
    alpha.refresh_from_db()
    beta.refresh_from_db()
    return World(
        alpha=alpha,
        beta=beta,
        alpha_group=alpha_group,
        beta_group=beta_group,
        alpha_file=files[0],
        beta_file=files[1],
        alpha_letter=letters[0],
        beta_letter=letters[1],
        people=people,
    )
