"""Collects what a browser complains about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

NO_ANSWER = 0
"""Stands among the allowed statuses for a request that gets no answer."""

LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  soskeViolation(`${event.violatedDirective} blocked ${event.blockedURI || "inline"} ${event.sample}`));
"""


class Watch:
    """Violations of the content policy, errors on the console and in scripts, failed requests, unexpected statuses."""

    def __init__(self, page: Page, *, allow: tuple[int, ...] = ()) -> None:
        self.page = page
        self.allow = set(allow)
        self.found: list[str] = []
        page.expose_binding("soskeViolation", lambda source, text: self.add(f"content policy: {text}"))
        page.add_init_script(LISTEN)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.add(f"script: {error}"))
        page.on("requestfailed", self.failed)
        page.on("response", self.answered)

    def add(self, line: str) -> None:
        self.found.append(f"{self.page.url}: {line}")

    def console(self, message: ConsoleMessage) -> None:
        # The browser logs every status of 400 and above as an error; `answered` judges those with more knowledge.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.add(f"console: {message.text}")

    def failed(self, request: Request) -> None:
        failure: Any = request.failure
        # A download, or a page that was left before it was whole.
        if failure != "net::ERR_ABORTED" and NO_ANSWER not in self.allow:
            self.add(f"failed: {request.method} {request.url} ({failure})")

    def answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allow:
            self.add(f"status {response.status}: {response.request.method} {response.url}")

    def complaints(self) -> list[str]:
        """All of it, after what is still on its way has come in."""
        if not self.page.is_closed():
            self.page.wait_for_timeout(20)
        return self.found
