"""The site of tests.support.writing_site in a process of its own, which a test can kill."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

SERVE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "soske.settings"
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.SECRET_KEY = sys.argv[2:4]
settings.ROOT_URLCONF = "tests.support.writing_site"
settings.ALLOWED_HOSTS = ["127.0.0.1"]
django.setup()
from django.core.servers.basehttp import get_internal_wsgi_application, run
run("127.0.0.1", int(sys.argv[1]), get_internal_wsgi_application(), threading=True)
"""


def free_port() -> int:
    with socket.socket() as any_one:
        any_one.bind(("127.0.0.1", 0))
        return int(any_one.getsockname()[1])


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server on this port, with the database of the tests; killed at the end if it still lives."""
    words = [sys.executable, "-c", SERVE, str(port), str(connection.settings_dict["NAME"]), settings.SECRET_KEY]
    process = subprocess.Popen(words, env=dict(os.environ), stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None and time.monotonic() < end, "the server did not start"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()
