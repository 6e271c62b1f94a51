"""Forms of the catalogue of means and of the basket."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.forms import Opened
from soske.workbench.means.models import REMARK, WHY


class WhyForm(Opened):
    why = forms.CharField(
        label=_("Why we chose this"),
        required=False,
        max_length=WHY,
        help_text=_("In your own words: what you want to achieve with it and in which purchase."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("Your remark"),
        max_length=REMARK,
        help_text=_("The team and its coaches read it. The organiser does not."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
