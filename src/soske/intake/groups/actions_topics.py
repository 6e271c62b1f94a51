"""Needs and gives that others see in a group, until the group says that they are so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from soske.intake.groups.models import Exchange, Group, GroupTopic
from soske.people.models import Person
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write


@transaction.atomic
def topics_see(*, by: Person, group: Group, seen: Mapping[str, Sequence[str]]) -> int:
    """Add topics that somebody sees in the application (kind -> codes of the pack); how many are new. What the group
    has said itself, or somebody has seen already, stays as it is."""
    Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    known = {topic.code for topic in pack_parts(group.programme, "topics")["topics"]}
    there = set(GroupTopic.objects.filter(group=group).values_list("kind", "code"))
    made = [
        GroupTopic(group=group, kind=kind, code=code, seen_by_id=by.pk)
        for kind in Exchange.values
        for code in dict.fromkeys(seen.get(kind, ()))
        if code in known and (kind, code) not in there
    ]
    GroupTopic.objects.bulk_create(made)
    if made:
        details = {"topics": [f"{each.kind}.{each.code}" for each in made]}
        audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act="topics_seen", details=details)
    return len(made)


@transaction.atomic
def topic_settle(*, by: Person, group: Group, kind: str, code: str, right: bool) -> bool:
    """The group says that a topic which others saw is right, or is not; False when it is settled already."""
    rows = GroupTopic.objects.filter(group=group, kind=kind, code=code, seen_by_id__isnull=False)
    settled = rows.update(seen_by_id=None) if right else rows.delete()[0]
    if settled:
        act = "topic_confirmed" if right else "topic_refused"
        details = {"topic": f"{kind}.{code}"}
        audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act=act, details=details)
    return bool(settled)
