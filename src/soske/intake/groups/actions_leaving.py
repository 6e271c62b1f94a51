"""Writes about members that leave a group."""

from __future__ import annotations

from django.db.models import QuerySet

from soske.intake.groups.models import GroupPerson, Member


def members_delete(members: QuerySet[Member]) -> None:
    """Delete members of a group. Those who had a place for one keep the name of its organisation: all that they read of
    the group afterwards."""
    for pk, organisation in list(members.values_list("pk", "organisation")):
        GroupPerson.objects.filter(member=pk).update(stood_for=organisation)
    members.delete()
