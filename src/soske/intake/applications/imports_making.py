"""Makes the rows of imported applications in few statements however many there are. What each row holds follows the
actions that make one by one (groups.actions, applications.actions)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import override

from soske.intake.applications.fields import codes_of, date_of
from soske.intake.applications.imports import ApplicationRow, MemberRow, some
from soske.intake.applications.models import Application, ManagementPromise, StrategyGoal
from soske.intake.applications.queries import SUBJECT, Form, asking_of, sections_of
from soske.intake.applications.queries import MemberRow as FormMember
from soske.intake.groups.actions_topics import WORDS
from soske.intake.groups.models import Exchange, Group, GroupPerson, GroupTopic, GroupWords, Member
from soske.intake.groups.queries import MemberFacts
from soske.packs.text import LocalText
from soske.people.actions import unit_ensure
from soske.people.models import SECTOR_OF, Membership, Organisation, OrganisationName, Person, Unit, UnitKind
from soske.people.queries import name_folded
from soske.programmes.models import Programme
from soske.records.models import Writing

AT_ONCE = 500


def people_known(emails: Iterable[str]) -> dict[str, Person]:
    """Address in small letters -> person."""
    found: dict[str, Person] = {}
    for piece in some(dict.fromkeys(emails)):
        for person in Person.objects.annotate(low=Lower("email")).filter(low__in=piece):
            found[person.email.lower()] = person
    return found


def organisations_in_bulk(numbers: Iterable[int]) -> dict[int, Organisation]:
    """Number -> organisation."""
    found: dict[int, Organisation] = {}
    for piece in some(dict.fromkeys(numbers)):
        found |= Organisation.objects.in_bulk(piece)
    return found


def organisations_make(programme: Programme, rows: Sequence[ApplicationRow]) -> dict[str, Organisation]:
    """Folded name -> organisation, of all that the rows name; those that are not known are made."""
    named = [(member, row.language) for row in rows for member in row.members]
    known = organisations_in_bulk(member.known for member, _language in named if member.known)
    found = {name_folded(member.name): known[member.known] for member, _language in named if member.known in known}
    new: dict[str, Organisation] = {}
    for member, language in named:
        folded = name_folded(member.name)
        if folded not in found and folded not in new:
            new[folded] = Organisation(
                name=LocalText({language: member.name}),
                type=member.type,
                sector=SECTOR_OF[member.type],
                languages=[language],
                made_up=programme.practice,
            )
    Organisation.objects.bulk_create(new.values(), batch_size=AT_ONCE)
    OrganisationName.objects.bulk_create(
        [OrganisationName(organisation=made, folded=folded) for folded, made in new.items()], batch_size=AT_ONCE
    )
    return found | new


def people_make(rows: Sequence[ApplicationRow]) -> dict[str, Person]:
    """Address -> person, of all that the rows name; those that are not known are made."""
    named = {
        email: (name, row.language)
        for row in rows
        for member in row.members
        for name, email in (each for each in (member.contact, member.sponsor) if each)
    }
    found = people_known(named)
    new = []
    for email, (name, language) in named.items():
        if email not in found:
            person = Person(email=email, name=name, language=language)
            person.set_unusable_password()
            new.append(person)
    Person.objects.bulk_create(new, batch_size=AT_ONCE)
    return found | {person.email: person for person in new}


def contact_of(row: ApplicationRow, people: Mapping[str, Person]) -> Person | None:
    return next((people[member.contact[1]] for member in row.members if member.contact), None)


def members_make(
    groups: Sequence[Group],
    rows: Sequence[ApplicationRow],
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Person],
) -> list[list[Member]]:
    made = [
        [
            Member(
                group=group,
                organisation=organisations[name_folded(each.name)],
                unit=_unit(each, organisations, row.language),
                sponsor=people[each.sponsor[1]] if each.sponsor else None,
                sponsor_name=each.sponsor[0] if each.sponsor else "",
                lead=place == 0,
                position=place,
            )
            for place, each in enumerate(row.members)
        ]
        for group, row in zip(groups, rows, strict=True)
    ]
    Member.objects.bulk_create([member for own in made for member in own], batch_size=AT_ONCE)
    return made


def _unit(each: MemberRow, organisations: Mapping[str, Organisation], language: str) -> Unit | None:
    if not each.unit:
        return None
    organisation = organisations[name_folded(each.name)]
    return unit_ensure(organisation=organisation, name=LocalText({language: each.unit}), kind=UnitKind.OTHER)


def places_make(
    groups: Sequence[Group],
    rows: Sequence[ApplicationRow],
    members: Sequence[Sequence[Member]],
    people: Mapping[str, Person],
) -> None:
    """Contact persons are in the group, and they and the management sponsors work for their organisations."""
    today = timezone.localdate()
    places: dict[tuple[int, int], GroupPerson] = {}
    work: dict[tuple[int, int], Membership] = {}
    for group, row, own in zip(groups, rows, members, strict=True):
        for each, member in zip(row.members, own, strict=True):
            for who in (each.contact, each.sponsor):
                if who is None:
                    continue
                person = people[who[1]]
                work[person.pk, member.organisation_id] = Membership(
                    person=person, organisation=member.organisation, starts=today
                )
                if who is each.contact and (group.pk, person.pk) not in places:
                    places[group.pk, person.pk] = GroupPerson(
                        group=group, person=person, member=member, name=who[0], starts=today
                    )
    GroupPerson.objects.bulk_create(places.values(), batch_size=AT_ONCE)
    Membership.objects.bulk_create(work.values(), ignore_conflicts=True, batch_size=AT_ONCE)


def answers_of(row: ApplicationRow, members: Sequence[Member]) -> dict[str, str]:
    """Key of a field -> answer, with the numbers of the members that have been made."""
    found = {}
    for key, text in row.answers.items():
        parts = key.split(".")
        if parts[0] == "promise":
            parts[1] = str(members[int(parts[1])].pk)
        elif parts[0] == "q" and len(parts) == 3:
            parts[2] = str(members[int(parts[2])].pk)
        found[".".join(parts)] = text
    if row.themes:
        found["themes"] = "\n".join(row.themes)
    return found


def answers_make(
    by: Person, applications: Sequence[Application], answers: Sequence[Mapping[str, str]], *, now: dt.datetime
) -> None:
    Writing.objects.bulk_create(
        [
            Writing(
                scope=application.programme_id,
                subject_type=SUBJECT,
                subject_id=application.pk,
                field=key,
                text=text,
                version=1,
                since=1,
                person_id=by.pk,
                saved_at=now,
            )
            for application, own in zip(applications, answers, strict=True)
            for key, text in own.items()
        ],
        batch_size=AT_ONCE,
    )


def mirrors_make(
    applications: Sequence[Application],
    answers: Sequence[Mapping[str, str]],
    members: Sequence[Sequence[Member]],
) -> None:
    """The rows that others point to: goals, promises, topics (as actions.answer_follow makes them)."""
    goals: dict[tuple[int, int], StrategyGoal] = {}
    promises: dict[int, ManagementPromise] = {}
    topics: list[GroupTopic] = []
    words: list[GroupWords] = []
    for application, own, _members in zip(applications, answers, members, strict=True):
        for key, text in own.items():
            name, *rest = key.split(".")
            if name == "goal":
                place = (application.pk, int(rest[0]))
                goal = goals.setdefault(place, StrategyGoal(application=application, position=place[1]))
                _set(goal, {"text": "text", "source": "source", "date": "source_date", "theme": "theme"}, rest[1], text)
            elif name == "promise":
                number = int(rest[0])
                promise = promises.setdefault(number, ManagementPromise(application=application, member_id=number))
                _set(promise, {"role": "role", "text": "text", "date": "promised_on"}, rest[1], text)
            elif name in {"learn", "give"}:
                kind = Exchange.NEEDS if name == "learn" else Exchange.GIVES
                if not rest:
                    topics += [GroupTopic(group=application.group, kind=kind, code=code) for code in codes_of(text)]
                elif text.strip():
                    words.append(GroupWords(group=application.group, kind=kind, text=text.strip()[:WORDS]))
    StrategyGoal.objects.bulk_create(goals.values(), batch_size=AT_ONCE)
    ManagementPromise.objects.bulk_create(promises.values(), batch_size=AT_ONCE)
    GroupTopic.objects.bulk_create(topics, batch_size=AT_ONCE, ignore_conflicts=True)
    GroupWords.objects.bulk_create(words, batch_size=AT_ONCE, ignore_conflicts=True)


def _set(row: Any, fields: Mapping[str, str], part: str, text: str) -> None:
    column = row._meta.get_field(fields[part])
    date = column.get_internal_type() == "DateField"
    setattr(row, column.name, date_of(text) if date else text[: column.max_length or None])


def form_made(application: Application, members: Sequence[Member], answers: dict[str, str]) -> Form:
    """The form of an application that was just made, without asking the database again."""
    lang = application.language
    facts = [
        (
            member.pk,
            MemberFacts(
                organisation=member.organisation_id,
                name=member.organisation.name,
                type=member.organisation.type,
                sector=member.organisation.sector,
                unit_kind=member.unit.kind if member.unit else None,
                unit_name=member.unit.name if member.unit else None,
                lead=member.lead,
            ),
        )
        for member in members
    ]
    with override(lang):
        asking = asking_of(facts, application.group.themes, application.programme, lang)
        sections = sections_of(application.programme, asking)
    rows = tuple(
        FormMember(
            pk=each.pk,
            name=each.name,
            lead=each.lead,
            sponsor=member.sponsor_name,
            sponsor_id=member.sponsor_id,
            signed_at=None,
            asked_at=None,
            undone=False,
            missing=0,
        )
        for each, member in zip(asking.members, members, strict=True)
    )
    return Form(application, sections, answers, writings={}, missing=(), members=rows, rows=())
