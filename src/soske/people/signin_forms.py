"""The form that asks for a sign-in code, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """One field: the address to which the code is sent. The library's field makes it lower case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.widget.attrs.pop("placeholder", None)
        email.error_messages["required"] = _("Write your e-mail address.")
        email.error_messages["invalid"] = _("Write the address in the form name@example.fi.")
