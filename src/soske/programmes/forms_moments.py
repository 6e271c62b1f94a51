"""Forms with a day and a time of day that make one moment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from soske.base.clock import is_left_out, moment


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
