"""The pages of peer support: gone through without a script, bad input, who sees what, size."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from soske.base.memo import forget_all
from soske.intake.groups.models import Group, GroupPerson, GroupTopic
from soske.programmes.actions import coordinator_add
from soske.sprint.peers import actions_board
from soske.sprint.peers.models import Anonymous, Introduction, Limits, Question, Reply
from soske.sprint.peers.states import IntroductionState
from tests.sprint.peers.teams import DESK, NOW, OWN, Peers, someone
from tests.support.crowd import crowd
from tests.support.nasty import TEXTS
from tests.support.queries import counted
from tests.support.world import person

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


# --- gone through ---------------------------------------------------------------------------------------------------
def test_coordinator_finds_sends_and_closes_introductions(three: Peers) -> None:
    desk = three.client()
    assert "Ilman apua jäävät tiimit" in text_of(desk, DESK)
    answer = desk.post(f"{DESK}propose/", {"asked": "2", "each": "1"})
    assert answer.headers["Location"] == f"{DESK}drafts/"
    assert Limits.objects.values_list("asked", "each").get() == (2, 1)
    assert "Lähetä 2 yhteysehdotusta" in text_of(desk, f"{DESK}drafts/")
    first, second = Introduction.objects.order_by("pk")
    desk.post(f"{DESK}drafts/", {"act": f"out:{second.pk}"})
    sent = desk.post(f"{DESK}drafts/", {"act": "send"}, follow=True).content.decode()
    assert "1 yhteysehdotus on lähetetty tiimeille." in sent
    eka, kolmas = three.client("eka"), three.client("kolmas")
    page = f"{OWN}introductions/{first.pk}/"
    assert "kolmas@example.fi" not in text_of(eka, page)
    eka.post(page, {"act": "yes", "word": "Mielellämme"})
    assert "Olette hyväksyneet, he eivät ole vielä vastanneet" in text_of(eka, OWN)
    assert "Mielellämme" in text_of(kolmas, page)
    kolmas.post(page, {"act": "yes", "word": ""})
    assert "kolmas@example.fi" in text_of(eka, page) and "eka@example.fi" in text_of(kolmas, page)
    one = f"{DESK}introductions/{first.pk}/"
    assert desk.post(one, {"act": "close", "outcome": ""}).status_code == 422
    desk.post(one, {"act": "close", "outcome": "Vaihdoimme mallit ä"})
    assert "Vaihdoimme mallit ä" in text_of(kolmas, OWN)
    assert "Päätetty" in text_of(desk, f"{DESK}introductions/?state=closed")
    assert "Yksikään yhteys ei ole tässä tilassa." in text_of(desk, f"{DESK}introductions/?state=declined")


def test_coordinator_introduces_by_hand_and_withdraws(three: Peers) -> None:
    desk, page = three.client(), f"{DESK}teams/{three.teams[2].pk}/"
    assert "Öjan kunta" in text_of(desk, page)
    answer = desk.post(page, {"other": str(three.teams[1].pk)})
    made = Introduction.objects.get()
    assert answer.headers["Location"] == f"{DESK}introductions/{made.pk}/"
    said = desk.post(answer.headers["Location"], {"act": "withdraw"}, follow=True).content.decode()
    assert "Ehdotus on peruttu." in said
    for other in ("", "x", "9" * 30, str(three.teams[2].pk), str(three.teams[0].pk)):
        assert desk.post(page, {"other": other}).status_code == 302
    assert Introduction.objects.count() == 1


def test_team_edits_its_exchange_and_the_others_read_it(three: Peers) -> None:
    eka, neljas = three.client("eka"), three.client("neljas")
    page = text_of(eka, f"{OWN}exchange/")
    opened = page.split('name="opened" value="')[1].split('"')[0]
    sent = {"needs": ["audits", "people", "indicators"], "gives_text": "Kerromme <i>kaiken</i>", "opened": opened}
    answer = eka.post(f"{OWN}exchange/", sent)
    assert answer.status_code == 422 and "&lt;i&gt;kaiken&lt;/i&gt;" in answer.content.decode()  # "people" is no topic
    sent["needs"] = ["audits", "indicators"]
    assert eka.post(f"{OWN}exchange/", sent).status_code == 302
    shown = text_of(neljas, f"{OWN}teams/?kind=needs&topic=indicators")
    assert "Äänekosken kaupunki" in shown and "Öjan kunta" not in shown
    assert "Kerromme &lt;i&gt;kaiken&lt;/i&gt;" in shown
    stale = eka.post(f"{OWN}exchange/", sent)
    assert stale.status_code == 422 and "tallentanut" in stale.content.decode()


def test_topic_that_others_saw_is_settled_by_the_team(three: Peers) -> None:
    GroupTopic.objects.create(group=three.teams[0], kind="gives", code="audits", seen_by_id=1)
    eka = three.client("eka")
    assert 'value="gives.audits"' in text_of(eka, OWN)
    assert "Öjan kunta" in text_of(eka, f"{OWN}teams/?topic=audits")
    assert "Äänekosken" not in text_of(eka, f"{OWN}teams/?topic=audits")
    eka.post(f"{OWN}exchange/settle/", {"topic": "gives.audits", "right": "yes"})
    assert "Äänekosken" in text_of(eka, f"{OWN}teams/?topic=audits")


def test_board_is_used_without_a_script(three: Peers) -> None:
    eka, kolmas, desk = three.client("eka"), three.client("kolmas"), three.client()
    made = eka.post(f"{OWN}board/new/", {"title": "Kuinka pitkä jakso? ä", "topic": "audits"})
    page = made.headers["Location"]
    pk = Question.objects.get().pk
    assert page == f"{OWN}board/{pk}/"
    assert kolmas.post(page, {"text": ""}).status_code == 422
    kolmas.post(page, {"text": "Kolme <kuukautta>"})
    assert "Kolme &lt;kuukautta&gt;" in text_of(eka, page)
    eka.post(f"{page}act/", {"act": "solve"})
    assert "Kuinka pitkä" not in text_of(kolmas, f"{OWN}board/")
    assert "Kuinka pitkä" in text_of(kolmas, f"{OWN}board/?show=solved&topic=audits")
    eka.post(f"{page}act/", {"act": "open"})
    desk.post(f"{DESK}board/{pk}/", {"act": "hide"})
    assert kolmas.get(page).status_code == 404 and eka.get(page).status_code == 200
    assert "Kuinka pitkä" in text_of(desk, f"{DESK}board/?show=hidden")
    desk.post(f"{DESK}board/{pk}/", {"act": "show"})
    reply = Reply.objects.get()
    kolmas.post(f"{page}act/", {"act": "remove_reply", "reply": str(reply.pk)})
    assert not Reply.objects.exists()
    assert eka.post(f"{page}act/", {"act": "remove"}).headers["Location"] == f"{OWN}board/"


def test_answer_of_another_question_is_not_touched(three: Peers) -> None:
    team = three.team(0)
    ask = {"by": someone("eka"), "group": team, "text": "", "topic": "", "now": NOW}
    first, second = (actions_board.question_ask(title=title, **ask) for title in ("Yksi", "Kaksi"))  # type: ignore[arg-type]
    reply = actions_board.question_reply(by=someone("eka"), question=second, group=team, text="Vastaus", now=NOW)
    eka, desk = three.client("eka"), three.client()
    eka.post(f"{OWN}board/{first.pk}/act/", {"act": "remove_reply", "reply": str(reply.pk)})
    desk.post(f"{DESK}board/{first.pk}/", {"act": "hide_reply", "reply": str(reply.pk)})
    reply.refresh_from_db()
    assert reply.hidden_at is None


# --- who ------------------------------------------------------------------------------------------------------------
def test_introduction_is_there_for_its_two_teams_only(three: Peers) -> None:
    actions = three.propose()
    page = f"{OWN}introductions/{actions[0].pk}/"
    assert {name: three.client(name).get(page).status_code for name in ("eka", "toka", "kolmas", "neljas")} == {
        "eka": 200,
        "toka": 200,
        "kolmas": 200,
        "neljas": 404,
    }
    assert three.client("neljas").post(page, {"act": "yes"}).status_code == 404
    Introduction.objects.filter(pk=actions[0].pk).update(state=IntroductionState.DRAFT)
    assert three.client("eka").get(page).status_code == 404


def test_team_that_has_left_reads_nothing(three: Peers) -> None:
    Group.objects.filter(pk=three.teams[0].pk).update(team_since=None)
    eka = three.client("eka")
    for page in (OWN, f"{OWN}teams/", f"{OWN}board/", f"{OWN}anonymous/"):
        assert eka.get(page).status_code == 404
    assert "Äänekosken" not in text_of(three.client("kolmas"), f"{OWN}teams/")
    assert three.client().get(f"{DESK}teams/{three.teams[0].pk}/").status_code == 404


# --- bad input ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_bad_input_gets_a_clear_answer(three: Peers, text: str) -> None:
    row = three.propose()[0]
    eka, desk, fine = three.client("eka"), three.client(), {200, 302, 422}
    question = actions_board.question_ask(
        by=someone("eka"), group=three.team(0), title="Kysymys", text="", topic="", now=NOW
    )
    for name in ("needs", "gives", "needs_text", "gives_text", "opened"):
        assert eka.post(f"{OWN}exchange/", {name: text}).status_code in fine
    for name in ("title", "text", "topic", "token"):
        assert eka.post(f"{OWN}board/new/", {"title": "Kysymys", name: text}).status_code in fine
    for page in (f"{OWN}teams/", f"{OWN}board/", f"{DESK}board/", DESK, f"{DESK}introductions/", f"{DESK}anonymous/"):
        client = eka if page.startswith(OWN) else desk
        asked = dict.fromkeys(("kind", "topic", "show", "state", "page"), text[:500])
        assert client.get(page, asked).status_code == 200
    own = f"{OWN}introductions/{row.pk}/"
    for sent in ({"act": text}, {"act": "close", "outcome": text}, {"act": "no", "word": text}):
        assert eka.post(own, sent).status_code in fine
    one = f"{OWN}board/{question.pk}/"
    assert eka.post(one, {"text": text}).status_code in fine
    assert eka.post(f"{one}act/", {"act": text, "reply": text}).status_code in fine
    assert eka.post(f"{OWN}exchange/settle/", {"topic": text, "right": text}).status_code == 302
    assert eka.post(f"{OWN}anonymous/", {"text": text}).status_code in fine
    assert desk.post(f"{DESK}propose/", {"asked": text, "each": text}).status_code in fine
    assert desk.post(f"{DESK}drafts/", {"act": f"out:{text}"}).status_code == 302
    assert desk.post(f"{DESK}board/{question.pk}/", {"act": "hide_reply", "reply": text}).status_code == 302
    assert desk.post(f"{DESK}board/{question.pk}/", {"act": "reply", "text": text}).status_code in fine
    assert desk.post(f"{DESK}teams/{three.teams[0].pk}/", {"other": text}).status_code == 302


# --- size -----------------------------------------------------------------------------------------------------------
CODES = ("roles", "audits", "indicators", "requirements")


def measured(size: int) -> dict[str, tuple[int, int]]:
    """Page -> (queries, rows), warm, of an academy in which every team has topics, introductions and questions."""
    made = crowd(size, slug=f"peers{size}")
    Group.objects.filter(programme=made).update(team_since=timezone.now())
    groups = list(Group.objects.filter(programme=made).order_by("pk"))
    who, by = person(f"tekija{size}"), person(f"katsoja{size}")
    GroupPerson.objects.create(group=groups[0], person=who, name="Tekijä", starts=dt.date(2026, 12, 1))
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    GroupTopic.objects.bulk_create(
        GroupTopic(group=group, kind=kind, code=CODES[(number + shift) % 4])
        for number, group in enumerate(groups)
        for kind, shift in (("needs", 0), ("gives", 1))
    )
    now = timezone.now()
    half = [(one, other) for one, other in zip(groups[::2], groups[1::2], strict=True)]
    states = ("proposed", "draft")
    rows = Introduction.objects.bulk_create(
        Introduction(
            programme=made, giver=one, taker=other, topics=["roles"], proposed_at=now, state=states[number % 2]
        )
        for number, (one, other) in enumerate(half)
    )
    asked = Question.objects.bulk_create(
        Question(programme=made, group=group, title=f"Kysymys {group.pk}", topic="roles", asked_at=now)
        for group in groups
    )
    Reply.objects.bulk_create(Reply(question=asked[0], group=group, text="Vastaus", written_at=now) for group in groups)
    day = timezone.localdate() - dt.timedelta(days=1)
    Anonymous.objects.bulk_create(Anonymous(programme=made, text=f"Mitä {group.pk}", day=day) for group in groups)
    Anonymous.objects.bulk_create(
        Anonymous(programme=made, text=f"Mitä {group.pk}", day=day, answer="Näin", answered_at=now) for group in groups
    )
    own, desk = f"/fi/academies/{made.slug}/peers/", f"/fi/desk/{made.slug}/peers/"
    first = rows[0].pk
    pages = {
        who: ["", "exchange/", "teams/", "teams/?topic=roles", "board/", f"board/{asked[0].pk}/", "anonymous/"],
        by: ["", "?show=left", "drafts/", "introductions/", f"introductions/{first}/", f"teams/{groups[0].pk}/",
             "board/", f"board/{asked[0].pk}/", "anonymous/", "anonymous/?show=answered"],
    }  # fmt: skip
    found = {}
    for reader, some in pages.items():
        client = Client()
        client.force_login(reader)
        for page in [*some, f"introductions/{first}/"] if reader is who else some:
            address = f"{own if reader is who else desk}{page}"
            forget_all()
            assert client.get(address).status_code == 200
            with counted() as count:
                client.get(address)
            name = "".join("1" if part.isdigit() else part for part in page.partition("/"))
            found[("own " if reader is who else "desk ") + name.translate(str.maketrans("", "", "0123456789"))] = (
                count.queries,
                count.rows,
            )
    return found


def check(small: int, large: int) -> None:
    few, many = measured(small), measured(large)
    assert {name: queries for name, (queries, _rows) in many.items() if queries > few[name][0]} == {}
    assert {name: rows for name, (_queries, rows) in many.items() if rows > 450} == {}


def test_pages_ask_as_much_of_300_teams_as_of_60() -> None:
    check(60, 300)


@pytest.mark.long
def test_pages_ask_as_much_of_10000_teams_as_of_60() -> None:
    check(60, 10_000)


@pytest.mark.parametrize("size", [0, 1])
def test_academy_with_one_team_or_none(size: int) -> None:
    made = crowd(size, slug="pieni")
    Group.objects.filter(programme=made).update(team_since=timezone.now())
    by = person("katsoja")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(by)
    desk = "/fi/desk/pieni/peers/"
    for page in ("", "?show=left", "drafts/", "introductions/", "board/", "anonymous/"):
        assert client.get(desk + page).status_code == 200
    answer = client.post(f"{desk}propose/", {"asked": "3", "each": "2"}, follow=True).content.decode()
    assert "Uusia yhteyksiä ei löytynyt." in answer
