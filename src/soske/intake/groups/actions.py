"""Writes of groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText
from soske.base.opened import Stale, fresh
from soske.intake.groups.actions_leaving import members_delete
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_of_token
from soske.intake.groups.rules import may_change_organisation
from soske.people.actions import membership_begin, organisation_change, organisation_make, person_ensure, unit_ensure
from soske.people.models import Organisation, Person, Unit, UnitKind
from soske.people.queries import organisation_facts, organisation_named
from soske.programmes.models import Programme
from soske.records.actions import audit_write, revision_grow

SPONSOR = "sponsor"
"""The role of a management sponsor in a form of people; the other roles come from the pack."""


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A member as typed: an organisation by name, perhaps one unit of it. `type` is needed for a new organisation."""

    organisation: str
    type: str = ""
    unit: str = ""
    unit_kind: str = UnitKind.OTHER
    lead: bool = False
    unnamed_unit: bool = False


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A person as typed. `member` is the index of her member organisation."""

    name: str
    email: str
    role: str = ""
    member: int = 0
    contact: bool = False


@transaction.atomic
def group_save(
    *,
    by: Person | None,
    programme: Programme,
    members: Sequence[MemberInput],
    people: Sequence[PersonInput] = (),
    themes: Sequence[str] = (),
    name: LocalText | None = None,
    group: Group | None = None,
    version: int = 0,
    token: UUID | None = None,
) -> Group:
    """Make a group, or bring one to the state that a form shows.

    Organisations and persons that are known already are used as they are; new ones are made. A new group whose `token`
    has made one already is that one, and nothing is saved.

    Raises:
        ValidationError: keyed by "members" or "people"; nothing is saved then.
        Stale: the group was saved by someone else after `version`.
    """
    language = programme.languages[0]
    _check(members, people)
    Programme.objects.select_for_update().get(pk=programme.pk)
    if group is None:
        made = group_of_token(programme, token)
        if made is not None:
            return made
        group = Group.objects.create(programme=programme, name=name or LocalText(), themes=list(themes), token=token)
        act = "group_entered"
    else:
        saved = Group.objects.filter(pk=group.pk, version=version).update(
            name=name or LocalText(), themes=list(themes), version=version + 1
        )
        if not saved:
            raise Stale(
                _(
                    "Someone else has saved this group meanwhile, so your changes are not saved. "
                    "Copy what you wrote and open the page again."
                )
            )
        group.refresh_from_db()
        act = "group_changed"
    rows = _members_set(group, members, programme=programme, language=language)
    _people_set(group, people, rows, language=language)
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("group", group.pk),
        act=act,
        details={"members": [[row.organisation_id, row.unit_id] for row in rows]},
    )
    return group


def _check(members: Sequence[MemberInput], people: Sequence[PersonInput]) -> None:
    if not members:
        raise ValidationError({"members": [_("Add at least one member organisation.")]})
    if sum(member.lead for member in members) > 1:
        raise ValidationError({"members": [_("Choose one lead organisation.")]})
    if sum(person.contact for person in people) > 1:
        raise ValidationError({"people": [_("Choose one contact person.")]})
    repeated = [email for email, count in Counter(person.email.lower() for person in people).items() if count > 1]
    if repeated:
        raise ValidationError({"people": [_("The same address is there twice: %(email)s") % {"email": repeated[0]}]})


def _members_set(group: Group, members: Sequence[MemberInput], *, programme: Programme, language: str) -> list[Member]:
    """Make the members of the group these, in this order; a member that stays keeps its row."""
    wanted: list[tuple[Organisation, Unit | None]] = []
    kept = {
        (row.organisation_id, row.unit_id): row for row in Member.objects.filter(group=group).select_related("unit")
    }
    unnamed = [row for row in kept.values() if row.unit is not None and not row.unit.name]
    for each in members:
        organisation = organisation_of(each, programme=programme, language=language)
        unit: Unit | None = None
        if each.unit:
            unit = unit_ensure(organisation=organisation, name=LocalText({language: each.unit}), kind=each.unit_kind)
        elif each.unnamed_unit:
            same = next((row for row in unnamed if row.organisation_id == organisation.pk), None)
            if same is not None:
                unnamed.remove(same)
            unit = same.unit if same else unit_ensure(organisation=organisation, name=LocalText(), kind=each.unit_kind)
        if (organisation, unit) in wanted:
            raise ValidationError(
                {
                    "members": [
                        _("The same member is there twice: %(name)s")
                        % {"name": organisation.name.spoken(language).text}
                    ]
                }
            )
        wanted.append((organisation, unit))
    Member.objects.filter(group=group).update(lead=False)
    rows: list[Member] = []
    for position, ((organisation, unit), each) in enumerate(zip(wanted, members, strict=True)):
        row = kept.pop((organisation.pk, unit.pk if unit else None), None) or Member(
            group=group, organisation=organisation, unit=unit
        )
        row.position, row.lead = position, each.lead
        row.save()
        rows.append(row)
    members_delete(Member.objects.filter(pk__in=[row.pk for row in kept.values()]))
    return rows


def organisation_of(each: MemberInput, *, programme: Programme, language: str) -> Organisation:
    """The organisation that a member names; made when there is none of this name.

    Raises:
        ValidationError: keyed by "members": a new organisation needs a type; or by "type": another one is recorded.
    """
    found = organisation_named(each.organisation, made_up=programme.practice)
    if found:
        return _of_type(found, each, language=language) if each.type not in {"", found.type} else found
    if not each.type:
        raise ValidationError(
            {"members": [_("Choose a type for the new organisation: %(name)s") % {"name": each.organisation}]}
        )
    return organisation_make(name=LocalText({language: each.organisation}), type=each.type, made_up=programme.practice)


def _of_type(organisation: Organisation, each: MemberInput, *, language: str) -> Organisation:
    """A known organisation for which somebody gives another type. Who was the first to write its name in a draft does
    not settle what it is: whoever leads a newer draft for it says it herself, until a group that takes part has it.

    Raises:
        ValidationError: keyed by "type": a group that takes part has the organisation, or it organises an academy.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if current.type == each.type:
        return current
    members = Member.objects.filter(organisation=current)
    if members.filter(group__ready=True).exists() or Programme.objects.filter(organiser=current).exists():
        raise ValidationError(
            {
                "type": [
                    _("%(name)s is recorded as: %(type)s. If that is wrong, the organiser can correct it.")
                    % {"name": current.name.spoken(language).text, "type": current.get_type_display()}
                ]
            }
        )
    if not each.lead and members.filter(lead=True).exists():
        return current  # those who write for it say what it is, not those who invite it
    organisation_change(
        organisation=current,
        name=current.name,
        type=each.type,
        region=current.region,
        business_id=current.business_id,
    )
    for shown in set(members.values_list("group__programme", flat=True)):
        revision_grow(shown)
    return current


def _people_set(group: Group, people: Sequence[PersonInput], rows: Sequence[Member], *, language: str) -> None:
    """Make the people of the group these. Who left keeps her row with an end, so that history stays."""
    today = timezone.localdate()
    now_in = {place.person_id: place for place in GroupPerson.objects.filter(group=group, ends__isnull=True)}
    Member.objects.filter(group=group).update(sponsor=None, sponsor_name="")
    contact: Person | None = None
    for each in people:
        name = " ".join(each.name.split())
        person, _made = person_ensure(email=each.email, name=name, language=language)
        member = rows[each.member] if 0 <= each.member < len(rows) else rows[0]
        membership_begin(person=person, organisation=member.organisation, today=today)
        contact = person if each.contact else contact
        if each.role == SPONSOR:
            Member.objects.filter(pk=member.pk).update(sponsor=person, sponsor_name=name)
            if not each.contact:
                continue
        place = now_in.pop(person.pk, None) or GroupPerson(group=group, person=person, starts=today)
        place.member, place.role, place.name = member, "" if each.role == SPONSOR else each.role, name
        place.save()
    for place in now_in.values():
        place.ends = today
        place.save(update_fields=["ends"])
    Group.objects.filter(pk=group.pk).update(contact=contact)


@transaction.atomic
def group_remove(*, by: Person, group: Group) -> None:
    """Remove a group that was entered by mistake. Whether later work stands on it is asked by desk.actions."""
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act="group_removed")
    group.delete()


@transaction.atomic
def organisation_save(
    *, by: Person, group: Group, organisation: Organisation, opened: str | None = None, **facts: Any
) -> Organisation:
    """Change what is known of a member organisation of the group. `opened` is the mark of what the form began from.

    Raises:
        ValidationError: another programme uses it too, or a fact is wrong (keyed by field).
        Stale: it was changed after the form was opened.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    may_change_organisation(current, group.programme).require()
    fresh(opened, organisation_facts(current))
    organisation_change(organisation=current, **facts)
    audit_write(
        by=by,
        scope=group.programme_id,
        subject=("group", group.pk),
        act="organisation_changed",
        details={"organisation": current.pk},
    )
    return current
