"""Somebody's calendar read over the network, with care: only the web, only public addresses, little. How long it takes
altogether is not bounded here: whoever calls `busy_at` does so in a process apart, which is ended in time."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import socket
import ssl
from contextlib import closing
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from soske.engines.busy import NotACalendar, Span, busy_times

LONGEST = 500
"""Characters of an address."""
LARGEST = 5_000_000
SECONDS = 10.0
"""How long the network may say nothing."""
PIECE = 65_536
HOPS = 3
PORT = 443
MOVED = frozenset({301, 302, 303, 307, 308})
ACCEPTED = "text/calendar, */*;q=0.1"
AS_IT_IS = "/%:=&?~+!$,;'@()*[]"
"""Signs of a path that mean something, or are quoted already."""
UNICAST = ipaddress.IPv6Network("2000::/3")
"""Where addresses of the open network are: no link, no site, no group of machines."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NoFeed(Exception):
    """Why there is no calendar: "address" (none that may be read), "unreachable", "refused", "large" or "content"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Target(NamedTuple):
    """An address of the web as it is asked for, all of it ASCII."""

    host: str
    path: str

    @property
    def url(self) -> str:
        return f"https://{f'[{self.host}]' if ':' in self.host else self.host}:{PORT}{self.path}"


def busy_at(url: str, *, since: dt.datetime, until: dt.datetime) -> list[Span] | str:
    """When the owner of the calendar at an address is busy (engines.busy.busy_times), or the code of NoFeed: it comes
    back from a process apart, as an exception does not."""
    try:
        return busy_times(_fetched(url), since=since, until=until)
    except NotACalendar:
        return "content"
    except NoFeed as fault:
        return fault.code


def target(url: str, base: str = "") -> Target:
    """What an address means, seen from another one.

    Raises:
        NoFeed: it is none that may be read.
    """
    try:
        parts = urlsplit(urljoin(base, url.strip().replace("webcal://", "https://", 1)))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        path = quote(parts.path or "/", AS_IT_IS) + (f"?{quote(parts.query, AS_IT_IS)}" if parts.query else "")
        port = parts.port or PORT
    except ValueError as fault:  # no address, no name of a machine, no text
        raise NoFeed("address") from fault
    if parts.scheme != "https" or not host or parts.username or port != PORT or len(url) > LONGEST:
        raise NoFeed("address")
    return Target(host, path)


def _fetched(url: str) -> bytes:
    base = ""
    for _hop in range(HOPS):
        asked = target(url, base)
        answer = _get(asked)
        if isinstance(answer, bytes):
            return answer
        url, base = answer, asked.url
    raise NoFeed("unreachable")


def _get(asked: Target) -> bytes | str:
    """The content, or where it has moved."""
    try:
        with closing(_Public(asked.host, PORT, timeout=SECONDS, context=ssl.create_default_context())) as connection:
            connection.request("GET", asked.path, headers={"Accept": ACCEPTED, "User-Agent": "Soske"})
            with connection.getresponse() as answer:
                if answer.status in MOVED:
                    return (answer.getheader("Location") or "").encode("latin-1").decode("utf-8", "replace")
                if answer.status != http.client.OK:
                    raise NoFeed("refused")
                return _content(answer)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NoFeed("unreachable") from fault


def _content(answer: http.client.HTTPResponse) -> bytes:
    content = bytearray()
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise NoFeed("large")
    return bytes(content)


class _Public(http.client.HTTPSConnection):
    """Connects to public addresses only, to the very address that was looked at: what a name means may change between
    looking and connecting."""

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        public = [place for *_kind, place in found if reachable(str(place[0]))]
        if not public:
            raise NoFeed("address")
        self.sock = socket.create_connection((str(public[0][0]), self.port), timeout=self.timeout)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)  # type: ignore[attr-defined]


def reachable(address: str) -> bool:
    """Whether an IP address is one machine of the open network: never this machine or the organiser's own network, also
    not by an address that stands for another one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is None:
            return found in UNICAST and found.is_global
        found = inner
    return found.is_global and not found.is_multicast
