"""The form that asks for a sign-in code, in our words."""

from __future__ import annotations

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """One field: the address to which the code is sent."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the address in the form name@example.fi."),
        },
    )
