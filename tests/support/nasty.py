"""Bad input by the hundred, sent to every address of an app: a clear answer, and nothing half-saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from urllib.parse import quote_plus

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from soske.base.memo import forget_all
from tests.access.test_access import address, status
from tests.support.access import Row
from tests.support.world import World

FORM = "application/x-www-form-urlencoded"
TEXTS: dict[str, str] = {
    "nothing": "",
    "spaces": " \t\r\n\u00a0\u2003\u200b ",
    "NUL": "a\0b\0",
    "control": "".join(map(chr, range(32))) + "\x7f\x85",
    "right to left": "\u202egpj.exe\u202c\u2066אבג\u2069 \u200f",
    "emoji": "👩🏽\u200d🚒🇫🇮🏳️\u200d🌈" * 20,
    "beyond the plane": "\U0010ffff\ufffe\uffff\ufdd0",
    "marks": "Z" + "\u0301\u0338" * 500,
    "HTML": "</textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>&lt;&#0;&amp;",
    "attribute": "\"'` onfocus=alert(1) x=",
    "template": "{{ 7*7 }}{% load x %}${7*7}#{7*7}{list}{{link}}{0.__class__}%(n)s%s%n",
    "formula": '=HYPERLINK("http://example.fi";"x")+cmd|\' /C calc\'!A1',
    "SQL": "'; DROP TABLE x; -- %\\_",
    "path": "../../../etc/passwd\\..\\..\0.pdf",
    "lines": "a\r\nb\rc\u2028d\u2029e\n" * 50,
    "mail headers": "x@example.fi\r\nBcc: other@example.fi\r\n\r\ntext",
    "number": "99999999999999999999999999",
    "negative": "-1",
    "odd digits": "²٣৪Ⅷ",
    "exponent": "1e309",
    "not a number": "nan",
    "date": "0000-99-99",
    "far date": "9999-12-31",
    "choice of others": "mine:1:1:q.pilot_object",
    "forged choice": "both:99999999999999999999:-1:" + "x" * 5000,
    "version": "99999999999999999999999-" + "f" * 16,
    "token": "window-one.999999999999999999 window-one.1",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "link": "javascript:alert(1)//https://example.fi/\u2028",
    "long word": "x" * 20_000,
    "long text": "Pitkä teksti, jossa on sanoja. " * 10_000,
}
LONG = {"long text", "long word"}
FEW = {
    "nothing": "",
    "everything": "".join(text for what, text in TEXTS.items() if what not in {*LONG, "number"}),
    "number": TEXTS["number"],
    "long word": TEXTS["long word"],
}
"""For the run that must be quick."""
RAW: dict[str, bytes] = {
    "half a pair": b"%ED%A0%80%ED%B0%80",
    "no UTF-8": b"%FF%FE%80abc%C3",
    "overlong": b"%C0%80%E0%80%80",
    "UTF-7": b"+ADw-script+AD4-",
    "bad escape": b"%%%u0041%zz%",
    "raw bytes": "ä\udcff".encode("utf-8", "surrogateescape"),
}
"""As it stands in the body of a form, behind the equals sign."""
BODIES: dict[str, tuple[str, bytes]] = {
    "JSON": ("application/json", b'{"text": "x"}'),
    "no type": ("", b"text=x"),
    "plain": ("text/plain", b"text=x"),
    "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "broken parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-',
    ),
    "no name": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"),
    "odd charset": ("application/x-www-form-urlencoded; charset=utf-16", b"text=\xff\xfe\x00"),
    "unknown charset": ("application/x-www-form-urlencoded; charset=klingon", b"text=x"),
    "empty": (FORM, b""),
    "many": (FORM, "&".join(f"f{number}=x" for number in range(1001)).encode()),
}
FEW_RAW = {what: RAW[what] for what in ("half a pair", "no UTF-8")}
FEW_BODIES = {what: BODIES[what] for what in ("JSON", "broken parts", "odd charset", "empty")}
METHODS = ("put", "patch", "delete", "options", "head", "trace")

# Rows of the visit itself, not of what was sent.
VISIT = {"session", "presence", "revision", "dbtaskresult"}


def snapshot() -> dict[str, list[object]]:
    """Every row of every table, but for who was there."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())  # type: ignore[attr-defined]
        for model in apps.get_models()
        if model._meta.model_name not in VISIT
    }


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is not written; nothing that was remembered of it stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_all()


@contextmanager
def writes() -> Iterator[list[str]]:
    """Statements that wrote something, rolled back or not."""
    found: list[str] = []

    def look(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if sql.split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def encoded(fields: Iterable[tuple[str, str]], raw: bytes | None = None) -> bytes:
    """The body of a form; with `raw` every field holds that."""
    return b"&".join(
        quote_plus(name).encode()
        + b"="
        + (quote_plus(value.encode("utf-8", "surrogatepass")).encode() if raw is None else raw)
        for name, value in fields
    )


Requests = Iterator[tuple[str, Callable[[], HttpResponseBase]]]
"""What is bad about a request, and the request."""
Send = Callable[[str, Client, str], Requests]
"""(name of the page, client who may open it, its address) -> requests."""


class Walk:
    """The addresses of a table as those who may open them, with a good form for each."""

    def __init__(
        self,
        world: World,
        table: Mapping[str, Row],
        roles: Iterable[str],
        good: Mapping[str, Mapping[str, str]],
        keeps: Iterable[str] = (),
    ) -> None:
        """`keeps` are pages that save what they can of a form of which they refuse something."""
        self.world, self.table, self.good, self.keeps = world, table, good, set(keeps)
        self.clients = {role: world.client(role) for role in roles}
        for client in self.clients.values():
            client.raise_request_exception = False

    def __iter__(self) -> Iterator[tuple[str, Client, str]]:
        for name, row in self.table.items():
            # Who opens the page; of a thing that is not there, who may look for it.
            open_to = [role for role in self.clients if row.statuses[role] in {200, 302, 405}]
            role = next(iter(open_to), None) or next(role for role in self.clients if row.statuses[role] == 404)
            yield name, self.clients[role], address(name, row.kwargs, self.world)

    def fields(self, name: str) -> list[tuple[str, str]]:
        return list(self.good.get(name, {}).items())

    def failed(self, send: Send) -> list[str]:
        """Pages that answered with an error of the server, or that refused something and yet wrote."""
        found: list[str] = []
        before = snapshot()
        for name, client, url in self:
            for what, ask in send(name, client, url):
                with undone(), writes() as wrote:
                    code = status(ask())
                    if code >= 500:
                        found.append(f"{name}: {what}: {code}")
                    elif code >= 400 and wrote and name not in self.keeps and snapshot() != before:
                        found.append(f"{name}: {what}: {code}, and something was written")
        return found

    def texts(self, texts: Mapping[str, str]) -> list[str]:
        """Every field of every form holds one of these texts."""

        def send(name: str, client: Client, url: str) -> Requests:
            for what, text in texts.items():
                body = encoded([(field, text) for field, _value in self.fields(name)])
                yield what, partial(client.post, url, body, content_type=FORM)

        return self.failed(send)

    def one_by_one(self, texts: Mapping[str, str]) -> list[str]:
        """One field holds such a text, the others are good."""

        def send(name: str, client: Client, url: str) -> Requests:
            fields = self.fields(name)
            for place, (field, _value) in enumerate(fields):
                for what, text in texts.items():
                    body = encoded([*fields[:place], (field, text), *fields[place + 1 :]])
                    yield f"{what} in {field}", partial(client.post, url, body, content_type=FORM)

        return self.failed(send)

    def raw(self, raws: Mapping[str, bytes] = RAW) -> list[str]:
        """Bytes that are no text in the fields of every form, and in the query."""

        def send(name: str, client: Client, url: str) -> Requests:
            for what, raw in raws.items():
                fields = self.fields(name) or [("text", "")]
                yield what, partial(client.post, url, encoded(fields, raw), content_type=FORM)
                query = encoded(fields, raw).decode("latin-1")
                yield f"{what}, asked", partial(client.get, url, QUERY_STRING=query)

        return self.failed(send)

    def missing_and_double(self) -> list[str]:
        """Each field left out, alone, and twice."""

        def send(name: str, client: Client, url: str) -> Requests:
            fields = self.fields(name)
            for field in fields:
                others = [each for each in fields if each != field]
                for what, some in (
                    ("without", others),
                    ("only", [field]),
                    ("twice", [*fields, field, (field[0], "x")]),
                ):
                    yield f"{what} {field[0]}", partial(client.post, url, encoded(some), content_type=FORM)

        return self.failed(send)

    def bodies(self, bodies: Mapping[str, tuple[str, bytes]] = BODIES) -> list[str]:
        """What is no form at all, and methods that no page knows."""

        def send(name: str, client: Client, url: str) -> Requests:
            for what, (kind, body) in bodies.items():
                yield what, partial(client.generic, "POST", url, body, content_type=kind)
            for method in METHODS:
                yield method, partial(client.generic, method.upper(), url, b"", content_type=FORM)

        return self.failed(send)

    def asked(self, names: Iterable[str], texts: Mapping[str, str]) -> list[str]:
        """Bad words in the query of every page."""
        names = list(names)

        def send(name: str, client: Client, url: str) -> Requests:
            for what, text in texts.items():
                query = encoded([(each, text) for each in names]).decode()
                yield what, partial(client.get, url, QUERY_STRING=query)

        return self.failed(send)
