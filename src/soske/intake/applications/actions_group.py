"""Writes of the group while it applies: each asks whether the application is open, acts on the group, tells whom it
concerns."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.intake.applications import letters
from soske.intake.applications.actions import place_held, sign_off_undo
from soske.intake.applications.models import Application, SignOff
from soske.intake.applications.queries import SUBJECT, form_of
from soske.intake.applications.rules import acts_for, may_change_group, speaks_for
from soske.intake.groups import actions_members as members
from soske.intake.groups.actions import MemberInput
from soske.intake.groups.models import GroupPerson, Member
from soske.people.models import Person
from soske.records.actions import audit_write

ASK_AGAIN = dt.timedelta(hours=20)


@transaction.atomic
def member_invite(
    *, by: Person, application: Application, member: MemberInput, name: str, email: str, now: dt.datetime
) -> Member:
    """Another organisation joins; its person is invited by letter to write and sign off its part.

    Raises:
        ValidationError: keyed by "members", "name" or "email"; or the application is not a draft.
    """
    speaks_for(application, _open(application, by)).require()
    row, person = members.member_add(
        by=by, group=application.group, member=member, name=name, email=email, language=application.language
    )
    SignOff.objects.create(application=application, member=row, asked_at=now)
    letters.letters_invited(application, row, person, by=by, now=now)
    return row


@transaction.atomic
def member_leave(*, by: Person, application: Application, member: int, now: dt.datetime) -> None:
    """A member organisation leaves; the others are told. What it wrote stays in the history of the texts.

    Raises:
        ValidationError: it leads the group, or the person belongs neither to it nor to the lead.
    """
    place = _open(application, by)
    row = _member(application, member)
    acts_for(place, row.pk).require()
    letters.letters_member_left(application, row, by=by, now=now)
    members.member_remove(by=by, member=row)


@transaction.atomic
def lead_give(*, by: Person, application: Application, member: int) -> None:
    """Another member takes the lead.

    Raises:
        ValidationError: the person is not of the lead organisation, or the member has nobody in the group.
    """
    place = _open(application, by)
    row = _member(application, member)
    if place.member is None or not place.member.lead:
        raise ValidationError(_("Only the lead organisation can give the lead to another."))
    members.lead_give(by=by, member=row)


@transaction.atomic
def place_add(
    *, by: Person, application: Application, member: int, name: str, email: str, role: str, now: dt.datetime
) -> GroupPerson:
    """A person joins for one of the members and is told by letter.

    Raises:
        ValidationError: keyed by "name" or "email"; or the application is not a draft.
    """
    own = _open(application, by)
    row = _member(application, member)
    acts_for(own, row.pk).require()
    place, _new = members.place_add(by=by, member=row, name=name, email=email, role=role, language=application.language)
    letters.letters_joined(application, row, place.person, by=by, now=now)
    return place


@transaction.atomic
def place_leave(*, by: Person, application: Application, place: int) -> None:
    """A person leaves the application.

    Raises:
        ValidationError: she is the contact person, or the one who asks is of another organisation than she or the lead.
    """
    own = _open(application, by)
    row = _place(application, place)
    if own.pk != row.pk:
        acts_for(own, row.member_id).require()
    members.place_end(by=by, place=row)


@transaction.atomic
def role_set(*, by: Person, application: Application, place: int, role: str) -> None:
    """Set the role of a person in the group; "" when she has none.

    Raises:
        ValidationError: the application is not a draft, or she has left.
    """
    own = _open(application, by)
    row = _place(application, place)
    acts_for(own, row.member_id).require()
    members.role_set(by=by, place=row, role=role)


@transaction.atomic
def contact_set(*, by: Person, application: Application, place: int) -> None:
    """A person of the group becomes its contact.

    Raises:
        ValidationError: the application is not a draft, or she has left.
    """
    speaks_for(application, _open(application, by)).require()
    row = _place(application, place)
    members.contact_set(by=by, place=row)


@transaction.atomic
def sponsor_set(*, by: Person, application: Application, member: int, name: str, email: str, now: dt.datetime) -> None:
    """Name the management sponsor of a member; that belongs to its own part.

    Raises:
        ValidationError: keyed by "name" or "email"; or the application is not a draft.
    """
    own = _open(application, by)
    row = _member(application, member)
    acts_for(own, row.pk).require()
    members.sponsor_set(by=by, member=row, name=name, email=email)
    sign_off_undo(application, row.pk, by=by, now=now)


@transaction.atomic
def sign_off_ask(*, by: Person, application: Application, now: dt.datetime) -> int:
    """Remind the members that have not signed off, each at most once a day; how many.

    Raises:
        ValidationError: the application is not a draft, or all have been asked within a day.
    """
    _open(application, by)
    asked = 0
    for member in form_of(application, application.language).unsigned:
        row, _made = SignOff.objects.get_or_create(application=application, member_id=member.pk)
        if row.asked_at is not None and now - row.asked_at < ASK_AGAIN:
            continue
        row.asked_at = now
        row.save(update_fields=["asked_at"])
        letters.letters_sign_off(application, member.pk, by=by, now=now)
        asked += 1
    if not asked:
        raise ValidationError(_("Everyone who has not signed off was asked less than a day ago."))
    audit_write(by=by, scope=application.programme_id, subject=(SUBJECT, application.pk), act="sign_off_asked")
    return asked


def _open(application: Application, by: Person) -> GroupPerson:
    """Hold the application and its group as they are now; the place of the one who acts."""
    current = Application.objects.select_for_update(of=("self",)).select_related("group").get(pk=application.pk)
    application.state, application.group.contact_id = current.state, current.group.contact_id
    place = place_held(application, by)
    may_change_group(application).require()
    return place


def _member(application: Application, pk: int) -> Member:
    row = Member.objects.select_related("group").filter(group=application.group_id, pk=pk).first()
    if row is None:
        raise ValidationError(_("This organisation is not in the application any more."))
    row.group = application.group
    return row


def _place(application: Application, pk: int) -> GroupPerson:
    found = GroupPerson.objects.filter(group=application.group_id, pk=pk, ends__isnull=True)
    row = found.select_related("group", "person").first()
    if row is None:
        raise ValidationError(_("This person is not in the application any more."))
    return row
