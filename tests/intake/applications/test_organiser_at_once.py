"""Two at once on the organiser's side."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection

from soske.intake.applications import tasks
from soske.intake.applications.models import CompletionRequest
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.records.models import Letter, StoredFile
from tests.support import world
from tests.support.called import called


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_ask_at_once_ask_once() -> None:
    call = called()
    other = world.person("toinen")
    coordinator_add(by=None, programme=call.programme, person=other, starts=dt.date(2020, 1, 1))
    statuses: list[int] = []
    start = threading.Barrier(2)

    def go(person: Person) -> None:
        client = call.client(person)
        start.wait(10)
        data = {"fields": ["themes"], "message": "x", "due": "20.1.2030", "clock": "16"}
        answer = client.post(f"/en/desk/alpha/applications/{call.single.pk}/completion/", data)
        statuses.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=go, args=[person]) for person in (call.coordinator, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(statuses) == [302, 422]
    assert CompletionRequest.objects.count() == 1
    assert Letter.objects.filter(code="completion").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_pdf() -> None:
    call = called()
    pk = call.single.submissions.get().pk
    start = threading.Barrier(2)

    def go() -> None:
        start.wait(10)
        tasks.pdf_ensure(pk)
        connection.close()

    threads = [threading.Thread(target=go) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert StoredFile.objects.filter(subject_type="submission").count() == 1
