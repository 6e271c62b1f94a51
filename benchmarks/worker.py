"""Memory of the web worker after 500 requests, at most 100 MiB; from the start to the first page, at most 1.0 s.

The start is that of `soske serve` on a loaded database with its files in the disk cache, the median of 5. Reads /proc,
so it runs on Linux.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import _soske as soske
from _measure import Side, arguments

MEMORY_MIB, COLD_START_S = 100, 1.0  # the bars
REQUESTS = 500
CLIENTS = 8  # as many as the server has threads, so that each has opened its database and loaded its pages
STARTS = 5
PATIENCE_S = 30


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def get(url: str, cookie: str = "") -> int:
    """The status of a GET; 0 while nobody listens."""
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answered:
            answered.read()
            return int(answered.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """`soske serve` on a loaded data folder: its process, its address, seconds from its start to its first page."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [str(Path(sys.executable).with_name("soske")), "serve", "--port", address.rpartition(":")[2]]
    environment = {**os.environ, "SOSKE_DEMO": "1", "SOSKE_DATA_DIR": str(folder), "SOSKE_BASE_URL": address}
    environment.pop("SOSKE_DATABASE_URL", None)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a server compiles its modules once, not at each start
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    try:
        while get(f"{address}/{soske.LANGUAGE}/") != 200:
            if process.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                raise RuntimeError("soske serve does not answer")
            time.sleep(0.002)
        yield process, address, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def web_worker(server: int) -> int:
    """The process that answers: the one child of gunicorn's first process."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    if len(children) != 1:
        raise RuntimeError(f"{len(children)} workers instead of one")
    return int(children[0])


def memory_mib(process: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmRSS:"))) / 1024


def load(address: str, paths: list[str], cookie: str) -> None:
    """Ask for the pages by turns, signed in, and see that each answers."""

    def ask(path: str) -> int:
        return get(address + path, cookie)

    with ThreadPoolExecutor(CLIENTS) as clients:
        statuses = set(clients.map(ask, islice(cycle(paths), REQUESTS)))
    if statuses != {200}:
        raise RuntimeError(f"pages answer {sorted(statuses)}")


def judged(figure: float, bar: float) -> str:
    return f"bar <= {bar:g} {'met' if figure <= bar else 'MISSED'}"


def main() -> int:
    given = arguments(__doc__)
    with tempfile.TemporaryDirectory() as name:
        folder, loader = Path(name), Side()
        try:
            cookie = loader.run(soske.start, folder)
            slug = loader.run(soske.academy, given.groups)
        finally:
            loader.close()
        paths = [*soske.lists(slug).values(), *soske.public().values()]
        with served(folder) as (process, address, _took):  # this start also warms the disk cache
            worker = web_worker(process.pid)
            before = memory_mib(worker)
            load(address, paths, cookie)
            after = memory_mib(worker)
            server = memory_mib(process.pid)
        starts = []
        for _start in range(STARTS):
            with served(folder) as (_process, _address, took):
                starts.append(took)
    print(
        f"Memory of the web worker after {REQUESTS} requests: {after:.1f} MiB,"
        f" {judged(after, MEMORY_MIB)} (after the first page {before:.1f};"
        f" gunicorn's first process {server:.1f})"
    )
    print(
        f"Start of `soske serve` to its first page: {median(starts):.2f} s,"
        f" {judged(median(starts), COLD_START_S)} (from {min(starts):.2f} to {max(starts):.2f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
