"""Writes of a group that comes together by itself: its members join and leave one by one while it applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.intake.groups.actions import MemberInput, organisation_of
from soske.intake.groups.actions_leaving import members_delete
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_of_token
from soske.packs.text import LocalText
from soske.people.actions import membership_begin, membership_end, person_ensure, unit_ensure
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write

MOST_MEMBERS = 20
MOST_PEOPLE = 60


@transaction.atomic
def group_begin(
    *,
    by: Person,
    programme: Programme,
    member: MemberInput,
    role: str = "",
    token: UUID,
    contact: Person | None = None,
    name: str = "",
) -> Group:
    """A group that is not ready yet: one member, which leads it, and its contact person: who begins it, or `contact`
    (called `name` in the group) when a coordinator begins it for others.

    The same `token` makes one group, however often it is sent.

    Raises:
        ValidationError: keyed by "members".
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    made = group_of_token(programme, token)
    if made is not None:
        return made
    contact = contact or by
    group = Group.objects.create(programme=programme, ready=False, token=token, contact=contact)
    row = _member_make(group, member, lead=True)
    _place_make(group, row, contact, name=name or contact.name, role=role)
    _written(by, group, "group_begun", organisation=row.organisation_id)
    return group


@transaction.atomic
def member_add(
    *, by: Person, group: Group, member: MemberInput, name: str, email: str, language: str = ""
) -> tuple[Member, Person]:
    """One more member organisation (or unit) with the person who writes and signs off for it. `language` is that of a
    person who is not known yet.

    Raises:
        ValidationError: keyed by "members", "name" or "email"; the group is full or has this member already.
    """
    _locked(group)
    if Member.objects.filter(group=group).count() >= MOST_MEMBERS:
        raise ValidationError({"members": [_("A group has at most %(n)s members.") % {"n": MOST_MEMBERS}]})
    row = _member_make(group, member, lead=False)
    person, _made = person_ensure(email=email, name=name, language=language or group.programme.languages[0])
    _place_make(group, row, person, name=name)
    _written(by, group, "member_added", member=row.pk, organisation=row.organisation_id)
    return row, person


@transaction.atomic
def member_remove(*, by: Person, member: Member) -> list[int]:
    """A member organisation leaves; the places of its people end today. The numbers of those people.

    Raises:
        ValidationError: it leads the group, or is its only member.
    """
    group = _locked(member.group)
    if not Member.objects.filter(pk=member.pk).exists():
        return []
    if member.lead:
        raise ValidationError(_("The lead organisation cannot leave. Choose another lead organisation first."))
    places = GroupPerson.objects.filter(group=group, member=member, ends__isnull=True)
    left = list(places)
    people = [place.person_id for place in left]
    places.update(ends=timezone.localdate())
    if group.contact_id in people:
        group.contact = contact_next(group)
        group.save(update_fields=["contact"])
    _written(by, group, "member_removed", member=member.pk, organisation=member.organisation_id)
    members_delete(Member.objects.filter(pk=member.pk))
    _work_end(left, member.organisation_id)
    return people


@transaction.atomic
def lead_give(*, by: Person, member: Member) -> None:
    """Make this member the lead organisation of its group, and one of its people the contact person.

    Raises:
        ValidationError: it has nobody in the group.
    """
    group = _locked(member.group)
    place = GroupPerson.objects.filter(group=group, member=member, ends__isnull=True).order_by("pk").first()
    if place is None:
        raise ValidationError(_("Add a person of this organisation first. That person becomes the contact person."))
    Member.objects.filter(group=group).update(lead=False)
    Member.objects.filter(pk=member.pk).update(lead=True)
    Group.objects.filter(pk=group.pk).update(contact=place.person_id)
    _written(by, group, "lead_given", member=member.pk)


@transaction.atomic
def place_add(
    *, by: Person, member: Member, name: str, email: str, role: str = "", language: str = ""
) -> tuple[GroupPerson, bool]:
    """A person joins the group for a member organisation; (her place, whether it is new). Her role may be empty;
    `language` is hers when she is not known yet.

    Raises:
        ValidationError: keyed by "name" or "email".
    """
    group = _locked(member.group)
    person, _made = person_ensure(email=email, name=name, language=language or group.programme.languages[0])
    held = GroupPerson.objects.filter(group=group, person=person, ends__isnull=True).first()
    if held is not None:
        raise ValidationError({"email": [_("This person is in the group already.")]})
    if GroupPerson.objects.filter(group=group, ends__isnull=True).count() >= MOST_PEOPLE:
        raise ValidationError({"name": [_("A group has at most %(n)s people.") % {"n": MOST_PEOPLE}]})
    place = _place_make(group, member, person, name=name, role=role)
    _written(by, group, "person_added", person=person.pk, member=member.pk)
    return place, True


@transaction.atomic
def role_set(*, by: Person, place: GroupPerson, role: str) -> None:
    """Set the role of a person in the group; "" when she has none.

    Raises:
        ValidationError: keyed by "role": the pack has no such role.
    """
    _role_check(_locked(place.group), role)
    GroupPerson.objects.filter(pk=place.pk).update(role=role)
    _written(by, place.group, "role_set", person=place.person_id)


@transaction.atomic
def place_end(*, by: Person, place: GroupPerson) -> None:
    """A person leaves the group; nothing changes when she has left already.

    Raises:
        ValidationError: she is the contact person.
    """
    group = _locked(place.group)
    if group.contact_id == place.person_id:
        raise ValidationError(_("The contact person cannot leave. Choose another contact person first."))
    if GroupPerson.objects.filter(pk=place.pk, ends__isnull=True).update(ends=timezone.localdate()):
        _written(by, group, "person_left", person=place.person_id)
        if place.member is not None:
            _work_end([place], place.member.organisation_id)


@transaction.atomic
def contact_set(*, by: Person, place: GroupPerson) -> None:
    """Make a person of the group its contact person."""
    group = _locked(place.group)
    Group.objects.filter(pk=group.pk).update(contact=place.person_id)
    _written(by, group, "contact_set", person=place.person_id)


@transaction.atomic
def sponsor_set(*, by: Person, member: Member, name: str, email: str) -> Person:
    """Name the management sponsor of a member organisation.

    Raises:
        ValidationError: keyed by "name" or "email".
    """
    group = _locked(member.group)
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise ValidationError({"name": [_("Write a name or a role, at most 120 characters.")]})
    person, _made = person_ensure(email=email, name=name, language=group.programme.languages[0])
    Member.objects.filter(pk=member.pk).update(sponsor=person, sponsor_name=name)
    _written(by, group, "sponsor_set", member=member.pk, person=person.pk)
    return person


def _locked(group: Group) -> Group:
    """The group as it is now, held until the end of the transaction."""
    return Group.objects.select_for_update(of=("self",)).select_related("programme").get(pk=group.pk)


def _member_make(group: Group, given: MemberInput, *, lead: bool) -> Member:
    language = group.programme.languages[0]
    organisation = organisation_of(replace(given, lead=lead), programme=group.programme, language=language)
    unit = None
    if given.unit:
        unit = unit_ensure(organisation=organisation, name=LocalText({language: given.unit}), kind=given.unit_kind)
    if Member.objects.filter(group=group, organisation=organisation, unit=unit).exists():
        name = organisation.name.spoken(language).text
        raise ValidationError({"members": [_("The same member is there twice: %(name)s") % {"name": name}]})
    last = Member.objects.filter(group=group).aggregate(last=Max("position"))["last"]
    return Member.objects.create(
        group=group, organisation=organisation, unit=unit, lead=lead, position=0 if last is None else last + 1
    )


def _place_make(group: Group, member: Member, person: Person, *, name: str, role: str = "") -> GroupPerson:
    held = GroupPerson.objects.filter(group=group, person=person, ends__isnull=True).first()
    if held is not None:
        raise ValidationError({"email": [_("This person is in the group already.")]})
    _role_check(group, role)
    membership_begin(person=person, organisation=member.organisation)
    return GroupPerson.objects.create(
        group=group,
        person=person,
        member=member,
        name=" ".join(name.split())[:120] or person.name,
        role=role,
        starts=timezone.localdate(),
    )


def _work_end(places: Iterable[GroupPerson], organisation: int) -> None:
    """Work for the organisation that began with a place that has ended now ends too, unless she has another place for
    it: whoever invited her may have been wrong."""
    for place in places:
        others = GroupPerson.objects.filter(
            person=place.person_id, member__organisation=organisation, ends__isnull=True
        )
        if not others.exists():
            membership_end(person=place.person_id, organisation=organisation, began=place.starts)


def _role_check(group: Group, role: str) -> None:
    if role and role not in {each.code for each in pack_parts(group.programme, "roles")["roles"]}:
        raise ValidationError({"role": [_("Choose one of these.")]})


def contact_next(group: Group) -> Person | None:
    """Who is the contact person when the present one leaves and names nobody: somebody of the lead organisation, or
    else whoever has been in the group longest."""
    places = GroupPerson.objects.filter(group=group, ends__isnull=True).select_related("person").order_by("pk")
    first = places.filter(member__lead=True).first() or places.first()
    return first.person if first else None


def _written(by: Person, group: Group, act: str, **details: Any) -> None:
    """Write the act down; a form of the whole group that was opened before it is stale from now on."""
    Group.objects.filter(pk=group.pk).update(version=F("version") + 1)
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act=act, details=details)
