"""Forms of the page of a team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NAMED = {"required": _("Write a name or a role, at most 120 characters.")}
MAILED = {
    "required": _("Write the address in the form name@example.fi."),
    "invalid": _("Write the address in the form name@example.fi."),
}


class ReplaceForm(forms.Form):
    """Somebody who takes a place in the team."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages=NAMED)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages=MAILED,
        help_text=_("A message with a link and the upcoming meetings is sent to this address."),
    )


class JoinForm(ReplaceForm):
    """Somebody who comes into the team."""

    member = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    role = forms.ChoiceField(label=_("Role in the team"), required=False)

    def __init__(
        self, *args: Any, members: Iterable[tuple[int, str]], roles: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(str(pk), title) for pk, title in members]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("No role")), *roles]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Who goes on with what somebody did."""

    successor = forms.TypedChoiceField(label=_("Who takes over the tasks?"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, others: Iterable[tuple[int, str]], contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.required = contact
        first = _("Choose the new contact person") if contact else _("The contact person")
        field.choices = [("", first), *((str(pk), name) for pk, name in others)]
        field.error_messages["required"] = _("Choose who becomes the contact person.")
