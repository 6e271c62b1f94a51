"""The side of Soske: a data folder with the demo and large academies, and the pages to measure.

Each function that asks for something runs in the process that called `start`, which configures Django.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from _measure import Application, Probe, cpu_ms, probe

LANGUAGE = "fi"
CHANGES = 10  # after which a page is measured
EMAIL = "mittaaja@harjoitus.example"
KINDS = ["municipality", "association", "wellbeing_county", "state_agency", "university"]


@dataclass
class _State:
    """What `start` leaves for the functions that follow in the same process."""

    application: Application | None = None
    cookie: str = ""
    csrf: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


_state = _State()


def start(folder: Path, database: str = "") -> str:
    """Load the demo into an empty data folder and sign a coordinator in; the cookies that her browser sends."""
    os.environ.update({"SOSKE_DEMO": "1", "SOSKE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "soske.settings"})
    for name in ("SOSKE_DATABASE_URL", "SOSKE_BASE_URL", "SOSKE_HOSTS"):
        os.environ.pop(name, None)
    if database:
        os.environ["SOSKE_DATABASE_URL"] = database
    from django.core.wsgi import get_wsgi_application

    _state.application = get_wsgi_application()
    from soske.demo.actions import demo_load
    from soske.people.actions import person_ensure

    demo_load()
    person, _made = person_ensure(email=EMAIL, name="Koordinaattori", language=LANGUAGE)
    _state.csrf = sign_in("coordinator", person)
    _state.cookie = _state.cookies["coordinator"]
    return _state.cookie


def sign_in(who: str, person: Any) -> str:
    """Sign a person in under a short name; what a form of hers carries."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(f"/{LANGUAGE}/")  # sets the cookie of the forms
    _state.cookies[who] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return str(client.cookies["csrftoken"].value)


def academy(groups: int, *, prefix: str = "harjoitus") -> str:
    """Make an academy with so many groups, a third of them selected, as many letters and audit rows; its short name.

    Nothing is made when it is there already.
    """
    from django.db import transaction
    from django.utils import timezone

    from soske.base.localtext import LocalText
    from soske.packs.loader import load_builtin
    from soske.people.models import Person
    from soske.programmes.actions import coordinator_add, programme_make
    from soske.programmes.models import Programme

    slug, today = f"{prefix}-{groups}", timezone.localdate()
    if Programme.objects.filter(slug=slug).exists():
        return slug
    with transaction.atomic():
        programme = programme_make(
            by=None,
            pack=load_builtin("soske"),
            name=LocalText(fi="Suuri harjoitusakatemia", sv="Stora övningsakademin", en="Large Practice Academy"),
            slug=slug,
            kickoff=today + dt.timedelta(days=70),
            organiser=Programme.objects.get(slug="harjoitus").organiser,
            address="akatemia@harjoitus.example",
            practice=True,
        )
        coordinator = Person.objects.get(email=EMAIL)
        coordinator_add(by=None, programme=programme, person=coordinator, starts=today)
        _fill(programme, coordinator, groups)
    return slug


def _fill(programme: Any, coordinator: Any, groups: int) -> None:
    """Every other group is joint; of four groups three have a contact person."""
    from django.utils import timezone

    from soske.base.localtext import LocalText
    from soske.intake.groups.models import Group, Member
    from soske.intake.selection.models import Choice
    from soske.intake.selection.states import Outcome
    from soske.people.models import SECTOR_OF, Organisation, OrganisationName, Person
    from soske.people.queries import name_folded
    from soske.records.models import AuditRow, Letter
    from soske.records.states import LetterState

    numbers = range(groups)
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=LocalText(fi=f"Esimerkkilä {number}", sv=f"Exempelby {number}", en=f"Exampleton {number}"),
            type=KINDS[number % len(KINDS)],
            sector=SECTOR_OF[KINDS[number % len(KINDS)]],
            languages=["fi"],
            made_up=True,
        )
        for number in range(groups * 3 // 2 + 1)
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=each, folded=name_folded(name))
        for each in organisations
        for name in each.name.values()
    )
    people = Person.objects.bulk_create(
        Person(name=f"Yhteyshenkilö {number}", email=f"yhteys.{number}@{programme.slug}.example") for number in numbers
    )
    made = Group.objects.bulk_create(
        Group(programme=programme, themes=["employment"], contact=people[number] if number % 4 else None)
        for number in numbers
    )
    free = iter(organisations)
    Member.objects.bulk_create(
        Member(group=group, organisation=next(free), lead=position == 0, position=position)
        for number, group in enumerate(made)
        for position in range(1 + number % 2)
    )
    Choice.objects.bulk_create(Choice(group=group, outcome=Outcome.SELECTED) for group in made[::3])
    Letter.objects.bulk_create(
        Letter(
            scope=programme.pk,
            subject_type="programme",
            subject_id=programme.pk,
            key=f"selected:{programme.pk}:{person.pk}",
            code="selected",
            person=person,
            language=LANGUAGE,
            subject=f"Ryhmänne {number} on valittu akatemiaan: vahvistakaa paikkanne",
            body="Hei! Ryhmänne on valittu. " * 40,
            state=LetterState.WAITING if number % 2 else LetterState.KEPT,
            leaves_at=timezone.now() + dt.timedelta(minutes=number),
        )
        for number, person in enumerate(people)
    )
    AuditRow.objects.bulk_create(
        AuditRow(
            scope=programme.pk,
            subject_type="group",
            subject_id=group.pk,
            person_id=coordinator.pk,
            act="group_entered",
        )
        for group in made
    )
    _apply(programme, made)


def _apply(programme: Any, groups: Any) -> None:
    """An application of each group: of three one is a draft with answers, one of eight waits for completion."""
    from django.utils import timezone

    from soske.intake.applications.models import Application, CompletionRequest
    from soske.records.models import SearchText, Writing

    now = timezone.now()
    made = Application.objects.bulk_create(
        Application(
            programme=programme,
            group=group,
            state="submitted" if number % 3 else "draft",
            language=LANGUAGE,
            number=number + 1 if number % 3 else None,
            submitted_at=now - dt.timedelta(minutes=number) if number % 3 else None,
        )
        for number, group in enumerate(groups)
    )
    CompletionRequest.objects.bulk_create(
        CompletionRequest(application=each, fields=["themes"], message="Täydennä", due=now + dt.timedelta(days=7))
        for number, each in enumerate(made)
        if each.state == "submitted" and number % 8 == 1
    )
    SearchText.objects.bulk_create(
        SearchText(scope=programme.pk, subject_type="application", subject_id=each.pk, text=" julkinen hankinta " * 100)
        for each in made
        if each.state == "submitted"
    )
    Writing.objects.bulk_create(
        Writing(
            scope=programme.pk,
            subject_type="application",
            subject_id=each.pk,
            field=f"q.{field}",
            text="Vastaus " * 20,
            version=1,
            saved_at=now,
        )
        for each in made
        for field in range(14)
    )


def lists(slug: str) -> dict[str, str]:
    """Name -> path of the lists of an academy, 50 rows each."""
    desk = f"/{LANGUAGE}/desk/{slug}"
    return {
        "groups": f"{desk}/groups/",
        "applications": f"{desk}/applications/",
        "selection": f"{desk}/selection/",
        "messages": f"{desk}/messages/",
        "log": f"{desk}/log/",
    }


def call(slug: str) -> dict[str, str]:
    """The call page of an academy, which its coordinators see as a draft too."""
    return {"call": f"/{LANGUAGE}/academies/{slug}/call/"}


def public() -> dict[str, str]:
    """Name -> path of what everyone may read: of the record of 2022 and of the practice academy."""
    academies = f"/{LANGUAGE}/academies"
    return {
        "front page": f"/{LANGUAGE}/",
        "programme, 2022": f"{academies}/soske-2022/",
        "programme, practice": f"{academies}/harjoitus/",
        "call, practice": f"{academies}/harjoitus/call/",
        "announcement, 2022": f"{academies}/soske-2022/announcement/",
        "announcement, practice": f"{academies}/harjoitus/announcement/",
    }


def soske_probe(path: str, *, who: str = "coordinator") -> Probe:
    """`who` is the short name of somebody who has signed in; "" is a visitor."""
    return probe(application(), path, _state.cookies.get(who, ""))


def soske_ms(path: str, *, who: str = "coordinator") -> float:
    return cpu_ms(application(), path, _state.cookies.get(who, ""))


def changed_ms(slug: str, path: str) -> float:
    """CPU time of one GET right after a change of the academy, when nothing is remembered of it."""
    from soske.programmes.models import Programme
    from soske.records.actions import revision_grow

    scope = Programme.objects.values_list("pk", flat=True).get(slug=slug)
    taken = []
    for _number in range(CHANGES):
        revision_grow(scope)
        taken.append(cpu_ms(application(), path, _state.cookie, requests=1))
    return median(taken)


def cookie() -> str:
    """What the browser of the coordinator sends."""
    return _state.cookie


def csrf() -> str:
    """What a form of hers carries."""
    return _state.csrf


def application() -> Application:
    if _state.application is None:
        raise RuntimeError("start() has not been called in this process")
    return _state.application
