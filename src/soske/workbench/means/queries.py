"""Reads of the baskets of means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from soske.intake.groups.models import Group
from soske.people.queries import person_names
from soske.programmes.models import EarlierPart, Programme
from soske.workbench.means.models import MOST, REMARKS, Kept, Remark


@dataclass(frozen=True, slots=True)
class Said:
    """One remark. `who` is "" when the person is not known any more."""

    who: str
    coach: bool
    text: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Basketed:
    """A means in a basket with what is said of it, the oldest first."""

    kept: Kept
    remarks: list[Said]


def basket_of(group: Group) -> list[Basketed]:
    """What a team has kept, in the order in which it was kept; at most 60 with 100 remarks each. Three queries."""
    rows = list(Kept.objects.filter(group=group, dropped_at__isnull=True).order_by("kept_at", "pk")[:MOST])
    remarks = list(
        Remark.objects.filter(kept__in=[row.pk for row in rows]).order_by("written_at", "pk")[: MOST * REMARKS]
    )
    names = person_names(each.person_id for each in remarks if each.person_id)
    said: dict[int, list[Said]] = {}
    for each in remarks:
        who = names.get(each.person_id or 0, "")
        said.setdefault(each.kept_id, []).append(Said(who, each.coach, each.text, each.written_at))
    return [Basketed(row, said.get(row.pk, [])) for row in rows]


def kept_codes(group: Group) -> frozenset[str]:
    """The means that are in the team's basket now. One query."""
    return frozenset(Kept.objects.filter(group=group, dropped_at__isnull=True).values_list("means", flat=True)[:MOST])


def kept_get(group: Group, code: str) -> Kept | None:
    """One means that the team has kept, also one that it has taken out again."""
    return Kept.objects.filter(group=group, means=code).select_related("group").first()


def kept_counts(programme: Programme) -> dict[str, int]:
    """Means -> how many teams have it in their baskets. One query, a row for each means."""
    rows = Kept.objects.filter(group__programme=programme, dropped_at__isnull=True).order_by().values("means")
    return {row["means"]: row["number"] for row in rows.annotate(number=Count("pk"))[:500]}


def changes_of(programme: Programme) -> Mapping[str, tuple[int, dt.datetime]]:
    """Means -> how often its texts were changed and when last. One query."""
    rows: QuerySet[EarlierPart] = EarlierPart.objects.filter(~Q(item=""), programme=programme, name="means").order_by()
    found: dict[str, tuple[int, dt.datetime]] = {}
    for item, at in rows.values_list("item", "at").order_by("at")[:5000]:
        number, _at = found.get(item, (0, at))
        found[item] = (number + 1, at)
    return found
