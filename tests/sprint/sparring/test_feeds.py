"""A coach's own calendar is read over the network, and what is not a public calendar is not read."""

from __future__ import annotations

import datetime as dt
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from soske.sprint.sparring import actions_times, feeds
from soske.sprint.sparring.feeds import FeedFailed, address_checked, busy_fetched, reachable
from soske.sprint.sparring.models import Busy, Coach
from soske.sprint.sparring.tasks import calendars_read
from tests.support.sparring import NOW, Sparring

UNTIL = NOW + dt.timedelta(days=400)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kalenteri//FI\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Salainen lääkäri\r\n"
    "DTSTART:20270211T070000Z\r\nDTEND:20270211T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


class Site(BaseHTTPRequestHandler):
    """A calendar, and what goes wrong with calendars."""

    def do_GET(self) -> None:
        if self.path == "/moved.ics":
            self.send_response(302)
            self.send_header("Location", "/calendar.ics")
            self.end_headers()
            return
        if self.path == "/round.ics":
            self.send_response(302)
            self.send_header("Location", "/round.ics")
            self.end_headers()
            return
        if self.path == "/inside.ics":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/secret")
            self.end_headers()
            return
        if self.path == "/secret.ics":
            self.send_error(403)
            return
        content = {"/calendar.ics": CALENDAR, "/page.ics": b"<html>", "/huge.ics": b"x" * 5_000_001}.get(self.path, b"")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: no certificate for the test server can be made")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(file), "-out", f"{file}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.fixture
def site(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server with a certificate that is trusted here only; its address counts as one of the open network."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    server.socket = serving.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(feeds.ssl, "create_default_context", lambda: trusting)
    monkeypatch.setattr(feeds, "reachable", lambda _address: True)
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


# --- addresses ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.7",
        "169.254.169.254",
        "172.16.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "0.0.0.0",
    ],
)
def test_own_network_is_never_reached(address: str) -> None:
    assert not reachable(address)


def test_open_network_is_reached() -> None:
    assert [reachable(address) for address in ("1.1.1.1", "2606:4700::1111")] == [True, True]


@pytest.mark.parametrize(
    "url",
    [
        "http://kalenteri.fi/a.ics",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@kalenteri.fi/a.ics",
        "https://kalenteri.fi:99999/",
        "kalenteri.fi/a.ics",
        "javascript:alert(1)",
    ],
)
def test_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        address_checked(url)
    assert set(refused.value.message_dict) == {"busy_url"}


def test_name_that_leads_to_this_machine_is_not_connected_to() -> None:
    with pytest.raises(FeedFailed) as failed:
        busy_fetched("https://localhost:1/a.ics", since=NOW, until=UNTIL)
    assert failed.value.code == "address"


# --- a server -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["calendar.ics", "moved.ics"])
def test_busy_times_are_read_and_nothing_else(site: str, path: str) -> None:
    found = busy_fetched(f"{site}/{path}", since=NOW, until=UNTIL)
    assert found == [(dt.datetime(2027, 2, 11, 7, tzinfo=dt.UTC), dt.datetime(2027, 2, 11, 8, tzinfo=dt.UTC))]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("page.ics", "content"),
        ("secret.ics", "refused"),
        ("huge.ics", "large"),
        ("round.ics", "unreachable"),
        ("inside.ics", "address"),
        ("empty.ics", "content"),
    ],
)
def test_what_is_no_calendar_says_why(site: str, path: str, code: str) -> None:
    with pytest.raises(FeedFailed) as failed:
        busy_fetched(f"{site}/{path}", since=NOW, until=UNTIL)
    assert (failed.value.code, bool(failed.value.words())) == (code, True)


@pytest.mark.django_db
def test_calendar_of_a_coach_is_read_again_and_keeps_what_it_had_when_it_fails(spar: Sparring, site: str) -> None:
    coach = spar.coaches[0]
    coach.programme = spar.programme
    assert coach.person is not None
    assert actions_times.busy_set(by=coach.person, coach=coach, url=f"{site}/calendar.ics", now=NOW) == 1
    Coach.objects.filter(pk=coach.pk).update(busy_url=f"{site}/secret.ics", busy_tried_at=None)
    before = spar.programme.revision
    assert calendars_read.func() == 0
    assert spar.programme.revision > before  # pages that remember her free times, and hers with the fault, forget
    coach.refresh_from_db()
    assert (coach.busy_fault, Busy.objects.filter(coach=coach).count()) == ("refused", 1)
    assert calendars_read.func() == 0  # not tried again before its time
    Coach.objects.filter(pk=coach.pk).update(busy_url=f"{site}/calendar.ics", busy_tried_at=None)
    before = spar.programme.revision
    assert calendars_read.func() == 1
    assert spar.programme.revision > before
    coach.refresh_from_db()
    assert coach.busy_fault == ""
    actions_times.busy_set(by=coach.person, coach=coach, url="", now=NOW)
    assert not Busy.objects.exists()
