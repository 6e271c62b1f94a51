"""Forms of the reviewing."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.intake.reviews.fields import READERS
from soske.intake.reviews.models import MOST, Reviewer, Slot
from soske.intake.reviews.queries_interviews import POINTS
from soske.intake.reviews.states import Verdict
from soske.programmes.forms import DayField
from soske.programmes.forms_moments import ClockField, MomentForm


class ReviewerForm(forms.Form):
    name = forms.CharField(label=_("Name or role"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    employer = forms.CharField(
        label=_("Employer"),
        max_length=200,
        required=False,
        help_text=_("The applications of this organisation are not shown to the reviewer."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    most = forms.IntegerField(
        label=_("Applications at most"),
        min_value=1,
        max_value=MOST,
        initial=15,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )


class ProposeForm(forms.Form):
    each = forms.IntegerField(
        label=_("Reviewers for each application"),
        min_value=READERS,
        max_value=5,
        initial=READERS,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )


class AssignForm(forms.Form):
    reviewer = forms.TypedChoiceField(label=pgettext_lazy("of an application", "Reviewer"), coerce=int)

    def __init__(self, *args: object, reviewers: Iterable[Reviewer], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("Choose a reviewer")), *((str(each.pk), each.name) for each in reviewers)]
        self.fields["reviewer"].choices = choices  # type: ignore[attr-defined]


class TiesForm(forms.Form):
    """What ties the reviewer to each of the applications that she has got; empty is nothing."""

    def __init__(self, *args: object, given: Iterable[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.reviews = []
        for review, title in given:
            self.reviews.append(review)
            self.fields[f"tie_{review}"] = forms.CharField(
                label=title, required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
        self.fields["sure"] = forms.BooleanField(
            label=_("Nothing else ties me to the applicants, and I keep what I read to myself."),
            error_messages={
                "required": _("Confirm this. If something ties you to an applicant, write it above first.")
            },
        )

    def reasons(self) -> dict[int, str]:
        """Review -> what ties her, of a valid form; only of those that were on the page when it was sent."""
        return {each: self.cleaned_data[f"tie_{each}"] for each in self.reviews if f"tie_{each}" in self.data}


class ConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("What it is"),
        max_length=500,
        help_text=_("For example: I work with this organisation. The coordinators see this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SlotsForm(MomentForm):
    """Times that follow one another."""

    moment_name = "day"

    day = DayField(label=_("Day"))
    clock = ClockField(label=_("First time"), help_text=_("For example 9.00. Finnish time."))
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        initial=45,
        min_value=5,
        max_value=240,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    count = forms.IntegerField(
        label=_("How many times one after another"),
        initial=4,
        min_value=1,
        max_value=50,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    place = forms.CharField(label=_("Place or link"), max_length=300)


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("What should be asked"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the question.")},
    )


class InterviewForm(forms.Form):
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 10})
    )
    points = forms.IntegerField(
        label=_("Points of the interview"),
        required=False,
        min_value=0,
        max_value=POINTS,
        help_text=_("From 0 to 5. They stand beside the points of the reviews and are not counted with them."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Reason for the points"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class BookForm(forms.Form):
    slot = forms.TypedChoiceField(
        label=_("Times"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time is not free any more. Choose another one."),
        },
    )

    def __init__(self, *args: object, slots: Iterable[tuple[Slot, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["slot"].choices = [(str(slot.pk), words) for slot, words in slots]  # type: ignore[attr-defined]


class EligibilityForm(forms.Form):
    """A verdict and a note for each requirement of the pack."""

    def __init__(self, *args: object, requirements: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.codes = []
        for code, text in requirements:
            self.codes.append(code)
            self.fields[f"verdict_{code}"] = forms.ChoiceField(
                label=text, required=False, choices=Verdict.choices, widget=forms.RadioSelect
            )
            self.fields[f"note_{code}"] = forms.CharField(label=_("Note"), required=False, max_length=500)

    def verdicts(self) -> dict[str, tuple[str, str]]:
        """Requirement -> (verdict or "", note) of a valid form."""
        return {code: (self.cleaned_data[f"verdict_{code}"], self.cleaned_data[f"note_{code}"]) for code in self.codes}
