"""Who acts for whom in a group: one organisation never speaks, signs or decides for another, unless it leads."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from soske.base.opened import Stale
from soske.desk.actions import group_save
from soske.intake.applications import actions, actions_group, actions_sending
from soske.intake.applications.fields import FILES
from soske.intake.applications.models import Application, SignOff
from soske.intake.applications.queries import part_mark
from soske.intake.groups.actions import MemberInput, PersonInput
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.records.models import AuditRow
from tests.support import world
from tests.support.applying import OPEN, form, fresh, save, sign, submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def member_of(application: Application, *, lead: bool) -> Member:
    return Member.objects.get(group=application.group, lead=lead)


def place_of(application: Application, person: Person) -> GroupPerson:
    return GroupPerson.objects.get(group=application.group, person=person, ends__isnull=True)


ACTS: dict[str, Callable[[Application, Person], object]] = {
    "add a person to the lead": lambda application, by: actions_group.place_add(
        by=by, application=fresh(application), member=member_of(application, lead=True).pk,
        name="Toinen", email="toinen@example.fi", role="", now=OPEN,
    ),
    "become the contact": lambda application, by: actions_group.contact_set(
        by=by, application=fresh(application), place=place_of(application, by).pk
    ),
    "name the sponsor of the lead": lambda application, by: actions_group.sponsor_set(
        by=by, application=fresh(application), member=member_of(application, lead=True).pk,
        name="Johtaja", email="johtaja@example.fi", now=OPEN,
    ),
    "set the role of the writer": lambda application, by: actions_group.role_set(
        by=by, application=fresh(application), place=application.group.people.order_by("pk")[0].pk, role=""
    ),
    "remove the writer": lambda application, by: actions_group.place_leave(
        by=by, application=fresh(application), place=application.group.people.order_by("pk")[0].pk
    ),
    "invite an organisation": lambda application, by: actions_group.member_invite(
        by=by, application=fresh(application), member=MemberInput(organisation="Öja", type="municipality"),
        name="Kolmas", email="kolmas@example.fi", now=OPEN,
    ),
    "take the lead": lambda application, by: actions_group.lead_give(
        by=by, application=fresh(application), member=member_of(application, lead=False).pk
    ),
    "submit": lambda application, by: submit(application, by),
    "withdraw": lambda application, by: actions_sending.application_withdraw(
        by=by, application=fresh(application), now=OPEN
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_invited_organisation_does_not_act_for_the_group(
    joint: Application, writer: Person, partner: Person, act: str
) -> None:
    sign(joint, writer)
    sign(joint, partner)
    before = [*joint.group.members.values(), *joint.group.people.values(), *Application.objects.values()]
    with pytest.raises(ValidationError, match="lead organisation"):
        ACTS[act](joint, partner)
    assert [*joint.group.members.values(), *joint.group.people.values(), *Application.objects.values()] == before


def test_invited_organisation_looks_after_itself(joint: Application, partner: Person) -> None:
    own = member_of(joint, lead=False)
    place = actions_group.place_add(
        by=partner,
        application=fresh(joint),
        member=own.pk,
        name="Asiantuntija",
        email="a@example.fi",
        role="",
        now=OPEN,
    )
    actions_group.role_set(by=partner, application=fresh(joint), place=place.pk, role="procurement_lead")
    actions_group.sponsor_set(
        by=partner, application=fresh(joint), member=own.pk, name="Johtaja", email="j@example.fi", now=OPEN
    )
    actions_group.place_leave(by=partner, application=fresh(joint), place=place.pk)
    actions_group.member_leave(by=partner, application=fresh(joint), member=own.pk, now=OPEN)
    assert not Member.objects.filter(pk=own.pk).exists()


def test_received_application_is_reopened_and_completed_by_the_lead_or_the_contact(
    joint: Application, writer: Person, partner: Person
) -> None:
    sign(joint, writer)
    sign(joint, partner)
    submit(joint, writer)
    due = OPEN + dt.timedelta(days=7)
    actions_sending.completion_ask(
        by=world.person("koordinaattori"),
        application=fresh(joint),
        fields=["goal.1.text"],
        message="?",
        due=due,
        now=OPEN,
    )
    for act in (
        lambda by: actions_sending.application_withdraw(by=by, application=fresh(joint), now=OPEN),
        lambda by: actions_sending.application_reopen(by=by, application=fresh(joint), now=OPEN),
        lambda by: actions_sending.completion_send(by=by, application=fresh(joint), now=OPEN),
    ):
        with pytest.raises(ValidationError, match="lead organisation or the contact person"):
            act(partner)
    actions_sending.completion_send(by=writer, application=fresh(joint), now=OPEN)
    Group.objects.filter(pk=joint.group_id).update(contact=partner)
    actions_sending.application_reopen(by=partner, application=fresh(joint), now=OPEN)


def test_who_has_left_writes_nothing_more(joint: Application, writer: Person, partner: Person) -> None:
    held = fresh(joint)  # as a request had loaded it just before
    actions_group.member_leave(by=partner, application=fresh(joint), member=member_of(joint, lead=False).pk, now=OPEN)
    with pytest.raises(ValidationError, match="not in this group"):
        actions.answer_save(by=partner, application=held, key="goal.1.text", text="x", base=1, now=OPEN)
    with pytest.raises(ValidationError, match="not in this group"):
        actions.attachment_add(by=partner, application=held, name="a.pdf", upload=io.BytesIO(world.PDF), size=9)
    for act in (ACTS["withdraw"], ACTS["invite an organisation"]):
        with pytest.raises(ValidationError, match="not in this group"):
            act(held, partner)


def test_sign_off_is_of_the_part_that_was_read(joint: Application, writer: Person, partner: Person) -> None:
    own = member_of(joint, lead=False)
    opened = part_mark(form(joint), own.pk)
    save(joint, writer, f"promise.{own.pk}.text", "Lupaamme miljoona euroa")
    with pytest.raises(Stale):
        actions_sending.sign_off(by=partner, application=fresh(joint), member=own.pk, now=OPEN, opened=opened)
    assert not SignOff.objects.filter(member=own, signed_at__isnull=False).exists()
    actions_sending.sign_off(
        by=partner, application=fresh(joint), member=own.pk, now=OPEN, opened=part_mark(form(joint), own.pk)
    )


def test_part_that_was_read_is_the_same_while_others_write_theirs(joint: Application, writer: Person) -> None:
    own = member_of(joint, lead=False)
    opened = part_mark(form(joint), own.pk)
    save(joint, writer, f"promise.{member_of(joint, lead=True).pk}.text", "Meidän lupauksemme")
    save(joint, writer, "learn.text", "Kaikenlaista")
    assert part_mark(form(joint), own.pk) == opened


@pytest.mark.parametrize("by_owner", [False, True])
def test_goal_named_as_a_members_own_undoes_its_sign_off(
    joint: Application, writer: Person, partner: Person, *, by_owner: bool
) -> None:
    sign(joint, partner)
    own = member_of(joint, lead=False)
    by = partner if by_owner else writer
    save(joint, by, "goal.1.member", str(own.pk))
    assert SignOff.objects.get(member=own).signed_at == (OPEN if by_owner else None)
    sign(joint, partner)
    save(joint, by, "goal.1.text", "Toinen tavoite")
    assert SignOff.objects.get(member=own).signed_at == (OPEN if by_owner else None)


def test_coordinator_comes_into_no_group_that_applies(joint: Application, writer: Person, partner: Person) -> None:
    coordinator = world.person("koordinaattori")
    programme = joint.programme
    coordinator_add(by=None, programme=programme, person=coordinator, starts=OPEN.date())
    sign(joint, writer)
    sign(joint, partner)
    submit(joint, writer)
    group = Group.objects.get(pk=joint.group_id)
    values = {
        "by": coordinator,
        "programme": programme,
        "members": [MemberInput(organisation="Äänekosken kaupunki"), MemberInput(organisation="Åbo stad")],
        "group": group,
    }
    kept = [PersonInput(each.name, each.person.email) for each in group.people.select_related("person")]
    with pytest.raises(ValidationError, match="coordinator"):
        group_save(
            **values, version=group.version, people=[*kept, PersonInput("Koordinaattori", coordinator.email.upper())]
        )
    actions_sending.application_reopen(by=writer, application=fresh(joint), now=OPEN)
    with pytest.raises(ValidationError, match="writing their application again"):
        group_save(**values, version=Group.objects.get(pk=group.pk).version, people=kept)


def test_coordinator_who_applies_leaves_it_to_another(joint: Application, writer: Person, partner: Person) -> None:
    coordinator_add(by=None, programme=joint.programme, person=writer, starts=OPEN.date())
    with pytest.raises(ValidationError, match="Another coordinator"):
        actions_sending.late_allow(by=writer, application=fresh(joint), until=OPEN + dt.timedelta(days=90), now=OPEN)
    sign(joint, writer)
    sign(joint, partner)
    submit(joint, writer)
    with pytest.raises(ValidationError, match="Another coordinator"):
        actions_sending.completion_ask(
            by=writer, application=fresh(joint), fields=[FILES], message="?", due=OPEN + dt.timedelta(days=1), now=OPEN
        )


def test_received_attachment_that_is_taken_out_stands_in_the_log(
    joint: Application, writer: Person, partner: Person
) -> None:
    stored = actions.attachment_add(
        by=writer, application=fresh(joint), name="a.pdf", upload=io.BytesIO(world.PDF), size=len(world.PDF)
    )
    sign(joint, writer)
    sign(joint, partner)
    submit(joint, writer)
    actions_sending.application_reopen(by=writer, application=fresh(joint), now=OPEN)
    actions.attachment_remove(by=writer, application=fresh(joint), pk=stored.pk)
    assert AuditRow.objects.get(act="file_set_aside").details == {"file": stored.pk}
