"""Reads of groups: as lists and as what an announcement may say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import ngettext, override

from soske.base import formats
from soske.base.sorting import sort_key
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.packs.text import Spoken
from soske.people.models import Organisation, OrganisationType, Sector, Unit, UnitKind
from soske.programmes.models import Programme


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
    """Groups of the programme with members, organisations and units: four queries for any number of groups."""
    members = Member.objects.select_related("organisation", "unit").order_by("position")
    return Group.objects.filter(programme=programme).prefetch_related(Prefetch("members", members)).order_by("pk")


def group_get(programme: Programme, pk: int) -> Group | None:
    """One group of this programme with members, or None."""
    return groups_of(programme).select_related("contact").filter(pk=pk).first()


def people_of(group: Group) -> QuerySet[GroupPerson]:
    """Those who are in the group now, with their persons."""
    return GroupPerson.objects.filter(group=group, ends__isnull=True).select_related("person").order_by("pk")


def group_view(group: Group, lang: str, order: Sequence[str]) -> GroupView:
    """What is said of a group. Pure when `members` is prefetched."""
    fallback = tuple(order)
    members = list(group.members.all())
    organisations = {member.organisation_id: member.organisation for member in members}
    sectors = {organisation.sector for organisation in organisations.values()}
    lead = next((member for member in members if member.lead), None)
    if group.name:
        name = (group.name.spoken(lang, fallback),)
    else:
        name = tuple(organisation.name.spoken(lang, fallback) for organisation in organisations.values())
    units = [member for member in members if member.unit_id]
    note = unit_pieces([member.unit for member in units if member.unit], lang, fallback)
    return GroupView(
        id=group.pk,
        name=name,
        members=tuple(_member_pieces(member, lang, fallback) for member in members),
        note=tuple(note),
        joint=len(members) > 1,
        sectors=tuple(sector for sector in Sector if sector in sectors),
        types=_types(organisations.values(), lang),
        lead=lead.organisation.name.spoken(lang, fallback) if lead else None,
    )


def _types(organisations: Iterable[Organisation], lang: str) -> str:
    """Kinds of the organisations in words, each once: "Association and vocational institution"."""
    with override(lang):
        words = list(dict.fromkeys(str(OrganisationType(organisation.type).label) for organisation in organisations))
    text = formats.listing(words, lang)
    return text[:1].upper() + text[1:]


def _member_pieces(member: Member, lang: str, order: tuple[str, ...]) -> tuple[Spoken, ...]:
    organisation = member.organisation.name.spoken(lang, order)
    if member.unit is None:
        return (organisation,)
    return (organisation, *unit_pieces([member.unit], lang, order))


def unit_pieces(units: Sequence[Unit], lang: str, order: tuple[str, ...]) -> list[Spoken]:
    """Names of units in their order; those without a name are counted by kind ("three divisions")."""
    pieces: list[Spoken] = []
    unnamed = Counter(unit.kind for unit in units if not unit.name)
    for unit in units:
        if unit.name:
            pieces.append(unit.name.spoken(lang, order))
        elif unnamed[unit.kind]:
            pieces.append(Spoken(units_counted(unit.kind, unnamed.pop(unit.kind), lang), lang))
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


def group_title(group: Group, lang: str) -> str:
    """The name of a group as plain text in one language."""
    return group_view(group, lang, ("fi", "sv", "en")).text(lang)


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts for the head of a list. A joint group counts in each of its sectors."""

    total: int
    joint: int
    sectors: list[tuple[str, int]]


def group_counts(programme: Programme) -> GroupCounts:
    """How many groups there are, how many are joint, how many each sector has. Three queries."""
    groups = Group.objects.filter(programme=programme)
    joint = groups.annotate(size=Count("members")).filter(size__gt=1).count()
    pairs = dict(groups.values_list("members__organisation__sector").annotate(Count("pk", distinct=True)).order_by())
    sectors = [(str(sector.value), pairs[sector.value]) for sector in Sector if pairs.get(sector.value)]
    return GroupCounts(total=groups.count(), joint=joint, sectors=sectors)


def groups_found(programme: Programme, *, sector: str = "", joint: bool = False) -> QuerySet[Group]:
    """Groups of a sector, or the joint ones, or all."""
    found = groups_of(programme)
    if sector:
        found = found.filter(pk__in=Member.objects.filter(organisation__sector=sector).values("group"))
    if joint:
        found = found.annotate(size=Count("members")).filter(size__gt=1)
    return found
