"""The command `soske`."""

from __future__ import annotations

import argparse
import gc
import ipaddress
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

THREADS = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked, 1 when it could not, 2 for a wrong call."""
    parser = _parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:  # everything after it belongs to Django
        return _manage(given[1:])
    options = parser.parse_args(given)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soske", description="Soske runs development academies for socially sustainable public procurement."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="load the record of 2022 and the practice academy, and serve them here")
    demo.add_argument("--stage", default="", help="how far the practice academy has come (default: the latest)")
    demo.add_argument("--seed", type=int, default=2026, help="seed of the practice academy (default: 2026)")
    demo.add_argument("--no-serve", action="store_true", help="load only")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="web and worker in one command")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--threads", type=int, default=THREADS)
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="a worker only: letters and other jobs")
    worker.set_defaults(run=_worker)

    check = commands.add_parser("check", help="refuse a half-configured production and say what to set")
    check.set_defaults(run=_check)

    pack = commands.add_parser("pack", help="content packs").add_subparsers(required=True, metavar="ACTION")
    pack_check = pack.add_parser("check", help="check a pack: every fault with its file and line")
    pack_check.add_argument("folder", type=Path, metavar="DIR")
    pack_check.set_defaults(run=_pack_check)

    announce = commands.add_parser("announce", help="print the announcement of a programme")
    announce.add_argument("programme", metavar="PROGRAMME", help="the programme's short name, for example soske-2022")
    announce.add_argument("--lang", choices=["fi", "sv", "en"], default="fi")
    announce.add_argument("--json", action="store_true", help="as data instead of text")
    announce.set_defaults(run=_announce)

    commands.add_parser("manage", help="Django's own commands, for example: soske manage migrate")
    return parser


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soske.settings")
    from django.conf import settings

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    # What is made while starting stays; looking through it for rubbish again and again took an eighth of the time.
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


def _manage(arguments: list[str]) -> int:
    _setup()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["soske manage", *arguments])
    return 0


def _demo(options: argparse.Namespace) -> int:
    os.environ["SOSKE_DEMO"] = "1"
    os.environ.setdefault("SOSKE_BASE_URL", f"http://127.0.0.1:{options.port}")
    _setup()
    from soske.demo.actions import UnknownStage, demo_load
    from soske.demo.texts import how_to_begin

    try:
        demo_load(stage=options.stage, seed=options.seed)
    except UnknownStage as unknown:
        print(unknown, file=sys.stderr)
        return 2
    print(how_to_begin(serving=not options.no_serve), flush=True)
    if options.no_serve:
        return 0
    from soske.serving import serve

    return serve(host="127.0.0.1", port=options.port, threads=THREADS)


def _serve(options: argparse.Namespace) -> int:
    _setup()
    from django.conf import settings

    if settings.DEMO:
        if not _this_machine(options.host):
            print(f"A demo is not served on {options.host}: anyone may sign in as any role.", file=sys.stderr)
            return 1
    elif fault := _check(options):
        return fault
    from soske.serving import serve

    return serve(host=options.host, port=options.port, threads=options.threads)


def _this_machine(host: str) -> bool:
    """Whether only this machine can reach a server that listens on this host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _worker(options: argparse.Namespace) -> int:
    _setup()
    from soske.serving import work

    return work()


def _check(options: argparse.Namespace) -> int:
    _setup()
    from django.core.checks import Tags, run_checks

    from soske.base.checks import database_is_ready, production_is_configured

    faults = [*production_is_configured(None), *run_checks(tags=[Tags.urls, Tags.models, Tags.templates])]
    if not faults:
        faults = [*run_checks(tags=[Tags.database], databases=["default"]), *database_is_ready()]
    for fault in faults:
        print(f"{fault.msg}\n    {fault.hint}", file=sys.stderr)
    print("Not ready." if faults else "Ready.", file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


def _pack_check(options: argparse.Namespace) -> int:
    from soske.packs.loader import PackErrors, load_pack

    try:
        pack = load_pack(options.folder)
    except PackErrors as errors:
        for error in errors.errors:
            print(error, file=sys.stderr)
        return 1
    print(f"{pack.code} {pack.version}: {len(pack.stages())} stages, languages {', '.join(pack.languages)}. No faults.")
    return 0


def _announce(options: argparse.Namespace) -> int:
    _setup()
    from soske.intake.selection.printing import announcement_text
    from soske.intake.selection.queries import announcement_data, announcement_of, announcement_view
    from soske.programmes.queries import programme_get

    programme = programme_get(options.programme)
    if programme is None:
        print(f"There is no programme {options.programme!r}.", file=sys.stderr)
        return 1
    announcement = announcement_of(programme)
    if options.json:
        print(json.dumps(announcement_data(programme, announcement), ensure_ascii=False, indent=2))
    else:
        print(announcement_text(announcement_view(programme, announcement, options.lang)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
