"""Acts that write to a whole academy: how many queries a team costs, pressed twice, broken off, two at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.records.actions import revision_grow
from soske.records.models import CalendarEntry, Letter
from soske.sprint.assignments.actions import assignment_give
from soske.sprint.assignments.letters import letters_given
from soske.sprint.meetings import actions as meetings
from soske.sprint.meetings.actions_many import meetings_tell
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.peers import actions as peers
from soske.sprint.peers.models import Introduction
from soske.sprint.sparring import actions_pairs, actions_proposing
from soske.sprint.sparring.models import Session
from tests.support.at_once import at_once
from tests.support.queries import counted
from tests.support.wide import HOUR, NOW, Wide, wide

Act = Callable[[], int]


# --- acts, each made ready for one press ----------------------------------------------------------------------------
def invited(of: Wide) -> Act:
    return partial(meetings.meeting_invite, by=of.by, meeting=of.meeting(), now=NOW)


def moved(of: Wide) -> Act:
    invited(of)()
    Meeting.objects.filter(programme__slug=of.slug, stage="kickoff").update(place="Toinen sali")
    meeting = Meeting.objects.get(programme__slug=of.slug, stage="kickoff")
    meeting.programme = of.programme
    return partial(meetings.meeting_tell, by=of.by, meeting=meeting, reason="Syy", now=NOW + HOUR)


def all_moved(of: Wide) -> Act:
    for stage in ("kickoff", "workshop_1"):
        meetings.meeting_invite(by=of.by, meeting=of.meeting(stage), now=NOW)
    Meeting.objects.filter(programme__slug=of.slug, state="invited").update(place="Toinen sali")
    revision_grow(of.programme.pk)
    return partial(meetings_tell, by=of.by, programme=of.programme, reason="Syy", now=NOW + HOUR)


def cancelled(of: Wide) -> Act:
    invited(of)()
    return partial(meetings.meeting_cancel, by=of.by, meeting=of.meeting(), reason="Syy", now=NOW + HOUR)


def given(of: Wide) -> Act:
    return partial(assignment_give, by=of.by, assignment=of.assignment(), now=NOW)


def told(of: Wide) -> Act:
    of.pairs()
    return partial(actions_pairs.pairs_tell, by=of.by, programme=of.programme, now=NOW)


def sent(of: Wide) -> Act:
    of.pairs()
    of.sessions()
    act = partial(actions_proposing.sessions_send, by=of.by, programme=of.programme, window=of.window, now=NOW)
    return lambda: act().times


def proposed(of: Wide) -> Act:
    of.drafts()
    act = partial(peers.drafts_send, by=of.by, programme=of.programme, now=NOW)
    return lambda: act().sent


ACTS = [invited, moved, all_moved, cancelled, given, told, sent, proposed]


def to_each(code: str) -> Counter[int]:
    """How many letters of a kind wait, by person."""
    return Counter(Letter.objects.filter(code=code, state="waiting").values_list("person", flat=True))


def pressed(act: Act) -> int:
    """What an act returns; 0 when it says that there is nothing to do any more."""
    try:
        return act()
    except ValidationError:
        return 0


# --- bounds ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ready", "each"),
    [(invited, 1), (moved, 1), (all_moved, 1), (cancelled, 1), (given, 1), (told, 1), (sent, 12), (proposed, 5)],
)
def test_queries_of_a_team_are_few(ready: Callable[[Wide], Act], each: int) -> None:
    """Letters, with four people in a team, cost next to none; only what is written for each session does, and whether
    its time is still free."""
    few, many = ready(wide(10, slug="few")), ready(wide(40, slug="many"))
    with counted() as of_ten:
        assert few() > 0
    with counted() as of_forty:
        assert many() > 0
    assert of_forty.queries - of_ten.queries <= 30 * each


# --- what is queued -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ready", "code", "people"),
    [
        (invited, "meeting_invite", 16),
        (given, "assignment_given", 16),
        (told, "team_coaches", 16),
        (sent, "session_booked", 18),
        (proposed, "introduction_proposed", 16),
    ],
)
def test_act_pressed_twice_writes_to_each_once(ready: Callable[[Wide], Act], code: str, people: int) -> None:
    act = ready(wide(4))
    assert act() > 0
    once = to_each(code)
    assert len(once) == people
    assert pressed(act) == 0
    assert to_each(code) == once


@pytest.mark.django_db
def test_everybody_reads_her_own_entry_in_her_own_language() -> None:
    sent(wide(4))()
    for letter in Letter.objects.filter(code="session_booked").select_related("person"):
        assert letter.person is not None
        assert letter.language == letter.person.language
        assert letter.calendar.replace("\r\n ", "").count(f"mailto:{letter.person.email}") == 1
        entry = CalendarEntry.objects.get(subject_type="session", subject_id=letter.subject_id)
        assert f"UID:{entry.uid}" in letter.calendar
        # A member reads of her own team only; a coach reads of each that is hers.
        own = GroupPerson.objects.filter(person=letter.person).values_list("group", flat=True).first()
        assert own in (None, Session.objects.get(pk=letter.subject_id).group_id)


@pytest.mark.django_db
def test_who_is_in_two_teams_gets_one_letter() -> None:
    of = wide(2)
    both = Person.objects.get(email="jasen.0@wide.example")
    GroupPerson.objects.create(group=of.teams[1], person=both, name="Jäsen", starts=NOW.date())
    assert given(of)() == 8
    assert set(to_each("assignment_given").values()) == {1}
    told(of)()
    assert (len(to_each("team_coaches")), set(to_each("team_coaches").values())) == (8, {1})


@pytest.mark.django_db
def test_cancelled_letters_wait_again_with_their_new_text_and_sent_ones_do_not() -> None:
    of = wide(3)
    assignment = of.assignment()
    assert letters_given(assignment, None, now=NOW) == 12
    first, second, third = Letter.objects.order_by("pk")[:3]
    Letter.objects.filter(pk__in=[first.pk, second.pk]).update(state="cancelled", tries=3, fault="x")
    Letter.objects.filter(pk=third.pk).update(state="sent")
    assignment.name["fi"] = assignment.name["sv"] = "Äänestys"
    assert letters_given(assignment, None, now=NOW + HOUR) == 2
    for letter in Letter.objects.filter(pk__in=[first.pk, second.pk]):
        assert (letter.state, letter.tries, letter.fault, letter.leaves_at) == ("waiting", 0, "", NOW + HOUR)
        assert "Äänestys" in letter.subject + letter.body
        assert letter.queued_at > first.queued_at
    third.refresh_from_db()
    assert (third.state, "Äänestys" in third.subject + third.body) == ("sent", False)
    assert Letter.objects.count() == 12


# --- steps ----------------------------------------------------------------------------------------------------------
class Killed(Exception):
    """What a kill leaves is what a transaction leaves that is not ended."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("ready", "module", "size", "breaks", "code", "done"),
    [
        (invited, meetings, "AT_ONCE", "letters_of_meeting", "meeting_invite", Participant.objects.filter(told__gte=0)),
        (
            sent,
            actions_proposing,
            "STEP",
            "tell",
            "session_booked",
            Session.objects.filter(state="booked"),
        ),
        (proposed, peers, "STEP", "letters_of", "introduction_proposed", Introduction.objects.exclude(state="draft")),
    ],
)
def test_act_that_is_killed_between_two_steps_goes_on_when_it_is_pressed_again(
    ready: Callable[[Wide], Act],
    module: Any,
    size: str,
    breaks: str,
    code: str,
    done: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act = ready(wide(9))
    monkeypatch.setattr(module, size, 3)
    real, calls = getattr(module, breaks), Counter[str]()

    def broken(*given: Any, **named: Any) -> Any:
        calls["all"] += 1
        queued = real(*given, **named)
        if calls["all"] == 2:
            raise Killed  # in the second step, when its letters are written already
        return queued

    with monkeypatch.context() as patch:
        patch.setattr(module, breaks, broken)
        with pytest.raises(Killed):
            act()
    steps = to_each(code)
    assert (done.count(), sum(steps.values()) > 0) == (3, True)
    assert act() > 0
    after = to_each(code)
    assert all(after[person] >= number for person, number in steps.items())
    assert done.count() in (9, 36)
    readers = GroupPerson.objects.values_list("person", flat=True)
    wanted = 2 if code == "introduction_proposed" else 1  # each team helps one and is helped by another
    assert {after[person] for person in readers} == {wanted}
    assert pressed(act) == 0


@pytest.mark.django_db
def test_sessions_that_change_times_with_one_another_move_in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_proposing, "STEP", 2)
    of = wide(6)
    act = sent(of)
    assert act() == 6
    before = dict(Session.objects.values_list("pk", "opening"))
    rows = list(Session.objects.order_by("coach", "starts"))
    for own in (rows[:3], rows[3:]):
        for session, other in zip(own, [*own[1:], own[0]], strict=True):
            Session.objects.filter(pk=session.pk).update(planned=other.opening_id)
    again = actions_proposing.sessions_send(by=of.by, programme=of.programme, window=of.window, now=NOW + HOUR)
    assert (again.times, again.without) == (6, 0)
    after = dict(Session.objects.values_list("pk", "opening"))
    assert set(after.values()) == set(before.values())
    assert all(after[pk] != opening for pk, opening in before.items())
    assert not Session.objects.exclude(opening__starts=F("starts")).exists()
    assert (len(to_each("session_booked")), sum(to_each("session_moved").values())) == (0, 30)


@pytest.mark.django_db
def test_what_is_proposed_anew_between_two_steps_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_proposing, "STEP", 3)
    of = wide(6)
    act, real = sent(of), actions_proposing.tell
    late = list(Session.objects.order_by("coach", "pk"))[3:]

    def meanwhile(*given: Any, **named: Any) -> None:
        real(*given, **named)
        Session.objects.filter(pk__in=[row.pk for row in late]).update(planned=None)
        Session.objects.filter(pk=late[0].pk).update(planned=late[1].planned_id)

    monkeypatch.setattr(actions_proposing, "tell", meanwhile)
    assert act() == 3
    assert Session.objects.get(pk=late[0].pk).planned_id == late[1].planned_id
    assert Session.objects.filter(pk__in=[row.pk for row in late], state="planned").count() == 3


@pytest.mark.django_db
def test_meeting_that_is_cancelled_between_two_steps_is_not_invited_to_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meetings, "AT_ONCE", 4)
    of = wide(2)
    act, real = invited(of), meetings.meeting_move

    def meanwhile(*given: Any, **named: Any) -> bool:
        moved: bool = real(*given, **named)
        Meeting.objects.filter(programme__slug=of.slug, stage="kickoff").update(state="cancelled", cancelled_at=NOW)
        return moved

    monkeypatch.setattr(meetings, "meeting_move", meanwhile)
    assert act() == 4
    assert (Letter.objects.filter(code="meeting_invite").count(), Participant.objects.filter(told=None).count()) == (
        4,
        4,
    )


# --- two at once ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("ready", "code", "module", "size"),
    [
        (invited, "meeting_invite", meetings, "AT_ONCE"),
        (told, "team_coaches", None, ""),
        (sent, "session_booked", actions_proposing, "STEP"),
        (proposed, "introduction_proposed", peers, "STEP"),
    ],
)
def test_two_who_press_at_once_write_to_each_once(
    ready: Callable[[Wide], Act], code: str, module: Any, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if module is not None:
        monkeypatch.setattr(module, size, 3)
    act = ready(wide(9))
    at_once([partial(pressed, act), partial(pressed, act)])
    readers = GroupPerson.objects.values_list("person", flat=True)
    after = to_each(code)
    assert {after[person] for person in readers} == {2 if code == "introduction_proposed" else 1}
    assert pressed(act) == 0
