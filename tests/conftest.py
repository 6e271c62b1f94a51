"""Databases, a server and a real browser for the tests."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests.support.settled import wait_for_whole_pages
from tests.support.smtp import Received, Sink, serving
from tests.support.watch import Watch
from tests.support.world import World, whole_catalogue
from tests.support.world import make as make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

# Playwright's sync interface keeps an event loop running in this thread, and Django then takes every query for one made
# in asynchronous code. It is not: the loop belongs to the browser's driver and no coroutine of it touches a model.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# A machine that is busy with the other database is slow now and then; that is no fault of what is tested.
hypothesis_settings.register_profile("soske", deadline=None)
hypothesis_settings.load_profile("soske")


def pytest_configure() -> None:
    if django_settings.DEMO:
        pytest.exit("Unset SOSKE_DEMO: the tests turn the demo on where they mean it.", returncode=4)
    django_settings.SECRET_KEY = "key-of-the-tests-only-0123456789-0123456789-0123456789"
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    """A thread that does not end would keep the run from ending: then it ends with the stacks of all of them."""
    faulthandler.dump_traceback_later(60, exit=True)


# --- databases ----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in use: a database in memory would be one connection shared by all threads of the server."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # Called as `soske serve` calls it, so that one can be started on it (tests.support.served).
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "soske.sqlite3")
        options = database["OPTIONS"]
        # The data of a test need not survive a power cut.
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        # A lock that never comes is an error, not a run that never ends.
        database["OPTIONS"]["options"] = "-c synchronous_commit=off -c lock_timeout=60s"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files that a test uploads go to a folder of their own."""
    settings.DATA_DIR = tmp_path_factory.getbasetemp() / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"


@pytest.fixture
def english() -> Iterator[None]:
    """What is said is compared in the language of the code."""
    from django.utils.translation import override

    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _memory() -> None:
    """Numbers of rows and revisions come again from test to test, so nothing may be remembered."""
    from soske.base.memo import forget_all

    forget_all()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with reference data, or a skip: it is no part of the project."""
    folder = Path(os.environ.get("SOSKE_SHARED") or Path(__file__).parents[2] / "shared").resolve()
    if not folder.is_dir():
        pytest.skip(f"No reference data in {folder}: set SOSKE_SHARED to the folder that has it.")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """After a test with real transactions the tables are emptied row by row.

    PostgreSQL's TRUNCATE, Django's way, takes a second for our tables whether they hold anything or not. The table of
    the cache, where the rate limits live, belongs to no model and is emptied as well.
    """

    def sql_flush(style: Any, tables: Iterable[str], **options: Any) -> list[str]:
        names = sorted({*tables, django_settings.CACHES["default"]["LOCATION"]}) if tables else []
        return [f"DELETE FROM {connection.ops.quote_name(name)}" for name in names]  # keys are checked at the end

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]


# --- server and browser -------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's server, with the collected files served by the site itself, as in use."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    wait_for_whole_pages()
    with sync_playwright() as playwright:
        # Without SOSKE_TEST_CHROMIUM (see tools/test.py) Playwright's own Chromium.
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("SOSKE_TEST_CHROMIUM") or None, args=BROWSER_ARGUMENTS
        )
        yield browser
        browser.close()


class OpenPage(Protocol):
    def __call__(
        self, *, width: int = 1280, javascript: bool = True, locale: str = "fi-FI", allow: tuple[int, ...] = ()
    ) -> Page: ...


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[OpenPage]:
    """Makes pages, each in a browser session of its own; afterwards none may have complained.

    `allow` names the error statuses that the test means to meet, for example (404,). Addresses may begin with "/" when
    the test uses live_server.
    """
    base_url = request.getfixturevalue("live_server").url if "live_server" in request.fixturenames else None
    watches: list[Watch] = []
    contexts = []

    def open_one(
        *, width: int = 1280, javascript: bool = True, locale: str = "fi-FI", allow: tuple[int, ...] = ()
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            java_script_enabled=javascript,
            locale=locale,
            timezone_id="Europe/Helsinki",
            reduced_motion="reduce",
            base_url=base_url,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, allow=allow))
        return page

    yield open_one
    complaints = [line for watch in watches for line in watch.complaints()]
    for context in contexts:
        context.close()
    assert complaints == [], "\n".join(complaints)


# --- people and programmes ----------------------------------------------------------------------------------------
@pytest.fixture
def world(db: None) -> World:
    """Two programmes with people in each (tests.support.world)."""
    return make_world()


@pytest.fixture
def catalogue() -> Iterator[None]:
    """The academies of the test have all means of the pack."""
    with whole_catalogue():
        yield


# --- mail ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A real mail server that Django sends to."""
    with serving() as (sink, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield sink


@pytest.fixture
def smtp(sink: Sink) -> list[Received]:
    """What the mail server has received."""
    return sink.mails
