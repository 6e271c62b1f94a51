"""Pages for what went wrong."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", {"reason": ""}, status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: cookies are off, or the page was open for very long."""
    return refused(request)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        reason = _(
            "You sent too much at once, so nothing of it is saved. Go back, make the text shorter and save again."
        )
        return render(request, "403.html", {"reason": reason}, status=413)
    return render(request, "404.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """The code on the page stands in the log beside the error that Django logs, so that the two can be joined."""
    code = secrets.token_hex(4)
    request.user = AnonymousUser()  # the database may be what failed
    log.error("error page %s", code)
    return render(request, "500.html", {"code": code}, status=500)
