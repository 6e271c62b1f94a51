"""Counts of the coordinator's list of applications: beside each filter, and of the whole call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from soske.intake.applications.models import Application
from soske.intake.applications.queries_organiser import (
    FLAGS,
    UNKNOWN,
    Filters,
    applications_found,
    has_theme,
    joint_groups,
    unanswered,
    with_themes,
)
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Member
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of

COUNTED = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many applications each value of each filter would show, the other filters as they are. A joint application
    counts in each of its sectors and regions."""

    total: int
    states: dict[str, int]
    sectors: dict[str, int]
    regions: dict[str, int]
    themes: dict[str, int]
    flags: dict[str, int]


def theme_codes(programme: Programme) -> list[str]:
    return [theme.code for theme in pack_parts(programme, "themes")["themes"]]


def filter_counts(programme: Programme, filters: Filters) -> Counts:
    """Counts beside the filters. Five queries when something has changed."""
    filters = replace(filters, order="newest")
    return remembered_of(programme, lambda: _counts(programme, filters), "application counts", filters)


def _counts(programme: Programme, filters: Filters) -> Counts:
    def by(column: str, **without: str) -> dict[str, int]:
        rows = applications_found(programme, replace(filters, **without))  # type: ignore[arg-type]
        return dict(rows.values_list(column).annotate(Count("pk", distinct=True)).order_by())

    found = applications_found(programme, filters).aggregate(
        total=Count("pk"),
        joint=Count("pk", filter=joint_groups()),
        completion=Count("pk", filter=unanswered()),
        late=Count("pk", filter=Q(late_until__isnull=False)),
    )
    codes = theme_codes(programme)
    rows = with_themes(applications_found(programme, replace(filters, theme="")))
    themes = rows.aggregate(**{f"theme_{code}": Count("pk", filter=has_theme(code)) for code in codes})
    regions = by("group__members__organisation__region", region="")
    regions[UNKNOWN] = regions.pop("", 0)
    return Counts(
        total=found["total"],
        states=by("state", state=""),
        sectors=by("group__members__organisation__sector", sector=""),
        regions={code: count for code, count in regions.items() if code and count},
        themes={code: themes[f"theme_{code}"] for code in codes},
        flags={flag: found[flag] for flag in FLAGS},
    )


class Pair(NamedTuple):
    """Received applications out of received ones and drafts together."""

    submitted: int
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How the call stands. Withdrawn applications are counted in `withdrawn` only."""

    drafts: int
    submitted: int
    withdrawn: int
    joint: Pair
    unsigned: int  # drafts of joint groups in which a sign-off is missing
    completion: int
    sectors: dict[str, Pair]
    regions: dict[str, Pair]
    themes: dict[str, Pair]

    @property
    def total(self) -> int:
        return self.drafts + self.submitted + self.withdrawn


def call_overview(programme: Programme) -> Overview:
    """Numbers of the call. Five queries when something has changed."""
    return remembered_of(programme, lambda: _overview(programme), "call overview")


def _overview(programme: Programme) -> Overview:
    rows = Application.objects.filter(programme=programme).order_by()
    submitted, draft = Q(state=ApplicationState.SUBMITTED), Q(state=ApplicationState.DRAFT)
    unsigned = Member.objects.filter(group=OuterRef("group")).filter(
        Q(sign_off__isnull=True) | Q(sign_off__signed_at__isnull=True)
    )
    found = rows.aggregate(
        drafts=Count("pk", filter=draft),
        submitted=Count("pk", filter=submitted),
        withdrawn=Count("pk", filter=Q(state=ApplicationState.WITHDRAWN)),
        joint=Count("pk", filter=Q(joint_groups(), state__in=COUNTED)),
        joint_submitted=Count("pk", filter=Q(joint_groups()) & submitted),
        unsigned=Count("pk", filter=Q(joint_groups(), Exists(unsigned)) & draft),
        completion=Count("pk", filter=unanswered()),
    )
    counted = rows.filter(state__in=COUNTED)

    def by(column: str) -> dict[str, Pair]:
        sums = counted.values_list(column).annotate(
            received=Count("pk", distinct=True, filter=submitted), together=Count("pk", distinct=True)
        )
        return {value or UNKNOWN: Pair(received, together) for value, received, together in sums if value is not None}

    codes = theme_codes(programme)
    sums = with_themes(counted).aggregate(
        **{f"all_{code}": Count("pk", filter=has_theme(code)) for code in codes},
        **{f"in_{code}": Count("pk", filter=has_theme(code) & submitted) for code in codes},
    )
    return Overview(
        drafts=found["drafts"],
        submitted=found["submitted"],
        withdrawn=found["withdrawn"],
        joint=Pair(found["joint_submitted"], found["joint"]),
        unsigned=found["unsigned"],
        completion=found["completion"],
        sectors=by("group__members__organisation__sector"),
        regions=by("group__members__organisation__region"),
        themes={code: Pair(sums[f"in_{code}"], sums[f"all_{code}"]) for code in codes},
    )
