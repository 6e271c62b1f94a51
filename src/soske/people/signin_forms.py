"""The forms that ask for a sign-in code, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import one_line


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """One field: the address to which the code is sent. The library's field makes it lower case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.widget.attrs.pop("placeholder", None)
        email.error_messages["required"] = _("Write your e-mail address.")
        email.error_messages["invalid"] = _("Write the address in the form name@example.fi.")
        email.validators.append(MaxLengthValidator(254, _("Use an address of at most 254 characters.")))


class StartForm(SignInForm):
    """Name and address of somebody who begins; limits as of the sign-in. Who has signed in before keeps her name."""

    name = forms.CharField(
        label=_("Name or role"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Write a name or a role, at most 120 characters."),
            "max_length": _("Write a name or a role, at most 120 characters."),
        },
    )
    field_order = ("name", "email")

    def clean_name(self) -> str:
        """The name on one line, without what nobody sees."""
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Write a name or a role, at most 120 characters."))
        return name
