"""A call with applications in all states, made by the actions, for tests of the coordinator's side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from soske.intake.applications import actions_sending
from soske.intake.applications.models import Application, CompletionRequest, Submission
from soske.intake.groups.models import Group
from soske.people.models import Organisation, Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.models import SearchText, Writing
from tests.support import applying, world

SECRET = "salaisuusluonnoksessa"
"""A word that stands in texts of drafts only, so that it must be in nothing that a coordinator gets."""


@dataclass
class Called:
    """Alpha's call: a submitted single and a submitted joint application, a draft, a joint draft, a withdrawn one.
    `drafts` hold SECRET in every text."""

    programme: Programme
    coordinator: Person
    writer: Person
    single: Application
    joint: Application
    draft: Application
    joint_draft: Application
    withdrawn: Application

    def client(self, person: Person | None = None) -> Client:
        client = Client()
        client.force_login(person or self.coordinator)
        return client

    def fresh(self) -> Programme:
        found = programme_get(self.programme.slug)
        assert found is not None
        return found


def called() -> Called:
    programme = world.programme("alpha")
    coordinator = world.person("coordinator")
    coordinator_add(by=None, programme=programme, person=coordinator, starts=dt.date(2020, 1, 1))
    writer = world.person("kirjoittaja")
    found = programme_get("alpha")
    assert found is not None
    single = applying.submit(applying.fill(applying.begin(found, writer, organisation="Öjan kunta"), writer), writer)
    joint = applying.begin(found, writer, organisation="Äänekosken kaupunki")
    joint = applying.invite(joint, writer, organisation="Åbo stad", email="kumppani@example.fi")
    joint = applying.fill(joint, writer)
    partner = Person.objects.get(email="kumppani@example.fi")
    for each in (writer, partner):
        applying.sign(joint, each)
    joint = applying.submit(joint, writer, now=applying.OPEN + dt.timedelta(hours=1))
    draft = applying.begin(found, writer, organisation="Ähtärin kaupunki")
    secret(draft, writer)
    joint_draft = applying.begin(found, writer, organisation="Diakonialaitos", type="association")
    joint_draft = applying.invite(joint_draft, writer, organisation="Loviisan kaupunki", email="loviisa@example.fi")
    secret(joint_draft, writer)
    withdrawn = applying.fill(applying.begin(found, writer, organisation="Wiitasaaren kaupunki"), writer)
    withdrawn = applying.submit(withdrawn, writer, now=applying.OPEN + dt.timedelta(hours=2))
    actions_sending.application_withdraw(by=writer, application=withdrawn, now=applying.OPEN)
    Organisation.objects.filter(name__fi="Öjan kunta").update(region="FI1D5")
    return Called(
        programme=found,
        coordinator=coordinator,
        writer=writer,
        single=applying.fresh(single),
        joint=joint,
        draft=applying.fresh(draft),
        joint_draft=applying.fresh(joint_draft),
        withdrawn=applying.fresh(withdrawn),
    )


def secret(application: Application, by: Person) -> None:
    """Write SECRET into every field of text."""
    for section in applying.form(application).sections:
        for field in section.fields:
            if field.kind in {"text", "line"}:
                applying.save(application, by, field.key, f"{SECRET} {field.key}")


def ahead(days: int = 5) -> dt.datetime:
    """A time that has not come, whenever the test runs."""
    return timezone.now() + dt.timedelta(days=days)


def apply_crowd(programme: Programme) -> None:
    """An application for each group of a crowd (tests.support.crowd), in all states, made quickly. Every third was
    submitted, with a content and a search text; drafts have answers; some wait for completion."""
    groups = list(Group.objects.filter(programme=programme).order_by("pk"))
    now = timezone.now()
    states = ["submitted", "draft", "withdrawn"]
    made = Application.objects.bulk_create(
        Application(
            programme=programme,
            group=group,
            state=states[number % 3],
            language="fi",
            number=number + 1 if number % 3 != 1 else None,
            submitted_at=now - dt.timedelta(minutes=number) if number % 3 != 1 else None,
            late_until=now if number % 10 == 0 else None,
        )
        for number, group in enumerate(groups)
    )
    Group.objects.filter(programme=programme).update(themes=["employment"])
    received = [each for each in made if each.state != "draft"]
    content = {
        "title": "Hakemus",
        "language": "fi",
        "members": [],
        "people": [],
        "files": [],
        "sections": [{"code": "x", "name": "X", "answers": []}],
    }
    Submission.objects.bulk_create(
        Submission(application=each, position=1, at=now, content=content, sha256="0" * 64) for each in received
    )
    SearchText.objects.bulk_create(
        SearchText(scope=programme.pk, subject_type="application", subject_id=each.pk, text=" hakemus kommun ")
        for each in received
    )
    CompletionRequest.objects.bulk_create(
        CompletionRequest(application=each, fields=["themes"], message="x", due=now + dt.timedelta(days=5))
        for each in received[::4]
    )
    Writing.objects.bulk_create(
        Writing(
            scope=programme.pk,
            subject_type="application",
            subject_id=each.pk,
            field=f"q.{field}",
            text="Vastaus",
            version=1,
            saved_at=now,
        )
        for each in made
        if each.state == "draft"
        for field in range(3)
    )
