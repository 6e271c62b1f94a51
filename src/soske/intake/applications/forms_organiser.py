"""Forms of the coordinator about applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.intake.applications.fields import FormSection
from soske.intake.applications.forms import OrganisationFields, PersonFields
from soske.programmes.forms import DayField
from soske.programmes.forms_moments import ClockField, MomentForm

LATEST = dt.time(16)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class CaseNumberForm(forms.Form):
    case_number = forms.CharField(
        label=_("Case number"), required=False, max_length=60, help_text=_("As the registry has given it.")
    )


class LateForm(MomentForm):
    """Leave to submit after the call."""

    moment_name = "until"
    until = DayField(label=_("Last day"), help_text=_("For example 20.1.2027"))
    clock = ClockField(label=_("Time of day"), initial=LATEST, help_text=_("Finnish time"))


class CompletionForm(MomentForm):
    """What is asked to be completed, by when. The questions stand below the sections that they belong to."""

    moment_name = "due"
    message = forms.CharField(
        label=_("What should be completed"),
        help_text=_("The applicants get this in a message."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what should be completed.")},
    )
    due = DayField(label=_("Last day"), help_text=_("For example 20.1.2027"))
    clock = ClockField(label=_("Time of day"), initial=LATEST, help_text=_("Finnish time"))

    def __init__(self, data: Any = None, *, sections: Iterable[FormSection], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.keys = {each.key for section in sections for each in section.completable}
        self.chosen = {key for key in data.getlist("fields") if key in self.keys} if data is not None else set()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["fields"] = sorted(self.chosen)
        return data


class LateBeginForm(OrganisationFields, PersonFields, MomentForm):
    """A late application, begun by the coordinator for an organisation."""

    moment_name = "until"
    field_order = ("organisation", "type", "unit", "name", "email", "language", "until", "clock")
    language = forms.ChoiceField(label=_("Language of the application"))
    until = DayField(label=_("Last day"), help_text=_("For example 20.1.2027"))
    clock = ClockField(label=_("Time of day"), initial=LATEST, help_text=_("Finnish time"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["name"].label = _("Contact person there: name or role")
        self.initial.setdefault("token", uuid4())
