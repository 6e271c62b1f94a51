"""Audit rows, the outbox, files, calendar entries."""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import signal
import struct
import subprocess
import sys
import textwrap
import time
import zipfile
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from soske.base.localtext import LocalText
from soske.people.models import Person
from soske.records.actions import (
    calendar_entry_cancel,
    calendar_entry_set,
    file_remove,
    file_store,
    letter_queue,
    letters_cancel,
    letters_send_due,
)
from soske.records.mail import TRIES
from soske.records.models import AuditRow, CalendarEntry, Letter, StoredFile
from soske.records.states import MOVES, LetterState, letter_move
from soske.records.tasks import leftovers_clear, outbox_send
from soske.records.uploads import LARGEST, MOST_MEMBERS, CappedUploadHandler, clean_name
from tests.support.smtp import Received, Sink, serving
from tests.support.world import PDF, person

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC)  # half an hour before summer time begins in Helsinki
SUBJECT = ("announcement", 1)


def queue(
    to: Person,
    key: str = "selected:1",
    leaves_at: dt.datetime = NOW,
    subject_line: str = "Tulkaa mukaan: Ääkkösakatemia",
) -> Letter | None:
    return letter_queue(
        key=key,
        code="selected",
        person=to,
        language="fi",
        subject_line=subject_line,
        body="Hei,\n\n**tervetuloa**.",
        scope=1,
        subject=SUBJECT,
        leaves_at=leaves_at,
        reply_to="akatemia@example.fi",
    )


def state(key: str = "selected:1") -> str:
    return Letter.objects.get(key=key).state


def test_letter_is_sent_once_with_its_text(smtp: list[Received]) -> None:
    queue(person("aino"))
    assert letters_send_due(now=NOW) == {"sent": 1, "kept": 0, "failed": 0, "later": 0}
    assert letters_send_due(now=NOW) == {"sent": 0, "kept": 0, "failed": 0, "later": 0}
    [(recipients, message)] = smtp
    assert recipients == ["aino@example.fi"]
    assert (message["Subject"], message["Reply-To"], message["Content-Language"]) == (
        "Tulkaa mukaan: Ääkkösakatemia",
        "akatemia@example.fi",
        "fi",
    )
    plain, html = message.iter_parts()
    assert "tervetuloa" in plain.get_content()
    assert "<strong>tervetuloa</strong>" in html.get_content()
    assert state() == LetterState.SENT


def test_letter_waits_for_its_time(smtp: list[Received]) -> None:
    queue(person("aino"), leaves_at=NOW + dt.timedelta(seconds=1))
    assert letters_send_due(now=NOW) == {"sent": 0, "kept": 0, "failed": 0, "later": 0}
    assert state() == LetterState.WAITING


def test_same_letter_is_queued_once() -> None:
    to = person("aino")
    assert queue(to) is not None
    assert queue(to) is None
    assert Letter.objects.count() == 1


def test_cancelled_letter_can_wait_again_and_a_sent_one_cannot(smtp: list[Received]) -> None:
    to = person("aino")
    queue(to)
    assert letters_cancel(subject=SUBJECT, code="selected") == 1
    assert (state(), letters_send_due(now=NOW)["sent"]) == (LetterState.CANCELLED, 0)
    assert queue(to) is not None
    assert letters_send_due(now=NOW)["sent"] == 1
    assert letters_cancel(subject=SUBJECT, code="selected") == 0
    assert queue(to) is None
    assert len(smtp) == 1


def test_letter_to_a_refused_address_fails_and_the_next_is_sent(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    sink.refuse.add("aino@example.fi")
    queue(person("aino"))
    queue(person("eino"), key="selected:2")
    with caplog.at_level(logging.WARNING):
        assert letters_send_due(now=NOW) == {"sent": 1, "kept": 0, "failed": 1, "later": 0}
    assert state() == LetterState.FAILED
    assert "aino" not in caplog.text.lower()


def no_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


def test_letter_waits_longer_and_longer_for_a_mail_server_and_then_fails(settings: Any) -> None:
    no_server(settings)
    queue(person("aino"))
    now, pauses, outcomes = NOW, [], []
    for _try in range(TRIES):
        outcomes.append({word for word, count in letters_send_due(now=now).items() if count})
        letter = Letter.objects.get()
        pauses.append((letter.leaves_at - now) // dt.timedelta(minutes=1))
        now = letter.leaves_at
    assert outcomes == [{"later"}] * 6 + [{"failed"}]
    assert pauses == [5, 15, 45, 135, 405, 1215, 0]
    assert (letter.state, letter.tries, letter.fault) == (LetterState.FAILED, 7, "ConnectionRefusedError")


def test_letter_leaves_when_the_mail_server_is_there_again(settings: Any) -> None:
    no_server(settings)
    queue(person("aino"))
    queue(person("eino"), key="selected:2")
    assert letters_send_due(now=NOW) == {"sent": 0, "kept": 0, "failed": 0, "later": 1}
    assert list(Letter.objects.order_by("pk").values_list("state", "tries")) == [("waiting", 1), ("waiting", 0)]
    with serving() as (sink, port):
        settings.EMAIL_PORT = port
        assert letters_send_due(now=NOW) == {"sent": 1, "kept": 0, "failed": 0, "later": 0}
        assert letters_send_due(now=NOW + dt.timedelta(minutes=5)) == {"sent": 1, "kept": 0, "failed": 0, "later": 0}
    assert [mail.recipients for mail in sink.mails] == [["eino@example.fi"], ["aino@example.fi"]]


def test_letter_refused_for_now_waits_and_the_next_is_sent(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    sink.busy.add("aino@example.fi")
    queue(person("aino"))
    queue(person("eino"), key="selected:2")
    with caplog.at_level(logging.WARNING):
        assert letters_send_due(now=NOW) == {"sent": 1, "kept": 0, "failed": 0, "later": 1}
    assert (state(), state("selected:2")) == (LetterState.WAITING, LetterState.SENT)
    assert "aino" not in caplog.text.lower()


def test_letter_whose_connection_broke_while_it_was_handed_over_is_not_sent_again(
    smtp: list[Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise SMTPServerDisconnected("nobody knows whether it left")

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", broken)
    queue(person("aino"))
    assert letters_send_due(now=NOW) == {"sent": 0, "kept": 0, "failed": 1, "later": 0}
    assert (state(), Letter.objects.get().fault) == (LetterState.FAILED, "SMTPServerDisconnected")


def test_letter_that_cannot_be_made_fails_and_the_next_is_sent(smtp: list[Received]) -> None:
    queue(person("aino"))
    queue(person("eino"), key="selected:2")
    Letter.objects.filter(key="selected:1").update(subject="two\nlines")
    assert letters_send_due(now=NOW) == {"sent": 1, "kept": 0, "failed": 1, "later": 0}
    assert Letter.objects.get(key="selected:1").fault == "BadHeaderError"
    assert [mail.recipients for mail in smtp] == [["eino@example.fi"]]


def test_letter_subject_is_one_line_that_fits() -> None:
    queue(person("aino"), subject_line="Tulkaa\r\nmukaan:\x00\tnyt")
    queue(person("eino"), key="selected:2", subject_line="x" * 300)
    assert list(Letter.objects.order_by("pk").values_list("subject", flat=True)) == [
        "Tulkaa mukaan: nyt",
        "x" * 199 + "…",
    ]


def test_letter_that_waits_again_has_all_its_tries(settings: Any) -> None:
    no_server(settings)
    to = person("aino")
    queue(to)
    letters_send_due(now=NOW)
    assert letters_cancel(subject=SUBJECT, code="selected") == 1
    queue(to)
    assert list(Letter.objects.values_list("state", "tries", "fault")) == [("waiting", 0, "")]


def test_letter_to_someone_who_left_fails(smtp: list[Received]) -> None:
    left = person("aino")
    queue(left)
    left.is_active = False
    left.save()
    assert letters_send_due(now=NOW)["failed"] == 1
    assert smtp == []


def test_demo_sends_nothing(smtp: list[Received], settings: Any) -> None:
    settings.DEMO = True
    queue(person("aino"))
    assert letters_send_due(now=NOW) == {"sent": 0, "kept": 1, "failed": 0, "later": 0}
    assert (smtp, state()) == ([], LetterState.KEPT)


@pytest.mark.parametrize("before", list(LetterState))
def test_letter_moves_only_as_the_table_says(before: LetterState) -> None:
    queue(person("aino"))
    for to in LetterState:
        Letter.objects.update(state=before)
        moved = letter_move(Letter.objects.get(), to)
        assert moved == (to in MOVES.get(before, set())), (before, to)
        assert state() == (to if moved else before)


def test_letter_that_another_worker_took_is_not_sent(smtp: list[Received]) -> None:
    queue(person("aino"))
    mine = Letter.objects.get()
    assert letter_move(Letter.objects.get(), LetterState.SENDING)
    assert letter_move(mine, LetterState.SENDING) is False


def waiting_jobs() -> list[str]:
    return [path.rsplit(".", 1)[1] for path in DBTaskResult.objects.ready().values_list("task_path", flat=True)]


def test_task_sends_what_is_due(smtp: list[Received]) -> None:
    queue(person("aino"), leaves_at=timezone.now())
    assert outbox_send.call() == {"sent": 1, "kept": 0, "failed": 0, "later": 0}
    assert waiting_jobs() == []


def test_task_that_leaves_due_letters_is_enqueued_again(
    smtp: list[Received], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("soske.records.tasks.letters_send_due", lambda now: letters_send_due(now=now, limit=2))
    for number in range(3):
        queue(person(f"p{number}"), key=f"selected:{number}", leaves_at=timezone.now())
    assert (outbox_send.call()["sent"], waiting_jobs()) == (2, ["outbox_send"])
    assert (outbox_send.call()["sent"], waiting_jobs()) == (1, ["outbox_send"])
    no_server(settings)
    for number in range(3, 6):
        queue(person(f"p{number}"), key=f"selected:{number}", leaves_at=timezone.now())
    assert (outbox_send.call()["later"], waiting_jobs()) == (1, ["outbox_send"])  # a server that is down is not pressed


def test_leftovers_are_cleared_and_what_is_in_use_stays() -> None:
    who, now = person("aino"), timezone.now()
    for key, days, held in [
        ("expired", -1, {SESSION_KEY: str(who.pk)}),
        ("signed in", 1, {SESSION_KEY: str(who.pk)}),
        ("unfinished", 12.9, {"account_login": {"email": "aino@example.fi"}}),
        ("begun today", 13.1, {"account_login": {"email": "aino@example.fi"}}),
    ]:
        expires = now + dt.timedelta(days=days)
        Session.objects.create(session_key=key, session_data=SessionStore().encode(held), expire_date=expires)
    for days in (6, 8):
        job = DBTaskResult.objects.get(pk=outbox_send.enqueue().id)
        job.set_successful(None)
        DBTaskResult.objects.filter(pk=job.pk).update(finished_at=now - dt.timedelta(days=days))
    leftovers_clear.call()
    assert sorted(Session.objects.values_list("session_key", flat=True)) == ["begun today", "signed in"]
    assert [(now - job.finished_at).days for job in DBTaskResult.objects.all()] == [6]


KILLED = """
    import os, sys
    os.environ["DJANGO_SETTINGS_MODULE"] = "soske.settings"
    import django
    from django.conf import settings
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[2])
    django.setup()
    from soske.records.tasks import outbox_send
    outbox_send.call()
"""


@pytest.mark.django_db(transaction=True)
def test_letter_of_a_killed_worker_is_not_sent_again(smtp: list[Received]) -> None:
    """The worker is killed while the mail server has not answered yet: nobody knows whether the letter left."""
    import socket

    queue(person("aino"), leaves_at=timezone.now())
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        port = deaf.getsockname()[1]
        worker = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED), str(connection.settings_dict["NAME"]), str(port)],
            env={**os.environ, "SOSKE_SECRET_KEY": "x" * 50},
        )
        called, _address = deaf.accept()
        end = time.monotonic() + 10
        while state() != LetterState.SENDING and time.monotonic() < end:
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        called.close()
    assert state() == LetterState.SENDING
    assert letters_send_due(now=timezone.now() + dt.timedelta(days=1)) == {
        "sent": 0,
        "kept": 0,
        "failed": 0,
        "later": 0,
    }
    assert smtp == []


# --- files --------------------------------------------------------------------------------------------------------
def office(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "<xml/>")
    return content.getvalue()


WORD = "word/document.xml"


def spoiled(at: int, value: int, mark: bytes = b"PK\x01\x02") -> bytes:
    """An Office file with two bytes of its list of members overwritten."""
    content = office(WORD)
    place = content.index(mark) + at
    return content[:place] + struct.pack("<H", value) + content[place + 2 :]


def store(name: str, content: bytes, size: int | None = None) -> StoredFile:
    return file_store(
        by=None,
        scope=1,
        subject=("programme", 1),
        name=name,
        upload=io.BytesIO(content),
        size=len(content) if size is None else size,
    )


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ohje.pdf", PDF, "application/pdf"),
        ("OHJE.PDF", PDF, "application/pdf"),
        (
            "ääkkönen ö.docx",
            office("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "diat.pptx",
            office("ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("luvut.xlsx", office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_file_is_kept_with_its_checked_type(name: str, content: bytes, kind: str) -> None:
    stored = store(name, content)
    assert (stored.name, stored.content_type, stored.size) == (name, kind, len(content))
    with stored.file.open("rb") as kept:
        assert kept.read() == content
    assert AuditRow.objects.get().act == "file_stored"


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("ohje.pdf", b"<html>not a pdf</html>", None),
        ("ohje.pdf", b"", None),
        ("ohje.pdf", PDF, LARGEST + 1),
        ("ohje.exe", PDF, None),
        ("ohje", PDF, None),
        ("kirje.docx", PDF, None),
        ("kirje.docx", office("xl/workbook.xml"), None),
        ("kirje.docx", b"PK\x03\x04broken", None),
        ("kirje.docx", office("word/document.xml", "word/vbaProject.bin"), None),
        ("kirje.docx", spoiled(6, 99), None),  # a version of zip that nobody knows
        ("kirje.docx", spoiled(8, 0x800).replace(WORD.encode(), b"word/\xff\xfe" + b"x" * 10), None),  # not UTF-8
        ("kirje.docx", spoiled(12, 0xFFFF, b"PK\x05\x06"), None),  # a list that is longer than the file
        ("kirje.docx", office(WORD, *(f"m{number}" for number in range(MOST_MEMBERS))), None),
        ("kirje.docx", office(WORD, *(f"{number:0250}" for number in range(MOST_MEMBERS - 1))), None),  # a long list
        ("x" * 200 + ".pdf", PDF, None),
    ],
)
def test_wrong_file_is_refused_and_nothing_is_kept(name: str, content: bytes, size: int | None) -> None:
    with pytest.raises(ValidationError) as refused:
        store(name, content, size)
    assert len(refused.value.messages) == 1
    assert (StoredFile.objects.count(), AuditRow.objects.count()) == (0, 0)


def test_file_of_many_members_is_kept() -> None:
    content = office(WORD, *(f"word/media/image{number}.png" for number in range(MOST_MEMBERS - 1)))
    assert store("kirje.docx", content).size == len(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a\x00b.pdf", "ab.pdf"),
        ("lasku\u202efdp.exe.pdf", "laskufdp.exe.pdf"),
        ("\u2066ohje\u2069.pdf", "ohje.pdf"),
        ("..\\..\\etc/ohje.pdf", "ohje.pdf"),
        ("ohje\r\n uusi.pdf", "ohje uusi.pdf"),
    ],
)
def test_file_name_is_read_as_it_is(name: str, kept: str) -> None:
    assert (clean_name(name), store(name, PDF).name) == (kept, kept)


def test_large_file_is_refused_with_its_size_and_never_lies_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A visitor's file, too: the protection against forged requests reads the form before anyone is asked."""
    written: list[int] = []
    take = CappedUploadHandler.receive_data_chunk

    def taken(self: CappedUploadHandler, raw_data: bytes, start: int) -> None:
        take(self, raw_data, start)
        written.append(self.file.tell())

    monkeypatch.setattr(CappedUploadHandler, "receive_data_chunk", taken)
    answer = Client().post(
        "/fi/sign-in/", {"email": "a@example.fi", "file": SimpleUploadedFile("x.pdf", b"x" * 60_000_000)}
    )
    assert (answer.status_code, max(written) <= LARGEST, written[-1]) == (302, True, 0)


@pytest.mark.django_db(transaction=True)
def test_removed_file_leaves_the_disk_too() -> None:
    stored = store("ohje.pdf", PDF)
    storage, path = stored.file.storage, stored.file.name
    file_remove(by=None, stored=stored)
    assert (StoredFile.objects.count(), storage.exists(path)) == (0, False)


# --- calendar entries ---------------------------------------------------------------------------------------------
def entry(hours: int = 0) -> CalendarEntry:
    start = NOW + dt.timedelta(hours=hours)
    return calendar_entry_set(
        scope=1,
        subject=("stage", 1),
        name=LocalText(fi="Työpaja"),
        starts=start,
        ends=start + dt.timedelta(hours=1),
        all_day=False,
    )


def test_calendar_entry_keeps_its_uid_and_counts_its_changes() -> None:
    first = entry()
    assert (entry().sequence, entry(1).sequence, entry(1).sequence) == (0, 1, 1)
    assert CalendarEntry.objects.get().uid == first.uid


def test_calendar_entry_can_be_cancelled_and_come_back() -> None:
    entry()
    calendar_entry_cancel(subject=("stage", 1))
    calendar_entry_cancel(subject=("stage", 1))
    assert (CalendarEntry.objects.get().cancelled, CalendarEntry.objects.get().sequence) == (True, 1)
    assert (entry().cancelled, entry().sequence) == (False, 2)


def test_calendar_entry_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError):
        calendar_entry_set(
            scope=1, subject=("stage", 1), name=LocalText(fi="x"), starts=NOW, ends=NOW - dt.timedelta(1), all_day=True
        )
