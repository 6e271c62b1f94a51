"""A page that arrives in two parts is read when both are there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import OpenPage
from tests.support.browsing import texts


class InTwoParts(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href=data:,><a href=/next>Next</a>" + b" " * 5000)
        self.wfile.flush()
        time.sleep(0.3)
        self.wfile.write(b"<p>The rest</p>")

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def slow() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), InTwoParts)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("javascript", [True, False])
def test_nothing_is_read_from_half_a_page(open_page: OpenPage, slow: str, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"{slow}/")
    page.get_by_role("link", name="Next").click()
    assert texts(page, "p") == ["The rest"]
    page.get_by_role("link", name="Next").click()
    assert page.locator("p").count() == 1
    page.get_by_role("link", name="Next").click()
    assert page.locator("p").is_visible()
    page.get_by_role("link", name="Next").click()
    assert "The rest" in page.content()
