"""The real server is killed without warning while people write and submit: what it has acknowledged is there."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation

from soske.intake.applications.models import Application, Submission
from soske.intake.applications.tasks import PATIENCE
from soske.intake.groups.actions_members import place_add
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.models import EarlierWriting, Letter, ParallelWriting, StoredFile, Writing
from tests.support import applying, world
from tests.support.at_once import at_once
from tests.support.ready import call_set, ready, writer
from tests.support.served import Served
from tests.support.smtp import Sink, serving
from tests.support.visitor import Reply, Visitor, Visitors

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 5
WORD = re.compile(r"w\d+n\d+")
WAIT = 90.0


@pytest.fixture
def mail() -> Iterator[tuple[Sink, int]]:
    with serving() as found:
        yield found


@pytest.fixture
def server(db: None, mail: tuple[Sink, int], tmp_path: Path) -> Iterator[Served]:
    served = Served(mail[1], tmp_path)
    yield served
    served.kill()


@pytest.fixture
def visit(server: Served) -> Iterator[Visitors]:
    visitors = Visitors(server.url)
    yield visitors
    visitors.close()


@pytest.fixture
def programme(db: None) -> Programme:
    programme_move(world.programme("alpha"), ProgrammeState.PUBLIC, by=None)
    found = programme_get("alpha")
    assert found is not None
    return found


def address(name: str, application: Application) -> str:
    with translation.override("fi"):
        return reverse(name, args=["alpha", application.pk])


def sent(act: Callable[[], Reply]) -> Reply:
    """The answer of the server, asked again and again while it is down, as the page does with what was typed."""
    end = time.monotonic() + WAIT
    while True:
        try:
            return act()
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < end, "the server stays away"
            time.sleep(0.05)


def until(wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not wanted():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.05)


# --- autosave -------------------------------------------------------------------------------------------------------
@dataclass
class Typing:
    """One who types, in a field of her own and in one that all write in, by turns. She never looks up: what comes too
    late stays beside the other text. `acknowledged` are the words that the server has confirmed."""

    visitor: Visitor
    application: Application
    number: int
    keys: tuple[str, str]
    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def type(self, saves: int) -> None:
        texts, versions = dict.fromkeys(self.keys, ""), dict.fromkeys(self.keys, "0-")
        for save in range(saves):
            key, word = self.keys[save % 2], f"w{self.number}n{save}"
            texts[key] = f"{texts[key]} {word}".strip()
            fields = {
                "field": key,
                "text": texts[key],
                "version": versions[key],
                "token": f"window-of-{self.number}.{save + 1}",
            }
            answer = sent(partial(self.visitor.post, address("application_answer", self.application), fields))
            self.statuses[answer.status] += 1
            if answer.status in (200, 409):
                self.acknowledged.append(word)
            if answer.status == 200:
                versions[key] = json.loads(answer.body)["version"]


def kept(application: Application) -> list[str]:
    """Every text that is there: those that stand, earlier ones, those beside."""
    under = {"writing__subject_type": "application", "writing__subject_id": application.pk}
    return [
        *Writing.objects.filter(subject_type="application", subject_id=application.pk).values_list("text", flat=True),
        *EarlierWriting.objects.filter(**under).values_list("text", flat=True),
        *ParallelWriting.objects.filter(**under).values_list("text", flat=True),
    ]


@pytest.mark.parametrize(
    ("saves", "kills"), [(200, 1), pytest.param(1000, 5, marks=pytest.mark.long)], ids=["200 saves", "1000 saves"]
)
def test_every_acknowledged_save_outlives_the_server(
    programme: Programme, server: Served, visit: Visitors, saves: int, kills: int
) -> None:
    application = applying.begin(programme, writer(0))
    lead = application.group.members.get()
    for number in range(1, WRITERS):
        place_add(by=writer(0), member=lead, name=f"Kirjoittaja {number}", email=f"writer{number}@example.fi")
    keys = [each.key for part in applying.form(application).sections for each in part.fields if each.kind == "text"]
    typing = [
        Typing(visit(writer(number)), application, number, (keys[number], keys[WRITERS])) for number in range(WRITERS)
    ]
    server.start()
    done = threading.Event()

    def disturb() -> None:
        for kill in range(1, kills + 1):
            # In the middle of whatever it does when so many saves are acknowledged.
            until(lambda at=kill * saves // (kills + 1): sum(len(each.acknowledged) for each in typing) >= at)  # type: ignore[misc]
            server.kill()
            server.start()
        done.set()

    at_once([disturb, *(partial(each.type, saves // WRITERS) for each in typing)])
    server.kill()  # once more, at the very end
    assert done.is_set()
    assert sum((each.statuses for each in typing), Counter()).keys() <= {200, 409}
    acknowledged = [word for each in typing for word in each.acknowledged]
    texts = kept(application)
    assert (len(acknowledged), sorted(set(acknowledged) - set(WORD.findall(" ".join(texts))))) == (saves, [])
    for text in texts:  # nothing stands twice, and all in the order in which it was typed
        words = WORD.findall(text)
        assert words == sorted(set(words), key=lambda word: int(word.partition("n")[2]))
    assert server.faults() == []


# --- submitting -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [6, pytest.param(20, marks=pytest.mark.long)])
def test_every_acknowledged_submission_outlives_the_server(
    programme: Programme, server: Served, visit: Visitors, mail: tuple[Sink, int], count: int
) -> None:
    made = ready(programme, count)
    call_set(programme, -1, 1)
    server.start()
    received: dict[int, int] = {}

    def submit(person: Person, application: Application) -> None:
        visitor = visit(person)
        answer = sent(partial(visitor.post, address("application_submit", application)))
        assert (answer.status, answer.location) == (302, address("application_received", application))
        received[application.pk] = numbers()[application.pk]

    def disturb() -> None:
        until(lambda: len(received) >= count // 3)
        server.kill()
        there = numbers()
        assert {pk: there.get(pk) for pk in list(received)} == dict(received)
        server.start()

    at_once([disturb, *(partial(submit, *each) for each in made)])
    assert numbers() == received
    assert sorted(received.values()) == list(range(1, count + 1))
    assert Submission.objects.count() == count

    # Once more while the worker makes the PDFs and writes the letters.
    until(lambda: StoredFile.objects.filter(subject_type="submission").exists())
    server.kill()
    assert (numbers(), Submission.objects.count()) == (received, count)
    Submission.objects.update(at=F("at") - PATIENCE)  # by then the sweep takes what a kill has interrupted
    server.start()
    until(lambda: not Submission.objects.filter(Q(pdf__isnull=True) | Q(told=False)).exists())
    until(lambda: not Letter.objects.filter(state="waiting", leaves_at__lte=timezone.now()).exists())
    server.kill()
    letters = Letter.objects.filter(code="submitted")
    assert sorted(letters.values_list("person_id", flat=True)) == sorted(person.pk for person, _application in made)
    assert StoredFile.objects.filter(subject_type="submission").count() == count
    came = Counter((each.recipients[0], each.message["Subject"]) for each in mail[0].mails)
    for letter in letters.select_related("person"):
        assert letter.person is not None
        times = came[letter.person.email, letter.subject]
        # One whose sending was interrupted may have left: it is never sent twice, and the coordinator sees it.
        assert times == 1 if letter.state == "sent" else (letter.state, times <= 1) == ("sending", True)
    assert server.faults() == []


def numbers() -> dict[int, int]:
    rows = Application.objects.filter(state="submitted").values_list("pk", "number")
    return {pk: number or 0 for pk, number in rows}
