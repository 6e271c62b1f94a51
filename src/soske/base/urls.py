"""`page()`: the only way to make a URL, because each needs a rule that says who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control

from soske.base.answer import YES, Answer


@dataclass
class Asked:
    """What the rule of this page has loaded, so that the view does not load it again."""

    programme: Any = None
    coordinates: bool = False
    section: str = ""
    subject: Any = None
    place: Any = None  # of the reader in the group that the page is about
    team: Any = None  # the group of the reader that is a team of the programme
    reviewer: Any = None  # the reader as a reviewer of the programme
    coach: Any = None  # the reader as a coach of the programme

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        asked = getattr(request, "asked", None)
        if asked is None:
            asked = request.asked = cls()  # type: ignore[attr-defined]
        return asked


Rule = Callable[..., Answer]
"""rule(request, **kwargs of the address) -> Answer. It may leave what it loaded on the request (see `Asked`)."""


def anyone(request: HttpRequest, **kwargs: Any) -> Answer:
    """Open to the public."""
    return YES


def signed_in(request: HttpRequest, **kwargs: Any) -> Answer:
    """Anyone who has signed in."""
    return Answer(request.user.is_authenticated)


def page(
    route: str,
    view: Callable[..., HttpResponseBase],
    *,
    rule: Rule,
    name: str,
    refused: Callable[[HttpRequest], None] | None = None,
) -> URLPattern:
    """A URL whose view runs only when `rule` answers yes.

    Refused: a visitor is led to the sign-in and back (404 where the rule says so), a signed-in person gets the reason.
    `refused` is called before a visitor is led away, to keep what she sent.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = rule(request, **kwargs)
        if answer.ok:
            response = view(request, *args, **kwargs)
            if request.user.is_authenticated or "token" in kwargs:
                # What one saw signed in is not shown again by "back" after signing out, nor kept by a proxy. The same
                # of a page that opens by the secret link of a letter.
                patch_cache_control(response, private=True, no_store=True)
            if "token" in kwargs:
                response.headers["X-Robots-Tag"] = "noindex"
            return response
        request.asked = Asked()  # type: ignore[attr-defined]  # a refusal tells nothing of what was asked for
        if answer.status == 404:
            raise Http404
        if not request.user.is_authenticated:
            if refused:
                refused(request)
            return redirect_to_login(request.get_full_path(), resolve_url("account_request_login_code"))
        return render(request, "403.html", {"reason": answer.reason}, status=answer.status)

    guarded.rule = rule  # type: ignore[attr-defined]
    return path(route, guarded, name=name)
