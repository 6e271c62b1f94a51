"""A coach's own calendar read over the network, with care: only the web, only public addresses, little and not long."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import socket
import ssl
import time
from contextlib import closing
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from soske.engines.apart import ApartFailed, called_apart

LARGEST = 5_000_000
SECONDS, LATEST = 10.0, 20.0
"""How long one answer of the network may take, and everything together."""
READING = 20.0
"""Seconds in which a calendar is understood."""
PIECE = 65_536
HOPS = 3
MOVED = frozenset({301, 302, 303, 307, 308})
ACCEPTED = "text/calendar, */*;q=0.1"


class FeedFailed(Exception):
    """Why a calendar could not be read; `code` is kept, without the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def words(self) -> str:
        """The same for the person who gave the address."""
        return fault_words(self.code)


def fault_words(code: str) -> str:
    """What is wrong with a calendar, in words."""
    return {
        "address": _("Write an address that begins with https:// and leads to a calendar on the web."),
        "unreachable": _("The calendar does not answer. Check the address, or try again later."),
        "refused": _("The calendar is not open to those who have its address. Share it and copy the address again."),
        "large": _("The calendar is too large to be read."),
        "content": _("There is no calendar at this address. Copy the address of the calendar in iCal format."),
    }.get(code, "")


def address_checked(url: str) -> None:
    """Whether an address may be read at all.

    Raises:
        ValidationError: keyed by "busy_url".
    """
    try:
        _target(url)
    except FeedFailed as fault:
        raise ValidationError({"busy_url": [fault.words()]}) from fault


def _target(url: str) -> tuple[str, int, str]:
    """(host, port, path) of an address of the web."""
    try:
        parts = urlsplit(url.strip().replace("webcal://", "https://", 1))
        port = parts.port or 443
    except ValueError as fault:
        raise FeedFailed("address") from fault
    if parts.scheme != "https" or not parts.hostname or parts.username or len(url) > 500:
        raise FeedFailed("address")
    return parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def busy_fetched(url: str, *, since: dt.datetime, until: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """When the owner of the calendar at this address is busy, between two moments.

    Raises:
        FeedFailed: it cannot be read, or it is no calendar.
    """
    from soske.engines.busy import busy_times  # heavy: read by the few who have given an address

    content = _fetched(url)
    try:  # apart: whatever somebody else's calendar holds, it takes no more time and memory than this
        return called_apart(busy_times, READING, content, since=since, until=until)
    except ApartFailed as fault:
        raise FeedFailed("content") from fault


def _fetched(url: str) -> bytes:
    for _hop in range(HOPS):
        host, port, path = _target(url)
        answer = _get(host, port, path)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(f"https://{host}:{port}{path}", answer)
    raise FeedFailed("unreachable")


def _get(host: str, port: int, path: str) -> bytes | str:
    """The content, or where it has moved."""
    latest = time.monotonic() + LATEST
    try:
        with closing(_Public(host, port, timeout=SECONDS, context=ssl.create_default_context())) as connection:
            connection.request("GET", path, headers={"Accept": ACCEPTED, "User-Agent": "Soske"})
            with connection.getresponse() as answer:
                if answer.status in MOVED:
                    return answer.getheader("Location") or ""
                if answer.status != http.client.OK:
                    raise FeedFailed("refused")
                return _content(answer, latest)
    except (OSError, http.client.HTTPException) as fault:
        raise FeedFailed("unreachable") from fault


def _content(answer: http.client.HTTPResponse, latest: float) -> bytes:
    """What is sent, piece by piece, so that a server which dribbles holds nobody for long."""
    content = bytearray()
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise FeedFailed("large")
        if time.monotonic() > latest:
            raise FeedFailed("unreachable")
    return bytes(content)


class _Public(http.client.HTTPSConnection):
    """Connects to public addresses only, to the very address that was looked at: what a name means may change between
    looking and connecting."""

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        public = [place for *_kind, place in found if reachable(str(place[0]))]
        if not public:
            raise FeedFailed("address")
        self.sock = socket.create_connection((str(public[0][0]), self.port), timeout=self.timeout)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)  # type: ignore[attr-defined]


def reachable(address: str) -> bool:
    """Whether an IP address is one of the open network: never this machine or the organiser's own network."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global
