"""Two choices of groups side by side: what differs, and the balance of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from soske.intake.groups.models import Group
from soske.intake.groups.queries import GroupFacts, group_facts, group_title
from soske.intake.selection.models import Alternative, Choice
from soske.intake.selection.queries_decision import DECIDED
from soske.intake.selection.states import Outcome
from soske.people.models import Sector
from soske.people.regions import GREAT_REGIONS, great_region
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts

DIFFERENCES = 300


class Difference(NamedTuple):
    """A group that two alternatives decide otherwise: its name, and what each says in words."""

    group: int
    name: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`parts` are (heading, [(label, count in one, count in the other)]); counts are of selected groups."""

    names: tuple[str, str]
    same: int
    differences: list[Difference]
    parts: list[tuple[str, list[tuple[str, int, int]]]]


def compared(programme: Programme, one: Alternative | None, other: Alternative | None, *, lang: str) -> Comparison:
    """Two alternatives side by side; None is what is chosen now. Of the differences at most 300 are listed. Eight
    queries."""
    sides = [_choices(programme, each) for each in (one, other)]
    selected = [{group for group, outcome in side.items() if outcome == Outcome.SELECTED} for side in sides]
    differ = [group for group in {**sides[0], **sides[1]} if sides[0].get(group) != sides[1].get(group)]
    groups = Group.objects.filter(pk__in={*differ, *selected[0], *selected[1]}, programme=programme, ready=True)
    facts = {each.pk: each for each in group_facts(groups)}
    themes = dict(groups.values_list("pk", "themes"))
    words: dict[str | None, str] = {str(code): str(label) for code, label in Outcome.choices}
    words[None] = words[Outcome.OPEN.value]
    differences = sorted(
        (
            Difference(group, group_title(facts[group], lang), words[sides[0].get(group)], words[sides[1].get(group)])
            for group in differ
            if group in facts
        ),
        key=lambda row: row.name,
    )
    return Comparison(
        names=(one.name if one else _("What is chosen now"), other.name if other else _("What is chosen now")),
        same=len(selected[0] & selected[1]),
        differences=differences[:DIFFERENCES],
        parts=_parts(programme, selected, facts, themes, lang),
    )


def _choices(programme: Programme, alternative: Alternative | None) -> dict[int, str]:
    """Group -> outcome."""
    if alternative is not None:
        return {group: outcome for group, outcome, _position in alternative.choices}
    decided = Choice.objects.filter(group__programme=programme, group__ready=True, outcome__in=DECIDED)
    return dict(decided.values_list("group", "outcome"))


def _parts(
    programme: Programme,
    selected: list[set[int]],
    facts: dict[int, GroupFacts],
    themes: dict[int, list[str]],
    lang: str,
) -> list[tuple[str, list[tuple[str, int, int]]]]:
    order = tuple(programme.languages)
    named = {each.code: each.name.spoken(lang, order).text for each in pack_parts(programme, "themes")["themes"]}
    counts: list[dict[str, Counter[str]]] = []
    for side in selected:
        found: dict[str, Counter[str]] = {name: Counter() for name in ("sector", "region", "theme", "way")}
        for group in side & facts.keys():
            members = facts[group].facts
            found["sector"].update({each.sector for each in members})
            found["region"].update({great_region(each.region) for each in members})
            found["theme"].update(themes[group])
            found["way"].update(["joint" if len(members) > 1 else "alone"])
        counts.append(found)
    labels: list[tuple[str, str, dict[str, str]]] = [
        ("sector", _("Sector"), {str(each.value): str(each.label) for each in Sector}),
        (
            "region",
            _("Major region"),
            {c: name.spoken(lang).text for c, name in GREAT_REGIONS.items()} | {"": _("Not recorded")},
        ),
        ("theme", _("Theme"), named),
        ("way", _("Way of applying"), {"joint": _("Joint group"), "alone": _("One organisation")}),
    ]
    rows = [
        (heading, [(label, counts[0][kind][code], counts[1][kind][code]) for code, label in names.items()])
        for kind, heading, names in labels
    ]
    return [(heading, [row for row in found if row[1] or row[2]]) for heading, found in rows]
