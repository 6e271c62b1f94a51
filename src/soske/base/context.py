"""What every page needs: bounded, without a query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from soske.base.urls import Asked


def layout(request: HttpRequest) -> dict[str, Any]:
    """Language links of this page, and what the layout shows of the one who reads."""
    asked = Asked.of(request)
    here = get_language() or settings.LANGUAGE_CODE
    path = request.get_full_path()
    links = []
    for code, name in settings.LANGUAGES:
        target = f"/{code}{path[3:]}" if path.startswith(f"/{here}/") else f"/{code}/"
        links.append({"code": code, "name": name, "url": target, "current": code == here})
    return {
        "lang": here,
        "user": request.user,
        "language_links": links,
        "asked": asked,
        "demo": settings.DEMO,
        "base_url": settings.BASE_URL,
    }
