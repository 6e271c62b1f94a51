"""Needs and gives of a group: those of its application, those that others see in it, those that it says itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.opened import fresh
from soske.intake.groups.models import Exchange, Group, GroupTopic, GroupWords
from soske.intake.groups.queries_topics import exchange_facts
from soske.people.models import Person
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write

WORDS = 1000
"""Longest text of needs or gives in own words."""


def topics_follow(*, group: int, kind: str, codes: Sequence[str]) -> None:
    """The needs or the gives that a group has said itself become these. What only others see stays."""
    own = GroupTopic.objects.filter(group=group, kind=kind)
    own.filter(seen_by_id__isnull=True).exclude(code__in=codes).delete()
    GroupTopic.objects.bulk_create(
        [GroupTopic(group_id=group, kind=kind, code=code) for code in codes], ignore_conflicts=True
    )
    own.filter(code__in=codes).update(seen_by_id=None)  # what others had seen as well is the group's own now


def words_follow(*, group: int, kind: str, text: str) -> None:
    """The same in own words, as the application has them: for the organiser until the group opens them to others."""
    text = text.strip()[:WORDS]
    if text:
        GroupWords.objects.update_or_create(group_id=group, kind=kind, defaults={"text": text})
    else:
        GroupWords.objects.filter(group=group, kind=kind).delete()


@transaction.atomic
def exchange_set(
    *,
    by: Person,
    group: Group,
    topics: Mapping[str, Collection[str]],
    words: Mapping[str, str],
    opened: str | None = None,
) -> None:
    """The group says what it needs and gives (kind -> codes of the pack, kind -> text), and opens it to the others.
    What only others see stays until the group settles it. `opened` is the mark of what the form began from.

    Raises:
        ValidationError: keyed by "needs", "gives", "needs_text" or "gives_text".
        Stale: somebody of the group saved it meanwhile.
    """
    Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    fresh(opened, exchange_facts(group))
    order = [topic.code for topic in pack_parts(group.programme, "topics")["topics"]]
    faults: dict[str, list[str]] = {}
    for kind in Exchange.values:
        if not set(topics.get(kind, ())) <= set(order):
            faults[kind] = [_("A choice is no longer there. Choose again.")]
        if (over := len(words.get(kind, "").strip()) - WORDS) > 0:
            faults[f"{kind}_text"] = [_("The text is %(n)s characters too long.") % {"n": over}]
    if faults:
        raise ValidationError(faults)
    for kind in Exchange.values:
        chosen = topics.get(kind, ())
        topics_follow(group=group.pk, kind=kind, codes=[code for code in order if code in chosen])
        words_follow(group=group.pk, kind=kind, text=words.get(kind, ""))
    GroupWords.objects.filter(group=group).update(open=True)
    details = {
        "topics": [f"{kind}.{code}" for kind in Exchange.values for code in order if code in topics.get(kind, ())]
    }
    audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act="exchange_set", details=details)


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
    seen = GroupTopic.objects.filter(group=group, seen_by_id__isnull=False)
    # Compared here, because what a form sends may be no text that a database takes.
    rows = seen.filter(pk__in=[row.pk for row in seen if (row.kind, row.code) == (kind, code)])
    settled = rows.update(seen_by_id=None) if right else rows.delete()[0]
    if settled:
        act = "topic_confirmed" if right else "topic_refused"
        details = {"topic": f"{kind}.{code}"}
        audit_write(by=by, scope=group.programme_id, subject=("group", group.pk), act=act, details=details)
    return bool(settled)
