"""From group to team and back. A group is a team from the moment when its seat is accepted."""

from __future__ import annotations

import datetime as dt

from soske.intake.groups.models import Group


def team_begin(*, group: Group, at: dt.datetime) -> None:
    """The group is a team from now on."""
    Group.objects.filter(pk=group.pk).update(team_since=at)
    group.team_since = at


def team_end(*, group: Group) -> None:
    """The group is no team any more: its seat was given up."""
    Group.objects.filter(pk=group.pk).update(team_since=None)
    group.team_since = None
