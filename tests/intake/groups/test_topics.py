"""Needs and gives that others see in a group, until it says itself whether they are right."""

from __future__ import annotations

import pytest

from soske.intake.groups.actions_topics import topic_settle, topics_see
from soske.intake.groups.models import GroupTopic
from soske.intake.groups.queries import topic_rows
from soske.records.models import AuditRow
from tests.support.deciding import Deciding
from tests.support.deciding import deciding as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(db: None) -> Deciding:
    return make()


def seen(of: Deciding) -> list[tuple[str, str]]:
    return [(row.kind, row.code) for row in topic_rows(of.groups[0], "fi") if row.seen]


def test_what_others_see_waits_for_the_group_and_what_it_said_stays(of: Deciding) -> None:
    group = of.groups[0]
    GroupTopic.objects.create(group=group, kind="needs", code="roles")
    topics = {"needs": ["roles", "leadership", "leadership"], "gives": ["roles", "unknown"], "other": ["roles"]}
    assert topics_see(by=of.coordinator, group=group, seen=topics) == 2
    assert topics_see(by=of.coordinator, group=group, seen=topics) == 0
    assert seen(of) == [("gives", "roles"), ("needs", "leadership")]
    assert topic_settle(by=of.coordinator, group=group, kind="needs", code="roles", right=False) is False
    assert topic_settle(by=of.coordinator, group=group, kind="needs", code="leadership", right=True) is True
    assert topic_settle(by=of.coordinator, group=group, kind="gives", code="roles", right=False) is True
    assert topic_settle(by=of.coordinator, group=group, kind="gives", code="roles", right=False) is False
    assert seen(of) == []
    kept = GroupTopic.objects.filter(group=group).order_by("code").values_list("kind", "code", "seen_by_id")
    assert list(kept) == [("needs", "leadership", None), ("needs", "roles", None)]
    acts = AuditRow.objects.filter(act__startswith="topic").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["topics_seen", "topic_confirmed", "topic_refused"]


def test_reviewer_and_coordinator_add_and_the_group_confirms_on_its_page(of: Deciding) -> None:
    group, application = of.groups[0], of.applications[0]
    reviewer = of.client(of.reviewers[0].person)
    assert reviewer.post(f"/fi/reviews/alpha/{application.pk}/topics/", {"needs": ["leadership"]}).status_code == 302
    assert reviewer.post(f"/fi/reviews/alpha/{application.pk}/topics/", {"needs": ["nothing"]}).status_code == 302
    assert of.client().post(f"/fi/desk/alpha/selection/{group.pk}/topics/", {"gives": ["roles"]}).status_code == 302
    assert seen(of) == [("gives", "roles"), ("needs", "leadership")]
    shown = of.client().get(f"/fi/desk/alpha/selection/{group.pk}/reason/").content.decode()
    assert "odottaa ryhmän vastausta" in shown
    page = f"/fi/academies/alpha/outcome/{group.pk}/"
    contact = of.client(group.contact)
    assert contact.get(page).status_code == 404
    of.choose("s", "s", "r", "n")
    of.decide()
    of.tell()
    assert "Pitääkö tämä paikkansa?" in contact.get(page).content.decode()
    assert contact.post(f"{page}topic/", {"topic": "needs.leadership", "right": "yes"}).headers["Location"] == page
    contact.post(f"{page}topic/", {"topic": "gives.roles", "right": "no"})
    contact.post(f"{page}topic/", {"topic": "rubbish"})
    assert [(row.kind, row.code) for row in topic_rows(group, "fi")] == [("needs", "leadership")]
    stranger = of.client(of.groups[1].contact)
    assert stranger.post(f"{page}topic/", {"topic": "needs.leadership", "right": "no"}).status_code == 404
