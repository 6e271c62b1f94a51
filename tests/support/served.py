"""The real server, `soske serve`, in a process of its own on the database of the tests: it can be killed any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from tests.support.smtp import free_port

SECONDS = 60.0


class Served:
    """Web and worker on a port that stays the same. `mail` is the port of a mail server."""

    def __init__(self, mail: int, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SOSKE_")},
            **_database(folder),
            "SOSKE_SECRET_KEY": settings.SECRET_KEY,
            "SOSKE_BASE_URL": "https://academy.example.fi",
            "SOSKE_HOSTS": "127.0.0.1",
            "SOSKE_PROXIES": "0",
            "SOSKE_MAIL_URL": f"smtp://127.0.0.1:{mail}",
            "SOSKE_MAIL_FROM": "Academy <academy@example.fi>",
            "SOSKE_CONTACT": "academy@example.fi",
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "soske.cli", "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # one group: gunicorn, its worker, whatever they started
            )
        end = time.monotonic() + SECONDS
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        visit = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            visit.request("GET", "/fi/accessibility/")
            return visit.getresponse().status < 500
        except OSError:
            return False
        finally:
            visit.close()

    def kill(self) -> None:
        """SIGKILL to all its processes at once; nothing of it gets a word of warning."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def faults(self) -> list[str]:
        """Lines of its log about requests and jobs that failed."""
        return [line for line in self.log.read_text().splitlines() if " ERROR " in line or "Traceback" in line]


def _database(folder: Path) -> dict[str, str]:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"SOSKE_DATA_DIR": str(Path(str(values["NAME"])).parent)}
    words = {"host": values["HOST"], "port": values["PORT"], "user": values["USER"], "password": values["PASSWORD"]}
    given = {name: str(value) for name, value in {**words, **values["OPTIONS"]}.items() if value}
    given.pop("connect_timeout", None)
    return {
        "SOSKE_DATA_DIR": str(folder / "data"),
        "SOSKE_DATABASE_URL": f"postgresql:///{values['NAME']}?{urlencode(given, quote_via=quote)}",
    }
