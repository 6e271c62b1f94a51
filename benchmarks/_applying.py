"""Applications for submit.py: joint ones of two members that lack nothing, and the requests of those who write them.

Each function runs in the process that called `_soske.start`.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from typing import Any
from urllib.parse import urlencode

import _soske as soske
from _measure import WARM_UP, call

DAY = "2026-05-31"


def call_open(slug: str) -> None:
    """Let the call of the academy be open now, and its pages be public."""
    from django.utils import timezone

    from soske.programmes.models import Programme, Stage
    from soske.records.actions import revision_grow

    today = timezone.localdate()
    programme = Programme.objects.get(slug=slug)
    Programme.objects.filter(pk=programme.pk).update(state="public")
    Stage.objects.filter(programme=programme, kind="call").update(
        starts=today - dt.timedelta(days=7), ends=today + dt.timedelta(days=30), opens=None, closes=None
    )
    revision_grow(programme.pk)


def ready(slug: str, count: int) -> tuple[list[int], int]:
    """Make so many drafts of the measurer and a partner that could be submitted at once: their numbers, and how many
    answers each has."""
    from django.db import transaction
    from django.utils import timezone, translation

    from soske.intake.applications.actions import application_make
    from soske.intake.applications.models import SignOff
    from soske.intake.applications.queries import application_get, form_of
    from soske.intake.groups.models import Group, GroupPerson, Member
    from soske.people.actions import person_ensure
    from soske.people.models import Organisation, Person
    from soske.programmes.queries import programme_get

    lead = Person.objects.get(email=soske.EMAIL)
    partner, _made = person_ensure(email="kumppani@harjoitus.example", name="Kumppani", language=soske.LANGUAGE)
    organisations = list(Organisation.objects.filter(made_up=True).order_by("pk")[:2])
    now, today = timezone.now(), timezone.localdate()
    made = []
    with transaction.atomic(), translation.override(soske.LANGUAGE):
        programme = programme_get(slug)
        if programme is None:
            raise LookupError(slug)
        for _number in range(count):
            group = Group.objects.create(programme=programme, themes=["employment"], contact=lead, ready=False)
            application = application_make(by=lead, group=group, language=soske.LANGUAGE)
            for position, (organisation, person) in enumerate(zip(organisations, (lead, partner), strict=True)):
                member = Member.objects.create(
                    group=group,
                    organisation=organisation,
                    lead=not position,
                    position=position,
                    sponsor=person,
                    sponsor_name="Johdon edustaja",
                )
                GroupPerson.objects.create(group=group, person=person, member=member, name=person.name, starts=today)
                SignOff.objects.create(application=application, member=member, signed_at=now, signed_by_id=person.pk)
            found = application_get(programme, application.pk)
            answers = _answer_all(found, now, form_of)
            made.append(application.pk)
    return made, answers


def _answer_all(application: Any, now: dt.datetime, form_of: Any) -> int:
    """Answer everything that is missing; how many answers the application then has."""
    from soske.records.models import Writing

    for _round in range(3):  # an answer can bring more questions
        form = form_of(application, soske.LANGUAGE)
        Writing.objects.bulk_create(
            Writing(
                scope=application.programme_id,
                subject_type="application",
                subject_id=application.pk,
                field=field.key,
                text=_text(field),
                version=1,
                since=1,
                person_id=application.group.contact_id,
                saved_at=now,
            )
            for each in form.missing
            if (field := form.field(each.key)) is not None
        )
    form = form_of(application, soske.LANGUAGE)
    if form.missing or form.unsigned:
        raise RuntimeError(f"not complete: {form.missing} {form.unsigned}")
    return len(form.answers)


def _text(field: Any) -> str:
    match field.kind:
        case "choice" | "choices":
            return str(field.options[0][0])
        case "date":
            return DAY
        case "number":
            return "120"
    return ("Hankintaa valmistellaan yhdessä, ja tulokset mitataan. " * 8)[: min(field.longest or 400, 400)]


STEPS = ("check page", "submit", "confirmation page")


def submit_ms(slug: str, applications: list[int]) -> list[float]:
    """CPU milliseconds of each step of submitting, the mean over these applications, each submitted once."""
    spent = [0.0, 0.0, 0.0]
    gc.collect()
    for pk in applications:
        here = _here(slug, pk)
        steps = ((f"{here}check/", None, 200), (f"{here}submit/", {}, 302), (f"{here}received/", None, 200))
        for number, (path, fields, status) in enumerate(steps):
            began = time.process_time()
            _ask(path, fields, status)
            spent[number] += time.process_time() - began
    return [each / len(applications) * 1000 for each in spent]


def submit_queries(slug: str, pk: int) -> list[int]:
    """Queries of each step of submitting one application."""
    here = _here(slug, pk)
    return [
        _queries(f"{here}check/", None, 200),
        _queries(f"{here}submit/", {}, 302),
        _queries(f"{here}received/", None, 200),
    ]


class Typing:
    """A field of an application that is saved again and again, as the script of the page does it."""

    def __init__(self, slug: str, pk: int) -> None:
        from soske.records.models import Writing

        fields = Writing.objects.filter(subject_type="application", subject_id=pk, field__startswith="q.")
        self.field = fields.order_by("pk").values_list("field", flat=True)[0]
        self.path, self.version, self.number = f"{_here(slug, pk)}answer/", "1-", 0

    def save(self) -> int:
        """Save a text that has grown by a word."""
        from json import loads

        self.number += 1
        text = "Hankintaa valmistellaan yhdessä. " * 12 + str(self.number)
        token = f"mittaaja-1.{self.number}"
        fields = {"field": self.field, "text": text, "version": self.version, "token": token}
        self.version = loads(_ask(self.path, fields, 200))["version"]
        return self.number


def autosave_ms(slug: str, pk: int, times: int) -> float:
    """CPU milliseconds of one save of a field."""
    typing = Typing(slug, pk)
    typing.save()
    gc.collect()
    began = time.process_time()
    for _number in range(times):
        typing.save()
    return (time.process_time() - began) / times * 1000


def autosave_queries(slug: str, pk: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    typing = Typing(slug, pk)
    typing.save()
    with CaptureQueriesContext(connection) as captured:
        typing.save()
    return len(captured)


def pages(slug: str, pk: int) -> dict[str, str]:
    """Name -> path of what a writer's browser asks for with GET: the question who is here, and a section."""
    from soske.intake.applications.queries import application_get, form_of
    from soske.programmes.queries import programme_get

    programme = programme_get(slug)
    application = application_get(programme, pk) if programme else None
    if application is None:
        raise LookupError(pk)
    sections = form_of(application, soske.LANGUAGE).sections
    code = max(sections, key=lambda section: len(section.fields)).code
    here = _here(slug, pk)
    return {"who is here": f"{here}present/?place={code}", "longest section": f"{here}write/{code}/"}


def page_queries(path: str) -> int:
    """Queries of one GET on either database, once what it remembers is there."""
    for _number in range(WARM_UP):
        _ask(path, None, 200)
    return _queries(path, None, 200)


def _here(slug: str, pk: int) -> str:
    return f"/{soske.LANGUAGE}/academies/{slug}/applications/{pk}/"


def _ask(path: str, fields: dict[str, str] | None, status: int) -> bytes:
    form = None if fields is None else urlencode({"csrfmiddlewaretoken": soske.csrf(), **fields}).encode()
    answered = call(soske.application(), path, soske.cookie(), form)
    if answered.status != status:
        raise RuntimeError(f"{path} answers {answered.status}")
    return answered.body


def _queries(path: str, fields: dict[str, str] | None, status: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _ask(path, fields, status)
    return len(captured)
