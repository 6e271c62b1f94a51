"""A person with a session who visits a real server, without a browser: what she sends may be anything."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from http.client import HTTPConnection, RemoteDisconnected
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.test import Client

from soske.people.models import Person

TOKEN = "t" * 32
"""A form is accepted when its token is that of the cookie; both are ours to choose."""


class Reply(NamedTuple):
    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def value(self, name: str) -> str:
        """What the hidden or visible input of this name holds."""
        found = re.search(rf'name="{re.escape(name)}"[^>]*?value="([^"]*)"', self.text)
        assert found is not None, f"no input {name}"
        return html.unescape(found[1])

    def area(self, name: str) -> str:
        """What the textarea of this name holds."""
        found = re.search(rf'<textarea[^>]*? name="{re.escape(name)}"[^>]*>\n?([^<]*)</textarea>', self.text)
        assert found is not None, f"no textarea {name}"
        return html.unescape(found[1])

    def choices(self) -> list[str]:
        """The buttons of the boxes of two texts."""
        return [html.unescape(value) for value in re.findall(r'name="choose" value="([^"]*)"', self.text)]


class Visitor:
    """One person, one connection that stays open. Not for several threads."""

    def __init__(self, url: str, person: Person, *, seconds: float = 60) -> None:
        client = Client()
        client.force_login(person)
        self.person = person
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
        self.host = urlsplit(url).netloc
        self.seconds = seconds
        self.connection: HTTPConnection | None = None

    def get(self, path: str) -> Reply:
        try:
            return self.send("GET", path)
        except RemoteDisconnected:  # it was idle for long
            return self.send("GET", path)

    def post(self, path: str, fields: dict[str, str] | Sequence[tuple[str, str]] = ()) -> Reply:
        pairs = list(fields.items() if isinstance(fields, dict) else fields)
        body = urlencode([*pairs, ("csrfmiddlewaretoken", TOKEN)]).encode()
        return self.send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        """One request; a connection that the server closed with its last answer is opened again."""
        if self.connection is None:
            self.connection = HTTPConnection(self.host, timeout=self.seconds)
        try:
            self.connection.request(method, path, body, {"Cookie": self.cookies, **(headers or {})})
            answer = self.connection.getresponse()
            content = answer.read()
        except BaseException:
            self.close()
            raise
        if answer.will_close or answer.getheader("Connection", "").lower() == "close":
            self.close()
        return Reply(answer.status, answer.getheader("Location", ""), content)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Visitors:
    """Visitors of one server; all connections are closed together."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.made: list[Visitor] = []

    def __call__(self, person: Person) -> Visitor:
        visitor = Visitor(self.url, person)
        self.made.append(visitor)
        return visitor

    def close(self) -> None:
        for visitor in self.made:
            visitor.close()
