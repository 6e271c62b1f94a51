"""Applications that are filled and sent, for tests of whatever comes after."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils.translation import override

from soske.intake.applications import actions, actions_group, actions_sending
from soske.intake.applications.fields import Field
from soske.intake.applications.models import Application
from soske.intake.applications.queries import Form, form_of
from soske.intake.groups.actions import MemberInput
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get

HELSINKI = ZoneInfo("Europe/Helsinki")
OPEN = dt.datetime(2026, 9, 10, 12, 0, tzinfo=HELSINKI)
"""A moment at which the call of tests.support.world.programme is open."""


def begin(
    programme: Programme, by: Person, *, organisation: str = "Äänekosken kaupunki", type: str = "municipality"
) -> Application:
    """A draft with one member."""
    made = actions.application_begin(
        by=by, programme=programme, member=MemberInput(organisation=organisation, type=type), token=uuid4(), now=OPEN
    )
    return fresh(made)


def invite(application: Application, by: Person, *, organisation: str, email: str) -> Application:
    """One more member with its person."""
    actions_group.member_invite(
        by=by,
        application=application,
        member=MemberInput(organisation=organisation, type="municipality"),
        name=email.split("@")[0].capitalize(),
        email=email,
        now=OPEN,
    )
    return fresh(application)


def fresh(application: Application) -> Application:
    """The application as the next request would load it."""
    found = Application.objects.select_related("group").get(pk=application.pk)
    programme = programme_get(application.programme.slug)
    assert programme is not None
    found.programme = found.group.programme = programme
    return found


def form(application: Application, lang: str = "fi") -> Form:
    with override(lang):
        return form_of(fresh(application), lang)


def save(application: Application, by: Person, key: str, text: str, *, now: dt.datetime = OPEN) -> None:
    """Answer one field, beginning from what it has now."""
    current = form(application).writings.get(key)
    actions.answer_save(
        by=by,
        application=fresh(application),
        key=key,
        text=text,
        base=current.version if current else 0,
        now=now,
    )


def text_for(field: Field) -> str:
    """An answer that fits the field."""
    match field.kind:
        case "choice" | "choices":
            return field.options[0][0]
        case "date":
            return "2026-05-31"
        case "number":
            return "120"
    return f"Vastaus: {field.label.text}"[: field.longest]


def fill(application: Application, by: Person) -> Application:
    """Answer everything that is missing and name the management sponsors."""
    for _round in range(3):  # an answer can bring more questions
        now = form(application)
        for each in now.missing:
            field = now.field(each.key)
            if field is not None:
                save(application, by, each.key, text_for(field))
            elif each.member is not None:
                actions_group.sponsor_set(
                    by=by,
                    application=fresh(application),
                    member=each.member,
                    name="Johdon edustaja",
                    email=f"johto.{each.member}@example.fi",
                    now=OPEN,
                )
    assert form(application).missing == ()
    return fresh(application)


def sign(application: Application, by: Person, *, now: dt.datetime = OPEN) -> None:
    """Sign off the part of the person's own organisation."""
    place = application.group.people.get(person=by, ends__isnull=True)
    actions_sending.sign_off(by=by, application=fresh(application), member=place.member_id, now=now)


def submit(application: Application, by: Person, *, now: dt.datetime = OPEN) -> Application:
    actions_sending.application_submit(by=by, application=fresh(application), now=now)
    return fresh(application)
