"""Forms of the reviewing."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.intake.reviews.fields import READERS
from soske.intake.reviews.models import MOST, Reviewer


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


class ConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("What it is"),
        max_length=500,
        help_text=_("For example: I work with this organisation. The coordinators see this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
