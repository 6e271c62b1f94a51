"""What every page needs: bounded, without a query."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from soske.base import formats
from soske.base.urls import Asked


def layout(request: HttpRequest) -> dict[str, Any]:
    """Addresses of the layout, links to the other languages of this page, and what the rule of the page loaded."""
    here = get_language() or settings.LANGUAGE_CODE
    path = request.get_full_path()
    rest = path[3:] if path.startswith(f"/{here}/") else "/"
    return {
        "lang": here,
        # What fails before the sign-in middleware has no user: its error page is a visitor's.
        "user": getattr(request, "user", None) or AnonymousUser(),
        "links": addresses(here),
        "language_nav": language_nav(here, rest),
        "alternates": alternates(rest),
        "asked": Asked.of(request),
        "printed": formats.date_short(timezone.localdate(), here),
        "demo": settings.DEMO,
        "base_url": settings.BASE_URL,
    }


@cache
def addresses(lang: str) -> dict[str, str]:
    """The addresses that the layout links to, in a language."""
    names = ("front", "about", "desk", "own_data", "accessibility", "privacy", "feed", "account_logout")
    with override(lang):
        sign_in = reverse("demo_roles" if settings.DEMO else "account_request_login_code")
        return {**{name: reverse(name) for name in names}, "sign_in": sign_in}


@lru_cache(maxsize=512)
def workspace_addresses(lang: str, slug: str) -> dict[str, str]:
    """The addresses in the navigation of a coordinator, and of somebody who applies."""
    names = (
        "call",
        "partner_new",
        "today",
        "stages",
        "call_desk",
        "applications",
        "desk_reviews",
        "groups",
        "selection",
        "decision",
        "seats",
        "announcement_edit",
        "meetings",
        "assignments",
        "teams",
        "pairs",
        "desk_coaches",
        "sparring_desk",
        "peers",
        "letters",
        "programme",
        "team_front",
        "own_assignments",
        "own_meetings",
        "own_sparring",
        "own_peers",
        "means",
        "means_desk",
        "own_plan",
        "own_maturity",
        "maturity_desk",
    )
    with override(lang):
        return {name: reverse(name, args=[slug]) for name in names}


@lru_cache(maxsize=512)
def public_addresses(lang: str, slug: str, colour: str) -> dict[str, str]:
    """The addresses that the public pages of an academy link to; its patterns by their form."""
    names = (
        "programme",
        "announcement",
        "announcement_edit",
        "call",
        "call_desk",
        "calendar",
        "info_signup",
        "interest",
        "today",
    )
    with override(lang):
        patterns = {form: reverse("pattern", args=[slug, form, colour]) for form in ("phone", "hero", "wide", "joint")}
        return {**{name: reverse(name, args=[slug]) for name in names}, **patterns, "start": reverse("start")}


def language_nav(here: str, rest: str) -> SafeString:
    """Links to this page in each language; `rest` is its address after the language."""
    rest = escape(rest)
    links = [
        f'<a href="/{code}{rest}" lang="{code}" hreflang="{code}"{CURRENT if code == here else ""}>'
        f'<span aria-hidden="true">{code.upper()}</span><span class="hidden-text">{name}</span></a>'
        for code, name in settings.LANGUAGES
    ]
    return mark_safe("".join(links))  # noqa: S308 - `rest` is escaped, codes and names are settings


def alternates(rest: str) -> SafeString:
    """The same page in each language, for search engines."""
    rest = escape(rest)
    links = [
        f'<link rel="alternate" hreflang="{code}" href="{settings.BASE_URL}/{code}{rest}">'
        for code, _name in settings.LANGUAGES
    ]
    return mark_safe("".join(links))  # noqa: S308 - `rest` is escaped, codes and the address are settings


CURRENT = ' aria-current="true"'
