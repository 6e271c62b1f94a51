"""Sign-in by a code sent by e-mail (django-allauth), and the sessions that it begins."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from soske.people.actions import person_name_own
from soske.people.models import Person
from soske.people.queries import person_by_email

log = logging.getLogger(__name__)
UNFINISHED = "account_login"  # where the library keeps a sign-in whose code was not entered yet
NAME = "name_given"  # where a session keeps the name that its visitor gave, until the code shows who she is
DAY = dt.timedelta(days=1)


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by the library (people.views.StartView does that); mails speak their reader's language."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That code does not work. It may be too old or mistyped. A code is valid for 15 minutes."),
        "too_many_login_attempts": _("Many codes were asked for in a short time. Wait a few minutes and try again."),
    }

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what the library would say above them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            # Fewer proxies than SOSKE_PROXIES says have written an address. The first of them saw the visitor.
            log.warning("X-Forwarded-For has fewer addresses than SOSKE_PROXIES says")
            return request.headers.get("X-Forwarded-For", "").split(",")[0].strip()[:45] or "unknown"

    def login(self, request: HttpRequest, user: Person) -> None:
        name_take(request, user)
        super().login(request, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The page that follows is the same whether the mail left or not, so that it tells nothing about an address."""
        person = person_by_email(email)
        try:
            with override(person.language if person else get_language()):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as fault:
            # Its text may hold the address, so the log gets the type only.
            log.error("mail of the sign-in not delivered: %s", type(fault).__name__)


def name_keep(request: HttpRequest, *, email: str, name: str) -> None:
    """Remember the name that a visitor gave with an address, until she has shown that the address is hers."""
    request.session[NAME] = [email.lower(), name]


def name_take(request: HttpRequest, person: Person) -> None:
    """Call a person who signs in for the first time as she calls herself, not as somebody who invited her did."""
    email, name = request.session.pop(NAME, None) or ("", "")
    if name and email == person.email.lower():
        person_name_own(person=person, name=name)


def within_limit(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Whether this may be done now; counts it. The limits stand in the settings under the name of the action."""
    return ratelimit.consume(request, action=action, key=key)


def sessions_end(*, person: Person) -> int:
    """Sign a person out everywhere and forget her unfinished sign-ins; how many sessions ended."""

    number = user_pk_to_url_str(person)

    def hers(held: dict[str, Any]) -> bool:
        unfinished = held.get(UNFINISHED) or {}
        return held.get(SESSION_KEY) == str(person.pk) or unfinished.get("user_pk") == number

    return _sessions_delete(Session.objects.all().iterator(chunk_size=500), hers)


def unfinished_clear(*, now: dt.datetime) -> int:
    """Delete the sessions of visitors that are older than a day: they hold an address whose code was never entered."""
    begun = now + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE) - DAY
    found = Session.objects.filter(expire_date__lt=begun).iterator(chunk_size=500)
    return _sessions_delete(found, lambda held: SESSION_KEY not in held)


def _sessions_delete(sessions: Iterable[Session], wanted: Callable[[dict[str, Any]], bool]) -> int:
    """What a session is about stands inside it, so that each has to be opened."""
    keys = [session.pk for session in sessions if wanted(session.get_decoded())]
    for start in range(0, len(keys), 500):
        Session.objects.filter(pk__in=keys[start : start + 500]).delete()
    return len(keys)
