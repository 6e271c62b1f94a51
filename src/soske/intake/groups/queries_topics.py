"""Reads of what groups need and what they can give. What only others see in a group is told to nobody but the group."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from soske.intake.groups.models import Exchange, Group, GroupTopic, GroupWords
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of

Topics = dict[int, list[str]]
"""Group -> codes of topics."""


@dataclass(slots=True)
class Exchanged:
    """What a group needs and gives: codes of the pack, and its own words ("" where there are none or not open)."""

    needs: list[str] = field(default_factory=list)
    gives: list[str] = field(default_factory=list)
    needs_text: str = ""
    gives_text: str = ""


def exchange_facts(group: Group) -> dict[str, Any]:
    """What the form of a group shows: {"needs", "gives": codes, "needs_text", "gives_text"}. Two queries."""
    rows = GroupTopic.objects.filter(group=group, seen_by_id__isnull=True).order_by("pk").values_list("kind", "code")
    words = dict(GroupWords.objects.filter(group=group).values_list("kind", "text"))
    topics = list(rows)
    return {kind: [code for each, code in topics if each == kind] for kind in Exchange.values} | {
        f"{kind}_text": words.get(kind, "") for kind in Exchange.values
    }


def exchange_unsaid(group: Group) -> bool:
    """Whether the group has something to say still: nothing is said, others saw a topic that it has not settled, or it
    has not opened its words to the other teams. Two queries."""
    topics = list(GroupTopic.objects.filter(group=group).values_list("seen_by_id", flat=True))
    words = list(GroupWords.objects.filter(group=group).values_list("open", flat=True))
    return not (topics or words) or not all(words) or any(by is not None for by in topics)


def exchanged_of(groups: Collection[int]) -> dict[int, Exchanged]:
    """What these groups need and give, as other groups may read it. Two queries."""
    found = {pk: Exchanged() for pk in groups}
    rows = GroupTopic.objects.filter(group__in=found, seen_by_id__isnull=True).order_by("pk")
    for pk, kind, code in rows.values_list("group", "kind", "code"):
        getattr(found[pk], kind).append(code)
    for pk, kind, text in GroupWords.objects.filter(group__in=found, open=True).values_list("group", "kind", "text"):
        setattr(found[pk], f"{kind}_text", text)
    return found


def teams_exchange(programme: Programme) -> tuple[Topics, Topics]:
    """(gives, needs) of all teams, for the matching. One query, as many rows as the teams have topics."""
    found: dict[str, Topics] = {kind: {} for kind in Exchange.values}
    rows = _of_teams(programme).values_list("kind", "group", "code").order_by("pk")
    for kind, group, code in rows.iterator():
        found[kind].setdefault(group, []).append(code)
    return found[Exchange.GIVES], found[Exchange.NEEDS]


def topics_counted(programme: Programme) -> dict[str, dict[str, int]]:
    """Kind -> topic -> how many teams. One query when something has changed."""
    return remembered_of(programme, lambda: _counted(programme), "topics counted")


def _counted(programme: Programme) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {kind: {} for kind in Exchange.values}
    rows = _of_teams(programme).order_by().values_list("kind", "code").annotate(n=Count("group", distinct=True))
    for kind, code, number in rows:
        found[kind][code] = number
    return found


def _of_teams(programme: Programme) -> Any:
    return GroupTopic.objects.filter(
        group__programme=programme, group__ready=True, group__team_since__isnull=False, seen_by_id__isnull=True
    )
