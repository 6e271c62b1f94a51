"""Forms of assignments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import LocalTextFormField
from soske.programmes.forms import DATE_HELP, DayField
from soske.sprint.assignments.actions import COMMENT, LONGEST, AssignmentInput
from soske.sprint.assignments.models import MOST_DAYS, Assignment

SHORT = {"class": "short", "inputmode": "numeric"}


class AssignmentForm(forms.Form):
    """An assignment: due some days before a stage, or on a day of its own."""

    before = forms.ChoiceField(label=_("Due before the stage"), required=False)
    days = forms.IntegerField(
        label=_("How many days before the stage"),
        min_value=0,
        max_value=MOST_DAYS,
        initial=2,
        widget=forms.TextInput(attrs=SHORT),
    )
    day = DayField(label=_("Or a fixed date"), required=False, help_text=DATE_HELP)
    hours = forms.FloatField(
        label=_("Estimate in hours for one team"),
        required=False,
        min_value=0.1,
        max_value=500,
        localize=True,
        widget=forms.TextInput(attrs=SHORT),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args: Any, languages: list[str], stages: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = LocalTextFormField(languages, label=_("Name"), max_length=120)
        self.fields["text"] = LocalTextFormField(
            languages, label=_("What is to be done and handed in"), required=False, multiline=True, max_length=LONGEST
        )
        self.fields["before"].choices = [("", _("No stage")), *stages]  # type: ignore[attr-defined]
        self.order_fields(["name", "text", "before", "days", "day", "hours"])

    def values(self) -> AssignmentInput:
        return AssignmentInput(**{name: self.cleaned_data[name] for name in AssignmentInput.__slots__})

    @staticmethod
    def initial_of(assignment: Assignment) -> dict[str, Any]:
        return {name: getattr(assignment, name) for name in (*AssignmentInput.__slots__, "version")}


class PersonForm(forms.Form):
    """Who does it."""

    person = forms.TypedChoiceField(label=_("Who does it"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Everybody together")), *((str(pk), name) for pk, name in people)]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class LaterForm(forms.Form):
    """The team asks for a later day."""

    day = DayField(label=_("New due date"), help_text=DATE_HELP)
    why = forms.CharField(
        label=_("What takes the time"),
        max_length=500,
        help_text=_("A few words are enough. The organiser reads them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=COMMENT, widget=forms.Textarea(attrs={"rows": 4})
    )


class HoursForm(forms.Form):
    day = DayField(label=_("Day"), help_text=DATE_HELP)
    hours = forms.FloatField(
        label=_("Hours"), min_value=0.1, max_value=24, localize=True, widget=forms.TextInput(attrs=SHORT)
    )
