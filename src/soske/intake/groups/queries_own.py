"""What a person may be told of groups: those that she is in, and those that she has left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title
from soske.programmes.models import ProgrammeRole


def titles_for(person: Any, groups: Iterable[int], lang: str) -> dict[int, str]:
    """Group -> its name, for those in which the person is now or whose academy she works for; of a group that she has
    left, the organisation for which she was in it, because who came later is not told to her. At most five queries."""
    wanted = set(groups)
    places = GroupPerson.objects.filter(person=person, group__in=wanted)
    inside = set(places.filter(ends__isnull=True).values_list("group", flat=True))
    today = timezone.localdate()
    works = ProgrammeRole.objects.filter(person=person, starts__lte=today).exclude(ends__lt=today)
    seen = Group.objects.filter(pk__in=wanted, programme__in=works.values("programme"))
    inside |= set(seen.values_list("pk", flat=True))
    left = places.exclude(group__in=inside).select_related("member__organisation", "stood_for").order_by("pk")
    titles = {place.group_id: _stood_for(place, lang) for place in left}
    return titles | {each.pk: group_title(each, lang) for each in group_facts(Group.objects.filter(pk__in=inside))}


def _stood_for(place: GroupPerson, lang: str) -> str:
    organisation = place.member.organisation if place.member else place.stood_for
    return organisation.name.spoken(lang, ("fi", "sv", "en")).text if organisation else ""
