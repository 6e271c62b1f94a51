"""Sign-in by a code sent by e-mail (django-allauth)."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from soske.people.queries import person_by_email


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by herself; mails speak the language of the person who gets them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That code does not work. It may be too old or mistyped. A code is valid for 15 minutes."),
        "too_many_login_attempts": _("Many codes were asked for in a short time. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = person_by_email(email)
        if person is None:
            return super().send_mail(template_prefix, email, context)
        with override(person.language):
            return super().send_mail(template_prefix, email, context)
