"""What the measurements share: requests to a WSGI application, their CPU time, what they ask of the database."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from typing import Any, TypeVar

REQUESTS = 200  # in one run
RUNS = 5
WARM_UP = 20  # requests before the first run: imports, templates and translations are loaded once per process

Application = Callable[..., Any]
T = TypeVar("T")


def arguments(description: str | None) -> argparse.Namespace:
    """The arguments of every script here, since `make bench ARGS=...` gives the same ones to each."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, default=1000, help="groups of the measured academy (default: 1000)")
    parser.add_argument("--sizes", action="store_true", help="pages.py, submit.py: also with other sizes, to 10,000")
    parser.add_argument("--database", default="", help="submit.py: address of an empty PostgreSQL database to use")
    return parser.parse_args()


@dataclass(frozen=True)
class Answered:
    status: int
    body: bytes


def call(
    application: Application, path: str, cookie: str = "", form: bytes | None = None, *, htmx: bool = False
) -> Answered:
    """One GET, or the POST of a form, without a server: the body is read to its end and the response closed."""
    route, _mark, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": route,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT": "text/html",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    if htmx:
        environ["HTTP_HX_REQUEST"] = "true"
    if form is not None:
        environ |= {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "wsgi.input": BytesIO(form),
        }
    status = ""

    def start_response(line: str, headers: Sequence[tuple[str, str]], exc_info: Any = None) -> None:
        nonlocal status
        status = line

    response = application(environ, start_response)
    try:
        body = b"".join(response)
    finally:
        response.close()
    return Answered(int(status.partition(" ")[0]), body)


def cpu_ms(application: Application, path: str, cookie: str = "", *, requests: int = REQUESTS) -> float:
    """Milliseconds of CPU time that one GET takes: the mean of one run."""
    gc.collect()
    began = time.process_time()
    for _number in range(requests):
        call(application, path, cookie)
    return (time.process_time() - began) / requests * 1000


@dataclass(frozen=True)
class Probe:
    """What one GET asks of the database and how many bytes it answers."""

    queries: int
    rows: int
    size: int


def probe(application: Application, path: str, cookie: str = "") -> Probe:
    """Count the queries of a warm GET and the rows that SQLite hands over for them.

    Raises RuntimeError when the answer is not 200: the time of an error page is not what is asked for.
    """
    from django.db import connection

    for _number in range(WARM_UP):
        answered = call(application, path, cookie)
    if answered.status != 200:
        raise RuntimeError(f"{path} answers {answered.status}")
    queries = rows = 0

    def count_query(execute: Callable[..., T], *given: Any) -> T:
        nonlocal queries
        queries += 1
        return execute(*given)

    def count_row(cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal rows
        rows += 1
        return row

    connection.ensure_connection()
    connection.connection.row_factory = count_row
    try:
        with connection.execute_wrapper(count_query):
            answered = call(application, path, cookie)
    finally:
        connection.connection.row_factory = None
    return Probe(queries, rows, len(answered.body))


class Side:
    """A process of its own, in which functions of a module are run one after the other."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))

    def run(self, function: Callable[..., T], *given: Any, **named: Any) -> T:
        return self._pool.submit(function, *given, **named).result()

    def close(self) -> None:
        self._pool.shutdown()
