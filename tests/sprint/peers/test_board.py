"""The board of open questions: asked, answered, solved, removed by its team, hidden by the organiser."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from soske.base.connect import duties_of
from soske.desk.actions import person_erase
from soske.sprint.peers import actions_board as actions
from soske.sprint.peers.models import Question, Reply
from soske.sprint.peers.queries_board import question_for, questions_for, questions_found, replies_of
from tests.sprint.peers.teams import NOW, Peers, peers, someone
from tests.support.at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def asked(three: Peers, number: int = 0, *, topic: str = "", at: dt.datetime = NOW) -> Question:
    by = someone(("eka", "kolmas", "neljas")[number])
    return actions.question_ask(
        by=by, group=three.team(number), title="Miten  äänestitte?", text="", topic=topic, now=at
    )


def replied(three: Peers, question: Question, number: int, text: str = "Näin: ä ö") -> Reply:
    by = someone(("eka", "kolmas", "neljas")[number])
    return actions.question_reply(by=by, question=question, group=three.team(number), text=text, now=NOW)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " \n"}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"text": "x" * 3001}, "text"),
        ({"topic": "no_such_topic"}, "topic"),
    ],
)
def test_wrong_question_is_not_asked(three: Peers, values: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.question_ask(
            by=someone("eka"), group=three.team(0), now=NOW, **{"title": "Kysymys", "text": "", "topic": "", **values}
        )
    assert list(caught.value.message_dict) == [field]
    assert not Question.objects.exists()


def test_question_and_answers_are_read_by_all_teams(three: Peers) -> None:
    question = asked(three, topic="roles")
    replied(three, question, 1)
    replied(three, question, 1)  # sent twice
    actions.question_reply(by=three.coordinator, question=question, group=None, text="Järjestäjältä", now=NOW)
    (row,) = questions_for(three.team(2))
    assert (row.title, row.answers) == ("Miten äänestitte?", 2)  # type: ignore[attr-defined]
    assert [(reply.group_id, reply.text) for reply in replies_of(question, group=three.team(2))] == [
        (three.teams[1].pk, "Näin: ä ö"),
        (None, "Järjestäjältä"),
    ]


def test_only_the_team_that_asked_solves_and_removes(three: Peers) -> None:
    question = asked(three)
    for act in (
        partial(actions.question_solve, solved=True),
        actions.question_remove,
    ):
        with pytest.raises(ValidationError, match="Only the team that asked"):
            act(by=someone("kolmas"), question=question, group=three.team(1), now=NOW)
    reply = replied(three, question, 1)
    with pytest.raises(ValidationError, match="Only the team that answered"):
        actions.reply_remove(by=someone("eka"), reply=reply, group=three.team(0))
    # Another person of the same team may.
    actions.question_solve(by=someone("toka"), question=question, group=three.team(0), solved=True, now=NOW)
    assert list(questions_found(questions_for(three.team(1)), show="", topic="")) == []
    assert len(questions_found(questions_for(three.team(1)), show="solved", topic="")) == 1
    with pytest.raises(ValidationError, match="marked as solved"):
        replied(three, question, 2)
    actions.reply_remove(by=someone("kolmas"), reply=reply, group=three.team(1))
    assert not Reply.objects.exists()


def test_removed_question_leaves_the_answers_of_others(three: Peers) -> None:
    alone, answered = asked(three), asked(three)
    replied(three, alone, 0)
    replied(three, answered, 0)
    replied(three, answered, 1, "Toisen vastaus")
    remove = partial(actions.question_remove, by=someone("eka"), group=three.team(0), now=NOW)
    assert (remove(question=alone), remove(question=answered)) == (True, False)
    kept = Question.objects.get()
    assert (kept.title, kept.text, kept.topic, kept.person_id) == ("", "", "", None)
    assert kept.solved_at is not None
    assert [reply.text for reply in Reply.objects.all()] == ["Toisen vastaus"]
    with pytest.raises(ValidationError):  # and it is nobody's any more
        actions.question_solve(by=someone("eka"), question=kept, group=three.team(0), solved=False, now=NOW)


def test_hidden_question_is_seen_by_its_own_team_only(three: Peers) -> None:
    question = asked(three)
    reply = replied(three, question, 1)
    actions.reply_hide(by=three.coordinator, reply=reply, hidden=True, now=NOW)
    seen = [len(replies_of(question, group=three.team(number))) for number in range(3)]
    assert seen == [0, 1, 0] and len(replies_of(question, group=None)) == 1
    actions.question_hide(by=three.coordinator, question=question, hidden=True, now=NOW)
    assert [question_for(three.team(number), question.pk) is None for number in range(3)] == [False, True, True]
    with pytest.raises(ValidationError, match="hidden"):
        replied(three, question, 2)
    actions.question_hide(by=three.coordinator, question=question, hidden=False, now=NOW)
    assert question_for(three.team(2), question.pk) is not None


def test_question_of_another_academy_is_not_there(three: Peers) -> None:
    question = asked(three)
    foreign = three.team(1)
    foreign.programme.pk = 0
    assert question_for(foreign, question.pk) is None


def test_those_who_give_the_topic_are_asked_to_help(three: Peers) -> None:
    now = timezone.now()
    question = asked(three, 1, topic="roles", at=now)
    asked(three, 1, topic="roles", at=now - dt.timedelta(days=15))  # too old
    asked(three, 0, topic="roles", at=now)  # one's own

    def keys(name: str) -> list[str]:
        found = duties_of(person=someone(name), programme=three.fresh(), now=now)
        return [duty.key for duty in found if duty.key.startswith("question")]

    assert keys("eka") == [f"question_help:{question.pk}:{three.teams[0].pk}"]
    assert keys("neljas") == []
    replied(three, question, 0)
    assert keys("eka") == []
    assert keys("kolmas") == [f"question_read:{question.pk}:1"]


def test_form_sent_twice_makes_one_question(three: Peers) -> None:
    token = uuid4()
    ask = partial(
        actions.question_ask, by=someone("eka"), group=three.team(0), title="Kysymys", text="", topic="", now=NOW
    )
    assert ask(token=token) == ask(token=token)
    assert Question.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_once_makes_one_question() -> None:
    three = peers()
    token, team = uuid4(), three.team(0)
    ask = partial(
        actions.question_ask, by=someone("eka"), group=team, title="Kysymys", text="", topic="", now=NOW, token=token
    )
    assert len({question.pk for question in at_once([ask] * 4)}) == 1


@pytest.mark.django_db(transaction=True)
def test_question_removed_while_others_answer() -> None:
    three = peers()
    question = asked(three)
    team = three.team(0)

    def answer() -> str:
        try:
            return replied(three, question, 1).text
        except ValidationError:
            return "gone"

    def remove() -> str:
        return str(actions.question_remove(by=someone("eka"), question=question, group=team, now=NOW))

    said, gone = at_once([answer, remove])
    # Either the answer came first and stays, or it finds nothing to answer.
    assert (said, gone, Reply.objects.count()) in {("Näin: ä ö", "False", 1), ("gone", "True", 0)}


def test_erased_person_is_taken_off_the_board(three: Peers) -> None:
    replied(three, asked(three), 1)
    person_erase(by=None, person=someone("eka"))
    person_erase(by=None, person=someone("kolmas"))
    assert Question.objects.values_list("title", "person").get() == ("Miten äänestitte?", None)
    assert Reply.objects.values_list("text", "person").get() == ("Näin: ä ö", None)
