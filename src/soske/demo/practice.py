"""The practice academy: made from a seed; its organisations say that they are made up, its persons are roles."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from soske.base.connect import DemoStage, demo_stages
from soske.base.localtext import LocalText
from soske.demo.call import build_call
from soske.demo.organisations import organisation
from soske.intake.groups.actions import MemberInput, PersonInput, group_save
from soske.people.actions import organisation_make, organiser_set, person_ensure
from soske.people.models import Person
from soske.programmes.actions import coordinator_add, programme_make
from soske.programmes.models import Programme

SLUG = "harjoitus"
COORDINATOR = "koordinaattori@harjoitus.example"
ORGANISER = "jarjestaja@harjoitus.example"
OUTSIDER = "muu@harjoitus.example"

# Names that say they are made up: a place that is an example, a rehearsal, imagined.
ORGANISATIONS: list[tuple[str, str, str, str, str]] = [
    ("Esimerkkilän kaupunki", "Exempelstads stad", "City of Examplebury", "municipality", "FI19B"),
    ("Mallilan kunta", "Modellby kommun", "Municipality of Modelford", "municipality", "FI198"),
    (
        "Keksimaan hyvinvointialue",
        "Påhittlands välfärdsområde",
        "Wellbeing Services County of Inventia",
        "wellbeing_county",
        "FI198",
    ),
    (
        "Kuvalan ammattikorkeakoulu",
        "Bildby yrkeshögskola",
        "Picturewick University of Applied Sciences",
        "university_of_applied_sciences",
        "FI1D9",
    ),
    ("Kuvalan yliopisto", "Bildby universitet", "University of Picturewick", "university", "FI1D9"),
    ("Kokeilukosken kaupunki", "Provforsens stad", "City of Trialford", "municipality", "FI1DA"),
    ("Harjoitusvirasto", "Övningsverket", "Practice Agency", "state_agency", "FI1B1"),
    ("Näytelahden seurakuntayhtymä", "Provvikens kyrkliga samfällighet", "Sampleton Parish Union", "parish", "FI1C1"),
    ("Esimerkkiyhdistys ry", "Exempelföreningen rf", "Example Association", "association", "FI1C1"),
]
GROUPS: list[tuple[list[int], list[str]]] = [
    ([0], ["employment"]),
    ([1, 2], ["employment", "rights"]),
    ([3, 4], ["rights"]),
    ([5], ["employment"]),
    ([7, 8], ["rights"]),
]
ROLE_NAMES = {
    "procurement_lead": "Hankinnoista vastaava",
    "procurement_specialist": "Hankinta-asiantuntija",
    "sustainability_specialist": "Vastuullisuusasiantuntija",
}


def practice_load(*, stage: str, seed: int) -> Programme:
    """Make the practice academy as it is at `stage`. Its kick-off lies so that the stage is today."""
    from soske.packs.loader import load_builtin  # needed once; a web worker starts without it

    stages = _chain(stage)
    chance = random.Random(seed)  # noqa: S311 - practice data, the same for the same seed
    coordinator = organiser_set(email=COORDINATOR, name="Koordinaattori", language="fi", may=True)
    organiser_set(email=ORGANISER, name="Järjestäjä", language="fi", may=True)
    person_ensure(email=OUTSIDER, name="Muu kirjautunut", language="fi")
    organiser = organisation_make(
        name=LocalText(
            fi="Kuvitelman hankintakeskus", sv="Fantasins upphandlingscentral", en="Imaginary Procurement Centre"
        ),
        type="state_agency",
        made_up=True,
    )
    programme = programme_make(
        by=None,
        pack=load_builtin("soske"),
        name=LocalText(fi="Harjoitusakatemia", sv="Övningsakademin", en="Practice Academy"),
        slug=SLUG,
        kickoff=_thursday_near(timezone.localdate() + dt.timedelta(days=stages[-1].kickoff)),
        organiser=organiser,
        address="akatemia@harjoitus.example",
        practice=True,
    )
    programme.colour = "plum"
    programme.save(update_fields=["colour"])
    coordinator_add(by=None, programme=programme, person=coordinator, starts=timezone.localdate())
    for each in stages:
        each.build(programme=programme, chance=chance, by=coordinator)
    return programme


def _chain(stage: str) -> list[DemoStage]:
    """The stages that a stage builds on, the first one first, and itself."""
    known = {each.name: each for each in demo_stages}
    found = [known[stage]]
    while found[0].after:
        found.insert(0, known[found[0].after])
    return found


def _thursday_near(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(3 - day.weekday()) % 7)


def build_groups(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Five groups, three of them joint, each with a contact person, roles and sponsors."""
    made = [organisation(facts) for facts in ORGANISATIONS]
    for number, (places, themes) in enumerate(GROUPS, start=1):
        names = [made[place].name["fi"] for place in places]
        roles = chance.sample(sorted(ROLE_NAMES), k=3)
        people = [
            PersonInput(
                name=f"{ROLE_NAMES[role]}, ryhmä {number}",
                email=f"{role.replace('_', '.')}.{number}@harjoitus.example",
                role=role,
                member=index % len(places),
                contact=index == 0,
            )
            for index, role in enumerate(roles)
        ]
        people += [
            PersonInput(f"Johdon edustaja, {name}", f"johto.{number}.{index}@harjoitus.example", "sponsor", index)
            for index, name in enumerate(names)
        ]
        group_save(
            by=by,
            programme=programme,
            members=[MemberInput(organisation=name, lead=index == 0) for index, name in enumerate(names)],
            people=people,
            themes=themes,
        )


# The call is 140 to 111 days before the kick-off. Instead of a call, the coordinator can enter the groups.
demo_stages.add(DemoStage(name="call", order=5, build=build_call, kickoff=122))
demo_stages.add(DemoStage(name="groups", order=10, build=build_groups))
