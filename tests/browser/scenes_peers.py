"""The pages of peer support in their states, and what is wrong in their forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from soske.intake.groups.actions_topics import exchange_set, topics_see
from soske.intake.groups.models import Group, GroupTopic, GroupWords
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.peers import actions, actions_board
from soske.sprint.peers.models import Anonymous, Introduction, Question
from soske.sprint.peers.queries import introduction_of, teams_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]


def of_peers(coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes, in the practice academy, whose groups become teams."""
    practice = programme_get("harjoitus")
    assert practice is not None
    teams = list(teams_of(practice).filter(contact__isnull=False).select_related("contact"))[:4]
    first, *_between, fourth = teams
    people = [team.contact for team in teams if team.contact is not None]
    exchanged(teams, people, long)
    rows = introduced(practice, coordinator, teams, people, long)
    hidden, answered = asked(coordinator, teams, people, long)
    day = timezone.localdate() - dt.timedelta(days=3)
    actions_board.anonymous_ask(programme=practice, text=f"{long} {long}", today=day)
    question = Anonymous.objects.get(programme=practice)
    question.programme = practice
    actions_board.anonymous_answer(by=coordinator, question=question, answer=long, now=timezone.now())
    actions_board.anonymous_ask(programme=practice, text=long, today=day)
    waiting = Anonymous.objects.get(programme=practice, answered_at__isnull=True)
    # What only others saw in a team, and its words of the application, wait for it.
    topics_see(by=coordinator, group=fourth, seen={"needs": ["indicators"]})
    GroupWords.objects.filter(group=fourth).update(open=False)

    def send(page: Page) -> None:
        page.locator("main form .ds-button:not([data-variant])").last.click()

    def sent_anonymously(page: Page) -> None:
        page.locator("[name=text]").fill("Saako aiheen vielä vaihtaa?")
        send(page)

    def press(value: str) -> Callable[[Page], None]:
        return lambda page: page.locator(f"[name=act][value={value}]").click()

    def too_many(page: Page) -> None:
        page.locator("main details > summary").first.click()
        page.locator("[name=asked]").fill("999")
        page.locator("main details form .ds-button").click()

    def own(name: str, *more: int) -> str:
        return reverse(name, args=["harjoitus", *more])

    def none(name: str) -> str:
        return reverse(name, args=["tyhja"])

    one, two, *_rest = people
    return [
        ("own", own("own_peers"), one, None, 200),
        ("own, seen by others", own("own_peers"), people[3], None, 200),
        ("exchange edited", own("exchange_edit"), people[3], None, 200),
        ("all teams", own("exchange"), one, None, 200),
        ("all teams, none of the topic", own("exchange") + "?topic=leadership", one, None, 200),
        ("introduction that waits", own("introduction", rows["proposed"]), people[2], None, 200),
        ("introduction under way", own("introduction", rows["accepted"]), one, None, 200),
        ("introduction closed without a line", own("introduction", rows["accepted"]), one, send, 422),
        ("introduction closed", own("introduction", rows["closed"]), two, None, 200),
        ("introduction declined", own("introduction", rows["declined"]), two, None, 200),
        ("board", own("board"), one, None, 200),
        ("board, solved", own("board") + "?show=solved", one, None, 200),
        ("new question without words", own("question_new"), one, send, 422),
        ("own question with answers", own("question", answered), one, None, 200),
        ("question of others", own("question", answered), two, None, 200),
        ("answer without words", own("question", answered), two, send, 422),
        ("own question, hidden", own("question", hidden), two, None, 200),
        ("anonymous", own("anonymous"), one, None, 200),
        ("anonymous without words", own("anonymous"), one, send, 422),
        ("anonymous sent", own("anonymous"), two, sent_anonymously, 200),
        ("desk", own("peers"), coordinator, None, 200),
        ("desk, left out", own("peers") + "?show=left", coordinator, None, 200),
        ("desk, limits out of range", own("peers"), coordinator, too_many, 422),
        ("desk, no teams", none("peers"), coordinator, None, 200),
        ("drafts", own("peers_drafts"), coordinator, None, 200),
        ("no drafts", none("peers_drafts"), coordinator, None, 200),
        ("introductions", own("introductions"), coordinator, None, 200),
        ("no introductions", none("introductions"), coordinator, None, 200),
        ("desk of an introduction", own("introduction_desk", rows["declined"]), coordinator, None, 200),
        ("desk closes without a line", own("introduction_desk", rows["accepted"]), coordinator, press("close"), 422),
        ("desk of a team", own("peers_team", first.pk), coordinator, None, 200),
        ("desk of the board", own("board_desk") + "?show=all", coordinator, None, 200),
        ("desk of a question", own("question_desk", answered), coordinator, None, 200),
        ("desk answers without words", own("question_desk", answered), coordinator, press("reply"), 422),
        ("desk of anonymous questions", own("anonymous_desk"), coordinator, None, 200),
        ("desk of answered questions", own("anonymous_desk") + "?show=answered", coordinator, None, 200),
        ("anonymous answered without words", own("anonymous_answer", waiting.pk), coordinator, press("answer"), 422),
    ]


def exchanged(teams: list[Group], people: list[Person], long: str) -> None:
    """Every team needs what the next ones give, and says so in long words."""
    codes = ("audits", "roles", "requirements", "indicators")
    GroupTopic.objects.filter(group__in=teams).delete()
    for number, (team, person) in enumerate(zip(teams, people, strict=True)):
        team.programme = programme_get("harjoitus")  # type: ignore[assignment]
        topics = {"gives": [codes[number], codes[number - 1]], "needs": [codes[number - 2], codes[number - 3]]}
        exchange_set(by=person, group=team, topics=topics, words={"needs": long, "gives": f"{long} {long}"})


def introduced(practice: Programme, by: Person, teams: list[Group], people: list[Person], long: str) -> dict[str, int]:
    """State -> an introduction in it; two drafts besides."""
    now = timezone.now()
    answers = {"closed": (0, 1), "declined": (1, 2), "accepted": (0, 3), "proposed": (2, 3)}
    found = {}
    for state, places in answers.items():
        one, other = (teams[place] for place in places)
        made = actions.introduction_make(by=by, one=one, other=other, now=now)
        found[state] = made.pk
        for place in places if state in {"closed", "accepted"} else places[:1] if state == "declined" else ():
            each = introduction_of(teams[place], made.pk)
            assert each is not None
            each.introduction.programme = practice
            actions.introduction_answer(by=people[place], each=each, yes=state != "declined", word=long, now=now)
    closed = Introduction.objects.get(pk=found["closed"])
    closed.programme = practice
    actions.introduction_close(by=people[0], introduction=closed, outcome=long, now=now)
    drafts = Introduction(programme=practice, giver=teams[0], taker=teams[2], topics=["roles"], back=["audits"])
    drafts.save()
    return found


def asked(by: Person, teams: list[Group], people: list[Person], long: str) -> tuple[int, int]:
    """A question that is hidden, and one with answers, one of which is hidden; a solved one besides."""
    now = timezone.now()

    def ask(place: int, title: str) -> Question:
        return actions_board.question_ask(
            by=people[place], group=teams[place], title=title, text=long, topic="roles", now=now
        )

    hidden, answered, solved = ask(1, long), ask(0, "Miten aloititte?"), ask(2, "Kuka seuraa ehtoa?")
    actions_board.question_hide(by=by, question=hidden, hidden=True, now=now)
    actions_board.question_solve(by=people[2], question=solved, group=teams[2], solved=True, now=now)
    for place in (1, 2):
        reply = actions_board.question_reply(
            by=people[place], question=answered, group=teams[place], text=f"{long} {place}", now=now
        )
    actions_board.question_reply(by=by, question=answered, group=None, text="Järjestäjän vastaus", now=now)
    actions_board.reply_hide(by=by, reply=reply, hidden=True, now=now)
    return hidden.pk, answered.pk
