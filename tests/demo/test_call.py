"""The practice academy at the stage of its call: forty applications in every state."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.utils import timezone

from soske.base.connect import duties_of
from soske.demo.actions import demo_load
from soske.demo.queries import demo_roles
from soske.intake.applications.models import Application
from soske.intake.applications.queries import Form, form_of
from soske.intake.calls.models import InfoSignup, Interest, PartnerNotice
from soske.intake.calls.queries import call_state
from soske.intake.groups.models import Member
from soske.people.models import Person
from soske.people.regions import REGIONS
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.actions import letters_send_due
from soske.records.models import AuditRow, Letter
from tests.support.once import made_once

pytestmark = pytest.mark.django_db


def loaded() -> Programme:
    demo_load(stage="call", seed=7)
    found = programme_get("harjoitus")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def _made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Programme]:
    with made_once(django_db_blocker, tmp_path_factory.getbasetemp(), loaded) as made:
        yield made


@pytest.fixture
def calling(_made: Programme, db: None) -> Programme:
    """The practice academy at the stage of its call."""
    return deepcopy(_made)


def test_call_has_forty_applications_in_every_state_half_of_them_joint(calling: Programme) -> None:
    now = timezone.now()
    assert (call_state(calling, now), calling.state) == ("open", "public")
    found = Counter()
    joint = 0
    for application in Application.objects.select_related("group").filter(programme=calling):
        application.programme = application.group.programme = calling
        form = form_of(application, application.language)
        joint += form.joint
        found[state_in_words(form, now)] += 1
    assert (joint, sum(found.values()), found) == (
        20,
        40,
        {
            "empty": 3,
            "half": 6,
            "waiting": 4,
            "undone": 2,
            "parallel": 2,
            "complete": 5,  # one of them was submitted and reopened
            "submitted": 11,
            "asked": 2,
            "completed": 2,
            "withdrawn": 2,
            "late": 1,
        },
    )
    assert Counter(Application.objects.values_list("language", flat=True)) == {"fi": 33, "sv": 7}


def state_in_words(form: Form, now: dt.datetime) -> str:
    """What a person would say of an application."""
    application = form.application
    if application.state == "submitted":
        request = application.completion_requests.first()
        return "submitted" if request is None else "completed" if request.answered_at else "asked"
    if application.state == "withdrawn":
        return "withdrawn"
    if application.late_until is not None:
        return "late"
    if any(writing.parallels for writing in form.writings.values()):
        return "parallel"
    if not form.answers:
        return "empty"
    if form.missing:
        return "half"
    states = {member.state for member in form.members}
    return "undone" if "undone" in states else "waiting" if form.unsigned else "complete"


def test_call_is_made_up_and_reaches_nobody(calling: Programme, smtp: list[Any]) -> None:
    members = Member.objects.filter(group__programme=calling).select_related("organisation")
    assert {member.organisation.made_up for member in members} == {True}
    assert len({member.organisation_id for member in members}) == 60
    assert {member.organisation.region in REGIONS for member in members} == {True}
    assert all(person.email.endswith("@harjoitus.example") for person in Person.objects.all())
    assert not AuditRow.objects.filter(at__gt=timezone.now()).exists()
    assert (Interest.objects.count(), InfoSignup.objects.count(), PartnerNotice.objects.count()) == (18, 24, 5)
    letters_send_due(now=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    assert (smtp, Letter.objects.filter(state="sent").count()) == ([], 0)


def test_call_offers_the_roles_of_applicants(calling: Programme) -> None:
    emails = [role.person.email.split("@")[0] for role in demo_roles()]
    assert emails == ["koordinaattori", "hakija", "kumppani", "lahettanyt", "jarjestaja", "muu"]
    waiting = {
        role.person.email.split("@")[0]: [
            duty.key.split(":")[0] for duty in duties_of(person=role.person, programme=calling, now=timezone.now())
        ]
        for role in demo_roles()[1:4]
    }
    assert waiting == {
        "hakija": ["application_sign", "application_submit"],
        "kumppani": ["application_sign"],
        "lahettanyt": [],
    }
