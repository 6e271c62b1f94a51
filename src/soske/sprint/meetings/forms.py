"""Forms of meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.base.clock import is_left_out
from soske.base.forms import Opened
from soske.base.localtext import LocalTextFormField
from soske.base.opened import mark
from soske.programmes.forms import DATE_HELP, ClockField, DayField
from soske.programmes.models import Stage
from soske.programmes.queries import stages_facts
from soske.sprint.meetings.inputs import LONGEST, MeetingInput
from soske.sprint.meetings.models import MOST_SEATS, Meeting


class MeetingForm(Opened):
    """A meeting. One of a stage has the stage's name and days unless it is given others."""

    starts = DayField(label=_("First day"), required=False, help_text=DATE_HELP)
    ends = DayField(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    opens = ClockField(label=_("Begins at"), help_text=_("For example 9.00. Finnish time."))
    closes = ClockField(label=_("Ends at"))
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, help_text=_("Address and room, or: online.")
    )
    link = forms.URLField(
        label=_("Link for joining online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Only those who are invited see it."),
    )
    sponsors = forms.BooleanField(label=_("Management sponsors are invited as well"), required=False)
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("When they are taken, others go on a waiting list. Empty: no limit."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    recording = forms.URLField(label=_("Link to the recording"), max_length=500, required=False, assume_scheme="https")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args: Any, languages: list[str], of_stage: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = LocalTextFormField(
            languages,
            label=_("Name of the meeting"),
            required=not of_stage,
            max_length=120,
            help_text=_("Empty: the name of the stage.") if of_stage else "",
        )
        self.fields["agenda"] = LocalTextFormField(
            languages, label=_("Agenda"), required=False, multiline=True, max_length=LONGEST
        )
        self.order_fields(["name", "starts", "ends", "opens", "closes", "place", "link", "agenda"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts") and not data.get("ends"):
            data["ends"] = data["starts"]
        for day, clock in (("starts", "opens"), ("ends", "closes")):
            if data.get(day) and data.get(clock) and is_left_out(data[day], data[clock]):
                raise ValidationError({clock: _("Clocks are put forward that night and never show this time.")})
        return data

    def values(self) -> MeetingInput:
        return MeetingInput(**{name: self.cleaned_data[name] for name in MeetingInput.__slots__})

    @staticmethod
    def initial_of(meeting: Meeting, stages: dict[str, Stage]) -> dict[str, Any]:
        """What the form is opened with."""
        own: Any = stages.get(meeting.stage) if meeting.stage else meeting
        when = {name: getattr(own, name, None) for name in ("starts", "ends", "opens", "closes")}
        rest = ("name", "place", "link", "agenda", "sponsors", "seats", "recording", "version")
        return {**{name: getattr(meeting, name) for name in rest}, **when, "opened": mark(stages_facts(stages))}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("of a move or a cancellation", "Reason"),
        required=False,
        max_length=500,
        help_text=_("Those who are invited see it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
