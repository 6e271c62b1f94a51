"""The memory of the real server, web and worker in one process, after much was asked of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from soske.intake.applications import actions_sending
from soske.intake.applications.models import Submission
from soske.intake.applications.tasks import PATIENCE, submission_follow
from soske.programmes.actions import coordinator_add
from soske.programmes.queries import programme_get
from soske.programmes.states import ProgrammeState, programme_move
from tests.support import applying, world
from tests.support.ready import ready
from tests.support.served import Served
from tests.support.smtp import serving
from tests.support.visitor import Visitor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]

MOST_MIB = 100
PDFS = 200
APPLICATIONS = 20


@pytest.fixture
def server(db: None, tmp_path: Path) -> Iterator[Served]:
    with serving() as (_sink, port):
        served = Served(port, tmp_path)
        yield served
        served.kill()


def mib(server: Served) -> dict[str, int]:
    """What the largest process of the server has in memory now, and had at most."""
    assert server.process is not None
    group = [server.process.pid, *children(server.process.pid)]
    found = [status(pid) for pid in group]
    return max(found, key=lambda each: each["VmRSS"])


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def status(pid: int) -> dict[str, int]:
    lines = (line.split() for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) // 1024 for words in lines if words[0] in {"VmRSS:", "VmHWM:"}}


def until(wanted: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.2)


def test_two_hundred_pdfs_leave_the_server_small(server: Served) -> None:
    programme_move(world.programme("alpha"), ProgrammeState.PUBLIC, by=None)
    found = programme_get("alpha")
    assert found is not None
    coordinator = world.person("coordinator")
    coordinator_add(by=None, programme=found, person=coordinator, starts=timezone.localdate())
    for person, application in ready(found, APPLICATIONS):
        actions_sending.application_submit(by=person, application=application, now=applying.OPEN)
    Submission.objects.update(at=timezone.now() - 2 * PATIENCE)
    server.start()
    with Visitor(server.url, coordinator) as visitor:
        addresses = pages()
        for address in addresses * 3:
            answer = visitor.get(address)
            assert answer.status == 200, address
        loaded = mib(server)
        made = 0
        while made < PDFS:
            until(lambda: not Submission.objects.filter(pdf__isnull=True).exists())
            made += APPLICATIONS
            Submission.objects.update(pdf=None)
            for pk in Submission.objects.values_list("pk", flat=True):
                submission_follow.enqueue(pk)
        for address in addresses:
            visitor.get(address)
    after = mib(server)
    print(f"MiB after pages {loaded}, after {made} PDFs {after}")  # noqa: T201
    assert server.faults() == []
    assert after["VmRSS"] <= MOST_MIB, (loaded, after)


def pages() -> list[str]:
    pk = Submission.objects.earliest("pk").application_id
    with translation.override("fi"):
        return [
            *(reverse(name, args=["alpha"]) for name in ("applications", "applications_xlsx", "call_registry")),
            *(reverse(name, args=["alpha", pk]) for name in ("application_page", "application_registry")),
            reverse("submission_pdf", args=["alpha", pk, 1]),
            reverse("letters", args=["alpha"]),
            reverse("programme", args=["alpha"]),
        ]
