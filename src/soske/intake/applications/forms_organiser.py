"""Forms of the coordinator about applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from soske.base.clock import is_left_out, moment
from soske.intake.applications.fields import FormSection
from soske.intake.applications.forms import OrganisationFields, PersonFields
from soske.programmes.forms import DayField

LATEST = dt.time(16)


class ClockField(forms.TimeField):
    """A time of day typed as 16 or 16.00."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", _("Write the time in the form 16.00."))
        kwargs["error_messages"].setdefault("required", _("Write a time, for example 16.00."))
        widget = forms.TimeInput(format="%-H.%M", attrs={"class": "short", "autocomplete": "off"})
        super().__init__(widget=widget, input_formats=["%H.%M", "%H:%M", "%H"], **kwargs)


class MomentForm(forms.Form):
    """A day and a time of day in Finland. `moment_name` is the field of the day, where the action puts its errors."""

    moment_name = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, time = data.get(self.moment_name), data.get("clock")
        if day and time is not None:
            if is_left_out(day, time):
                raise ValidationError({"clock": _("Clocks are put forward that night and never show this time.")})
            data["moment"] = moment(day, time, ends=True)
        return data


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
