"""Introductions: sought so that nobody is left out, sent, answered by both teams, closed; limits; two at once."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from soske.base.connect import duties_of
from soske.base.opened import Stale, mark
from soske.desk.actions import person_erase
from soske.intake.groups.actions_topics import exchange_set, topics_see, words_follow
from soske.intake.groups.models import Group, GroupTopic, GroupWords
from soske.intake.groups.queries_topics import exchange_facts, exchange_unsaid, exchanged_of, teams_exchange
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import revision_grow
from soske.records.models import AuditRow, Letter
from soske.sprint.peers import actions
from soske.sprint.peers.models import Introduction, Side
from soske.sprint.peers.queries import Left, candidates, introductions_of, left_out, team_rows
from soske.sprint.peers.states import MOVES, IntroductionState
from tests.sprint.peers.teams import DESK, NOW, Peers, letters, peers, says, someone
from tests.support.at_once import at_once
from tests.support.world import group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def pairs() -> list[tuple[int, int, list[str], list[str]]]:
    rows = Introduction.objects.order_by("pk").values_list("giver", "taker", "topics", "back")
    return [(giver, taker, list(topics), list(back)) for giver, taker, topics, back in rows]


# --- what a team needs and gives ------------------------------------------------------------------------------------
def test_team_edits_what_came_from_its_application(three: Peers) -> None:
    team = three.team(0)
    words_follow(group=team.pk, kind="gives", text="Mallit löytyvät.")
    topics_see(by=three.coordinator, group=team, seen={"gives": ["indicators"]})
    assert exchanged_of([team.pk])[team.pk].gives_text == ""  # written for the organiser
    assert exchange_unsaid(team)
    facts = exchange_facts(team)
    topics = {"needs": ["audits", "roles"], "gives": []}
    exchange_set(by=someone("eka"), group=team, topics=topics, words={"gives": " Näin. "}, opened=mark(facts))
    found = exchanged_of([team.pk])[team.pk]
    assert (sorted(found.needs), found.gives, found.gives_text) == (["audits", "roles"], [], "Näin.")
    # What others saw stays hidden, and waits for the team.
    assert GroupTopic.objects.filter(group=team, seen_by_id__isnull=False).values_list("code").get() == ("indicators",)
    with pytest.raises(Stale):
        exchange_set(by=someone("toka"), group=team, topics={}, words={}, opened=mark(facts))


@pytest.mark.parametrize(
    ("topics", "words", "field"),
    [
        ({"needs": ["no_such_topic"]}, {}, "needs"),
        ({"gives": ["roles", "x" * 5000]}, {}, "gives"),
        ({}, {"needs": "ä" * 1001}, "needs_text"),
    ],
)
def test_wrong_exchange_saves_nothing(
    three: Peers, topics: dict[str, list[str]], words: dict[str, str], field: str
) -> None:
    before = exchange_facts(three.team(0))
    with pytest.raises(ValidationError) as caught:
        exchange_set(by=someone("eka"), group=three.team(0), topics=topics, words=words)
    assert list(caught.value.message_dict) == [field]
    assert exchange_facts(three.team(0)) == before


def test_groups_that_are_no_teams_and_what_only_others_saw_are_not_matched(three: Peers) -> None:
    topics_see(by=three.coordinator, group=three.team(2), seen={"gives": ["roles"]})
    Group.objects.filter(pk=three.teams[1].pk).update(team_since=None)
    gives, needs = teams_exchange(three.fresh())
    assert gives == {three.teams[0].pk: ["roles"]}
    assert set(needs) == {three.teams[0].pk, three.teams[2].pk}


# --- proposed -------------------------------------------------------------------------------------------------------
def test_introductions_are_drafts_until_they_are_sent(three: Peers) -> None:
    assert actions.introductions_draft(by=three.coordinator, programme=three.fresh()) == 2
    one, other, third = (team.pk for team in three.teams)
    assert pairs() == [(one, other, ["roles"], ["audits"]), (other, third, ["audits"], [])]
    assert letters("introduction_proposed") == [] and introductions_of(three.team(0)) == []
    # Sought again, the drafts are the same and not twice as many.
    assert actions.introductions_draft(by=three.coordinator, programme=three.fresh()) == 2
    assert actions.drafts_send(by=three.coordinator, programme=three.fresh(), now=NOW) == (2, 0)
    assert letters("introduction_proposed") == ["eka", "kolmas", "kolmas", "neljas"]
    assert actions.introductions_draft(by=three.coordinator, programme=three.fresh()) == 0
    body = Letter.objects.filter(code="introduction_proposed", person__email="neljas@example.fi").get().body
    assert "- He voisivat auttaa teitä: Auditoinnit ja korjaavat toimenpiteet" in body
    assert "Te voisitte auttaa heitä" not in body  # nothing to give: no empty line
    assert "tiistaina 8.12.2026" in body


def test_draft_whose_teams_have_changed_is_not_sent(three: Peers) -> None:
    actions.introductions_draft(by=three.coordinator, programme=three.fresh())
    GroupTopic.objects.filter(group=three.teams[2]).delete()
    assert actions.drafts_send(by=three.coordinator, programme=three.fresh(), now=NOW) == (1, 1)
    assert [row[1] for row in pairs()] == [three.teams[1].pk]


@pytest.mark.parametrize("asked", [1, 2])
def test_draft_is_left_out_when_its_giver_has_been_asked_by_hand_meanwhile(three: Peers, asked: int) -> None:
    """Öja is asked twice by the drafts, in return and as the giver; an introduction by hand takes one place of hers."""
    actions.limits_save(by=three.coordinator, programme=three.fresh(), asked=2, each=2)
    fourth = group(three.fresh(), three.coordinator, "Övertorneå", contact="viides")
    Group.objects.filter(pk=fourth.pk).update(team_since=timezone.now())
    assert actions.introductions_draft(by=three.coordinator, programme=three.fresh()) == 2
    says(fourth, needs=("audits",))
    fourth.programme = three.fresh()
    actions.introduction_make(by=three.coordinator, one=fourth, other=three.team(1), now=NOW)
    actions.limits_save(by=three.coordinator, programme=three.fresh(), asked=asked, each=2)
    sent = actions.drafts_send(by=three.coordinator, programme=three.fresh(), now=NOW)
    helps = [row for row in pairs() if row[0] == three.teams[1].pk or (row[1] == three.teams[1].pk and row[3])]
    assert len(helps) == asked
    assert sent == (1, 1)  # Äänekoski still helps Öja, for nothing in return when Öja may not be asked again
    assert (three.teams[0].pk, three.teams[1].pk, ["roles"], ["audits"] if asked == 2 else []) in pairs()


def test_page_says_how_many_introductions_are_left_out(three: Peers) -> None:
    actions.introductions_draft(by=three.coordinator, programme=three.fresh())
    GroupTopic.objects.filter(group=three.teams[2]).delete()
    page = three.client().post(f"{DESK}drafts/", {"act": "send"}, follow=True).content.decode()
    assert "1 yhteysehdotus jäi pois" in page


def test_drafts_are_left_out_and_discarded(three: Peers) -> None:
    actions.introductions_draft(by=three.coordinator, programme=three.fresh())
    first, second = Introduction.objects.order_by("pk")
    assert actions.draft_remove(by=three.coordinator, introduction=first)
    assert not actions.draft_remove(by=three.coordinator, introduction=first)
    assert actions.drafts_discard(by=three.coordinator, programme=three.fresh()) == 1
    assert not actions.draft_remove(by=three.coordinator, introduction=second)
    assert actions.drafts_send(by=three.coordinator, programme=three.fresh(), now=NOW) == (0, 0)


def test_limit_keeps_a_team_from_being_asked_too_often(three: Peers) -> None:
    actions.limits_save(by=three.coordinator, programme=three.fresh(), asked=1, each=2)
    three.propose()
    # Öja is asked once; Äänekoski can help Öja, and one of the two who need audits is left out.
    assert sum(three.teams[1].pk in {giver, taker if back else 0} for giver, taker, _topics, back in pairs()) == 1
    left = team_rows(three.fresh(), left=True, start=0)
    assert [row.left for row in left] == [Left.ASKED_ENOUGH]
    with pytest.raises(ValidationError, match="as often as is allowed"):
        actions.introduction_make(by=three.coordinator, one=three.team(1), other=_team(three, left[0].group), now=NOW)


def _team(three: Peers, pk: int) -> Group:
    return next(three.team(number) for number in range(3) if three.teams[number].pk == pk)


@pytest.mark.parametrize(
    ("asked", "each", "field"), [(0, 2, "asked"), (21, 2, "asked"), (3, 0, "each"), (3, -1, "each")]
)
def test_limits_have_limits(three: Peers, asked: int, each: int, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.limits_save(by=three.coordinator, programme=three.fresh(), asked=asked, each=each)
    assert list(caught.value.message_dict) == [field]


def test_teams_left_out_say_why(three: Peers) -> None:
    GroupTopic.objects.filter(group=three.teams[0]).delete()
    rows = {row.group: row.left for row in team_rows(three.fresh(), left=False, start=0)}
    first, second, third = (team.pk for team in three.teams)
    assert rows == {first: Left.NO_NEEDS, second: Left.NOBODY_GIVES, third: Left.WAITS}
    three.propose()
    rows = {row.group: row.left for row in team_rows(three.fresh(), left=False, start=0)}
    assert rows[third] is None and left_out(three.fresh()).count() == 2


def test_team_that_gives_what_it_needs_itself_has_nobody_else(three: Peers) -> None:
    GroupTopic.objects.exclude(group=three.teams[2]).delete()
    says(three.teams[2], gives=("audits",))
    rows = {row.group: row.left for row in team_rows(three.fresh(), left=False, start=0)}
    assert rows[three.teams[2].pk] == Left.NOBODY_GIVES


def test_record_of_the_past_has_no_introductions(three: Peers) -> None:
    Programme.objects.filter(slug="alpha").update(record_only=True)
    programme = Programme.objects.get(slug="alpha")
    with pytest.raises(ValidationError, match="record of the past"):
        actions.introductions_draft(by=three.coordinator, programme=programme)


# --- by hand --------------------------------------------------------------------------------------------------------
def test_introduction_by_hand(three: Peers) -> None:
    assert list(candidates(three.team(2)).values_list("pk", "common")) == [(three.teams[1].pk, 1)]
    made = actions.introduction_make(by=three.coordinator, one=three.team(2), other=three.team(1), now=NOW)
    assert (made.giver_id, made.taker_id, made.topics, made.state) == (
        three.teams[1].pk,
        three.teams[2].pk,
        ["audits"],
        "proposed",
    )
    assert letters("introduction_proposed") == ["kolmas", "neljas"]
    assert list(candidates(three.team(2))) == []
    with pytest.raises(ValidationError, match="already been introduced"):
        actions.introduction_make(by=three.coordinator, one=three.team(1), other=three.team(2), now=NOW)
    with pytest.raises(ValidationError, match="Neither"):
        actions.introduction_make(by=three.coordinator, one=three.team(0), other=three.team(2), now=NOW)


def test_pair_has_one_standing_introduction_whichever_way_round(three: Peers) -> None:
    three.propose()
    one, other = three.teams[0], three.teams[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.create(programme=one.programme, giver=other, taker=one, state="accepted")


# --- answered -------------------------------------------------------------------------------------------------------
def test_both_accept_and_get_each_others_contact(three: Peers) -> None:
    row = three.propose()[0]
    assert three.answer(row, 0, word=" Mielellämme,\n kiitos ") == IntroductionState.PROPOSED
    assert letters("introduction_accepted") == []
    with pytest.raises(ValidationError, match="answered already"):
        three.answer(row, 0)
    assert three.answer(row, 1) == IntroductionState.ACCEPTED
    assert letters("introduction_accepted") == ["eka", "kolmas"]
    bodies = dict(Letter.objects.filter(code="introduction_accepted").values_list("person__email", "body"))
    assert "Yhteyshenkilö: Kolmas, kolmas@example.fi" in bodies["eka@example.fi"]
    assert "Yhteyshenkilö: Eka, eka@example.fi" in bodies["kolmas@example.fi"]
    assert three.met(row, 1).theirs.word == "Mielellämme, kiitos"  # type: ignore[union-attr]
    with pytest.raises(ValidationError, match="no longer waiting"):
        actions.introduction_withdraw(by=three.coordinator, introduction=three.met(row, 0).introduction, now=NOW)


def test_declined_is_told_to_the_other_team_only_and_not_proposed_again(three: Peers) -> None:
    row = three.propose()[0]
    assert three.answer(row, 1, yes=False, word="Emme ehdi") == IntroductionState.DECLINED
    assert letters("introduction_declined") == ["eka"]
    with pytest.raises(ValidationError, match="no longer waiting"):
        three.answer(row, 0)
    actions.introductions_draft(by=three.coordinator, programme=three.fresh())
    drafts = Introduction.objects.filter(state="draft")
    assert not any({row.giver_id, row.taker_id} == {draft.giver_id, draft.taker_id} for draft in drafts)
    actions.drafts_discard(by=three.coordinator, programme=three.fresh())
    assert keys(three.coordinator, three) == ["introductions_propose"]  # two teams are left out again


def test_introduction_is_closed_with_one_line(three: Peers) -> None:
    row = three.propose()[0]
    subject = three.met(row, 0).introduction
    with pytest.raises(ValidationError, match="not under way"):
        actions.introduction_close(by=someone("eka"), introduction=subject, outcome="Hyvä", now=NOW)
    three.answer(row, 0)
    three.answer(row, 1)
    for outcome, field in ((" \n ", "outcome"), ("x" * 301, "outcome")):
        with pytest.raises(ValidationError) as caught:
            actions.introduction_close(by=someone("eka"), introduction=subject, outcome=outcome, now=NOW)
        assert list(caught.value.message_dict) == [field]
    actions.introduction_close(by=someone("eka"), introduction=subject, outcome="Saimme\nmallin", now=NOW)
    subject.refresh_from_db()
    assert (subject.state, subject.outcome) == ("closed", "Saimme mallin")
    assert list(candidates(three.team(0))) == []  # they know each other


def test_withdrawn_is_told_to_both(three: Peers) -> None:
    row = three.propose()[0]
    row.programme = three.fresh()
    actions.introduction_withdraw(by=three.coordinator, introduction=row, now=NOW)
    assert letters("introduction_withdrawn") == ["eka", "kolmas"]
    with pytest.raises(ValidationError, match="no longer waiting"):
        three.answer(row, 0)


def test_team_without_a_contact_gets_its_letters_all_the_same(three: Peers) -> None:
    Group.objects.filter(pk=three.teams[0].pk).update(contact=None)
    three.propose()
    assert letters("introduction_proposed") == ["eka", "kolmas", "kolmas", "neljas", "toka"]


def test_there_is_no_way_back_from_the_end() -> None:
    ends = {IntroductionState.DECLINED, IntroductionState.WITHDRAWN, IntroductionState.CLOSED}
    assert ends.isdisjoint(MOVES)
    assert set(IntroductionState) == {*MOVES, *ends}


# --- at once --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_both_teams_answer_at_once_and_each_gets_one_letter() -> None:
    three = peers()
    row = three.propose()[0]
    found = at_once([partial(three.answer, row, 0), partial(three.answer, row, 1)])
    assert sorted(found) == ["accepted", "proposed"]
    assert letters("introduction_accepted") == ["eka", "kolmas"]
    assert AuditRow.objects.filter(act="introduction_accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_team_that_accepts_and_declines_at_once_has_done_one_of_them() -> None:
    three = peers()
    row = three.propose()[0]

    def answer(yes: bool) -> str:
        try:
            return three.answer(row, 0, yes=yes)
        except ValidationError:
            return "refused"

    assert sorted(at_once([partial(answer, True), partial(answer, False)]))[-1] == "refused"
    assert Side.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_drafts_sent_by_two_at_once_are_sent_once() -> None:
    three = peers()
    actions.introductions_draft(by=three.coordinator, programme=three.fresh())
    send = partial(actions.drafts_send, by=three.coordinator, programme=three.fresh(), now=NOW)
    assert sorted(at_once([send, send])) == [(0, 0), (2, 0)]
    assert letters("introduction_proposed") == ["eka", "kolmas", "kolmas", "neljas"]


@pytest.mark.django_db(transaction=True)
def test_team_asked_by_hand_by_two_at_once_is_asked_within_its_limit() -> None:
    three = peers()
    actions.limits_save(by=three.coordinator, programme=three.fresh(), asked=1, each=2)
    GroupTopic.objects.filter(group=three.teams[0], kind="gives").delete()

    def make(number: int) -> str:
        try:
            made = actions.introduction_make(by=three.coordinator, one=three.team(number), other=three.team(1), now=NOW)
        except ValidationError:
            return "refused"
        return made.state

    assert sorted(at_once([partial(make, 0), partial(make, 2)])) == ["proposed", "refused"]


# --- duties, erasure ------------------------------------------------------------------------------------------------
def keys(person: Person, three: Peers) -> list[str]:
    with override("en"):
        found = duties_of(person=person, programme=three.fresh(), now=timezone.now())
    mine = ("introduction", "exchange", "question", "anonymous")
    return [duty.key.partition(":")[0] for duty in found if duty.key.startswith(mine)]


def test_duties_follow_an_introduction(three: Peers) -> None:
    assert keys(three.coordinator, three) == ["introductions_propose"]
    actions.introductions_draft(by=three.coordinator, programme=three.fresh())
    assert keys(three.coordinator, three) == ["introductions_send"]
    actions.drafts_send(by=three.coordinator, programme=three.fresh(), now=timezone.now())
    assert keys(three.coordinator, three) == []
    row = Introduction.objects.order_by("pk")[0]
    assert keys(someone("toka"), three) == ["introduction_answer"]
    three.answer(row, 0)
    assert keys(someone("eka"), three) == []
    three.answer(row, 1)
    assert keys(someone("eka"), three) == ["introduction_close"]
    GroupWords.objects.create(group=three.teams[0], kind="needs", text="Hakemuksesta")
    revision_grow(three.fresh().pk)
    assert keys(someone("eka"), three) == ["introduction_close", "exchange"]


def test_no_duty_towards_a_team_that_has_left(three: Peers) -> None:
    three.propose()
    Group.objects.filter(pk=three.teams[1].pk).update(team_since=None)
    assert keys(someone("eka"), three) == []


def test_letter_of_an_introduction_is_not_for_those_who_have_left(three: Peers) -> None:
    from soske.base.connect import subjects

    row = three.propose()[0]
    receives = subjects["introduction"].receives
    assert receives is not None
    assert [receives(someone(name), row.pk) for name in ("eka", "toka", "kolmas", "neljas")] == [
        True,
        True,
        True,
        False,
    ]


def test_erased_person_leaves_the_answer_of_her_team(three: Peers) -> None:
    row = three.propose()[0]
    three.answer(row, 0, word="Soita minulle, Eka")
    three.answer(row, 1)
    eka = someone("eka")
    person_erase(by=three.coordinator, person=eka)
    side = Side.objects.get(group=three.teams[0])
    assert (side.yes, side.word, side.person_id) == (True, "", None)
    assert not Letter.objects.filter(code="introduction_accepted", body__contains="eka@example.fi").exists()
    assert Introduction.objects.get(pk=row.pk).state == "accepted"
