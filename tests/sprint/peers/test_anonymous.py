"""Anonymous questions: nothing that is stored, logged, sent or shown says who asked. Attacked as a curious coordinator
and as somebody who has the whole database would."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from soske.base.connect import duties_of
from soske.base.memo import forget_all
from soske.desk.actions import person_erase
from soske.records.models import AuditRow, Letter
from soske.sprint.peers import actions_board as actions
from soske.sprint.peers.models import Anonymous
from soske.sprint.peers.queries_board import anonymous_waiting
from tests.sprint.peers.teams import DESK, NOW, OWN, Peers, letters, peers, someone
from tests.support import world
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 12, 1)
TEXT = "Mitä jos johtomme ei tule? ä ö"


def everything() -> dict[str, list[Any]]:
    """Every row of every table, sessions too; of the question all but its drawn number."""
    return {
        model._meta.label: sorted(
            str({name: value for name, value in row.items() if not (model is Anonymous and name == "id")})
            for row in model._default_manager.values()  # type: ignore[attr-defined]
        )
        for model in apps.get_models()
    }


def ask(client: Client, text: str = TEXT) -> Any:
    return client.post(f"{OWN}anonymous/", {"text": text})


def test_database_is_the_same_whoever_asks(three: Peers) -> None:
    """Whoever has every table cannot tell who of them it was: the only row that differs from before is the question."""
    clients = [three.client(name) for name in ("eka", "toka", "kolmas", "neljas")]
    for client in clients:
        assert client.get(f"{OWN}anonymous/").status_code == 200  # what a visit leaves is there before
    before, after = everything(), []
    for client in clients:
        with transaction.atomic():
            assert ask(client).status_code == 200
            after.append(everything())
            transaction.set_rollback(True)
        forget_all()
    assert after[0] == after[1] == after[2] == after[3]
    differs = {label for label, rows in after[0].items() if rows != before[label]}
    assert differs == {"peers.Anonymous", "records.Revision"}
    assert set(Anonymous._meta.get_fields()) == {
        Anonymous._meta.get_field(name)
        for name in ("id", "programme", "text", "day", "answer", "answered_at", "answered_by_id")
    }


def test_asking_writes_no_row_of_the_log_and_no_line(three: Peers, caplog: pytest.LogCaptureFixture) -> None:
    rows, waiting = AuditRow.objects.count(), Letter.objects.count()
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        answer = ask(three.client("eka"))
    assert answer.status_code == 200 and "Location" not in answer.headers
    assert (AuditRow.objects.count(), Letter.objects.count()) == (rows, waiting)
    said = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "eka" not in said and "johtomme" not in said


def test_session_of_the_asker_says_nothing(three: Peers) -> None:
    client = three.client("eka")
    client.get(f"{OWN}anonymous/")
    before = dict(client.session.items())
    ask(client)
    assert dict(client.session.items()) == before


def test_wrong_question_leaves_nothing_either(three: Peers) -> None:
    client = three.client("eka")
    client.get(f"{OWN}anonymous/")
    before = everything()
    for text in ("", " \n ", "x" * 3001):
        answer = ask(client, text)
        assert answer.status_code == 422
    assert everything() == before
    assert "x" * 3001 in ask(client, "x" * 3001).content.decode()  # what was typed is still there


def test_number_says_nothing_of_the_order(three: Peers) -> None:
    for number in range(12):
        actions.anonymous_ask(programme=three.fresh(), text=f"Kysymys {number}", today=TODAY)
    texts = [row.text for row in Anonymous.objects.order_by("pk")]
    assert texts != [f"Kysymys {number}" for number in range(12)]  # by chance once in 479 001 600 runs
    shown = anonymous_waiting(three.fresh(), today=TODAY + dt.timedelta(days=1))
    assert [row.text for row in shown] == texts
    assert all(0 < pk < 2**53 for pk in Anonymous.objects.values_list("pk", flat=True))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="rows are numbered on SQLite only")
def test_place_of_the_row_says_nothing_of_the_order(three: Peers) -> None:
    """SQLite numbers the rows of a table by itself; that number is in every copy of the file."""
    for number in range(12):
        actions.anonymous_ask(programme=three.fresh(), text=f"Kysymys {number}", today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, id, text FROM peers_anonymous ORDER BY rowid")
        rows = cursor.fetchall()
        cursor.execute("SELECT name FROM sqlite_sequence WHERE name = 'peers_anonymous'")
        counted = cursor.fetchall()
    assert [row for row, _pk, _text in rows] == [pk for _row, pk, _text in rows]
    assert [text for *_numbers, text in rows] != [f"Kysymys {number}" for number in range(12)]
    assert counted == []


def test_organiser_sees_it_the_day_after(three: Peers) -> None:
    ask(three.client("eka"))
    question = Anonymous.objects.get()
    desk = three.client()
    pages = (f"{DESK}anonymous/", f"{DESK}anonymous/?show=answered", DESK, "/fi/desk/alpha/", "/fi/desk/alpha/log/")
    assert not any("johtomme" in desk.get(page).content.decode() for page in pages)
    assert desk.get(f"{DESK}anonymous/{question.pk}/").status_code == 404
    assert desk.post(f"{DESK}anonymous/{question.pk}/", {"act": "answer", "answer": "Hyvä"}).status_code == 404
    duties = partial(duties_of, person=three.coordinator)
    assert not any(duty.key.startswith("anonymous") for duty in duties(programme=three.fresh(), now=timezone.now()))
    Anonymous.objects.update(day=timezone.localdate() - dt.timedelta(days=1))
    forget_all()
    assert "johtomme" in desk.get(f"{DESK}anonymous/").content.decode()
    later = timezone.now() + dt.timedelta(days=1)
    assert any(duty.key.startswith("anonymous") for duty in duties(programme=three.fresh(), now=later))


def test_day_is_that_of_helsinki() -> None:
    three = peers()
    at = dt.datetime(2026, 12, 1, 22, 30, tzinfo=dt.UTC)  # half past midnight in Helsinki
    actions.anonymous_ask(programme=three.fresh(), text=TEXT, today=timezone.localdate(at))
    assert Anonymous.objects.get().day == dt.date(2026, 12, 2)


def test_answer_is_for_all_teams_and_its_letter_goes_once(three: Peers) -> None:
    actions.anonymous_ask(
        programme=three.fresh(), text="<b>Saako</b> [aiheen](https://x.example) vaihtaa?", today=TODAY
    )
    question = Anonymous.objects.get()
    question.programme = three.fresh()
    answer = partial(actions.anonymous_answer, by=three.coordinator, question=question, now=NOW)
    assert answer(answer="Saa. Kertokaa siitä meille.")
    assert letters("anonymous_answered") == ["eka", "kolmas", "neljas"]
    body = Letter.objects.filter(code="anonymous_answered")[0].body
    assert r"\<b>Saako\</b> \[aiheen\](https://x.example) vaihtaa?" in body
    assert not answer(answer="Saa, kun kerrotte siitä meille.")  # changed, and not sent again
    assert len(letters("anonymous_answered")) == 3
    page = three.client("neljas").get(f"{OWN}anonymous/").content.decode()
    assert "&lt;b&gt;Saako&lt;/b&gt;" in page and "Saa, kun kerrotte siitä meille." in page
    row = AuditRow.objects.get(act="anonymous_answered")
    assert (row.person_id, row.subject_id, row.details) == (three.coordinator.pk, question.pk, {})


@pytest.mark.parametrize("answer", ["", " \n", "ä" * 3001])
def test_empty_or_endless_answer_is_refused(three: Peers, answer: str) -> None:
    actions.anonymous_ask(programme=three.fresh(), text=TEXT, today=TODAY)
    question = Anonymous.objects.get()
    question.programme = three.fresh()
    with pytest.raises(ValidationError) as caught:
        actions.anonymous_answer(by=three.coordinator, question=question, answer=answer, now=NOW)
    assert list(caught.value.message_dict) == ["answer"]
    assert Letter.objects.filter(code="anonymous_answered").count() == 0


def test_removed_question_is_nowhere(three: Peers) -> None:
    actions.anonymous_ask(programme=three.fresh(), text=TEXT, today=TODAY)
    question = Anonymous.objects.get()
    question.programme = three.fresh()
    actions.anonymous_remove(by=three.coordinator, question=question)
    assert "johtomme" not in str(everything())
    with pytest.raises(ValidationError, match="poistettu"):
        actions.anonymous_remove(by=three.coordinator, question=question)


def test_sent_twice_it_is_there_once(three: Peers) -> None:
    client = three.client("eka")
    ask(client)
    ask(client)
    assert Anonymous.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_there_once() -> None:
    three = peers()
    act = partial(actions.anonymous_ask, programme=three.fresh(), text=TEXT, today=TODAY)
    at_once([act] * 4)
    assert Anonymous.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answered_by_two_at_once_its_letter_goes_once() -> None:
    three = peers()
    actions.anonymous_ask(programme=three.fresh(), text=TEXT, today=TODAY)
    question = Anonymous.objects.get()
    question.programme = three.fresh()
    act = partial(actions.anonymous_answer, by=three.coordinator, question=question, now=NOW)
    assert sorted(at_once([partial(act, answer="Yksi"), partial(act, answer="Kaksi")])) == [False, True]
    assert len(letters("anonymous_answered")) == 3


def test_flood_has_an_end(three: Peers) -> None:
    rows = (Anonymous(programme=three.fresh(), text=str(number), day=TODAY) for number in range(actions.WAITING))
    Anonymous.objects.bulk_create(rows)
    with pytest.raises(ValidationError):
        actions.anonymous_ask(programme=three.fresh(), text="Vielä yksi", today=TODAY)


def fill(three: Peers, number: int, day: dt.date) -> None:
    rows = [Anonymous(programme=three.fresh(), text=f"Tulva {each}", day=day) for each in range(number)]
    Anonymous.objects.bulk_create(rows)
    forget_all()


def full_duties(three: Peers) -> list[str]:
    found = duties_of(person=three.coordinator, programme=three.fresh(), now=timezone.now())
    return [duty.key.partition(":")[0] for duty in found if duty.key.startswith("anonymous")]


def test_organiser_makes_room_without_seeing_what_was_asked(three: Peers) -> None:
    today = timezone.localdate()
    fill(three, 20, today - dt.timedelta(days=1))
    fill(three, 179, today)
    desk = three.client()
    clear = "Poista tämän päivän kysymykset"
    page = desk.get(f"{DESK}anonymous/").content.decode()
    assert clear not in page and ": 199." not in page  # a number that grows tells when
    assert full_duties(three) == ["anonymous"]
    assert "Kysymyksiä voi poistaa lukematta vasta" in desk.post(f"{DESK}anonymous/", follow=True).content.decode()
    assert Anonymous.objects.count() == 199
    fill(three, 1, today)
    assert full_duties(three) == ["anonymous_full", "anonymous"]
    page = desk.get(f"{DESK}anonymous/").content.decode()
    assert clear in page and ": 200." in page and ": 180." in page
    assert page.count("Tulva") == 40  # twenty of yesterday, each twice: as text and in the name of its link
    desk.post(f"{DESK}anonymous/")
    assert (Anonymous.objects.count(), Anonymous.objects.filter(day=today).count()) == (20, 0)
    row = AuditRow.objects.get(act="anonymous_unseen_removed")
    assert (row.person_id, row.details) == (three.coordinator.pk, {"questions": 180})
    actions.anonymous_ask(programme=three.fresh(), text="Vielä yksi", today=today)


def test_room_is_made_in_this_academy_only_and_answers_stay(three: Peers) -> None:
    other = world.programme("beta")
    Anonymous.objects.create(programme=other, text="Muualla", day=TODAY)
    Anonymous.objects.create(programme=three.fresh(), text="Vastattu", day=TODAY, answer="Ä", answered_at=NOW)
    fill(three, 200, TODAY)
    assert actions.anonymous_clear(by=three.coordinator, programme=three.fresh(), today=TODAY) == 200
    assert set(Anonymous.objects.values_list("text", flat=True)) == {"Muualla", "Vastattu"}


def test_erasure_finds_nothing_of_the_asker_and_takes_the_answerer_off(three: Peers) -> None:
    actions.anonymous_ask(programme=three.fresh(), text=TEXT, today=TODAY)
    question = Anonymous.objects.get()
    question.programme = three.fresh()
    actions.anonymous_answer(by=three.coordinator, question=question, answer="Vastaus", now=NOW)
    person_erase(by=None, person=someone("eka"))
    assert Anonymous.objects.get().text == TEXT
    person_erase(by=None, person=three.coordinator)
    assert Anonymous.objects.values_list("answer", "answered_by_id").get() == ("Vastaus", None)
