"""A coach's own calendar is read over the network, and what is not a public calendar is not read."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from soske.engines.feeds import NoFeed, reachable, target
from soske.sprint.sparring import actions_times, feeds
from soske.sprint.sparring.feeds import FeedFailed, address_checked, busy_fetched
from soske.sprint.sparring.models import Busy, Coach
from soske.sprint.sparring.tasks import calendars_read
from tests.support.calendars import busy_here
from tests.support.sparring import NOW, Sparring

UNTIL = NOW + dt.timedelta(days=400)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kalenteri//FI\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Salainen lääkäri\r\n"
    "DTSTART:20270211T070000Z\r\nDTEND:20270211T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


ROOT = Path(__file__).resolve().parents[3]
MOVED = {
    "/moved.ics": "/calendar.ics",
    "/round.ics": "/round.ics",
    "/inside.ics": "http://127.0.0.1/secret",
    "/bracket.ics": "https://[",
    "/dots.ics": "https://a..b/",
    "/umlaut.ics": "/\u00e4.ics",
    "/nowhere.ics": "",
}


class Site(BaseHTTPRequestHandler):
    """A calendar, and what goes wrong with calendars."""

    def do_GET(self) -> None:
        if self.path in MOVED:
            self.wfile.write(f"HTTP/1.1 302 Found\r\nLocation: {MOVED[self.path]}\r\n\r\n".encode())
            return
        if self.path == "/dribbles.ics":
            self._dribble()
            return
        if self.path == "/secret.ics":
            self.send_error(403)
            return
        content = {
            "/calendar.ics": CALENDAR,
            "/%C3%A4.ics?%C3%B6=1": CALENDAR,
            "/%C3%A4.ics": CALENDAR,
            "/page.ics": b"<html>",
            "/huge.ics": b"x" * 5_000_001,
        }.get(self.path, b"")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def _dribble(self) -> None:
        """A header now and then, for ever: none of the waits of the reader is long."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(80):
                self.wfile.write(f"X-{number}: x\r\n".encode())
                time.sleep(0.5)
        except OSError:
            return  # nobody reads any more

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
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(feeds, "busy_at", busy_here)
    monkeypatch.setattr("soske.engines.feeds.PORT", server.server_address[1])
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
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::127.0.0.1",
        "::1.1.1.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "2002:7f00:1::1",
        "2002:0a00:0001::1",
        "2002:e000:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_own_network_is_never_reached(address: str) -> None:
    assert not reachable(address)


def test_open_network_is_reached() -> None:
    found = ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1"]
    assert [address for address in found if not reachable(address)] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://kalenteri.fi/a.ics",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@kalenteri.fi/a.ics",
        "https://kalenteri.fi:99999/",
        "https://kalenteri.fi:8443/",
        "https://kalenteri.fi:22/a.ics",
        "https://a..b/x",
        f"https://{'a' * 70}.fi/x",
        "https://[",
        "https://[::1/x",
        "https://kalenteri.fi/\ud800",
        f"https://kalenteri.fi/{'a' * 500}",
        "kalenteri.fi/a.ics",
        "javascript:alert(1)",
    ],
)
def test_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        address_checked(url)
    assert set(refused.value.message_dict) == {"busy_url"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://1.1.1.1/\u00e4", ("1.1.1.1", "/%C3%A4")),
        ("webcal://P\u00e4iv\u00e4.fi", ("xn--piv-qlac.fi", "/")),
        ("https://kalenteri.fi/a%20b c?x=\u00f6&y=1%2F2#z", ("kalenteri.fi", "/a%20b%20c?x=%C3%B6&y=1%2F2")),
        ("https://kalenteri.fi:443/a\r\nX: 1", ("kalenteri.fi", "/aX:%201")),
    ],
)
def test_address_is_asked_for_in_letters_that_the_network_knows(url: str, expected: tuple[str, str]) -> None:
    assert target(url) == expected


@pytest.mark.parametrize(
    "moved", ["https://[", "https://a..b/", "http://kalenteri.fi/", "//kalenteri.fi:8443/", "ftp:x"]
)
def test_address_that_has_moved_to_none_is_refused(moved: str) -> None:
    with pytest.raises(NoFeed) as refused:
        target(moved, "https://kalenteri.fi/a/b.ics")
    assert refused.value.code == "address"
    assert target("../c.ics", "https://[2606:4700::1111]:443/a/b.ics") == ("2606:4700::1111", "/c.ics")


def test_name_that_leads_to_this_machine_is_not_connected_to() -> None:
    with pytest.raises(FeedFailed) as failed:
        busy_fetched("https://localhost/a.ics", since=NOW, until=UNTIL)
    assert failed.value.code == "address"


# --- a server -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["calendar.ics", "moved.ics", "umlaut.ics", "\u00e4.ics?\u00f6=1"])
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
        ("bracket.ics", "address"),
        ("dots.ics", "address"),
        ("nowhere.ics", "unreachable"),
        ("empty.ics", "content"),
    ],
)
def test_what_is_no_calendar_says_why(site: str, path: str, code: str) -> None:
    with pytest.raises(FeedFailed) as failed:
        busy_fetched(f"{site}/{path}", since=NOW, until=UNTIL)
    assert (failed.value.code, bool(failed.value.words())) == (code, True)


def test_server_that_never_ends_holds_nobody_for_long(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LATEST", 3.0)
    began = time.monotonic()
    with pytest.raises(FeedFailed) as failed:
        busy_fetched(f"{site}/dribbles.ics", since=NOW, until=UNTIL)
    assert failed.value.code == "unreachable"
    assert time.monotonic() - began < 8


@pytest.mark.django_db
def test_calendar_of_one_coach_keeps_no_other_from_being_read(
    spar: Sparring, site: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = spar.coaches[:2]
    Coach.objects.filter(pk=first.pk).update(busy_url=f"{site}/broken.ics")
    Coach.objects.filter(pk=second.pk).update(busy_url=f"{site}/calendar.ics", busy_tried_at=NOW.replace(year=2020))
    read = busy_fetched

    def breaks(url: str, **when: dt.datetime) -> object:
        if url.endswith("broken.ics"):
            raise RuntimeError(url)
        return read(url, **when)

    monkeypatch.setattr(actions_times, "busy_fetched", breaks)
    with caplog.at_level(logging.ERROR):
        assert calendars_read.func() == 1
    assert Busy.objects.filter(coach=second).count() == 1
    assert [record.getMessage() for record in caplog.records] == ["A calendar could not be read: RuntimeError"]
    assert all(record.exc_info is None for record in caplog.records)


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
