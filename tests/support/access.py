"""Expected answers of pages: role -> status. The tables stand in tests/<app>/access.py."""

from __future__ import annotations

from dataclasses import dataclass

OUTSIDE = ("applicant", "partner", "reviewer", "coach")
ROLES = ("visitor", "outsider", "organiser", "member", "coordinator", "other", *OUTSIDE)
"""`applicant` and `partner` are in the group of the joint draft, `reviewer` reviews the submitted application,
`coach` coaches the team of the group; to every other page they are outsiders."""


@dataclass(frozen=True)
class Row:
    """Status of a GET for each role, and what the page is called with.

    `kwargs` names attributes of the world; `foreign` are the same of the other programme, which nobody may reach
    through this programme's address (404 for its coordinator).
    """

    statuses: dict[str, int]
    kwargs: dict[str, str]
    foreign: dict[str, str]


def row(*, kwargs: dict[str, str] | None = None, foreign: dict[str, str] | None = None, **statuses: int) -> Row:
    outsider = dict.fromkeys(OUTSIDE, statuses["outsider"])
    return Row({role: (outsider | statuses)[role] for role in ROLES}, kwargs or {}, foreign or {})


def public(status: int = 200, **more: dict[str, str]) -> Row:
    """The same for everyone."""
    return row(**dict.fromkeys(ROLES, status), **more)  # type: ignore[arg-type]


def coordinators(status: int = 200, **more: dict[str, str]) -> Row:
    """For the coordinators of the programme; visitors sign in first, everyone else is told why not."""
    return row(visitor=302, outsider=403, organiser=403, member=403, coordinator=status, other=403, **more)  # type: ignore[arg-type]


def signed_in(status: int = 200) -> Row:
    return row(visitor=302, **dict.fromkeys(ROLES[1:], status))  # type: ignore[arg-type]
