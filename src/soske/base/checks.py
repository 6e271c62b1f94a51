"""System checks: every address has a rule; production is fully configured (`soske check`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver


def url_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the site with its whole route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from url_patterns(pattern, route)
        else:
            yield route, pattern


def every_page_has_a_rule(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """soske.E001 for each URL that was not made with `base.urls.page`."""
    return [
        Error(
            f"The address {route!r} has no access rule.",
            hint="Make it with soske.base.urls.page(route, view, rule=..., name=...).",
            id="soske.E001",
        )
        for route, pattern in url_patterns()
        if not hasattr(pattern.callback, "rule")
    ]


def _secret_key() -> str:
    """The key, "" when there is none: Django refuses to give an empty one."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def production_is_configured(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """soske.E010 and on: what is still to be set before real people use this installation."""
    faults: list[tuple[str, str]] = []
    if settings.DEMO:
        faults.append(("SOSKE_DEMO is on: anyone may sign in as any role.", "Unset SOSKE_DEMO."))
    key = _secret_key()
    if len(key) < 50 or key == settings.DEMO_KEY:
        faults.append(
            (
                "SOSKE_SECRET_KEY is missing or shorter than 50 characters.",
                'Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            )
        )
    if not settings.HTTPS:
        faults.append(
            (
                f"SOSKE_BASE_URL is {settings.BASE_URL}: sign-in over plain HTTP can be read on the way.",
                "Set SOSKE_BASE_URL to the public https:// address.",
            )
        )
    if settings.HTTPS and not settings.PROXIES and not settings.PROXIES_SAID:
        faults.append(
            (
                "SOSKE_PROXIES is missing: behind a proxy every visitor would share one address and its rate limit.",
                "Set SOSKE_PROXIES to the number of proxies in front, usually 1 (0 when there is none).",
            )
        )
    if not settings.MAIL_URL:
        faults.append(
            (
                "SOSKE_MAIL_URL is missing: nobody can sign in, because the code is sent by e-mail.",
                "Set SOSKE_MAIL_URL, for example smtp://user:password@mail.example.org:587?tls=1",
            )
        )
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost>"):
        faults.append(("SOSKE_MAIL_FROM is missing.", "Set it, for example 'Akatemia <academy@example.org>'"))
    if not settings.CONTACT:
        faults.append(
            (
                "SOSKE_CONTACT is missing: the accessibility and privacy pages have no address to write to.",
                "Set SOSKE_CONTACT to an e-mail address that is read.",
            )
        )
    return [Error(text, hint=hint, id=f"soske.E{10 + number:03}") for number, (text, hint) in enumerate(faults)]


def database_is_ready() -> list[CheckMessage]:
    """soske.E030: the tables are not those of this version."""
    from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
    from django.db.migrations.executor import MigrationExecutor

    hint = "Run: soske manage migrate"
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as fault:
        return [Error(f"The database does not answer: {fault}", hint="Check SOSKE_DATABASE_URL.", id="soske.E031")]
    return [Error(f"{len(waiting)} migrations have not been run.", hint=hint, id="soske.E030")] if waiting else []
