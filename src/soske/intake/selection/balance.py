"""What is chosen so far against all that applied: by sector, major region, theme and way of applying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.intake.groups.models import Group
from soske.intake.selection.states import Outcome
from soske.people.models import Sector
from soske.people.regions import GREAT_REGIONS
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of

Pairs = Mapping[str, tuple[int, int]]
"""Code -> (chosen, all)."""
SELECTED = Q(choice__outcome=Outcome.SELECTED)


@dataclass(frozen=True, slots=True)
class Share:
    """How many groups of a kind are chosen out of all of it. `per_cent` is the length of its bar on the panel."""

    label: str
    chosen: int
    total: int
    per_cent: float

    @property
    def part(self) -> float:
        """Share of the chosen in per cent."""
        return self.chosen / self.total * 100 if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Balance:
    """What is chosen so far; `parts` are (heading, shares), one scale for all of them."""

    chosen: int
    reserve: int
    seats: int
    parts: list[tuple[str, list[Share]]]

    @property
    def left(self) -> int:
        return self.seats - self.chosen

    @property
    def per_cent(self) -> float:
        """Share of the seats that are taken, at most 100."""
        return min(self.chosen / self.seats * 100, 100.0) if self.seats else 0.0

    @property
    def squares(self) -> list[bool]:
        """One for each seat, whether it is taken; at most 24."""
        return [place < self.chosen for place in range(min(self.seats, 24))]


def selection_balance(programme: Programme) -> Balance:
    """Counts of the chosen groups against the seats. Five queries when something has changed."""
    return remembered_of(programme, lambda: _balance(programme, get_language() or "fi"), "balance", get_language())


def _balance(programme: Programme, lang: str) -> Balance:
    groups = Group.objects.filter(programme=programme, ready=True).order_by()
    outcomes = groups.aggregate(
        total=Count("pk"), chosen=Count("pk", filter=SELECTED), reserve=Count("pk", filter=Q(choice__outcome="reserve"))
    )
    sized = groups.annotate(size=Count("members"))
    joint = sized.filter(size__gt=1).aggregate(total=Count("pk"), chosen=Count("pk", filter=SELECTED))
    alone = (outcomes["chosen"] - joint["chosen"], outcomes["total"] - joint["total"])
    region = groups.annotate(great=Substr("members__organisation__region", 1, 4))
    order = tuple(programme.languages)
    themes = {theme.code: theme.name.spoken(lang, order).text for theme in pack_parts(programme, "themes")["themes"]}
    parts = [
        (
            _("Sector"),
            {each.value: str(each.label) for each in Sector},
            _pairs(groups, "members__organisation__sector"),
        ),
        (
            _("Major region"),
            {code: name.spoken(lang).text for code, name in GREAT_REGIONS.items()},
            _pairs(region, "great"),
        ),
        (_("Theme"), themes, _themes(groups)),
        (
            _("Way of applying"),
            {"joint": _("Joint group"), "alone": _("One organisation")},
            {"joint": (joint["chosen"], joint["total"]), "alone": alone},
        ),
    ]
    most = max((total for _heading, _names, pairs in parts for _chosen, total in pairs.values()), default=1)
    return Balance(
        chosen=outcomes["chosen"],
        reserve=outcomes["reserve"],
        seats=programme.seats,
        parts=[(heading, shares) for heading, names, pairs in parts if (shares := _shares(names, pairs, most))],
    )


def _pairs(groups: QuerySet[Group], field: str) -> Pairs:
    """A joint group counts in each of its kinds, once."""
    rows = groups.values_list(field).annotate(
        chosen=Count("pk", filter=SELECTED, distinct=True), total=Count("pk", distinct=True)
    )
    return {code or "": (chosen, total) for code, chosen, total in rows}


def _themes(groups: QuerySet[Group]) -> Pairs:
    """A group counts in each of its themes. One row for each set of themes comes from the database."""
    chosen: Counter[str] = Counter()
    total: Counter[str] = Counter()
    rows = groups.values_list("themes").annotate(chosen=Count("pk", filter=SELECTED), total=Count("pk"))
    for codes, of_them, all_of_them in rows:
        for code in codes:
            chosen[code] += of_them
            total[code] += all_of_them
    return {code: (chosen[code], total[code]) for code in total}


def _shares(names: Mapping[str, str], pairs: Pairs, most: int) -> list[Share]:
    """Kinds that nobody has are left out; a code without a name stands last as not recorded or as it is."""
    unknown = {code: code or _("Not recorded") for code in pairs if code not in names}
    return [
        Share(label, *pairs[code], round(pairs[code][1] / (most or 1) * 100, 1))
        for code, label in {**names, **unknown}.items()
        if pairs.get(code, (0, 0))[1]
    ]
