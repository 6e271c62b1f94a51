"""Who coaches: added, bound by terms, barred, away, gone; erased."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from soske.desk.actions import person_erase
from soske.desk.team_actions import person_join, person_leave
from soske.intake.groups.models import GroupTopic
from soske.people.models import Person
from soske.records.models import AuditRow
from soske.sprint.sparring import actions
from soske.sprint.sparring.actions_pairs import pair_set, pairs_propose, pairs_tell
from soske.sprint.sparring.actions_sessions import coach_away
from soske.sprint.sparring.fit import Offered, Wanted, fit, fit_for_topic
from soske.sprint.sparring.models import Coach, Opening, Pairing, Session, Tie
from soske.sprint.sparring.queries import coach_in, coach_of_group, coaches_of, told_of
from tests.support.sparring import FIRST, HOUR, NOW, TODAY, Sparring, given, letters

pytestmark = pytest.mark.django_db


# --- added ----------------------------------------------------------------------------------------------------------
def test_coach_that_is_added_gets_one_letter_and_is_there_once(spar: Sparring) -> None:
    assert [letter.person.email for letter in letters("coach_welcome") if letter.person] == [
        "anni@example.fi",
        "borje@example.fi",
    ]
    with pytest.raises(ValidationError) as refused:
        actions.coach_add(by=spar.by, programme=spar.programme, values=given("anni"), now=NOW, today=TODAY)
    assert set(refused.value.message_dict) == {"email"}
    assert coaches_of(spar.programme).count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "  "}, "name"),
        ({"most": 51}, "most"),
        ({"sessions": -1}, "sessions"),
        ({"topics": ["sorcery"]}, "topics"),
        ({"sectors": ["moon"]}, "sectors"),
        ({"languages": ["de"]}, "languages"),
    ],
)
def test_wrong_facts_of_a_coach_are_refused_beside_their_field(
    spar: Sparring, more: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.coach_add(by=spar.by, programme=spar.programme, values=given("uusi", **more), now=NOW, today=TODAY)
    assert set(refused.value.message_dict) == {field}
    assert coaches_of(spar.programme).count() == 2


def test_coach_who_comes_back_keeps_what_bars_her(spar: Sparring) -> None:
    anni = spar.coaches[0]
    anni.programme = spar.programme
    actions.tie_add(by=spar.by, coach=anni, group=spar.teams[0], reason="Sukulainen", now=NOW)
    actions.coach_end(by=spar.by, coach=anni, reason="Muu työ", now=NOW, today=TODAY)
    assert coach_in(spar.programme, anni.person) is None
    back = actions.coach_add(by=spar.by, programme=spar.programme, values=given("anni"), now=NOW, today=TODAY)
    assert back.pk == anni.pk
    assert Tie.objects.filter(coach=back, group=spar.teams[0]).exists()


# --- terms ----------------------------------------------------------------------------------------------------------
def test_terms_are_not_accepted_without_the_mark_or_the_words(spar: Sparring) -> None:
    anni = spar.coaches[0]
    anni.programme = spar.programme
    assert anni.person is not None
    with pytest.raises(ValidationError) as refused:
        actions.terms_accept(by=anni.person, coach=anni, tenders=True, interests=" ", accepts=False, now=NOW)
    assert set(refused.value.message_dict) == {"accepts", "interests"}


def test_coach_sees_no_draft_before_she_has_accepted(spar: Sparring) -> None:
    coach = spar.pair()
    session = spar.book(spar.offer()[0])
    Coach.objects.filter(pk=coach.pk).update(accepted_at=None)
    client = spar.sprint.client(coach.person)
    pages = [
        reverse("coach_team", args=["alpha", spar.teams[0].pk]),
        reverse("session", args=["alpha", session.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [403, 403]
    assert client.get(reverse("coach_front", args=["alpha"])).status_code == 200
    assert coach_of_group(coach.person, spar.teams[0].pk) is None


# --- barred ---------------------------------------------------------------------------------------------------------
def test_coach_who_is_barred_loses_the_team_and_its_sessions(spar: Sparring) -> None:
    coach = spar.pair()
    session = spar.book(spar.offer()[0])
    assert coach.person is not None
    actions.tie_add(by=coach.person, coach=coach, group=spar.teams[0], reason="Hallituksessa", now=NOW)
    session.refresh_from_db()
    assert (session.state, told_of(spar.teams[0])) == ("cancelled", [])
    client = spar.sprint.client(coach.person)
    assert client.get(reverse("coach_team", args=["alpha", spar.teams[0].pk])).status_code == 404
    with pytest.raises(ValidationError):
        pair_set(by=spar.by, group=spar.teams[0], topic="", coach=coach, now=NOW)
    pairs_propose(by=spar.by, programme=spar.programme)
    assert not Pairing.objects.filter(group=spar.teams[0], coach=coach, ended_at__isnull=True).exists()


def test_bar_without_a_reason_is_refused(spar: Sparring) -> None:
    coach = spar.pair()
    with pytest.raises(ValidationError) as refused:
        actions.tie_add(by=spar.by, coach=coach, group=spar.teams[0], reason=" \n", now=NOW)
    assert set(refused.value.message_dict) == {"reason"}
    assert not Tie.objects.exists()


# --- away and gone --------------------------------------------------------------------------------------------------
def test_only_the_teams_of_a_coach_who_is_ill_move(spar: Sparring) -> None:
    spar.pair(0, 0)
    spar.pair(1, 1)
    first, later = spar.offer(0)[0], spar.offer(0, FIRST + dt.timedelta(days=4))[0]
    other = spar.offer(1)[0]
    ill, kept = spar.book(first, 0, 0), spar.book(other, 1, 1)
    anni = spar.coaches[0]
    before = len(letters("session_cancelled"))
    cancelled = coach_away(
        by=spar.by, coach=anni, since=FIRST - HOUR, until=FIRST + 10 * HOUR, reason="Sairaana", now=NOW
    )
    ill.refresh_from_db()
    kept.refresh_from_db()
    assert (cancelled, ill.state, kept.state) == (1, "cancelled", "booked")
    assert (kept.starts, Opening.objects.filter(pk=first.pk).exists()) == (FIRST, False)
    assert Opening.objects.filter(pk=later.pk).exists()
    readers = {letter.person.email for letter in letters("session_cancelled")[before:] if letter.person}
    assert readers == {"eka@example.fi", "toka@example.fi", "anni@example.fi"}


def test_coach_who_leaves_leaves_no_session_and_no_time(spar: Sparring) -> None:
    coach = spar.pair()
    times = spar.offer(count=3)
    session = spar.book(times[0])
    assert actions.coach_end(by=spar.by, coach=coach, reason="Muu työ", now=NOW, today=TODAY) == 1
    session.refresh_from_db()
    assert (session.state, session.reason) == ("cancelled", "Muu työ")
    assert not Opening.objects.filter(coach=coach).exists()
    assert told_of(spar.teams[0]) == []
    with pytest.raises(ValidationError):
        actions.coach_end(by=spar.by, coach=coach, reason="Muu työ", now=NOW, today=TODAY)


# --- who coaches whom -----------------------------------------------------------------------------------------------
def test_fit_counts_needs_sector_and_language() -> None:
    wanted = Wanted(frozenset({"a", "b"}), frozenset({"municipal"}), frozenset({"sv"}))
    assert fit(wanted, Offered.of(["a", "b"], ["municipal"], ["sv"])) == 100
    assert fit(wanted, Offered.of(["a"], [], ["fi"])) == 35
    assert fit(Wanted(frozenset(), frozenset(), frozenset()), Offered.of([], [], [])) == 65
    assert fit_for_topic("b", wanted, Offered.of(["a"], [], [])) == -1
    assert fit_for_topic("a", wanted, Offered.of(["a"], [], ["sv"])) == 85


def test_proposal_keeps_what_was_chosen_by_hand_and_is_told_once(spar: Sparring) -> None:
    GroupTopic.objects.filter(group=spar.teams[0]).delete()
    GroupTopic.objects.create(group=spar.teams[0], kind="needs", code="employment_clause")
    Coach.objects.filter(pk=spar.coaches[1].pk).update(topics=["leadership"])
    pair_set(by=spar.by, group=spar.teams[0], topic="", coach=spar.coaches[1], now=NOW)  # the worse one, by hand
    pairs_propose(by=spar.by, programme=spar.programme)
    plans = {row.group_id: row for row in Pairing.objects.filter(topic="", ended_at__isnull=True)}
    assert {group: row.coach_id for group, row in plans.items()} == {
        spar.teams[0].pk: spar.coaches[1].pk,
        spar.teams[1].pk: spar.coaches[0].pk,
    }
    expert = Pairing.objects.get(group=spar.teams[0], topic="employment_clause")
    assert expert.coach_id == spar.coaches[0].pk
    assert told_of(spar.teams[0]) == []  # nobody knows yet
    assert letters("team_coaches") == []
    pairs_tell(by=spar.by, programme=spar.programme, now=NOW)
    team = [letter for letter in letters("team_coaches") if letter.person and letter.person.email == "eka@example.fi"]
    assert len(team) == 1
    assert "Börje, kummi" in team[0].body
    assert len(letters("coach_teams")) == 2
    with pytest.raises(ValidationError):
        pairs_tell(by=spar.by, programme=spar.programme, now=NOW)


def test_a_second_proposal_changes_nothing_that_is_as_good(spar: Sparring) -> None:
    pairs_propose(by=spar.by, programme=spar.programme)
    pairs_tell(by=spar.by, programme=spar.programme, now=NOW)
    before = set(Pairing.objects.filter(ended_at__isnull=True).values_list("group", "coach", "topic"))
    assert pairs_propose(by=spar.by, programme=spar.programme) == 0
    assert set(Pairing.objects.filter(ended_at__isnull=True).values_list("group", "coach", "topic")) == before


def test_team_keeps_its_coach_until_the_new_one_is_told(spar: Sparring) -> None:
    spar.pair(0, 0)
    pair_set(by=spar.by, group=spar.teams[0], topic="", coach=spar.coaches[1], now=NOW)
    assert [row.coach_id for row in told_of(spar.teams[0])] == [spar.coaches[0].pk]
    pairs_tell(by=spar.by, programme=spar.programme, now=NOW + HOUR)
    assert [row.coach_id for row in told_of(spar.teams[0])] == [spar.coaches[1].pk]


def test_proposal_without_coaches_says_so(spar: Sparring) -> None:
    Coach.objects.all().delete()
    with pytest.raises(ValidationError):
        pairs_propose(by=spar.by, programme=spar.programme)
    assert not AuditRow.objects.filter(act="pairs_proposed").exists()


# --- erasure --------------------------------------------------------------------------------------------------------
def test_coach_who_is_erased_is_nowhere_but_as_somebody(spar: Sparring) -> None:
    coach = spar.pair()
    spar.book(spar.offer(count=2)[0])
    Coach.objects.filter(pk=coach.pk).update(interests="Anni omistaa", employer="Annin oy", busy_url="https://a.fi/x")
    assert coach.person is not None
    person_erase(by=None, person=coach.person)
    coach.refresh_from_db()
    assert (coach.person, coach.employer, coach.interests, coach.busy_url) == (None, "", "", "")
    assert "Anni" not in coach.name
    assert Session.objects.count() == 1
    client = spar.sprint.client(spar.by)
    for name in ("pairs", "desk_coaches", "sparring_desk", "teams"):
        answer = client.get(reverse(name, args=["alpha"]))
        assert answer.status_code == 200
        assert "Anni" not in answer.content.decode()


# --- what ends ------------------------------------------------------------------------------------------------------
def test_coach_who_is_replaced_is_told_and_her_questions_go_to_the_next_one(spar: Sparring) -> None:
    spar.pair(0, 0)
    session = spar.book(spar.offer()[0])
    before = len(letters("team_coaches"))
    spar.pair(0, 1, NOW + HOUR)
    session.refresh_from_db()
    assert (session.state, session.coach_id) == ("cancelled", spar.coaches[1].pk)
    told = [letter.person.email for letter in letters("coach_ended") if letter.person]
    assert told == ["anni@example.fi"]
    assert letters("team_coach_ended") == []  # the team hears of the new coach instead
    assert len(letters("team_coaches")) == before + 2
    again = spar.book(spar.offer(1)[0], 0, 1)
    assert again.pk == session.pk


def test_reason_of_the_program_is_read_in_the_language_of_each_reader(spar: Sparring) -> None:
    Person.objects.filter(email="anni@example.fi").update(language="sv")
    spar.pair(0, 0)
    session = spar.book(spar.offer()[0])
    with override("fi"):
        spar.pair(0, 1, NOW + HOUR)
    (ended,) = letters("coach_ended")
    assert "Teamet har fått en annan sparrare." in ended.body
    client = spar.sprint.client(Person.objects.get(email="eka@example.fi"))
    for language, words in (("fi", "Tiimi on saanut toisen sparraajan."), ("en", "The team has got another coach.")):
        with override(language):
            page = client.get(reverse("session", args=["alpha", session.pk])).content.decode()
        assert words in page


def test_coach_who_is_taken_away_and_her_team_are_told_at_once(spar: Sparring) -> None:
    spar.pair(0, 0)
    pair_set(by=spar.by, group=spar.teams[0], topic="", coach=None, now=NOW + HOUR)
    readers = {letter.person.email for letter in letters("team_coach_ended") if letter.person}
    assert readers == {"eka@example.fi", "toka@example.fi"}
    assert len(letters("coach_ended")) == 1
    assert told_of(spar.teams[0]) == []


def test_expert_who_stays_as_main_coach_is_not_told_that_she_leaves(spar: Sparring) -> None:
    coach = spar.pair(0, 0)
    pair_set(by=spar.by, group=spar.teams[0], topic="employment_clause", coach=coach, now=NOW)
    pairs_tell(by=spar.by, programme=spar.programme, now=NOW)
    pair_set(by=spar.by, group=spar.teams[0], topic="employment_clause", coach=None, now=NOW)
    assert letters("coach_ended") == []
    assert [row.topic for row in told_of(spar.teams[0])] == [""]


def test_who_joins_or_leaves_a_team_gets_or_loses_its_sessions_in_one_letter(spar: Sparring) -> None:
    spar.pair()
    starts = dt.datetime(2100, 2, 11, 7, tzinfo=dt.UTC)
    spar.book(spar.offer(starts=starts)[0])
    team = spar.teams[0]
    member = team.members.order_by("position")[0]
    place = person_join(
        by=spar.by, group=team, member=member.pk, name="Uusi", email="uusi@example.fi", role="", now=NOW
    )
    joined = letters("team_joined")
    assert len(joined) == 1
    assert "Sparraus: Anni, torstaina 11.2.2100" in joined[0].body.replace("\u00a0", " ")
    assert "METHOD:REQUEST" in joined[0].calendar
    assert joined[0].calendar.count("Sparraus: ") == 1
    person_leave(by=spar.by, group=team, place=place.pk, successor=None, now=NOW + HOUR)
    left = letters("team_left")
    assert len(left) == 1
    assert "METHOD:CANCEL" in left[0].calendar
    assert Session.objects.get().state == "booked"  # for the others it is held
