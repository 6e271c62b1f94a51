"""Readers who are reached through their groups: for messages of the organiser."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import override

from soske.base import formats
from soske.base.connect import Audience, Recipient
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import GroupFacts, group_facts, group_view
from soske.programmes.models import Programme

MOST = 10_000
FILTERS = frozenset({"sector", "theme", "joint"})
FIELDS = ("group", "members", "link")
Groups = Callable[[Programme], QuerySet[Group]]
Link = Callable[[Programme, Collection[int]], dict[int, str]]


def ready_groups(programme: Programme) -> QuerySet[Group]:
    """The groups that take part in the choice, without anything else."""
    return Group.objects.filter(programme=programme, ready=True)


def groups_filtered(groups: QuerySet[Group], chosen: Mapping[str, str]) -> QuerySet[Group]:
    """Those of a sector, with a theme of the pack, joint ones or single ones."""
    if chosen.get("sector"):
        groups = groups.filter(pk__in=Member.objects.filter(organisation__sector=chosen["sector"]).values("group"))
    if chosen.get("theme"):
        # SQLite cannot ask what a list of JSON contains; as text, a code stands there in quotation marks.
        text = Cast("themes", TextField())
        groups = groups.annotate(text=text).filter(text__contains=f'"{chosen["theme"]}"')
    if chosen.get("joint"):
        joint = joint_groups()
        groups = groups.filter(pk__in=joint) if chosen["joint"] == "1" else groups.exclude(pk__in=joint)
    return groups


def joint_groups() -> QuerySet[Member, Any]:
    """Numbers of the groups that have two or more members."""
    return Member.objects.values("group").annotate(size=Count("pk")).filter(size__gt=1).order_by().values("group")


def contacts_audience(code: str, label: Any, groups: Groups, link: Link) -> Audience:
    """The contact persons of some groups; everyone in a group that has none."""

    def rows(programme: Programme, chosen: Mapping[str, str]) -> tuple[QuerySet[Group], QuerySet[GroupPerson]]:
        found = groups_filtered(groups(programme), chosen).order_by()
        with_contact = found.filter(contact__is_active=True)
        without = found.exclude(contact__is_active=True)
        return with_contact, people_of_groups(without)

    def count(programme: Programme, chosen: Mapping[str, str]) -> int:
        with_contact, people = rows(programme, chosen)
        return with_contact.values_list("contact").union(people.values_list("person")).count()

    def recipients(programme: Programme, chosen: Mapping[str, str]) -> Iterator[Recipient]:
        with_contact, people = rows(programme, chosen)
        found = with_contact.order_by("pk").values_list(
            "pk", "contact", "contact__email", "contact__language", "contact__name"
        )
        for pk, person, address, language, name in found[:MOST]:
            yield Recipient(address, language, (pk,), person, name)
        yield from people_recipients(people)

    return Audience(code, label, FIELDS, count, recipients, group_words(link), FILTERS)


def people_audience(code: str, label: Any, groups: Groups, link: Link) -> Audience:
    """Everyone in some groups."""

    def rows(programme: Programme, chosen: Mapping[str, str]) -> QuerySet[GroupPerson]:
        return people_of_groups(groups_filtered(groups(programme), chosen).order_by())

    def count(programme: Programme, chosen: Mapping[str, str]) -> int:
        return int(rows(programme, chosen).aggregate(n=Count("person", distinct=True))["n"])

    def recipients(programme: Programme, chosen: Mapping[str, str]) -> Iterator[Recipient]:
        return people_recipients(rows(programme, chosen))

    return Audience(code, label, FIELDS, count, recipients, group_words(link), FILTERS)


def people_of_groups(groups: QuerySet[Group]) -> QuerySet[GroupPerson]:
    """Those who are in the groups now and can be written to."""
    return GroupPerson.objects.filter(group__in=groups.values("pk"), ends__isnull=True, person__is_active=True)


def people_recipients(people: QuerySet[GroupPerson], about: str = "group") -> Iterator[Recipient]:
    """They as readers, for their groups (or for their members: `about` is the field)."""
    fields = (about, "person", "person__email", "person__language", "name")
    for pk, person, address, language, name in people.order_by("group", "pk").values_list(*fields)[:MOST]:
        yield Recipient(address, language, (pk,), person, name)


def group_words(link: Link) -> Callable[[Programme, Collection[int], str], dict[int, dict[str, str]]]:
    """What a letter may say of groups: name, members, and the `link` of each."""

    def words(programme: Programme, ids: Collection[int], language: str) -> dict[int, dict[str, str]]:
        with override(language):
            links = link(programme, ids)
        return {
            facts.pk: {**group_names(programme, facts, language), "link": links.get(facts.pk, "")}
            for facts in group_facts(Group.objects.filter(programme=programme, pk__in=list(ids)))
        }

    return words


def group_names(programme: Programme, facts: GroupFacts, language: str) -> dict[str, str]:
    """Name and members of a group in words."""
    view = group_view(facts, language, tuple(programme.languages))
    members = [", ".join(piece.text for piece in member) for member in view.members]
    return {"group": view.text(language), "members": formats.listing(members, language)}


def link_to(name: str) -> Link:
    """The same page of the programme for every group, by the name of its address."""

    def link(programme: Programme, ids: Collection[int]) -> dict[int, str]:
        return dict.fromkeys(ids, settings.BASE_URL + reverse(name, args=[programme.slug]))

    return link
