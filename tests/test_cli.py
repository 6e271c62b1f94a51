"""The command `soske`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from soske import cli
from soske.base.checks import database_is_ready, production_is_configured

PACKS = Path(__file__).parent / "packs"


def test_pack_check_passes_a_good_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["pack", "check", str(PACKS / "tiny")]) == 0
    assert "No faults." in capsys.readouterr().out


def test_pack_check_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(PACKS / "tiny", tmp_path / "pack")
    pack = tmp_path / "pack" / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("seats: 10", "seats: many"), encoding="utf-8")
    assert cli.main(["pack", "check", str(tmp_path / "pack")]) == 1
    assert capsys.readouterr().err == 'pack.yaml:8: seats: found "many", expected a whole number\n'


@pytest.mark.parametrize("words", [[], ["nothing"], ["announce"], ["announce", "x", "--lang", "de"], ["pack"]])
def test_wrong_call_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2


def test_check_refuses_a_half_configured_production_and_says_what_to_set(settings: Any) -> None:
    settings.SECRET_KEY, settings.MAIL_URL, settings.CONTACT, settings.HTTPS = "short", "", "", False
    settings.DEFAULT_FROM_EMAIL = "Soske <soske@localhost>"
    found = " ".join(f"{fault.msg} {fault.hint}" for fault in production_is_configured(None))
    for name in ("SOSKE_SECRET_KEY", "SOSKE_BASE_URL", "SOSKE_MAIL_URL", "SOSKE_MAIL_FROM", "SOSKE_CONTACT"):
        assert name in found


def test_check_passes_a_configured_production(settings: Any) -> None:
    settings.SECRET_KEY, settings.MAIL_URL, settings.CONTACT, settings.HTTPS = (
        "k" * 50,
        "smtp://x",
        "a@example.fi",
        True,
    )
    settings.DEFAULT_FROM_EMAIL = "Akatemia <akatemia@example.fi>"
    settings.PROXIES, settings.PROXIES_SAID = 1, True
    assert production_is_configured(None) == []
    settings.PROXIES = 0
    assert production_is_configured(None) == []
    settings.PROXIES_SAID = False
    assert ["SOSKE_PROXIES" in fault.msg for fault in production_is_configured(None)] == [True]
    settings.PROXIES_SAID = True
    settings.DEMO = True
    assert [fault.id for fault in production_is_configured(None)] == ["soske.E010"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that something was served on."""
    hosts: list[str] = []
    monkeypatch.setattr("soske.serving.serve", lambda host, port, threads: hosts.append(host) or 0)
    return hosts


@pytest.mark.parametrize("value", ["0", "no", ""])
def test_serve_checks_whatever_turns_the_demo_off(
    value: str, served: list[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("SOSKE_DEMO", value)
    settings.SECRET_KEY = "short"
    assert (cli.main(["serve"]), served) == (1, [])


@pytest.mark.parametrize(
    ("host", "code"),
    [("127.0.0.1", 0), ("localhost", 0), ("::1", 0), ("[::1]", 0), ("0.0.0.0", 1), ("::", 1), ("10.0.0.5", 1), ("", 1)],
)
def test_serve_shows_a_demo_to_this_machine_only(
    host: str, code: int, served: list[str], settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True
    assert (cli.main(["serve", "--host", host]), served) == (code, [] if code else [host])
    assert ("anyone may sign in" in capsys.readouterr().err) == bool(code)


@pytest.mark.django_db
def test_check_knows_whether_the_tables_are_there() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    assert database_is_ready() == []
    MigrationRecorder.Migration.objects.filter(app="selection").delete()
    assert [fault.id for fault in database_is_ready()] == ["soske.E030"]


@pytest.mark.django_db
def test_migrations_are_up_to_date_with_the_models() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def bare(*words: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The real command in a process of its own, with nothing of ours in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOSKE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "soske.cli", *words],
        env={**kept, "SOSKE_DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["check", "serve"])
def test_command_without_any_setting_says_everything_that_is_to_be_set(command: str, tmp_path: Path) -> None:
    done = bare(command, folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    names = ("SOSKE_SECRET_KEY", "SOSKE_BASE_URL", "SOSKE_MAIL_URL", "SOSKE_MAIL_FROM", "SOSKE_CONTACT")
    assert [name for name in names if name not in done.stderr] == []


def test_check_is_ready_once_everything_is_set_and_the_tables_are_there(tmp_path: Path) -> None:
    settings = {
        "SOSKE_SECRET_KEY": "k" * 60,
        "SOSKE_BASE_URL": "https://academy.example.fi",
        "SOSKE_PROXIES": "1",
        "SOSKE_MAIL_URL": "smtp://localhost:2525",
        "SOSKE_MAIL_FROM": "Akatemia <akatemia@example.fi>",
        "SOSKE_CONTACT": "akatemia@example.fi",
    }
    before = bare("check", folder=tmp_path, **settings)
    assert (before.returncode, "soske manage migrate" in before.stderr) == (1, True)
    assert bare("manage", "migrate", folder=tmp_path, **settings).returncode == 0
    after = bare("check", folder=tmp_path, **settings)
    assert (after.returncode, after.stdout) == (0, "Ready.\n")
