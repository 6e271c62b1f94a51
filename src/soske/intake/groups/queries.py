"""Reads of groups: as lists and as what an announcement may say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import ngettext, override

from soske.base import formats
from soske.base.sorting import sort_key
from soske.intake.groups.models import Group, GroupPerson, GroupTopic, Member
from soske.packs.text import LocalText, Spoken
from soske.people.models import OrganisationType, Sector, UnitKind
from soske.programmes.models import Programme
from soske.programmes.queries import organisers_offered, pack_parts, remembered_of


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as others see it, in one language. `name` are the pieces of its name, each in the language it has;
    `note` tells which units of its organisation take part (empty when whole organisations do), `types` what kinds of
    organisations they are, in words."""

    id: int
    name: tuple[Spoken, ...]
    members: tuple[tuple[Spoken, ...], ...]
    note: tuple[Spoken, ...]
    joint: bool
    sectors: tuple[Sector, ...]
    types: str
    lead: Spoken | None

    def text(self, lang: str) -> str:
        """The name as plain text."""
        return formats.listing([piece.text for piece in self.name], lang)


def groups_of(programme: Programme) -> QuerySet[Group]:
    """Groups of the programme with members, organisations and units: two queries for any number of groups."""
    return _with_members(Group.objects.filter(programme=programme, ready=True)).order_by("pk")


def _with_members(groups: QuerySet[Group]) -> QuerySet[Group]:
    return groups.prefetch_related(_members())


def _members() -> Prefetch[Any, Any]:
    return Prefetch("members", Member.objects.select_related("organisation", "unit").order_by("position"))


def group_with_members(group: Group) -> Group:
    """A group that was loaded already, with its members. One query."""
    prefetch_related_objects([group], _members())
    return group


def group_get(programme: Programme, pk: int) -> Group | None:
    """One group of this programme with members, or None."""
    return groups_of(programme).select_related("contact").filter(pk=pk).first()


def group_get_any(programme: Programme, pk: int) -> Group | None:
    """One group of this programme with members, ready or not, or None. Two queries."""
    return _with_members(Group.objects.filter(programme=programme)).filter(pk=pk).first()


def group_of_token(programme: Programme, token: UUID | None) -> Group | None:
    """The group that the form with this token has made, if it has."""
    return Group.objects.filter(programme=programme, token=token).first() if token else None


def organisations_offered(programme: Programme) -> Q:
    """Which organisations the coordinators of a programme may know of: members of its groups, and organisers. Those
    of drafts are not told before they are sent."""
    members = Member.objects.filter(group__programme=programme, group__ready=True)
    return organisers_offered(programme) | Q(pk__in=members.values("organisation"))


def people_of(group: Group) -> QuerySet[GroupPerson]:
    """Those who are in the group now, with their persons."""
    return GroupPerson.objects.filter(group=group, ends__isnull=True).select_related("person").order_by("pk")


class MemberFacts(NamedTuple):
    """What of a member is needed to speak of it."""

    organisation: int
    name: LocalText
    type: str
    sector: str
    unit_kind: str | None
    unit_name: LocalText | None
    lead: bool
    region: str = ""


FACTS = (
    "organisation",
    "organisation__name",
    "organisation__type",
    "organisation__sector",
    "unit__kind",
    "unit__name",
    "lead",
    "organisation__region",
)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What of a group is needed to speak of it, without model instances: for long lists."""

    pk: int
    name: LocalText
    contact_id: int | None
    facts: list[MemberFacts]


def group_facts(groups: Any) -> list[GroupFacts]:
    """Facts of these groups (a queryset, or the slice of it that is one page of a list) in their order. Two queries."""
    rows = list(groups.prefetch_related(None).values_list("pk", "name", "contact_id"))
    members: dict[int, list[MemberFacts]] = {pk: [] for pk, _name, _contact in rows}
    found = Member.objects.filter(group__in=members).order_by("group", "position")
    for group, *facts in found.values_list("group", *FACTS):
        members[group].append(MemberFacts(*facts))
    return [GroupFacts(pk, name, contact, members[pk]) for pk, name, contact in rows]


def members_facts(group: int) -> list[tuple[int, MemberFacts]]:
    """(number, facts) of the members of one group, in their order. One query."""
    found = Member.objects.filter(group=group).order_by("position").values_list("pk", *FACTS)
    return [(pk, MemberFacts(*facts)) for pk, *facts in found]


def member_titles(members: Iterable[int], lang: str) -> dict[int, str]:
    """Number of a member -> its organisation, and its unit if it has one with a name. One query."""
    found = {}
    for pk, *facts in Member.objects.filter(pk__in=list(members)).values_list("pk", *FACTS):
        member = MemberFacts(*facts)
        names = [member.name, member.unit_name] if member.unit_name else [member.name]
        found[pk] = ", ".join(name.spoken(lang).text for name in names)
    return found


def _facts(group: Group) -> list[MemberFacts]:
    """The same of a group whose `members` are prefetched."""
    return [
        MemberFacts(
            organisation=member.organisation_id,
            name=member.organisation.name,
            type=member.organisation.type,
            sector=member.organisation.sector,
            unit_kind=member.unit.kind if member.unit else None,
            unit_name=member.unit.name if member.unit else None,
            lead=member.lead,
            region=member.organisation.region,
        )
        for member in group.members.all()
    ]


def group_view(group: Group | GroupFacts, lang: str, order: Sequence[str]) -> GroupView:
    """What is said of a group. Pure for GroupFacts, and for a Group whose `members` are prefetched."""
    fallback = tuple(order)
    members = group.facts if isinstance(group, GroupFacts) else _facts(group)
    organisations = {member.organisation: member for member in members}
    sectors = {member.sector for member in members}
    return GroupView(
        id=group.pk,
        name=tuple(_name(group.name, members, lang, fallback)),
        members=tuple((each.name.spoken(lang, fallback), *unit_pieces([each], lang, fallback)) for each in members),
        note=tuple(unit_pieces(members, lang, fallback)),
        joint=len(members) > 1,
        sectors=tuple(sector for sector in Sector if sector in sectors),
        types=_types([member.type for member in organisations.values()], lang),
        lead=next((member.name.spoken(lang, fallback) for member in members if member.lead), None),
    )


def _name(own: LocalText, members: Iterable[MemberFacts], lang: str, order: tuple[str, ...]) -> list[Spoken]:
    """A group is called by its own name, or by those of its organisations, each once."""
    names = [own] if own else {member.organisation: member.name for member in members}.values()
    return [name.spoken(lang, order) for name in names]


class GroupLine(NamedTuple):
    """What a list says of a group: its name in pieces, what kinds of organisations it has, whether it is joint."""

    id: int
    name: list[Spoken]
    types: str
    members: int
    contact: bool


def group_line(group: GroupFacts, lang: str, order: tuple[str, ...]) -> GroupLine:
    """One line of a list of groups. Pure."""
    organisations = {member.organisation: member for member in group.facts}.values()
    return GroupLine(
        id=group.pk,
        name=_name(group.name, group.facts, lang, order),
        types=_types([member.type for member in organisations], lang),
        members=len(group.facts),
        contact=group.contact_id is not None,
    )


def _types(types: Iterable[str], lang: str) -> str:
    """Kinds of organisations in words, each once: "Association and vocational institution"."""
    words = type_words(lang)
    text = formats.listing([words[kind] for kind in dict.fromkeys(types)], lang)
    return text[:1].upper() + text[1:]


@cache
def type_words(lang: str) -> dict[str, str]:
    """Type of an organisation -> its word in the language."""
    with override(lang):
        return {str(kind.value): str(kind.label) for kind in OrganisationType}


def unit_pieces(members: Sequence[MemberFacts], lang: str, order: tuple[str, ...]) -> list[Spoken]:
    """Names of the units among members; those without a name are counted by kind ("three divisions")."""
    pieces: list[Spoken] = []
    unnamed = Counter(member.unit_kind for member in members if member.unit_kind and not member.unit_name)
    for member in members:
        if member.unit_name:
            pieces.append(member.unit_name.spoken(lang, order))
        elif member.unit_kind and unnamed[member.unit_kind]:
            counted = units_counted(member.unit_kind, unnamed.pop(member.unit_kind), lang)
            pieces.append(Spoken(counted, lang))
    return pieces


def units_counted(kind: str, count: int, lang: str) -> str:
    """A number of units that the record does not name, in words: "three divisions"."""
    words = {"n": formats.number_word(count, lang)}
    with override(lang):
        if kind == UnitKind.DIVISION:
            return ngettext("%(n)s division", "%(n)s divisions", count) % words
        if kind == UnitKind.OFFICE:
            return ngettext("%(n)s office", "%(n)s offices", count) % words
        if kind == UnitKind.SERVICE:
            return ngettext("%(n)s service unit", "%(n)s service units", count) % words
        return ngettext("%(n)s unit", "%(n)s units", count) % words


def group_views(groups: Iterable[Group], lang: str, order: Sequence[str]) -> list[GroupView]:
    """Views of groups in the order of their names (one order in all languages: that of the first language)."""
    first = order[0] if order else lang
    rows = list(groups)
    keys = {group.pk: sort_key(group_view(group, first, order).text(first)) for group in rows}
    return [group_view(group, lang, order) for group in sorted(rows, key=lambda group: (keys[group.pk], group.pk))]


def group_title(group: Group | GroupFacts, lang: str) -> str:
    """The name of a group as plain text in one language."""
    members = group.facts if isinstance(group, GroupFacts) else _facts(group)
    return formats.listing([piece.text for piece in _name(group.name, members, lang, ("fi", "sv", "en"))], lang)


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts for the head of a list. A joint group counts in each of its sectors."""

    total: int
    joint: int
    sectors: list[tuple[str, int]]
    contacts: int  # groups that have a contact person


def group_counts(programme: Programme) -> GroupCounts:
    """How many groups there are, how many are joint, how many each sector has. Three queries when something changed."""
    return remembered_of(programme, lambda: _counts(programme), "group counts")


def _counts(programme: Programme) -> GroupCounts:
    groups = Group.objects.filter(programme=programme, ready=True)
    joint = groups.annotate(size=Count("members")).filter(size__gt=1).count()
    pairs = dict(groups.values_list("members__organisation__sector").annotate(Count("pk", distinct=True)).order_by())
    sectors = [(str(sector.value), pairs[sector.value]) for sector in Sector if pairs.get(sector.value)]
    found = groups.aggregate(total=Count("pk"), contacts=Count("contact"))
    return GroupCounts(total=found["total"], joint=joint, sectors=sectors, contacts=found["contacts"])


def groups_found(programme: Programme, *, sector: str = "", joint: bool = False) -> QuerySet[Group]:
    """Groups of a sector, or the joint ones, or all."""
    found = groups_of(programme)
    if sector:
        found = found.filter(pk__in=Member.objects.filter(organisation__sector=sector).values("group"))
    if joint:
        found = found.annotate(size=Count("members")).filter(size__gt=1)
    return found


def topics_of(programme: Programme, lang: str) -> list[tuple[str, str]]:
    """(code, name) of the topics of the pack in a language."""
    order = tuple(programme.languages)
    return [(each.code, each.name.spoken(lang, order).text) for each in pack_parts(programme, "topics")["topics"]]


class TopicRow(NamedTuple):
    """A topic of a group. `seen`: others saw it, and the group has not said whether it is so."""

    kind: str
    code: str
    name: str
    seen: bool


def topic_rows(group: Group, lang: str) -> list[TopicRow]:
    """Needs and gives of a group by the names of the pack, those that wait for the group first. One query."""
    names = dict(topics_of(group.programme, lang))
    rows = GroupTopic.objects.filter(group=group).values_list("kind", "code", "seen_by_id")
    found = [TopicRow(kind, code, names[code], by is not None) for kind, code, by in rows if code in names]
    return sorted(found, key=lambda row: (not row.seen, row.kind, row.name))


def team_of(person: Any, programme: Programme) -> Group | None:
    """The team of the programme in which a person is now, the latest if there are several. One query when something has
    changed."""
    found = remembered_of(programme, lambda: _team_of(person, programme), "team of", person.pk)
    return copy(found) if found is not None else None  # a request may change what it got


def facts_of(programme: Programme, groups: Iterable[int]) -> dict[int, GroupFacts]:
    """Facts of groups of the programme by their numbers, at most those of one page. Two queries when something has
    changed."""
    wanted = tuple(groups)
    return remembered_of(
        programme, lambda: {each.pk: each for each in group_facts(Group.objects.filter(pk__in=wanted))}, "facts", wanted
    )


def titles_of(programme: Programme, groups: Iterable[int], lang: str) -> dict[int, str]:
    """Names of the same groups as plain text in one language. Two queries when something has changed."""
    wanted = tuple(groups)

    def make() -> dict[int, str]:
        return {each.pk: group_title(each, lang) for each in group_facts(Group.objects.filter(pk__in=wanted))}

    return remembered_of(programme, make, "titles of groups", wanted, lang)


def _team_of(person: Any, programme: Programme) -> Group | None:
    places = GroupPerson.objects.filter(
        person=person, group__programme=programme, group__ready=True, group__team_since__isnull=False, ends__isnull=True
    )
    place = places.select_related("group").order_by("-pk").first()
    return place.group if place else None
